"""Checkpoints: what is saved loads as it was; what is broken, untrusted or something else is refused by the file's name."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModel

from actorstance.checkpoint import load_checkpoint, model_card, save_checkpoint
from actorstance.encoding import PairCollator, encode_pairs
from actorstance.errors import InputError
from actorstance.model import build_model
from actorstance.schema import Mention, Pair

PAIRS = [
    Pair(id="1", text="Peru thanked Chile for its help.", target=Mention(13, 18), holder=Mention(0, 4)),
    Pair(id="2", text="Peru thanked Chile for its help.", target=Mention(0, 4)),
    Pair(id="3", text="Russia warned the government.", target=Mention(14, 28)),
]


def logits(model, tokenizer):
    config = model.config
    rows = encode_pairs(PAIRS, tokenizer, pairing=config.pairing, max_tokens=config.max_tokens)
    with torch.no_grad():
        return model(**PairCollator(tokenizer.pad_token_id)(rows)).logits


def card(model):
    return model_card(model, title="tiny", data=["none: random weights"], command="pytest")


def new_model(encoder, pairing="query"):
    model, tokenizer = build_model(encoder, pairing=pairing, label_smoothing=0.25)
    return model.eval(), tokenizer


@pytest.fixture
def copy(tiny_checkpoint, tmp_path):
    """A checkpoint that a test may damage."""
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "copy"))


def contents(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@pytest.mark.parametrize(
    ("encoder", "pairing"),
    [
        ("tiny_bert", "query"),
        ("tiny_bert", "marker"),
        ("tiny_roberta", "query"),
        ("tiny_distilbert", "query"),
        ("tiny_modernbert", "query"),
        ("tiny_mpnet", "query"),
        ("tiny_deberta", "marker"),
    ],
)
def test_a_saved_model_answers_as_before(encoder, pairing, request, tmp_path, registry):
    model, tokenizer = new_model(request.getfixturevalue(encoder), pairing)
    folder = save_checkpoint(
        tmp_path / "new", model, tokenizer, card=card(model), registry=registry, run="seed: 1\n"
    )
    loaded, its_tokenizer, its_registry = load_checkpoint(folder)
    assert torch.equal(logits(loaded, its_tokenizer), logits(model, tokenizer))
    assert not loaded.training
    assert loaded.config.pairing == pairing
    assert loaded.config.label_smoothing == 0.25
    assert list(its_registry) == list(registry)
    assert (folder / "run.yaml").read_text() == "seed: 1\n"


def test_everyone_may_read_every_file_of_a_checkpoint(tiny_bert, tmp_path):
    model, tokenizer = new_model(tiny_bert)
    folder = save_checkpoint(tmp_path / "saved", model, tokenizer, card=card(model))
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o644}


def test_a_checkpoint_without_registry_has_none(tiny_bert, tmp_path):
    model, tokenizer = new_model(tiny_bert)
    save_checkpoint(tmp_path / "new", model, tokenizer, card=card(model))
    assert load_checkpoint(tmp_path / "new")[2] is None


def test_transformers_loads_a_checkpoint(tiny_checkpoint):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    assert AutoConfig.from_pretrained(tiny_checkpoint).id2label == {0: "against", 1: "neutral", 2: "favor"}
    theirs = AutoModel.from_pretrained(tiny_checkpoint).eval()
    assert torch.equal(logits(theirs, tokenizer), logits(model, tokenizer))


def test_importing_checkpoints_first_leaves_transformers_whole():
    code = (
        "import sys, actorstance.checkpoint, transformers; "
        "assert transformers.AutoModel is sys.modules['transformers.models.auto.modeling_auto'].AutoModel"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_card_names_data_and_command(tiny_checkpoint):
    text = (Path(tiny_checkpoint) / "README.md").read_text()
    assert text.startswith("---\n")
    assert "none: random weights" in text
    assert "```\npytest\n```" in text


def test_nothing_of_this_machine_is_in_the_configuration(tiny_bert, tmp_path):
    model, tokenizer = new_model(tiny_bert)
    model.config.encoder._name_or_path = "package:tiny"
    save_checkpoint(tmp_path / "new", model, tokenizer, card=card(model))
    assert str(Path(tiny_bert).parent) not in (tmp_path / "new" / "config.json").read_text()


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    refused(copy, name, "missing")


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_truncated_weights_are_named(copy, keep):
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:keep])
    refused(copy, "model.safetensors", "truncated")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff\xfe", b"[]", b"3"])
def test_a_broken_json_is_named(copy, name, content):
    (copy / name).write_bytes(content)
    refused(copy, name)


def test_a_tokenizer_that_is_none_is_named(copy):
    (copy / "tokenizer.json").write_text('{"model": {"type": "Nonsense"}}')
    refused(copy, "tokenizer.json")


def test_a_tokenizer_without_our_tokens_is_named(copy, tiny_bert):
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(Path(tiny_bert) / name, copy / name)
    refused(copy, "tokenizer.json", r"\[TARGET\]")


@pytest.mark.parametrize(
    "change",
    [
        {"model_type": "bert"},
        {"model_type": None},
        {"encoder": {"model_type": "nonsense"}},
        {"encoder": {}},
        {"encoder": 3},
        {"pairing": "levitated"},
    ],
)
def test_a_configuration_that_is_none_is_named(copy, change):
    path = copy / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    refused(copy, "config.json")


def test_pickled_weights_are_not_loaded(copy):
    (copy / "model.safetensors").unlink()
    torch.save({}, copy / "pytorch_model.bin")
    refused(copy, "model.safetensors", r"pickled weights \(pytorch_model.bin\)")


def test_weights_that_lack_a_tensor_are_refused(copy):
    weights = load_file(copy / "model.safetensors")
    del weights["classifier.weight"]
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    refused(copy, "model.safetensors", "classifier.weight")


def test_weights_of_another_shape_are_refused(copy):
    weights = load_file(copy / "model.safetensors")
    weights["classifier.weight"] = torch.zeros(5, 16)
    save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    refused(copy, "model.safetensors", "classifier.weight")


def test_weights_of_another_model_are_refused(copy):
    save_file({"something.else": torch.zeros(3)}, copy / "model.safetensors", metadata={"format": "pt"})
    refused(copy, "model.safetensors", "do not fit")


def test_a_broken_registry_is_named(copy):
    (copy / "actors.yaml").write_text("actors: [")
    refused(copy, "actors.yaml", "not YAML")


@pytest.mark.parametrize("name", ["no-such-folder", "no/such", "./no/such", "a/b/c", ""])
def test_no_such_checkpoint(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        load_checkpoint(name)
    assert str(Path(name)) in str(error.value)
    assert "\n" not in str(error.value)


def refused(folder, name, says=None):
    with pytest.raises(InputError, match=says) as error:
        load_checkpoint(folder)
    message = str(error.value)
    assert message.startswith(str(folder / name)), message
    assert "\n" not in message


def test_a_checkpoint_is_replaced_whole(copy, tiny_bert):
    (copy / "old.txt").write_text("of the old one")
    model, tokenizer = new_model(tiny_bert)
    save_checkpoint(copy, model, tokenizer, card=card(model))
    assert torch.equal(logits(*load_checkpoint(copy)[:2]), logits(model, tokenizer))
    assert not (copy / "old.txt").exists()
    assert not (copy / "actors.yaml").exists()
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


def test_a_new_checkpoint_may_take_an_empty_folder(tiny_bert, tmp_path):
    model, tokenizer = new_model(tiny_bert)
    save_checkpoint(tmp_path, model, tokenizer, card=card(model))
    load_checkpoint(tmp_path)


@pytest.mark.parametrize("kind", ["folder", "file", "encoder"])
def test_something_else_is_not_replaced(kind, tiny_bert, tmp_path):
    target = tmp_path / "else"
    if kind == "folder":
        target.mkdir()
        (target / "thesis.txt").write_text("years of work")
    elif kind == "file":
        target.write_text("years of work")
    else:
        shutil.copytree(tiny_bert, target)
    before = target.read_bytes() if kind == "file" else contents(target)
    model, tokenizer = new_model(tiny_bert)
    with pytest.raises(InputError, match="something else") as error:
        save_checkpoint(target, model, tokenizer, card=card(model))
    assert str(target) in str(error.value)
    assert before == (target.read_bytes() if kind == "file" else contents(target))


def test_a_failing_save_leaves_the_old_checkpoint(copy, tiny_bert, monkeypatch):
    before = contents(copy)
    model, tokenizer = new_model(tiny_bert)

    def fail(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(tokenizer, "save_pretrained", fail)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(copy, model, tokenizer, card=card(model))
    assert contents(copy) == before
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]
