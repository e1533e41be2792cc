"""Agreement of two annotation passes, and what they disagree about."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

import krippendorff
import msgspec
import numpy as np
from sklearn.metrics import cohen_kappa_score

from actorstance.errors import InputError
from actorstance.schema import STANCES, Annotation, MarkedMention, Stance

FIGURES = 3  # after the point; more would feign precision that a few hundred pairs do not have


class Judgement(NamedTuple):
    """One thing that both passes judged.

    Attributes:
        sentence: the sentence's id.
        item: `overall ACTOR@START` or `HOLDER -> TARGET`.
        holder: the holder; None for overall stances.
        target: the target.
        first: the first pass's stance.
        second: the second pass's stance.
    """

    sentence: str
    item: str
    holder: str | None
    target: str
    first: Stance
    second: Stance


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement on a set of judgements.

    Attributes:
        n: judgements that both passes made.
        agreed: the share with the same stance.
        kappa: Cohen's kappa; None where only one stance occurs.
        alpha: Krippendorff's alpha, nominal; None where only one stance occurs.
        low: lower end of alpha's 95 % interval by bootstrap over sentences.
        high: upper end.
        confusion: first pass in rows, second in columns, in the order against, neutral, favor.
    """

    n: int
    agreed: float
    kappa: float | None
    alpha: float | None
    low: float | None = None
    high: float | None = None
    confusion: list[list[int]]


class AgreementReport(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement of two passes over the same sentences.

    Attributes:
        sentences: how many.
        mentions_f1: F1 of mentions with equal span and actor; 1 where neither pass has any.
        mentions_overlap_f1: F1 of mentions with the same actor whose spans overlap.
        overall: agreement on the overall stance of mentions that both marked (overlapping, same actor).
        directed: agreement on the directed stance of ordered pairs of actors that both marked in the sentence.
        per_actor: for each actor, agreement on overall stances toward it and on directed stances with it as target and as holder.
    """

    sentences: int
    mentions_f1: float
    mentions_overlap_f1: float
    overall: Agreement
    directed: Agreement
    per_actor: dict[str, dict[str, Agreement]]


def agreement_report(
    first: Sequence[Annotation],
    second: Sequence[Annotation],
    *,
    resamples: int = 1000,
    seed: int = 13,
) -> AgreementReport:
    """Compare two passes.

    Args:
        first: one pass.
        second: the other, over the same sentences in the same order.
        resamples: bootstrap samples for alpha's interval.
        seed: of the bootstrap.

    Raises:
        InputError: the passes do not have the same sentences.
    """
    judgements = list(judged_by_both(first, second))
    return report_of(judgements, len(first), _mention_f1(first, second), resamples, seed)


def report_of(
    judgements: Sequence[Judgement],
    sentences: int,
    mentions_f1: tuple[float, float],
    resamples: int,
    seed: int,
) -> AgreementReport:
    """A report of judgements that both passes made.

    Args:
        judgements: overall and directed ones.
        sentences: how many there are.
        mentions_f1: F1 of mentions, with equal spans and with overlapping ones.
        resamples: bootstrap samples for alpha's interval.
        seed: of the bootstrap.
    """
    overall = [j for j in judgements if j.holder is None]
    directed = [j for j in judgements if j.holder is not None]
    exact, overlapping = mentions_f1
    actors = sorted({j.target for j in judgements} | {j.holder for j in directed if j.holder})
    per_actor = {
        actor: {
            name: agreement(chosen)
            for name, chosen in (
                ("overall", [j for j in overall if j.target == actor]),
                ("target", [j for j in directed if j.target == actor]),
                ("holder", [j for j in directed if j.holder == actor]),
            )
            if chosen
        }
        for actor in actors
    }
    return AgreementReport(
        sentences=sentences,
        mentions_f1=exact,
        mentions_overlap_f1=overlapping,
        overall=agreement(overall, resamples, seed),
        directed=agreement(directed, resamples, seed),
        per_actor=per_actor,
    )


def judged_by_both(first: Sequence[Annotation], second: Sequence[Annotation]) -> Iterator[Judgement]:
    """Everything that both passes judged: overall stances of matching mentions, directed stances of shared actors.

    Raises:
        InputError: the passes do not have the same sentences.
    """
    for a, b in _side_by_side(first, second):
        for mention, other in _matches(a, b):
            actor = str(mention.actor)
            item = f"overall {actor}@{mention.start}"
            yield Judgement(a.id, item, None, actor, mention.overall, other.overall)
        shared = [actor for actor in a.actors if actor in b.actors]
        one, two = _stances(a), _stances(b)
        for holder in shared:
            for target in shared:
                if holder != target:
                    pair = (holder, target)
                    yield Judgement(
                        a.id,
                        f"{holder} -> {target}",
                        holder,
                        target,
                        one.get(pair, Stance.NEUTRAL),
                        two.get(pair, Stance.NEUTRAL),
                    )


def unmatched_mentions(
    first: Sequence[Annotation], second: Sequence[Annotation]
) -> Iterator[tuple[str, MarkedMention, str]]:
    """Mentions that only one pass has, as (sentence id, mention, the pass's labeler)."""
    for a, b in _side_by_side(first, second):
        matched = _matches(a, b)
        for annotation, used in ((a, {id(m) for m, _ in matched}), (b, {id(m) for _, m in matched})):
            for mention in annotation.mentions:
                if id(mention) not in used:
                    yield a.id, mention, annotation.labeler.name


def agreement(judgements: Sequence[Judgement], resamples: int = 0, seed: int = 13) -> Agreement:
    """Agreement on some judgements; an interval where resamples are asked for.

    Kappa: Cohen (1960). Alpha: Krippendorff (2011), nominal, two coders.

    Examples:
        >>> favor, neutral = Stance.FAVOR, Stance.NEUTRAL
        >>> answers = [(favor, favor), (neutral, neutral), (neutral, favor), (neutral, neutral)]
        >>> result = agreement([Judgement("s", "x", None, "x", a, b) for a, b in answers])
        >>> result.agreed, result.kappa, result.alpha
        (0.75, 0.5, 0.533)
    """
    one = np.array([j.first.id for j in judgements], dtype=int)
    two = np.array([j.second.id for j in judgements], dtype=int)
    confusion = np.zeros((len(STANCES), len(STANCES)), dtype=int)
    np.add.at(confusion, (one, two), 1)
    low, high = (None, None)
    if resamples and judgements:
        low, high = _alpha_interval(judgements, one, two, resamples, seed)
    varied = len(set(one.tolist()) | set(two.tolist())) > 1
    kappa = cohen_kappa_score(one, two) if varied else None
    return Agreement(
        n=len(judgements),
        agreed=round(float((one == two).mean()), FIGURES) if len(judgements) else 0.0,
        kappa=None if kappa is None or np.isnan(kappa) else round(float(kappa), FIGURES),
        alpha=_rounded(_alpha(one, two)),
        low=low,
        high=high,
        confusion=confusion.tolist(),
    )


def _alpha(one: np.ndarray, two: np.ndarray) -> float | None:
    if len(set(one.tolist()) | set(two.tolist())) < 2:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(krippendorff.alpha(np.stack([one, two]), level_of_measurement="nominal"))


def _alpha_interval(
    judgements: Sequence[Judgement],
    one: np.ndarray,
    two: np.ndarray,
    resamples: int,
    seed: int,
) -> tuple[float | None, float | None]:
    sentences = [j.sentence for j in judgements]
    members = [np.flatnonzero(np.array(sentences) == sentence) for sentence in dict.fromkeys(sentences)]
    random = np.random.default_rng(seed)
    values = []
    for _ in range(resamples):
        drawn = np.concatenate([members[i] for i in random.integers(len(members), size=len(members))])
        values.append(_alpha(one[drawn], two[drawn]))
    known = [value for value in values if value is not None]
    if not known:
        return None, None
    low, high = np.percentile(known, [2.5, 97.5])
    return _rounded(float(low)), _rounded(float(high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, FIGURES)


def _side_by_side(
    first: Sequence[Annotation], second: Sequence[Annotation]
) -> Iterator[tuple[Annotation, Annotation]]:
    for number, (a, b) in enumerate(zip_longest(first, second), 1):
        one, two = ("no sentence" if s is None else f"{s.id!r}, {s.text[:60]!r}" for s in (a, b))
        if a is None or b is None or (a.id, a.text) != (b.id, b.text):
            raise InputError(
                "the two passes do not annotate the same sentences in the same order; "
                f"the first that differs is number {number}: {one} and {two}"
            )
    return zip(first, second, strict=True)


def _matches(a: Annotation, b: Annotation) -> list[tuple[MarkedMention, MarkedMention]]:
    """Mentions of the same actor with overlapping spans, each used once, equal spans first."""
    free = list(b.mentions)
    matched: list[tuple[MarkedMention, MarkedMention]] = []
    for exact in (True, False):
        taken = {id(m) for m, _ in matched}
        for mention in a.mentions:
            if id(mention) in taken:
                continue
            for other in free:
                same = (mention.start, mention.end) == (other.start, other.end)
                overlap = mention.start < other.end and other.start < mention.end
                if mention.actor == other.actor and (same if exact else overlap):
                    matched.append((mention, other))
                    free = [m for m in free if m is not other]
                    break
    return matched


def _mention_f1(first: Sequence[Annotation], second: Sequence[Annotation]) -> tuple[float, float]:
    total = sum(len(x.mentions) for x in (*first, *second))
    if total == 0:
        return 1.0, 1.0
    equal = overlapping = 0
    for a, b in _side_by_side(first, second):
        pairs = _matches(a, b)
        overlapping += len(pairs)
        equal += sum((m.start, m.end) == (o.start, o.end) for m, o in pairs)
    return round(2 * equal / total, FIGURES), round(2 * overlapping / total, FIGURES)


def _stances(annotation: Annotation) -> dict[tuple[str, str], Stance]:
    return {(entry.holder, entry.target): entry.stance for entry in annotation.directed}
