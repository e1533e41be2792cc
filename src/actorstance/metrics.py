"""Metrics: pure functions of gold and predicted class ids, without torch.

Class ids are those of `Stance`: 0 against, 1 neutral, 2 favor. Shares lie between 0 and 1. Everything is computed from confusion
matrices (gold in rows, predicted in columns), so that a bootstrap only has to add matrices up.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

Floats = NDArray[np.float64]

CLASSES = 3
FEW = 10
"""Under this many pairs a figure is flagged as resting on few, and under this many clusters no bootstrap is made."""

MANY = 50
"""From this many clusters on the bootstrap gives the interval of an accuracy; with fewer it is too narrow (`Clusters.accuracy_interval`)."""

ALIKE, WEIGHT = 0.05, 0.6
"""How alike the pairs of a cluster are taken to be at least (their correlation): this, or with more than twelve clusters the weight over their number."""

SPARE = 4.0
"""So many degrees of freedom Student's t has with clusters too few to give as many, as long as the effective pairs give them."""

BLOCK = 1_000_000
"""How many clusters are drawn at once in a bootstrap, over all its samples: more would only need more memory."""


class Interval(NamedTuple):
    """A 95 % confidence interval and how it was made, for an accuracy `wilson`, `wilson clustered`, `bootstrap`, or `wilson, one cluster`.

    The last is made as if pairs were independent, since nothing tells how alike they are.
    """

    low: float
    high: float
    method: str


def too_few(n: int, clusters: int) -> bool:
    """Whether there is too little for a verdict: few pairs, or pairs of one cluster alone, whose interval cannot know how alike they are.

    In simulations with 20 to 50 pairs of one article and correlations of 0.05 to 0.2 inside it, plain Wilson intervals held the truth in 48 to 87 % of the cases.

    Examples:
        >>> too_few(40, 4), too_few(9, 9), too_few(40, 1)
        (False, True, True)
    """
    return n < FEW or clusters < 2


def confusion(gold: ArrayLike, predicted: ArrayLike) -> NDArray[np.int64]:
    """The 3 × 3 confusion matrix, gold in rows.

    Raises:
        ValueError: different lengths, or ids other than 0, 1, 2.

    Examples:
        >>> confusion([0, 1, 2, 1], [0, 1, 1, 1]).tolist()
        [[1, 0, 0], [0, 2, 0], [0, 1, 0]]
    """
    rows, columns = np.asarray(gold, dtype=int), np.asarray(predicted, dtype=int)
    if rows.shape != columns.shape:
        raise ValueError(f"{rows.size} gold labels, but {columns.size} predictions")
    both = np.concatenate([rows.ravel(), columns.ravel()])
    if both.size and not (both.min() >= 0 and both.max() < CLASSES):
        raise ValueError("class ids must be 0, 1 or 2")
    cells = np.bincount(rows.ravel() * CLASSES + columns.ravel(), minlength=CLASSES**2)
    return cells.reshape(CLASSES, CLASSES)


def accuracy(matrix: ArrayLike) -> Floats:
    """The share of pairs on the diagonal, for one matrix or a stack (… × 3 × 3); nan where there are no pairs."""
    cells = np.asarray(matrix, dtype=float)
    return _ratio(np.trace(cells, axis1=-2, axis2=-1), cells.sum((-2, -1)))


def f1_by_class(matrix: ArrayLike) -> Floats:
    """F1 of each class (… × 3); nan for a class that neither gold nor predictions have."""
    cells = np.asarray(matrix, dtype=float)
    hits = np.diagonal(cells, axis1=-2, axis2=-1)
    return _ratio(2 * hits, cells.sum(-1) + cells.sum(-2))


def macro_f1(matrix: ArrayLike) -> Floats:
    """F1 averaged over the classes that gold or predictions have, as scikit-learn's `average="macro"`.

    Examples:
        >>> round(float(macro_f1(confusion([0, 1, 2, 1], [0, 1, 1, 1]))), 3)
        0.6
    """
    scores = f1_by_class(matrix)
    known = ~np.isnan(scores)
    return _ratio(np.where(known, scores, 0).sum(-1), known.sum(-1))


def f_avg(matrix: ArrayLike) -> Floats:
    """The mean F1 of favor and against, SemEval-2016 Task 6's official measure; an absent class counts 0."""
    scores = np.nan_to_num(f1_by_class(matrix))
    return np.asarray((scores[..., 0] + scores[..., 2]) / 2)


def majority(matrix: ArrayLike) -> Floats:
    """The accuracy of always answering the most frequent gold class of these very pairs."""
    gold = np.asarray(matrix, dtype=float).sum(-1)
    return _ratio(gold.max(-1), gold.sum(-1))


def wilson(right: float, n: float) -> Interval:
    """The Wilson score interval (Wilson, 1927) of `right` out of `n`; an effective number of pairs need not be whole.

    Examples:
        >>> [round(bound, 3) for bound in wilson(9, 10)[:2]]
        [0.596, 0.982]
    """
    if n == 0:
        return Interval(0.0, 1.0, "wilson")
    low, high = proportion_confint(right, n, alpha=0.05, method="wilson")
    # At the ends the bounds are 0 and 1; rounding must not put them beside the figure.
    return Interval(float(low) if right else 0.0, float(high) if right < n else 1.0, "wilson")


def degrees_of_freedom(clusters: int, effective: float) -> float:
    """Of Student's t for pairs in clusters: the clusters less one, or where these are fewer up to `SPARE`, as long as half the effective pairs give them.

    With clusters alone, as is usual, two articles would tell nothing at all; with half the pairs, two articles of many pairs that happen to agree would
    count as many. Accuracies (`wilson_clustered`) and their differences (`comparison.differences.score_difference`) have the same.

    Args:
        clusters: how many there are, at least two.
        effective: pairs over the design effect.

    Examples:
        >>> degrees_of_freedom(2, 80), degrees_of_freedom(2, 7), degrees_of_freedom(2, 3), degrees_of_freedom(30, 80)
        (4.0, 2.5, 1.0, 29.0)
    """
    return max(clusters - 1.0, min(SPARE, effective / 2 - 1.0))


def wilson_clustered(right: ArrayLike, sizes: ArrayLike) -> Interval:
    """The Wilson interval for pairs that come in clusters: with the effective sample size, and Student's t for the normal quantile.

    The effective size is n over the design effect, which is the linearised variance over clusters divided by the binomial one (Korn & Graubard 1998; Dean &
    Pagano 2015 compare such intervals), and at least that of clusters whose pairs correlate by `ALIKE`, or by `WEIGHT` over the number of clusters where
    these are many: two or five articles that happen to be equally accurate do not show that all are. Student's t has the `degrees_of_freedom`.

    In simulations with 2, 3, 5, 8 and 10 articles of 20 to 50 pairs, true accuracies of 60, 80 and 93 % and correlations inside an article of 0.1, 0.2 and 0.3,
    88 to 99 % of the intervals held the truth (by number of articles 89–98, 90–99, 95–99, 92–99 and 88–97 %); without the least correlation, and with half as
    many degrees of freedom as effective pairs, as before, 64 to 94 % (64–84, 66–85, 77–90, 81–92 and 84–94 %). It falls short where articles differ most:
    of ten with a correlation of 0.3 and an accuracy of 93 %, 88 % (before 84 %). With articles of some four pairs and correlations of 0 to 0.3 it were 92 to 100 %
    (before 91 to 100 %), and with 30 or 40 articles the intervals are hardly wider than before (0 to 6 %).

    Args:
        right: right answers in each of at least two clusters.
        sizes: pairs in each.

    Raises:
        ValueError: fewer than two clusters.

    Examples:
        >>> [round(bound, 3) for bound in wilson_clustered([4, 4, 0, 4, 4], [4, 4, 4, 4, 4])[:2]]
        [0.223, 0.982]
        >>> [round(bound, 3) for bound in wilson_clustered([16, 17, 15], [20, 20, 20])[:2]]
        [0.551, 0.929]
        >>> [round(bound, 3) for bound in wilson(16, 20)[:2]]
        [0.584, 0.919]
    """
    hits, counts = np.asarray(right, dtype=float), np.asarray(sizes, dtype=float)
    clusters, n = len(counts), counts.sum()
    if clusters < 2:
        raise ValueError(f"clusters are needed to see how much they differ, got {clusters}")
    share = hits.sum() / n
    binomial = share * (1 - share) / n
    variance = clusters / (clusters - 1) * ((hits - share * counts) ** 2).sum() / n**2
    # Of the pairs of a cluster the mean pair has this many beside it.
    least = 1 + ((counts**2).sum() / n - 1) * min(ALIKE, WEIGHT / clusters)
    effective = n / max(1.0, least, variance / binomial if binomial > 0 else 1.0)
    quantile = stats.t.ppf(0.975, degrees_of_freedom(clusters, effective))
    tails = 2 * stats.norm.sf(quantile)  # the normal level that has Student's quantile
    low, high = proportion_confint(share * effective, effective, alpha=tails, method="wilson")
    return Interval(
        float(low) if hits.sum() else 0.0, float(high) if hits.sum() < n else 1.0, "wilson clustered"
    )


class Clusters:
    """Confusion matrices by cluster, and the cluster bootstrap over them (Davison & Hinkley, 1997, section 3.8).

    Pairs of one article or paragraph are not independent, so whole clusters are drawn with replacement.

    Args:
        gold: class ids.
        predicted: class ids.
        groups: the cluster of each pair.
    """

    def __init__(self, gold: ArrayLike, predicted: ArrayLike, groups: Sequence[Hashable]) -> None:
        numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        matrices = np.zeros((len(numbers), CLASSES, CLASSES), dtype=np.int64)
        index = np.array([numbers[group] for group in groups], dtype=int)
        np.add.at(matrices, (index, np.asarray(gold, dtype=int), np.asarray(predicted, dtype=int)), 1)
        self.matrices = matrices

    @property
    def total(self) -> NDArray[np.int64]:
        """The confusion matrix of all pairs."""
        return np.asarray(self.matrices.sum(0))

    def resampled(self, resamples: int, seed: int) -> Floats:
        """Confusion matrices of bootstrap samples (resamples × 3 × 3)."""
        count = len(self.matrices)
        random, chances = np.random.default_rng(seed), np.full(count, 1 / count)
        samples = np.empty((resamples, CLASSES, CLASSES))
        size = max(1, BLOCK // count)
        for start in range(0, resamples, size):
            block = samples[start : start + size]
            draws = random.multinomial(count, chances, len(block)).astype(float)
            block[:] = np.tensordot(draws, self.matrices, axes=1)
        return samples

    def accuracy_interval(self, resamples: int, seed: int) -> Interval:
        """A 95 % interval of the accuracy.

        From fifty clusters on, percentiles of the cluster bootstrap; with fewer these are too narrow, and `wilson_clustered` is taken, as it is
        where all pairs are right or all wrong. Plain Wilson where every pair is a cluster of its own, or all are one: then its method says so, for it
        is too narrow by as much as the pairs are alike, which one cluster cannot tell (`too_few`).
        """
        right, sizes = np.trace(self.matrices, axis1=1, axis2=2), self.matrices.sum((1, 2))
        hits, n = int(right.sum()), int(sizes.sum())
        if len(sizes) == 1 < n:
            return wilson(hits, n)._replace(method="wilson, one cluster")
        if len(sizes) == n < MANY:
            return wilson(hits, n)
        if len(sizes) < MANY or hits in (0, n):
            return wilson_clustered(right, sizes)
        return percentiles(accuracy(self.resampled(resamples, seed)), len(sizes))


def percentiles(values: Floats, clusters: int | None = None) -> Interval:
    """The central 95 % of bootstrapped values, a little more where the clusters are few.

    Percentiles of a bootstrap are too narrow by what Student's t is wider than the normal distribution, and by n over n − 1 in the variance: the
    expanded percentile interval (Hesterberg 2015, section 5.3.2) makes up for both. Samples in which the figure does not exist are left out.

    Args:
        values: the figure in each bootstrap sample.
        clusters: how many clusters were drawn from; without, as for many.
    """
    wider = 1.0 if clusters is None else np.sqrt(clusters / (clusters - 1))
    quantile = stats.norm.ppf(0.975) if clusters is None else stats.t.ppf(0.975, clusters - 1)
    tail = 100 * stats.norm.sf(wider * quantile)
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return Interval(float(low), float(high), "bootstrap")


def _ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    result: Floats = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result
