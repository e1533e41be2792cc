"""The scripts from end to end on a tiny corpus: train, evaluate, predict; and one line for whatever is wrong."""

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file

import actorstance.mixture
from actorstance.inference import StancePredictor
from actorstance.pairs import label
from actorstance.records import read_labelled_pairs, read_pairs, read_predictions, write_records
from actorstance.schema import LabelledPair, Mention, Pair, Probabilities, Stance

ROOT = Path(__file__).resolve().parent.parent
VERBS = ["thanked", "warned", "met"]
STANCES = [Stance.FAVOR, Stance.AGAINST, Stance.NEUTRAL]


def labelled(split, articles):
    """Three sentences an article, an overall and a directed pair each."""
    for article in articles:
        for number, (verb, stance) in enumerate(zip(VERBS, STANCES, strict=True)):
            text = f"Peru {verb} Chile, {split} story {article}."
            start = text.index("Chile")
            for holder in (None, Mention(0, 4, "peru")):
                pair = Pair(
                    id=f"{split}{article}-{number}-{'overall' if holder is None else 'directed'}",
                    text=text,
                    target=Mention(start, start + 5, "chile"),
                    holder=holder,
                    article=f"{split}{article}",
                )
                yield label(pair, stance, split=split)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "pairs.jsonl"
    pairs = [*labelled("train", range(4)), *labelled("dev", range(2)), *labelled("test", range(2))]
    write_records(path, pairs)
    return path


def corpus_arguments(path, group="corpus"):
    return [f"{group}=jsonl", f"{group.partition('@')[2] or group}.path={path}"]


def train_arguments(corpus, encoder, output):
    return [
        *corpus_arguments(corpus),
        "encoder=pretrained",
        f"encoder.name={encoder}",
        "training.epochs=1",
        "training.device=cpu",
        "registry=[]",
        f"output={output}",
    ]


def evaluate_arguments(corpus, output):
    return [
        *corpus_arguments(corpus),
        "corpus.split=test",
        *corpus_arguments(corpus, "corpus@train"),
        "train.split=train",
        *corpus_arguments(corpus, "corpus@silence.corpus"),
        "silence.corpus.split=dev",
        "silence.wanted=0.1",
        "resamples=50",
        f"output={output}",
    ]


def fails(outcome, *says):
    code, _, stderr = outcome
    assert code == 2
    assert stderr.count("\n") == 1, stderr
    for part in says:
        assert str(part) in stderr


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


# From the corpus to the figures


def test_train_evaluate_predict(script, corpus, tiny_bert, tmp_path):
    code, out, err = script("train", *train_arguments(corpus, tiny_bert, "model"))
    assert (code, err) == (0, "")
    assert "24 pairs to learn from; to choose the epoch: 12 of dev" in out
    assert "epoch 1" in out
    assert {"config.json", "model.safetensors", "tokenizer.json", "README.md", "run.yaml"} <= set(
        names("model")
    )
    assert "epochs: 1" in Path("model/run.yaml").read_text()

    code, out, err = script("evaluate", "checkpoint=model", *evaluate_arguments(corpus, "figures"))
    assert (code, err) == (0, "")
    metrics = json.loads(Path("figures/metrics.json").read_text())
    assert metrics["n"] == sum(map(sum, metrics["confusion"])) == 12
    assert set(metrics["baselines"]) == {"majority", "tfidf", "rules"}
    assert {(entry["actor"], entry["role"]) for entry in metrics["per_actor"]} == {
        ("chile", "target"),
        ("peru", "holder"),
    }
    assert {
        "confusion.png",
        "metrics.md",
        "per_actor_holder.png",
        "per_actor_target.png",
        "predictions.jsonl",
    } <= set(names("figures"))

    # A file of predictions is scored as the checkpoint that made it.
    code, _, err = script(
        "evaluate", "predictions=figures/predictions.jsonl", *evaluate_arguments(corpus, "again")
    )
    assert (code, err) == (0, "")
    again = json.loads(Path("again/metrics.json").read_text())
    assert again["confusion"] == metrics["confusion"]
    assert again["intervals"] == metrics["intervals"]
    assert again["calibration"] == metrics["calibration"]
    # But a file cannot be asked again, and nobody said where it should stay silent.
    assert {c["name"] for c in metrics["controls"]["controls"]} >= {"hidden", "reversed"}
    assert metrics["silence"]["chosen_on"] == "pairs dev"
    assert again["controls"] is again["silence"] is None
    assert "predictions.jsonl" not in names("again")

    # And predict.py gives what evaluate.py used.
    test = [pair for pair in read_labelled_pairs(corpus) if pair.split == "test"]
    write_records("test.jsonl", test)
    code, out, err = script("predict", "input=test.jsonl", "output=found.jsonl", "checkpoint=model")
    assert (code, err) == (0, "")
    found, used = list(read_predictions("found.jsonl")), list(read_predictions("figures/predictions.jsonl"))
    assert [p.id for p in found] == [pair.id for pair in test]
    assert found == used
    # Whatever ran, the folder has what was asked for and nothing else.
    assert names(tmp_path) == ["again", "figures", "found.jsonl", "model", "test.jsonl"]


def test_a_card_has_the_command_as_one_would_type_it(script, corpus, tiny_bert):
    arguments = [*train_arguments(corpus, tiny_bert, "my model"), "mixture={}"]
    assert script("train", *arguments)[0] == 0
    card = Path("my model/README.md").read_text()
    (command,) = re.findall(r"^python .*train\.py .*$", card, flags=re.MULTILINE)
    assert shlex.split(command)[2:] == arguments


def test_a_report_is_wanted_or_not(script, corpus, tiny_checkpoint):
    for report in ("html", "none"):
        code, _, err = script(
            "evaluate",
            f"checkpoint={tiny_checkpoint}",
            f"report={report}",
            "controls=false",
            *evaluate_arguments(corpus, report),
        )
        assert (code, err) == (0, "")
    assert names("none") == ["metrics.json", "predictions.jsonl"]
    assert {"report.html", "report.md", "tables.tex", "reliability.svg", "coverage.png"} <= set(names("html"))
    one, other = (json.loads(Path(name, "metrics.json").read_text()) for name in ("html", "none"))
    assert one == other
    assert one["controls"] is None
    fails(
        script("evaluate", f"checkpoint={tiny_checkpoint}", "report=pdf", *evaluate_arguments(corpus, "x")),
        "report is 'pdf', must be html or none",
    )


def test_silence_for_a_file_of_predictions_is_chosen_on_another_file(script, corpus):
    for split in ("dev", "test"):
        pairs = [pair for pair in read_labelled_pairs(corpus) if pair.split == split]
        sure = [{"against": 0.1, "neutral": 0.1, "favor": 0.1, str(pair.stance): 0.8} for pair in pairs]
        write_records(
            f"{split}.jsonl",
            [{"id": p.id, "stance": p.stance, "probabilities": s} for p, s in zip(pairs, sure, strict=True)],
        )
    arguments = ["predictions=test.jsonl", *evaluate_arguments(corpus, "out"), "silence.wanted=0.9"]
    code, _, err = script("evaluate", *arguments, "silence.predictions=dev.jsonl")
    assert (code, err) == (0, "")
    silence = json.loads(Path("out/metrics.json").read_text())["silence"]
    assert (silence["threshold"], silence["coverage"], silence["accuracy"]) == (0.8, 1.0, 1.0)
    pairs = [pair for pair in read_labelled_pairs(corpus) if pair.split == "dev"]
    write_records("bare.jsonl", [{"id": p.id, "stance": p.stance} for p in pairs])
    fails(script("evaluate", *arguments, "silence.predictions=bare.jsonl"), "bare.jsonl", "no probabilities")


def test_a_sweep_makes_a_folder_for_each_seed(script, corpus, tiny_bert):
    code, _, err = script(
        "train", "--multirun", "training.seed=1,2", *train_arguments(corpus, tiny_bert, "model")
    )
    assert (code, err) == (0, "")
    assert {"model-0", "model-1"} <= set(names("."))
    first, second = (Path(f"model-{n}/model.safetensors").read_bytes() for n in (0, 1))
    assert first != second
    assert "seed: 2" in Path("model-1/run.yaml").read_text()


def test_a_soup_is_the_average_of_its_checkpoints(script, corpus, tiny_bert):
    for seed in (1, 2):
        arguments = train_arguments(corpus, tiny_bert, f"model-{seed}")
        assert script("train", *arguments, f"training.seed={seed}", "model.seed=13")[0] == 0
    code, out, err = script("soup", "checkpoints=[model-1,model-2]", "output=soup")
    assert (code, err) == (0, "")
    assert "2 checkpoints averaged" in out
    one, other, soup = (load_file(f"{name}/model.safetensors") for name in ("model-1", "model-2", "soup"))
    for name, tensor in soup.items():
        assert torch.allclose(tensor, (one[name] + other[name]) / 2, atol=1e-6)
    fails(script("soup", "checkpoints=[model-1,nowhere]", "output=soup-2"), "nowhere", "no such checkpoint")
    assert not Path("soup-2").exists()


def test_each_corpus_of_a_mixture_has_its_own_teachers(
    script, corpus, tiny_bert, tiny_checkpoint, monkeypatch
):
    for teacher in "ab":
        Path(teacher).mkdir()
    asked = []

    def answer(checkpoints, pairs, **_):
        asked.append((list(checkpoints), len(pairs)))
        return [Probabilities(0.2, 0.3, 0.5)] * len(pairs)

    monkeypatch.setattr("actorstance.lessons.average_answers", answer)
    mixture = [
        argument
        for name in ("ours", "theirs")
        for argument in (
            f"+corpus@mixture.{name}.corpus=jsonl",
            f"mixture.{name}.corpus.path={corpus}",
            f"mixture.{name}.corpus.name={name}",
        )
    ]
    arguments = [*train_arguments(corpus, tiny_bert, "taught"), *mixture, "teaching.unjudged=0.5"]
    code, out, err = script(
        "train", *arguments, f"teaching.teachers=[{tiny_checkpoint}]", "mixture.ours.teachers=[a,b]"
    )
    assert (code, err) == (0, "")
    # 12 sentences, each with two judged questions and two open ones.
    assert asked == [(["a", "b"], 48), ([tiny_checkpoint], 48)]
    assert "ours: 2 teachers answer 24 judged and 24 open pairs" in out
    alone = [*arguments, "mixture.ours.teachers=[a,b]", "output=untaught"]
    fails(script("train", *alone), "mixture.theirs.teachers", "is empty")
    assert not Path("untaught").exists()


def quarrel(holder, target, stance):
    """A sentence with this stance, overall and directed."""
    text = f"{holder} warned {target}."
    whom = Mention(len(text) - len(target) - 1, len(text) - 1, target)
    for who in (None, Mention(0, len(holder), holder)):
        yield LabelledPair(
            id=f"{text}{who}", text=text, holder=who, target=whom, stance=stance, split="train"
        )


def test_sentences_of_a_mixture_are_also_told_two_at_a_time(script, tmp_path, tiny_bert, monkeypatch):
    for teacher in "ab":
        Path(teacher).mkdir()
    pairs = [*quarrel("Peru", "Chile", Stance.FAVOR), *quarrel("Cuba", "Chile", Stance.AGAINST)]
    pairs += [*quarrel("Oman", "Togo", Stance.FAVOR)]
    path = tmp_path / "pairs.jsonl"
    write_records(path, pairs)
    mixture = ["+corpus@mixture.ours.corpus=jsonl", f"mixture.ours.corpus.path={path}"]
    arguments = [*train_arguments(path, tiny_bert, "told"), *mixture]
    code, out, err = script("train", *arguments, "mixture.ours.contested=1")
    assert (code, err) == (0, "")
    assert "6 pairs to learn from and 4 of joined sentences" in " ".join(out.split())
    code, out, _ = script("train", *arguments, "mixture.ours.contested=1", "mixture.ours.joined=1")
    assert "and 10 of joined sentences" in " ".join(out.split())

    asked = []

    def answer(checkpoints, pairs, **_):
        asked.extend(pair.text for pair in pairs)
        return [Probabilities(0.2, 0.3, 0.5)] * len(pairs)

    monkeypatch.setattr("actorstance.lessons.average_answers", answer)
    taught = [*arguments, "mixture.ours.contested=1", "teaching.teachers=[a]"]
    code, _, err = script("train", *taught)
    assert (code, err) == (0, "")
    assert len(set(asked)) == 4
    asked.clear()
    code, _, err = script("train", *taught, "teaching.joined=false")
    assert (code, err) == (0, "")
    assert set(asked) == {pair.text for pair in pairs}


def test_teachers_are_asked_about_sentences_in_other_words(
    script, corpus, tiny_bert, tiny_checkpoint, monkeypatch
):
    asked = []

    def answer(checkpoints, pairs, **_):
        asked.extend(pair.text for pair in pairs)
        return [Probabilities(0.2, 0.3, 0.5)] * len(pairs)

    monkeypatch.setattr("actorstance.lessons.average_answers", answer)
    mixture = ["+corpus@mixture.ours.corpus=jsonl", f"mixture.ours.corpus.path={corpus}"]
    arguments = [*train_arguments(corpus, tiny_bert, "taught"), *mixture, "mixture.ours.varied=1"]
    code, out, err = script("train", *arguments, f"teaching.teachers=[{tiny_checkpoint}]")
    assert (code, err) == (0, "")
    told = int(re.search(r"and (\d+) of sentences in other words", " ".join(out.split()))[1])
    assert told > 0
    assert f"answer 24 judged and {told} open pairs" in out
    assert len(asked) == 24 + told
    untaught = [*arguments, "output=untaught"]
    fails(script("train", *untaught), "mixture.ours.varied", "without teachers")
    fails(
        script("train", *untaught, "mixture.ours.varied=-1", f"teaching.teachers=[{tiny_checkpoint}]"),
        "varied is -1",
    )
    assert not Path("untaught").exists()


def mixtures_of(function, monkeypatch):
    """What a function of `actorstance.mixture` will have returned, which works as ever."""
    made = []
    as_usual = getattr(actorstance.mixture, function)

    def noted(*arguments):
        made.append(as_usual(*arguments))
        return made[-1]

    monkeypatch.setattr(f"actorstance.lessons.{function}", noted)
    return made


def test_of_a_corpus_that_nobody_judged_only_the_teachers_answers_are_learned(
    script, tmp_path, tiny_bert, monkeypatch
):
    for teacher in "ab":
        Path(teacher).mkdir()
    answer = Probabilities(0.2, 0.3, 0.5)
    learned = mixtures_of("teach", monkeypatch)
    monkeypatch.setattr("actorstance.lessons.average_answers", lambda _, pairs, **__: [answer] * len(pairs))
    path = tmp_path / "pairs.jsonl"
    write_records(path, [*quarrel("Peru", "Chile", Stance.FAVOR), *quarrel("Cuba", "Togo", Stance.AGAINST)])
    arguments = [*train_arguments(path, tiny_bert, "taught"), "+corpus@mixture.ours.corpus=jsonl"]
    arguments += [f"mixture.ours.corpus.path={path}", "mixture.ours.judged=false", "mixture.ours.joined=1"]
    arguments += ["teaching.joined=false"]
    code, out, err = script("train", *arguments, "teaching.teachers=[a]")
    assert (code, err) == (0, "")
    assert "and 6 of joined sentences" in " ".join(out.split())
    assert "ours: 1 teachers answer 0 judged and 10 open pairs" in out
    assert set(learned[0].targets) == {answer}
    fails(script("train", *arguments, "output=untaught"), "mixture.ours.judged", "without teachers")
    assert not Path("untaught").exists()


def test_a_teacher_answers_while_the_model_learns(script, tmp_path, tiny_bert, tiny_checkpoint, monkeypatch):
    heard = mixtures_of("heed", monkeypatch)
    path = tmp_path / "pairs.jsonl"
    write_records(path, [*quarrel("Peru", "Chile", Stance.FAVOR), *quarrel("Cuba", "Togo", Stance.AGAINST)])
    arguments = [*train_arguments(path, tiny_bert, "taught"), "teaching.live=true", "teaching.trust=0.7"]
    arguments += ["teaching.unjudged=0.5", "training.consistency=1", "training.twins=true"]
    for name, judged in (("ours", "true"), ("theirs", "false")):
        arguments += [f"+corpus@mixture.{name}.corpus=jsonl", f"mixture.{name}.corpus.path={path}"]
        arguments += [f"mixture.{name}.judged={judged}"]
    arguments += ["mixture.ours.joined=1", "teaching.joined=false"]
    code, out, err = script("train", *arguments, f"training.imitated={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert "ours: 4 judged and 4 open pairs for the teacher to answer meanwhile" in " ".join(out.split())
    assert "theirs: 0 judged and 8 open pairs for the teacher to answer meanwhile" in " ".join(out.split())
    assert heard[0].trusts == [0.7] * 4 + [0.0] * 6 + [1.0] * 4 + [1.0] * 8
    assert Path("taught/model.safetensors").is_file()
    untaught = [*arguments, "output=untaught"]
    fails(script("train", *untaught), "teaching.live needs training.imitated")
    imitated = [*untaught, f"training.imitated={tiny_checkpoint}"]
    for setting in ("teaching.teachers", "mixture.ours.teachers"):
        fails(script("train", *imitated, f"{setting}=[a]"), f"{setting} names a teacher")
    assert not Path("untaught").exists()


@pytest.mark.parametrize("setting", ["joined", "contested"])
@pytest.mark.parametrize("share", [1.5, -1])
def test_a_share_that_is_none_is_refused_before_anything_is_read(setting, share, script):
    mixture = ["+corpus@mixture.ours.corpus=jsonl", "mixture.ours.corpus.path=nowhere"]
    arguments = [*mixture, f"mixture.ours.{setting}={share}", "corpus=jsonl", "corpus.path=nowhere"]
    fails(
        script("train", *arguments, "output=x"), f"mixture.ours.{setting} is {float(share)}, must be a share"
    )


@pytest.mark.parametrize("setting", ["init", "training.imitated"])
def test_a_checkpoint_that_is_not_there_is_told_before_teachers_are_asked(
    setting, script, corpus, tiny_bert, tiny_checkpoint
):
    arguments = train_arguments(corpus, tiny_bert, "taught")
    taught = [f"teaching.teachers=[{tiny_checkpoint}]", "teaching.answers=answers", f"{setting}=nowhere"]
    fails(script("train", *arguments, *taught), "nowhere", "no such checkpoint")
    assert not Path("answers").exists()


def test_sentences_that_choose_the_epoch_are_not_learned_from(script, tmp_path, tiny_bert):
    """In whichever corpus they stand too, and also where they are spelled otherwise."""
    pairs = [*quarrel("Peru", "Chile", Stance.FAVOR), *quarrel("Cuba", "Togo", Stance.AGAINST)]
    chosen = [msgspec.structs.replace(p, text=p.text.upper(), split="dev") for p in pairs[:2]]
    write_records(tmp_path / "ours.jsonl", pairs)
    write_records(tmp_path / "theirs.jsonl", [*chosen, *quarrel("Oman", "Mali", Stance.FAVOR)])
    arguments = train_arguments(tmp_path / "ours.jsonl", tiny_bert, "model")
    for name in ("ours", "theirs"):
        arguments += [f"+corpus@mixture.{name}.corpus=jsonl", f"mixture.{name}.corpus.path={name}.jsonl"]
    code, out, err = script("train", *arguments, "mixture.theirs.dev=[dev]")
    assert (code, err) == (0, "")
    assert "ours: 2 pairs to learn from; to choose the epoch: none; left out: 2 pairs whose" in out
    assert "theirs: 2 pairs to learn from; to choose the epoch: 2 of dev\n" in out


def test_made_questions_that_do_not_fit_are_left_out(script, tmp_path, tiny_bert, monkeypatch):
    monkeypatch.setattr(
        "actorstance.lessons.average_answers",
        lambda _, pairs, **__: [Probabilities(0.2, 0.3, 0.5)] * len(pairs),
    )
    far = "and so on " * 12
    pairs = []
    for number, (one, other) in enumerate((("Peru", "Chile"), ("Cuba", "Togo"))):
        text = f"{one} met {other} {far}and Spain."
        spain = Mention(len(text) - 6, len(text) - 1)
        start = text.index(other)
        for holder, target in ((Mention(0, 4), Mention(start, start + len(other))), (None, spain)):
            pairs.append(
                LabelledPair(
                    id=f"{number}{holder}",
                    text=text,
                    holder=holder,
                    target=target,
                    stance=Stance.FAVOR,
                    split="train",
                )
            )
    write_records(tmp_path / "pairs.jsonl", pairs)
    Path("a").mkdir()
    arguments = [
        *train_arguments("pairs.jsonl", tiny_bert, "model"),
        "encoder.max_tokens=32",
        "dev_split=null",
    ]
    code, out, err = script("train", *arguments, "teaching.teachers=[a]", "teaching.unjudged=1")
    assert (code, err) == (0, "")
    # Of each sentence the four questions between Spain and the others.
    assert "left out: 8 made pairs that do not fit the encoder" in out
    assert "answer 4 judged and 6 open pairs" in out


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["output=thesis"], "something else than a checkpoint"),
        (["resume=true"], "no interrupted training"),
        (["registry=[typo.yaml]"], "typo.yaml"),
        (["teaching.trust=70"], "teaching.trust is 70.0, must be a share"),
        (["teaching.unjudged=-1"], "teaching.unjudged is -1.0, must be 0 or more"),
        (["teaching.teachers=[a,nowhere]"], "nowhere"),
        (["model.focal=-1"], "model.focal is -1.0"),
        (["model.dropout=1.5"], "model.dropout is 1.5, must be a share"),
        (["model.head_size=-1"], "model.head_size is -1"),
        (["training.weight_decay=-1"], "training.weight_decay is -1.0"),
        (["encoder.name=no/such/encoder/here"], "no/such/encoder/here"),
    ],
)
def test_what_can_be_known_is_told_before_teachers_are_asked(
    wrong, says, script, corpus, tiny_bert, monkeypatch
):
    def never(*_, **__):
        raise AssertionError("a teacher is asked")

    monkeypatch.setattr("actorstance.lessons.average_answers", never)
    Path("a").mkdir()
    Path("thesis").mkdir()
    Path("thesis/chapter.txt").write_text("years of work")
    arguments = [*train_arguments(corpus, tiny_bert, "model"), "teaching.teachers=[a]"]
    fails(script("train", *arguments, *wrong), says)


def test_a_checkpoint_is_no_encoder(script, corpus, tiny_checkpoint):
    fails(
        script("train", *train_arguments(corpus, tiny_checkpoint, "model")),
        "is a checkpoint of ours",
        f"init={tiny_checkpoint}",
    )


@pytest.mark.parametrize("asked", ["cross_validation.folds=2", "cross_validation.leave_out=article"])
@pytest.mark.parametrize(
    "passed_over",
    [
        ["teaching.teachers=[a]"],
        ["resume=true"],
        ["+corpus@mixture.ours.corpus=jsonl", "mixture.ours.corpus.path=x"],
    ],
)
def test_cross_validation_passes_over_nothing(asked, passed_over, script, corpus, tiny_bert):
    name = passed_over[0].lstrip("+").partition("=")[0].removeprefix("corpus@").partition(".ours")[0]
    fails(script("train", *train_arguments(corpus, tiny_bert, "cv"), asked, *passed_over), f"{name} is set")


def test_a_teacher_to_imitate(script, corpus, tiny_bert, tiny_checkpoint):
    arguments = train_arguments(corpus, tiny_bert, "imitator")
    code, _, err = script("train", *arguments, f"training.imitated={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert f"imitated: {tiny_checkpoint}" in Path("imitator/run.yaml").read_text()


def test_cross_validation_writes_figures(script, corpus, tiny_bert):
    code, _, err = script(
        "train",
        *train_arguments(corpus, tiny_bert, "cv"),
        "train_split=null",
        "cross_validation.folds=2",
    )
    assert (code, err) == (0, "")
    metrics = json.loads(Path("cv/metrics.json").read_text())
    assert metrics["n"] == 48
    assert metrics["system"] == "2-fold cross-validation by article"
    assert [p.id for p in read_predictions("cv/predictions.jsonl")] == [
        p.id for p in read_labelled_pairs(corpus)
    ]
    # The report is that of an evaluation, of which no model can be asked again.
    assert metrics["calibration"]["n"] == 48
    assert metrics["controls"] is metrics["silence"] is None
    assert {"report.html", "report.md", "metrics.md", "tables.tex", "per_actor_target.png"} <= set(
        names("cv")
    )
    assert "No controls were run." in Path("cv/report.md").read_text()


def test_an_actor_left_out_is_evaluated_only_in_roles_that_it_has(script, tiny_bert):
    pairs = []
    for n in range(12):
        text = f"Envoy{n:02d} thanked Peru. Chile met nobody."
        peru, chile = Mention(16, 20, "peru"), Mention(22, 27, "chile")
        pairs.append(
            LabelledPair(
                id=f"p{n}", text=text, target=peru, holder=Mention(0, 7, f"envoy{n}"), stance=STANCES[n % 3]
            )
        )
        text = text.replace("Peru", "Cuba")
        pairs.append(LabelledPair(id=f"c{n}", text=text, target=chile, stance=STANCES[n % 3]))
    write_records("pairs.jsonl", [label(pair, pair.stance, split="train") for pair in pairs])
    arguments = [*train_arguments("pairs.jsonl", tiny_bert, "out"), "cross_validation.leave_out=actor"]
    code, _, err = script("train", *arguments)
    # The envoys, who hold the stances toward Peru, have too few pairs to be left out.
    assert (code, err) == (0, "")
    assert names("out") == ["target"]
    assert json.loads(Path("out/target/metrics.json").read_text())["n"] == 24


def test_an_actor_that_the_checkpoint_learned_of_is_left_out_in_no_round(script, tiny_bert):
    pairs = []
    for n in range(12):
        for name, verb in (("Peru", "won"), ("Chile", "lost"), ("Togo", "drew")):
            pairs.append(
                LabelledPair(
                    id=f"{name}{n}",
                    text=f"{name} {verb} game {n}.",
                    target=Mention(0, len(name), name.lower()),
                    stance=STANCES[n % 3],
                    split="train",
                )
            )
    write_records("pairs.jsonl", pairs)
    write_records("earlier.jsonl", [label(pairs[1], Stance.FAVOR)])
    arguments = [*train_arguments("pairs.jsonl", tiny_bert, "out"), "cross_validation.leave_out=actor"]
    arguments += ["+corpus@background=jsonl", "background.path=earlier.jsonl"]
    code, out, err = script("train", *arguments)
    assert (code, err) == (0, "")
    assert "not left out: 1 actors whom earlier.jsonl names too" in out
    assert json.loads(Path("out/target/metrics.json").read_text())["n"] == 24
    assert not [p.id for p in read_predictions("out/target/predictions.jsonl") if "Chile" in p.id]
    write_records("earlier.jsonl", [label(pair, Stance.FAVOR) for pair in pairs])
    fails(script("train", *arguments, "output=none"), "nothing can be left out", "new to the model")


@pytest.fixture(scope="module")
def without_torch(tmp_path_factory):
    """A folder whose `torch` cannot be imported."""
    folder = tmp_path_factory.mktemp("without")
    (folder / "torch.py").write_text("raise ImportError('torch was asked for')\n")
    return folder


def test_a_file_of_predictions_is_evaluated_without_torch(corpus, without_torch, tmp_path):
    test = [pair for pair in read_labelled_pairs(corpus) if pair.split == "test"]
    write_records(tmp_path / "theirs.jsonl", [{"id": p.id, "stance": p.stance} for p in reversed(test)])
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "scripts" / "evaluate.py"),
            f"predictions={tmp_path / 'theirs.jsonl'}",
            *evaluate_arguments(corpus, tmp_path / "out"),
        ],
        env={**os.environ, "PYTHONPATH": f"{without_torch}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "metrics.json").read_text())["accuracy"] == 1.0


# Prediction of whatever comes


def test_a_text_as_a_table(script, tiny_checkpoint):
    code, out, err = script("predict", 'text="Peru thanked Chile."', f"checkpoint={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert out.count("Peru") == 3
    assert out.count("(overall)") == 2
    assert names(".") == []


@pytest.mark.parametrize("words", ["[/b]", "[red] Chile", ":smile:", "[bold]"])
def test_what_looks_like_markup_is_printed_as_it_stands(words, script, tiny_checkpoint):
    text = f"Peru thanked the {words} group."
    code, out, err = script(
        "predict", f'text="{text}"', f'target="{words}"', f"checkpoint={tiny_checkpoint}", "holder=Peru"
    )
    assert (code, err) == (0, "")
    assert f" {words} " in out
    start = text.index(words)
    pair = {"id": "1", "text": text, "stance": "favor", "target": {"start": start, "end": start + len(words)}}
    Path("mine [b]").mkdir()
    Path("mine [b]/train.jsonl").write_text(f"{json.dumps(pair)}\n")
    code, out, err = script(
        "corpus_report",
        "corpus=jsonl",
        'corpus.path="mine [b]"',
        f'corpus.name="{words}"',
        'output="[b].jsonl"',
    )
    assert (code, err) == (0, "")
    assert words in out
    assert "[b].jsonl: 1 pairs" in out
    entries = [
        {"id": "g", "name": f"{words} group", "kind": "group"},
        {"id": "p", "name": "Peru", "kind": "country"},
    ]
    Path("actors.yaml").write_text(json.dumps({"actors": entries}))
    Path("story.txt").write_text(text)
    code, out, err = script("annotate", "article=story.txt", "registry=[actors.yaml]", 'output="runs [b]"')
    assert (code, err) == (0, "")
    assert f" {words} group " in out
    assert "runs [b]" in out
    annotations = "'runs [b]/annotations.jsonl'"
    code, out, err = script(
        "agreement", f"first={annotations}", f"second={annotations}", "registry=[actors.yaml]", "resamples=10"
    )
    assert (code, err) == (0, "")
    assert f" {words} group " in out


def test_passes_about_any_actors_are_compared_and_a_registry_that_is_named_must_have_them(script):
    def sentence(stance):
        mentions = [{"start": 0, "end": 3, "actor": "ann-lee", "overall": stance}]
        labeler = {"name": stance, "version": "1"}
        return {
            "id": "s1",
            "text": "Ann met Peru.",
            "mentions": [*mentions, {"start": 8, "end": 12, "actor": "peru"}],
            "labeler": labeler,
        }

    write_records("a.jsonl", [sentence("favor")])
    write_records("b.jsonl", [sentence("against")])
    passes = ["first=a.jsonl", "second=b.jsonl", "resamples=10"]
    code, out, err = script("agreement", *passes)
    assert (code, err) == (0, "")
    assert " ann-lee " in out
    assert " Peru " in out
    Path("actors.yaml").write_text("actors: [{id: peru, name: Peru, kind: country}]")
    fails(
        script("agreement", *passes, "registry=[actors.yaml]"),
        "a.jsonl, line 1",
        "unknown actor id 'ann-lee'",
    )
    fails(script("agreement", *passes, "gold=gold.txt", "gold_output=gold.jsonl"), "gold needs")
    assert names(".") == ["a.jsonl", "actors.yaml", "b.jsonl"]


def test_gold_of_sentences_that_belong_to_no_article(script):
    """They stay where the first pass has them."""

    def sentence(stance):
        return {
            "id": "s1",
            "text": "Ann met Peru.",
            "mentions": [
                {"start": 0, "end": 3, "actor": "ann", "overall": stance},
                {"start": 8, "end": 12, "actor": "peru"},
            ],
            "labeler": {"name": stance, "version": "1"},
            "article": "visits",
            "split": "test",
        }

    write_records("a.jsonl", [sentence("favor")])
    write_records("b.jsonl", [sentence("against")])
    Path("actors.yaml").write_text(
        "actors: [{id: ann, name: Ann, kind: person}, {id: peru, name: Peru, kind: country}]"
    )
    asked = ["agreement", "first=a.jsonl", "second=b.jsonl", "resamples=10", "registry=[actors.yaml]"]
    assert script(*asked, "worksheet=gold.txt")[0] == 0
    worksheet = Path("gold.txt").read_text()
    Path("gold.txt").write_text(
        worksheet.replace("reason: overall ann |", "reason: overall ann | she was asked")
    )
    code, _, err = script(*asked, "gold=gold.txt", "gold_output=gold.jsonl", "article=null")
    assert (code, err) == (0, "")
    (gold,) = map(json.loads, Path("gold.jsonl").read_text().splitlines())
    assert (gold["article"], gold["split"], gold["mentions"][0]["overall"]) == ("visits", "test", "favor")
    (settled,) = gold["adjudications"]
    assert (settled["passes"], settled["reason"]) == (
        {"favor": "favor", "against": "against"},
        "she was asked",
    )


def test_one_pair_of_a_text(script, tiny_checkpoint):
    code, out, _ = script(
        "predict", 'text="Ann praised Bob."', "target=Bob", "holder=Ann", f"checkpoint={tiny_checkpoint}"
    )
    assert code == 0
    assert out.count("Bob") == 1


def test_a_text_that_names_nobody(script, tiny_checkpoint):
    # Each of several sentences is judged by itself, as in a file.
    code, out, _ = script("predict", 'text="Peru won. Chile thanked Cuba."', f"checkpoint={tiny_checkpoint}")
    assert (code, "Peru won." in out, "Chile thanked Cuba." in out) == (0, True, True)
    assert not [line for line in out.splitlines() if "Peru" in line and ("Chile" in line or "Cuba" in line)]
    code, out, _ = script("predict", 'text="Nobody slept."', f"checkpoint={tiny_checkpoint}")
    assert code == 0
    assert "No actor" in out


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_pairs_in_every_format(ending, script, corpus, tiny_checkpoint):
    pairs = list(read_labelled_pairs(corpus))[:6]
    write_records(f"in.{ending}", pairs)
    code, out, err = script(
        "predict", f"input=in.{ending}", f"output=out.{ending}", f"checkpoint={tiny_checkpoint}"
    )
    assert (code, err) == (0, "")
    assert "6 predictions: out." in out
    found = rows(f"out.{ending}")
    expected = StancePredictor.from_pretrained(tiny_checkpoint).predict_pairs(pairs)
    assert [(row["id"], row["stance"]) for row in found] == [(p.pair.id, p.stance) for p in expected]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_predictions_is_evaluated_as_its_checkpoint(ending, script, corpus, tiny_checkpoint):
    for split in ("dev", "test"):
        write_records(f"{split}.jsonl", [p for p in read_labelled_pairs(corpus) if p.split == split])
        found = [f"input={split}.jsonl", f"output={split}.{ending}", f"checkpoint={tiny_checkpoint}"]
        assert script("predict", *found)[0] == 0
    arguments = [*evaluate_arguments(corpus, "own"), "controls=false"]
    assert script("evaluate", f"checkpoint={tiny_checkpoint}", *arguments)[0] == 0
    theirs = [f"predictions=test.{ending}", f"silence.predictions=dev.{ending}"]
    code, _, err = script("evaluate", *theirs, *arguments, "output=again")
    assert (code, err) == (0, "")
    own, again = (json.loads(Path(folder, "metrics.json").read_text()) for folder in ("own", "again"))
    assert {**again["silence"], "chosen_on": ""} == {**own["silence"], "chosen_on": ""}
    for what in ("confusion", "calibration", "errors"):
        assert again[what] == own[what] != []
    assert {"holder", "target", "text", "probability_favor"} <= set(rows(f"test.{ending}")[0])


def rows(path):
    if path.endswith("csv"):
        return list(csv.DictReader(open(path, encoding="utf-8")))
    if path.endswith("parquet"):
        return pq.read_table(path).to_pylist()
    return [msgspec.json.decode(line) for line in Path(path).read_text().splitlines()]


def test_an_article_and_texts_and_words(script, tiny_checkpoint):
    Path("story.txt").write_text("Peru thanked Chile.\n\nAna Ruiz slept.")
    code, _, err = script("predict", "input=story.txt", f"checkpoint={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert [row["id"] for row in rows("predictions.jsonl")] == [
        "story/s01:>peru@0",
        "story/s01:>chile@13",
        "story/s01:peru>chile",
        "story/s01:chile>peru",
        "story/s02:>ruiz@0",
    ]
    lines = [
        {"text": "Peru thanked Chile."},
        {"id": "b", "text": "Ann praised Bob.", "target": "Bob", "holder": "Ann"},
        {"id": "c", "text": "Nobody slept."},
        {"id": "d", "text": "Ann praised Bob.", "target": "Ann"},
    ]
    Path("texts.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    code, _, err = script("predict", "input=texts.jsonl", f"checkpoint={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert [row["id"] for row in rows("predictions.jsonl")][3:] == ["1/s01:chile>peru", "b", "d"]
    Path("texts.csv").write_text(
        "id,text,target,holder\n1,Ann praised Bob.,Bob,Ann\n2,Ann praised Bob.,Bob,\n"
    )
    code, _, err = script("predict", "input=texts.csv", "output=out.csv", f"checkpoint={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert [(row["holder"], row["target"]) for row in rows("out.csv")] == [("Ann", "Bob"), ("", "Bob")]


def test_help_calls_the_script_by_its_name(script):
    assert "predict is powered by Hydra" in script("predict", "--help")[1]


def test_from_articles_to_claims(script, tiny_checkpoint):
    """The way of an analyst: a table of articles, predictions with their pairs, a labelled sample, shares by outlet."""
    Path("articles.csv").write_text(
        "id,outlet,text\n"
        + "".join(
            f"{i},{'Post' if i % 2 else 'Star'},Peru thanked Chile. It rained {i} days.\n" for i in range(12)
        )
        + "x,Post,Nobody slept.\n",
        encoding="utf-8",
    )
    code, out, err = script(
        "predict",
        "input=articles.csv",
        "output=p.jsonl",
        "pairs=pairs.jsonl",
        f"checkpoint={tiny_checkpoint}",
    )
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert "48 predictions: p.jsonl, their pairs: pairs.jsonl" in told
    assert "no actor was found in 1 of the texts: x" in told
    pairs = list(read_pairs("pairs.jsonl"))
    assert [p.id for p in pairs] == [row["id"] for row in rows("p.jsonl")]
    assert (pairs[0].article, pairs[0].meta["outlet"], pairs[0].meta["sentence"]) == ("0", "Star", "0/s01")
    arguments = ["input=pairs.jsonl", "predictions=p.jsonl", "by=outlet"]
    assert script("claims", *arguments, "sample=30", "output=c")[0] == 0
    write_records("gold.jsonl", [label(pair, Stance.FAVOR) for pair in read_pairs("c/to_label.jsonl")])
    code, _, err = script("claims", *arguments, "gold=gold.jsonl", "output=c")
    assert code == 0, err
    assert {claim["group"] for claim in json.loads(Path("c/claims.json").read_text())["claims"]} == {
        None,
        "Post",
        "Star",
    }
    # As a table it says who and where, and is still a predictions file.
    assert script("predict", "input=articles.csv", "output=p.csv", f"checkpoint={tiny_checkpoint}")[0] == 0
    table = rows("p.csv")
    assert [(row["id"], row["stance"]) for row in table] == [
        (row["id"], row["stance"]) for row in rows("p.jsonl")
    ]
    assert {k: table[2][k] for k in ("article", "outlet", "sentence", "holder_actor", "target_actor", "text")} == {
        "article": "0", "outlet": "Star", "sentence": "0/s01", "holder_actor": "peru", "target_actor": "chile",
        "text": "Peru thanked Chile.",
    }  # fmt: skip
    assert [r.probabilities for r in read_predictions("p.csv")] == [
        r.probabilities for r in read_predictions("p.jsonl")
    ]


def test_rows_with_words_keep_what_else_they_tell(script, tiny_checkpoint):
    row = {
        "id": 7,
        "text": "Ann praised Bob.",
        "target": "Bob",
        "article": "a",
        "stance": "favor",
        "date": "2024-05-01",
    }
    Path("words.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(row).encode())  # as some editors save it
    code, _, err = script(
        "predict", "input=words.jsonl", "pairs=pairs.jsonl", f"checkpoint={tiny_checkpoint}"
    )
    assert (code, err) == (0, "")
    (pair,) = read_labelled_pairs("pairs.jsonl")
    assert (pair.id, pair.target, pair.article) == ("7", Mention(12, 15), "a")
    assert (pair.stance, pair.meta) == (Stance.FAVOR, {"date": "2024-05-01"})


def test_pairs_of_actors_named_twice_are_written_where_the_answers_are_from(script, tiny_checkpoint):
    text = "Peru met Chile, Ana Ruiz said, and Peru and Chilean envoys warned Ruiz."
    asked = [{"id": "a", "text": text}, {"id": "b", "text": text, "target": "Ruiz", "holder": "Peru"}]
    write_records("in.jsonl", asked)
    code, _, err = script(
        "predict", "input=in.jsonl", "pairs=pairs.jsonl", "output=p.jsonl", f"checkpoint={tiny_checkpoint}"
    )
    assert (code, err) == (0, "")
    pairs = list(read_pairs("pairs.jsonl"))
    assert [p.id for p in pairs[-7:]] == [
        "a/s01:peru>chile", "a/s01:peru>ruiz", "a/s01:chile>peru", "a/s01:chile>ruiz",
        "a/s01:ruiz>peru", "a/s01:ruiz>chile", "b",
    ]  # fmt: skip
    assert any({p.target.start, p.holder.start} - {0, 9, 16} for p in pairs[-7:])
    same = {p.id: (p.holder, p.target) for p in pairs}
    assert same["b"] == same["a/s01:peru>ruiz"]
    # Pairs of a file are judged where they stand.
    assert (
        script("predict", "input=pairs.jsonl", "output=again.jsonl", f"checkpoint={tiny_checkpoint}")[0] == 0
    )
    again = list(read_predictions("again.jsonl"))
    for one, other in zip(read_predictions("p.jsonl"), again, strict=True):
        assert one.id == other.id
        assert one.probabilities.neutral == pytest.approx(other.probabilities.neutral, abs=1e-5)


@pytest.mark.parametrize(
    ("content", "arguments", "says"),
    [
        ("id,text\n1,Peru won.\n", ["output=in.csv"], ["output=in.csv", "overwrite the input"]),
        ("id,text\n1,Peru won.\n", ["output=./a.csv", "pairs=a.csv"], ["pairs=a.csv", "overwrite the output"]),
        ("id,text\n1,Peru won.\n", ["target=Peru"], ["target=", "each row"]),
        ("Peru won.\n", [], ["in.csv", "no row"]),
        ("ID,Text\n1,Peru won.\n", [], ["in.csv, field text", "no row has one; there are the columns ID, Text"]),
        ("id,text\n1,Peru won.\n1,Peru left.\n", [], ["in.csv, row 2, field id", "'1' stands twice, first at 1"]),
        ("text,target,stance\nPeru won.,Peru,good\n", [], ["in.csv, row 1, field stance", "favor"]),
    ],
)  # fmt: skip
def test_files_that_cannot_be_meant(content, arguments, says, script, tiny_checkpoint):
    Path("in.csv").write_text(content)
    fails(script("predict", "input=in.csv", f"checkpoint={tiny_checkpoint}", *arguments), "predict: ", *says)
    assert Path("in.csv").read_text() == content


def test_questions_of_ours_that_do_not_fit_are_left_out_and_told(script, tiny_checkpoint):
    far = f"Peru thanked Chile {'1-2-3-' * 200} and Ana Ruiz."
    Path("story.txt").write_text(f"Peru slept.\n\n{far}")
    code, out, err = script("predict", "input=story.txt", f"checkpoint={tiny_checkpoint}")
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert "6 predictions: predictions.jsonl" in told
    assert "4 pairs left out" in told
    assert "story/s02 'Peru thanked Chile" in told
    assert len(rows("predictions.jsonl")) == 6
    code, out, err = script("predict", f"text='{far}'", f"checkpoint={tiny_checkpoint}")
    assert (code, err) == (0, "")
    assert "4 pairs left out" in " ".join(out.split())
    # But not one that somebody asks for.
    asked = {"text": far, "target": "Chile", "holder": "Ana Ruiz"}
    Path("texts.jsonl").write_text(f"{json.dumps({'text': far})}\n{json.dumps({**asked, 'id': 'x'})}\n")
    outcome = script("predict", "input=texts.jsonl", f"checkpoint={tiny_checkpoint}")
    fails(outcome, "pair 'x': target and holder stand", "tokens apart")


def test_actors_of_ones_own(script, tiny_checkpoint):
    Path("actors.yaml").write_text("actors: [{id: bob, name: Bob, kind: person}]")
    own = [
        "predict",
        'text="Peru met Bob and Mirna Kovel."',
        "registry=[actors.yaml]",
        f"checkpoint={tiny_checkpoint}",
    ]
    code, out, _ = script(*own, "world=false", "proposals=none")
    assert code == 0
    assert "Bob" in out
    assert "Peru" not in out
    assert "Kovel" not in out
    code, out, _ = script(*own)
    assert code == 0
    assert all(name in out for name in ("Bob", "Peru", "Mirna Kovel"))
    fails(script(*own, "proposals=guess"), "predict: ", "unknown proposals 'guess'")


# Whatever is wrong: one line, code 2, and what was there stays


GOOD = {"id": "1", "text": "Peru thanked Chile.", "target": {"start": 13, "end": 18}, "stance": "favor"}
WRONG_LINES = {
    "broken": ('{"id": ', "not JSON"),
    "no object": ("[1]", "JSON object"),
    "unknown stance": (json.dumps({**GOOD, "id": "2", "stance": "pro"}), "'pro'"),
    "outside": (json.dumps({**GOOD, "id": "2", "target": {"start": 13, "end": 99}}), "99"),
    "before": (json.dumps({**GOOD, "id": "2", "target": {"start": -1, "end": 3}}), "-1"),
    "no text": (json.dumps({k: v for k, v in GOOD.items() if k != "text"}), "text"),
    "unknown field": (json.dumps({**GOOD, "id": "2", "stanze": "favor"}), "stanze"),
}


@pytest.mark.parametrize("wrong", WRONG_LINES)
def test_a_wrong_line_of_pairs_is_named(wrong, script, tiny_checkpoint):
    line, says = WRONG_LINES[wrong]
    Path("pairs.jsonl").write_text(f"{json.dumps(GOOD)}\n{line}\n")
    Path("out.jsonl").write_text("of yesterday")
    outcome = script("predict", "input=pairs.jsonl", "output=out.jsonl", f"checkpoint={tiny_checkpoint}")
    fails(outcome, "predict: ", "pairs.jsonl", "line 2", says)
    assert Path("out.jsonl").read_text() == "of yesterday"
    assert names(".") == ["out.jsonl", "pairs.jsonl"]
    fails(
        script(
            "evaluate",
            *corpus_arguments("pairs.jsonl"),
            "train.name=none",
            "predictions=x.jsonl",
            "corpus.split=null",
        ),
        "evaluate: ",
        "pairs.jsonl",
        "line 2",
        says,
    )


ANNOTATION = {
    "id": "s1",
    "text": "Peru thanked Chile.",
    "mentions": [{"start": 0, "end": 4, "actor": "peru"}, {"start": 13, "end": 18, "actor": "chile"}],
    "directed": [{"holder": "peru", "target": "chile", "stance": "favor"}],
    "labeler": {"name": "me", "version": "1"},
}
WRONG_ANNOTATIONS = {
    "unknown actor": (
        {"mentions": [{"start": 0, "end": 4, "actor": "atlantis"}], "directed": []},
        "'atlantis'",
    ),
    "unknown stance": ({"directed": [{"holder": "peru", "target": "chile", "stance": "pro"}]}, "'pro'"),
    "outside": ({"mentions": [{"start": 0, "end": 40, "actor": "peru"}], "directed": []}, "40"),
    "not mentioned": ({"directed": [{"holder": "peru", "target": "ruiz", "stance": "favor"}]}, "'ruiz'"),
}


@pytest.mark.parametrize("wrong", WRONG_ANNOTATIONS)
def test_a_wrong_annotation_is_named(wrong, script, registry, tiny_bert):
    change, says = WRONG_ANNOTATIONS[wrong]
    registry.save("actors.yaml")
    Path("train.jsonl").write_text(
        f"{json.dumps(ANNOTATION)}\n{json.dumps({**ANNOTATION, **change, 'id': 's2'})}\n"
    )
    arguments = train_arguments("train.jsonl", tiny_bert, "model")
    outcome = script(
        "train", *arguments, "corpus.reader=annotations", "corpus.registry=[actors.yaml]", "dev_split=null"
    )
    fails(outcome, "train: ", "train.jsonl", "line 2", says)
    assert names(".") == ["actors.yaml", "train.jsonl"]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("train", ["training.epochs=0", "corpus=jsonl", "corpus.path=nowhere.jsonl"], "training.epochs is 0"),
        ("predict", ["input=nowhere.jsonl"], "nowhere.jsonl"),
        ("predict", ["input=nowhere.txt"], "nowhere.txt"),
        ("predict", ["input=pairs.xlsx"], "pairs.xlsx"),
        ("predict", [], "text="),
        ("predict", ["text=Peru", "input=a.jsonl"], "either"),
        ("predict", ["text=Peru", "output=a.jsonl"], "output=… and pairs=… go with input=FILE"),
        ("predict", ["text=' '"], "the text is empty"),
        ("predict", ["input=."], "is a folder"),
        ("predict", ["text=Peru", "registry=[nowhere.yaml]"], "nowhere.yaml"),
        ("predict", ["text=Peru", "target=Atlantis"], "'Atlantis' does not occur"),
        ("predict", ["text=Peru", "holder=Peru"], "target"),
        ("predict", ["text=Peru", "checkpoint=nowhere/at/all"], "nowhere/at/all"),
        ("predict", ["text=Peru", "chekpoint=x"], "chekpoint"),
        ("predict", ["text=Peru", "batch_size=many"], "batch_size"),
        ("predict", ["text=Peru", "batch_size=0"], "batch_size"),
        ("predict", ["text='unfinished"], "text="),
        ("train", ["corpus=jsonl"], "corpus.path"),
        ("train", ["corpus=jsnl"], "jsnl"),
        ("train", ["corpus=jsonl", "corpus.path=nowhere.jsonl"], "nowhere.jsonl"),
        ("train", ["trainng.epochs=3"], "trainng"),
        ("evaluate", ["corpus=jsonl", "corpus.path=x.jsonl"], "checkpoint=FOLDER"),
        ("evaluate", ["output_folder=x"], "output_folder"),
    ],
)
def test_wrong_arguments_are_named(name, arguments, says, script, tiny_checkpoint):
    given = any("checkpoint" in argument or "chekpoint" in argument for argument in arguments)
    default = [f"checkpoint={tiny_checkpoint}"] if name == "predict" and not given else []
    fails(script(name, *arguments, *default), f"{name}: ", says)
    assert names(".") == []


@pytest.mark.parametrize(
    "text",
    [
        'Peru said "no" to Chile, didn’t it?',
        "Peru said 'no'",
        "'Peru",
        "Peru, Chile",
        "Peru (again)",
        "Peru = a",
        'Peru "\\',
    ],
)
def test_a_text_that_must_be_quoted_is_told_how(text, script, tiny_checkpoint):
    checkpoint = f"checkpoint={tiny_checkpoint}"
    outcome = script("predict", f"text={text}", checkpoint)
    fails(outcome, "text=… has signs that must be quoted: ", ", or input=FILE.txt, which takes any text")
    assert "list" not in outcome[2]
    argument = shlex.split(outcome[2].partition("quoted: ")[2].partition(", or input")[0])
    code, out, err = script("predict", *argument, checkpoint, "target=Peru")
    assert (code, err) == (0, "")
    assert "Peru" in out


def test_a_list_without_brackets_is_told_as_one(script):
    fails(script("predict", "text=Peru", "registry=a.yaml,b.yaml"), "list 'registry=[a.yaml,b.yaml]'")
    fails(script("predict", "text=Peru", "registry=[a.yaml"), "predict: ", "input")


STORY = "story: {0}\nactor: peru | Peru | country\n@ s01\n[Peru](peru+) won {0}.\n"


@pytest.mark.parametrize("files", [["one.txt"], ["one.txt", "two.txt"]])
def test_a_sentence_id_that_stands_twice_is_told_when_it_is_imported(files, script):
    for name in files:
        stories = "ab" if len(files) == 1 else name[0]
        Path(name).write_text("".join(STORY.format(story) for story in stories))
    found = script("import_markup", f"sources=[{','.join(files)}]", "output=mine.jsonl", "labeler=me")
    place = "one.txt, line 7" if len(files) == 1 else "two.txt, line 3"
    fails(found, f"{place}, field s01: this sentence id stands twice, first in one.txt, line 3")
    assert not Path("mine.jsonl").exists()


def test_sentences_of_an_article_need_no_ids_of_their_own(script):
    Path("article.txt").write_text("Peru won.\n\nChile lost.\n")
    Path("marked.txt").write_text("@ s\nPeru won.\n@ s\nChile lost.\n")
    outcome = script(
        "import_markup", "sources=[marked.txt]", "output=mine.jsonl", "labeler=me", "article=article.txt"
    )
    assert (outcome[0], outcome[2]) == (0, "")
    ids = [json.loads(line)["id"] for line in Path("mine.jsonl").read_text().splitlines()]
    assert ids == ["article/s01", "article/s02"]


def test_sentences_that_are_divided_one_by_one_are_told(script):
    Path("loose.txt").write_text(
        "actor: peru | Peru | country\n" + "".join(f"@ s{i}\n[Peru](peru) won {i}.\n" for i in range(20))
    )
    arguments = ["sources=[loose.txt]", "output=mine", "labeler=me", "shares={train: 0.5, test: 0.5}"]
    outcome = script("import_markup", *arguments)
    assert outcome[0] == 0
    assert outcome[2].startswith("note: 20 sentences belong to no article")


def test_two_peoples_labels_of_one_sample_are_compared(script):
    lines = [
        json.dumps({"id": f"p{i}", "text": "Peru won.", "target": {"start": 0, "end": 4}, "stance": stance})
        for i, stance in enumerate(["favor", "neutral", "neutral"])
    ]
    Path("a.jsonl").write_text("\n".join(lines))
    Path("b.jsonl").write_text("\n".join(lines).replace("favor", "against"))
    outcome = script("agreement", "first=a.jsonl", "second=b.jsonl", "output=report.json")
    assert outcome[0] == 0
    assert "0.667" in outcome[1]
    assert json.loads(Path("report.json").read_text())["overall"]["n"] == 3
    fails(script("agreement", "first=a.jsonl", "second=b.jsonl", "worksheet=w.txt"), "these are pairs")


def test_an_article_that_differs_is_told_with_the_file_and_the_sentence(script):
    Path("article.txt").write_text("Peru won.\n\nChile lost.\n\nLima slept.\n")
    Path("marked.txt").write_text(
        "actor: peru | Peru | country | Lima\n@ s1\n[Peru](peru) won.\n@ s3\n[Lima](peru) slept.\n"
    )
    arguments = ["sources=[marked.txt]", "output=mine.jsonl", "labeler=me"]
    outcome = script("import_markup", *arguments, "article=article.txt")
    fails(
        outcome,
        "marked.txt: 2 annotated",
        "has 3; sentence s3 reads 'Lima slept.', the article there 'Chile lost.'",
    )
    fails(
        script("import_markup", *arguments, "shares={train: 0.5, dev: 0.5}"),
        "at least twenty articles",
        "got 2",
    )


@pytest.mark.parametrize(
    ("name", "arguments", "output"),
    [
        ("predict", ["input=pairs.jsonl"], "pairs.jsonl/x/p.jsonl"),
        ("predict", ["input=pairs.jsonl"], "/dev/null/p.jsonl"),
        ("predict", ["input=pairs.jsonl"], "folder.jsonl"),
        ("behaviour", ["pack=pack", "checkpoint=rules"], "pairs.jsonl"),
        ("behaviour", ["pack=pack", "checkpoint=rules"], "/dev/null/x"),
        ("agreement", ["first=pairs.jsonl", "second=pairs.jsonl"], "pairs.jsonl/x.json"),
        ("compare", ["first=[a.jsonl]", "second=[b.jsonl]"], "pairs.jsonl/x"),
        ("claims", ["input=pairs.jsonl", "predictions=a.jsonl", "sample=1"], "pairs.jsonl/x"),
        ("corpus_report", ["corpus=jsonl", "corpus.path=pairs.jsonl"], "pairs.jsonl/x.jsonl"),
        ("evaluate", ["checkpoint=x", "corpus=jsonl", "corpus.path=pairs.jsonl"], "pairs.jsonl/x"),
        ("evaluate_all", [], "pairs.jsonl/x"),
        ("release", ["checkpoint=x"], "pairs.jsonl/x"),
        ("soup", ["checkpoints=[a,b]"], "pairs.jsonl/x"),
        ("train", ["corpus=jsonl", "corpus.path=pairs.jsonl"], "pairs.jsonl/x"),
        ("import_markup", ["sources=[pairs.txt]", "labeler=me"], "pairs.jsonl/x.jsonl"),
        ("annotate", ["article=pairs.txt"], "pairs.jsonl/x"),
    ],
)
def test_an_output_that_cannot_be_made_is_refused_before_the_work(name, arguments, output, script):
    Path("pairs.jsonl").write_text(f"{json.dumps(GOOD)}\n")
    Path("folder.jsonl").mkdir()
    # Nothing else that is given stands anywhere: whoever begins to work complains of that.
    fails(script(name, *arguments, f"output={output}"), f"{name}: {output}: ")


@pytest.mark.parametrize("what", ["worksheet", "gold_output"])
def test_what_else_agreement_writes_is_checked_too(what, script):
    Path("a.jsonl").write_text("")
    outcome = script("agreement", "first=a.jsonl", "second=b.jsonl", f"{what}=a.jsonl/x")
    fails(outcome, "agreement: a.jsonl/x: ")


def test_a_file_that_cannot_be_written_in_the_end_is_named(script, tiny_checkpoint, monkeypatch):
    Path("pairs.jsonl").write_text(f"{json.dumps(GOOD)}\n")
    as_usual = StancePredictor.predict_pairs

    def blocking(*arguments, **options):
        Path("out").write_text("somebody was faster")
        return as_usual(*arguments, **options)

    monkeypatch.setattr(StancePredictor, "predict_pairs", blocking)
    outcome = script("predict", "input=pairs.jsonl", "output=out/x.jsonl", f"checkpoint={tiny_checkpoint}")
    fails(outcome, "predict: ", "out", "ile exists")


def test_an_output_of_another_ending_is_refused_at_once(script, tiny_checkpoint, monkeypatch):
    Path("pairs.jsonl").write_text(f"{json.dumps(GOOD)}\n")
    monkeypatch.setattr(StancePredictor, "predict_pairs", None)
    outcome = script("predict", "input=pairs.jsonl", "output=out.xlsx", f"checkpoint={tiny_checkpoint}")
    fails(outcome, "out.xlsx", ".csv")


def test_words_that_are_not_in_the_text_are_named_with_their_line(script, tiny_checkpoint):
    right = {"text": "Ann slept.", "target": "Ann"}
    for wrong, says in (
        ({"target": "Bob"}, "'Bob' does not occur"),
        ({"target": None, "holder": "Ann"}, "target"),
    ):
        lines = [right, {**right, **wrong}]
        Path("texts.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        outcome = script("predict", "input=texts.jsonl", f"checkpoint={tiny_checkpoint}")
        fails(outcome, "texts.jsonl", "line 2", says)


def test_a_broken_checkpoint_is_named(script, tiny_checkpoint):
    shutil.copytree(tiny_checkpoint, "model")
    weights = Path("model/model.safetensors")
    weights.write_bytes(weights.read_bytes()[:-9])
    fails(script("predict", "text=Peru", "checkpoint=model"), "model.safetensors", "truncated")
    weights.unlink()
    fails(script("predict", "text=Peru", "checkpoint=model"), "model.safetensors", "missing")


def test_training_does_not_write_over_something_else(script, corpus, tiny_bert):
    Path("thesis").mkdir()
    Path("thesis/one.txt").write_text("years of work")
    fails(script("train", *train_arguments(corpus, tiny_bert, "thesis")), "thesis", "something else")
    assert names("thesis") == ["one.txt"]
    assert names(".") == ["thesis"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: lines[:-1], "no prediction for 1 of 12 pairs"),
        (lambda lines: [*lines, lines[0]], "stands twice"),
        (
            lambda lines: [{**line, "id": f"x{line['id']}"} for line in lines],
            "no prediction for 12 of 12 pairs",
        ),
        (lambda lines: [{**lines[0], "stance": "pro"}, *lines[1:]], "'pro'"),
        (lambda lines: [{"stance": "favor"}, *lines[1:]], "id"),
    ],
)
def test_predictions_that_do_not_fit_are_named(change, says, script, corpus):
    lines = [{"id": p.id, "stance": p.stance} for p in read_labelled_pairs(corpus) if p.split == "test"]
    write_records("theirs.jsonl", change(lines))
    Path("out").mkdir()
    Path("out/metrics.json").write_text("of yesterday")
    outcome = script("evaluate", "predictions=theirs.jsonl", *evaluate_arguments(corpus, "out"))
    fails(outcome, "evaluate: ", "theirs.jsonl", says)
    assert Path("out/metrics.json").read_text() == "of yesterday"


def test_a_sample_is_evaluated_by_the_predictions_that_it_was_drawn_from(script, corpus):
    labelled = list(read_labelled_pairs(corpus))
    write_records("all.jsonl", [{"id": pair.id, "stance": pair.stance} for pair in labelled])
    for chance, unequal in ((lambda number: 0.5, False), (lambda number: 0.2 + number % 2 / 2, True)):
        sample = [
            msgspec.structs.replace(pair, meta={"probability": chance(number)})
            for number, pair in enumerate(labelled[::2])
        ]
        write_records("sample.jsonl", sample)
        given = [
            "predictions=all.jsonl",
            *corpus_arguments("sample.jsonl"),
            "corpus.split=null",
            "train.name=none",
        ]
        code, out, err = script("evaluate", *given, "output=out")
        assert (code, err) == (0, "")
        further = len(labelled) - len(sample)
        assert f"all.jsonl: {further} predictions about further pairs are passed over" in out
        found = json.loads(Path("out/metrics.json").read_text())
        assert (found["n"], found["accuracy"], found["unequal"]) == (len(sample), 1, unequal)
        for text in (
            " ".join(out.split()),
            Path("out/report.html").read_text(),
            Path("out/report.md").read_text(),
        ):
            assert ("drawn with unequal probabilities" in text) == unequal
    both = ["first=[all.jsonl]", "second=[all.csv]", *corpus_arguments("sample.jsonl"), "corpus.split=null"]
    write_records("all.csv", [{"id": pair.id, "stance": pair.stance} for pair in labelled])
    code, out, err = script("compare", *both, "output=compared")
    assert (code, err) == (0, "")
    assert all(f"{name}: {further} predictions" in out for name in ("all.jsonl", "all.csv"))


def test_blank_lines_of_predictions_are_counted(script, corpus):
    lines = [{"id": p.id, "stance": p.stance} for p in read_labelled_pairs(corpus) if p.split == "test"]
    Path("theirs.jsonl").write_text("\n\n" + "\n".join(json.dumps(line) for line in (lines[0], lines[0])))
    Path("theirs.csv").write_text("id,stance\nx,pro\n")
    for ending, says in (("jsonl", "line 4, field id: id 'test0"), ("csv", "row 1, field stance: ")):
        theirs = f"theirs.{ending}"
        outcome = script("evaluate", f"predictions={theirs}", *evaluate_arguments(corpus, "out"))
        fails(outcome, f"evaluate: {theirs}, {says}")
        write_records("pairs.jsonl", [p for p in read_labelled_pairs(corpus) if p.split == "test"])
        outcome = script("claims", "input=pairs.jsonl", f"predictions={theirs}", "sample=1", "output=claims")
        fails(outcome, f"claims: {theirs}, {says}")
        compared = [f"first=[{theirs}]", f"second=[{theirs}2]", *corpus_arguments("pairs.jsonl"), "output=c"]
        fails(script("compare", *compared, "corpus.split=null"), f"compare: {theirs}, {says}")


def test_an_interruption_says_so(script, corpus, tiny_bert, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("actorstance.training.train_model", interrupt)
    code, _, err = script("train", *train_arguments(corpus, tiny_bert, "model"))
    assert (code, err) == (130, "train: stopped\n")
