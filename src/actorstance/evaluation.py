"""Evaluation: predictions against gold, overall and per actor, with intervals and baselines. No torch in here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.metrics import (
    FEW,
    Clusters,
    Floats,
    Interval,
    accuracy,
    f_avg,
    macro_f1,
    majority,
    percentiles,
)
from actorstance.records import PredictionRecord
from actorstance.schema import STANCES, LabelledPair, Pair, Stance
from actorstance.splits import GROUPS

ROLES = ("target", "holder")


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one set of pairs.

    Attributes:
        n: pairs.
        accuracy: share of right answers.
        macro_f1: F1 averaged over the classes that occur.
        f_avg: mean F1 of favor and against.
        confusion: 3 × 3, gold in rows, in the order against, neutral, favor.
        intervals: 95 % intervals of the three figures, as (low, high, method).
    """

    n: int
    accuracy: float
    macro_f1: float
    f_avg: float
    confusion: list[list[int]]
    intervals: dict[str, Interval]


class ActorScore(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one actor in one role.

    Attributes:
        actor: its id.
        name: its display name.
        role: `target` (all pairs toward it) or `holder` (all pairs from it).
        n: pairs.
        accuracy: share of right answers.
        low: lower end of the accuracy's 95 % interval.
        high: upper end.
        interval: how it was made, `wilson` or `bootstrap`.
        macro_f1: F1 averaged over the classes that occur.
        majority: accuracy of always answering the actor's most frequent gold stance.
        few: whether n is under ten, too few for a verdict.
    """

    actor: str
    name: str
    role: str
    n: int
    accuracy: float
    low: float
    high: float
    interval: str
    macro_f1: float
    majority: float
    few: bool


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What `metrics.json` holds.

    Attributes:
        corpus: the corpus's name.
        system: what was evaluated.
        n: pairs; this and the next five are the figures of all pairs together, see `Scores`.
        accuracy: see `Scores`.
        macro_f1: see `Scores`.
        f_avg: see `Scores`.
        confusion: see `Scores`.
        intervals: see `Scores`.
        labels: the stances in the order of the confusion matrix.
        parts: the figures of overall pairs (without a holder) and of directed pairs apart.
        baselines: the same figures for each baseline: all pairs, and the parts.
        per_actor: one entry per actor and role.
        clusters: by what pairs were clustered for intervals, and how many clusters there are.
    """

    corpus: str
    system: str
    n: int
    accuracy: float
    macro_f1: float
    f_avg: float
    confusion: list[list[int]]
    intervals: dict[str, Interval]
    labels: list[str]
    parts: dict[str, Scores]
    baselines: dict[str, dict[str, Scores]]
    per_actor: list[ActorScore]
    clusters: dict[str, str | int]


def evaluate(
    gold: Sequence[LabelledPair],
    predicted: Sequence[Stance],
    *,
    corpus: str = "corpus",
    system: str = "predictions",
    baselines: Mapping[str, Sequence[Stance]] | None = None,
    registry: Registry | None = None,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
) -> Evaluation:
    """Score predictions against gold.

    Args:
        gold: labelled pairs.
        predicted: one stance per pair, in the same order.
        corpus: a name for the report.
        system: a name for what is evaluated.
        baselines: answers of other systems to the same pairs.
        registry: gives actors their display names.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap.

    Raises:
        InputError: no pairs, lengths that differ, or an unknown `cluster`.
    """
    if not gold:
        raise InputError("there are no pairs to evaluate")
    if cluster not in GROUPS:
        raise InputError(f"unknown cluster {cluster!r}, expected one of {', '.join(GROUPS)}")
    systems = {system: predicted, **(baselines or {})}
    for name, answers in systems.items():
        if len(answers) != len(gold):
            raise InputError(f"{name}: {len(answers)} predictions for {len(gold)} pairs")

    def score(indices: Sequence[int], answers: Sequence[Stance]) -> Scores:
        return _scores(_clusters(gold, answers, indices, GROUPS[cluster]), resamples, seed)

    parts = {name: indices for name, indices in _parts(gold).items() if indices}
    everything = range(len(gold))
    whole = score(everything, predicted)
    return Evaluation(
        corpus=corpus,
        system=system,
        **{name: getattr(whole, name) for name in Scores.__struct_fields__},
        labels=[str(stance) for stance in STANCES],
        parts={name: score(indices, predicted) for name, indices in parts.items()},
        baselines={
            name: {
                "all": score(everything, answers),
                **{part: score(indices, answers) for part, indices in parts.items()},
            }
            for name, answers in (baselines or {}).items()
        },
        per_actor=per_actor(
            gold, predicted, registry=registry, cluster=cluster, resamples=resamples, seed=seed
        ),
        clusters={"by": cluster, "n": len({GROUPS[cluster](pair) for pair in gold})},
    )


def per_actor(
    gold: Sequence[LabelledPair],
    predicted: Sequence[Stance],
    *,
    registry: Registry | None = None,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
) -> list[ActorScore]:
    """Accuracy of every actor as target and as holder, with its interval; most pairs first.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> score = per_actor([pair], [Stance.NEUTRAL])[0]
        >>> score.actor, score.n, score.accuracy, round(score.low, 2), score.few
        ('peru', 1, 1.0, 0.21, True)
    """
    members: dict[tuple[str, str], list[int]] = {}
    for index, pair in enumerate(gold):
        for role in ROLES:
            mention = getattr(pair, role)
            if mention is not None and mention.actor is not None:
                members.setdefault((role, mention.actor), []).append(index)
    scores = []
    for (role, actor), indices in members.items():
        clusters = _clusters(gold, predicted, indices, GROUPS[cluster])
        interval = clusters.accuracy_interval(resamples, seed)
        scores.append(
            ActorScore(
                actor=actor,
                name=registry.name(actor) if registry else actor,
                role=role,
                n=len(indices),
                accuracy=float(accuracy(clusters.total)),
                low=interval.low,
                high=interval.high,
                interval=interval.method,
                macro_f1=float(macro_f1(clusters.total)),
                majority=float(majority(clusters.total)),
                few=len(indices) < FEW,
            )
        )
    return sorted(scores, key=lambda s: (ROLES.index(s.role), -s.n, s.actor))


def match_predictions(pairs: Sequence[Pair], records: Iterable[PredictionRecord], path: str) -> list[Stance]:
    """Bring the records of a predictions file into the order of the pairs.

    Raises:
        InputError: a pair has no prediction, a prediction has no pair, or an id stands twice.
    """
    wanted = {pair.id for pair in pairs}
    found: dict[str, Stance] = {}
    for number, record in enumerate(records, 1):
        if record.id not in wanted:
            raise InputError.at(f"id {record.id!r} is not in the corpus", path=path, row=number, field="id")
        if record.id in found:
            raise InputError.at(f"id {record.id!r} stands twice", path=path, row=number, field="id")
        found[record.id] = record.stance
    missing = [pair.id for pair in pairs if pair.id not in found]
    if missing:
        raise InputError.at(
            f"no prediction for {len(missing)} of {len(pairs)} pairs, the first is {missing[0]!r}", path=path
        )
    return [found[pair.id] for pair in pairs]


def _parts(gold: Sequence[Pair]) -> dict[str, list[int]]:
    return {
        "overall": [i for i, pair in enumerate(gold) if pair.holder is None],
        "directed": [i for i, pair in enumerate(gold) if pair.holder is not None],
    }


def _clusters(
    gold: Sequence[LabelledPair],
    predicted: Sequence[Stance],
    indices: Sequence[int],
    group: Callable[[Pair], str],
) -> Clusters:
    return Clusters(
        [gold[i].stance.id for i in indices],
        [predicted[i].id for i in indices],
        [group(gold[i]) for i in indices],
    )


def _scores(clusters: Clusters, resamples: int, seed: int) -> Scores:
    total = clusters.total
    measures: dict[str, Callable[[Floats], Floats]] = {"macro_f1": macro_f1, "f_avg": f_avg}
    intervals = {"accuracy": clusters.accuracy_interval(resamples, seed)}
    if len(clusters.matrices) >= FEW:
        samples = clusters.resampled(resamples, seed)
        intervals.update({name: percentiles(of(samples)) for name, of in measures.items()})
    return Scores(
        n=int(total.sum()),
        accuracy=float(accuracy(total)),
        macro_f1=_finite(macro_f1(total)),
        f_avg=float(f_avg(total)),
        confusion=total.tolist(),
        intervals=intervals,
    )


def _finite(value: Floats) -> float:
    number = float(value)
    return 0.0 if math.isnan(number) else number
