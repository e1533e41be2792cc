"""Corpora: one reader each, all to the same `LabelledPair`s."""

from actorstance.corpora.dataset import as_dataset
from actorstance.corpora.loading import (
    READERS,
    load_annotations,
    load_corpus,
    load_reading,
    load_registry,
    select,
)
from actorstance.corpora.reading import Reading, Report

__all__ = [
    "READERS",
    "Reading",
    "Report",
    "as_dataset",
    "load_annotations",
    "load_corpus",
    "load_reading",
    "load_registry",
    "select",
]
