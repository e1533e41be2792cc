"""Metrics: pure functions of gold and predicted class ids, without torch.

Class ids are those of `Stance`: 0 against, 1 neutral, 2 favor. Shares lie between 0 and 1. Everything is computed from confusion
matrices (gold in rows, predicted in columns), so that a bootstrap only has to add matrices up.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.proportion import proportion_confint

Floats = NDArray[np.float64]

CLASSES = 3
FEW = 10
"""Under this many pairs a figure is flagged as resting on few, and under this many clusters no bootstrap is made."""


class Interval(NamedTuple):
    """A 95 % confidence interval and how it was made: `wilson` or `bootstrap`."""

    low: float
    high: float
    method: str


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


def wilson(right: int, n: int) -> Interval:
    """The Wilson score interval (Wilson, 1927) of `right` out of `n`.

    Examples:
        >>> [round(bound, 3) for bound in wilson(9, 10)[:2]]
        [0.596, 0.982]
    """
    if n == 0:
        return Interval(0.0, 1.0, "wilson")
    low, high = proportion_confint(right, n, alpha=0.05, method="wilson")
    # At the ends the bounds are 0 and 1; rounding must not put them beside the figure.
    return Interval(float(low) if right else 0.0, float(high) if right < n else 1.0, "wilson")


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
        draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), resamples)
        return np.tensordot(draws.astype(float), self.matrices, axes=1)

    def accuracy_interval(self, resamples: int, seed: int) -> Interval:
        """A 95 % interval of the accuracy.

        Percentiles of the cluster bootstrap; Wilson where there are under ten clusters or where all pairs are right or all
        wrong, since there the bootstrap is too narrow or has no width at all.
        """
        right, n = int(np.trace(self.total)), int(self.total.sum())
        if len(self.matrices) < FEW or right in (0, n):
            return wilson(right, n)
        return percentiles(accuracy(self.resampled(resamples, seed)))


def percentiles(values: Floats) -> Interval:
    """The central 95 % of bootstrapped values; samples in which the figure does not exist are left out."""
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Interval(float(low), float(high), "bootstrap")


def _ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    result: Floats = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result
