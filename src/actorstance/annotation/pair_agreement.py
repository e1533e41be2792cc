"""Agreement of two people who labelled the same given pairs, such as a sample drawn for claims."""

from __future__ import annotations

from collections.abc import Sequence

from actorstance.annotation.agreement import AgreementReport, Judgement, report_of
from actorstance.errors import InputError
from actorstance.schema import LabelledPair


def pair_agreement(
    first: Sequence[LabelledPair],
    second: Sequence[LabelledPair],
    *,
    resamples: int = 1000,
    seed: int = 13,
) -> AgreementReport:
    """Compare two passes over given pairs, such as those of a sample that two people labelled.

    Args:
        first: one pass.
        second: the other, over the same pairs in any order.
        resamples: bootstrap samples for alpha's interval.
        seed: of the bootstrap.

    Raises:
        InputError: a pair of one pass is missing in the other, or is about other words there.

    Examples:
        >>> from actorstance.schema import Mention, Stance
        >>> told = [Stance.FAVOR, Stance.NEUTRAL]
        >>> pairs = [LabelledPair(id=s, text="Peru won.", target=Mention(0, 4, "peru"), stance=s) for s in told]
        >>> pair_agreement(pairs, pairs).overall.agreed
        1.0
    """
    others = {pair.id: pair for pair in second}
    lacking = next(iter({pair.id for pair in first} ^ others.keys()), None)
    if lacking is not None:
        raise InputError(f"pair {lacking!r} is only in one of the two passes")
    judgements = []
    for pair in first:
        other = others[pair.id]
        if _asked(pair) != _asked(other):
            raise InputError(f"pair {pair.id!r} is about other words in the other pass")
        target = pair.target.actor or pair.target_text
        holder = None if pair.holder is None else pair.holder.actor or pair.holder_text
        judgements.append(Judgement(pair.text, pair.id, holder, target, pair.stance, other.stance))
    return report_of(judgements, len({pair.text for pair in first}), (1.0, 1.0), resamples, seed)


def _asked(pair: LabelledPair) -> tuple[str, int, int, tuple[int, int] | None]:
    holder = pair.holder
    return (
        pair.text,
        pair.target.start,
        pair.target.end,
        None if holder is None else (holder.start, holder.end),
    )
