"""A claim: one figure of an actor, or of everybody, counted, from the labelled sample, and corrected, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from actorstance.claims.cells import Cell
from actorstance.claims.correction import (
    Estimate,
    corpus_mean,
    corpus_share_interval,
    corrected_mean,
    share_interval,
)
from actorstance.claims.outcomes import OUTCOMES, Outcomes
from actorstance.metrics import FEW, Floats

ROUNDING = 1e-9
"""A figure no further than this beyond what is possible is there by rounding alone."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of one actor, or of everybody, in one group.

    Attributes:
        role: `target` (all pairs toward it), `holder` (all from it), `pair` (holder toward target) or `all` pairs.
        holder: the holder's id; None where any will do.
        target: the target's id; None where any will do.
        name: display name; "holder → target" for a pair of actors.
        group: the group of pairs; None for all groups together.
        stance: `against`, `neutral` or `favor`, whose share it is, or `net`: favor − against.
        n: pairs.
        labelled: how many of them are labelled.
        naive: the figure counted from the predictions.
        naive_low: lower end of its 95 % interval, which knows nothing of the classifier's errors; None in claims about this corpus alone, for all
            of it is counted.
        naive_high: upper end.
        gold: the figure in the labelled sample; None where nothing is labelled.
        gold_low: lower end of its 95 % interval.
        gold_high: upper end.
        corrected: the corrected figure; None where it would have no interval, and `note` says why.
        low: lower end of its 95 % interval.
        high: upper end.
        power: λ of the corrected figure: how far it leans on the predictions, 1 with `dsl`.
        few: whether fewer than ten pairs are labelled, too few for a claim.
        cut: whether the corrected figure lay beyond what is possible, and was moved to the end of it.
        note: why there is no corrected figure.
    """

    role: str
    holder: str | None
    target: str | None
    name: str
    group: str | None
    stance: str
    n: int
    labelled: int
    naive: float
    naive_low: float | None
    naive_high: float | None
    gold: float | None
    gold_low: float | None
    gold_high: float | None
    corrected: float | None
    low: float | None
    high: float | None
    power: float | None
    few: bool
    note: str
    cut: bool = False


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What `claims.json` holds.

    Attributes:
        method: `dsl` or `ppi`.
        answers: what was corrected: `probabilities` or `stances`.
        part: `all` pairs, or only `overall` or `directed` ones.
        by: what makes groups; `none` for no groups.
        n: pairs.
        labelled: labelled pairs.
        represented: how many pairs the labelled ones stand for, the sum of 1 / sampling probability: near n, unless labels are missing or the
            probabilities are those of another corpus.
        warning: what tells that the labelled pairs are no whole sample (`sampling.sample_gap`); empty where nothing does.
        clusters: by what pairs were clustered for intervals, how many clusters there are, and how many of them have labelled pairs.
        claims: all figures; everybody first, then targets, holders and pairs of actors, those of most pairs first.
    """

    method: str
    answers: str
    part: str
    by: str
    n: int
    labelled: int
    represented: float
    warning: str
    clusters: dict[str, str | int]
    claims: list[Claim]


def claim_of(
    cell: Cell, stance: str, here: Outcomes, method: str, cluster: str, called: Mapping[str, str]
) -> Claim:
    """The figures of one cell and stance.

    Args:
        cell: whose pairs these are.
        stance: one of `OUTCOMES`.
        here: what is known of these pairs (`Outcomes.at`).
        method: `dsl` or `ppi`.
        cluster: what counts as drawn together; `none` for a claim about this corpus alone.
        called: the actors' display names.
    """
    column = list(OUTCOMES).index(stance)
    counted, answers, gold = here.counted[:, column], here.answers[:, column], here.gold[:, column]
    labelled = ~np.isnan(gold)
    count, least = int(labelled.sum()), -1.0 if stance == "net" else 0.0
    alone = cluster == "none"  # about this corpus alone
    weights = np.ones(count) if alone and labelled.all() else 1 / here.probabilities[labelled]
    naive_low = naive_high = None
    if not alone:
        naive_low, naive_high = _plain_interval(stance, counted, here.clusters, np.ones(len(counted)))
    gold_low = gold_high = corrected = low = high = power = None
    cut, note = False, "no labelled pair"
    if count:
        tuned = None if method == "ppi" else 1.0
        if alone:
            gold_low, gold_high = _corpus_interval(stance, gold, weights, here)
            found = corpus_mean(answers, gold, here.probabilities, here.drawn, power=tuned)
        else:
            gold_low, gold_high = _plain_interval(stance, gold[labelled], here.clusters[labelled], weights)
            found = corrected_mean(answers, gold, here.probabilities, here.clusters, power=tuned)
        possible = found.within(least, 1.0)
        note = _why_none(found, cluster) if possible.low is None else ""
        if not note:
            corrected, low, high, power = possible
            cut = abs(possible.value - found.value) > ROUNDING
    who = [called[actor] for actor in cell[1:3] if actor is not None]
    return Claim(
        **cell._asdict(),
        name=" → ".join(who) or "all pairs",
        stance=stance,
        n=len(counted),
        labelled=count,
        naive=float(counted.mean()),
        naive_low=naive_low,
        naive_high=naive_high,
        gold=float(np.average(gold[labelled], weights=weights)) if count else None,
        gold_low=gold_low,
        gold_high=gold_high,
        corrected=corrected,
        low=low,
        high=high,
        power=power,
        few=count < FEW,
        note=note,
        cut=cut,
    )


def _plain_interval(
    stance: str, values: Floats, clusters: NDArray[np.int64], weights: Floats
) -> tuple[float, float]:
    """Wilson's for a share; that of a mean for the net, which is no share."""
    if stance != "net":
        return share_interval(values, clusters, None if np.ptp(weights) == 0 else weights)[:2]
    found = corrected_mean(values, values, weights.min() / weights, clusters, power=0.0).within(-1.0, 1.0)
    return (-1.0, 1.0) if found.low is None or found.high is None else (found.low, found.high)


def _corpus_interval(stance: str, gold: Floats, weights: Floats, here: Outcomes) -> tuple[float, float]:
    """The interval of the labelled pairs' figure about these very pairs: Wilson's for a share, that of a mean for the net."""
    labelled = ~np.isnan(gold)
    if stance != "net":
        return corpus_share_interval(gold[labelled], weights, 1 - labelled.mean())[:2]
    found = corpus_mean(np.zeros(len(gold)), gold, here.probabilities, here.drawn, power=0.0).within(
        -1.0, 1.0
    )
    return (-1.0, 1.0) if found.low is None or found.high is None else (found.low, found.high)


def _why_none(found: Estimate, cluster: str) -> str:
    if found.low is not None:
        return "beyond what is possible"
    return "one labelled pair only" if cluster == "none" else f"labelled pairs of one {cluster} only"
