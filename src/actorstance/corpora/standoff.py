"""Stand-off labels: stances at places in a corpus whose texts are not ours to copy.

A file of them holds no sentence, only where each label belongs: a fingerprint of the sentence, its split, and the place's offsets. Whoever has
the corpus gets the stances back as pairs of its sentences: overall stances one by one, see `data/portrayal`, directed ones by sentence, see
`data/directed`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from actorstance.corpora.reading import Reading, mention_of
from actorstance.errors import InputError
from actorstance.records import error_at, numbered_structs
from actorstance.references import slug
from actorstance.schema import Actor, LabelledPair, Mention, Stance
from actorstance.sentences import normal

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


class StandoffPlace(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A place in a sentence that is kept elsewhere: offsets in code points, and the words there where the corpus does not mark it itself."""

    start: int
    end: int
    mention: str = ""


class StandoffStance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the holder at one place has for or against the target at another; both are numbers in the sentence's list of places, from 0."""

    holder: int
    target: int
    stance: Stance


class StandoffSentence(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The directed stances of a sentence that is kept elsewhere.

    Attributes:
        sentence: its fingerprint.
        split: the split in which it stands.
        places: where its actors stand.
        directed: the stances between them; all other ordered pairs of the places are neutral.

    Raises:
        ValueError: a stance is about a place that is not listed, about one place twice, or is given twice.

    Examples:
        >>> line = b'''{"sentence": "4206535d77e117e2", "split": "train", "places": [{"start": 0, "end": 4}, {"start": 13, "end": 18}],
        ... "directed": [{"holder": 0, "target": 1, "stance": "favor"}]}'''
        >>> msgspec.json.decode(line, type=StandoffSentence).directed
        (StandoffStance(holder=0, target=1, stance=<Stance.FAVOR: 'favor'>),)
    """

    sentence: str
    split: str
    places: tuple[StandoffPlace, ...]
    directed: tuple[StandoffStance, ...] = ()

    def __post_init__(self) -> None:
        asked: set[tuple[int, int]] = set()
        for stance in self.directed:
            pair = stance.holder, stance.target
            if pair in asked or stance.holder == stance.target:
                raise ValueError(f"the pair {stance.holder}, {stance.target} is given twice or is none")
            if not {*pair} <= {*range(len(self.places))}:
                raise ValueError(
                    f"the pair {stance.holder}, {stance.target} is not among {len(self.places)} places"
                )
            asked.add(pair)


class _Offsets(Protocol):
    """A place that may be looked for."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def mention(self) -> str: ...


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
    for number, label in numbered_structs(path, StandoffLabel):
        if label.place in labels:
            raise error_at(path, number, "this place is judged twice", "sentence")
        labels[label.place] = label
    return labels


def read_directed(path: str | Path) -> list[StandoffSentence]:
    """The sentences of a file with their directed stances.

    Raises:
        InputError: the file cannot be read, a line is no such sentence, or a sentence stands twice.
    """
    sentences: list[StandoffSentence] = []
    seen: set[tuple[str, str]] = set()
    for number, sentence in numbered_structs(path, StandoffSentence):
        if (sentence.sentence, sentence.split) in seen:
            raise error_at(path, number, "this sentence stands twice", "sentence")
        seen.add((sentence.sentence, sentence.split))
        sentences.append(sentence)
    return sentences


def with_standoff(reading: Reading, labels: Mapping[Place, StandoffLabel], path: str | Path) -> Reading:
    """A corpus with the overall stances that a file adds to it, one pair for each place, behind the corpus's own.

    A label is reported as skipped where the corpus has a judgement of its own, or does not have the place in this arrangement.

    Raises:
        InputError: no label fits: the file belongs to another corpus.
    """
    places = _Places(reading)
    judged = {places.of(pair, pair.target) for pair in reading.pairs if pair.holder is None}
    added: list[LabelledPair] = []
    for place, label in labels.items():
        if place in judged:
            reading.report.skip("a stand-off label whose place the corpus judges itself", _where(path, label))
            continue
        home = places.home(label.sentence, label.split, [label])
        found = None if home is None else places.mention(home, label)
        if home is None or found is None:
            reading.report.skip("a stand-off label whose place the corpus lacks", _where(path, label))
            continue
        added.append(_pair(home, None, found, label.stance, f"overall-{label.start}-{label.end}"))
    if labels and not added:
        raise InputError.at("none of its labels is about a place in this corpus", path=path)
    return Reading([*reading.pairs, *added], list(places.actors.values()), reading.report)


def with_directed(reading: Reading, sentences: Sequence[StandoffSentence], path: str | Path) -> Reading:
    """A corpus with the directed stances that a file adds to it, one pair for every ordered two places of a sentence, behind the corpus's own.

    Left out are pairs that the corpus judges itself, and two places of one actor. A sentence is reported as skipped where the corpus does not have
    it, or lacks one of its places.

    Raises:
        InputError: no sentence fits: the file belongs to another corpus.
    """
    places = _Places(reading)
    judged = {
        (places.of(pair, pair.holder), places.of(pair, pair.target))
        for pair in reading.pairs
        if pair.holder is not None
    }
    added: list[LabelledPair] = []
    fitting = 0
    for sentence in sentences:
        home = places.home(sentence.sentence, sentence.split, sentence.places)
        found = [] if home is None else [places.mention(home, place) for place in sentence.places]
        mentions = [mention for mention in found if mention is not None]
        if home is None or len(mentions) < len(sentence.places):
            reading.report.skip("a stand-off sentence that the corpus lacks", _where(path, sentence))
            continue
        fitting += 1
        stances = {(judgement.holder, judgement.target): judgement.stance for judgement in sentence.directed}
        for h, holder in enumerate(mentions):
            for t, target in enumerate(mentions):
                asked = places.of(home, holder), places.of(home, target)
                same = h == t or (holder.actor is not None and holder.actor == target.actor)
                if same or asked in judged:
                    continue
                name = f"directed-{holder.start}-{holder.end}-{target.start}-{target.end}"
                added.append(_pair(home, holder, target, stances.get((h, t), Stance.NEUTRAL), name))
    if sentences and not fitting:
        raise InputError.at("none of its sentences stands in this corpus", path=path)
    return Reading([*reading.pairs, *added], list(places.actors.values()), reading.report)


class _Places:
    """Where a corpus's sentences and marked places are found again, and the actors at them."""

    def __init__(self, reading: Reading) -> None:
        self.actors = {actor.id: actor for actor in reading.actors}
        self._fingerprints: dict[str, str] = {}
        self._homes: dict[tuple[str, str], LabelledPair] = {}
        self._marked: dict[Place, tuple[LabelledPair, Mention]] = {}
        for pair in reading.pairs:
            for mention in (pair.target, pair.holder):
                if mention is not None:
                    place = self.of(pair, mention)
                    self._homes.setdefault(place[:2], pair)
                    self._marked.setdefault(place, (pair, mention))

    def of(self, pair: LabelledPair, mention: Mention) -> Place:
        """The place of a mention in a pair's sentence."""
        if pair.text not in self._fingerprints:
            self._fingerprints[pair.text] = fingerprint(pair.text)
        return self._fingerprints[pair.text], str(pair.split), mention.start, mention.end

    def home(self, sentence: str, split: str, places: Sequence[_Offsets]) -> LabelledPair | None:
        """A pair of the sentence; of two with one fingerprint, which may be spaced differently, one that marks one of the places."""
        for place in places:
            if marked := self._marked.get((sentence, split, place.start, place.end)):
                return marked[0]
        return self._homes.get((sentence, split))

    def mention(self, home: LabelledPair, place: _Offsets) -> Mention | None:
        """What the corpus marks at the place, else a new mention of an actor that it passes over; None where its words stand elsewhere."""
        key = (*self.of(home, home.target)[:2], place.start, place.end)
        if key in self._marked and self._marked[key][0].text == home.text:
            return self._marked[key][1]
        if not place.mention or home.text[place.start : place.end] != place.mention:
            return None
        actor = Actor(id=slug(place.mention), name=place.mention, kind="group")
        self.actors.setdefault(actor.id, actor)
        return mention_of(home.text, place.start, place.end, actor.id)


def _pair(
    home: LabelledPair, holder: Mention | None, target: Mention, stance: Stance, name: str
) -> LabelledPair:
    return LabelledPair(
        id=f"{home.id}-{name}",
        text=home.text,
        target=target,
        holder=holder,
        stance=stance,
        article=home.article,
        split=home.split,
        meta={key: value for key, value in home.meta.items() if key == "corpus"},
    )


def _where(path: str | Path, record: StandoffLabel | StandoffSentence) -> str:
    return f"{path}, sentence {record.sentence}"
