"""One checkpoint on several corpora: the scripts that evaluate and release."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from huggingface_hub import ModelCard
from safetensors import safe_open

from actorstance.inference import StancePredictor
from actorstance.records import write_records
from actorstance.schema import LabelledPair, Mention, Stance
from actorstance.settings import CorpusSettings
from actorstance.suite import judge, other_names

ROOT = Path(__file__).resolve().parent.parent
NAMES = ["Peru", "Chile", "Cuba", "Oman"]


def pairs():
    found = []
    for number, (a, b) in enumerate((a, b) for a in NAMES for b in NAMES if a != b):
        text = f"{a} thanked {b}."
        found.append(
            LabelledPair(
                id=str(number),
                text=text,
                holder=Mention(0, len(a), a),
                target=Mention(len(text) - 1 - len(b), len(text) - 1, b),
                stance=Stance.from_id(number % 3),
                article=str(number),
                split="dev",
            )
        )
    return found


DSE = "[Peru] thanked [Chile].\tPeru\tChile\t1\n[Cuba] sued [Oman].\tCuba\tOman\t3\n[Oman] met [Peru].\tOman\tPeru\t0\n"


@pytest.fixture
def sets(tmp_path):
    write_records(tmp_path / "mine.jsonl", pairs())
    (tmp_path / "valid.txt").write_text(DSE)
    return {
        "mine": CorpusSettings(name="mine", reader="pairs", path=str(tmp_path / "mine.jsonl"), split="dev"),
        "dse": CorpusSettings(name="dse", reader="dse", path=str(tmp_path / "valid.txt")),
    }


def test_every_set_is_judged_as_if_alone(tiny_checkpoint, sets):
    predictor = StancePredictor.from_pretrained(tiny_checkpoint)
    judged = judge(predictor, sets, resamples=20)
    stances = [p.stance for p in predictor.predict_pairs(judged["mine"].pairs)]
    right = sum(s == p.stance for s, p in zip(stances, judged["mine"].pairs, strict=True))
    assert judged["mine"].evaluation.accuracy == pytest.approx(right / 12)
    assert judged["mine"].five_class is None
    assert judged["dse"].five_class.n == 3
    assert judged["mine"].renamed == 12
    renamed = predictor.predict_pairs(other_names(judged["mine"].pairs))
    changed = sum(a.stance != s for a, s in zip(renamed, stances, strict=True))
    assert judged["mine"].changed == changed


def test_other_names_tell_the_same_of_others():
    given = pairs()
    told = other_names(given, seed=1)
    assert told == other_names(given, seed=1)
    for old, new in zip(given, told, strict=True):
        assert new.text != old.text
        assert (new.stance, new.target.actor, new.id) == (old.stance, old.target.actor, old.id)
        assert {new.holder_text, new.target_text}.isdisjoint({old.holder_text, old.target_text})
        assert new.text == f"{new.holder_text} thanked {new.target_text}."


@pytest.fixture
def checkpoint(tiny_checkpoint, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    (folder / "run.yaml").write_text("training: {seed: 1}\n")
    return folder


def only(sets, key):
    """Overrides that leave of a script's sets only ours."""
    drop = ["newsmtsc-rw", "newsmtsc-mt", "dse", "newswire"]
    found = [f"~{key}.{name}" for name in drop]
    for name, s in sets.items():
        kind = "dse" if s.reader == "dse" else "jsonl"
        found += [f"+corpus@{key}.{name}2={kind}", f"{key}.{name}2.path={s.path}"]
        found += [f"{key}.{name}2.split={s.split}"] if s.split else []
    return found


def test_the_release_is_small_calibrated_and_says_what_it_is(script, checkpoint, sets, tmp_path):
    output = tmp_path / "release"
    code, out, err = script(
        "release", f"checkpoint={checkpoint}", f"output={output}", "resamples=20", *only(sets, "sets"),
        "~report.newswire-test", "~report.seed-gold",
    )  # fmt: skip
    assert code == 0, err
    assert "temperature" in out
    with safe_open(output / "model.safetensors", framework="pt") as weights:
        assert {weights.get_slice(name).get_dtype() for name in weights.keys()} == {"F16"}  # noqa: SIM118
    temperature = json.loads((output / "config.json").read_text())["softmax_temperature"]
    assert temperature != 1.0
    card = ModelCard.load(output / "README.md")
    assert f"{temperature:.3f}" in card.content
    assert "{{" not in card.content
    assert card.data.license == "apache-2.0"
    assert yaml.safe_load((output / "run.yaml").read_text()) == {"training": {"seed": 1}}
    # What the card says of a set is what the folder answers.
    judged = judge(StancePredictor.from_pretrained(output), {"mine2": sets["mine"]}, resamples=20)["mine2"]
    assert f"{100 * judged.evaluation.macro_f1:.1f} %" in card.content
    assert f"{judged.calibration_error:.3f}" in card.content


def test_a_checkpoint_of_unknown_making_is_not_released(script, tiny_checkpoint, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    (folder / "run.yaml").unlink(missing_ok=True)
    code, _, err = script("release", f"checkpoint={folder}", f"output={tmp_path / 'out'}")
    assert code == 2
    assert "run.yaml" in err
    assert not (tmp_path / "out").exists()


def test_one_table_for_all_sets(script, tiny_checkpoint, sets, tmp_path):
    output = tmp_path / "all"
    code, out, err = script(
        "evaluate_all", f"checkpoint={tiny_checkpoint}", f"output={output}", "resamples=20", *only(sets, "sets"),
        "~sets.seed",
    )  # fmt: skip
    assert code == 0, err
    table = (output / "table.md").read_text()
    assert table.count("\n") == 4
    assert "mine2" in table
    assert json.loads((output / "metrics.json").read_text())["dse2"]["five_class"]["n"] == 3
    assert "mine2" in out


def test_a_corpus_tells_what_was_read(script, sets, tmp_path):
    code, out, _ = script(
        "corpus_report", "corpus=dse", f"corpus.path={sets['dse'].path}", f"output={tmp_path / 'pairs.jsonl'}"
    )
    assert code == 0
    assert "3 rows read" in out
    assert len((tmp_path / "pairs.jsonl").read_text().splitlines()) == 6
