"""Corpora: a file or a folder of splits, and what is refused."""

import json

import pytest

from actorstance.corpora import load_annotations, load_corpus, load_registry, select
from actorstance.errors import InputError
from actorstance.records import write_records
from actorstance.schema import LabelledPair, Mention, Stance
from actorstance.settings import CorpusSettings

ACTORS = "actors:\n- {id: ana, name: Ana, kind: person}\n- {id: ben, name: Ben, kind: person}\n"


def sentence(number, actor="ben", **changes):
    return {
        "id": f"s{number}",
        "text": "Ana met Ben.",
        "mentions": [{"start": 0, "end": 3, "actor": "ana"}, {"start": 8, "end": 11, "actor": actor}],
        "directed": [{"holder": "ana", "target": actor, "stance": "favor"}],
        "labeler": {"name": "me", "version": "1"},
        **changes,
    }


def pair(number, **changes):
    fields = {"id": f"p{number}", "text": "Ana won.", "target": Mention(0, 3), "stance": Stance.FAVOR}
    return LabelledPair(**{**fields, **changes})


def corpus(path, reader="annotations", **changes):
    return CorpusSettings(name="test", reader=reader, path=str(path), **changes)


@pytest.fixture
def folder(tmp_path):
    """Two splits, four pairs a sentence, and files that are none of the corpus."""
    (tmp_path / "actors.yaml").write_text(ACTORS)
    write_records(tmp_path / "test.jsonl", [sentence(3)])
    write_records(tmp_path / "train.jsonl", [sentence(1), sentence(2)])
    (tmp_path / "README.md").write_text("no records")
    return tmp_path


def test_a_folder_is_read_in_the_order_of_its_files_which_name_the_splits(folder):
    pairs = load_corpus(corpus(folder))
    assert [p.split for p in pairs] == ["test"] * 4 + ["train"] * 8
    assert [p.id for p in pairs[:4]] == ["s3:>ana@0", "s3:>ben@8", "s3:ana>ben", "s3:ben>ana"]
    assert [p.stance.value for p in pairs[:4]] == ["neutral", "neutral", "favor", "neutral"]


def test_one_split_is_chosen(folder):
    assert {p.split for p in load_corpus(corpus(folder, split="test"))} == {"test"}
    assert len(load_corpus(corpus(folder, split="train"))) == 8
    assert len(load_annotations(corpus(folder, split="train"))) == 3


def test_a_split_that_a_record_names_goes_before_its_files(folder):
    write_records(folder / "train.jsonl", [sentence(1, split="dev"), sentence(2)])
    assert [p.split for p in load_corpus(corpus(folder))] == ["test"] * 4 + ["dev"] * 4 + ["train"] * 4


def test_a_file_is_a_corpus(folder):
    assert len(load_corpus(corpus(folder / "train.jsonl", registry=[str(folder / "actors.yaml")]))) == 8


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_pairs_are_read_from_any_format(tmp_path, ending):
    path = tmp_path / f"mine.{ending}"
    write_records(path, [pair(1), pair(2, split="dev")])
    pairs = load_corpus(corpus(path, "pairs"))
    assert pairs == [pair(1, split="mine"), pair(2, split="dev")]
    assert load_corpus(corpus(path, "pairs", split="dev")) == pairs[1:]


def test_annotated_sentences_are_known_by_their_mentions(folder):
    """`corpus=jsonl` takes what `scripts/import_markup.py` writes, too."""
    assert load_corpus(corpus(folder, "pairs")) == load_corpus(corpus(folder))


def test_pairs_need_stances(tmp_path):
    (tmp_path / "x.jsonl").write_text(
        json.dumps({"id": "1", "text": "Ana", "target": {"start": 0, "end": 3}})
    )
    with pytest.raises(InputError, match=r"x.jsonl, line 1, field stance: missing"):
        load_corpus(corpus(tmp_path / "x.jsonl", "pairs"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reader": "conll"}, "corpus test: unknown reader 'conll', expected one of annotations, pairs"),
        ({"split": "dev"}, "no pairs in split 'dev'; the splits are test, train"),
    ],
)
def test_wrong_settings_are_refused(folder, changes, message):
    with pytest.raises(InputError, match=message):
        load_corpus(corpus(folder, **changes))


def test_missing_paths_are_refused(folder):
    with pytest.raises(InputError, match=r"none: no such file or folder \(corpus test\)"):
        load_corpus(corpus(folder / "none"))
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: the folder holds no .jsonl file"):
        load_corpus(corpus(folder / "empty"))
    with pytest.raises(InputError, match=r"README.md: expected a file ending in"):
        load_corpus(corpus(folder / "README.md"))
    with pytest.raises(InputError, match=r"none.yaml: cannot read the registry"):
        load_corpus(corpus(folder, registry=[str(folder / "none.yaml")]))


@pytest.mark.parametrize("reader", ["annotations", "pairs"])
def test_an_empty_file_holds_no_pairs(tmp_path, reader):
    (tmp_path / "train.jsonl").write_text("\n")
    with pytest.raises(InputError, match=r"train.jsonl: .*the splits are none"):
        load_corpus(corpus(tmp_path / "train.jsonl", reader))


def test_an_id_that_stands_twice_is_refused_in_one_file_and_across_files(folder):
    write_records(folder / "twice.jsonl", [pair(1), pair(1)])
    with pytest.raises(InputError, match=r"twice.jsonl: pair id 'p1' stands twice"):
        load_corpus(corpus(folder / "twice.jsonl", "pairs"))
    (folder / "twice.jsonl").unlink()
    write_records(folder / "test.jsonl", [sentence(1)])
    with pytest.raises(InputError, match="pair id 's1:>ana@0' stands twice"):
        load_corpus(corpus(folder))


def test_an_actor_that_the_registry_does_not_know_is_refused(folder):
    write_records(folder / "train.jsonl", [sentence(1), sentence(2, actor="zoe")])
    assert load_corpus(corpus(folder))
    with pytest.raises(InputError, match=r"train.jsonl, line 2, field mentions: unknown actor id 'zoe'"):
        load_corpus(corpus(folder, registry=[str(folder / "actors.yaml")]))


def test_corpora_share_one_registry(folder):
    (folder / "more.yaml").write_text("actors: [{id: zoe, name: Zoe, kind: person}]")
    first = corpus(folder, registry=[str(folder / "actors.yaml")])
    second = corpus(folder, registry=[str(folder / "actors.yaml"), str(folder / "more.yaml")])
    assert [actor.id for actor in load_registry([first, second])] == ["ana", "ben", "zoe"]
    assert load_registry([corpus(folder)]) is None
    (folder / "more.yaml").write_text("actors: [{id: zoe, name: Ana, kind: person}]")
    with pytest.raises(InputError, match="'Ana' names two actors"):
        load_registry([first, second])


def test_select_keeps_all_pairs_where_no_split_is_named():
    pairs = [pair(1, split="a"), pair(2)]
    assert select(pairs, None, "x") == pairs
    assert select(pairs, "a", "x") == pairs[:1]
    with pytest.raises(InputError, match="x: no pairs in split 'b'; the splits are None, a"):
        select(pairs, "b", "x")
