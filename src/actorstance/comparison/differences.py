"""Two systems on the same pairs: the interval of their difference, and its tests.

Functions of counts and of class ids; `comparison` and `runs` apply them to pairs and actors. A difference is always second − first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from actorstance.metrics import (
    FEW,
    MANY,
    Clusters,
    Floats,
    Interval,
    accuracy,
    degrees_of_freedom,
    f_avg,
    macro_f1,
    percentiles,
)

MEASURES: dict[str, Callable[[ArrayLike], Floats]] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "f_avg": f_avg,
}
EXACT_UNDER = 25
"""Under this many discordant pairs McNemar's test is exact."""

Ids = Sequence[int] | NDArray[np.int64]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A difference of two figures, second − first.

    Attributes:
        difference: of the figures; shares, not points.
        interval: its 95 % interval as (low, high, method); None where none can be had.
        p: two-sided p-value of no difference, by the interval's method; None where none can be had.
    """

    difference: float
    interval: Interval | None = None
    p: float | None = None


class McNemar(msgspec.Struct, frozen=True, kw_only=True):
    """McNemar's test of equal accuracies.

    Attributes:
        first_only: discordant pairs that only the first system answered right.
        second_only: those that only the second answered right.
        p: two-sided p-value.
        test: `exact` or `chi-squared`.
    """

    first_only: int
    second_only: int
    p: float
    test: str


def bootstrap_differences(
    gold: Ids,
    first: Sequence[Ids],
    second: Sequence[Ids],
    groups: Ids,
    resamples: int,
    seed: int,
) -> dict[str, Difference]:
    """The differences of accuracy, macro_f1 and f_avg, with the paired cluster bootstrap's intervals and p-values.

    The same resampled clusters for both systems, and percentiles of the differences (Efron & Tibshirani, 1993, chapter 13; for few
    clusters widened, see `metrics.percentiles`). Under ten clusters there is neither interval nor p-value; where the difference is the
    same in all samples there is no interval, since it would have no width. A system of several runs has the mean of their figures.

    Args:
        gold: class ids (n).
        first: the class ids that each run of the first system answered (runs × n); one run for one system.
        second: those of the second system.
        groups: the number of each pair's cluster (n).
        resamples: how many bootstrap samples.
        seed: of the bootstrap.

    Examples:
        >>> answers = [0, 1, 1] * 8, [0, 1, 2] * 7 + [0, 0, 0]
        >>> found = bootstrap_differences([0, 1, 2] * 8, answers[:1], answers[1:], range(24), 200, 13)
        >>> found["accuracy"].difference, [round(bound, 2) for bound in found["accuracy"].interval[:2]]
        (0.25, [0.04, 0.42])
    """
    one, two = ([Clusters(gold, answers, list(groups)) for answers in runs] for runs in (first, second))
    totals = [np.stack([made.total for made in runs]) for runs in (one, two)]
    found = {
        name: Difference(difference=float(of(totals[1]).mean() - of(totals[0]).mean()))
        for name, of in MEASURES.items()
    }
    clusters = len(one[0].matrices)
    if clusters < FEW:
        return found
    # The same groups and seed draw the same clusters for every run.
    drawn = [np.stack([made.resampled(resamples, seed) for made in runs]) for runs in (one, two)]
    for name, of in MEASURES.items():
        # Rounded, for means over the same runs in another order differ in the last digit.
        samples = np.round(of(drawn[1]).mean(0) - of(drawn[0]).mean(0), 12)
        found[name] = Difference(
            difference=found[name].difference,
            interval=percentiles(samples, clusters) if np.ptp(samples) > 0 else None,
            p=bootstrap_p(samples, clusters),
        )
    return found


def accuracy_difference(
    gold: Ids,
    first: Sequence[Ids],
    second: Sequence[Ids],
    groups: Ids,
    resamples: int,
    seed: int,
) -> Difference:
    """The difference of two accuracies, always with an interval and a p-value.

    By the paired cluster bootstrap from fifty clusters on; by `score_difference` with fewer, for which percentiles are too narrow, and
    where both are right on the same pairs, where they have no width. The same division as for a single accuracy
    (`metrics.Clusters.accuracy_interval`).

    Args:
        gold: class ids (n).
        first: the class ids that each run of the first system answered (runs × n); one run for one system.
        second: those of the second system.
        groups: the number of each pair's cluster (n).
        resamples: how many bootstrap samples.
        seed: of the bootstrap.

    Examples:
        >>> found = accuracy_difference([0, 1, 2] * 8, [[0, 1, 1] * 8], [[0, 1, 2] * 8], range(24), 200, 13)
        >>> [round(bound, 2) for bound in found.interval[:2]], found.interval.method, round(found.p, 4)
        ([0.15, 0.53], 'tango', 0.0047)
    """
    one, two = ((np.stack(runs) == np.asarray(gold)).mean(0) for runs in (first, second))
    if len(set(groups)) >= MANY:
        found = bootstrap_differences(gold, first, second, groups, resamples, seed)["accuracy"]
        if found.interval is not None:
            return found
    return score_difference(np.round(two - one, 12), groups)


def bootstrap_p(samples: Floats, clusters: int | None = None) -> float:
    """The two-sided p-value of no difference: the smallest level at which the percentile interval leaves out 0.

    Twice the share of samples on the rarer side of 0, those at 0 counted on both (Efron & Tibshirani, 1993, section 15.4; Hall,
    1992, section 3.12). One is added to count and number of samples, so that no p-value is 0 (Davison & Hinkley, 1997, section
    4.2). For few clusters it is made larger by as much as `metrics.percentiles` makes the interval wider.

    Args:
        samples: the difference in each bootstrap sample.
        clusters: how many clusters were drawn from; without, as for many.

    Examples:
        >>> bootstrap_p(np.array([0.1] * 97 + [-0.1] * 2))
        0.06
        >>> bootstrap_p(np.zeros(99), clusters=12)
        1.0
    """
    rarer = min(int((samples <= 0).sum()), int((samples >= 0).sum()))
    p = min(1.0, 2 * (rarer + 1) / (len(samples) + 1))
    if clusters is None or p == 1:
        return p
    narrower = math.sqrt((clusters - 1) / clusters)
    return float(2 * stats.t.sf(narrower * stats.norm.isf(p / 2), clusters - 1))


def score_difference(changes: Sequence[float] | Floats, groups: Ids) -> Difference:
    """The difference of two accuracies on the same pairs, with Tango's score interval (1998, Statistics in Medicine 17: 891–908).

    The interval holds the differences that McNemar's score test, without correction, does not reject; the p-value is that test's. It
    has a width even where no pair is discordant, and scipy and statsmodels 0.15 do not offer it. Where pairs come in clusters, counts
    are divided by the design effect: the linearised variance over clusters, at least that of independent pairs, divided by the variance
    of a single run's independent pairs (after Korn & Graubard, 1998); and Student's t takes the place of the normal quantile, with the
    `metrics.degrees_of_freedom`. The least correlation of `metrics.wilson_clustered` is not taken over: in newswire's articles and the
    seed's paragraphs the changes between four releases correlate by −0.003 to 0.053 (from always neutral to a release by −0.001 to
    0.109), and with it the intervals of 40 articles of 80 to 100 independent pairs would be half as wide again.

    In simulations with 2, 3, 5, 8 and 10 articles of some four, some ten or 20 to 50 pairs, 5 to 30 % of them discordant, and changes
    that correlate in an article by up to 0.2, 90 to 100 % of the intervals held the truth, and 0 to 8 % of the tests of equal systems
    were false alarms; with half as many degrees of freedom as effective pairs, as before, 82 to 100 % and 0 to 14 %. With 30 or 40
    articles 94 to 99 % held it, with 1 to 6 % false alarms, and intervals were 1 to 4 % wider than before. It falls short with two
    articles of many pairs whose changes correlate by 0.3, 88 % (before 78 %), and where each article favours one system alone, 10 to 30 %
    of its pairs discordant: with 2 to 5 articles of 20 to 50 pairs 56 to 94 % (before 52 to 89 %) and 8 to 44 % false alarms (before 11
    to 47 %), with 8 or 10 of them 88 to 95 % (before 86 to 94 %), with 2 to 10 of some ten pairs 86 to 100 % (before 78 to 99 %).

    Args:
        changes: for each pair 1 where only the second is right, −1 where only the first is, else 0; of several runs the
            difference of the shares that are right (n).
        groups: the number of each pair's cluster (n). One cluster, or clusters of one pair each, are taken for independent pairs.

    Examples:
        >>> found = score_difference([-1] * 7 + [1] + [0] * 13, [1] * 21)
        >>> [round(bound, 3) for bound in found.interval[:2]], found.interval.method, round(found.p, 3)
        ([-0.517, -0.026], 'tango', 0.034)
        >>> found = score_difference([-1] * 7 + [1] + [0] * 13, [1, 1, 1, 2, 2, 3, 4, 5, 5] + [2, 3, 4, 5] * 3)
        >>> [round(bound, 3) for bound in found.interval[:2]], found.interval.method, round(found.p, 3)
        ([-0.711, 0.319], 'tango clustered', 0.222)
    """
    change = np.asarray(changes, dtype=float)
    numbers = np.unique(groups, return_inverse=True)[1]
    n, clusters, difference = len(change), int(numbers.max()) + 1, float(change.mean())
    nominal = np.abs(change).mean() - difference**2  # of one pair, as if its change were −1, 0 or 1
    variance, method = float(change.var()), "tango"
    if clusters not in (1, n):
        sums = np.bincount(numbers, weights=change - difference)
        variance = max(variance, float(clusters / (clusters - 1) * (sums**2).sum() / n))
        method = "tango clustered"
    effect = variance / nominal if variance > 1e-12 else 1.0
    minus, plus, size = (
        float(total / effect) for total in (-change[change < 0].sum(), change[change > 0].sum(), n)
    )
    freedom = degrees_of_freedom(clusters, size) if method == "tango clustered" else math.inf
    quantile = float(stats.t.ppf(0.975, freedom))
    score = abs(plus - minus) / math.sqrt(plus + minus) if plus + minus else 0.0
    interval = Interval(-_upper(plus, minus, size, quantile), _upper(minus, plus, size, quantile), method)
    return Difference(difference=difference, interval=interval, p=float(2 * stats.t.sf(score, freedom)))


def mcnemar_test(first_only: int, second_only: int, *, exact: bool | None = None) -> McNemar:
    """McNemar's test that two systems are right equally often (McNemar, 1947).

    It takes pairs as independent and ignores that those of one article belong together; the cluster bootstrap does not.

    Args:
        first_only: pairs that only the first answered right.
        second_only: pairs that only the second answered right.
        exact: whether by the binomial distribution; else by chi-squared with continuity correction. By default exact under
            25 discordant pairs.

    Examples:
        >>> result = mcnemar_test(2, 10)
        >>> round(result.p, 4), result.test
        (0.0386, 'exact')
    """
    exact = first_only + second_only < EXACT_UNDER if exact is None else exact
    p = float(mcnemar([[0, first_only], [second_only, 0]], exact=exact).pvalue)
    return McNemar(
        first_only=first_only, second_only=second_only, p=p, test="exact" if exact else "chi-squared"
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values of several tests, adjusted so that the chance of any false alarm among them stays at the level (Holm, 1979).

    Examples:
        >>> holm([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """
    return [float(p) for p in multipletests(p_values, method="holm")[1]] if p_values else []


def _upper(minus: float, plus: float, n: float, quantile: float) -> float:
    """The upper end of Tango's interval; the lower end is that of the systems exchanged, with the sign turned."""
    difference = (plus - minus) / n
    if plus == n:
        return 1.0

    def excess(tried: float) -> float:
        # The likeliest share of `minus`, given the difference that is tried: the larger root of the score equation.
        half = plus + minus - tried * (2 * n + minus - plus)
        share = (half + math.sqrt(max(half**2 + 8 * n * minus * tried * (1 - tried), 0.0))) / (4 * n)
        return float((tried - difference) ** 2 - quantile**2 * (2 * share + tried * (1 - tried)) / n)

    # Just beside the difference itself, where the variance can be 0 and would be taken for the bound.
    return float(brentq(excess, difference + 1e-12, 1.0, xtol=1e-14))
