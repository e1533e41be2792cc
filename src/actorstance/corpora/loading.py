"""One door to all corpora: settings in, labelled pairs out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from actorstance.actors import Registry
from actorstance.corpora.dse import read_dse
from actorstance.corpora.newsmtsc import read_newsmtsc
from actorstance.corpora.persent import read_persent
from actorstance.corpora.reading import Reading, Report
from actorstance.corpora.source import split_files
from actorstance.corpora.standoff import read_directed, read_standoff, with_directed, with_standoff
from actorstance.corpora.table import read_table
from actorstance.corpora.tweets import read_pstance, read_semeval2016
from actorstance.errors import InputError
from actorstance.pairs import labelled_pairs
from actorstance.records import holds_annotations, read_annotations, read_labelled_pairs
from actorstance.schema import Annotation, LabelledPair
from actorstance.settings import CorpusSettings

Record = TypeVar("Record", Annotation, LabelledPair)


def load_corpus(settings: CorpusSettings) -> list[LabelledPair]:
    """All labelled pairs of a corpus, or of the split that the settings name.

    Raises:
        InputError: as `load_reading`, or there is no pair in the split.
    """
    return select(load_reading(settings).pairs, settings.split, settings.hub or settings.path)


def load_reading(settings: CorpusSettings) -> Reading:
    """A corpus with all its splits, its actors, and what was mended and skipped.

    Raises:
        InputError: no file, an unknown reader or source, a broken record, an actor that the registry does not know, or an
            id that stands twice; stand-off labels that cannot be read or belong to another corpus.
    """
    if settings.reader not in READERS:
        raise InputError(
            f"corpus {settings.name}: unknown reader {settings.reader!r}, expected one of {', '.join(READERS)}"
        )
    if settings.source not in ("local", "hub"):
        raise InputError(f"corpus {settings.name}: unknown source {settings.source!r}, expected local or hub")
    labels = read_standoff(settings.standoff) if settings.standoff else {}
    directed = read_directed(settings.directed) if settings.directed else []
    reading = READERS[settings.reader](settings)
    if settings.standoff:
        reading = with_standoff(reading, labels, settings.standoff)
    if settings.directed:
        reading = with_directed(reading, directed, settings.directed)
    seen: set[str] = set()
    for pair in reading.pairs:
        if pair.id in seen:
            raise InputError.at(f"pair id {pair.id!r} stands twice", path=settings.path)
        seen.add(pair.id)
    return reading


def load_annotations(settings: CorpusSettings) -> list[Annotation]:
    """The annotated sentences of a corpus with reader `annotations`, all splits.

    Raises:
        InputError: as `load_reading`.
    """
    registry = load_registry([settings])
    return [
        annotation
        for path in split_files(settings, ".jsonl")
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
            f"no pairs in split {split!r}; the splits are {', '.join(splits) or 'none'} "
            "(pairs that name none have their file's name; null takes all pairs)",
            path=path,
        )
    return chosen


def _read_annotations(settings: CorpusSettings) -> Reading:
    annotations = load_annotations(settings)
    registry = load_registry([settings])
    pairs = [pair for annotation in annotations for pair in labelled_pairs(annotation)]
    return Reading(pairs, list(registry or ()), Report(rows=len(annotations)))


def _read_pairs(settings: CorpusSettings) -> Reading:
    files = split_files(settings, ".jsonl")
    if holds_annotations(files[0]):
        return _read_annotations(settings)
    pairs = [pair for path in files for pair in _with_split(read_labelled_pairs(path), path)]
    return Reading(pairs, list(load_registry([settings]) or ()), Report(rows=len(pairs)))


def _with_split(records: Iterator[Record], path: Path) -> Iterator[Record]:
    """Records that name no split belong to the one that their file is called after."""
    for record in records:
        yield record if record.split else msgspec.structs.replace(record, split=path.stem)


READERS: dict[str, Callable[[CorpusSettings], Reading]] = {
    "annotations": _read_annotations,
    "pairs": _read_pairs,
    "newsmtsc": read_newsmtsc,
    "dse": read_dse,
    "persent": read_persent,
    "semeval2016": read_semeval2016,
    "pstance": read_pstance,
    "table": read_table,
}
"""The readers, by the name that settings give."""
