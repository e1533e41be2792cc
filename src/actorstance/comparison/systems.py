"""Comparison of two systems on the same pairs: overall and per actor, with paired intervals and tests. No torch in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from actorstance.actors import Registry
from actorstance.breakdowns import actor_names
from actorstance.comparison.differences import (
    Difference,
    McNemar,
    accuracy_difference,
    bootstrap_differences,
    holm,
    mcnemar_test,
)
from actorstance.errors import InputError
from actorstance.metrics import Interval, too_few
from actorstance.schema import LabelledPair, Pair, Stance
from actorstance.scores import ROLES, Scorer, Scores, actor_members, part_members
from actorstance.splits import GROUPS

ALPHA = 0.05


class PartComparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two systems on one part of the pairs.

    Attributes:
        n: pairs.
        first: the first system's figures.
        second: the second's.
        differences: of accuracy, macro_f1 and f_avg, second − first.
        mcnemar: McNemar's test of equal accuracies, which takes pairs as independent; what decides is the p-value of the accuracies' difference.
        same: pairs to which both give the same answer, right or wrong.
        agreed: the same as a share.
        kappa: Cohen's kappa of the two systems' answers; None where only one stance occurs.
    """

    n: int
    first: Scores
    second: Scores
    differences: dict[str, Difference]
    mcnemar: McNemar
    same: int
    agreed: float
    kappa: float | None


class ActorDifference(msgspec.Struct, frozen=True, kw_only=True):
    """Two systems on the pairs of one actor in one role.

    Attributes:
        actor: its id.
        name: its display name.
        role: `target` (all pairs toward it) or `holder` (all pairs from it).
        n: pairs.
        first: the first system's accuracy, or the mean over its runs.
        second: the second's.
        difference: second − first.
        interval: its 95 % interval as (low, high, method), the method `bootstrap`, `tango` or `tango clustered`; None where none can be had.
        first_only: pairs that only the first answered right; None for several runs, as are the next three.
        second_only: pairs that only the second answered right.
        p: two-sided p-value of no difference, by the interval's method; where each pair is a cluster of its own, or all are one, McNemar's exact, which
            takes pairs as independent. None for few pairs.
        holm: the same, adjusted for all actors of the role that have one.
        few: whether n is under ten, or all pairs are of one cluster, too few for a verdict.
    """

    actor: str
    name: str
    role: str
    n: int
    first: float
    second: float
    difference: float
    interval: Interval | None
    first_only: int | None = None
    second_only: int | None = None
    p: float | None = None
    holm: float | None = None
    few: bool

    @property
    def significant(self) -> bool:
        """Whether the adjusted p-value is under 0.05."""
        return self.holm is not None and self.holm < ALPHA


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What `comparison.json` holds for two systems.

    Attributes:
        corpus: the corpus's name.
        names: of the two systems; every difference is second − first.
        n: pairs.
        parts: `all` pairs, and those of `overall` and `directed` that there are.
        per_actor: one entry per actor and role, most pairs first.
        clusters: by what pairs were clustered for intervals, and how many clusters there are.
        skipped: how many rows of the corpus were left out when it was read, by reason; they are in no figure.
    """

    corpus: str
    names: tuple[str, str]
    n: int
    parts: dict[str, PartComparison]
    per_actor: list[ActorDifference]
    clusters: dict[str, str | int]
    skipped: dict[str, int] = {}


def compare(
    gold: Sequence[LabelledPair],
    first: Sequence[Stance],
    second: Sequence[Stance],
    *,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
    registry: Registry | None = None,
    names: tuple[str, str] = ("first", "second"),
    corpus: str = "corpus",
) -> Comparison:
    """Compare two systems on the same pairs.

    The differences of macro-F1 and F_avg get interval and p-value from a paired cluster bootstrap, the same resampled clusters for
    both systems; under ten clusters they have none. That of the accuracies is bootstrapped from fifty clusters on; with fewer, and
    where both are right on the same pairs, it has Tango's score interval (`differences.accuracy_difference`). McNemar's test ignores
    clustering, the differences' p-values do not: where the systems differ on whole articles, McNemar's is too small, and
    that of the difference is the one to read. Actors are tested by it too, wherever their clusters tell anything.

    Args:
        gold: labelled pairs.
        first: one stance per pair of the first system, in the same order.
        second: those of the second.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap.
        registry: gives actors their display names.
        names: what the systems are called in reports.
        corpus: what the corpus is called in reports.

    Raises:
        InputError: no pairs, lengths that differ, an unknown `cluster`, or no resamples.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> found = compare([pair] * 8, [Stance.NEUTRAL] * 8, [Stance.FAVOR] * 6 + [Stance.NEUTRAL] * 2)
        >>> found.parts["all"].differences["accuracy"].difference, found.parts["all"].mcnemar.p
        (-0.75, 0.03125)
        >>> actor = found.per_actor[0]
        >>> actor.name, actor.n, [round(bound, 2) for bound in actor.interval[:2]], actor.interval.method, actor.few
        ('peru', 8, [-0.93, -0.18], 'tango', True)
    """
    check(gold, zip(names, (first, second), strict=True), cluster, resamples)
    truth, one, two = (class_ids(stances) for stances in ([pair.stance for pair in gold], first, second))
    groups, called = cluster_numbers(gold, cluster), actor_names(gold, registry)
    scorers = [
        Scorer(gold, stances, cluster=cluster, resamples=resamples, seed=seed) for stances in (first, second)
    ]

    def test(at: list[int], exact: bool | None = None) -> McNemar:
        hits, others = (ids[at] == truth[at] for ids in (one, two))
        return mcnemar_test(int((hits & ~others).sum()), int((others & ~hits).sum()), exact=exact)

    def accuracy(at: list[int]) -> Difference:
        return accuracy_difference(truth[at], [one[at]], [two[at]], groups[at], resamples, seed)

    def part(at: list[int]) -> PartComparison:
        found = bootstrap_differences(truth[at], [one[at]], [two[at]], groups[at], resamples, seed)
        same = int((one[at] == two[at]).sum())
        varied = len({*one[at], *two[at]}) > 1
        return PartComparison(
            n=len(at),
            first=scorers[0].scores(at),
            second=scorers[1].scores(at),
            differences={**found, "accuracy": accuracy(at)},
            mcnemar=test(at),
            same=same,
            agreed=same / len(at),
            kappa=float(cohen_kappa_score(one[at], two[at])) if varied else None,
        )

    def actor(role: str, name: str, at: list[int]) -> ActorDifference:
        found, counts = accuracy(at), test(at, exact=True)
        few = too_few(len(at), len(set(groups[at])))
        clustered = 1 < len(set(groups[at])) < len(at)
        return ActorDifference(
            actor=name,
            name=called[name],
            role=role,
            n=len(at),
            first=float((one[at] == truth[at]).mean()),
            second=float((two[at] == truth[at]).mean()),
            difference=found.difference,
            interval=found.interval,
            first_only=counts.first_only,
            second_only=counts.second_only,
            p=None if few else found.p if clustered else counts.p,
            few=few,
        )

    return Comparison(
        corpus=corpus,
        names=names,
        n=len(gold),
        parts={name: part(at) for name, at in part_members(gold).items()},
        per_actor=_adjusted([actor(*key, at) for key, at in actor_members(gold).items()]),
        clusters={"by": cluster, "n": len(set(groups))},
    )


def check(
    gold: Sequence[LabelledPair],
    systems: Iterable[tuple[str, Sequence[Stance]]],
    cluster: str = "article",
    resamples: int = 1,
) -> None:
    """Check that there are pairs, that each system answers them all, and that there can be a bootstrap.

    Raises:
        InputError: no pairs, lengths that differ, an unknown `cluster`, or no resamples.
    """
    if not gold:
        raise InputError("there are no pairs to compare on")
    for name, stances in systems:
        if len(stances) != len(gold):
            raise InputError(f"{name}: {len(stances)} predictions for {len(gold)} pairs")
    if cluster not in GROUPS:
        raise InputError(f"unknown cluster {cluster!r}, expected one of {', '.join(GROUPS)}")
    if resamples < 1:
        raise InputError(f"resamples must be at least 1, got {resamples}")


def class_ids(stances: Iterable[Stance]) -> NDArray[np.int64]:
    """The class ids of some stances (n)."""
    return np.array([stance.id for stance in stances], dtype=np.int64)


def cluster_numbers(pairs: Sequence[Pair], cluster: str) -> NDArray[np.int64]:
    """The number of each pair's cluster (n)."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(GROUPS[cluster](pair), len(numbers)) for pair in pairs])


def _adjusted(differences: Sequence[ActorDifference]) -> list[ActorDifference]:
    """With Holm's p-values, each role a family of its own."""
    adjusted: dict[tuple[str, str], float] = {}
    for role in ROLES:
        tested = {(d.role, d.actor): d.p for d in differences if d.role == role and d.p is not None}
        adjusted.update(zip(tested, holm(list(tested.values())), strict=True))
    return [msgspec.structs.replace(d, holm=adjusted.get((d.role, d.actor))) for d in differences]
