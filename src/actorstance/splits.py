"""Splits and folds that keep groups whole: grouped, stratified by stance, seeded.

A group is what must not stand on both sides: the article, or the text itself where the article is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from actorstance.errors import InputError
from actorstance.schema import LabelledPair, Pair


def article_group(pair: Pair) -> str:
    """The article of a pair, or its text."""
    return pair.article if pair.article is not None else pair.text


def paragraph_group(pair: Pair) -> str:
    """The article and paragraph of a pair, or as for `article_group` where it names no paragraph."""
    paragraph = pair.meta.get("paragraph")
    known = pair.article is not None and paragraph is not None
    return f"{pair.article}#{paragraph}" if known else article_group(pair)


GROUPS: dict[str, Callable[[Pair], str]] = {
    "article": article_group,
    "paragraph": paragraph_group,
    "sentence": lambda pair: pair.text,
}


def folds(pairs: Sequence[LabelledPair], count: int, seed: int, by: str = "article") -> list[list[int]]:
    """Divide pairs into folds of like size and like stances, no group in two folds.

    Args:
        pairs: the pairs.
        count: how many folds.
        seed: of the shuffling.
        by: `article`, `paragraph` or `sentence`.

    Returns:
        For each fold the indices of its pairs; every index stands in exactly one.

    Raises:
        InputError: unknown `by`, fewer than two folds, fewer groups than folds, or fewer pairs of every stance than folds.
    """
    if by not in GROUPS:
        raise InputError(f"unknown grouping {by!r}, expected one of {', '.join(GROUPS)}")
    if count < 2:
        raise InputError(f"there must be at least two folds, got {count}")
    groups = [GROUPS[by](pair) for pair in pairs]
    if len(set(groups)) < count:
        raise InputError(f"{count} folds need at least as many groups, got {len(set(groups))} by {by}")
    stances = np.array([pair.stance.id for pair in pairs])
    most = int(np.bincount(stances).max())
    if most < count:
        raise InputError(f"{count} folds need at least as many pairs of one stance, got {most}")
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    splits = splitter.split(np.zeros(len(pairs)), stances, groups)
    return [sorted(int(index) for index in held_out) for _, held_out in splits]


def divide(
    pairs: Sequence[LabelledPair], shares: dict[str, float], seed: int, by: str = "article"
) -> dict[str, str]:
    """Assign every group to a split, near the wanted shares.

    Args:
        pairs: the pairs.
        shares: split names and shares; they sum to 1.
        seed: of the shuffling.
        by: as for `folds`.

    Returns:
        The split of each group.

    Raises:
        InputError: shares do not sum to 1, or there are fewer than twenty groups, or than twenty pairs of every stance.
    """
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise InputError(f"shares must sum to 1, got {sum(shares.values())}")
    parts = folds(pairs, 20, seed, by)
    names: list[str] = []
    for name, share in shares.items():
        names += [name] * round(20 * share)
    names = (names + [next(iter(shares))] * 20)[:20]
    return {GROUPS[by](pairs[index]): name for name, part in zip(names, parts, strict=True) for index in part}
