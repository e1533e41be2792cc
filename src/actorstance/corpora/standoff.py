"""Stand-off labels: overall stances toward marked places of a corpus whose texts are not ours to copy.

A file of them holds no sentence, only where each label belongs: a fingerprint of the sentence, its split, and the place's offsets. Whoever has
the corpus gets the stances back as pairs of its sentences; see `data/portrayal`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from actorstance.corpora.reading import Reading, normal
from actorstance.errors import InputError
from actorstance.records import read_structs
from actorstance.schema import LabelledPair, Mention, Stance

FINGERPRINT = 16
"""Hexadecimal digits of a sentence's SHA-256 that are kept: 64 bits, enough for any corpus of sentences."""

Place = tuple[str, str, int, int]


class StandoffLabel(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The overall stance toward one place of a sentence that is kept elsewhere.

    Attributes:
        sentence: the sentence's fingerprint.
        split: the split in which it stands; a sentence of another split with the same words gets nothing.
        start: where the place begins, in code points.
        end: where it ends, exclusive.
        stance: the stance.
        reason: a few words on what decided it, where the labeler gave any.
    """

    sentence: str
    split: str
    start: int
    end: int
    stance: Stance
    reason: str = ""

    @property
    def place(self) -> Place:
        """What the label is about."""
        return self.sentence, self.split, self.start, self.end


def fingerprint(text: str) -> str:
    """The beginning of the SHA-256 of a sentence, whatever its case and spacing.

    Examples:
        >>> fingerprint("Peru thanked  Chile.") == fingerprint("PERU thanked Chile.")
        True
        >>> fingerprint("Peru thanked Chile.")
        '4206535d77e117e2'
    """
    return hashlib.sha256(normal(text).encode()).hexdigest()[:FINGERPRINT]


def read_standoff(path: str | Path) -> dict[Place, StandoffLabel]:
    """The labels of a file, by their places.

    Raises:
        InputError: the file cannot be read, a line is no label, or a place is judged twice.
    """
    labels: dict[Place, StandoffLabel] = {}
    for number, label in enumerate(read_structs(path, StandoffLabel), 1):
        if label.place in labels:
            raise InputError.at("this place is judged twice", path=path, line=number, field="sentence")
        labels[label.place] = label
    return labels


def with_standoff(reading: Reading, labels: Mapping[Place, StandoffLabel], path: str | Path) -> Reading:
    """A corpus with the overall stances that a file adds to it, one pair for each place, behind the corpus's own.

    A label for a place that the corpus does not mark, or does not have in this arrangement, is reported as skipped.

    Raises:
        InputError: no label fits: the file belongs to another corpus.
    """
    added: dict[Place, LabelledPair] = {}
    for pair in reading.pairs:
        sentence = fingerprint(pair.text)
        for mention in _mentions(pair):
            place = (sentence, str(pair.split), mention.start, mention.end)
            if place in labels and place not in added:
                added[place] = LabelledPair(
                    id=f"{pair.id}-overall-{mention.start}",
                    text=pair.text,
                    target=mention,
                    stance=labels[place].stance,
                    article=pair.article,
                    split=pair.split,
                    meta={name: value for name, value in pair.meta.items() if name == "corpus"},
                )
    if labels and not added:
        raise InputError.at("none of its labels is about a place in this corpus", path=path)
    for place in labels:
        if place not in added:
            reading.report.skip(
                "a stand-off label whose place the corpus lacks", f"{path}, sentence {place[0]}"
            )
    return Reading([*reading.pairs, *added.values()], reading.actors, reading.report)


def _mentions(pair: LabelledPair) -> Iterable[Mention]:
    return (pair.target,) if pair.holder is None else (pair.target, pair.holder)
