"""Whether probabilities are as good as their word: calibration error, Brier score, and the temperature that mends them. No torch.

All functions take N × 3 probabilities in the order against, neutral, favor, and N class ids. The confidence of an answer is the
probability of the stance that is answered, the most probable one. What cannot be used (lengths that differ, no pairs, class ids other than
0, 1, 2, rows that are no probabilities) raises `InputError`.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from actorstance.errors import InputError
from actorstance.metrics import CLASSES, wilson

Floats = NDArray[np.float64]
TINY = 1e-12
ROUNDING = 0.02
"""How far the sum of three probabilities may lie from 1: they may have been written with two decimals."""


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """The answers whose confidence lies in one interval.

    Attributes:
        low: the lower edge, which belongs to the bin below.
        high: the upper edge, which belongs to this one.
        n: answers, at least one.
        confidence: their mean confidence.
        accuracy: the share of them that is right.
        accuracy_low: lower end of the accuracy's 95 % Wilson interval.
        accuracy_high: upper end.
    """

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float
    accuracy_low: float
    accuracy_high: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How far confidence and accuracy lie apart.

    The three errors come from binned samples, so chance alone makes them greater than 0, the more so the fewer the pairs (Roelofs et al.,
    AISTATS 2022): compare them only between systems on the same pairs.

    Attributes:
        n: pairs.
        error: expected calibration error (ECE), see `calibration_error`.
        maximum_error: the widest gap of all bins (MCE; Naeini et al., AAAI 2015); a bin with few answers may make it.
        adaptive_error: the expected calibration error with bins of equal mass, see `adaptive_error`.
        binning: in words, how the first two were binned.
        brier: the Brier score, 0 to 2.
        log_loss: mean negative log-likelihood of the gold stances, in nats.
        bins: those that hold answers, the least confident first: what a reliability diagram shows.
    """

    n: int
    error: float
    maximum_error: float
    adaptive_error: float
    binning: str
    brier: float
    log_loss: float
    bins: list[Bin]


def confidences(probabilities: ArrayLike, gold: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """The confidence of each answer, and whether it is right; of stances that are equally probable the first is answered.

    Examples:
        >>> [values.tolist() for values in confidences([[0.7, 0.2, 0.1], [0.4, 0.1, 0.5]], [0, 1])]
        [[0.7, 0.5], [True, False]]
    """
    scores, classes = _checked(probabilities, gold)
    return scores.max(1), scores.argmax(1) == classes


def calibration(probabilities: ArrayLike, gold: ArrayLike, bins: int = 15) -> Calibration:
    """All figures of calibration at once, with the bins of a reliability diagram (DeGroot & Fienberg 1983; Guo et al., ICML 2017).

    Args:
        probabilities: N × 3.
        gold: N class ids.
        bins: how many bins, of equal width between 0 and 1; for `adaptive_error`, of equal mass.

    Raises:
        InputError: there is no bin, or the input cannot be used.

    Examples:
        >>> found = calibration([[0.9, 0.1, 0.0]] * 4 + [[0.2, 0.2, 0.6]], [0, 0, 0, 1, 2], bins=5)
        >>> round(found.error, 3), round(found.maximum_error, 3), found.binning
        (0.2, 0.4, '5 equal-width bins of the top probability')
        >>> [(b.low, b.high, b.n, round(b.confidence, 3), b.accuracy, round(b.accuracy_low, 3)) for b in found.bins]
        [(0.4, 0.6, 1, 0.6, 1.0, 0.207), (0.8, 1.0, 4, 0.9, 0.75, 0.301)]
    """
    sure, right = confidences(probabilities, gold)
    places = _equal_width(sure, bins)
    kept = []
    for place in np.unique(places):
        inside = places == place
        n, hits = int(inside.sum()), int(right[inside].sum())
        interval = wilson(hits, n)
        kept.append(
            Bin(
                low=float(place / bins),
                high=float((place + 1) / bins),
                n=n,
                confidence=float(sure[inside].mean()),
                accuracy=hits / n,
                accuracy_low=interval.low,
                accuracy_high=interval.high,
            )
        )
    return Calibration(
        n=len(sure),
        error=_expected_gap(sure, right, places),
        maximum_error=max(abs(one.accuracy - one.confidence) for one in kept),
        adaptive_error=adaptive_error(probabilities, gold, bins),
        binning=f"{bins} equal-width bins of the top probability",
        brier=brier_score(probabilities, gold),
        log_loss=log_loss(probabilities, gold),
        bins=kept,
    )


def log_loss(probabilities: ArrayLike, gold: ArrayLike) -> float:
    """Mean negative log-likelihood of the gold stances.

    Examples:
        >>> round(log_loss([[0.5, 0.25, 0.25]], [0]), 4)
        0.6931
    """
    scores, classes = _checked(probabilities, gold)
    return float(-np.log(np.maximum(scores[np.arange(len(classes)), classes], TINY)).mean())


def brier_score(probabilities: ArrayLike, gold: ArrayLike) -> float:
    """Mean squared distance between the probabilities and the truth, summed over the classes: 0 to 2 (Brier 1950).

    Examples:
        >>> brier_score([[0.5, 0.5, 0.0]], [0])
        0.5
    """
    scores, classes = _checked(probabilities, gold)
    return float(((scores - np.eye(scores.shape[1])[classes]) ** 2).sum(1).mean())


def calibration_error(probabilities: ArrayLike, gold: ArrayLike, bins: int = 15) -> float:
    """Expected calibration error of the most probable stance, with equal-width bins (Guo et al., ICML 2017).

    Examples:
        >>> round(calibration_error([[0.9, 0.1, 0.0]] * 4, [0, 0, 0, 1]), 4)
        0.15
    """
    sure, right = confidences(probabilities, gold)
    return _expected_gap(sure, right, _equal_width(sure, bins))


def adaptive_error(probabilities: ArrayLike, gold: ArrayLike, bins: int = 15) -> float:
    """Expected calibration error of the most probable stance, with bins of equal mass (Nguyen & O'Connor, EMNLP 2015).

    Equal confidences share the bin of the first of them, so that the order of the pairs changes nothing; bins differ in size by that, and by
    one answer where N is no multiple of `bins`.

    Examples:
        >>> round(adaptive_error([[0.9, 0.1, 0.0], [0.8, 0.2, 0.0], [0.6, 0.4, 0.0], [0.5, 0.5, 0.0]], [0, 0, 0, 1], bins=2), 4)
        0.1
    """
    sure, right = confidences(probabilities, gold)
    ranks = np.searchsorted(np.sort(sure), sure)
    return _expected_gap(sure, right, ranks * _at_least_one(bins) // len(sure))


def with_temperature(probabilities: ArrayLike, temperature: float) -> Floats:
    """The probabilities that logits divided by a temperature give.

    Examples:
        >>> with_temperature([[0.8, 0.2, 0.0]], 2.0).round(3).tolist()
        [[0.667, 0.333, 0.0]]
    """
    logs = np.log(np.maximum(np.asarray(probabilities, float), TINY)) / temperature
    scores: Floats = np.exp(logs - logs.max(-1, keepdims=True))
    shares: Floats = scores / scores.sum(-1, keepdims=True)
    return shares


def fit_temperature(probabilities: ArrayLike, gold: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The temperature with which the gold stances are most likely (Guo et al., ICML 2017), between 0.1 and 10.

    Args:
        probabilities: N × 3, at temperature 1.
        gold: N class ids of development data.
        weights: how much each counts; by default all alike.

    Examples:
        >>> fit_temperature([[0.99, 0.005, 0.005]] * 10, [0] * 8 + [1, 2]) > 2
        True
    """
    scores, classes = _checked(probabilities, gold)
    shares = np.ones(len(classes)) if weights is None else np.asarray(weights, float)

    def loss(log_temperature: float) -> float:
        heated = with_temperature(scores, float(np.exp(log_temperature)))
        likely = np.maximum(heated[np.arange(len(classes)), classes], TINY)
        return float(-(shares * np.log(likely)).sum() / shares.sum())

    found = minimize_scalar(loss, bounds=(np.log(0.1), np.log(10)), method="bounded")
    return float(np.exp(found.x))


def _equal_width(sure: Floats, bins: int) -> NDArray[np.int64]:
    edges = np.arange(1, _at_least_one(bins)) / bins
    # Bins are open below and closed above, as in Guo et al.
    return np.asarray(np.digitize(sure, edges, right=True))


def _at_least_one(bins: int) -> int:
    if bins < 1:
        raise InputError(f"there must be at least one bin, got {bins}")
    return bins


def _expected_gap(sure: Floats, right: NDArray[np.bool_], places: NDArray[np.int64]) -> float:
    return float(np.abs(np.bincount(places, sure - right)).sum() / len(sure))


def _checked(probabilities: ArrayLike, gold: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    scores, classes = np.asarray(probabilities, float), np.asarray(gold, int)
    if not len(classes):
        raise InputError("there are no pairs to judge probabilities by")
    if scores.shape != (len(classes), CLASSES):
        raise InputError(f"{scores.shape} probabilities for {classes.shape} gold stances")
    if classes.min() < 0 or classes.max() >= CLASSES:
        raise InputError("class ids must be 0, 1 or 2")
    # Written so that nan fails too; a rounding error above 1 is forgiven.
    fine = ((scores >= 0) & (scores <= 1 + 1e-6)).all(1) & (np.abs(scores.sum(1) - 1) <= ROUNDING)
    if not fine.all():
        row = int(np.argmin(fine))
        raise InputError.at(
            f"expected numbers from 0 to 1 that sum to 1, got {scores[row].tolist()}",
            row=row + 1,
            field="probabilities",
        )
    return np.minimum(scores, 1), classes
