"""Calibration: measures against scikit-learn and their reference formulas, temperatures that are found again."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.calibration import calibration_curve

from actorstance.atomic import write_json
from actorstance.calibration import (
    Calibration,
    adaptive_error,
    brier_score,
    calibration,
    calibration_error,
    confidences,
    fit_temperature,
    log_loss,
    with_temperature,
)
from actorstance.errors import InputError
from actorstance.metrics import wilson


@st.composite
def answers(draw):
    n = draw(st.integers(2, 40))
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    return rng.dirichlet([1, 1, 1], n), rng.integers(0, 3, n)


@st.composite
def coarse_answers(draw):
    """With one decimal, so that many confidences are equal and lie on the edges of bins."""
    n = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    return rng.multinomial(10, [0.6, 0.3, 0.1], n) / 10, rng.integers(0, 3, n)


@settings(max_examples=60, deadline=None)
@given(answers())
def test_log_loss_and_brier_score_are_scikit_learns(given):
    probabilities, gold = given
    assert log_loss(probabilities, gold) == pytest.approx(
        metrics.log_loss(gold, probabilities, labels=[0, 1, 2]), abs=1e-9
    )
    one_by_one = [metrics.brier_score_loss(gold == k, probabilities[:, k]) for k in range(3)]
    assert brier_score(probabilities, gold) == pytest.approx(sum(one_by_one), abs=1e-9)


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(st.one_of(answers(), coarse_answers()), st.integers(1, 20))
def test_the_bins_are_scikit_learns_and_add_up_to_the_errors(given, bins):
    probabilities, gold = given
    found = calibration(probabilities, gold, bins)
    sure, right = confidences(probabilities, gold)
    # scikit-learn places its edges by linspace, which differs from k / bins in the last digit.
    edges = np.linspace(0, 1, bins + 1)
    if not np.isclose(sure[:, None], edges).any():
        accuracy, confidence = calibration_curve(right.astype(int), sure, n_bins=bins)
        assert [one.accuracy for one in found.bins] == pytest.approx(accuracy.tolist(), abs=1e-9)
        assert [one.confidence for one in found.bins] == pytest.approx(confidence.tolist(), abs=1e-9)
    gaps = [abs(one.accuracy - one.confidence) for one in found.bins]
    expected = sum(one.n * gap for one, gap in zip(found.bins, gaps, strict=True)) / len(gold)
    assert found.error == pytest.approx(expected, abs=1e-9)
    assert found.error == calibration_error(probabilities, gold, bins)
    assert found.maximum_error == max(gaps) >= found.error - 1e-9
    assert found.n == len(gold) == sum(one.n for one in found.bins)
    assert (found.brier, found.log_loss) == (brier_score(probabilities, gold), log_loss(probabilities, gold))


@settings(max_examples=60, deadline=None)
@given(coarse_answers(), st.integers(1, 20))
def test_a_bin_holds_its_upper_edge_and_the_interval_of_its_answers(given, bins):
    probabilities, gold = given
    sure, right = confidences(probabilities, gold)
    found = calibration(probabilities, gold, bins).bins
    for one in found:
        inside = (sure > one.low) & (sure <= one.high)
        assert (one.n, one.accuracy) == (inside.sum(), right[inside].mean())
        assert (one.accuracy_low, one.accuracy_high) == wilson(right[inside].sum(), one.n)[:2]
        assert one.high - one.low == pytest.approx(1 / bins)
    assert [one.low for one in found] == sorted(one.low for one in found)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.integers(1, 6), st.integers(0, 10**6))
def test_bins_of_equal_mass_are_runs_of_the_sorted_answers(bins, size, seed):
    rng = np.random.default_rng(seed)
    probabilities, gold = rng.dirichlet([1, 1, 1], bins * size), rng.integers(0, 3, bins * size)
    sure, right = confidences(probabilities, gold)
    runs = np.split(np.argsort(sure), bins)
    expected = sum(abs(right[run].mean() - sure[run].mean()) for run in runs) / bins
    assert adaptive_error(probabilities, gold, bins) == pytest.approx(expected, abs=1e-9)
    assert calibration(probabilities, gold, bins).adaptive_error == adaptive_error(probabilities, gold, bins)


def test_equal_confidences_share_a_bin_of_equal_mass():
    gold = [0, 0, 0, 1, 2, 0]
    assert adaptive_error([[0.9, 0.1, 0.0]] * 6, gold, 3) == pytest.approx(0.9 - 4 / 6)
    # The three equal ones begin in the lower half, and stay there.
    assert adaptive_error([[0.5, 0.5, 0.0]] + [[0.9, 0.1, 0.0]] * 3, [1, 0, 0, 0], 2) == pytest.approx(
        0.8 - 3 / 4
    )


@settings(max_examples=60, deadline=None)
@given(coarse_answers(), st.integers(1, 20), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter_for_calibration(given, bins, random):
    probabilities, gold = given
    order = list(range(len(gold)))
    random.shuffle(order)
    first, again = (
        calibration(probabilities, gold, bins),
        calibration(probabilities[order], gold[order], bins),
    )
    for name in ("error", "maximum_error", "adaptive_error", "brier", "log_loss"):
        assert getattr(again, name) == pytest.approx(getattr(first, name), abs=1e-9)
    assert [(one.low, one.n, one.accuracy) for one in again.bins] == [
        (one.low, one.n, one.accuracy) for one in first.bins
    ]


def test_the_temperature_lowers_all_errors_of_too_sure_answers():
    rng = np.random.default_rng(2)
    honest = rng.dirichlet([1, 1, 1], 5_000)
    gold = (rng.random((5_000, 1)) > honest.cumsum(1)).sum(1).clip(0, 2)
    too_sure = with_temperature(honest, 0.4)
    before = calibration(too_sure, gold)
    after = calibration(with_temperature(too_sure, fit_temperature(too_sure, gold)), gold)
    for name in ("error", "adaptive_error", "maximum_error", "brier", "log_loss"):
        assert getattr(after, name) < getattr(before, name)
    assert after.error < 0.03 < 0.1 < before.error
    assert all(one.accuracy < one.confidence for one in before.bins if one.n > 100)


def test_calibration_becomes_json_and_comes_back(tmp_path):
    found = calibration([[0.9, 0.1, 0.0], [0.3, 0.3, 0.4]], [0, 1])
    assert found.binning == "15 equal-width bins of the top probability"
    write_json(tmp_path / "metrics.json", found)
    assert msgspec.json.decode((tmp_path / "metrics.json").read_bytes(), type=Calibration) == found


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_of_a_distortion_is_found_again(temperature):
    rng = np.random.default_rng(1)
    honest = rng.dirichlet([1, 1, 1], 20_000)
    gold = (rng.random((20_000, 1)) > honest.cumsum(1)).sum(1).clip(0, 2)
    distorted = with_temperature(honest, 1 / temperature)
    assert fit_temperature(distorted, gold) == pytest.approx(temperature, rel=0.05)


@settings(max_examples=60, deadline=None)
@given(answers(), st.floats(0.2, 5))
def test_a_temperature_changes_no_answer(given, temperature):
    probabilities, _ = given
    heated = with_temperature(probabilities, temperature)
    assert heated.sum(1) == pytest.approx(np.ones(len(heated)))
    assert (heated.argmax(1) == probabilities.argmax(1)).all()


@pytest.mark.parametrize(
    ("probabilities", "gold", "message"),
    [
        ([[1.0, 0.0, 0.0]], [0, 1], r"\(1, 3\) probabilities for \(2,\) gold stances"),
        ([[0.5, 0.5]], [0], r"\(1, 2\) probabilities for \(1,\) gold stances"),
        ([], [], "no pairs"),
        ([[1.0, 0.0, 0.0]], [3], "must be 0, 1 or 2"),
        ([[1.0, 0.0, 0.0]], [-1], "must be 0, 1 or 2"),
        (
            [[1.0, 0.0, 0.0], [2.0, 1.0, -2.0]],
            [0, 0],
            r"^row 2, field probabilities: .* got \[2.0, 1.0, -2.0\]",
        ),
        ([[0.6, 0.5, -0.1]], [0], "^row 1, field probabilities: expected numbers from 0 to 1"),
        ([[0.5, 0.1, 0.1]], [0], "^row 1, field probabilities: .* that sum to 1"),
        ([[float("nan"), 0.5, 0.5]], [0], "^row 1, field probabilities"),
    ],
)
def test_what_cannot_be_judged_is_refused(probabilities, gold, message):
    for measure in (log_loss, brier_score, calibration_error, adaptive_error, calibration, fit_temperature):
        with pytest.raises(InputError, match=message):
            measure(probabilities, gold)


def test_probabilities_written_with_two_decimals_are_fine():
    assert log_loss([[0.34, 0.33, 0.34]], [1]) == pytest.approx(-np.log(0.33))


@pytest.mark.parametrize("measure", [calibration, calibration_error, adaptive_error])
def test_there_must_be_a_bin(measure):
    with pytest.raises(InputError, match="at least one bin, got 0"):
        measure([[1.0, 0.0, 0.0]], [0], bins=0)
