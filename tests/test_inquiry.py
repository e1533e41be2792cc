"""Files that people bring to `scripts/predict.py`: their columns, separators, quotation marks, gaps and repetitions."""

import csv
import json
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from actorstance.records import read_pairs


@pytest.fixture
def predict(script, tiny_checkpoint):
    """Runs `scripts/predict.py` on a file in.csv (or of another name) with this content; gives exit code and all lines printed."""

    def run(content, *arguments, name="in.csv"):
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        Path(name).write_bytes(data)
        code, out, err = script(
            "predict", f"input={name}", "output=out.csv", f"checkpoint={tiny_checkpoint}", *arguments
        )
        return code, (out + err).splitlines()

    return run


def table(path="out.csv"):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(outcome, *says):
    code, lines = outcome
    assert code == 2
    (line,) = lines
    for part in says:
        assert part in line


# Columns


def test_a_column_whose_name_is_taken_is_kept_under_another(predict):
    code, lines = predict(
        "id,sentence,start,names,paragraph,probability,stance,split,target_actor,outlet,text\n"
        "x,MINE,10:30,Ann;Bob,7,0.3,left-wing,morning,Chile,Star,Peru thanked Chile.\n",
        "pairs=pairs.jsonl",
    )
    assert code == 0
    own = {
        "sentence": "MINE", "start": "10:30", "names": "Ann;Bob", "paragraph": "7", "probability": "0.3",
        "stance": "left-wing", "target_actor": "Chile",
    }  # fmt: skip
    told = ", ".join(f"{name} as input_{name}" for name in sorted(own))
    assert lines[-1].endswith(told)
    row = table()[2]
    assert {name: row[f"input_{name}"] for name in own} == own
    assert (row["split"], row["outlet"]) == ("morning", "Star")
    assert (row["sentence"], row["start"], row["paragraph"]) == ("x/s01", "0", "1")
    assert row["target_actor"] == "chile"
    pair = list(read_pairs("pairs.jsonl"))[2]
    assert {name: pair.meta[f"input_{name}"] for name in own} == own
    assert (pair.split, pair.meta["sentence"], pair.meta["start"]) == ("morning", "x/s01", 0)


def test_a_column_that_cannot_be_kept_is_refused_by_name(predict):
    outcome = predict("id,start,input_start,text\n1,10:30,,Peru won.\n2,,8:15,Peru left.\n")
    refused(outcome, "in.csv, field start", "input_start", "rename")
    refused(predict("id,text,text\n1,Peru won.,Peru left.\n"), "in.csv: ", "column 'text' stands twice")
    assert not Path("out.csv").exists()


def test_columns_without_a_name_may_be_empty(predict):
    assert predict("id,text,,\n1,Peru won.,,\n2,Peru left.,x,\n")[0] == 0
    assert [row["article"] for row in table()] == ["1", "2"]
    refused(predict("id,text,,\n1,Peru won.,,\n2,Peru left.,x,y\n"), "in.csv, row 2", "column 4 has no name")


def test_a_given_stance_stands_beside_the_predicted_one(predict):
    row = {"id": "1", "text": "Ann praised Bob.", "target": "Bob", "stance": "favor", "meta": "a note"}
    assert predict(json.dumps(row), "pairs=pairs.jsonl", name="in.jsonl")[0] == 0
    (found,) = table()
    assert (found["input_stance"], found["input_meta"]) == ("favor", "a note")
    assert found["stance"] in {"against", "neutral", "favor"}
    # Pairs as they were written, whose `meta` has such names, come through again.
    again = [msgspec.json.decode(line) for line in Path("pairs.jsonl").read_text().splitlines()]
    again[0]["meta"] = {"target": "B.", "start": 4, "names": "x"}
    assert predict(json.dumps(again[0]), name="again.jsonl")[0] == 0
    assert [table()[0][name] for name in ("target", "input_target", "start", "names")] == [
        "Bob",
        "B.",
        "4",
        "x",
    ]


# Quotation marks


HEADER = 'id,outlet,text\n1,Star,"Peru\nwon."\n'


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('2,Star,"Peru left.\n3,Post,Chile left.\n', "a quotation mark opens a cell and is never closed"),
        ('2,Star,"Peru left.\n3,Post,"Chile left."\n', "text after a closing quotation mark"),
        ('2,Star,"Peru said "no"."\n3,Post,Chile left.\n', "text after a closing quotation mark"),
        ('2,Star,"Peru left.\n' + "3,Post,Chile left.\n" * 9000, "limit of 131,072 characters"),
    ],
)
def test_a_quotation_mark_that_does_not_close_its_cell_is_refused(rows, says, predict):
    refused(predict(HEADER + rows), "in.csv, row 2: ", says, "begins in line 4 of the file")
    assert not Path("out.csv").exists()


def test_quotation_marks_that_are_none_of_the_files_stay(predict):
    assert predict(HEADER + '2,Post,Peru said "no".\n3,Post,"Chile said ""no""."\n')[0] == 0
    assert {row["text"] for row in table()} >= {'Peru said "no".', 'Chile said "no".'}


# Gaps


def test_a_row_without_text_is_passed_over_and_told(predict):
    code, lines = predict("id,outlet,text\n1,Star,Peru won.\n2,Star,\n3,Post,  \n4,Post,Chile won.\n")
    assert (code, lines[-1]) == (0, "2 rows without text passed over: rows 2, 3")
    assert [row["article"] for row in table()] == ["1", "4"]
    texts = ["Peru won.", None, "", "Chile won."]
    content = "".join(f"{json.dumps({'id': str(i), 'text': text})}\n" for i, text in enumerate(texts, 1))
    code, lines = predict(content + '{"id": "5", "target": "Peru"}\n', name="in.jsonl")
    assert (code, lines[-1]) == (0, "3 lines without text passed over: lines 2, 3, 5")
    assert [row["article"] for row in table()] == ["1", "4"]
    _, lines = predict("id,outlet,text\n1,Star,Peru won.\n2,Star,\n")
    assert lines[-1] == "1 row without text passed over: row 2"


def test_a_file_without_any_text_or_with_something_else_for_one_is_refused(predict):
    refused(predict("id,text\n1,\n2,\n"), "in.csv, field text: no row has one")
    refused(predict('{"text": 5}', name="in.jsonl"), "in.jsonl, line 1, field text", "got int")
    # A pair with spans asks about a text that must be there.
    refused(predict("id,text,target_start,target_end\n1,,0,4\n"), "in.csv, row 1", "`text`")


def test_a_made_up_id_is_not_one_that_another_row_has(predict):
    assert predict("id,text\n,Peru won.\n1,Peru left.\n,Peru slept.\n")[0] == 0
    assert [row["article"] for row in table()] == ["row-1", "1", "3"]
    lines = [
        {"id": None, "text": "Peru won."},
        {"id": 1, "text": "Peru left."},
        {"id": "", "text": "Peru slept."},
    ]
    assert predict("".join(f"{json.dumps(line)}\n" for line in lines), name="in.jsonl")[0] == 0
    assert [row["article"] for row in table()] == ["row-1", "1", "3"]


# Separators


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_separator_is_told_by_the_header(sign, mark, predict):
    rows = [
        ["id", '"outlet, or desk"', "text"],
        ["1", "Star", '"Peru won, 3;2."'],
        ["2", "Star", '"Peru\tleft."'],
    ]
    assert predict(mark + "".join(f"{sign.join(row)}\r\n" for row in rows))[0] == 0
    assert [(row["article"], row["outlet, or desk"], row["text"]) for row in table()] == [
        ("1", "Star", "Peru won, 3;2."),
        ("2", "Star", "Peru\tleft."),
    ]


@pytest.mark.parametrize("first", ["\n", "sep=;\r\n", "\r\n \nsep=;\n"])
def test_the_header_may_begin_behind_blank_lines_and_behind_what_is_for_excel(first, predict):
    assert predict(f"{first}id;text\n1;Peru won.\n")[0] == 0
    assert [(row["article"], row["text"]) for row in table()] == [("1", "Peru won.")]


def test_a_row_of_other_cells_than_the_header_tells_what_separates_them(predict):
    refused(predict("id;text\n1;Peru won; Chile lost.\n"), "row 1: expected 2 columns", "semicolons, got 3")
    refused(predict("id,outlet;text\n1;Star;Peru won.\n"), "row 1: expected 2 columns", "commas, got 1")


# HTML entities


ESCAPED = "Peru won &mdash; &quot;again&quot;.&nbsp;Chile&#8217;s press &amp; Lima&#x27;s slept."
DECODED = ["Peru won — \"again\".", "Chile’s press & Lima's slept."]  # fmt: skip


def sentences():
    return list(dict.fromkeys(row["text"] for row in table()))


def test_html_entities_of_articles_are_decoded(predict):
    code, lines = predict(f'id,text\n1,"{ESCAPED}"\n2,AT&T left Peru: see x.org?a=1&copy=2.\n')
    assert (code, lines[-1]) == (0, "HTML entities such as &amp; were decoded in 1 of the texts")
    assert sentences() == [*DECODED, "AT&T left Peru: see x.org?a=1&copy=2."]
    for name, content in {"in.jsonl": json.dumps({"text": ESCAPED}), "in.txt": ESCAPED}.items():
        code, lines = predict(content, name=name)
        assert (code, lines[-1]) == (0, "HTML entities such as &amp; were decoded in 1 of the texts")
        assert sentences() == DECODED


def test_html_entities_of_rows_that_name_their_actors_are_decoded(predict):
    rows = "id,text,target,holder\n1,AT&amp;T sued Peru.,Peru,AT&T\n2,AT&amp;T left.,AT&amp;T,\n"
    code, lines = predict(rows)
    assert (code, lines[-1]) == (0, "HTML entities such as &amp; were decoded in 2 of the texts")
    assert [(row["holder"], row["target"], row["text"]) for row in table()] == [
        ("AT&T", "Peru", "AT&T sued Peru."),
        ("", "AT&T", "AT&T left."),
    ]


def test_pairs_keep_their_text_for_their_offsets_count_in_it(predict):
    start = ESCAPED.index("Chile")
    pair = {"id": "1", "text": ESCAPED, "target": {"start": start, "end": start + 5}}
    code, lines = predict(json.dumps(pair), name="in.jsonl")
    assert (code, len(lines), sentences()) == (0, 1, [ESCAPED])


# Repetitions


@pytest.mark.parametrize("empty", [None, "", " "])
def test_a_row_whose_article_is_empty_is_one_of_its_own(empty, predict):
    rows = [{"id": name, "text": f"Peru won {name}.", "article": empty} for name in "ab"]
    assert predict("\n".join(map(json.dumps, rows)), name="in.jsonl")[0] == 0
    assert [row["article"] for row in table()] == ["a", "b"]


def test_a_text_that_stands_in_two_articles_is_told(predict):
    code, lines = predict(
        "id,article,text\n1,,Peru won.\n2,,Chile lost.\n3,,Peru  won.\n4,x,Peru fell.\n5,x,Peru fell.\n6,1,Peru won.\n"
    )
    assert code == 0
    told = "1 of the texts stood in another article before, and count once more: 3 (as 1)"
    assert lines[1:] == [told]
    assert len(table()) == 6


# What is told at the end


def test_sentences_that_name_no_actor_are_counted(predict):
    code, lines = predict(
        "id,text\na,Peru thanked Chile. It rained. Nobody came.\nb,It snowed.\n", "proposals=none"
    )
    assert code == 0
    assert any(line.startswith("3 of 4 sentences name no actor") for line in lines)
    code, lines = predict("Peru thanked Chile. Then it rained.", "proposals=none", name="in.txt")
    assert any(line.startswith("1 of 2 sentences name no actor") for line in lines)
    code, lines = predict("id,text\na,Peru thanked Chile.\n", "proposals=none")
    assert not any("name no actor" in line for line in lines)


def test_pairs_carry_the_names_of_the_users_own_actors_and_claims_show_them(predict, script):
    Path("actors.yaml").write_text(
        "actors:\n- {id: cca, name: Committee for Climate Action, kind: group, aliases: [CCA]}\n"
    )
    articles = "id,text\na,CCA thanked Peru and Ana Ruiz.\nb,Peru warned CCA.\n"
    assert predict(articles, "registry=[actors.yaml]", "pairs=pairs.jsonl")[0] == 0
    told: dict[str, str] = {}
    for pair in read_pairs("pairs.jsonl"):
        told |= pair.meta.get("names", {})
    assert told["cca"] == "Committee for Climate Action"
    assert "Ana Ruiz" in told.values()
    assert "peru" not in told  # whom every reader knows
    gold = [{**json.loads(line), "stance": "favor"} for line in Path("pairs.jsonl").read_text().splitlines()]
    Path("gold.jsonl").write_text("\n".join(map(json.dumps, gold)))
    code, _, err = script(
        "claims", "input=pairs.jsonl", "predictions=out.csv", "gold=gold.jsonl", "output=claims"
    )
    assert (code, err) == (0, "")
    assert "| Committee for Climate Action |" in Path("claims/claims.md").read_text()


def test_a_table_in_a_windows_encoding_is_told_how_to_save(predict):
    refused(
        predict("id,text\na,Guaidó left.\n".encode("cp1252")),
        "in.csv: not UTF-8 text: save it as “CSV UTF-8”, in Excel",
    )


# Columns that are called almost as those that mean something


@pytest.mark.parametrize("column", ["Target", "targt", "targets", "TARGET_", "tarket"])
def test_a_column_that_is_called_almost_as_a_known_one_is_told(column, predict):
    code, lines = predict(f"text,{column}\nPeru thanked Chile.,Peru\n")
    assert code == 0
    assert f"note: the column {column!r} means nothing here; is 'target' meant?" in lines


def test_columns_of_ones_own_are_no_misspelt_ones(predict):
    code, lines = predict("text,outlet,date,title,targetarea,target\nPeru thanked Chile.,a,b,c,d,Peru\n")
    assert (code, len(lines)) == (0, 1)


@pytest.mark.parametrize("column", ["target_start", "target_end", "holder_start", "holder_end"])
def test_half_a_span_is_refused(column, predict):
    refused(
        predict(f"id,text,{column}\n1,Peru thanked Chile.,13\n"),
        f"in.csv, row 1, field {column}: {column} stands alone",
    )


def test_rows_without_a_target_among_rows_with_one_are_told(predict):
    code, lines = predict("text,target\nPeru won.,Peru\nChile won.,Chile\nPeru left.,\n")
    assert code == 0
    assert "rows that name a target: 2; without one, and read as articles: 1" in lines


def test_an_empty_id_of_a_pair_is_called_so(predict):
    refused(
        predict(
            json.dumps({"id": "", "text": "Peru won.", "target": {"start": 0, "end": 4}}), name="in.jsonl"
        ),
        "in.jsonl, line 1, field id: is empty",
    )


def test_a_pair_that_does_not_fit_is_told_with_its_line(predict):
    pairs = [
        {"id": str(n), "text": "Peru  won.", "target": {"start": start, "end": start + 1}}
        for n, start in enumerate((0, 4))
    ]
    content = "\n".join(map(json.dumps, pairs))
    refused(predict(content, name="in.jsonl"), "in.jsonl, line 2: pair '1'", "covers no token")


def test_an_article_in_which_nobody_is_found_is_told(predict):
    code, lines = predict("It rained.", name="story.txt")
    assert code == 0
    assert "no actor was found in 1 of the texts: story" in lines


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.txt", "Peru won.".encode("utf-16-le"), "in.txt: has NUL characters, as UTF-16 text has"),
        ("in.csv", "id,text\n1,Peru won.\n".encode("utf-16-le"), "in.csv: has NUL characters"),
        ("in.txt", '{"text": "Peru won."}\n', "in.txt: line 1 is a JSON object"),
        ("in.text", "Peru won.", "in.text: expected a file ending in .jsonl, .csv, .parquet, .txt"),
    ],
)
def test_a_file_that_is_no_article_is_refused(name, content, says, predict):
    refused(predict(content, name=name), says)


def test_values_of_several_kinds_are_written_as_text(predict):
    lines = [
        {"id": str(n), "text": "Peru thanked Chile.", "page": page, "count": n}
        for n, page in enumerate((1, "A2", 2**70, True, None))
    ]
    content = "\n".join(map(json.dumps, lines))
    code, told = predict(content, "output=out.parquet", name="in.jsonl")
    assert (code, len(told)) == (0, 2)
    rows = pq.read_table("out.parquet").to_pylist()
    assert {row["page"] for row in rows} == {"1", "A2", str(2**70), "true", None}
    assert {row["count"] for row in rows} == {0, 1, 2, 3, 4}
