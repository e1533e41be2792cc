"""The outcomes of pairs: what was predicted for each, what people said of some, and how likely these were to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actorstance.errors import InputError
from actorstance.metrics import Floats
from actorstance.records import PredictionRecord
from actorstance.schema import STANCES, LabelledPair, Pair
from actorstance.splits import GROUPS

OUTCOMES = {"against": (1, 0, 0), "neutral": (0, 1, 0), "favor": (0, 0, 1), "net": (-1, 0, 1)}
"""What is claimed, as weights of the three stances: three shares, and favor − against."""


class Outcomes(NamedTuple):
    """What is known of the pairs: counted and corrected answers and gold (N × 4, in the order of `OUTCOMES`), and (N) π, drawn and cluster.

    `drawn` is how many labelled pairs have the same π.
    """

    counted: Floats
    answers: Floats
    gold: Floats
    probabilities: Floats
    drawn: Floats
    clusters: NDArray[np.int64]

    def at(self, places: Sequence[int]) -> Outcomes:
        """The same of the pairs at these places."""
        return Outcomes(
            counted=self.counted[places],
            answers=self.answers[places],
            gold=self.gold[places],
            probabilities=self.probabilities[places],
            drawn=self.drawn[places],
            clusters=self.clusters[places],
        )


def pair_outcomes(
    pairs: Sequence[Pair],
    predictions: Sequence[PredictionRecord],
    shares: Floats | None,
    gold: Sequence[LabelledPair],
    places: Sequence[int],
    chances: Floats,
    cluster: str,
) -> Outcomes:
    """Puts together what is known of all pairs of a corpus.

    Args:
        pairs: all pairs (N).
        predictions: one for each, in the same order.
        shares: predicted probabilities (N × 3), to be corrected; None to correct the predicted stances.
        gold: the labelled pairs.
        places: the place of each of them among the pairs.
        chances: how likely each of them was to be drawn.
        cluster: what counts as drawn together: one of `GROUPS`, or `none` for single pairs.
    """
    outcomes, one_hot = np.array(list(OUTCOMES.values()), dtype=float).T, np.eye(len(STANCES))
    counted = one_hot[[record.stance.id for record in predictions]] @ outcomes
    truth, probabilities = np.full(counted.shape, np.nan), np.full(len(pairs), np.nan)
    truth[places] = one_hot[[pair.stance.id for pair in gold]] @ outcomes
    probabilities[places] = chances
    drawn, alike = np.full(len(pairs), np.nan), Counter(chances.round(12))
    drawn[places] = [alike[chance] for chance in chances.round(12)]
    groups = [pair.id if cluster == "none" else GROUPS[cluster](pair) for pair in pairs]
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return Outcomes(
        counted=counted,
        answers=counted if shares is None else shares @ outcomes,
        gold=truth,
        probabilities=probabilities,
        drawn=drawn,
        clusters=np.array([numbers[group] for group in groups]),
    )


def predicted_shares(predictions: Sequence[PredictionRecord], answers: str) -> Floats | None:
    """The predicted probabilities (N × 3); None where stances are to be counted."""
    if answers == "stances":
        return None
    found = []
    for record in predictions:
        if record.probabilities is None:
            if answers == "auto":
                return None
            raise InputError(f"no probabilities for pair {record.id!r}, which answers=probabilities needs")
        found.append([getattr(record.probabilities, str(stance)) for stance in STANCES])
    return np.array(found, dtype=float)
