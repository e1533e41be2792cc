"""Training: it learns, repeats itself, keeps the best epoch, goes on after an interruption."""

import shutil
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer, BertConfig

from actorstance import trainer
from actorstance.checkpoint import load_checkpoint, model_card, save_checkpoint
from actorstance.ensemble import average_weights
from actorstance.errors import InputError
from actorstance.inference import StancePredictor
from actorstance.metrics import confusion, macro_f1
from actorstance.mixture import heed, mix
from actorstance.pairs import label
from actorstance.schema import Mention, Pair, Stance
from actorstance.settings import EncoderSettings, ModelSettings, TrainingSettings, check_settings
from actorstance.training import fit, start_model, train_model

NAMES = ["Peru", "Chile", "Cuba", "Spain"]
VERBS = {"thanked": Stance.FAVOR, "warned": Stance.AGAINST, "and": Stance.NEUTRAL}


def corpus(names):
    """A stance that one word decides, for the directed pair and for the overall one."""
    pairs = []
    for holder in names:
        for target in names:
            for verb, stance in VERBS.items():
                if holder == target:
                    continue
                text = f"{holder} {verb} {target}."
                at = Mention(len(text) - 1 - len(target), len(text) - 1, target)
                by = Mention(0, len(holder), holder)
                for mention, name in ((by, f"{text}>"), (None, text)):
                    pair = Pair(id=name, text=text, target=at, holder=mention)
                    pairs.append(label(pair, stance))
    return pairs


TRAIN = corpus(NAMES[:3])
DEV = [pair for pair in corpus(NAMES) if "Spain" in pair.text]


def settings(**changes):
    return TrainingSettings(
        **{"epochs": 2, "batch_size": 8, "learning_rate": 5e-3, "device": "cpu", **changes}
    )


def train(
    encoder,
    output,
    *,
    train=TRAIN,
    dev=(),
    pairing="query",
    init=None,
    resume=False,
    report=None,
    run=None,
    **changes,
):
    return fit(
        mix({"": train}, balance=ModelSettings().balance),
        {"": dev} if dev else {},
        output,
        encoder=EncoderSettings(name=encoder),
        model=ModelSettings(pairing=pairing),
        training=settings(**changes),
        init=init,
        run=run,
        resume=resume,
        report=report,
    )


def weights(folder):
    return load_file(Path(folder) / "model.safetensors")


def equal(first, second):
    first, second = weights(first), weights(second)
    assert first.keys() == second.keys()
    return all(torch.equal(first[name], second[name]) for name in first)


def stop_after(epoch):
    """A report that is interrupted while it tells of the next epoch: the state of `epoch` is saved by then."""

    def report(done):
        if done.epoch > epoch:
            raise KeyboardInterrupt

    return report


@pytest.fixture(scope="module")
def learner(tiny_bert, tmp_path_factory):
    """An encoder with small weights, which learns in seconds what the other tiny ones take long for."""
    tokenizer = AutoTokenizer.from_pretrained(tiny_bert)
    torch.manual_seed(13)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    folder = tmp_path_factory.mktemp("learner")
    AutoModel.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def trained(tiny_bert, tmp_path_factory):
    """Two epochs without a development set."""
    return train(tiny_bert, tmp_path_factory.mktemp("trained") / "model", dev=[])


@pytest.mark.parametrize("pairing", ["query", "marker"])
def test_it_learns_what_one_word_decides(pairing, learner, tmp_path):
    outcome = train(learner, tmp_path / "model", pairing=pairing, epochs=20, batch_size=4)
    assert [e.epoch for e in outcome.epochs] == list(range(1, 21))
    assert outcome.epochs[-1].loss < 0.7 * outcome.epochs[0].loss
    predictor = StancePredictor.from_pretrained(outcome.folder)
    right = [p.stance is p.pair.stance for p in predictor.predict_pairs(TRAIN)]
    assert sum(right) / len(right) > 0.6


def test_the_checkpoint_stands_alone(trained):
    assert [path.name for path in trained.folder.parent.iterdir()] == ["model"]
    first, second = (StancePredictor.from_pretrained(trained.folder).predict_pairs(DEV) for _ in range(2))
    assert first == second


def test_without_a_development_set_the_last_epoch_stays(trained):
    assert trained.best == trained.epochs[-1]
    assert [epoch.dev_macro_f1 for epoch in trained.epochs] == [None, None]
    assert "No development set" in (trained.folder / "README.md").read_text()


def test_one_seed_one_model(trained, tiny_bert, tmp_path):
    assert equal(trained.folder, train(tiny_bert, tmp_path / "same").folder)
    assert not equal(trained.folder, train(tiny_bert, tmp_path / "other", seed=7).folder)


def test_reports_come_epoch_by_epoch(tiny_bert, tmp_path):
    for dev in ([], DEV):
        told = []
        outcome = train(tiny_bert, tmp_path / "model", dev=dev, report=told.append)
        assert told == outcome.epochs
        assert [epoch.epoch for epoch in told] == [1, 2]
        assert all((epoch.dev_macro_f1 is None) == (not dev) for epoch in told)


def test_the_epoch_with_the_best_development_figure_is_kept(tiny_bert, tmp_path, monkeypatch):
    figures = iter([0.4, 0.9, 0.6])
    monkeypatch.setattr("actorstance.training.macro_f1", lambda _: next(figures))
    outcome = train(tiny_bert, tmp_path / "kept", dev=DEV, epochs=3)
    assert (outcome.best.epoch, outcome.best.dev_macro_f1) == (2, 0.9)
    assert "chose epoch 2" in (outcome.folder / "README.md").read_text()


def test_what_is_kept_is_the_model_of_that_epoch(tiny_bert, tmp_path, monkeypatch):
    seen = {}

    def spy(epoch):
        if epoch.epoch == 3:  # the state of the second epoch is saved by now
            states = (tmp_path / "model.training").glob("checkpoint-*")
            seen["second"] = weights(
                max(states, key=lambda state: int(state.name.removeprefix("checkpoint-")))
            )

    figures = iter([0.4, 0.9, 0.6])
    monkeypatch.setattr("actorstance.training.macro_f1", lambda _: next(figures))
    kept = weights(train(tiny_bert, tmp_path / "model", dev=DEV, epochs=3, report=spy).folder)
    assert all(torch.equal(kept[name], seen["second"][name]) for name in kept)


def test_development_figures_are_those_of_the_predictor(tiny_bert, tmp_path):
    outcome = train(tiny_bert, tmp_path / "model", dev=DEV, batch_size=2)
    found = StancePredictor.from_pretrained(outcome.folder).predict_pairs(DEV)
    matrix = confusion([p.stance.id for p in DEV], [p.stance.id for p in found])
    assert outcome.best.dev_macro_f1 == pytest.approx(float(macro_f1(matrix)))


@pytest.mark.parametrize("dev", [[], DEV], ids=["no dev", "dev"])
def test_an_interrupted_training_goes_on(dev, tiny_bert, tmp_path):
    whole = train(tiny_bert, tmp_path / "whole", dev=dev, epochs=3)
    with pytest.raises(KeyboardInterrupt):
        train(tiny_bert, tmp_path / "model", dev=dev, epochs=3, report=stop_after(1))
    assert not (tmp_path / "model").exists()
    told = []
    outcome = train(tiny_bert, tmp_path / "model", dev=dev, epochs=3, resume=True, report=told.append)
    assert outcome.epochs == whole.epochs
    assert outcome.best == whole.best
    assert [epoch.epoch for epoch in told] == [2, 3]
    assert equal(outcome.folder, whole.folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "whole"]


def test_an_interrupted_training_can_be_begun_anew(trained, tiny_bert, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        train(tiny_bert, tmp_path / "model", report=stop_after(1))
    with pytest.raises(InputError, match="an interrupted training stands here"):
        train(tiny_bert, tmp_path / "model")
    shutil.rmtree(tmp_path / "model.training")
    assert equal(train(tiny_bert, tmp_path / "model").folder, trained.folder)


def test_an_interruption_leaves_the_old_checkpoint(tiny_bert, tiny_checkpoint, tmp_path):
    shutil.copytree(tiny_checkpoint, tmp_path / "model")
    with pytest.raises(KeyboardInterrupt):
        train(tiny_bert, tmp_path / "model", report=stop_after(0))
    assert equal(tmp_path / "model", tiny_checkpoint)


def test_nothing_to_resume(tiny_bert, tmp_path):
    with pytest.raises(InputError, match="no interrupted training"):
        train(tiny_bert, tmp_path / "model", resume=True)


def test_an_interrupted_training_goes_on_only_as_it_began(tiny_bert, tmp_path):
    run = "training: {batch_size: 8, seed: 13, workers: 0}\nresume: false\n"
    with pytest.raises(KeyboardInterrupt):
        train(tiny_bert, tmp_path / "model", report=stop_after(1), run=run)
    again = run.replace("false", "true")
    with pytest.raises(InputError, match=r"training\.batch_size=8, not 16"):
        train(tiny_bert, tmp_path / "model", resume=True, run=again.replace("8", "16"))
    with pytest.raises(InputError, match=r"mixture\.ours\.weight=None, not 2"):
        train(tiny_bert, tmp_path / "model", resume=True, run=again + "mixture: {ours: {weight: 2}}\n")
    # How many processes help changes nothing.
    train(tiny_bert, tmp_path / "model", resume=True, run=again.replace("workers: 0", "workers: 1"))
    assert (tmp_path / "model/run.yaml").read_text().startswith("training: {batch_size: 8")


def test_a_training_that_fails_at_once_leaves_nothing(tiny_bert, tmp_path):
    apart = Pair(
        id="apart",
        text="Peru " + "and so on " * 200 + "won.",
        target=Mention(0, 4),
        holder=Mention(2005, 2008),
    )
    with pytest.raises(InputError, match="'apart'"):
        train(tiny_bert, tmp_path / "model", train=[label(apart, Stance.FAVOR)], run="x: 1\n")
    assert not list(tmp_path.iterdir())


def test_nothing_to_learn_from(tiny_bert, tmp_path):
    with pytest.raises(InputError, match="no pairs to train on"):
        train(tiny_bert, tmp_path / "model", train=[])
    assert not list(tmp_path.iterdir())


def test_something_else_at_the_output_is_found_before_training(tiny_bert, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    def never(_):
        raise AssertionError("training has begun")

    with pytest.raises(InputError, match="something else"):
        train(tiny_bert, tmp_path, report=never)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_the_card_says_where_the_training_began_and_in_which_precision(tiny_checkpoint, trained, tmp_path):
    went_on = train(
        "not used", tmp_path / "model", init=tiny_checkpoint, epochs=1, learning_rate=0.0, precision="fp32"
    )
    card = (went_on.folder / "README.md").read_text()
    assert f"what `{tiny_checkpoint}` had learned from" in card
    assert "Precision: `fp32`" in card
    assert "began there" not in (trained.folder / "README.md").read_text()
    mixed = train("not used", tmp_path / "mixed", init=tiny_checkpoint, epochs=1, precision="bf16")
    assert "Precision: `bf16`" in (mixed.folder / "README.md").read_text()


def test_training_can_start_from_a_checkpoint(tiny_bert, tiny_checkpoint, tmp_path):
    frozen = train("not used", tmp_path / "model", init=tiny_checkpoint, epochs=1, learning_rate=0.0)
    assert equal(frozen.folder, tiny_checkpoint)


def test_what_was_calibrated_for_other_weights_is_forgotten(tiny_bert, tiny_checkpoint, tmp_path):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    model.config.softmax_temperature = 2.0
    card = model_card(model, title="calibrated", data=[], command="pytest")
    save_checkpoint(tmp_path / "calibrated", model, tokenizer, card=card)
    trained = train("not used", tmp_path / "model", init=str(tmp_path / "calibrated"), epochs=1)
    assert load_checkpoint(trained.folder)[0].config.softmax_temperature == 1.0
    assert average_weights([tmp_path / "calibrated", trained.folder]).config.softmax_temperature == 1.0


def test_a_checkpoint_shows_pairs_as_it_does(tiny_bert, tiny_checkpoint, tmp_path):
    with pytest.raises(InputError, match="'query', not 'marker'"):
        train(tiny_bert, tmp_path / "model", init=tiny_checkpoint, pairing="marker")


@pytest.mark.parametrize("encoder", ["tiny_roberta", "tiny_distilbert", "tiny_modernbert", "tiny_mpnet"])
def test_every_encoder_trains(encoder, request, tmp_path):
    outcome = train(
        request.getfixturevalue(encoder), tmp_path / "model", train=TRAIN[:8], dev=DEV[:4], epochs=1
    )
    assert len(StancePredictor.from_pretrained(outcome.folder).predict_pairs(DEV)) == len(DEV)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("batch_size", 0),
        ("learning_rate", -1e-4),
        ("weight_decay", -1.0),
        ("warmup", 1.0),
        ("consistency", -1.0),
        ("imitation", -1.0),
        ("layer_decay", 0.0),
        ("swap", 1.5),
        ("mask", -0.1),
        ("precision", "fp8"),
        ("device", "tpu"),
    ],
)
def test_settings_that_cannot_train_are_refused_by_name(name, value):
    with pytest.raises(InputError, match=f"training.{name}"):
        check_settings(TrainingSettings(**{name: value}))


def test_a_broken_encoder_is_named(tiny_bert, tmp_path):
    shutil.copytree(tiny_bert, tmp_path / "encoder")
    weights = tmp_path / "encoder/model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(InputError, match=r"encoder .* cannot be loaded"):
        train(str(tmp_path / "encoder"), tmp_path / "model")


def test_a_teacher_answers_meanwhile_as_calibrated(tiny_bert, tiny_checkpoint, tmp_path, monkeypatch):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    model.config.softmax_temperature = 0.05
    card = model_card(model, title="teacher", data=[], command="pytest")
    save_checkpoint(tmp_path / "teacher", model, tokenizer, card=card)
    pair = TRAIN[0]
    answer = StancePredictor.from_pretrained(tmp_path / "teacher").predict_pairs([pair])[0].probabilities
    told = []
    as_usual = trainer.distillation_targets

    def noted(labels, answers, trusts):
        told.append(answers)
        return as_usual(labels, answers, trusts)

    monkeypatch.setattr(trainer, "distillation_targets", noted)
    student, words = start_model(EncoderSettings(name=tiny_bert), ModelSettings(), 1)
    train_model(
        student,
        words,
        heed(mix({"": [pair]}), [0.5]),
        {},
        settings(epochs=1, imitated=str(tmp_path / "teacher"), imitation=0.0, precision="fp32"),
    )
    assert told[0].flatten().tolist() == pytest.approx(msgspec.structs.astuple(answer), abs=1e-5)


def test_a_model_trained_in_mixed_precision_answers_as_it_does_reloaded(tiny_bert, tmp_path):
    model, tokenizer = start_model(EncoderSettings(name=tiny_bert), ModelSettings(), 1)
    train_model(model, tokenizer, mix({"": TRAIN}), {}, settings(precision="bf16"))
    at_once = StancePredictor(model, tokenizer).predict_pairs(DEV)
    save_checkpoint(
        tmp_path / "model", model, tokenizer, card=model_card(model, title="x", data=[], command="x")
    )
    later = StancePredictor.from_pretrained(tmp_path / "model").predict_pairs(DEV)
    for now, then in zip(at_once, later, strict=True):
        assert now.probabilities.favor == pytest.approx(then.probabilities.favor, abs=1e-6)
