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

from collections.abc import Sequence

import numpy as np

from actorstance.actors import Registry
from actorstance.breakdowns import actor_names
from actorstance.claims.cells import cells, group_names, part_places
from actorstance.claims.claim import Claim, Claims, claim_of
from actorstance.claims.outcomes import OUTCOMES, pair_outcomes, predicted_shares
from actorstance.claims.sampling import match_gold, sample_gap, sampling_probabilities, stratum_names
from actorstance.errors import InputError
from actorstance.records import PredictionRecord
from actorstance.schema import LabelledPair, Pair
from actorstance.splits import GROUPS

METHODS = ("dsl", "ppi")
ANSWERS = ("auto", "probabilities", "stances")
CLUSTERS = ("none", *GROUPS)


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
    shares = predicted_shares(predictions, answers)
    columns = pair_outcomes(pairs, predictions, shares, gold, places, chances, cluster)
    called = actor_names(pairs, registry)
    claims: list[Claim] = []
    for cell, members in cells(pairs, kept, group_names(pairs, by, period), least):
        here = columns.at(members)
        claims += [claim_of(cell, stance, here, method, cluster, called) for stance in OUTCOMES]
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
