"""Records: what is written reads back from every format, and an error says where it is."""

import json
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.atomic import write_json, write_text
from actorstance.errors import InputError
from actorstance.records import (
    PredictionRecord,
    prediction_record,
    read_annotations,
    read_labelled_pairs,
    read_pairs,
    read_predictions,
    read_rows,
    write_records,
)
from actorstance.schema import (
    STANCES,
    Actor,
    Form,
    LabelledPair,
    Mention,
    Pair,
    Prediction,
    Probabilities,
    Stance,
)

ENDINGS = ["jsonl", "csv", "parquet"]
PIECES = [
    *["\x00", "\r", "\r\n", "\n", "\t", '"', "'", ",", ";", "\\", "null", "nan", "1", "true"],
    *["\u2028", "\x85", "\x1a", "\ufeff", "😀", "e\u0301"],
]
words = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map("".join)
# CSV has no word for an empty string that is not a missing value.
filled = words.filter(bool)


@st.composite
def mentions(draw, text):
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Mention(start, end, draw(st.none() | filled), draw(st.sampled_from(Form)))


@st.composite
def pairs(draw):
    text = draw(filled)
    fields = {
        "id": draw(filled),
        "text": text,
        "target": draw(mentions(text)),
        "holder": draw(st.none() | mentions(text)),
        "article": draw(st.none() | filled),
        "split": draw(st.none() | filled),
        "meta": draw(
            st.dictionaries(words, words | st.integers(-9, 9) | st.lists(words, max_size=2), max_size=2)
        ),
    }
    stance = draw(st.none() | st.sampled_from(STANCES))
    return Pair(**fields) if stance is None else LabelledPair(**fields, stance=stance)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=60, deadline=None)
@given(records=st.lists(pairs(), max_size=4))
def test_pairs_of_any_characters_read_back_as_they_were(tmp_path_factory, ending, records):
    path = tmp_path_factory.getbasetemp() / f"round.{ending}"
    bare = [msgspec.structs.replace(record, meta={}) for record in records]
    if ending == "csv" and sys.version_info < (3, 11) and b"\\u0000" in msgspec.json.encode(bare):
        with pytest.raises(InputError, match="CSV cannot hold"):  # that csv module writes no NUL
            write_records(path, records)
        return
    assert write_records(path, iter(records)) == len(records)
    assert list(read_pairs(path)) == records


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_text_of_a_hundred_thousand_characters_reads_back(tmp_path, ending):
    pair = Pair(id="1", text="“Ana”, " * 14_286, target=Mention(1, 4))
    write_records(tmp_path / f"long.{ending}", [pair])
    assert list(read_pairs(tmp_path / f"long.{ending}")) == [pair]


def test_a_longer_text_than_csv_can_hold_is_an_input_error(tmp_path):
    write_records(tmp_path / "long.csv", [Pair(id="1", text="a" * 200_000, target=Mention(1, 4))])
    with pytest.raises(InputError, match=r"long.csv, row 1: .*limit"):
        list(read_pairs(tmp_path / "long.csv"))


def write(tmp_path, line, name="pairs.jsonl"):
    path = tmp_path / name
    path.write_bytes(line if isinstance(line, bytes) else line.encode())
    return path


GOOD = {"id": "1", "text": "Ana won.", "target": {"start": 0, "end": 3}}


def test_jsonl_fields_may_be_null_or_absent_and_lines_blank(tmp_path):
    full = {**GOOD, "holder": None, "stance": None, "article": None, "split": None}
    path = write(tmp_path, f"\n{json.dumps(full)}\r\n  \n{json.dumps(GOOD)}")
    assert list(read_pairs(path)) == [Pair(id="1", text="Ana won.", target=Mention(0, 3))] * 2


def test_offsets_are_code_points(tmp_path):
    text = "👩\u200d🚀 Guaido\u0301 won"
    path = write(tmp_path, json.dumps({"id": "1", "text": text, "target": {"start": 4, "end": 11}}))
    assert next(read_pairs(path)).target_text == "Guaido\u0301"


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"stance": "pro"}, "stance", "invalid enum value 'pro', expected one of against, neutral, favor"),
        ({"stance": 2}, "stance", "Expected `str`, got `int`"),
        ({"target": {"start": 0, "end": 99}}, None, "the target ends at 99, but the text has 8 characters"),
        ({"holder": {"start": 0, "end": 99}}, None, "the holder ends at 99, but the text has 8 characters"),
        ({"target": {"start": 3, "end": 3}}, "target", "a span needs 0 <= start < end"),
        ({"target": {"start": -1, "end": 3}}, "target", "a span needs 0 <= start < end"),
        ({"target": {"start": "0", "end": 3}}, "target.start", "Expected `int`, got `str`"),
        ({"target": {"start": 0.5, "end": 3}}, "target.start", "Expected `int`, got `float`"),
        ({"target": {"start": True, "end": 3}}, "target.start", "Expected `int`, got `bool`"),
        ({"target": {"end": 3}}, "target", "missing required field `start`"),
        ({"target": {"strat": 0, "end": 3}}, "target", "unknown field `strat`"),
        (
            {"target": {"start": 0, "end": 3, "form": "nick"}},
            "target.form",
            "expected one of name, nominal, pronoun",
        ),
        ({"target": {"start": 0, "end": 3, "actor": 7}}, "target.actor", "got `int`"),
        ({"target": "Ana"}, "target", "Expected `object`, got `str`"),
        ({"target": None}, "target", "Expected `object`, got `null`"),
        ({"holdr": None}, None, "unknown field `holdr`"),
        ({"text": 7}, "text", "Expected `str`, got `int`"),
        ({"text": None}, "text", "Expected `str`, got `null`"),
        ({"meta": [1]}, "meta", "got `array`"),
        ({"meta": "{"}, "meta", "not JSON"),
    ],
)
def test_a_wrong_record_is_refused_with_file_line_and_field(tmp_path, change, field, message):
    path = write(tmp_path, f"{json.dumps(GOOD)}\n\n{json.dumps({**GOOD, **change})}\n")
    records = read_pairs(path)
    assert next(records).id == "1"
    with pytest.raises(InputError) as error:
        next(records)
    place = f"{path}, line 3" + (f", field {field}: " if field else ": ")
    assert str(error.value).startswith(place)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON: Input data was truncated"),
        ("{'id': 1}", "not JSON"),
        (json.dumps(GOOD) * 2, "not JSON"),
        ('{"id": "\\ud800"}', "not JSON"),
        ("[]", "expected a JSON object"),
        ("7", "expected a JSON object"),
    ],
)
def test_a_broken_line_is_refused_with_its_number(tmp_path, line, message):
    path = write(tmp_path, f"{json.dumps(GOOD)}\n{line}\n")
    with pytest.raises(InputError, match=f"pairs.jsonl, line 2: {message}"):
        list(read_pairs(path))


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.csv"])
def test_a_file_that_is_not_utf8_is_refused(tmp_path, name):
    content = '{"id": "Guaidó"}' if name.endswith("jsonl") else "id,text\n1,Guaidó"
    with pytest.raises(InputError, match=f"{name}: not UTF-8 text"):
        list(read_pairs(write(tmp_path, content.encode("latin-1"), name)))


@pytest.mark.parametrize("name", ["pairs.txt", "pairs.json", "pairs", "pairs.JSONL"])
def test_another_ending_is_refused_in_reading_and_writing(tmp_path, name):
    path = write(tmp_path, "{}", name)
    with pytest.raises(InputError, match=r"expected a file ending in .jsonl, .csv"):
        list(read_pairs(path))
    with pytest.raises(InputError, match=r"expected a file ending in .jsonl, .csv"):
        write_records(path, [GOOD])
    assert path.read_text() == "{}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_missing_file_and_a_folder_are_refused(tmp_path, ending):
    (tmp_path / f"folder.{ending}").mkdir()
    for name, says in (("none", "no such file"), ("folder", "is a folder")):
        with pytest.raises(InputError, match=f"{name}.{ending}: {says}"):
            list(read_pairs(tmp_path / f"{name}.{ending}"))


HEADER = "id,text,target_start,target_end,stance\n"


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        ("2,Ana,0,3,pro", "row 2, field stance", "expected one of against, neutral, favor"),
        ("2,Ana,zero,3,favor", "row 2, field target.start", "`int`"),
        ("2,Ana,0,9,favor", "row 2", "the target ends at 9"),
        ("2,Ana,0,,favor", "row 2, field target_start", "a span needs target_start and target_end"),
        ("2,,0,3,favor", "row 2", "missing required field `text`"),
        ("2,Ana,0,3", "row 2", "expected 5 columns"),
        ("2,Ana,0,3,favor,more", "row 2", "expected 5 columns"),
    ],
)
def test_a_wrong_csv_row_is_refused_with_its_number(tmp_path, row, place, message):
    path = write(tmp_path, f"\ufeff{HEADER}1,Ana,0,3,favor\n{row}\n", "pairs.csv")
    with pytest.raises(InputError) as error:
        list(read_pairs(path))
    assert str(error.value).startswith(f"{path}, {place}: ")
    assert message in str(error.value)


def test_a_misspelt_csv_column_is_refused(tmp_path):
    path = write(tmp_path, "id,text,target_start,target_end,stanse\n1,Ana,0,3,favor\n", "pairs.csv")
    with pytest.raises(InputError, match="row 1: Object contains unknown field `stanse`"):
        list(read_pairs(path))


def test_a_wrong_parquet_row_and_a_file_that_is_none_are_refused(tmp_path):
    path = tmp_path / "pairs.parquet"
    write_records(path, [GOOD, {**GOOD, "stance": "pro"}])
    with pytest.raises(InputError, match=r"pairs.parquet, row 2, field stance: .*'pro'"):
        list(read_pairs(path))
    with pytest.raises(InputError, match=r"pairs.parquet: not Parquet"):
        list(read_pairs(write(tmp_path, "id,text", "pairs.parquet")))


def test_labelled_pairs_need_a_stance(tmp_path):
    path = write(tmp_path, f"{json.dumps({**GOOD, 'stance': 'favor'})}\n\n\n{json.dumps(GOOD)}\n")
    records = read_labelled_pairs(path)
    assert next(records).stance is Stance.FAVOR
    with pytest.raises(InputError, match="line 4, field stance: missing"):
        next(records)


def test_records_are_read_one_at_a_time(tmp_path):
    path = write(tmp_path, f"{json.dumps(GOOD)}\nbroken\n")
    assert next(read_rows(path)) == (1, GOOD)


ANNOTATION = {
    "id": "s1",
    "text": "Ana met Ben.",
    "mentions": [{"start": 0, "end": 3, "actor": "ana"}, {"start": 8, "end": 11, "actor": "ben"}],
    "directed": [{"holder": "ana", "target": "ben", "stance": "favor"}],
    "labeler": {"name": "me", "version": "1"},
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mentions": [{"start": 0, "end": 3}]}, "the mention at 0 has no actor"),
        ({"mentions": [{"start": 0, "end": 99, "actor": "ana"}]}, "a mention ends at 99"),
        (
            {"mentions": [{"start": 0, "end": 3, "actor": "zoe"}], "directed": []},
            "mentions: unknown actor id 'zoe'",
        ),
        ({"directed": [{"holder": "ana", "target": "zoe", "stance": "favor"}]}, "'zoe' of a directed stance"),
        ({"directed": [{"holder": "ana", "target": "ana", "stance": "favor"}]}, "holder and target"),
        ({"directed": ANNOTATION["directed"] * 2}, "stands twice"),
        ({"labeler": "me"}, "field labeler: Expected `object`"),
        (
            {"mentions": [{"start": 0, "end": 3, "actor": "ana", "overall": "pro"}]},
            r"field mentions\[0\].overall",
        ),
        ({"mentoins": []}, "unknown field `mentoins`"),
    ],
)
def test_a_wrong_annotation_is_refused_with_file_and_line(tmp_path, change, message):
    registry = Registry([Actor(id=i, name=i, kind="person") for i in ("ana", "ben")])
    path = write(tmp_path, f"{json.dumps(ANNOTATION)}\n{json.dumps({**ANNOTATION, **change})}\n")
    records = read_annotations(path, registry)
    assert next(records).actors == ("ana", "ben")
    with pytest.raises(InputError, match=f"pairs.jsonl, line 2.*{message}"):
        next(records)


def test_annotations_read_back_as_they_were(tmp_path):
    annotations = list(read_annotations(write(tmp_path, json.dumps(ANNOTATION))))
    write_records(tmp_path / "again.jsonl", annotations)
    assert list(read_annotations(tmp_path / "again.jsonl")) == annotations


@pytest.mark.parametrize("ending", ENDINGS)
def test_predictions_read_back_as_they_were(tmp_path, ending):
    pair = Pair(id="1", text="Ana won.", target=Mention(0, 3))
    record = prediction_record(
        Prediction(pair=pair, stance=Stance.FAVOR, probabilities=Probabilities(0.25, 0.125, 0.625))
    )
    path = tmp_path / f"predictions.{ending}"
    write_records(path, [record])
    assert list(read_predictions(path)) == [record]


def test_predictions_need_an_id_and_a_known_stance_and_no_probabilities(tmp_path):
    lines = ['{"id": "1", "stance": "favor", "note": "x"}', '{"id": "2", "stance": "pro"}']
    records = read_predictions(write(tmp_path, "\n".join(lines)))
    assert next(records) == PredictionRecord(id="1", stance=Stance.FAVOR)
    with pytest.raises(InputError, match=r"line 2, field stance: .*'pro'"):
        next(records)


def broken():
    yield GOOD
    raise RuntimeError("the source broke")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failing_writer_leaves_the_old_file_and_nothing_else(tmp_path, ending):
    path = write(tmp_path, "old", f"pairs.{ending}")
    with pytest.raises(RuntimeError, match="the source broke"):
        write_records(path, broken())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ENDINGS)
def test_half_of_a_surrogate_pair_cannot_be_written(tmp_path, ending):
    path = write(tmp_path, "old", f"pairs.{ending}")
    with pytest.raises(InputError, match=rf"pairs\.{ending}: .*lone surrogate.*Ana .ud83d won"):
        write_records(path, [GOOD, {**GOOD, "text": "Ana \ud83d won."}])
    with pytest.raises(InputError, match=r"note\.json: .*lone surrogate"):
        write_json(tmp_path / "note.json", {"text": "\ud83d"})
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_json_with_a_figure_that_json_lacks_leaves_the_old_file_and_nothing_else(tmp_path):
    path = write(tmp_path, "old", "metrics.json")
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"accuracy": float("nan")})
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_are_written_in_new_folders_readable_by_all_and_with_their_own_line_ends(tmp_path):
    path = tmp_path / "new" / "folder" / "note.txt"
    write_text(path, "Guaidó\r\n")
    assert path.read_bytes() == "Guaidó\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    write_json(path, {"name": "Guaidó", "stance": Stance.FAVOR})
    assert path.read_text(encoding="utf-8") == '{\n  "name": "Guaidó",\n  "stance": "favor"\n}\n'
