"""scripts/claims.py from end to end: draw a sample, label it, claim; and one line for whatever is wrong."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from actorstance.claims import Claims
from actorstance.pairs import label
from actorstance.records import read_pairs, write_records
from actorstance.schema import STANCES, Mention, Pair, Stance

ROOT = Path(__file__).resolve().parent.parent
GIVEN = ["input=pairs.jsonl", "predictions=predictions.jsonl"]


def truth(number):
    return STANCES[(number * 7) % 3]


@pytest.fixture
def corpus(tmp_path):
    """120 pairs toward three actors in 40 articles; the classifier takes every other favor for neutral."""
    pairs, predictions = [], []
    for number in range(120):
        actor = ("peru", "chile", "norway")[number % 5 % 3]
        pairs.append(
            Pair(
                id=f"p{number}",
                text=f"{actor} acted {number}.",
                target=Mention(0, len(actor), actor),
                article=f"a{number // 3}",
                meta={"date": f"2019-0{1 + number % 2}-10"},
            )
        )
        stance = truth(number)
        if stance is Stance.FAVOR and number % 2:
            stance = Stance.NEUTRAL
        predictions.append({"id": f"p{number}", "stance": stance})
    write_records(tmp_path / "pairs.jsonl", pairs)
    write_records(tmp_path / "predictions.jsonl", predictions)
    return pairs


def label_all(source, target):
    pairs = list(read_pairs(source))
    write_records(target, [label(pair, truth(int(pair.id[1:]))) for pair in pairs])
    return pairs


def fails(outcome, *says):
    code, _, stderr = outcome
    assert code == 2
    assert stderr.count("\n") == 1, stderr
    for part in says:
        assert str(part) in stderr


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.mark.parametrize("strata", ["none", "stance", "actor"])
def test_from_a_sample_to_claims(strata, script, corpus, tmp_path):
    code, out, err = script("claims", *GIVEN, "sample=60", f"strata={strata}", "output=out")
    assert (code, err) == (0, "")
    assert "60 of 120 pairs" in out
    assert names("out") == ["to_label.jsonl"]
    rows = [json.loads(line) for line in Path("out/to_label.jsonl").read_text().splitlines()]
    assert all("stance" not in row and 0 < row["meta"]["probability"] <= 1 for row in rows)

    label_all("out/to_label.jsonl", "gold.jsonl")
    code, out, err = script("claims", *GIVEN, "gold=gold.jsonl", "output=out")
    assert (code, err) == (0, "")
    assert all(name in out for name in ("Peru", "Chile", "Norway"))
    assert names("out") == ["claims.csv", "claims.json", "claims.md", "claims.png", "to_label.jsonl"]
    found = msgspec.json.decode(Path("out/claims.json").read_bytes(), type=Claims)
    assert (found.n, found.labelled, found.answers) == (120, 60, "stances")
    favor = found.claims[2]
    share = np.mean([truth(number) is Stance.FAVOR for number in range(120)])
    assert favor.naive_high < share
    assert favor.low <= share <= favor.high
    with open("out/claims.csv", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [float(row["naive"]) for row in table] == [claim.naive for claim in found.claims]
    assert Path("out/claims.png").read_bytes().startswith(b"\x89PNG")
    assert names(tmp_path) == ["gold.jsonl", "out", "pairs.jsonl", "predictions.jsonl"]


def test_the_seed_decides_the_sample(script, corpus):
    samples = []
    for seed, output in ((1, "one"), (1, "two"), (2, "three")):
        assert script("claims", *GIVEN, "sample=20", f"seed={seed}", f"output={output}")[0] == 0
        samples.append(Path(output, "to_label.jsonl").read_bytes())
    assert samples[0] == samples[1] != samples[2]


def test_a_sheet_with_labels_is_never_replaced(script, corpus):
    assert script("claims", *GIVEN, "sample=30", "output=out")[0] == 0
    assert script("claims", *GIVEN, "sample=40", "output=out")[0] == 0  # nobody has labelled anything yet
    rows = Path("out/to_label.jsonl").read_text().splitlines()
    labelled = [json.dumps({**json.loads(row), "stance": "favour"}) for row in rows[:7]]
    Path("out/to_label.jsonl").write_text("\n".join([*labelled, *rows[7:]]))
    before = Path("out/to_label.jsonl").read_bytes()
    fails(
        script("claims", *GIVEN, "sample=60", "output=out"),
        "out/to_label.jsonl: 7 pairs are labelled",
        "extend=",
    )
    Path("out/to_label.jsonl").write_bytes(before + b"{")
    fails(script("claims", *GIVEN, "sample=60", "output=out"), "out/to_label.jsonl, line 40", "not JSON")
    assert Path("out/to_label.jsonl").read_bytes() == before + b"{"


@pytest.mark.parametrize("strata", ["none", "stance", "actor"])
def test_a_sample_can_be_extended_in_its_place(strata, script, corpus):
    assert script("claims", *GIVEN, "sample=30", f"strata={strata}", "output=out")[0] == 0
    sheet = Path("out/to_label.jsonl")
    first = list(read_pairs(sheet))
    write_records(sheet, [label(p, truth(int(p.id[1:]))) if i < 20 else p for i, p in enumerate(first)])
    code, out, err = script(
        "claims", *GIVEN, "sample=60", f"strata={strata}", f"extend={sheet}", "output=out"
    )
    assert (code, err) == (0, "")
    assert "60 of 120 pairs, 20 of them labelled already" in out
    union = list(read_pairs(sheet))
    assert [pair.id for pair in union[:30]] == [pair.id for pair in first]
    assert [getattr(pair, "stance", None) for pair in union[:20]] == [
        truth(int(p.id[1:])) for p in first[:20]
    ]
    assert script("claims", *GIVEN, "sample=60", f"strata={strata}", "output=at_once")[0] == 0
    at_once = {pair.id: pair.meta for pair in read_pairs("at_once/to_label.jsonl")}
    assert {pair.id: pair.meta for pair in union} == at_once
    write_records(sheet, [label(pair, truth(int(pair.id[1:]))) for pair in union])
    assert script("claims", *GIVEN, f"gold={sheet}", "output=out")[0] == 0
    found = msgspec.json.decode(Path("out/claims.json").read_bytes(), type=Claims)
    assert (found.labelled, round(found.represented)) == (60, 120)


def test_a_sample_labelled_in_half_is_told(script, corpus):
    assert script("claims", *GIVEN, "sample=60", "output=out")[0] == 0
    sheet = list(read_pairs("out/to_label.jsonl"))
    write_records("half.jsonl", [label(pair, truth(int(pair.id[1:]))) for pair in sheet[:30]])
    code, out, err = script("claims", *GIVEN, "gold=half.jsonl", "output=out")
    assert (code, err) == (0, "")
    assert "Warning: Only 30 of the 60 sampled pairs have a stance." in " ".join(out.split())


def test_dates_that_cannot_be_read_are_told_before_and_after_labelling(script, corpus):
    wrong = {4: "5 March 2024", 7: "2024-02-31", 100: "02/03/2024"}
    pairs = [label(p, truth(i), meta={"date": wrong.get(i, "")}) for i, p in enumerate(corpus)]
    write_records("gold.jsonl", pairs[::3])
    lines = [msgspec.json.encode(pair).decode() for pair in pairs]
    Path("pairs.jsonl").write_text("\n".join([*lines[:2], "", *lines[2:]]))
    says = "pairs.jsonl, line 6: pair 'p4': meta.date is '5 March 2024', expected such as 2019-01-25; it is the first of 3 such pairs"
    fails(script("claims", *GIVEN, "gold=gold.jsonl", "by=date", "output=out"), says)
    fails(script("claims", *GIVEN, "sample=30", "by=date", "output=out"), says)
    code, out, err = script("claims", *GIVEN, "sample=30", "output=out")
    assert (code, err) == (0, "")
    assert f"by=date will not read all dates: {says}" in out


def test_a_sample_is_labelled_in_a_spreadsheet(script, corpus):
    code, out, err = script("claims", *GIVEN, "sample=60", "sheet=csv", "output=out")
    assert (code, err) == (0, "")
    assert "out/to_label.csv: 60 of 120 pairs" in out
    assert names("out") == ["to_label.csv"]
    with open("out/to_label.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "text", "holder", "target", "stance", "article", "probability"]
    assert all(row["text"].startswith(row["target"]) and row["stance"] == "" for row in rows)

    def write(name, rows):
        with open(name, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def labelled(rows):
        return [{**row, "stance": f"{str(truth(int(row['id'][1:]))).title()} "} for row in rows]

    write("out/to_label.csv", [*labelled(rows[:20]), *rows[20:]])
    fails(script("claims", *GIVEN, "sample=60", "sheet=csv", "output=out"), "out/to_label.csv: 20 pairs are")
    fails(
        script("claims", *GIVEN, "gold=out/to_label.csv", "output=out"),
        "to_label.csv, row 21, field stance: missing, here and in 39 further of 60 rows",
    )
    extended = ["sample=80", "sheet=csv", "extend=out/to_label.csv", "output=out"]
    code, out, err = script("claims", *GIVEN, *extended)
    assert (code, err) == (0, "")
    assert "80 of 120 pairs, 20 of them labelled already" in out
    with open("out/to_label.csv", encoding="utf-8-sig", newline="") as file:
        union = list(csv.DictReader(file))
    assert [row["id"] for row in union[:60]] == [row["id"] for row in rows]
    write("gold.csv", [*labelled(union), dict.fromkeys(union[0], "")])  # spreadsheets leave rows behind
    assert script("claims", *GIVEN, "gold=gold.csv", "output=by_table")[0] == 0
    gold = list(read_pairs("by_table/gold_pairs.jsonl"))
    assert len(gold) == 80
    write_records("gold.jsonl", gold)
    assert script("claims", *GIVEN, "gold=gold.jsonl", "output=by_pairs")[0] == 0
    assert Path("by_table/claims.json").read_bytes() == Path("by_pairs/claims.json").read_bytes()
    assert msgspec.json.decode(Path("by_table/claims.json").read_bytes(), type=Claims).warning == ""
    commas = [{**row, "probability": row["probability"].replace(".", ",")} for row in labelled(union)]
    write("commas.csv", commas)  # as many countries write them
    assert script("claims", *GIVEN, "gold=commas.csv", "output=by_commas")[0] == 0
    assert Path("by_table/claims.csv").read_bytes() == Path("by_commas/claims.csv").read_bytes()
    write("out/to_label.csv", [{**row, "comment": "hard"} for row in union])
    again = ["sample=90", "sheet=csv", "extend=out/to_label.csv"]
    fails(script("claims", *GIVEN, *again, "output=out"), "to_label.csv: the column 'comment' would be lost")
    assert script("claims", *GIVEN, *again, "output=new")[0] == 0
    for change, says in (
        (
            {"stance": "pro"},
            "row 1, field stance: unknown stance 'pro', expected one of against, neutral, favor",
        ),
        ({"id": "x"}, "row 1, field id: id 'x' is not in the input"),
        ({"text": "peru won."}, "row 1, field text: "),
        ({"probability": "a half"}, "row 1, field probability: 'a half' is no number"),
        ({"probability": "2"}, "no probability in (0, 1]"),
        ({"probability_favor": "1"}, "row 1: this is a prediction"),  # its table has words too
    ):
        full = labelled(union)
        write(
            "gold.csv", [{**dict.fromkeys(change, ""), **row} for row in [{**full[0], **change}, *full[1:]]]
        )
        fails(script("claims", *GIVEN, "gold=gold.csv", "output=by_table"), "gold.csv", says)


def test_words_that_stand_twice_are_told_apart_in_a_spreadsheet(script):
    text = "Peru, not “old Peru”, thanked Chile."
    pairs = [
        Pair(id="a", text=text, target=Mention(15, 19, "peru"), article="n1"),
        Pair(id="b", text=text, target=Mention(30, 35, "chile"), holder=Mention(0, 4, "peru"), article="n1"),
    ]
    write_records("pairs.jsonl", pairs)
    write_records("predictions.jsonl", [{"id": pair.id, "stance": "neutral"} for pair in pairs])
    assert script("claims", *GIVEN, "sample=2", "sheet=csv", "output=out")[0] == 0
    with open("out/to_label.csv", encoding="utf-8-sig", newline="") as file:
        found = {row["id"]: (row["holder"], row["target"]) for row in csv.DictReader(file)}
    assert found == {"a": ("", "Peru (2 of 2)"), "b": ("Peru (1 of 2)", "Chile")}


def test_groups_names_and_a_simple_sample_without_probabilities(script, corpus):
    write_records("gold.jsonl", [label(pair, truth(int(pair.id[1:]))) for pair in corpus[::3]])
    Path("actors.yaml").write_text("actors: [{id: peru, name: Republic of Peru, kind: country}]")
    code, _, err = script(
        "claims", *GIVEN, "gold=gold.jsonl", "by=date", "output=out", "method=ppi", "registry=[actors.yaml]"
    )
    assert (code, err) == (0, "")
    found = msgspec.json.decode(Path("out/claims.json").read_bytes(), type=Claims)
    assert {claim.group for claim in found.claims} == {None, "2019-01", "2019-02"}
    report = Path("out/claims.md").read_text()
    assert "| Republic of Peru | 2019-02 |" in report


def test_claims_are_made_without_torch(corpus, tmp_path):
    write_records(tmp_path / "gold.jsonl", [label(pair, truth(int(pair.id[1:]))) for pair in corpus[::3]])
    (tmp_path / "without").mkdir()
    (tmp_path / "without/torch.py").write_text("raise ImportError('torch was asked for')\n")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/claims.py"), *GIVEN, "gold=gold.jsonl", "output=out"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path / 'without'}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "claims.json" in names(tmp_path / "out")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "sample=NUMBER"),
        (["sample=3", "gold=gold.jsonl"], "either"),
        (["sample=121"], "more than there are pairs: 120"),
        (["sample=many"], "sample"),
        (["sample=9", "sheet=xlsx"], "unknown sheet 'xlsx', expected one of jsonl, csv"),
        (["gold=gold.jsonl", "extend=gold.jsonl"], "extend=FILE needs sample=NUMBER"),
        (["sample=50", "extend=nowhere.jsonl"], "nowhere.jsonl: no such file"),
        (["sample=39", "extend=gold.jsonl"], "gold.jsonl: 40 pairs stand here"),
        (["sample=2", "strata=stance"], "3 strata"),
        (["sample=9", "strata=size"], "unknown strata 'size'"),
        (["sample=9", "part=directed"], "no directed pair"),
        (["gold=nowhere.jsonl"], "nowhere.jsonl"),
        (["gold=pairs.jsonl"], "needs labelled pairs"),
        (["gold=gold.jsonl", "method=magic"], "unknown method 'magic'"),
        (["gold=gold.jsonl", "by=party"], "meta.party"),
        (["gold=gold.jsonl", "answers=probabilities"], "no probabilities"),
        (["gold=gold.jsonl", "registry=[nowhere.yaml]"], "nowhere.yaml"),
        (["gold=gold.jsonl", "golden=x"], "golden"),
    ],
)
def test_wrong_arguments_are_named(arguments, says, script, corpus):
    write_records("gold.jsonl", [label(pair, truth(int(pair.id[1:]))) for pair in corpus[::3]])
    fails(script("claims", *GIVEN, *arguments, "output=out"), "claims: ", says)
    assert "out" not in names(".")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "x"}, "'x' is not in the input"),
        ({"id": "p3"}, "another text"),
        ({"stance": "pro"}, "'pro'"),
        ({"stance": None}, "stance"),
        ({"text": "peru acted otherwise."}, "another text"),
        ({"meta": {"probability": 0}}, "no probability in (0, 1]"),
        ({"meta": {"probability": 2}}, "no probability in (0, 1]"),
        ({"meta": {"probability": 0.5}}, "all or none"),
    ],
)
def test_gold_that_does_not_fit_is_named(change, says, script, corpus):
    rows = [json.loads(msgspec.json.encode(label(pair, Stance.FAVOR))) for pair in corpus[::3]]
    write_records("gold.jsonl", [{**rows[0], **change}, *rows[1:]])
    Path("out").mkdir()
    Path("out/claims.json").write_text("of yesterday")
    fails(script("claims", *GIVEN, "gold=gold.jsonl", "output=out"), "claims: ", "gold.jsonl", says)
    assert Path("out/claims.json").read_text() == "of yesterday"


def test_a_pair_without_prediction_is_named(script, corpus):
    lines = Path("predictions.jsonl").read_text().splitlines(keepends=True)
    Path("predictions.jsonl").write_text("".join(lines[1:]))
    fails(
        script("claims", *GIVEN, "sample=9", "output=out"),
        "predictions.jsonl",
        "no prediction for 1 of 120 pairs",
    )


def test_claims_about_this_corpus_alone_say_so_and_have_no_interval_of_the_count(script, corpus):
    assert script("claims", *GIVEN, "sample=60", "output=out")[0] == 0
    label_all("out/to_label.jsonl", "gold.jsonl")
    code, out, err = script("claims", *GIVEN, "gold=gold.jsonl", "output=out", "cluster=none")
    assert (code, err) == (0, "")
    assert "claims about this corpus alone" in out
    report = Path("out/claims.md").read_text()
    row = next(line for line in report.splitlines() if line.startswith("| favor"))
    count, sample, corrected = (cell.strip() for cell in row.split("|")[2:5])
    assert "[" not in count
    assert "[" in sample
    assert "[" in corrected
    assert "about this corpus alone they have none" in report
    assert "in the files only" not in report.replace("\n", " ")


def test_what_could_make_groups_is_told_where_nothing_has_the_key(script, corpus):
    outcome = script("claims", *GIVEN, "sample=10", "by=outlets", "output=out")
    fails(outcome, "no pair has a meta.outlets to group by; there are article, date")
