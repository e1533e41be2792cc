"""Partial pooling: what an actor's few pairs say, read in the light of all actors.

An actor with three pairs of which two are right is not 66.7 % accurate in any useful sense. Empirical Bayes takes the actors' true accuracies
as draws from one Beta distribution, fits that to all actors, and gives for each the posterior (Efron & Morris 1975; for binomials Casella 1985):
few pairs are drawn far toward the common mean, many hardly at all.

Pairs are taken as independent. Where those of one article stand or fall together, the actors' true accuracies seem to differ more than they do, and the
intervals are too narrow. Counts divided by each actor's own design effect would hardly do: with few articles it is 1 for actors who are all right and
large for others, which draws the common mean upward and mends little of the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.optimize import minimize
from scipy.special import betaln

CONCENTRATIONS = (0.5, 10_000.0)
"""Between these bounds a + b is looked for."""


class Prior(NamedTuple):
    """A Beta distribution: Beta(a, b)."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The common accuracy."""
        return self.a / (self.a + self.b)

    @property
    def deviation(self) -> float:
        """The standard deviation of the actors' true accuracies."""
        return float(stats.beta.std(self.a, self.b))


class Posterior(NamedTuple):
    """What is thought of one actor's accuracy: its mean, and the central 95 % (a credible interval)."""

    mean: float
    low: float
    high: float


def fit_prior(right: ArrayLike, sizes: ArrayLike) -> Prior:
    """The Beta distribution that fits the actors' counts best: the mode of the beta-binomial's marginal posterior.

    The hyperprior is that of Gelman et al. (Bayesian Data Analysis, 3rd ed., section 5.3), proportional to (a + b) ** -2.5: it says next to nothing of
    many actors, and keeps the fit to one or two from running away. The mode is that in the logit of the mean and the log of a + b.

    Args:
        right: right answers of each actor.
        sizes: pairs of each actor, at least 1.

    Raises:
        ValueError: there is no actor.

    Examples:
        >>> prior = fit_prior([9, 5, 8, 2, 10], [10, 10, 10, 10, 10])
        >>> round(prior.mean, 2), round(prior.deviation, 2)
        (0.65, 0.29)
    """
    hits, counts = np.asarray(right, dtype=float), np.asarray(sizes, dtype=float)
    if not len(counts):
        raise ValueError("a prior needs at least one actor")

    def unlikeliness(place: np.ndarray) -> float:
        mean, concentration = 1 / (1 + np.exp(-place[0])), np.exp(place[1])
        a, b = mean * concentration, (1 - mean) * concentration
        likelihood = (betaln(hits + a, counts - hits + b) - betaln(a, b)).sum()
        return -float(likelihood + np.log(mean * (1 - mean)) - 0.5 * np.log(concentration))

    share = (hits.sum() + 0.5) / (counts.sum() + 1)
    bounds = [(-8.0, 8.0), tuple(np.log(CONCENTRATIONS))]
    starts = [(np.log(share / (1 - share)), np.log(start)) for start in (2.0, 20.0, 500.0)]
    found = min(
        (minimize(unlikeliness, start, method="L-BFGS-B", bounds=bounds) for start in starts),
        key=lambda fit: fit.fun,
    )
    mean, concentration = 1 / (1 + np.exp(-found.x[0])), np.exp(found.x[1])
    return Prior(float(mean * concentration), float((1 - mean) * concentration))


def posteriors(right: ArrayLike, sizes: ArrayLike, prior: Prior) -> list[Posterior]:
    """Each actor's accuracy, drawn toward the common mean by as much as its pairs are few.

    Examples:
        >>> [round(p.mean, 2) for p in posteriors([0, 2, 20], [0, 2, 20], Prior(8.0, 2.0))]
        [0.8, 0.83, 0.93]
    """
    hits, counts = np.asarray(right, dtype=float), np.asarray(sizes, dtype=float)
    a, b = prior.a + hits, prior.b + counts - hits
    ends = stats.beta.ppf(np.array([[0.025], [0.975]]), a, b)
    return [Posterior(*map(float, found)) for found in zip(a / (a + b), *ends, strict=True)]
