"""Calibration: measures against their reference formulas, temperatures that are found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from actorstance.calibration import (
    brier_score,
    calibration_error,
    fit_temperature,
    log_loss,
    with_temperature,
)


@st.composite
def answers(draw):
    n = draw(st.integers(2, 40))
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    return rng.dirichlet([1, 1, 1], n), rng.integers(0, 3, n)


@given(answers())
def test_log_loss_and_brier_score_are_scikit_learns(given):
    probabilities, gold = given
    assert log_loss(probabilities, gold) == pytest.approx(
        metrics.log_loss(gold, probabilities, labels=[0, 1, 2]), abs=1e-9
    )
    one_by_one = [metrics.brier_score_loss(gold == k, probabilities[:, k]) for k in range(3)]
    assert brier_score(probabilities, gold) == pytest.approx(sum(one_by_one), abs=1e-9)


@given(answers(), st.integers(1, 20))
def test_calibration_error_is_the_reference_formula(given, bins):
    probabilities, gold = given
    sure, right = probabilities.max(1), probabilities.argmax(1) == gold
    expected = 0.0
    for low in range(bins):
        inside = (sure > low / bins) & (sure <= (low + 1) / bins)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    assert calibration_error(probabilities, gold, bins) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_of_a_distortion_is_found_again(temperature):
    rng = np.random.default_rng(1)
    honest = rng.dirichlet([1, 1, 1], 20_000)
    gold = (rng.random((20_000, 1)) > honest.cumsum(1)).sum(1).clip(0, 2)
    distorted = with_temperature(honest, 1 / temperature)
    assert fit_temperature(distorted, gold) == pytest.approx(temperature, rel=0.05)


@given(answers(), st.floats(0.2, 5))
def test_a_temperature_changes_no_answer(given, temperature):
    probabilities, _ = given
    heated = with_temperature(probabilities, temperature)
    assert heated.sum(1) == pytest.approx(np.ones(len(heated)))
    assert (heated.argmax(1) == probabilities.argmax(1)).all()


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="for"):
        log_loss([[1.0, 0.0, 0.0]], [0, 1])
