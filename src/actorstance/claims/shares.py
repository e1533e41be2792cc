"""From predictions to claims: which share of a corpus is in favor of an actor or against it, corrected for the classifier's errors.

Counted predictions give biased shares, since a classifier errs more often in one direction than in another. Where people have labelled a small random
sample of the corpus, its errors there correct the count, and the interval says how far that can be trusted:

    naive       the share of the predictions
    gold        the share in the labelled sample, weighted by how likely each pair was to be drawn
    corrected   both together, see `correction.corrected_mean`

Two things may be claimed. With `cluster="article"`, figures are about the source that the corpus comes from, of which its articles are a sample, and intervals
know that the pairs of one article are alike. With `cluster="none"`, they are about this corpus alone, all of which has been predicted: then chance lies only in which
pairs were drawn to be labelled, one by one, and an actor of a single article can be claimed about too. Intervals are then those of a sample from a fixed corpus
(`correction.corpus_mean`), narrower the more of it is labelled, and without width where all is; the counted predictions, a census, have none.

A corrected figure may lie beyond what is possible, a share under 0, say. It is moved to the end of what is possible, as its interval is, and marked (`cut`): that is
never further from the true share, and changes no coverage, since the true share is never beyond. But such figures are biased toward the middle: averages over
many of them, of actors with few labels each, say, should be made of the pairs and not of these figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from actorstance.actors import Registry
from actorstance.breakdowns import actor_names
from actorstance.claims.cells import Cell, cells, group_names, part_places
from actorstance.claims.correction import (
    Estimate,
    corpus_mean,
    corpus_share_interval,
    corrected_mean,
    share_interval,
)
from actorstance.claims.sampling import match_gold, sample_gap, sampling_probabilities, stratum_names
from actorstance.errors import InputError
from actorstance.metrics import FEW, Floats
from actorstance.records import PredictionRecord
from actorstance.schema import STANCES, LabelledPair, Pair
from actorstance.splits import GROUPS

METHODS = ("dsl", "ppi")
ANSWERS = ("auto", "probabilities", "stances")
CLUSTERS = ("none", *GROUPS)
OUTCOMES = {"against": (1, 0, 0), "neutral": (0, 1, 0), "favor": (0, 0, 1), "net": (-1, 0, 1)}
"""What is claimed, as weights of the three stances: three shares, and favor − against."""

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


class _Columns(NamedTuple):
    """What is known of the pairs: counted and corrected answers and gold (N × 4, in the order of `OUTCOMES`), and (N) π, drawn and cluster.

    `drawn` is how many labelled pairs have the same π.
    """

    counted: Floats
    answers: Floats
    gold: Floats
    probabilities: Floats
    drawn: Floats
    clusters: NDArray[np.int64]

    def at(self, places: Sequence[int]) -> _Columns:
        """The same of the pairs at these places."""
        return _Columns(
            counted=self.counted[places],
            answers=self.answers[places],
            gold=self.gold[places],
            probabilities=self.probabilities[places],
            drawn=self.drawn[places],
            clusters=self.clusters[places],
        )


def estimate_claims(
    pairs: Sequence[Pair],
    predictions: Sequence[PredictionRecord],
    gold: Sequence[LabelledPair],
    *,
    method: str = "dsl",
    answers: str = "auto",
    part: str = "all",
    by: str = "none",
    period: str = "month",
    least: int = 1,
    cluster: str = "article",
    strata: str = "none",
    registry: Registry | None = None,
    path: str = "gold",
) -> Claims:
    """The shares of every actor as target and as holder, and of every holder toward every target; in all and by group.

    Args:
        pairs: all pairs of the corpus.
        predictions: one for each pair, in the same order, as `evaluation.match_records` brings them.
        gold: a random sample of the pairs, labelled, in any order; `meta["probability"]` says how likely each was to be drawn. Without, the
            sample is taken to be simple, or stratified by `strata`.
        method: `dsl` fits every sample, and its shares add up to 1. `ppi` is for simple random samples: it leans less on a poor classifier, but
            tunes each figure by itself, so that they need not add up.
        answers: whether predicted `probabilities` or `stances` are corrected; `auto` for probabilities where every prediction has them. Calibrated
            ones err by less: in simulation they made intervals 12 to 16 % narrower than stances did, overconfident ones 6 to 9 %.
        part: `all` pairs, or only `overall` or `directed` ones.
        by: `article`, or a key of `pair.meta` that makes groups, such as `outlet` or `date`; `none` for no groups. Articles have corrected figures of their
            own only with `cluster="none"`, for one article says nothing of how much others differ.
        period: with `by="date"`: `year`, `month` or `day`.
        least: only actors, and pairs of actors, with at least this many pairs.
        cluster: what counts as drawn together: `article`, `paragraph`, `sentence`, or `none` for single pairs and claims about this corpus alone.
        strata: as for `sampling.draw_sample`, over the pairs of `part`, or over all where some of the gold lies outside it; not read where the gold has its
            probabilities.
        registry: gives actors their display names, where the pairs do not (`breakdowns.actor_names`).
        path: what errors call the gold.

    Raises:
        InputError: an unknown choice, gold that does not fit the pairs (`match_gold`, `sampling.sampling_probabilities`), `ppi` with unequal probabilities,
            missing predicted probabilities, or a group or date that cannot be read.

    Examples:
        >>> from actorstance.pairs import label
        >>> from actorstance.schema import Mention, Stance
        >>> pairs = [Pair(id=str(i), text=f"Peru won {i}.", target=Mention(0, 4, "peru")) for i in range(400)]
        >>> records = [PredictionRecord(id=pair.id, stance=Stance.FAVOR) for pair in pairs]
        >>> gold = [label(pair, Stance.AGAINST if i % 4 else Stance.FAVOR) for i, pair in enumerate(pairs[:80])]
        >>> claim = estimate_claims(pairs, records, gold).claims[2]
        >>> claim.stance, claim.naive, [round(x, 2) for x in (claim.corrected, claim.low, claim.high)]
        ('favor', 1.0, [0.25, 0.15, 0.35])
    """
    for what, value, known in (
        ("method", method, METHODS),
        ("answers", answers, ANSWERS),
        ("cluster", cluster, CLUSTERS),
    ):
        if value not in known:
            raise InputError(f"unknown {what} {value!r}, expected one of {', '.join(known)}")
    kept = part_places(pairs, part)
    places = match_gold(pairs, gold, path)
    # Gold within the part was drawn from it, as `scripts/claims.py` draws; any outside tells that it was drawn from all pairs.
    drawn_from = kept if set(places) <= set(kept) else range(len(pairs))
    names = stratum_names(
        [pairs[place] for place in drawn_from], [predictions[place].stance for place in drawn_from], strata
    )
    numbers = {place: number for number, place in enumerate(drawn_from)}
    chances = sampling_probabilities(names, gold, [numbers[place] for place in places], path)
    if method == "ppi" and np.ptp(chances) > 1e-9:
        raise InputError.at("method=ppi needs equal sampling probabilities; use method=dsl", path=path)
    shares = _predicted_shares(predictions, answers)
    columns = _columns(pairs, predictions, shares, gold, places, chances, cluster)
    claims, called = [], actor_names(pairs, registry)
    for cell, members in cells(pairs, kept, group_names(pairs, by, period), least):
        here = columns.at(members)
        for number, stance in enumerate(OUTCOMES):
            claims.append(_claim(cell, stance, here, number, method, cluster, called))
    inside = sorted(set(places) & set(kept))
    return Claims(
        method=method,
        answers="stances" if shares is None else "probabilities",
        part=part,
        by=by,
        n=len(kept),
        labelled=len(inside),
        represented=float((1 / columns.probabilities[inside]).sum()),
        warning=sample_gap(chances, len(drawn_from), len(pairs)),
        clusters={
            "by": cluster,
            "n": len(np.unique(columns.clusters[kept])),
            "labelled": len(np.unique(columns.clusters[inside])),
        },
        claims=claims,
    )


def _claim(
    cell: Cell, stance: str, here: _Columns, column: int, method: str, cluster: str, called: Mapping[str, str]
) -> Claim:
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


def _corpus_interval(stance: str, gold: Floats, weights: Floats, here: _Columns) -> tuple[float, float]:
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


def _columns(
    pairs: Sequence[Pair],
    predictions: Sequence[PredictionRecord],
    shares: Floats | None,
    gold: Sequence[LabelledPair],
    places: Sequence[int],
    chances: Floats,
    cluster: str,
) -> _Columns:
    outcomes, one_hot = np.array(list(OUTCOMES.values()), dtype=float).T, np.eye(len(STANCES))
    counted = one_hot[[record.stance.id for record in predictions]] @ outcomes
    truth, probabilities = np.full(counted.shape, np.nan), np.full(len(pairs), np.nan)
    truth[places] = one_hot[[pair.stance.id for pair in gold]] @ outcomes
    probabilities[places] = chances
    drawn, alike = np.full(len(pairs), np.nan), Counter(chances.round(12))
    drawn[places] = [alike[chance] for chance in chances.round(12)]
    groups = [pair.id if cluster == "none" else GROUPS[cluster](pair) for pair in pairs]
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return _Columns(
        counted=counted,
        answers=counted if shares is None else shares @ outcomes,
        gold=truth,
        probabilities=probabilities,
        drawn=drawn,
        clusters=np.array([numbers[group] for group in groups]),
    )


def _predicted_shares(predictions: Sequence[PredictionRecord], answers: str) -> Floats | None:
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
