"""scripts/evaluate.py, compare.py and train.py: what their figures rest on is told on the screen, in the report and in metrics.json."""

import json
from pathlib import Path

import msgspec
import pytest

from actorstance.corpora.dse import directed
from actorstance.examination import examine
from actorstance.pairs import label
from actorstance.provenance import Provenance, learned_here, matching, provenance, readable
from actorstance.records import read_labelled_pairs, write_records
from actorstance.schema import LabelledPair, Mention, Pair, Probabilities, Stance
from actorstance.settings import CorpusSettings

ROOT = Path(__file__).resolve().parent.parent
STANCES = {"thanked": Stance.FAVOR, "warned": Stance.AGAINST, "met": Stance.NEUTRAL}
FAST = ["controls=false", "resamples=50", "output=out"]


def pairs():
    for split, stories in (("train", 4), ("dev", 2), ("test", 3)):
        for number in range(stories):
            for verb, stance in STANCES.items():
                text = f"Peru {verb} Chile in story {number} of {split}."
                target = Mention(len(verb) + 6, len(verb) + 11, "chile")
                pair = Pair(id=f"{split}{number}{verb}", text=text, target=target, article=f"{split}{number}")
                yield label(pair, stance, split=split)


@pytest.fixture
def corpus(tmp_path):
    write_records(tmp_path / "mine.jsonl", list(pairs()))
    return ["corpus=jsonl", "corpus.name=mine", "corpus.path=mine.jsonl"]


@pytest.fixture
def checkpoint(tmp_path, tiny_checkpoint):
    """A copy that tells what it learned from: `learned(path)` writes it."""
    import shutil

    shutil.copytree(tiny_checkpoint, tmp_path / "model")

    def learned(path="mine.jsonl", **more):
        run = {
            "corpus": {"name": "mine", "reader": "pairs", "path": path},
            "train_split": "train",
            "dev_split": "dev",
        }
        (tmp_path / "model" / "run.yaml").write_text(json.dumps({**run, **more}))

    return learned


def evaluated(script, *arguments):
    code, out, err = script("evaluate", "checkpoint=model", *arguments, *FAST)
    assert (code, err) == (0, "")
    metrics = json.loads(Path("out/metrics.json").read_text())
    told = " ".join(out.split())
    report = Path("out/report.html").read_text() if Path("out/report.html").exists() else ""
    for remark in metrics["remarks"]:
        assert remark in told
        assert "report=none" in arguments or remark.split(",")[0].split("(")[0] in report
    return metrics, told


def test_baselines_learn_from_what_the_checkpoint_learned_from(script, corpus, checkpoint):
    checkpoint()
    metrics, told = evaluated(script, *corpus, "corpus.split=test")
    assert metrics["learned_from"] == ["mine train"]
    assert set(metrics["baselines"]) == {"rules", "majority", "tfidf"}
    assert metrics["silence"]["chosen_on"] == "mine dev"
    assert [group["name"] for group in metrics["breakdowns"]["seen"]] == ["seen"]
    assert "Baselines that learn, and which actors count as seen: from mine train." in told
    assert "newswire" not in told


@pytest.mark.parametrize(
    ("run", "says"), [(None, "model has no run.yaml"), ("gone.jsonl", "mine train (gone.jsonl)")]
)
def test_where_that_is_not_known_or_gone_no_baseline_learns(run, says, script, corpus, checkpoint):
    if run:
        checkpoint(run)
    metrics, told = evaluated(script, *corpus, "corpus.split=test", "report=none")
    assert (metrics["learned_from"], set(metrics["baselines"]), metrics["silence"]) == ([], {"rules"}, None)
    assert "seen" not in metrics["breakdowns"]
    assert "No baseline learns: " in told
    assert says in told
    assert "Silence is left out: there is no development data" in told
    metrics, told = evaluated(
        script, *corpus, "corpus.split=test", "report=none", "train.name=none", "silence.corpus.name=none"
    )
    assert metrics["remarks"] == []


def test_what_the_command_names_goes_before(script, corpus, checkpoint):
    checkpoint("gone.jsonl")
    named = ["corpus@train=jsonl", "train.name=mine", "train.path=mine.jsonl", "train.split=train"]
    metrics, _ = evaluated(script, *corpus, "corpus.split=test", "report=none", *named)
    assert metrics["learned_from"] == ["mine train"]


def test_a_predictions_file_does_not_tell_what_its_system_learned_from(script, corpus):
    write_records("theirs.jsonl", [{"id": pair.id, "stance": pair.stance} for pair in pairs()])
    code, out, err = script("evaluate", "predictions=theirs.jsonl", *corpus, "corpus.split=test", *FAST)
    assert (code, err) == (0, "")
    assert "No baseline learns: a predictions file does not tell" in " ".join(out.split())
    assert set(json.loads(Path("out/metrics.json").read_text())["baselines"]) == {"rules"}


def test_a_checkpoint_that_learned_from_newswire_too_is_compared_with_what_learned_from_newswire():
    usual = CorpusSettings(name="newswire", path="data/newswire", split="train", registry=["x.yaml"])
    released = provenance(ROOT / "models" / "actorstance-minilm")
    assert {one.name for one in released.train} == {"newsmtsc", "dse", "newswire"}
    assert matching(released.train, usual) is usual
    assert matching(released.dev, CorpusSettings(name="newswire", path="data/newswire", split="dev"))
    assert matching(released.train, CorpusSettings(name="newswire", path="data/pages", split="train")) is None


@pytest.mark.parametrize(
    "run", ["", "[]", "corpus: 3", "mixture: {a: 1}", "corpus: {name: x, path: [1]}", "a: [", "\x00"]
)
def test_a_run_that_tells_nothing_is_none(run, tmp_path):
    (tmp_path / "run.yaml").write_text(run)
    assert provenance(tmp_path) is None
    assert provenance(tmp_path / "run.yaml") is None


def test_what_lies_on_the_hub_is_not_looked_for_here(tmp_path):
    there = CorpusSettings(name="far", source="hub", hub="a/b", path=str(tmp_path), split="train")
    assert readable([there]) == []
    assert learned_here(Provenance([there], []), there, {"train"}) == "far train"
    assert learned_here(Provenance([there], []), there, {"test"}) is None


@pytest.mark.parametrize(("split", "warned"), [("train", True), ("null", True), ("test", False)])
def test_figures_of_the_training_data_are_warned_of(split, warned, script, corpus, checkpoint):
    checkpoint()
    metrics, told = evaluated(script, *corpus, f"corpus.split={split}", "silence.corpus.name=none")
    assert ("Warning: model learned from mine train (mine.jsonl), which is evaluated here" in told) == warned
    assert any(remark.startswith("Warning") for remark in metrics["remarks"]) == warned


def test_no_gain_of_silence_is_told_of_the_pairs_that_chose_its_threshold(script, corpus, checkpoint):
    checkpoint()
    metrics, told = evaluated(script, *corpus, "corpus.split=dev", "silence.wanted=0.1")
    assert metrics["silence"] is None
    assert "Silence is left out: its threshold was chosen on mine dev, which has 6 of these 6 pairs" in told
    metrics, _ = evaluated(script, *corpus, "corpus.split=test", "silence.wanted=0.1")
    assert metrics["silence"]["chosen_on"] == "mine dev"


# Rows that a reader leaves out


@pytest.fixture
def table(tmp_path):
    rows = [
        f"{'Chile' if n % 3 else 'Nobody'},Peru met Chile {n}.,{('pro', 'con')[n % 2]}" for n in range(30)
    ]
    (tmp_path / "mine.csv").write_text("\n".join(["target,text,stance", *rows]))
    return ["corpus=table", "corpus.path=mine.csv", "corpus.columns.favor=pro", "corpus.columns.against=con"]


SKIPPED = "10 of 30 rows skipped: the target is not in the text (10); scripts/corpus_report.py tells where"


def read():
    from actorstance.corpora import load_corpus
    from actorstance.settings.corpora import ColumnSettings

    columns = ColumnSettings(favor="pro", against="con")
    return load_corpus(CorpusSettings(name="table", reader="table", path="mine.csv", columns=columns))


def test_skipped_rows_are_told_by_whatever_measures(script, table):
    write_records("theirs.jsonl", [{"id": pair.id, "stance": "favor"} for pair in read()])
    code, out, err = script("evaluate", "predictions=theirs.jsonl", *table, "corpus.split=null", *FAST)
    assert (code, err) == (0, "")
    assert SKIPPED in " ".join(out.split())
    assert json.loads(Path("out/metrics.json").read_text())["skipped"] == {
        "the target is not in the text": 10
    }
    assert "10 of 30 rows skipped" in Path("out/report.md").read_text()
    write_records("others.jsonl", [{"id": pair.id, "stance": "against"} for pair in read()])
    compared = ["first=[theirs.jsonl]", "second=[others.jsonl]", *table, "corpus.split=null", "output=c"]
    code, out, err = script("compare", *compared)
    assert (code, err) == (0, "")
    assert SKIPPED in " ".join(out.split())
    assert json.loads(Path("c/comparison.json").read_text())["skipped"] == {
        "the target is not in the text": 10
    }


def test_skipped_rows_are_told_by_a_training(script, table, tiny_bert):
    small = ["encoder=pretrained", f"encoder.name={tiny_bert}", "training.epochs=1", "training.device=cpu"]
    code, out, err = script(
        "train", *table, *small, "registry=[]", "train_split=mine", "dev_split=null", "output=model"
    )
    assert (code, err) == (0, "")
    assert f"table: {SKIPPED}" in " ".join(out.split())


# DSE's five classes


def rows(labels):
    made = []
    for number, written in enumerate(labels):
        for direction, stance in zip(("pq", "qp"), directed(written), strict=True):
            made.append(
                LabelledPair(
                    id=f"{number}-{direction}",
                    text=f"Peru met Chile {number}.",
                    target=Mention(0, 4),
                    holder=Mention(9, 14),
                    stance=stance,
                    meta={"row": str(number), "label": written},
                )
            )
    return made


def test_five_classes_need_no_probabilities_where_one_direction_speaks():
    gold = rows([0, 1, 2, 3, 4])
    answers = [pair.stance for pair in gold]
    answers[0] = Stance.FAVOR
    found = examine(gold, answers, corpus="dse", system="x")
    sure = [
        Probabilities(*(float(s is o) for o in (Stance.AGAINST, Stance.NEUTRAL, Stance.FAVOR)))
        for s in answers
    ]
    assert found.five_class == examine(gold, answers, sure, corpus="dse", system="x").five_class
    assert (found.five_class.micro_f1, found.remarks) == (0.8, [])


def test_where_both_directions_speak_without_probabilities_it_is_told_why_there_are_none():
    gold = rows([0, 1, 2])
    answers = [Stance.FAVOR] * 4 + [pair.stance for pair in gold[4:]]
    found = examine(gold, answers, corpus="dse", system="x")
    assert found.five_class is None
    assert "in 2 of 3 rows both directions are answered with a stance" in found.remarks[0]
    assert "not whole rows" in examine(gold[1:], answers[1:], corpus="dse", system="x").remarks[0]


def test_actors_are_called_as_their_pairs_call_them(script, corpus):
    named = [
        msgspec.structs.replace(pair, meta={"names": {"chile": "República de Chile"}}) for pair in pairs()
    ]
    write_records("mine.jsonl", named)
    assert list(read_labelled_pairs("mine.jsonl"))
    write_records("theirs.jsonl", [{"id": pair.id, "stance": pair.stance} for pair in named])
    code, _, err = script("evaluate", "predictions=theirs.jsonl", *corpus, "corpus.split=null", *FAST)
    assert (code, err) == (0, "")
    assert [one["name"] for one in json.loads(Path("out/metrics.json").read_text())["per_actor"]] == [
        "República de Chile"
    ]
