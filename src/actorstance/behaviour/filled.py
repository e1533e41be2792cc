"""Cases filled with actors: each group of a pack fills each case that it fits."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import msgspec

from actorstance.behaviour.cases import Case
from actorstance.behaviour.filling import Filled, Filler, fill
from actorstance.behaviour.pack import Group, Pack
from actorstance.schema import Pair


class FilledCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case filled once: the texts that its answers are asked for."""

    case: Case
    group: Group
    number: int
    filled: tuple[Filled, ...]

    @property
    def pairs(self) -> list[Pair]:
        """Every question to every text, text by text."""
        return [
            Pair(
                id=f"{self.case.name}/{self.group.name}/{self.number}/{version}/{question}",
                text=filled.text,
                target=filled.mentions[question.target],
                holder=filled.mentions[question.holder] if question.holder else None,
            )
            for version, filled in enumerate(self.filled, 1)
            for question in self.case.expected
        ]


def behaviour_tests(pack: Pack, fills: int, seed: int) -> Iterator[FilledCase]:
    """All tests of a pack: every case, filled `fills` times by every group that fits one of its slots.

    Slots of another kind get actors of any group of that kind. Over the fills a group's names are dealt out evenly.
    """
    for case in pack.cases:
        for group in pack.groups:
            slots = [slot for slot, kinds in case.slots.items() if group.kind in kinds]
            if slots:
                draw = random.Random(f"{seed}/{group.name}/{case.texts[0]}")
                hands = _hands(group.fillers, len(slots), draw)
                for number in range(1, fills + 1):
                    names = _with_others(dict(zip(slots, next(hands), strict=True)), case, pack, group, draw)
                    filled = [fill(text, names) for text in case.texts]
                    if case.renamed:
                        filled[0] = fill(case.texts[0], _renamed(names, slots, pack, group, draw))
                    yield FilledCase(case=case, group=group, number=number, filled=tuple(filled))


def _hands(fillers: Sequence[Filler], size: int, draw: random.Random) -> Iterator[list[Filler]]:
    """Actors for one filling after the other, dealt from a shuffled pack that is shuffled again when it runs out."""
    while True:
        deck = draw.sample(fillers, len(fillers))
        for first in range(0, len(deck) - size + 1, size):
            yield deck[first : first + size]


def _with_others(
    names: dict[str, Filler], case: Case, pack: Pack, group: Group, draw: random.Random
) -> dict[str, Filler]:
    """The names, and actors of other kinds for the slots that the group does not fit."""
    for slot, kinds in case.slots.items():
        if slot not in names:
            names[slot] = draw.choice(_fillers(pack, kinds, names))
    return names


def _renamed(
    names: dict[str, Filler], slots: Sequence[str], pack: Pack, group: Group, draw: random.Random
) -> dict[str, Filler]:
    """Names of other groups of the kind; of the same where there is no other."""
    others = _fillers(pack, (group.kind,), names, but=group)
    if len(others) < len(slots):
        others = _fillers(pack, (group.kind,), {})
    return {**names, **dict(zip(slots, draw.sample(others, len(slots)), strict=True))}


def _fillers(
    pack: Pack, kinds: Sequence[str], taken: dict[str, Filler], but: Group | None = None
) -> list[Filler]:
    used = {filler.name for filler in taken.values()}
    return [
        filler
        for group in pack.groups
        if group.kind in kinds and group is not but
        for filler in group.fillers
        if filler.name not in used
    ]
