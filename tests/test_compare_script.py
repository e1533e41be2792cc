"""`scripts/compare.py` from predictions files and checkpoints to the folder, and one line for whatever is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from actorstance.inference import StancePredictor
from actorstance.pairs import label
from actorstance.records import read_labelled_pairs, write_records
from actorstance.schema import STANCES, Mention, Pair

ROOT = Path(__file__).resolve().parent.parent
AGAINST, NEUTRAL, FAVOR = STANCES


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Twelve articles of three sentences each as test split, and one pair to train on."""
    pairs = []
    for article in range(12):
        for number, (verb, stance) in enumerate(zip(["thanked", "warned", "met"], STANCES, strict=True)):
            text = f"Peru {verb} Chile, story {article}."
            start = text.index("Chile")
            for holder in (None, Mention(0, 4, "peru")):
                pair = Pair(
                    id=f"{article}-{number}-{'overall' if holder is None else 'directed'}",
                    text=text,
                    target=Mention(start, start + 5, "chile"),
                    holder=holder,
                    article=f"a{article}",
                )
                pairs.append(label(pair, stance, split="test"))
    pairs.append(label(Pair(id="other", text="Peru won.", target=Mention(0, 4)), FAVOR, split="train"))
    path = tmp_path_factory.mktemp("corpus") / "pairs.jsonl"
    write_records(path, pairs)
    return path


def gold(corpus):
    return [pair for pair in read_labelled_pairs(corpus) if pair.split == "test"]


def predict(path, corpus, wrong):
    """A predictions file, in another order than the corpus, with the first so many answers wrong."""
    pairs = gold(corpus)
    stances = [STANCES[(p.stance.id + (n < wrong)) % 3] for n, p in enumerate(pairs)]
    records = [{"id": p.id, "stance": stance} for p, stance in zip(pairs, stances, strict=True)]
    write_records(path, records[::-1])


def arguments(corpus, first, second, output="out"):
    return [
        f"first=[{','.join(first)}]",
        f"second=[{','.join(second)}]",
        "corpus=jsonl",
        "corpus.name=mine",
        f"corpus.path={corpus}",
        "resamples=50",
        f"output={output}",
    ]


def fails(outcome, *says):
    code, _, stderr = outcome
    assert code == 2
    assert stderr.count("\n") == 1, stderr
    assert stderr.startswith("compare: ")
    for part in says:
        assert part in stderr


def test_two_files_of_any_format(script, corpus):
    predict("a.csv", corpus, 30)
    predict("b.parquet", corpus, 6)
    code, out, err = script("compare", *arguments(corpus, ["a.csv"], ["b.parquet"]))
    assert (code, err) == (0, "")
    assert "first: a.csv" in out
    assert "n: 72 pairs in 12 clusters (by article)" in out
    assert "comparison.json, comparison.md and differences.png: out" in out
    assert {path.name for path in Path("out").iterdir()} == {
        "comparison.json", "comparison.md", "differences.png",
    }  # fmt: skip
    found = json.loads(Path("out/comparison.json").read_text())
    assert (found["corpus"], found["names"], found["n"]) == ("mine", ["a.csv", "b.parquet"], 72)
    whole = found["parts"]["all"]
    assert whole["differences"]["accuracy"]["difference"] == pytest.approx(24 / 72)
    assert (whole["mcnemar"]["first_only"], whole["mcnemar"]["second_only"]) == (0, 24)
    assert [(d["actor"], d["role"]) for d in found["per_actor"]] == [("chile", "target"), ("peru", "holder")]
    assert Path("out/comparison.md").read_text().startswith("# Two systems compared\n")


def test_lists_are_runs_and_names_are_what_was_told(script, corpus):
    for number, wrong in enumerate((30, 28, 10, 6, 7)):
        predict(f"{number}.jsonl", corpus, wrong)
    groups = ["0.jsonl", "1.jsonl"], ["2.jsonl", "3.jsonl", "4.jsonl"]
    code, out, err = script("compare", *arguments(corpus, *groups), "names=[plain,joint]")
    assert (code, err) == (0, "")
    assert "first: plain" in out
    found = json.loads(Path("out/comparison.json").read_text())
    assert found["names"] == ["plain", "joint"]
    assert list(found["first"]["runs"]) == groups[0]
    assert list(found["second"]["runs"]) == groups[1]
    assert found["second"]["measures"]["accuracy"]["lowest"] == pytest.approx(62 / 72)
    assert found["differences"]["accuracy"]["runs"]["interval"][2] == "welch"


def test_a_checkpoint_is_compared_by_what_it_predicts(script, corpus, tiny_checkpoint):
    pairs = gold(corpus)
    stances = [p.stance for p in StancePredictor.from_pretrained(tiny_checkpoint).predict_pairs(pairs)]
    write_records("same.jsonl", [{"id": p.id, "stance": s} for p, s in zip(pairs, stances, strict=True)])
    code, _, err = script("compare", *arguments(corpus, ["same.jsonl"], [tiny_checkpoint]))
    assert (code, err) == (0, "")
    found = json.loads(Path("out/comparison.json").read_text())
    assert (found["parts"]["all"]["same"], found["parts"]["all"]["mcnemar"]["p"]) == (72, 1)
    assert found["names"] == ["same.jsonl", "tiny"]


def test_files_are_compared_without_torch(corpus, tmp_path):
    (tmp_path / "without").mkdir()
    (tmp_path / "without/torch.py").write_text("raise ImportError('torch was asked for')\n")
    predict(tmp_path / "a.jsonl", corpus, 9)
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "scripts" / "compare.py"),
            *arguments(corpus, [f"{tmp_path}/a.jsonl"], [f"{tmp_path}/a.jsonl"], tmp_path / "out"),
        ],
        env={**os.environ, "PYTHONPATH": f"{tmp_path / 'without'}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out/comparison.json").read_text())
    assert found["parts"]["all"]["differences"]["macro_f1"]["p"] == 1
    assert found["names"] == [f"{tmp_path}/a.jsonl"] * 2


@pytest.mark.parametrize(
    ("first", "second", "more", "says"),
    [
        ([], ["b.jsonl"], [], ["first=[…]", "must be given"]),
        (["a.jsonl"], [], [], ["second=[…]"]),
        (["a.jsonl", "a.jsonl"], ["b.jsonl"], [], ["first: the same run stands twice"]),
        (["nowhere.jsonl"], ["b.jsonl"], [], ["nowhere.jsonl", "no such file"]),
        (["nowhere/at/all"], ["b.jsonl"], [], ["nowhere/at/all"]),
        (["a.txt"], ["b.jsonl"], [], ["a.txt", ".csv"]),
        (["short.jsonl"], ["b.jsonl"], [], ["short.jsonl", "no prediction for 71 of 72 pairs"]),
        (["a.jsonl"], ["b.jsonl"], ["names=[one]"], ["names must be two, got 1"]),
        (["a.jsonl"], ["b.jsonl"], ["cluster=story"], ["unknown cluster 'story'"]),
        (["a.jsonl"], ["b.jsonl"], ["resamples=0"], ["resamples is 0, must be 1 or more"]),
        (["a.jsonl"], ["b.jsonl"], ["corpus.split=dev"], ["dev"]),
        (["a.jsonl"], ["b.jsonl"], ["frist=x"], ["frist"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(first, second, more, says, script, corpus):
    predict("a.jsonl", corpus, 3)
    predict("b.jsonl", corpus, 5)
    Path("a.txt").write_text("no predictions")
    write_records("short.jsonl", [{"id": gold(corpus)[0].id, "stance": "favor"}])
    fails(script("compare", *arguments(corpus, first, second), *more), *says)
    assert not Path("out").exists()


def test_a_file_that_does_not_fit_is_named_before_a_checkpoint_predicts(
    script, corpus, tiny_checkpoint, monkeypatch
):
    monkeypatch.setattr(StancePredictor, "predict_pairs", None)
    Path("bad.jsonl").write_text('{"id": "x", "stance": "pro"}\n')
    fails(script("compare", *arguments(corpus, [tiny_checkpoint], ["bad.jsonl"])), "bad.jsonl", "'pro'")


def test_a_list_without_brackets_is_told_as_one(script):
    outcome = script("compare", "first=a.jsonl", "second=[b.jsonl]")
    fails(outcome, "first=a.jsonl must be a list: first=[a.jsonl]")
