"""Partial pooling: few pairs are drawn toward the common mean, many are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from actorstance.pooling import CONCENTRATIONS, Prior, fit_prior, posteriors

counts = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=15).map(
    lambda found: ([min(hits, n) for hits, n in found], [n for _, n in found])
)


@settings(max_examples=60, deadline=None)
@given(counts, st.floats(0.6, 40), st.floats(0.6, 40))
def test_a_posterior_is_the_beta_distribution_after_the_counts(found, a, b):
    right, sizes = found
    prior = Prior(a, b)
    for hits, n, after in zip(right, sizes, posteriors(right, sizes, prior), strict=True):
        assert after.mean == pytest.approx((a + hits) / (a + b + n), rel=0, abs=1e-9)
        exact = stats.beta.interval(0.95, a + hits, b + n - hits)
        assert (after.low, after.high) == pytest.approx(exact, rel=0, abs=1e-9)
        # Between what the actor's own pairs say and what all say.
        low, high = sorted((hits / n, prior.mean))
        assert low - 1e-12 <= after.mean <= high + 1e-12


@settings(max_examples=25, deadline=None)
@given(counts)
def test_no_other_prior_fits_better(found):
    right, sizes = found
    prior = fit_prior(right, sizes)

    def likelihood(a, b):  # with Gelman et al.'s hyperprior, in the logit of the mean and the log of a + b
        hyper = np.log(a * b) - 2.5 * np.log(a + b)
        return stats.betabinom.logpmf(right, sizes, a, b).sum() + hyper

    best = likelihood(prior.a, prior.b)
    for mean in np.linspace(0.01, 0.99, 25):
        for concentration in np.geomspace(CONCENTRATIONS[0] * 1.01, CONCENTRATIONS[1] * 0.99, 25):
            assert likelihood(mean * concentration, (1 - mean) * concentration) <= best + 1e-3


def test_the_fewer_the_pairs_the_nearer_to_the_others():
    prior = Prior(8.0, 2.0)
    one, ten, many = posteriors([0, 5, 500], [1, 10, 1000], prior)
    assert abs(one.mean - prior.mean) < 0.2
    assert one.mean > ten.mean
    assert many.mean == pytest.approx(0.5, abs=0.03)


def test_actors_that_differ_no_more_than_chance_are_all_drawn_to_the_mean():
    random = np.random.default_rng(3)
    sizes = random.integers(5, 40, 200)
    right = random.binomial(sizes, 0.8)
    prior = fit_prior(right, sizes)
    assert prior.mean == pytest.approx(0.8, abs=0.02)
    assert prior.deviation < 0.05
    apart = fit_prior(random.binomial(sizes, random.beta(8 * 0.8, 8 * 0.2, 200)), sizes)
    assert apart.deviation == pytest.approx(stats.beta.std(6.4, 1.6), abs=0.04)


def test_pooled_accuracies_are_nearer_to_the_truth_than_raw_ones():
    random = np.random.default_rng(5)
    sizes = random.integers(1, 12, 300)
    truth = random.beta(8, 2, 300)
    right = random.binomial(sizes, truth)
    pooled = [p.mean for p in posteriors(right, sizes, fit_prior(right, sizes))]
    assert np.mean((pooled - truth) ** 2) < 0.6 * np.mean((right / sizes - truth) ** 2)


def test_credible_intervals_hold_95_percent():
    (after,) = posteriors([3], [4], Prior(2.0, 1.0))
    mass, _ = quad(stats.beta(5.0, 2.0).pdf, after.low, after.high)
    assert mass == pytest.approx(0.95, abs=1e-6)


def test_one_pair_of_one_actor_proves_little():
    (after,) = posteriors([1], [1], fit_prior([1], [1]))
    assert after.low < 0.5
    assert after.mean < 0.95


def test_nobody_has_no_prior():
    with pytest.raises(ValueError, match="at least one actor"):
        fit_prior([], [])
