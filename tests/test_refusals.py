"""What scripts refuse before they work: settings that mean nothing, and outputs in the place of somebody's work."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from actorstance.records import read_pairs

ROOT = Path(__file__).resolve().parent.parent
PAIR = {"id": "1", "text": "Peru thanked Chile.", "target": {"start": 13, "end": 18}, "stance": "favor"}


def fails(outcome, *says):
    code, _, stderr = outcome
    assert (code, stderr.count("\n")) == (2, 1), stderr
    for part in says:
        assert str(part) in stderr


def lines(path, *records):
    Path(path).write_text("".join(f"{json.dumps(record)}\n" for record in records))


@pytest.fixture
def training(script, tiny_bert):
    """Runs a training of one epoch on two pairs."""
    lines(
        "pairs.jsonl",
        {**PAIR, "split": "train"},
        {**PAIR, "id": "2", "text": "Peru trusted Chile.", "split": "dev"},
    )
    given = ["corpus=jsonl", "corpus.path=pairs.jsonl", "encoder=pretrained", f"encoder.name={tiny_bert}"]
    given += ["training.epochs=1", "training.device=cpu", "registry=[]", "output=model"]
    return lambda *more: script("train", *given, *more)


# Settings


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("train", ["experiment=joynt"], ["experiment/joynt", "there are continued", "joint"]),
        ("train", ["corpus=newswires"], ["corpus/newswires", "newswire"]),
        ("train", ["+foo=1"], ["unknown setting foo"]),
        ("train", ["+training.foo=1"], ["unknown setting training.foo"]),
        ("train", ["training.seed=-1"], ["training.seed is -1, must be from 0 to 4294967295"]),
        ("train", ["training.seed=4294967296"], ["training.seed is 4294967296"]),
        ("train", ["model.seed=-1"], ["model.seed is -1"]),
        ("train", ["training.learning_rate=nan"], ["training.learning_rate is nan, must be a number"]),
        ("train", ["training.learning_rate=inf"], ["training.learning_rate is inf"]),
        ("train", ["cross_validation.least=-1"], ["cross_validation.least is -1, must be 0 or more"]),
        ("train", ["cross_validation.most=-1"], ["cross_validation.most is -1"]),
        ("evaluate", ["seed=-1", "checkpoint=x"], ["seed is -1"]),
        ("evaluate", ["resamples=0", "checkpoint=x"], ["resamples is 0, must be 1 or more"]),
        ("evaluate", ["silence.wanted=2", "checkpoint=x"], ["silence.wanted is 2.0, must be from 0 to 1"]),
        ("evaluate", ["output=", "checkpoint=x"], ["output= is empty"]),
        ("compare", ["seed=-1"], ["seed is -1"]),
        ("agreement", ["seed=-1"], ["seed is -1"]),
        ("agreement", ["resamples=-1"], ["resamples is -1"]),
        ("claims", ["seed=-1", "input=a.jsonl", "predictions=b.jsonl", "sample=1"], ["seed is -1"]),
        ("import_markup", ["sources=[a.txt]", "output=a.jsonl", "labeler=''"], ["labeler= is empty"]),
    ],
)
def test_values_that_mean_nothing_are_named(name, arguments, says, script):
    fails(script(name, *arguments), f"{name}: ", *says)
    assert not list(Path().iterdir())


def test_from_another_folder_it_is_told_where_scripts_are_run(script):
    fails(script("evaluate", "checkpoint=x"), "data/newswire", f"it lies in {ROOT}")


# Outputs


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["worksheet=a.jsonl"], "worksheet=a.jsonl would overwrite the first pass"),
        (["output=./b.jsonl"], "output=./b.jsonl would overwrite the second pass"),
        (["output=new.json", "worksheet=new.json"], "worksheet=new.json would overwrite the output"),
        (
            ["gold=gold.txt", "gold_output=gold.txt", "registry=[actors.yaml]"],
            "gold_output=gold.txt would overwrite the gold",
        ),
    ],
)
def test_agreement_overwrites_nothing_that_it_reads(arguments, says, script):
    for name in ("a.jsonl", "b.jsonl", "gold.txt"):
        Path(name).write_text("mine")
    fails(script("agreement", "first=a.jsonl", "second=b.jsonl", *arguments), says)
    assert {path.name: path.read_text() for path in Path().iterdir()} == dict.fromkeys(
        ("a.jsonl", "b.jsonl", "gold.txt"), "mine"
    )


def sentence(stance, name="s1"):
    mentions = [
        {"start": 0, "end": 3, "actor": "ann", "overall": stance},
        {"start": 8, "end": 12, "actor": "peru"},
    ]
    labeler = {"name": stance, "version": "1"}
    return {"id": name, "text": "Ann met Peru.", "mentions": mentions, "labeler": labeler}


def test_a_worksheet_that_somebody_filled_in_is_not_replaced(script):
    lines("a.jsonl", sentence("favor"))
    lines("b.jsonl", sentence("against"))
    again = [
        "agreement",
        "first=a.jsonl",
        "second=b.jsonl",
        "worksheet=gold.txt",
        "output=r.json",
        "resamples=2",
    ]
    assert script(*again)[0] == 0
    assert script(*again)[0] == 0  # nobody wrote anything yet
    filled = Path("gold.txt").read_text().replace("ann |", "ann | she was asked")
    Path("gold.txt").write_text(filled)
    Path("r.json").unlink()
    fails(script(*again), "agreement: gold.txt: ", "another text stands here")
    assert Path("gold.txt").read_text() == filled
    assert not Path("r.json").exists()


def test_nothing_to_compare_is_no_result(script):
    for name in ("a.jsonl", "b.jsonl"):
        Path(name).write_text("")
    fails(script("agreement", "first=a.jsonl", "second=b.jsonl"), "a.jsonl: there is no ")


def test_passes_over_other_sentences_are_told_which_differs_first(script):
    lines("a.jsonl", sentence("favor"), sentence("favor", "s2"))
    lines("b.jsonl", sentence("against"), sentence("against", "s3"))
    fails(
        script("agreement", "first=a.jsonl", "second=b.jsonl"),
        "the first that differs is number 2",
        "'s2'",
        "'s3'",
    )


def test_a_sentence_that_stands_twice_in_a_pass_is_named(script):
    lines("a.jsonl", sentence("favor"), sentence("favor"))
    fails(
        script("agreement", "first=a.jsonl", "second=a.jsonl"),
        "a.jsonl, line 2, field id: 's1' stands twice, first at 1",
    )


def test_nothing_to_import_is_no_result(script):
    Path("empty.txt").write_text("# nothing yet\n")
    Path("mine.jsonl").write_text("mine")
    fails(
        script("import_markup", "sources=[empty.txt]", "output=mine.jsonl", "labeler=me"),
        "empty.txt: there is no sentence",
    )
    fails(
        script("import_markup", "sources=[empty.txt]", "output=empty.txt", "labeler=me"),
        "output=empty.txt would overwrite the source empty.txt",
    )
    assert Path("mine.jsonl").read_text() == "mine"


@pytest.mark.parametrize("name", ["annotations.txt", "annotations.jsonl", "pairs.jsonl"])
def test_corrected_proposals_are_not_replaced(name, script):
    Path("actors.yaml").write_text(
        "actors: [{id: peru, name: Peru, kind: country}, {id: chile, name: Chile, kind: country}]"
    )
    Path("story.txt").write_text("Peru thanked Chile. Chile met Peru.\n")
    again = ["annotate", "article=story.txt", "registry=[actors.yaml]", "output=out"]
    assert script(*again)[0] == 0
    Path("story.txt").write_text("Peru praised Chile. Chile met Peru.\n")
    assert script(*again)[0] == 0  # as the rules proposed it, though they propose something else now
    corrected = Path("out", name).read_text().replace("favor", "against")
    Path("out", name).write_text(corrected)
    fails(script(*again), "annotate: out: ", "no longer as they were proposed")
    assert Path("out", name).read_text() == corrected


# Claims


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
@pytest.mark.parametrize("column", ["STANCE", "my label"])
def test_labels_in_another_column_are_not_lost(kind, column, script):
    pairs = [{**PAIR, "id": f"p{i}"} for i in range(3)]
    lines("pairs.jsonl", *({k: v for k, v in pair.items() if k != "stance"} for pair in pairs))
    lines("predictions.jsonl", *({"id": pair["id"], "stance": "favor"} for pair in pairs))
    again = ["claims", "input=pairs.jsonl", "predictions=predictions.jsonl", "sample=2", "output=out"]
    again.append(f"sheet={kind}")
    assert script(*again)[0] == 0
    sheet = Path(f"out/to_label.{kind}")
    if kind == "csv":
        head, *rows = sheet.read_text().splitlines()
        labelled = "\n".join([f"{head},{column}", *(f"{row},favor" for row in rows)])
    else:
        labelled = "\n".join(
            json.dumps({**json.loads(row), column: "favor"}) for row in sheet.read_text().splitlines()
        )
    sheet.write_text(labelled)
    fails(script(*again), f"claims: {sheet}: the column {column!r} would be lost")
    assert sheet.read_text() == labelled


# Training


def test_an_interrupted_training_is_not_thrown_away(training, monkeypatch):
    from actorstance.training import History

    report = History.on_evaluate

    def stopping(self, args, state, control, **rest):
        report(self, args, state, control, **rest)
        if len(self.epochs) > 1:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(History, "on_evaluate", stopping)
        assert training("training.epochs=2")[0] == 130
    fails(training("training.epochs=2"), "model.training: an interrupted training", "resume=true")
    pairs = Path("pairs.jsonl").read_text()
    Path("pairs.jsonl").write_text(pairs.replace('"favor", "split": "train"', '"against", "split": "train"'))
    fails(training("training.epochs=2", "resume=true"), "model.training: ", "other pairs")
    Path("pairs.jsonl").write_text(pairs.replace('"id": "2"', '"id": "3"'))  # called otherwise
    code, _, err = training("training.epochs=2", "resume=true")
    assert (code, err) == (0, "")
    assert sorted(path.name for path in Path().iterdir()) == ["model", "pairs.jsonl"]


def test_a_training_that_diverges_saves_nothing(training):
    fails(training("training.learning_rate=1e30", "training.epochs=3"), "loss of epoch", "learning_rate")
    assert [path.name for path in Path().iterdir()] == ["pairs.jsonl"]


def broken(checkpoint, folder):
    """A copy of a checkpoint with a weight that is no number."""
    shutil.copytree(checkpoint, folder)
    weights = load_file(f"{folder}/model.safetensors")
    weights["classifier.bias"][0] = math.nan
    save_file(weights, f"{folder}/model.safetensors", metadata={"format": "pt"})


def test_weights_that_are_no_numbers_are_refused(script, tiny_checkpoint):
    broken(tiny_checkpoint, "broken")
    says = "broken/model.safetensors: not all weights are numbers (NaN or infinite in classifier.bias)"
    fails(script("predict", "text=Peru", "checkpoint=broken"), says)
    fails(script("soup", f"checkpoints=[{tiny_checkpoint},broken]", "output=soup"), says)
    assert not Path("soup").exists()


def test_a_soup_does_not_overwrite_what_it_is_made_of(script, tiny_checkpoint):
    shutil.copytree(tiny_checkpoint, "mine")
    fails(script("soup", f"checkpoints=[{tiny_checkpoint},mine]", "output=mine"), "would overwrite the check")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_tokens", "x"),
        ("max_tokens", -5),
        ("max_tokens", 100000),
        ("softmax_temperature", "x"),
        ("softmax_temperature", 0),
        ("softmax_temperature", -1.5),
        ("softmax_temperature", math.nan),
        ("encoder", "x"),
        ("dropout", 3),
        ("head_size", "x"),
    ],
)
def test_a_configuration_with_which_nothing_can_be_computed_is_named(name, value, script, tiny_checkpoint):
    shutil.copytree(tiny_checkpoint, "model")
    path = Path("model/config.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))
    fails(script("predict", "text=Peru", "checkpoint=model"), f"model/config.json: {name} is ", "must be ")


# Sweeps


def test_a_sweep_of_predictions_makes_a_file_for_each(script, tiny_checkpoint):
    lines("a.jsonl", PAIR)
    lines("b.jsonl", {**PAIR, "id": "2"})
    asked = ["predict", "-m", f"checkpoint={tiny_checkpoint}", "input=a.jsonl,b.jsonl"]
    assert script(*asked, "output=p.csv", "pairs=pairs.jsonl")[0] == 0
    assert [pair.id for n in (0, 1) for pair in read_pairs(f"pairs-{n}.jsonl")] == ["1", "2"]
    assert script(*asked)[0] == 0
    names = {path.name for path in Path().glob("p*")}
    assert names == {
        f"{name}-{n}.{end}"
        for n in (0, 1)
        for name, end in (("p", "csv"), ("pairs", "jsonl"), ("predictions", "jsonl"))
    }


# What does not say where it is, or that something lacks


@pytest.fixture
def evaluated(script):
    """Runs an evaluation of these predictions."""
    lines("pairs.jsonl", *({**PAIR, "id": f"p{n}"} for n in range(3)))

    def run(*predictions):
        lines("p.jsonl", *predictions)
        given = ["predictions=p.jsonl", "corpus=jsonl", "corpus.path=pairs.jsonl", "corpus.split=null"]
        return script("evaluate", *given, "train.name=none", "report=none", "resamples=5", "output=out")

    return run


def predicted(number, against=0.0, neutral=0.0, favor=1.0):
    probabilities = {"against": against, "neutral": neutral, "favor": favor}
    return {"id": f"p{number}", "stance": "favor", "probabilities": probabilities}


def test_predictions_that_contradict_themselves_are_told_with_their_line(evaluated):
    good = [predicted(0), predicted(1)]
    fails(
        evaluated(*good, predicted(2, 0.6, 0, 0.4)),
        "p.jsonl, line 3, field probabilities: pair 'p2'",
        "against",
    )
    fails(evaluated(*good, predicted(2, 0.6, 0, 0.9)), "p.jsonl, line 3, field probabilities", "sum to 1")


def test_predictions_without_probabilities_among_others_are_told(evaluated):
    code, out, err = evaluated(predicted(0), predicted(1), {"id": "p2", "stance": "favor"})
    assert (code, err) == (0, "")
    assert "p.jsonl: 1 of 3 predictions have no probabilities" in out


# Tables


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_corpus_in_a_table_is_read_as_predict_reads_one(sign, script):
    Path("mine.csv").write_text(f"text,target,stance\n{'Peru won.,Peru,favor'}\n".replace(",", sign))
    assert script("corpus_report", "corpus=table", "corpus.path=mine.csv", "output=pairs.jsonl")[0] == 0
    assert [pair.target_text for pair in read_pairs("pairs.jsonl")] == ["Peru"]


@pytest.mark.parametrize(
    ("name", "content", "more", "says"),
    [
        ("m.csv", "text,target,stance\nPeru won.,Peru,favor\n", ["corpus.columns.holder=hodler"], "no field 'hodler' (corpus.columns.holder)"),
        ("m.csv", "text,target,stance,target\nPeru won.,Peru,favor,x\n", [], "m.csv: column 'target' stands twice"),
        ("m.csv", 'text,target,stance\n"Peru won.,Peru,favor\n', [], "m.csv, row 1: a quotation mark"),
        ("m.parquet", "PAR1 and no more", [], "m.parquet: not Parquet"),
        ("m.tsv", "text\ttarget\n", [], "m.tsv: expected a file ending in .jsonl, .csv, .parquet"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_meant_is_told(name, content, more, says, script):
    Path(name).write_text(content)
    fails(script("corpus_report", "corpus=table", f"corpus.path={name}", *more), says)


def test_markup_as_windows_writes_it_is_read(script):
    Path("a.txt").write_text("actor: peru | Peru | country\n@ s1\n[Peru](peru) won.\n", encoding="utf-8-sig")
    assert script("import_markup", "sources=[a.txt]", "output=a.jsonl", "labeler=me")[0] == 0
    Path("a.txt").write_text("actor: peru | Peru | country\nactor: peru | Peru | country\n@ s1\nPeru won.\n")
    fails(
        script("import_markup", "sources=[a.txt]", "output=a.jsonl", "labeler=me"),
        "a.txt: actor id 'peru' stands",
    )


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
def test_what_is_no_article_is_not_annotated(name, script):
    Path(name).write_text('{"text": "Peru won."}\n')
    Path("actors.yaml").write_text("actors: [{id: peru, name: Peru, kind: country}]")
    fails(
        script("annotate", f"article={name}", "registry=[actors.yaml]", "output=out"),
        f"{name}: expected an article",
    )


# The demo


@pytest.mark.parametrize(
    ("arguments", "code", "says"), [(["--help"], 0, "python scripts/demo.py"), (["x=1"], 2, "x=1")]
)
def test_the_demo_takes_no_settings(arguments, code, says):
    command = [sys.executable, str(ROOT / "scripts" / "demo.py"), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, says in done.stdout + done.stderr) == (code, True)
    assert done.stderr.count("\n") == (code == 2)


def test_a_demo_that_is_ended_ends_its_step():
    code = """
import sys, demo
step, sleeper = demo.step, "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
demo.step = lambda _: step([sys.executable, "-c", sleeper])
demo.main()
"""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'scripts'}"}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as it:
        child = next(int(line) for line in it.stdout if line.strip().isdigit())
        it.terminate()
        assert it.wait(30) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
