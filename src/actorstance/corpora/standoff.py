"""Stand-off labels: overall stances toward places in a corpus whose texts are not ours to copy.

A file of them holds no sentence, only where each label belongs: a fingerprint of the sentence, its split, and the place's offsets. Whoever has
the corpus gets the stances back as pairs of its sentences; see `data/portrayal`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from actorstance.corpora.reading import Reading, mention_of, normal
from actorstance.errors import InputError
from actorstance.records import read_structs
from actorstance.references import slug
from actorstance.schema import Actor, LabelledPair, Mention, Stance

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
        mention: the words at the place, where the corpus does not mark it itself: an actor that it passes over.
        reason: a few words on what decided it, where the labeler gave any.
    """

    sentence: str
    split: str
    start: int
    end: int
    stance: Stance
    mention: str = ""
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

    A label is reported as skipped where the corpus has a judgement of its own, or does not have the place in this arrangement.

    Raises:
        InputError: no label fits: the file belongs to another corpus.
    """
    homes: dict[tuple[str, str], LabelledPair] = {}
    marked: dict[Place, tuple[LabelledPair, Mention]] = {}
    judged: set[Place] = set()
    for pair in reading.pairs:
        sentence, split = fingerprint(pair.text), str(pair.split)
        homes.setdefault((sentence, split), pair)
        for mention in _mentions(pair):
            marked.setdefault((sentence, split, mention.start, mention.end), (pair, mention))
        if pair.holder is None:
            judged.add((sentence, split, pair.target.start, pair.target.end))
    actors = {actor.id: actor for actor in reading.actors}
    added: list[LabelledPair] = []
    for place, label in labels.items():
        # Two sentences of one fingerprint may be spaced differently: the one that marks the place goes first.
        home, found = marked.get(place, (homes.get((label.sentence, label.split)), None))
        if place in judged:
            reading.report.skip("a stand-off label whose place the corpus judges itself", _where(path, label))
            continue
        if found is None and home is not None and _stands(label, home.text):
            actor = Actor(id=slug(label.mention), name=label.mention, kind="group")
            found = mention_of(home.text, label.start, label.end, actor.id)
            actors.setdefault(actor.id, actor)
        if home is None or found is None:
            reading.report.skip("a stand-off label whose place the corpus lacks", _where(path, label))
            continue
        added.append(
            LabelledPair(
                id=f"{home.id}-overall-{label.start}-{label.end}",
                text=home.text,
                target=found,
                stance=label.stance,
                article=home.article,
                split=home.split,
                meta={name: value for name, value in home.meta.items() if name == "corpus"},
            )
        )
    if labels and not added:
        raise InputError.at("none of its labels is about a place in this corpus", path=path)
    return Reading([*reading.pairs, *added], list(actors.values()), reading.report)


def _stands(label: StandoffLabel, text: str) -> bool:
    """Whether an actor that the corpus passes over is where the label says."""
    return bool(label.mention) and text[label.start : label.end] == label.mention


def _where(path: str | Path, label: StandoffLabel) -> str:
    return f"{path}, sentence {label.sentence}"


def _mentions(pair: LabelledPair) -> Iterable[Mention]:
    return (pair.target,) if pair.holder is None else (pair.target, pair.holder)
