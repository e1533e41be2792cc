"""Splits and folds that keep groups whole: grouped, stratified by stance, seeded.

A group is what must not stand on both sides: the article, or the text itself where the article is unknown. Nor must a sentence, which may stand in
two articles (agencies sell theirs to many papers): articles that share one stay together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

from actorstance.errors import InputError
from actorstance.schema import STANCES, LabelledPair, Pair
from actorstance.sentences import normal

TWENTY = 20
"""Shares of splits are told in twentieths, so there must be as many groups to deal out."""


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


def inseparable(pairs: Sequence[Pair], by: str) -> list[str]:
    """For each pair its group, or where groups share a sentence, the first of them.

    Sentences are compared without case and with single spaces.

    Examples:
        >>> from actorstance.schema import Mention
        >>> told = [("a", "Peru won."), ("b", "Peru won."), ("b", "Cuba lost."), ("c", "Cuba left.")]
        >>> inseparable([Pair(id=t, text=t, target=Mention(0, 4), article=a) for a, t in told], "article")
        ['a', 'a', 'a', 'c']
    """
    groups: dict[str, int] = {}
    texts: dict[str, int] = {}
    own = [groups.setdefault(GROUPS[by](pair), len(groups)) for pair in pairs]
    said = [len(groups) + texts.setdefault(normal(pair.text), len(texts)) for pair in pairs]
    size = len(groups) + len(texts)
    _, component = connected_components(coo_array((np.ones(len(pairs)), (own, said)), shape=(size, size)))
    first: dict[int, str] = {}
    for group, number in groups.items():
        first.setdefault(component[number], group)
    return [first[component[number]] for number in own]


def folds(pairs: Sequence[LabelledPair], count: int, seed: int, by: str = "article") -> list[list[int]]:
    """Divide pairs into folds of like size and like stances, no group and no sentence in two folds.

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
    groups = inseparable(pairs, by)
    if len(set(groups)) < count:
        raise InputError(f"{count} folds need at least as many groups, got {len(set(groups))} by {by}")
    stances = np.array([pair.stance.id for pair in pairs])
    most = int(np.bincount(stances).max())
    if most < count:
        raise InputError(f"{count} folds need at least as many pairs of one stance, got {most}")
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    splits = splitter.split(np.zeros(len(pairs)), stances, groups)
    return [sorted(int(index) for index in held_out) for _, held_out in splits]


class LeftOut(NamedTuple):
    """One round of a cross-validation: what is left out, the places of its pairs, and those of the pairs to learn from."""

    name: str
    test: list[int]
    train: list[int]


def leave_one_out(
    pairs: Sequence[Pair],
    by: str,
    *,
    least: int = 10,
    most: int | None = None,
    known: Collection[str] = (),
) -> list[LeftOut]:
    """A round for each article (paragraph, sentence), or for each actor.

    Nothing is learned from a sentence that is left out, in whichever article it stands. An actor is left out with all sentences that name it: its
    pairs are judged, in whichever role it has, by a model that learned from sentences without it. A pair of two such actors is judged in two rounds.

    Args:
        pairs: the pairs.
        by: `article`, `paragraph`, `sentence` or `actor`.
        least: leave out only what has at least this many pairs.
        most: leave out only the so many with the most pairs.
        known: actors that are left out in no round, for the model will have learned of them elsewhere.

    Raises:
        InputError: unknown `by`, or nothing can be left out.

    Examples:
        >>> from actorstance.schema import Mention
        >>> texts = ["Peru thanked Chile.", "Peru won.", "Cuba won."]
        >>> pairs = [Pair(id=t, text=t, target=Mention(0, 4, t[:4].lower())) for t in texts]
        >>> leave_one_out(pairs, "actor", least=2)
        [LeftOut(name='peru', test=[0, 1], train=[2])]
    """
    if by != "actor" and by not in GROUPS:
        raise InputError(f"unknown grouping {by!r}, expected one of {', '.join((*GROUPS, 'actor'))}")
    members: dict[str, list[int]] = {}
    for index, pair in enumerate(pairs):
        for name in _actors(pair) if by == "actor" else (GROUPS[by](pair),):
            members.setdefault(name, []).append(index)
    names = [name for name in members if len(members[name]) >= least and name not in known]
    names.sort(key=lambda name: (-len(members[name]), name))
    rounds = []
    texts = [normal(pair.text) for pair in pairs]
    for name in names[:most]:
        left, own = {texts[i] for i in members[name]}, set(members[name])
        train = [i for i, text in enumerate(texts) if text not in left and i not in own]
        if train:
            rounds.append(LeftOut(name, members[name], train))
    if not rounds:
        raise InputError(
            f"nothing can be left out by {by}: none has {least} pairs, leaves others to learn from"
            f"{' and is new to the model' if known else ''}"
        )
    return rounds


def divide(
    pairs: Sequence[LabelledPair], shares: dict[str, float], seed: int, by: str = "article"
) -> dict[str, str]:
    """Assign every group to a split, near the wanted shares, in twentieths.

    Args:
        pairs: the pairs.
        shares: split names and shares above 0; they sum to 1.
        seed: of the shuffling.
        by: as for `folds`.

    Returns:
        The split of each group.

    Raises:
        InputError: a share is not within (0, 1], shares do not sum to 1, there are fewer than twenty groups, or than twenty pairs of every stance, or
            a split gets no group.
    """
    for name, share in shares.items():
        if not 0 < share <= 1:
            raise InputError(f"the share of {name} must be above 0 and at most 1, got {share}")
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise InputError(f"shares must sum to 1, got {sum(shares.values())}")
    found = len(set(inseparable(pairs, by)))
    most = max((sum(pair.stance is stance for pair in pairs) for stance in STANCES), default=0)
    if found < TWENTY or most < TWENTY:
        got = (
            f"{found} {by}s without a sentence in common" if found < TWENTY else f"{most} pairs of one stance"
        )
        raise InputError(
            f"shares need at least twenty {by}s, and twenty pairs of one stance, got {got}: give more, or leave shares out"
        )
    parts = folds(pairs, TWENTY, seed, by)
    names: list[str] = []
    for name, share in shares.items():
        names += [name] * round(TWENTY * share)
    names = (names + [next(iter(shares))] * TWENTY)[:TWENTY]
    split_of = {
        GROUPS[by](pairs[index]): name for name, part in zip(names, parts, strict=True) for index in part
    }
    missing = [name for name in shares if name not in split_of.values()]
    if missing:
        raise InputError(f"no group falls to {', '.join(missing)}, expected shares of at least 0.05")
    return split_of


def _actors(pair: Pair) -> tuple[str, ...]:
    found = (None if mention is None else mention.actor for mention in (pair.target, pair.holder))
    return tuple(dict.fromkeys(actor for actor in found if actor is not None))
