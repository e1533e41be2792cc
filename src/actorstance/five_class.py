"""DSE's own measure: for each of its rows one of five classes, by the stances of both directions (Park, Pan & Joo, Findings of ACL 2021)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sklearn.metrics import accuracy_score, f1_score

from actorstance.corpora.dse import CLASSES, five_classes
from actorstance.schema import STANCES, LabelledPair, Probabilities, Stance


class FiveClass(msgspec.Struct, frozen=True, kw_only=True):
    """DSE's own measure over its rows: micro-F1 (with one class a row, that is accuracy) and macro-F1 of five classes."""

    n: int
    micro_f1: float
    macro_f1: float


def five_class(pairs: Sequence[LabelledPair], probabilities: Sequence[Probabilities]) -> FiveClass | None:
    """DSE's five-class figures; None for pairs that are not whole rows of DSE, which where only one role is judged they are not."""
    if not _of_dse(pairs) or not _whole(pairs):
        return None
    gold, predicted = five_classes(pairs, probabilities)
    labels = range(len(CLASSES))
    return FiveClass(
        n=len(gold),
        micro_f1=float(accuracy_score(gold, predicted)),
        macro_f1=float(f1_score(gold, predicted, average="macro", labels=labels, zero_division=0)),
    )


def _of_dse(pairs: Sequence[LabelledPair]) -> bool:
    return all("row" in pair.meta and "label" in pair.meta for pair in pairs)


def _whole(pairs: Sequence[LabelledPair]) -> bool:
    """Whether both directions of each row are there, one behind the other."""
    rows = [pair.meta["row"] for pair in pairs]
    return rows[::2] == rows[1::2]


def five_class_or_why(
    pairs: Sequence[LabelledPair], stances: Sequence[Stance], probabilities: Sequence[Probabilities] | None
) -> tuple[FiveClass | None, str]:
    """DSE's five-class figures, and why there are none of DSE's pairs.

    Without probabilities a row has a class where at most one of its two answers is no neutral one: DSE's classes know no more, and which of two answers
    to believe only probabilities could tell.
    """
    if not _of_dse(pairs):
        return None, ""
    if not _whole(pairs):
        return (
            None,
            "DSE's five classes are left out: these are not whole rows of DSE, both directions of each.",
        )
    if probabilities is not None:
        return five_class(pairs, probabilities), ""
    found = five_class(pairs, [Probabilities(*(float(stance is o) for o in STANCES)) for stance in stances])
    both = sum(
        Stance.NEUTRAL not in (first, second)
        for first, second in zip(stances[::2], stances[1::2], strict=True)
    )
    if not both or found is None:
        return found, ""
    return None, (
        f"DSE's five classes are left out: in {both:,} of {found.n:,} rows both directions are answered with a stance, of which only one can stand, "
        "and the predictions have no probabilities to choose by."
    )
