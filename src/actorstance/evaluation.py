"""Evaluation: predictions against gold, overall and per actor, with intervals and baselines. No torch in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from actorstance.actors import Registry
from actorstance.breakdowns import actor_scores, breakdowns, pair_scores, spreads
from actorstance.errors import InputError
from actorstance.metrics import Interval
from actorstance.records import PredictionRecord, error_at, numbered_predictions
from actorstance.schema import STANCES, LabelledPair, Pair, Prediction, Stance
from actorstance.scores import ROLES, ActorScore, GroupScore, PairScore, Scorer, Scores, Spread, part_members
from actorstance.splits import GROUPS

__all__ = [
    "ROLES",
    "ActorScore",
    "Evaluation",
    "Scores",
    "evaluate",
    "match_records",
    "per_actor",
    "read_among",
    "read_matched",
]


Answer = Stance | str | Prediction
"""What a system says of a pair: a stance, or a prediction that has one."""


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
        per_actor: one entry per actor and role, those of most pairs first.
        per_pair: one entry per holder and target, likewise.
        spread: how even the accuracy is over the actors of each role.
        breakdowns: by `kind` (of target), `holder kind`, `phenomenon` (the corpus's tags), `seen` (whether an actor was seen in training), as far as
            they are known; a pair may stand in several groups of `phenomenon`.
        clusters: by what pairs were clustered for intervals, and how many clusters there are.
        unequal: whether the pairs were drawn with unequal probabilities, by their `meta["probability"]`. No figure is weighted by them: all are about these
            pairs, not about those that they were drawn from.
        skipped: how many rows of the corpus were left out when it was read, by reason; they are in no figure.
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
    per_pair: list[PairScore] = []
    spread: list[Spread] = []
    breakdowns: dict[str, list[GroupScore]] = {}
    clusters: dict[str, str | int]
    unequal: bool = False
    skipped: dict[str, int] = {}


def evaluate(
    gold: Iterable[LabelledPair],
    predicted: Iterable[Answer],
    *,
    corpus: str = "corpus",
    system: str = "predictions",
    baselines: Mapping[str, Iterable[Answer]] | None = None,
    registry: Registry | None = None,
    seen: frozenset[str] | None = None,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
    skipped: Mapping[str, int] | None = None,
) -> Evaluation:
    """Score predictions against gold.

    Args:
        gold: labelled pairs.
        predicted: one stance or prediction per pair, in the same order.
        corpus: a name for the report.
        system: a name for what is evaluated.
        baselines: answers of other systems to the same pairs.
        registry: gives actors their display names and kinds.
        seen: what the actors of the training pairs are called (`breakdowns.names_in`), to tell seen actors from unseen ones.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap.
        skipped: how many rows of the corpus its reader left out, by reason (`corpora.Reading.report.skipped`), for the record.

    Raises:
        InputError: no pairs, lengths that differ, something that is no labelled pair or no stance, an unknown `cluster`, or no resamples.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> evaluation = evaluate([pair], ["neutral"])
        >>> evaluation.accuracy, evaluation.per_actor[0].actor
        (1.0, 'peru')
    """
    gold = _checked(gold, cluster, resamples)
    own_answers = _stances(system, predicted, len(gold))
    others = {name: _stances(name, answers, len(gold)) for name, answers in (baselines or {}).items()}

    def scorer(answers: Sequence[Stance]) -> Scorer:
        return Scorer(gold, answers, cluster=cluster, resamples=resamples, seed=seed)

    parts = part_members(gold)
    everything = parts.pop("all")
    own = scorer(own_answers)
    per_actor = actor_scores(own, registry)
    return Evaluation(
        corpus=corpus,
        system=system,
        **msgspec.structs.asdict(own.scores(everything)),
        labels=[str(stance) for stance in STANCES],
        parts={name: own.scores(indices) for name, indices in parts.items()},
        baselines={
            name: {part: scorer(answers).scores(i) for part, i in {"all": everything, **parts}.items()}
            for name, answers in others.items()
        },
        per_actor=per_actor,
        per_pair=pair_scores(own, registry),
        spread=spreads(per_actor),
        breakdowns=breakdowns(own, registry, seen),
        clusters={"by": cluster, "n": len({GROUPS[cluster](pair) for pair in gold})},
        unequal=len({str(pair.meta.get("probability")) for pair in gold}) > 1,
        skipped=dict(skipped or {}),
    )


def per_actor(
    gold: Iterable[LabelledPair],
    predicted: Iterable[Answer],
    *,
    registry: Registry | None = None,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
) -> list[ActorScore]:
    """Accuracy of every actor as target and as holder, with its interval; most pairs first.

    Raises:
        InputError: as `evaluate`.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> score = per_actor([pair], [Stance.NEUTRAL])[0]
        >>> score.actor, score.n, score.accuracy, round(score.low, 2), score.few
        ('peru', 1, 1.0, 0.21, True)
    """
    gold = _checked(gold, cluster, resamples)
    stances = _stances("predictions", predicted, len(gold))
    return actor_scores(Scorer(gold, stances, cluster=cluster, resamples=resamples, seed=seed), registry)


def _checked(gold: Iterable[LabelledPair], cluster: str, resamples: int) -> list[LabelledPair]:
    pairs = list(gold)
    if not pairs:
        raise InputError("there are no pairs to evaluate")
    for number, pair in enumerate(pairs, 1):
        if not isinstance(pair, LabelledPair):
            raise InputError(f"gold: pair {number} is a {type(pair).__name__}, must be a LabelledPair")
    if cluster not in GROUPS:
        raise InputError(f"unknown cluster {cluster!r}, expected one of {', '.join(GROUPS)}")
    if resamples < 1:
        raise InputError(f"resamples must be at least 1, got {resamples}")
    return pairs


def _stances(system: str, answers: Iterable[Answer], n: int) -> list[Stance]:
    answers = list(answers)
    if len(answers) != n:
        raise InputError(f"{system}: {len(answers)} predictions for {n} pairs")
    stances = [answer.stance if isinstance(answer, Prediction) else answer for answer in answers]
    for number, stance in enumerate(stances, 1):
        if stance not in STANCES:
            raise InputError(
                f"{system}: prediction {number} is {stance!r}, must be one of {', '.join(STANCES)}"
            )
    return [Stance(stance) for stance in stances]


def match_records(
    pairs: Sequence[Pair], records: Iterable[PredictionRecord], path: str
) -> list[PredictionRecord]:
    """Bring the records of a predictions file into the order of the pairs; `read_matched` also tells where a wrong one stands.

    Raises:
        InputError: a pair has no prediction, a prediction has no pair, or an id stands twice.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pairs = [Pair(id=name, text="Peru won.", target=Mention(0, 4)) for name in "ab"]
        >>> records = [PredictionRecord(id=name, stance=Stance.NEUTRAL) for name in "ba"]
        >>> [record.id for record in match_records(pairs, records, "predictions.jsonl")]
        ['a', 'b']
    """
    return _matched(pairs, ((None, record) for record in records), path)[0]


def read_matched(pairs: Sequence[Pair], path: str) -> list[PredictionRecord]:
    """The records of a predictions file, in the order of the pairs.

    Raises:
        InputError: as `read_predictions` and `match_records`.
    """
    return _matched(pairs, numbered_predictions(path), path)[0]


def read_among(pairs: Sequence[Pair], path: str) -> tuple[list[PredictionRecord], int]:
    """The records of a predictions file that are about the pairs, in their order, and how many are about others: for pairs that are a sample of what was predicted.

    Raises:
        InputError: as `read_predictions`, or a pair has no prediction, or an id stands twice.
    """
    return _matched(pairs, numbered_predictions(path), path, others=True)


def _matched(
    pairs: Sequence[Pair],
    numbered: Iterable[tuple[int | None, PredictionRecord]],
    path: str,
    *,
    others: bool = False,
) -> tuple[list[PredictionRecord], int]:
    wanted: set[str] = set()
    for pair in pairs:
        if pair.id in wanted:
            raise InputError(f"pair id {pair.id!r} stands twice in the corpus")
        wanted.add(pair.id)
    found: dict[str, PredictionRecord] = {}
    for number, record in numbered:
        if record.id not in wanted and not others:
            raise error_at(path, number, f"id {record.id!r} is not in the corpus", "id")
        if record.id in found:
            raise error_at(path, number, f"id {record.id!r} stands twice", "id")
        found[record.id] = record
    missing = [pair.id for pair in pairs if pair.id not in found]
    if missing:
        raise InputError.at(
            f"no prediction for {len(missing)} of {len(pairs)} pairs, the first is {missing[0]!r}", path=path
        )
    return [found[pair.id] for pair in pairs], len(found) - len(pairs)
