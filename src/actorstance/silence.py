"""Silence: answering only where the model is sure, and what that gains. No torch in here.

A pair is answered where the confidence, the probability of the most probable stance, reaches a threshold; elsewhere the system stays silent.
With true probabilities no other rule has fewer errors at the same share of answers (Chow 1970); with those of a neural network it is
the "softmax response" of Geifman & El-Yaniv (NeurIPS 2017). Coverage is the share of pairs that are answered, and the trade of coverage for
accuracy (risk is 1 − accuracy) is El-Yaniv & Wiener's risk-coverage curve (JMLR 2010).

A threshold is chosen on development data and applied to others: the accuracy that it reaches where it was chosen flatters it.

Probabilities are N × 3, in the order against, neutral, favor; what cannot be used raises `InputError`, as in `calibration`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from actorstance.actors import Registry
from actorstance.breakdowns import actor_names
from actorstance.calibration import confidences
from actorstance.errors import InputError
from actorstance.metrics import Floats, too_few, wilson
from actorstance.schema import LabelledPair, Prediction, Stance
from actorstance.scores import Scorer, actor_members
from actorstance.splits import GROUPS

Counts = NDArray[np.int64]


class CoveragePoint(msgspec.Struct, frozen=True, kw_only=True):
    """What is reached when all pairs of at least one confidence are answered.

    Attributes:
        threshold: that confidence.
        coverage: the share of all pairs that are answered.
        n: the pairs that are answered.
        accuracy: the share of these that is right.
        low: lower end of its 95 % Wilson interval, which takes pairs as independent: too narrow where many share an article.
        high: upper end.
    """

    threshold: float
    coverage: float
    n: int
    accuracy: float
    low: float
    high: float


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a set of pairs is answered, and how accurately.

    Attributes:
        n: pairs.
        answered: the pairs that are answered.
        accuracy: the share of these that is right; None where none is answered.
        low: lower end of its 95 % interval, made of clusters as in `evaluation`; 0 where none is answered.
        high: upper end; 1 where none is answered.
    """

    n: int
    answered: int
    accuracy: float | None
    low: float
    high: float


class ActorCoverage(Answered, frozen=True, kw_only=True):
    """What is answered of one actor in one role.

    Attributes:
        actor: its id.
        name: its display name.
        role: `target` (all pairs toward it) or `holder` (all pairs from it).
        few: whether under ten pairs are answered, or those of one cluster alone, too few for a verdict.
    """

    actor: str
    name: str
    role: str
    few: bool


class Silence(Answered, frozen=True, kw_only=True):
    """One threshold, chosen elsewhere, applied to a set of pairs.

    Attributes:
        wanted: the accuracy for which the threshold was chosen.
        threshold: pairs of at least this confidence are answered; None where no threshold reached what was wanted: nothing is answered.
        chosen_on: the name of the data on which it was chosen.
        coverage: the share of pairs that are answered.
        curve: what other thresholds reach on these pairs, the highest first; to look at, not to choose by.
        area: the area under the risk-coverage curve, see `risk_coverage_area`.
        per_actor: one entry per actor and role, targets first, most pairs first.
    """

    wanted: float
    threshold: float | None
    chosen_on: str
    coverage: float
    curve: list[CoveragePoint]
    area: float
    per_actor: list[ActorCoverage]


def coverage_curve(probabilities: ArrayLike, gold: ArrayLike, most: int | None = None) -> list[CoveragePoint]:
    """Coverage and accuracy at every threshold that makes a difference: one point per distinct confidence, the highest first.

    Pairs of equal confidence are answered together, so the order of the pairs changes nothing. The last point answers all.

    Args:
        probabilities: N × 3.
        gold: N class ids.
        most: keep no more points than this (at least 2), evenly spaced by coverage, the first and the last among them.

    Raises:
        InputError: `most` is under 2, or the input cannot be used.

    Examples:
        >>> curve = coverage_curve([[0.9, 0.1, 0.0], [0.0, 0.2, 0.8], [0.1, 0.8, 0.1], [0.6, 0.2, 0.2]], [0, 2, 1, 1])
        >>> [(p.threshold, p.coverage, p.n, p.accuracy, round(p.low, 2)) for p in curve]
        [(0.9, 0.25, 1, 1.0, 0.21), (0.8, 0.75, 3, 1.0, 0.44), (0.6, 1.0, 4, 0.75, 0.3)]
    """
    if most is not None and most < 2:
        raise InputError(f"a curve has at least its two ends, got most={most}")
    thresholds, answered, right = _steps(probabilities, gold)
    kept = np.arange(len(thresholds))
    if most is not None and most < len(thresholds):
        wanted = np.linspace(answered[0], answered[-1], most)
        kept = np.unique(np.abs(answered - wanted[:, None]).argmin(1))
    points = []
    for step in kept:
        n, hits = int(answered[step]), int(right[step])
        interval = wilson(hits, n)
        points.append(
            CoveragePoint(
                threshold=float(thresholds[step]),
                coverage=n / int(answered[-1]),
                n=n,
                accuracy=hits / n,
                low=interval.low,
                high=interval.high,
            )
        )
    return points


def risk_coverage_area(probabilities: ArrayLike, gold: ArrayLike) -> float:
    """The area under the risk-coverage curve, AURC (Geifman, Uziel & El-Yaniv, ICLR 2019): 0 is best, 1 worst.

    Each of the N pairs gives a threshold, its confidence; the area is the mean of the N shares of wrong answers among the pairs that these
    thresholds answer. It depends on how many errors there are as well as on where they stand: compare it only on the same pairs.

    Examples:
        >>> probabilities = [[0.9, 0.1, 0.0], [0.7, 0.2, 0.1], [0.6, 0.2, 0.2]]
        >>> [round(risk_coverage_area(probabilities, gold), 3) for gold in ([0, 0, 1], [1, 0, 0])]  # (0 + 0 + 1/3) / 3, (1 + 1/2 + 1/3) / 3
        [0.111, 0.611]
    """
    _, answered, right = _steps(probabilities, gold)
    risk = (answered - right) / answered
    return float((risk * np.diff(answered, prepend=0)).sum() / answered[-1])


def choose_threshold(
    probabilities: ArrayLike, gold: ArrayLike, wanted: float, *, sure: bool = False
) -> float | None:
    """The lowest threshold with which the answered pairs of development data are as accurate as wanted.

    Accuracy need not rise with the threshold: a few errors among the most confident answers spoil the curve's beginning. So all thresholds
    are looked at, and of those that reach what is wanted the one that answers most is taken.

    This promises nothing for other data, with `sure` neither: the best of many thresholds was looked for. Geifman & El-Yaniv (2017) have a
    bound that holds with a chosen probability; for it pairs must be independent, and those of one article are not.

    Args:
        probabilities: N × 3, of development data.
        gold: N class ids.
        wanted: the accuracy, over 0 and up to 1.
        sure: ask it of the lower end of the accuracy's 95 % Wilson interval; this also keeps a handful of right answers from being enough.

    Returns:
        The threshold, which is the confidence of the least confident pair answered; None where no threshold reaches what is wanted.

    Raises:
        InputError: `wanted` is not over 0 and up to 1, or the input cannot be used.

    Examples:
        >>> probabilities, gold = [[0.9, 0.1, 0.0], [0.8, 0.2, 0.0], [0.7, 0.3, 0.0], [0.6, 0.4, 0.0]], [1, 0, 0, 1]
        >>> choose_threshold(probabilities, gold, 0.6), choose_threshold(probabilities, gold, 0.6, sure=True)
        (0.7, None)
    """
    if not 0 < wanted <= 1:
        raise InputError(f"the wanted accuracy must be over 0 and up to 1, got {wanted}")
    thresholds, answered, right = _steps(probabilities, gold)
    for threshold, n, hits in zip(thresholds[::-1], answered[::-1], right[::-1], strict=True):
        reached = wilson(int(hits), int(n)).low if sure else hits / n
        if reached >= wanted:
            return float(threshold)
    return None


def silence(
    pairs: Sequence[LabelledPair],
    probabilities: ArrayLike,
    *,
    wanted: float,
    threshold: float | None,
    chosen_on: str,
    registry: Registry | None = None,
    most: int = 100,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
) -> Silence:
    """Apply a threshold that `choose_threshold` found on other data.

    `cluster`, `resamples` and `seed` are those of `evaluation.evaluate`; with the same ones, intervals are the same where all is answered.

    Args:
        pairs: labelled pairs.
        probabilities: of their stances, N × 3, in the same order.
        wanted: the accuracy for which the threshold was chosen.
        threshold: from 0 (all pairs are answered) to 1; None answers none.
        chosen_on: the name of the data on which it was chosen.
        registry: gives actors their display names.
        most: how many points the curve keeps, at least 2.

    Raises:
        InputError: a `threshold` outside 0 to 1, an unknown `cluster`, or input that cannot be used.

    Examples:
        >>> from actorstance.schema import Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> probabilities = [[0.05, 0.9, 0.05], [0.5, 0.4, 0.1]]
        >>> found = silence([pair, pair], probabilities, wanted=0.9, threshold=0.8, chosen_on="dev")
        >>> found.answered, found.coverage, found.accuracy, found.area
        (1, 0.5, 1.0, 0.25)
        >>> [(one.actor, one.role, one.n, one.answered, one.few) for one in found.per_actor]
        [('peru', 'target', 2, 1, True)]
    """
    if threshold is not None and not 0 <= threshold <= 1:
        raise InputError(f"a threshold lies between 0 and 1, got {threshold}")
    if cluster not in GROUPS:
        raise InputError(f"unknown cluster {cluster!r}, expected one of {', '.join(GROUPS)}")
    gold = [pair.stance.id for pair in pairs]
    confidence, right = confidences(probabilities, gold)
    answers = [Stance.from_id(c) for c in np.asarray(probabilities, dtype=float).argmax(1).tolist()]
    scorer = Scorer(pairs, answers, cluster=cluster, resamples=resamples, seed=seed)
    spoken = np.zeros(len(pairs), dtype=bool) if threshold is None else confidence >= threshold

    def figures(indices: Sequence[int]) -> dict[str, Any]:
        answered = [i for i in indices if spoken[i]]
        interval = scorer.clusters(answered).accuracy_interval(resamples, seed)
        return {
            "n": len(indices),
            "answered": len(answered),
            "accuracy": float(right[answered].mean()) if answered else None,
            "low": interval.low,
            "high": interval.high,
        }

    per_actor, names = [], actor_names(pairs, registry)
    for (role, actor), indices in actor_members(pairs).items():
        found = figures(indices)
        spoken_of = len({scorer.group(pairs[i]) for i in indices if spoken[i]})
        few = too_few(found["answered"], spoken_of)
        per_actor.append(ActorCoverage(**found, actor=actor, name=names[actor], role=role, few=few))
    return Silence(
        **figures(range(len(pairs))),
        wanted=wanted,
        threshold=threshold,
        chosen_on=chosen_on,
        coverage=float(spoken.mean()),
        curve=coverage_curve(probabilities, gold, most),
        area=risk_coverage_area(probabilities, gold),
        per_actor=per_actor,
    )


def silent(predictions: Sequence[Prediction], threshold: float | None) -> list[bool]:
    """For each prediction, whether a system with this threshold stays silent; with None it always does.

    Examples:
        >>> from actorstance.schema import Mention, Pair, Probabilities, Stance
        >>> pair = Pair(id="1", text="Peru won.", target=Mention(0, 4))
        >>> unsure = Prediction(pair=pair, stance=Stance.FAVOR, probabilities=Probabilities(0.1, 0.4, 0.5))
        >>> sure = Prediction(pair=pair, stance=Stance.FAVOR, probabilities=Probabilities(0.0, 0.1, 0.9))
        >>> predictions = [unsure, sure]  # for example of StancePredictor.predict_pairs
        >>> [p.stance.value for p, quiet in zip(predictions, silent(predictions, 0.8), strict=True) if not quiet]
        ['favor']
    """
    tops = [max(msgspec.structs.astuple(prediction.probabilities)) for prediction in predictions]
    return [threshold is None or top < threshold for top in tops]


def _steps(probabilities: ArrayLike, gold: ArrayLike) -> tuple[Floats, Counts, Counts]:
    """The distinct confidences, the highest first, and how many pairs of at least each there are, and how many of these are right."""
    confidence, right = confidences(probabilities, gold)
    levels, places = np.unique(-confidence, return_inverse=True)
    answered = np.bincount(places).cumsum()
    return -levels, answered, np.bincount(places[right], minlength=len(levels)).cumsum()
