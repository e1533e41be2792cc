"""Corpora: files of labelled pairs or annotated sentences, all read to the same `LabelledPair`s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.pairs import labelled_pairs
from actorstance.records import read_annotations, read_labelled_pairs
from actorstance.schema import Annotation, LabelledPair
from actorstance.settings import CorpusSettings

Record = TypeVar("Record", Annotation, LabelledPair)

READERS = ("annotations", "pairs")


def load_corpus(settings: CorpusSettings) -> list[LabelledPair]:
    """All labelled pairs of a corpus, or of the split that the settings name.

    Raises:
        InputError: no file, an unknown reader, a broken record, an actor that the registry does not know, an id that
            stands twice, or no pair in the split.
    """
    if settings.reader not in READERS:
        raise InputError(
            f"corpus {settings.name}: unknown reader {settings.reader!r}, expected one of {', '.join(READERS)}"
        )
    if settings.reader == "annotations":
        pairs = [p for annotation in load_annotations(settings) for p in labelled_pairs(annotation)]
    else:
        pairs = [p for path in _files(settings) for p in _with_split(read_labelled_pairs(path), path)]
    seen: set[str] = set()
    for pair in pairs:
        if pair.id in seen:
            raise InputError.at(f"pair id {pair.id!r} stands twice", path=settings.path)
        seen.add(pair.id)
    return select(pairs, settings.split, settings.path)


def load_annotations(settings: CorpusSettings) -> list[Annotation]:
    """The annotated sentences of a corpus with reader `annotations`, all splits.

    Raises:
        InputError: as `load_corpus`.
    """
    registry = load_registry([settings])
    return [
        annotation
        for path in _files(settings)
        for annotation in _with_split(read_annotations(path, registry), path)
    ]


def load_registry(corpora: Sequence[CorpusSettings]) -> Registry | None:
    """The actors of some corpora, in one registry; None where none of them names one.

    Raises:
        InputError: a registry cannot be read, or two of them contradict each other.
    """
    paths = list(dict.fromkeys(path for corpus in corpora for path in corpus.registry))
    return Registry.load(*paths) if paths else None


def select(pairs: Sequence[LabelledPair], split: str | None, path: str | Path) -> list[LabelledPair]:
    """The pairs of one split, or all where `split` is None.

    Raises:
        InputError: no pair is left.
    """
    chosen = [pair for pair in pairs if split is None or pair.split == split]
    if not chosen:
        splits = sorted({str(pair.split) for pair in pairs})
        raise InputError.at(
            f"no pairs in split {split!r}; the splits are {', '.join(splits) or 'none'}", path=path
        )
    return chosen


def _files(settings: CorpusSettings) -> list[Path]:
    path = Path(settings.path)
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        if not files:
            raise InputError.at("the folder holds no .jsonl file", path=path)
        return files
    if not path.exists():
        raise InputError.at(f"no such file or folder (corpus {settings.name})", path=path)
    return [path]


def _with_split(records: Iterator[Record], path: Path) -> Iterator[Record]:
    """Records that name no split belong to the one that their file is called after."""
    for record in records:
        yield record if record.split else msgspec.structs.replace(record, split=path.stem)
