"""Agreement of two passes of stand-off labels (see `corpora.standoff`), on what both judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actorstance.annotation.agreement import Agreement, Judgement, agreement
from actorstance.corpora.standoff import Place, StandoffLabel, StandoffSentence
from actorstance.errors import InputError
from actorstance.schema import Stance


def standoff_agreement(
    first: Mapping[Place, StandoffLabel],
    second: Mapping[Place, StandoffLabel],
    *,
    resamples: int = 1000,
    seed: int = 13,
) -> Agreement:
    """Compare two passes of stand-off labels on the places that both judged.

    Raises:
        InputError: there is no such place.
    """
    shared = [place for place in first if place in second]
    if not shared:
        raise InputError("the two passes of stand-off labels have no place in common")
    judgements = [
        Judgement(p[0], f"overall {p[2]}", None, str(p[2]), first[p].stance, second[p].stance) for p in shared
    ]
    return agreement(judgements, resamples, seed)


def directed_standoff_agreement(
    first: Sequence[StandoffSentence],
    second: Sequence[StandoffSentence],
    *,
    resamples: int = 1000,
    seed: int = 13,
) -> Agreement:
    """Compare two passes of directed stand-off stances: all ordered pairs of places that both judged.

    Raises:
        InputError: there is no such pair.
    """
    other = {(sentence.sentence, sentence.split): _by_place(sentence) for sentence in second}
    judgements = [
        Judgement(sentence.sentence, f"{holder} -> {target}", holder, target, stance, answer)
        for sentence in first
        for (holder, target), stance in _by_place(sentence).items()
        if (answer := other.get((sentence.sentence, sentence.split), {}).get((holder, target))) is not None
    ]
    if not judgements:
        raise InputError("the two passes of stand-off sentences have no pair of places in common")
    return agreement(judgements, resamples, seed)


def _by_place(sentence: StandoffSentence) -> dict[tuple[str, str], Stance]:
    """The stance of every ordered two places, which are called by where they begin and end, since places nest."""
    names = [f"{place.start}-{place.end}" for place in sentence.places]
    given = {(judgement.holder, judgement.target): judgement.stance for judgement in sentence.directed}
    return {
        (holder, target): given.get((h, t), Stance.NEUTRAL)
        for h, holder in enumerate(names)
        for t, target in enumerate(names)
        if h != t
    }
