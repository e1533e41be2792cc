"""The published corpora in their formats (sentences invented here), a table of one's own, and what is refused."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.corpora import as_dataset, load_corpus, load_reading
from actorstance.corpora.dse import directed, five_class, five_classes, parse_brackets
from actorstance.corpora.standoff import fingerprint, read_directed, read_standoff
from actorstance.corpora.tweets import place_target
from actorstance.errors import InputError
from actorstance.evaluation import evaluate
from actorstance.schema import Form, Probabilities, Stance
from actorstance.settings import ColumnSettings, CorpusSettings

ROOT = Path(__file__).resolve().parent.parent


def settings(reader, path, **changes):
    return CorpusSettings(name=reader, reader=reader, path=str(path), **changes)


def tsc(row_id, sentence, mention, polarity, start=None):
    start = sentence.index(mention) if start is None else start
    return {
        "mention": mention, "polarity": polarity, "from": start, "to": start + len(mention),
        "sentence": sentence, "id": row_id,
    }  # fmt: skip


@pytest.fixture
def newsmtsc(tmp_path):
    rows = {
        "train": [
            tsc("wire_9_4_1_Ann Lee_0_3", "Lee was cheered by Moss.", "Lee", 1),
            tsc("wire_9_4_2_Ann Lee_0_3", "She bored everyone.", "She", -1),
            tsc("wire_9_4_3_Bo Moss_0_3", "Moss came late.", "Moss", 0, start=3),
            tsc("wire_9_4_3_Bo Moss_0_3", "Nobody came.", "Moss", 0, start=0),
        ],
        "rw-dev": [tsc("wire_7_1_1_Bo Moss_0_3", "Moss left.", "Moss", 0)],
    }
    for split, members in rows.items():
        (tmp_path / f"{split}.jsonl").write_text("\n".join(map(json.dumps, members)) + "\n")
    return tmp_path


def test_newsmtsc(newsmtsc):
    reading = load_reading(settings("newsmtsc", newsmtsc))
    by_split = {split: [p for p in reading.pairs if p.split == split] for split in ("train", "rw-dev")}
    first, second, third = by_split["train"]
    assert (first.stance, first.target_text, first.article) == (Stance.FAVOR, "Lee", "wire_9_4")
    assert first.target.actor == second.target.actor == "ann-lee"
    assert second.target.form is Form.PRONOUN
    assert third.target_text == "Moss"
    assert {actor.name for actor in reading.actors} == {"Ann Lee", "Bo Moss"}
    assert (reading.report.rows, sum(reading.report.mended.values())) == (5, 1)
    assert dict(reading.report.skipped) == {"the mention is not in the sentence": 1}
    assert "train.jsonl, line 4" in reading.report.places["the mention is not in the sentence"][0]
    assert all(p.meta["corpus"] == "newsmtsc" and p.holder is None for p in reading.pairs)


def test_evaluation_names_a_corpus_s_actors(newsmtsc):
    reading = load_reading(settings("newsmtsc", newsmtsc))
    stances = [pair.stance for pair in reading.pairs]
    found = evaluate(reading.pairs, stances, registry=Registry(reading.actors), resamples=10)
    assert {score.name for score in found.per_actor} == {"Ann Lee", "Bo Moss"}


HUB_SPLITS = ("train", "validation", "test")


@pytest.fixture
def newsmtsc_hub(tmp_path):
    """The Hub's two configurations as a folder, which is a dataset too: the same loading code, without the network."""
    lines = ["---", "configs:"]
    for subset in ("rw", "mt"):
        lines += [f"- config_name: {subset}", "  data_files:"]
        for part in HUB_SPLITS:
            path = tmp_path / subset / part / "0.jsonl"
            path.parent.mkdir(parents=True)
            row = tsc(f"wire_1_1_1_{subset} {part}_0_3", f"Lee won the {subset} {part}.", "Lee", 1)
            path.write_text(json.dumps(row) + "\n")
            lines += [f"  - split: {part}", f"    path: {subset}/{part}/0.jsonl"]
    (tmp_path / "README.md").write_text("\n".join([*lines, "---", ""]))
    return tmp_path


SPLITS = ["train", "rw-dev", "rw-test", "mt-dev", "mt-test"]


def test_newsmtsc_from_the_hub_has_the_splits_of_its_files(newsmtsc_hub):
    pairs = load_corpus(settings("newsmtsc", "-", source="hub", hub=str(newsmtsc_hub)))
    assert [pair.split for pair in pairs] == SPLITS
    assert [pair.text for pair in pairs][:2] == ["Lee won the rw train.", "Lee won the rw validation."]
    one = load_corpus(settings("newsmtsc", "-", source="hub", hub=str(newsmtsc_hub), hub_config="mt"))
    assert [pair.split for pair in one] == ["train", "mt-dev", "mt-test"]


def test_the_hub_s_own_conversion_has_a_folder_for_each_configuration(newsmtsc_hub):
    (newsmtsc_hub / "README.md").unlink()
    hub = {"source": "hub", "hub": str(newsmtsc_hub), "revision": "refs/convert/parquet"}
    assert [pair.split for pair in load_corpus(settings("newsmtsc", "-", **hub))] == SPLITS


def test_newsmtsc_as_its_authors_repository_has_it(newsmtsc_hub):
    for subset in ("rw", "mt"):
        folder = newsmtsc_hub / f"newsmtsc-{subset}-hf"
        folder.mkdir()
        for part, name in zip(HUB_SPLITS, ("train", "dev", "test"), strict=True):
            (newsmtsc_hub / subset / part / "0.jsonl").rename(folder / f"{name}.jsonl")
    pairs = load_corpus(settings("newsmtsc", newsmtsc_hub))
    assert sorted(pair.split for pair in pairs) == sorted(SPLITS)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"mention": "Lee"}, "no field 'sentence'"),
        (tsc("a", "Lee", "Lee", 3), "polarity is 3, expected -1, 0 or 1"),
        ({**tsc("a", "Lee", "Lee", 1), "from": "x"}, "from is 'x', expected a number"),
        (tsc("a", "Lee", "", 1), "line 1, field mention: is empty, expected the words of the target"),
        (tsc("a", "Lee won", " ", 1), "line 1, field mention: is empty"),
    ],
)
def test_a_broken_row_is_named(row, message, tmp_path):
    (tmp_path / "train.jsonl").write_text(json.dumps(row))
    with pytest.raises(InputError, match=message) as caught:
        load_corpus(settings("newsmtsc", tmp_path))
    assert "train.jsonl, line 1" in str(caught.value)


DSE = """\
[Peru] thanked [Chil]e for the boats.\tPeru\tChil\t1
The [Ruiz’]s plan angered [Peru].\tPeru\tRuiz’\t3
[Oman] and [Fiji] met.\tOman\tFiji\t0
[Oman] met nobody.\tOman\tFiji\t0
"""


@pytest.fixture
def dse(tmp_path):
    (tmp_path / "train.txt").write_text(DSE)
    (tmp_path / "valid.txt").write_text("[Oman] and Fiji  [met].\tOman\tmet\t4\n")
    return tmp_path


def test_dse_rows_are_two_pairs(dse):
    reading = load_reading(settings("dse", dse))
    found = [(p.holder_text, p.target_text, p.stance.value) for p in reading.pairs]
    assert found == [
        ("Peru", "Chile", "favor"), ("Chile", "Peru", "neutral"),
        ("Peru", "Ruiz", "against"), ("Ruiz", "Peru", "neutral"),
        ("Oman", "Fiji", "neutral"), ("Fiji", "Oman", "neutral"),
        ("Oman", "met", "neutral"), ("met", "Oman", "against"),
    ]  # fmt: skip
    assert reading.report.mended == {"a bracket cut a word or held more than a name": 2}
    assert reading.report.skipped == {"1 bracketed entities instead of 2": 1}
    assert reading.shared() == {("train", "valid"): 1}


def test_the_clean_arrangement_is_grouped_by_sentence(dse):
    reading = load_reading(settings("dse", dse, arrangement="clean"))
    assert reading.shared() == {("train", "valid"): 0}
    assert len(reading.pairs) == 6
    assert reading.report.skipped["the sentence stands in valid too (clean arrangement)"] == 1
    with pytest.raises(InputError, match="published or clean"):
        load_reading(settings("dse", dse, arrangement="tidy"))


@pytest.mark.parametrize(("line", "message"), [("a\tb\tc", "3 columns"), ("[a] [b]\ta\tb\t5", "'5'")])
def test_dse_lines_that_cannot_be_read(line, message, tmp_path):
    (tmp_path / "train.txt").write_text(line)
    with pytest.raises(InputError, match=message) as caught:
        load_reading(settings("dse", tmp_path))
    assert "line 1" in str(caught.value)


def test_dse_rows_are_quoted_as_in_csv(tmp_path):
    lines = [
        '"""We trust [Peru],"" said [Oman]."\tPeru\tOman\t2',
        '"[The ""Fuji"" club] met [Oman]."\t"The ""Fuji"" club"\tOman\t0',
    ]
    (tmp_path / "valid.txt").write_text("\n".join(lines) + "\n")
    reading = load_reading(settings("dse", tmp_path))
    assert [p.text for p in reading.pairs[::2]] == [
        '"We trust Peru," said Oman.',
        'The "Fuji" club met Oman.',
    ]
    assert [p.holder_text for p in reading.pairs[::2]] == ["Peru", 'The "Fuji" club']
    assert not reading.report.skipped


@pytest.mark.parametrize(
    ("marked", "words", "span"),
    [
        ("Fiji took the s[eat] of [Oman].", "eat", "seat"),
        ("[The Oman ”]Board met [Fiji].", "The Oman ”", "The Oman"),
        ("The week[’s Budget Office] report irked [Fiji].", "’s Budget Office", "Budget Office"),
        ("[Lopez’s] aide met [Fiji].", "Lopez’s", "Lopez"),
        ("The [U.S.] met [Fiji].", "U.S.", "U.S."),
        ("[A ”] B met [Fiji].", "A ”", "A"),
        ("The nation[’]s port met [Fiji].", "’", "’"),
    ],
)
def test_brackets_are_moved_to_whole_words(marked, words, span):
    other = "Oman" if "[Oman]" in marked else "Fiji"
    text, p, _, mended = parse_brackets(marked, words, other)
    assert text[slice(*p)] == span
    assert mended is (words != span)


def test_a_bracket_around_no_word_is_kept_but_is_no_actor(tmp_path):
    (tmp_path / "test.txt").write_text("Oman[,] a port, met [Fiji].\t,\tFiji\t0\n")
    reading = load_reading(settings("dse", tmp_path))
    assert [(p.holder_text, p.holder.actor) for p in reading.pairs] == [(",", None), ("Fiji", "fiji")]
    assert reading.report.mended == {"a bracket holds no word: kept, but no actor": 1}
    assert [actor.id for actor in reading.actors] == ["fiji"]


def test_a_dse_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "train.txt").write_bytes("[Perú] met [Oman].\tPerú\tOman\t0\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"train\.txt: not UTF-8"):
        load_reading(settings("dse", tmp_path))


WORD = st.text("abcsXYZ é’'”.,", min_size=1, max_size=8)


@example("X", ".'s", ".", "X", "X", False)
@example("X", "X 's", ".", "X", "X", False)
@given(WORD, WORD, WORD, WORD, WORD, st.booleans())
def test_brackets_come_off_and_spans_stay_on_the_entities(before, one, between, other, after, turned):
    assume(one.strip() and other.strip())
    columns = (other, one) if turned and one.strip() != other.strip() else (one, other)
    try:
        text, p, q, _ = parse_brackets(f"{before}[{one}]{between}[{other}]{after}", *columns)
    except ValueError:
        assume(False)
    assert text == before + one + between + other + after
    for (start, end), words in ((p, columns[0]), (q, columns[1])):
        span = text[start:end]
        assert span == span.strip() != ""
        # No word is cut, unless the bracket holds none.
        if any(c.isalnum() for c in words):
            assert not (start and text[start].isalnum() and text[start - 1].isalnum())
            assert not (text[end : end + 1].isalnum() and text[end - 1].isalnum())
            assert any(c.isalnum() for c in span)
    first, second = sorted((p, q))
    assert first[1] <= second[0]
    # Each span keeps something of its own bracket.
    for (start, end), at, words in (
        (first, len(before), one),
        (second, len(before + one + between), other),
    ):
        assert start < at + len(words)
        assert end > at


def test_templates_show_as_wordings_that_recur(tmp_path):
    lines = ["[Oman] thanked [Fiji].\tOman\tFiji\t1", "[Peru] thanked [Cuba].\tPeru\tCuba\t1",
             "[Peru] sued [Cuba] over fish.\tPeru\tCuba\t3", "[Oman] met [Fiji].\tOman\tFiji\t0"]  # fmt: skip
    (tmp_path / "train.txt").write_text("\n".join(lines))
    assert load_reading(settings("dse", tmp_path)).recurring() == 0.5


def test_five_classes_and_back(dse):
    for label in range(5):
        p_to_q, q_to_p = (
            Probabilities(*(0.9 if s is stance else 0.05 for s in Stance)) for stance in directed(label)
        )
        assert five_class(p_to_q, q_to_p) == label
    pairs = load_reading(settings("dse", dse)).pairs
    sure = [Probabilities(*(float(s is p.stance) for s in Stance)) for p in pairs]
    assert five_classes(pairs, sure) == ([1, 3, 0, 4], [1, 3, 0, 4])
    with pytest.raises(InputError, match="other direction"):
        five_classes(pairs[1:3], sure[1:3])


def table(path, rows, delimiter=","):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def test_persent(tmp_path):
    document = "Ann Lee won.\n\nEverybody slept.\nLee lied again."
    row = {"DOCUMENT_INDEX": 4, "TARGET_ENTITY": "Ann Lee", "DOCUMENT": document}
    labels = {"Paragraph0": "Positive", "Paragraph1": "Neutral", "Paragraph2": "Negative", "Paragraph3": ""}
    table(tmp_path / "dev.csv", [{**row, **labels}])
    reading = load_reading(settings("persent", tmp_path))
    assert [(p.text, p.target_text, p.stance.value) for p in reading.pairs] == [
        ("Ann Lee won.", "Ann Lee", "favor"),
        ("Lee lied again.", "Lee", "against"),
    ]
    assert reading.report.skipped == {"the paragraph does not name the entity": 1}
    assert {p.article for p in reading.pairs} == {"dev-4"}


def test_persent_s_paragraphs_end_at_line_feeds_only(tmp_path):
    row = {"DOCUMENT_INDEX": 1, "TARGET_ENTITY": "Lee", "DOCUMENT": "Lee won.\u2028Lee sang.\nLee lied."}
    table(tmp_path / "dev.csv", [{**row, "Paragraph0": "Positive", "Paragraph1": "Negative"}])
    pairs = load_corpus(settings("persent", tmp_path))
    assert [(p.text, p.stance.value) for p in pairs] == [
        ("Lee won.\u2028Lee sang.", "favor"),
        ("Lee lied.", "against"),
    ]


def test_persent_s_class_ids_on_the_hub(tmp_path):
    row = {"DOCUMENT_INDEX": 4, "TARGET_ENTITY": "Lee", "DOCUMENT": "Lee won.\nLee lied.", "Paragraph0": 2,
           "Paragraph1": 0, "Paragraph2": -1}  # fmt: skip
    (tmp_path / "train.jsonl").write_text(json.dumps(row) + "\n")
    reading = load_reading(settings("persent", "-", source="hub", hub=str(tmp_path)))
    assert [p.stance.value for p in reading.pairs] == ["favor", "against"]


def test_tweets_say_where_their_target_was_put(tmp_path):
    rows = [
        {"ID": 1, "Target": "Ann Lee", "Tweet": 'So "bold" of #Lee', "Stance": "AGAINST"},
        {"ID": 2, "Target": "Ann Lee", "Tweet": "What a day", "Stance": "FAVOR"},
        {"ID": 3, "Target": "Fog", "Tweet": "fog again", "Stance": "NONE"},
    ]
    lines = [
        "\t".join(map(str, row)) for row in ({k: k for k in rows[0]}.values(), *(r.values() for r in rows))
    ]
    (tmp_path / "train.txt").write_text("\n".join(lines))
    reading = load_reading(settings("semeval2016", tmp_path))
    assert [(p.text, p.target_text, p.stance.value) for p in reading.pairs] == [
        ('So "bold" of #Lee', "Lee", "against"),
        ("Ann Lee: What a day", "Ann Lee", "favor"),
        ("fog again", "fog", "neutral"),
    ]
    assert [p.meta.get("added_target") for p in reading.pairs] == [None, True, None]
    assert len(load_corpus(settings("semeval2016", tmp_path, targets=["Fog"]))) == 1
    table(tmp_path / "val.csv", [{"Tweet": "Go, Lee", "Target": "Ann Lee", "Stance": "FAVOR"}])
    assert load_corpus(settings("pstance", tmp_path))[0].target_text == "Lee"


@pytest.mark.parametrize("target", ["", "  "])
def test_a_tweet_without_a_target_is_named(tmp_path, target):
    table(tmp_path / "train.csv", [{"Tweet": "Go, Lee", "Target": target, "Stance": "FAVOR"}])
    with pytest.raises(InputError, match=r"train\.csv, line 2, field Target: is empty, expected a name"):
        load_corpus(settings("pstance", tmp_path))


def test_a_topic_s_last_word_alone_is_not_the_topic():
    assert place_target("What a movement", "Feminist Movement")[3]
    assert place_target("A #FeministMovement now", "Feminist Movement")[3] is False
    assert place_target("Go, Lee", "Ann Lee") == ("Go, Lee", 4, 7, False)


def test_any_table_by_its_columns(tmp_path):
    rows = [
        {"s": "Ann thanked Bo.", "who": "Bo", "by": "Ann", "y": "pro", "doc": "d1"},
        {"s": "Ann ignored Bo.", "who": "Cy", "by": "", "y": "none", "doc": "d1"},
        {"s": "Bo fell.", "who": "Bo", "by": "", "y": "con", "doc": "d2"},
    ]
    table(tmp_path / "mine.csv", rows)
    columns = ColumnSettings(
        text="s",
        target="who",
        holder="by",
        stance="y",
        favor="pro|plus",
        against="con",
        neutral="none",
        article="doc",
    )
    reading = load_reading(settings("table", tmp_path / "mine.csv", columns=columns))
    assert [(p.holder_text, p.target_text, p.stance.value, p.article) for p in reading.pairs] == [
        ("Ann", "Bo", "favor", "d1"),
        (None, "Bo", "against", "d2"),
    ]
    assert reading.report.skipped == {"the target is not in the text": 1}
    columns.favor = "yes"
    with pytest.raises(InputError, match="y is 'pro', expected one of con, none, yes"):
        load_reading(settings("table", tmp_path / "mine.csv", columns=columns))


def test_a_row_of_a_table_without_an_article_has_none(tmp_path):
    rows = [
        {"text": f"Ann fell {n}.", "target": "Ann", "stance": "favor", "doc": doc}
        for n, doc in enumerate(["", " ", "d1"])
    ]
    table(tmp_path / "mine.csv", rows)
    columns = ColumnSettings(article="doc")
    assert [p.article for p in load_corpus(settings("table", tmp_path, columns=columns))] == [
        None,
        None,
        "d1",
    ]
    columns.article = "story"
    with pytest.raises(InputError, match="no field 'story'"):
        load_corpus(settings("table", tmp_path, columns=columns))


def test_spans_of_a_table_by_offsets(tmp_path):
    table(tmp_path / "mine.csv", [{"text": "Ann fell.", "a": 0, "b": 3, "stance": "neutral"}])
    columns = ColumnSettings(target=None, target_start="a", target_end="b")
    assert load_corpus(settings("table", tmp_path, columns=columns))[0].target_text == "Ann"
    table(tmp_path / "mine.csv", [{"text": "Ann", "a": 0, "b": 4, "stance": "neutral"}])
    with pytest.raises(InputError, match="no span of the text"):
        load_corpus(settings("table", tmp_path, columns=columns))


def test_sources_that_do_not_exist(tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        load_reading(settings("dse", tmp_path / "none"))
    with pytest.raises(InputError, match=r"no \.csv file"):
        load_reading(settings("persent", tmp_path))
    with pytest.raises(InputError, match="unknown source 'web'"):
        load_reading(settings("dse", tmp_path, source="web"))
    with pytest.raises(InputError, match=r"needs corpus\.hub"):
        load_reading(settings("dse", tmp_path, source="hub"))
    with pytest.raises(InputError, match="cannot be loaded"):
        load_reading(settings("dse", tmp_path, source="hub", hub=str(tmp_path / "none")))


def test_pairs_as_a_dataset(dse):
    dataset = as_dataset(load_corpus(settings("dse", dse)))
    assert dataset.features["stance"].names == ["against", "neutral", "favor"]
    assert dataset[0]["holder"] == {"start": 0, "end": 4, "actor": "peru"}
    assert set(dataset["split"]) == {"train", "valid"}


def standoff(path, *labels):
    path.write_text("".join(json.dumps(label) + "\n" for label in labels))
    return str(path)


def label_of(text, place, stance, split="train", **fields):
    start = text.index(place)
    place = {"sentence": fingerprint(text), "split": split, "start": start, "end": start + len(place)}
    return {**place, "stance": stance, **fields}


def test_standoff_labels_become_overall_pairs_of_the_corpus_they_belong_to(dse):
    labels = standoff(
        dse / "labels.jsonl",
        label_of("Peru thanked Chile for the boats.", "Chile", "favor", reason="thanked"),
        label_of("Oman and Fiji met.", "Oman", "neutral"),
        label_of("Oman and Fiji met.", "Fiji", "against", split="test"),
    )
    plain = load_reading(settings("dse", dse))
    reading = load_reading(settings("dse", dse, standoff=labels))
    added = reading.pairs[len(plain.pairs) :]
    assert reading.pairs[: len(plain.pairs)] == plain.pairs
    assert [(p.holder, p.target_text, p.stance.value, p.split) for p in added] == [
        (None, "Chile", "favor", "train"),
        (None, "Oman", "neutral", "train"),
    ]
    assert reading.report.skipped["a stand-off label whose place the corpus lacks"] == 1


def test_a_standoff_label_can_bring_an_actor_that_the_corpus_passes_over(newsmtsc):
    text = "Lee praised Ruiz, not Mr. Kane."
    (newsmtsc / "more").mkdir()
    labels = standoff(
        newsmtsc / "more" / "labels.jsonl",  # beside the splits it would be one
        label_of(text, "Ruiz", "favor", mention="Ruiz"),
        label_of(text, "Kane", "against", mention="Kana"),
        label_of(text, "Kane.", "against"),
        label_of(text, "Lee", "favor"),
    )
    (newsmtsc / "train.jsonl").write_text(json.dumps(tsc("wire_1_1_1_Ann Lee_0_3", text, "Lee", 0)) + "\n")
    plain = load_reading(settings("newsmtsc", newsmtsc))
    reading = load_reading(settings("newsmtsc", newsmtsc, standoff=labels))
    (added,) = reading.pairs[len(plain.pairs) :]
    assert (added.target_text, added.target.actor, added.stance.value) == ("Ruiz", "ruiz", "favor")
    assert added.article == "wire_1_1"
    assert "ruiz" in {actor.id for actor in reading.actors}
    assert reading.report.skipped == {
        "a stand-off label whose place the corpus lacks": 2,
        "a stand-off label whose place the corpus judges itself": 1,
    }


@pytest.mark.parametrize("read", [read_standoff, read_directed])
def test_blank_lines_of_standoff_files_are_counted(read, tmp_path):
    text = "Lee met Ann."
    record = label_of(text, "Lee", "favor") if read is read_standoff else sentence_of(text, ["Lee", "Ann"])
    path = tmp_path / "labels.jsonl"
    path.write_text("\n\n" + "\n".join([json.dumps(record)] * 2))
    with pytest.raises(InputError, match="line 4, field sentence: this"):
        read(path)


def test_a_place_in_several_rows_gets_one_overall_pair(tmp_path):
    text = "Peru thanked Chile and Oman."
    rows = [
        "[Peru] thanked [Chile] and Oman.\tPeru\tChile\t1",
        "[Peru] thanked Chile and [Oman].\tPeru\tOman\t1",
    ]
    (tmp_path / "train.txt").write_text("\n".join(rows))
    labels = standoff(tmp_path / "labels.jsonl", label_of(text, "Peru", "neutral"))
    pairs = load_corpus(settings("dse", tmp_path, standoff=labels))
    assert [p.target_text for p in pairs if p.holder is None] == ["Peru"]
    assert five_classes([p for p in pairs if p.holder is not None], [Probabilities(0, 1, 0)] * 4)[0] == [1, 1]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (
            [label_of("Lee met Ann.", "Lee", "favor")],
            "labels.jsonl: none of its labels is about a place in this corpus",
        ),
        ([label_of("Lee met Ann.", "Lee", "good")], "line 1, field stance.*against, neutral, favor"),
        ([label_of("Lee met Ann.", "Lee", "favor", end="x")], "line 1, field end"),
        (
            [label_of("Lee met Ann.", "Lee", "favor")] * 2,
            "line 2, field sentence: this place is judged twice",
        ),
        ([label_of("Lee met Ann.", "Lee", "favor", words="Lee")], "line 1.*words"),
    ],
)
def test_standoff_labels_that_cannot_be_used(labels, message, dse):
    with pytest.raises(InputError, match=message):
        load_reading(settings("dse", dse, standoff=standoff(dse / "labels.jsonl", *labels)))


def test_a_label_stays_with_the_spacing_that_it_was_made_on(tmp_path):
    wide = "Peru  thanked Chile."
    (tmp_path / "train.txt").write_text(
        "[Peru] thanked [Chile].\tPeru\tChile\t1\n[Peru]  thanked [Chile].\tPeru\tChile\t1\n"
    )
    labels = standoff(tmp_path / "labels.jsonl", label_of(wide, "Chile", "favor"))
    (added,) = [p for p in load_corpus(settings("dse", tmp_path, standoff=labels)) if p.holder is None]
    assert (added.text, added.target_text) == (wide, "Chile")


def test_a_missing_standoff_file_is_named_before_the_corpus_is_read(tmp_path):
    with pytest.raises(InputError, match=r"labels\.jsonl: no such file"):
        load_reading(settings("dse", tmp_path / "none", standoff=str(tmp_path / "labels.jsonl")))


def sentence_of(text, places, *directed, split="train", marked=()):
    """A stand-off sentence; `directed` are holder, target, stance; places not in `marked` carry their words."""
    spans = [(text.index(place), text.index(place) + len(place)) for place in places]
    return {
        "sentence": fingerprint(text),
        "split": split,
        "places": [
            {"start": start, "end": end} | ({} if place in marked else {"mention": place})
            for place, (start, end) in zip(places, spans, strict=True)
        ],
        "directed": [{"holder": h, "target": t, "stance": stance} for h, t, stance in directed],
    }


def test_directed_standoff_judges_all_pairs_that_the_corpus_leaves_open(dse):
    text = "Peru thanked Chile for the boats."
    names = ["Peru", "Chile", "boats"]
    labels = standoff(
        dse / "directed.jsonl",
        sentence_of(text, names, (0, 2, "favor"), (0, 1, "against"), marked=names[:2]),
        sentence_of("Cuba left.", ["Cuba"]),
    )
    plain = load_reading(settings("dse", dse))
    reading = load_reading(settings("dse", dse, directed=labels))
    added = reading.pairs[len(plain.pairs) :]
    assert reading.pairs[: len(plain.pairs)] == plain.pairs
    # Peru and Chile are DSE's own, both ways.
    assert {(p.holder_text, p.target_text, p.stance.value, p.split) for p in added} == {
        ("Peru", "boats", "favor", "train"),
        ("boats", "Peru", "neutral", "train"),
        ("Chile", "boats", "neutral", "train"),
        ("boats", "Chile", "neutral", "train"),
    }
    assert len(added) == 4
    assert "boats" in {actor.id for actor in reading.actors}
    assert reading.report.skipped["a stand-off sentence that the corpus lacks"] == 1


@given(st.data())
def test_every_ordered_two_places_of_a_directed_sentence_are_asked_once(tmp_path_factory, data):
    names = ["Peru", "Chile", "Oman", "Togo", "Cuba"][: data.draw(st.integers(2, 5))]
    text = "Peru and Chile met Oman, Togo and Cuba."
    asked = [(h, t) for h in range(len(names)) for t in range(len(names)) if h != t]
    chosen = data.draw(
        st.dictionaries(st.sampled_from(asked), st.sampled_from(["favor", "against", "neutral"]))
    )
    folder = tmp_path_factory.mktemp("directed")
    (folder / "train.txt").write_text("[Peru] and [Chile] met Oman, Togo and Cuba.\tPeru\tChile\t0\n")
    labels = standoff(
        folder / "directed.jsonl",
        sentence_of(text, names, *((h, t, stance) for (h, t), stance in chosen.items()), marked=names[:2]),
    )
    pairs = load_corpus(settings("dse", folder, directed=labels))
    found = {(names.index(p.holder_text), names.index(p.target_text)): p.stance.value for p in pairs}
    assert len(pairs) == len(found) == len(asked)
    own = {(0, 1): "neutral", (1, 0): "neutral"}  # what DSE says goes first
    assert found == dict.fromkeys(asked, "neutral") | chosen | own


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ([sentence_of("Lee met Ann.", ["Lee", "Ann"])], "none of its sentences stands in this corpus"),
        (
            [sentence_of("Lee met Ann.", ["Lee", "Ann"])] * 2,
            "line 2, field sentence: this sentence stands twice",
        ),
        (
            [sentence_of("Lee met Ann.", ["Lee", "Ann"], (0, 2, "favor"))],
            "line 1.*0, 2 is not among 2 places",
        ),
        ([sentence_of("Lee met Ann.", ["Lee", "Ann"], (0, 0, "favor"))], "line 1.*given twice or is none"),
        ([sentence_of("Lee met Ann.", ["Lee", "Ann"], (0, 1, "good"))], "line 1.*against, neutral, favor"),
    ],
)
def test_directed_standoff_that_cannot_be_used(sentences, message, dse):
    with pytest.raises(InputError, match=message):
        load_reading(settings("dse", dse, directed=standoff(dse / "labels.jsonl", *sentences)))


def test_a_place_whose_words_stand_elsewhere_is_not_guessed(dse):
    text = "Peru thanked Chile for the boats."
    shifted = sentence_of(text, ["Peru", "boats"], marked=["Peru"])
    shifted["places"][1]["start"] += 1
    labels = standoff(dse / "labels.jsonl", shifted, sentence_of(text, ["Peru", "Chile"], split="valid"))
    with pytest.raises(InputError, match="none of its sentences stands in this corpus"):
        load_reading(settings("dse", dse, directed=labels))


@given(st.text(), st.sampled_from([" ", "  ", "\t", "\n", "\u00a0"]))
def test_a_fingerprint_does_not_see_case_and_spacing(text, space):
    assert fingerprint(text) == fingerprint(f"{space}{text.replace(' ', space)}{space}")
    assert fingerprint(text.upper()) == fingerprint(text.upper().casefold())


@pytest.mark.parametrize("corpus", ["dse", "newsmtsc"])
def test_the_projects_own_standoff_labels_hold_no_sentence(corpus):
    labels = read_standoff(ROOT / "data" / "portrayal" / f"{corpus}.jsonl")
    assert len(labels) > 5_000
    assert {label.split for label in labels.values()} == {"train"}
    assert max(len(label.reason.split()) for label in labels.values()) < 12
    assert max(len(label.mention.split()) for label in labels.values()) < 12
    assert all(len(label.mention) in (0, label.end - label.start) for label in labels.values())


@pytest.mark.parametrize("corpus", ["dse", "newsmtsc"])
def test_the_projects_own_directed_labels_hold_no_sentence(corpus):
    sentences = read_directed(ROOT / "data" / "directed" / f"{corpus}.jsonl")
    assert len(sentences) > 5_000
    assert {sentence.split for sentence in sentences} == {"train"}
    places = [place for sentence in sentences for place in sentence.places]
    assert max(len(place.mention.split()) for place in places) < 9
    assert all(len(place.mention) in (0, place.end - place.start) for place in places)
