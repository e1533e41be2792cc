"""Whether probabilities are as good as their word: calibration error, Brier score, and the temperature that mends them. No torch.

All functions take N × 3 probabilities in the order against, neutral, favor, and N class ids.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

Floats = NDArray[np.float64]
TINY = 1e-12


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
    scores, classes = _checked(probabilities, gold)
    sure = scores.max(1)
    right = (scores.argmax(1) == classes).astype(float)
    # Bins are open below and closed above, as in the paper.
    place = np.clip(np.ceil(sure * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(place, sure - right, minlength=bins)
    return float(np.abs(gaps).sum() / len(classes))


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


def _checked(probabilities: ArrayLike, gold: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    scores, classes = np.asarray(probabilities, float), np.asarray(gold, int)
    if scores.ndim != 2 or len(scores) != len(classes) or not len(classes):
        raise ValueError(f"{scores.shape} probabilities for {classes.shape} gold stances")
    return scores, classes
