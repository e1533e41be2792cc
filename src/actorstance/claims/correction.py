"""Correction of a mean for the errors of the predictions it is taken from, with the gold of a small random sample; and the intervals beside it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from actorstance.metrics import Floats, Interval, wilson, wilson_clustered


class Estimate(NamedTuple):
    """A corrected mean with its 95 % interval, which there is none of where the labelled pairs are of one cluster; and the λ it was made with."""

    value: float
    low: float | None
    high: float | None
    power: float

    def within(self, least: float, most: float) -> Estimate:
        """The same with its interval cut off at what is possible; without interval where nothing of it is."""
        if self.low is None or self.high is None or self.high < least or self.low > most:
            return self._replace(low=None, high=None)
        return self._replace(low=max(self.low, least), high=min(self.high, most))


def corrected_mean(
    predicted: ArrayLike,
    gold: ArrayLike,
    probabilities: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    power: float | None = 1.0,
) -> Estimate:
    """The mean of an outcome over all pairs, from predictions of all and gold for a random sample.

    With Ŷ the predictions, Y the gold, R = 1 for labelled pairs and π their sampling probabilities, it is the mean of the pseudo-outcomes

        λ Ŷ + R / π (Y − λ Ŷ).

    λ = 1 is design-based supervised learning (DSL: Egami, Hinck, Stewart & Wei 2023, NeurIPS, arXiv:2306.04746), in survey sampling the difference
    estimator. Where π is n / N for all it coincides with prediction-powered inference (PPI: Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023, Science 382)
    that averages its predictions over all N pairs. λ = 0 is the gold alone. The λ of least variance is PPI++ (Angelopoulos, Duchi & Zrnic 2023,
    arXiv:2311.01453): the covariance of Y and Ŷ in the sample over the variance of Ŷ, held within 0 and 1. That paper averages its predictions over the N − n
    unlabelled pairs, which makes its λ (1 − n / N) times this one, and the figure the same. With many labels a tuned λ is no worse than 0 or 1; with few
    its own noise can make it worse than the gold alone (Mani, Xu, Lipton & Oberst 2025, arXiv:2505.20178).

    The weights 1 / π are scaled to sum to N. For the whole corpus they do so by themselves; in a part of it chance decides how many pairs are drawn, and
    should not move the figure (Hájek's estimator, for parts recommended by Särndal, Swensson & Wretman 1992, section 10.3).

    The interval is Student's, with one degree of freedom less than there are clusters with labelled pairs, on the linearised variance over clusters; the
    error is centred in it, since its weights have a fixed sum (DSL's own variance, for independent draws, is wider by the squared mean error). Where few labelled
    pairs show no error this would be far too narrow, so one error of half a pair is added in each direction, as Agresti & Min (2005) do for matched proportions;
    the figure itself stays. Strata do not enter the variance: an interval for the whole corpus is too wide where errors differ much between strata.

    Args:
        predicted: Ŷ, counted or as a probability (N).
        gold: Y, nan where a pair is not labelled (N).
        probabilities: π; only those of labelled pairs are read (N).
        clusters: the number of each pair's cluster (N); without, each pair is its own.
        power: λ; None tunes it, for simple random samples.

    Raises:
        ValueError: lengths that differ, no labelled pair, or a π outside (0, 1].

    Examples:
        >>> predicted = [1, 1, 1, 0, 0, 0, 1, 0, 0, 0] * 60
        >>> gold = [1, 0, 1, 0, 0, 0, 1, 0, 1, 0] * 12 + [np.nan] * 480
        >>> [round(figure, 3) for figure in corrected_mean(predicted, gold, [0.2] * 600)]
        [0.4, 0.317, 0.483, 1.0]
        >>> [round(figure, 3) for figure in corrected_mean(predicted, gold, [0.2] * 600, power=None)]
        [0.4, 0.324, 0.476, 0.583]
    """
    guess, truth, chance = (np.asarray(values, dtype=float) for values in (predicted, gold, probabilities))
    places = np.arange(len(guess)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    if not guess.shape == truth.shape == chance.shape == places.shape:
        raise ValueError("predictions, gold, probabilities and clusters must be of one length")
    labelled, n = ~np.isnan(truth), len(guess)
    if not labelled.any():
        raise ValueError("no pair is labelled")
    if not ((chance[labelled] > 0) & (chance[labelled] <= 1)).all():
        raise ValueError("sampling probabilities must lie in (0, 1]")
    weights = np.zeros(n)
    weights[labelled] = 1 / chance[labelled]
    weights *= n / weights.sum()
    if power is None:
        power = _tuned(guess, guess[labelled], truth[labelled])
    errors = np.where(labelled, truth - power * guess, 0.0)
    error = (weights * errors).sum() / n
    value = float(power * guess.mean() + error)
    groups = len(np.unique(places[labelled]))
    if groups < 2:
        return Estimate(value, None, None, power)
    size = n**2 / (weights**2).sum()  # so many pairs of equal weight would tell as much (Kish 1965)
    influence = power * (guess - guess.mean()) + size / (size + 2) * weights * (errors - error)
    sums = np.bincount(places, influence)
    variance = groups / (groups - 1) * ((sums**2).sum() / n**2 + 1 / (size + 2) ** 2)
    half = float(stats.t.ppf(0.975, groups - 1) * np.sqrt(variance))
    return Estimate(value, value - half, value + half, power)


def share_interval(hits: ArrayLike, clusters: ArrayLike, weights: ArrayLike | None = None) -> Interval:
    """The 95 % interval of a plain share: Wilson's over clusters (`metrics.wilson_clustered`), plain Wilson where all pairs are of one cluster or each is its own.

    Where all pairs of one cluster have weights, plain Wilson is of the weighted share, with as many pairs as would tell as much with equal weights. Where
    each weighted pair is its own cluster, the variance over clusters knows of the weights.

    Args:
        hits: 1 for pairs that count, 0 for others (n).
        clusters: the number of each pair's cluster (n).
        weights: how much each pair counts (n); without, all alike.

    Examples:
        >>> [round(bound, 3) for bound in share_interval([1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 2, 2])[:2]]
        [0.011, 0.956]
    """
    right, places = np.asarray(hits, dtype=float), np.unique(clusters, return_inverse=True)[1]
    n, groups = len(right), places.max() + 1
    if weights is None and groups in (1, n):
        return wilson(round(float(right.sum())), n)
    counts = np.ones(n) if weights is None else np.asarray(weights, dtype=float)
    counts = counts * n / counts.sum()
    if groups == 1:
        size = n**2 / (counts**2).sum()  # Kish 1965, as in `corrected_mean`
        return wilson(size * float(np.average(right, weights=counts)), size)
    sizes = np.bincount(places, counts)
    return wilson_clustered(np.bincount(places, right * counts), sizes)


def _tuned(every: Floats, predicted: Floats, gold: Floats) -> float:
    """PPI++'s λ, for predictions averaged over all pairs."""
    variance = every.var()
    if variance == 0:
        return 1.0  # all predictions are the same, and cancel
    covariance = ((predicted - predicted.mean()) * (gold - gold.mean())).mean()
    return float(np.clip(covariance / variance, 0.0, 1.0))
