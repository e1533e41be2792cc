"""One checkpoint on several corpora: the scripts that evaluate and release."""

import json
import random
import shutil
from pathlib import Path

import msgspec
import pytest
import yaml
from huggingface_hub import ModelCard
from safetensors import safe_open

from actorstance.actors import Registry
from actorstance.baselines import majority_baseline
from actorstance.corpora import load_corpus
from actorstance.errors import InputError
from actorstance.examination import Threshold, examine
from actorstance.inference import StancePredictor
from actorstance.mixture import mix
from actorstance.records import write_records
from actorstance.schema import Actor, LabelledPair, Mention, Probabilities, Stance
from actorstance.settings import CorpusSettings, EncoderSettings, ModelSettings, TrainingSettings
from actorstance.suite import examine_all, threshold_for
from actorstance.training import start_model, train_model

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


def test_every_set_is_examined_as_if_alone(tiny_checkpoint, sets):
    predictor = StancePredictor.from_pretrained(tiny_checkpoint)
    threshold = Threshold(wanted=0.9, threshold=0.5, chosen_on="dev")
    found, answers = examine_all(
        predictor, sets, trained_on={"mine": sets["mine"]}, threshold=threshold, resamples=20
    )
    alone, _ = examine_all(predictor, {"dse": sets["dse"]}, resamples=20)
    mine, dse = found["mine"], found["dse"]
    stances = [p.stance for p in predictor.predict_pairs(pairs())]
    assert [p.stance for p in answers["mine"]] == stances
    right = sum(s == p.stance for s, p in zip(stances, pairs(), strict=True))
    assert mine.evaluation.accuracy == pytest.approx(right / 12)
    assert mine.five_class is None
    assert dse.five_class == alone["dse"].five_class
    assert dse.five_class.n == 3
    assert dse.calibration == alone["dse"].calibration
    assert set(mine.evaluation.baselines) == {"rules", "majority"}
    assert set(alone["dse"].evaluation.baselines) == {"rules"}
    assert [g.name for g in mine.evaluation.breakdowns["seen"]] == ["seen"]
    assert mine.silence.threshold == 0.5
    assert {c.name for c in mine.controls.controls} == {"hidden", "reversed", "renamed", "masked"}
    assert all(error.gold != error.answered for error in mine.errors)
    assert len(mine.errors) == 12 - right


def test_half_of_a_row_of_dse_has_no_five_classes(sets):
    gold = load_corpus(sets["dse"])
    certain = [Probabilities(*(float(s is pair.stance) for s in Stance)) for pair in gold]
    for chosen, rows in ((slice(None), 3), (slice(None, None, 2), None), (slice(1, 5), None)):
        asked, told = gold[chosen], certain[chosen]
        five = examine(
            asked, [p.stance for p in asked], told, corpus="dse", system="gold", resamples=20
        ).five_class
        assert (None if five is None else five.n) == rows


def test_without_controls_nothing_is_asked_again(tiny_checkpoint, sets):
    predictor = StancePredictor.from_pretrained(tiny_checkpoint)
    found, _ = examine_all(predictor, sets, controls=False, resamples=20)
    assert all(one.controls is None and one.silence is None for one in found.values())


def test_the_threshold_is_the_one_that_development_data_ask_for(tiny_checkpoint, sets):
    predictor = StancePredictor.from_pretrained(tiny_checkpoint)
    found = threshold_for(predictor, sets["mine"], 0.3)
    assert (found.wanted, found.chosen_on) == (0.3, "mine dev")
    answers = predictor.predict_pairs(pairs())
    kept = [
        (p.stance, gold.stance)
        for p, gold in zip(answers, pairs(), strict=True)
        if max(msgspec.structs.astuple(p.probabilities)) >= found.threshold
    ]
    assert sum(a == b for a, b in kept) / len(kept) >= 0.3
    with pytest.raises(InputError, match="wanted accuracy"):
        threshold_for(predictor, sets["mine"], 1.5)


def test_a_model_that_learned_shuffled_labels_is_no_better_than_the_majority(tiny_bert):
    """Its stances have nothing to do with its sentences, and neither the figures nor the controls may say otherwise."""
    draw = random.Random(5)
    verbs = {"thanked": Stance.FAVOR, "sued": Stance.AGAINST, "met": Stance.NEUTRAL}

    def corpus(count, shuffle):
        found = []
        for number in range(count):
            a, b = draw.sample(NAMES, 2)
            verb = draw.choice(["met", "met", "met", "thanked", "sued"])
            text = f"{a} {verb} {b} on day {number}."
            places = [
                Mention(text.index(name), text.index(name) + 4 + (name == "Chile"), name) for name in (a, b)
            ]
            found.append((text, places, verbs[verb]))
        stances = [stance for _, _, stance in found]
        if shuffle:
            draw.shuffle(stances)
        return [
            LabelledPair(id=text, text=text, holder=places[0], target=places[1], stance=stance)
            for (text, places, _), stance in zip(found, stances, strict=True)
        ]

    train, test = corpus(150, shuffle=True), corpus(200, shuffle=False)
    network, tokenizer = start_model(EncoderSettings(name=tiny_bert), ModelSettings(balance=0.0), 1)
    training = TrainingSettings(epochs=3, batch_size=16, learning_rate=1e-3, device="cpu", precision="fp32")
    train_model(network, tokenizer, mix({"": train}), {}, training)
    predictor = StancePredictor(network, tokenizer, world=False, proposals="none")
    answers = predictor.predict_pairs(test)
    majority = majority_baseline(train, test)
    found = examine(
        test,
        [p.stance for p in answers],
        [p.probabilities for p in answers],
        corpus="c",
        system="shuffled",
        baselines={"majority": majority},
        predict=predictor.predict_pairs,
        cluster="sentence",
        resamples=200,
    )
    own, base = found.evaluation, found.evaluation.baselines["majority"]["all"]
    assert own.intervals["accuracy"].low <= base.accuracy <= own.intervals["accuracy"].high
    assert own.macro_f1 < base.macro_f1 + 0.05
    assert found.controls.target_dependent is False


def test_of_equally_probable_stances_the_one_that_was_answered_counts():
    """Rounded probabilities have ties; all parts of the report must mean the same answer."""
    gold = [
        LabelledPair(id=str(i), text=f"Peru won {i}.", target=Mention(0, 4), stance=Stance.FAVOR)
        for i in range(20)
    ]
    always = Threshold(wanted=0.9, threshold=0.4, chosen_on="dev")
    tied = [Probabilities(0.5, 0.0, 0.5)] * 20
    found = examine(gold, [Stance.FAVOR] * 20, tied, corpus="c", system="s", threshold=always, resamples=50)
    assert (found.evaluation.accuracy, found.silence.accuracy, found.errors) == (1.0, 1.0, [])
    with pytest.raises(
        InputError, match=r"pair '0' is answered neutral, though against is .* more probable \(0\.5 and 0\)"
    ):
        examine(gold, [Stance.NEUTRAL] * 20, tied, corpus="c", system="s")


@pytest.fixture
def checkpoint(tiny_checkpoint, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    (folder / "run.yaml").write_text("training: {seed: 1}\n")
    return folder


def only(sets, key):
    """Overrides that leave of a script's sets only ours."""
    drop = ["newsmtsc-rw", "newsmtsc-mt", "dse", "newswire", "pages"]
    found = [f"~{key}.{name}" for name in drop]
    for name, s in sets.items():
        kind = "dse" if s.reader == "dse" else "jsonl"
        found += [f"+corpus@{key}.{name}2={kind}", f"{key}.{name}2.path={s.path}"]
        found += [f"{key}.{name}2.split={s.split}"] if s.split else []
    return found


def learned_from(sets):
    """Overrides that make the data of training and silence ours."""
    drop = [f"~trained_on.{name}" for name in ("newsmtsc", "dse", "newswire", "press")]
    path = sets["mine"].path
    return [
        *drop, "+corpus@trained_on.mine=jsonl", f"trained_on.mine.path={path}", "corpus@silence.corpus=jsonl",
        f"silence.corpus.path={path}", "silence.corpus.split=dev",
    ]  # fmt: skip


def test_the_release_is_small_calibrated_and_says_what_it_is(
    script, tiny_checkpoint, checkpoint, sets, tmp_path
):
    output = tmp_path / "release"
    code, out, err = script(
        "release", f"checkpoint={checkpoint}", f"output={output}", "resamples=20", *only(sets, "sets"),
        "~report.newswire-test", "~report.pages-test", "~report.seed-gold", *learned_from(sets),
        f"runs=[{tiny_checkpoint},{checkpoint}]", "behaviour=null", "remark='On two cores.'",
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
    assert "{%" not in card.content
    assert "± 0.0 |" in card.content  # the two runs are one checkpoint
    assert "Silence is left out: its threshold was chosen on" in card.content  # the set has chosen it
    assert card.content.endswith("`)\n\nOn two cores.")
    assert card.data.license == "apache-2.0"
    assert yaml.safe_load((output / "run.yaml").read_text()) == {"training": {"seed": 1}}
    # What the card says of a set is what the folder answers.
    predictor = StancePredictor.from_pretrained(output)
    found, _ = examine_all(predictor, {"mine2": sets["mine"]}, controls=False, resamples=20)
    assert f"{100 * found['mine2'].evaluation.macro_f1:.1f} %" in card.content
    assert f"{found['mine2'].calibration.error:.3f}" in card.content


def test_a_release_of_ones_own_keeps_its_actors_and_tells_its_own_story(
    script, tiny_bert, tiny_checkpoint, checkpoint, sets, tmp_path
):
    Registry([Actor(id="peru", name="Peru", kind="country")]).save(checkpoint / "actors.yaml")
    (tmp_path / "mine.j2").write_text(
        "---\n{{ card_data }}\n---\n# {{ title }}\n\nLearned from my letters.\n"
    )
    arguments = [
        "release", f"checkpoint={checkpoint}", f"output={tmp_path / 'mine'}", "resamples=20", *only(sets, "sets"),
        "~report.newswire-test", "~report.pages-test", "~report.seed-gold", *learned_from(sets), "runs=[]", "behaviour=null",
    ]  # fmt: skip
    code, _, err = script(*arguments, "card=nowhere.j2")
    assert (code, "nowhere.j2" in err) == (2, True)
    code, _, err = script(*arguments, f"card={tmp_path / 'mine.j2'}", "base_model=me/mine")
    assert code == 0, err
    card = ModelCard.load(tmp_path / "mine/README.md")
    assert card.content.endswith("# mine\n\nLearned from my letters.")
    assert card.data.base_model == "me/mine"
    assert "peru" in StancePredictor.from_pretrained(tmp_path / "mine", world=False).registry


def test_runs_that_are_not_there_are_told_first(script, checkpoint, sets, tmp_path):
    code, _, err = script(
        "release", f"checkpoint={checkpoint}", f"output={tmp_path / 'out'}", *only(sets, "sets"), *learned_from(sets),
        "~report.newswire-test", "~report.pages-test", "~report.seed-gold", "runs=[nowhere]",
    )  # fmt: skip
    assert code == 2
    assert "nowhere: no such checkpoint" in err


def test_what_was_learned_cannot_only_report(script, checkpoint, sets, tmp_path):
    code, _, err = script(
        "release", f"checkpoint={checkpoint}", f"output={tmp_path / 'out'}", *only(sets, "sets"), *learned_from(sets),
        "~report.newswire-test", "~report.pages-test", "~report.seed-gold", "+corpus@report.again=jsonl", f"report.again.path={sets['mine'].path}",
    )  # fmt: skip
    assert code == 2
    assert "12 sentences of again stand in the training data" in err
    assert not (tmp_path / "out").exists()


def test_what_chose_cannot_only_report(script, checkpoint, sets, tmp_path):
    """Also where its sentences are spelled otherwise."""
    shouted = [msgspec.structs.replace(pair, text=pair.text.upper(), split=None) for pair in pairs()]
    write_records(tmp_path / "shouted.jsonl", shouted)
    code, _, err = script(
        "release", f"checkpoint={checkpoint}", f"output={tmp_path / 'out'}", *only(sets, "sets"), *learned_from(sets)[:4],
        "corpus@silence.corpus=jsonl", f"silence.corpus.path={sets['mine'].path}", "silence.corpus.split=dev",
        "~report.newswire-test", "~report.pages-test", "~report.seed-gold", "+corpus@report.again=jsonl", f"report.again.path={tmp_path / 'shouted.jsonl'}",
        "report.again.split=null",
    )  # fmt: skip
    assert code == 2
    assert "12 sentences of again stand in the development data" in err


def test_a_checkpoint_of_unknown_making_is_not_released(script, tiny_checkpoint, sets, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, folder)
    (folder / "run.yaml").unlink(missing_ok=True)
    code, _, err = script(
        "release", f"checkpoint={folder}", f"output={tmp_path / 'out'}", *learned_from(sets),
        "~report.newswire-test", "~report.pages-test", "~report.seed-gold",
    )  # fmt: skip
    assert code == 2
    assert "run.yaml" in err
    assert not (tmp_path / "out").exists()


def test_one_table_for_all_sets(script, tiny_checkpoint, sets, tmp_path):
    output = tmp_path / "all"
    code, out, err = script(
        "evaluate_all", f"checkpoint={tiny_checkpoint}", f"output={output}", "resamples=20", *only(sets, "sets"),
        "~sets.seed", *learned_from(sets), "behaviour=null",
    )  # fmt: skip
    assert code == 0, err
    table = (output / "table.md").read_text()
    assert table.count("\n") == 4
    assert "mine2" in table
    assert json.loads((output / "dse2" / "metrics.json").read_text())["five_class"]["n"] == 3
    assert (output / "mine2" / "predictions.jsonl").read_text().count("\n") == 12
    page = (output / "report.html").read_text()
    assert all(name in page for name in ("mine2", "dse2"))
    assert "mine2" in out


def test_a_corpus_tells_what_was_read(script, sets, tmp_path):
    code, out, _ = script(
        "corpus_report", "corpus=dse", f"corpus.path={sets['dse'].path}", f"output={tmp_path / 'pairs.jsonl'}"
    )
    assert code == 0
    assert "3 rows read" in out
    assert len((tmp_path / "pairs.jsonl").read_text().splitlines()) == 6
