"""Figures of sets of pairs: of all of them, of groups, of single actors; each with its n and its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec

from actorstance.metrics import (
    FEW,
    Clusters,
    Floats,
    Interval,
    accuracy,
    f_avg,
    macro_f1,
    majority,
    percentiles,
    too_few,
)
from actorstance.schema import LabelledPair, Pair, Stance
from actorstance.splits import GROUPS

ROLES = ("target", "holder")


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one set of pairs.

    Attributes:
        n: pairs.
        accuracy: share of right answers.
        macro_f1: F1 averaged over the classes that occur.
        f_avg: mean F1 of favor and against.
        confusion: 3 × 3, gold in rows, in the order against, neutral, favor.
        intervals: 95 % intervals of the three figures, as (low, high, method); under ten clusters that of the accuracy alone.
    """

    n: int
    accuracy: float
    macro_f1: float
    f_avg: float
    confusion: list[list[int]]
    intervals: dict[str, Interval]


class GroupScore(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one group of pairs: those of a kind of actor, of a phenomenon, of actors seen in training.

    Attributes:
        name: of the group.
        n: pairs.
        accuracy: share of right answers.
        low: lower end of the accuracy's 95 % interval.
        high: upper end.
        interval: how it was made, see `metrics.Interval`.
        macro_f1: F1 averaged over the classes that occur.
        majority: accuracy of always answering the group's most frequent gold stance.
        few: whether n is under ten, or all pairs are of one cluster (an article, say), too few for a verdict.
        clusters: how many clusters the pairs are of. Under ten of many pairs each the interval may hold the truth less often than it says, see
            `metrics.wilson_clustered`; of one it is made as if pairs were independent.
    """

    name: str
    n: int
    accuracy: float
    low: float
    high: float
    interval: str
    macro_f1: float
    majority: float
    few: bool
    clusters: int = 0


class ActorScore(GroupScore, frozen=True, kw_only=True):
    """Figures of one actor in one role.

    Attributes:
        actor: its id; `name` is its display name.
        role: `target` (all pairs toward it) or `holder` (all pairs from it).
        kind: of actor, where a registry knows it.
        pooled: the accuracy shrunk toward that of the role's other actors, see `pooling`.
        pooled_low: lower end of its 95 % credible interval, which takes pairs as independent.
        pooled_high: upper end.
    """

    actor: str
    role: str
    kind: str | None = None
    pooled: float
    pooled_low: float
    pooled_high: float


class PairScore(GroupScore, frozen=True, kw_only=True):
    """Figures of one holder toward one target; `name` is "holder → target" in display names.

    Attributes:
        holder: the holder's id.
        target: the target's id.
    """

    holder: str
    target: str


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How even the accuracy is over the actors of one role.

    Attributes:
        role: `target` or `holder`.
        actors: how many there are.
        enough: how many of them have ten pairs or more, of two clusters or more; the next four figures are those of these.
        macro: the mean of their accuracies, every actor counting alike; None where there is none.
        deviation: the standard deviation of their accuracies (n − 1); None under two.
        worst: the least accurate.
        best: the most accurate.
        below_majority: how many of them are less accurate than their own majority stance.
        macro_all: the mean over all actors, those with few pairs too.
        between: the standard deviation of the actors' true accuracies as empirical Bayes estimates it, from all actors and as if pairs were independent.
    """

    role: str
    actors: int
    enough: int
    macro: float | None
    deviation: float | None
    worst: ActorScore | None
    best: ActorScore | None
    below_majority: int
    macro_all: float
    between: float


def actor_members(pairs: Sequence[Pair]) -> dict[tuple[str, str], list[int]]:
    """The places of the pairs of each role and actor, targets before holders and most pairs first.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = Pair(id="1", text="Peru thanked Chile.", target=Mention(13, 18, "chile"), holder=Mention(0, 4, "peru"))
        >>> actor_members([pair, pair])
        {('target', 'chile'): [0, 1], ('holder', 'peru'): [0, 1]}
    """
    members: dict[tuple[str, str], list[int]] = {}
    for index, pair in enumerate(pairs):
        for role in ROLES:
            mention = getattr(pair, role)
            if mention is not None and mention.actor is not None:
                members.setdefault((role, mention.actor), []).append(index)
    return dict(sorted(members.items(), key=lambda m: (ROLES.index(m[0][0]), -len(m[1]), m[0][1])))


def part_members(pairs: Sequence[Pair]) -> dict[str, list[int]]:
    """The places of all pairs, and of the overall and directed ones where there are any."""
    parts = {
        "all": list(range(len(pairs))),
        "overall": [i for i, pair in enumerate(pairs) if pair.holder is None],
        "directed": [i for i, pair in enumerate(pairs) if pair.holder is not None],
    }
    return {name: at for name, at in parts.items() if at}


class Scorer:
    """Scores any part of one system's answers to one corpus, always with the same clusters, resamples and seed.

    Args:
        gold: labelled pairs.
        predicted: one stance per pair, in the same order.
        cluster: what is drawn together in a bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap.
    """

    def __init__(
        self,
        gold: Sequence[LabelledPair],
        predicted: Sequence[Stance],
        *,
        cluster: str = "article",
        resamples: int = 2000,
        seed: int = 13,
    ) -> None:
        self.gold, self.predicted = gold, predicted
        self.group: Callable[[Pair], str] = GROUPS[cluster]
        self.resamples, self.seed = resamples, seed

    def clusters(self, indices: Sequence[int]) -> Clusters:
        """Confusion matrices by cluster of the pairs at these places."""
        return Clusters(
            [self.gold[i].stance.id for i in indices],
            [self.predicted[i].id for i in indices],
            [self.group(self.gold[i]) for i in indices],
        )

    def scores(self, indices: Sequence[int]) -> Scores:
        """All figures of these pairs; macro-F1 and F_avg have no interval under ten clusters."""
        clusters = self.clusters(indices)
        total, count = clusters.total, len(clusters.matrices)
        measures: dict[str, Callable[[Floats], Floats]] = {"macro_f1": macro_f1, "f_avg": f_avg}
        intervals = {"accuracy": clusters.accuracy_interval(self.resamples, self.seed)}
        if count >= FEW:
            samples = clusters.resampled(self.resamples, self.seed)
            intervals.update({name: percentiles(of(samples), count) for name, of in measures.items()})
        return Scores(
            n=int(total.sum()),
            accuracy=float(accuracy(total)),
            macro_f1=_finite(macro_f1(total)),
            f_avg=float(f_avg(total)),
            confusion=total.tolist(),
            intervals=intervals,
        )

    def group_score(self, name: str, indices: Sequence[int]) -> GroupScore:
        """The figures of a group."""
        clusters = self.clusters(indices)
        interval = clusters.accuracy_interval(self.resamples, self.seed)
        return GroupScore(
            name=name,
            n=len(indices),
            accuracy=float(accuracy(clusters.total)),
            low=interval.low,
            high=interval.high,
            interval=interval.method,
            macro_f1=_finite(macro_f1(clusters.total)),
            majority=float(majority(clusters.total)),
            few=too_few(len(indices), len(clusters.matrices)),
            clusters=len(clusters.matrices),
        )


def _finite(value: Floats) -> float:
    number = float(value)
    return 0.0 if math.isnan(number) else number
