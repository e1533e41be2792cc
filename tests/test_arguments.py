"""Arguments of the library that are of another type than they should be: a ValueError that says what was expected."""

import json
import os
import stat

import numpy as np
import pytest

from actorstance.actors import Registry
from actorstance.atomic import write_text
from actorstance.errors import InputError
from actorstance.inference import StancePredictor
from actorstance.pipeline import StancePipeline
from actorstance.records import read_pairs, read_rows, write_records
from actorstance.schema import Actor, Mention, Pair


@pytest.fixture(scope="module")
def predictor(tiny_checkpoint):
    return StancePredictor.from_pretrained(tiny_checkpoint, world=False)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: Pair(id="1", text=None, target=Mention(0, 1)), "text must be a string"),
        (lambda: Pair(id="1", text="Peru", target=(0, 4)), "mentions"),
        (lambda: Mention("a", "b"), "whole numbers"),
        (lambda: Actor(id="bob", name="Bob", kind="person", aliases="Bob"), "aliases several"),
        (lambda: Registry(None), "made of actors"),
        (lambda: Registry(["actors.yaml"]), r"Registry\.load"),
        (lambda: Registry.load(None), "path of a file"),
        (lambda: Registry(()).lookup(None), "name must be a string"),
        (lambda: list(read_pairs(None)), "path of a file"),
        (lambda: write_records(None, []), "path of a file"),
        (lambda: StancePredictor.from_pretrained(None), "a checkpoint must be"),
        (lambda: StancePredictor.from_pretrained(5), "a checkpoint must be"),
        (lambda: StancePredictor.from_pretrained(b"x"), "a checkpoint must be"),
    ],
)
def test_values_of_another_type_are_told(call, says):
    with pytest.raises(ValueError, match=says) as error:
        call()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda p: p.predict_pairs([None]),
        lambda p: p.predict_pairs(None),
        lambda p: p.predict_choices([[None]]),
        lambda p: p.predict_choices([None]),
        lambda p: p.fits([None]),
    ],
)
def test_what_is_no_pair_is_told(call, predictor):
    with pytest.raises(InputError, match="expected pairs"):
        call(predictor)


@pytest.mark.parametrize("size", ["8", 2.5, None, 0])
def test_a_batch_size_that_is_none_is_told(size, predictor):
    with pytest.raises(InputError, match="batch_size must be a whole number"):
        StancePredictor(predictor.model, predictor.tokenizer, batch_size=size)


def test_the_pipeline_takes_names_and_refuses_others(predictor):
    judge = StancePipeline(model=predictor.model, tokenizer=predictor.tokenizer, world=False)
    example = {"text": "Peru thanked Chile.", "target": "Chile", "holder": "Peru"}
    assert judge(example["text"], target="Chile", holder="Peru") == judge(example)
    with pytest.raises(InputError, match="unknown key 'hodler'"):
        judge({**example, "hodler": "Peru"})


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_numbers_of_numpy_are_written_as_numbers(ending, tmp_path):
    path = tmp_path / f"rows.{ending}"
    write_records(path, [{"share": np.float32(0.5), "n": np.int64(3), "float": np.float64(0.25)}])
    ((_, row),) = read_rows(path)
    assert {name: float(value) for name, value in row.items()} == {"share": 0.5, "n": 3, "float": 0.25}
    with pytest.raises(InputError, match="a record has a object"):
        write_records(path, [{"x": object()}])
    assert len(list(read_rows(path))) == 1


def test_a_file_keeps_its_permissions_and_a_link_stays_one(tmp_path):
    private, link = tmp_path / "private.txt", tmp_path / "link.txt"
    private.write_text("mine")
    os.chmod(private, 0o600)
    link.symlink_to(private)
    write_text(link, "new")
    assert link.is_symlink()
    assert private.read_text() == "new"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    write_text(tmp_path / "new.txt", "new")
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o644


def test_a_column_of_several_kinds_is_text_in_parquet(tmp_path):
    rows = [{"a": 1, "b": 2**64, "c": 1.5}, {"a": "x", "b": None, "c": 2}]
    write_records(tmp_path / "rows.parquet", rows)
    read = [row for _, row in read_rows(tmp_path / "rows.parquet")]
    assert read == [{"a": "1", "b": json.dumps(2**64), "c": 1.5}, {"a": "x", "c": 2.0}]
