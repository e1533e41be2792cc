"""An evaluation as plain rows: the system beside its baselines, the confusion matrix, actors, groups."""

from __future__ import annotations

from collections.abc import Iterable

from actorstance.evaluation import ActorScore, Evaluation, Scores
from actorstance.metrics import FEW, Interval
from actorstance.report.cells import Row, bracket, ends, interval, percent, points
from actorstance.scores import GroupScore, Spread

SYSTEM_HEADER: Row = ("pairs", "system", "n", "accuracy [95 %]", "macro-F1 [95 %]", "F_avg [95 %]")
ACTOR_HEADER: Row = (
    "actor", "n", "right", "accuracy", "95 % interval", "method", "pooled [95 %]",
    "macro-F1", "majority", "difference", "note",
)  # fmt: skip
GROUP_HEADER: Row = (
    "group", "n", "right", "accuracy", "95 % interval", "method", "macro-F1", "majority", "difference", "note",
)  # fmt: skip
MEASURES = {"accuracy": "accuracy", "macro_f1": "macro-F1", "f_avg": "F_avg"}

UNEQUAL = (
    "These pairs were drawn with unequal probabilities (meta.probability), and no figure is weighted by them: all are about the sample, in which some stances or actors "
    "are more frequent than in what it was drawn from."
)
ACTOR_NOTE = (
    "“majority” is the accuracy of always answering the most frequent gold stance of this very actor, "
    f"“difference” the points above or below it. “few”: under {FEW} pairs, or pairs of one cluster alone, too few for a verdict; "
    "read the interval. “pooled”: the accuracy drawn toward the mean of all actors, the further the fewer pairs there are "
    "(empirical Bayes), and its 95 % credible interval, which takes pairs as independent: too narrow where those of an article stand or fall together."
)
GROUP_NOTE = (
    "“majority” is the accuracy of always answering the most frequent gold stance of the group, “difference” the points above or below it. "
    f"“few”: under {FEW} pairs, or pairs of one cluster alone, too few for a verdict."
)
SPREAD_NOTE = (
    "Every actor counts alike, however many pairs it has. The least accurate of many actors is less accurate than it would be on new pairs: it is "
    "the least by chance too. The pooled standard deviation, of the actors’ true accuracies, is without what chance adds to independent pairs "
    "(empirical Bayes); where those of an article stand or fall together it is too large."
)


def system_rows(evaluation: Evaluation) -> list[Row]:
    """The system and its baselines on all, overall and directed pairs; one part alone is not shown twice."""
    whole: dict[str, Scores | Evaluation] = {"all": evaluation, **evaluation.parts}
    if len(evaluation.parts) == 1:
        whole.pop("all")
    rows: list[Row] = []
    for part, own in whole.items():
        systems = [(evaluation.system, own), *((n, s[part]) for n, s in evaluation.baselines.items())]
        for name, scores in systems:
            rows.append((part, name, f"{scores.n:,}", *(with_interval(scores, field) for field in MEASURES)))
    return rows


def confusion_table(evaluation: Evaluation) -> tuple[Row, list[Row]]:
    """Header and rows of the confusion matrix, with sums."""
    header = ("gold \\ answer", *evaluation.labels, "sum")
    cells = evaluation.confusion
    rows: list[Row] = [
        (label, *(f"{cell:,}" for cell in row), f"{sum(row):,}")
        for label, row in zip(evaluation.labels, cells, strict=True)
    ]
    sums = [sum(column) for column in zip(*cells, strict=True)]
    return header, [*rows, ("sum", *(f"{total:,}" for total in sums), f"{sum(sums):,}")]


def actor_rows(evaluation: Evaluation, role: str) -> list[Row]:
    """One row per actor in this role, most pairs first."""
    return [_actor_row(score) for score in scores_of(evaluation, role)]


def group_rows(scores: Iterable[GroupScore]) -> list[Row]:
    """One row per group or per holder and target, under `GROUP_HEADER`."""
    return [(score.name, *_score_cells(score)) for score in scores]


def spread_table(evaluation: Evaluation) -> tuple[Row, list[Row]]:
    """Header and rows: how even the accuracy is over actors, the roles in columns."""
    names = (
        "actors", "actors not “few”", "mean of their accuracies", "standard deviation", "least accurate", "least accuracy [95 %]",
        "most accurate", "greatest accuracy [95 %]", "less accurate than their majority", "mean over all actors", "standard deviation over all, pooled",
    )  # fmt: skip
    columns = [_spread_cells(spread) for spread in evaluation.spread]
    header = ("", *(f"as {spread.role}" for spread in evaluation.spread))
    return header, list(zip(names, *columns, strict=True))


def scores_of(evaluation: Evaluation, role: str) -> list[ActorScore]:
    """The actors in one role, most pairs first."""
    return sorted((s for s in evaluation.per_actor if s.role == role), key=lambda s: (-s.n, s.name))


def no_actors(role: str) -> str:
    """What stands where a table of actors would be empty."""
    return f"No pair of this corpus names an actor as {role}."


def with_interval(scores: Scores | Evaluation, field: str) -> str:
    """A measure with its interval, as `81.4 % [76.0–86.1]`; `[–]` where there are too few clusters for one."""
    found = scores.intervals.get(field)
    return f"{percent(getattr(scores, field))} {ends(found)}"


def _actor_row(score: ActorScore) -> Row:
    *figures, macro, most_frequent, difference, note = _score_cells(score)
    pooled = f"{percent(score.pooled)} {bracket(score.pooled_low, score.pooled_high)}"
    return score.name, *figures, pooled, macro, most_frequent, difference, note


def _score_cells(score: GroupScore) -> Row:
    """All but the name, in the order of `GROUP_HEADER`."""
    return (
        f"{score.n:,}",
        f"{round(score.accuracy * score.n):,}",
        percent(score.accuracy),
        interval(Interval(score.low, score.high, score.interval)),
        score.interval,
        percent(score.macro_f1),
        percent(score.majority),
        points(score.accuracy - score.majority),
        "few" if score.few else "",
    )


def _spread_cells(spread: Spread) -> Row:
    def share(value: float | None) -> str:
        return "–" if value is None else percent(value)

    def actor(score: ActorScore | None) -> Row:
        if score is None:
            return "–", "–"
        return score.name, f"{percent(score.accuracy)} {bracket(score.low, score.high)}, n = {score.n:,}"

    return (
        f"{spread.actors:,}",
        f"{spread.enough:,}",
        share(spread.macro),
        share(spread.deviation),
        *actor(spread.worst),
        *actor(spread.best),
        f"{spread.below_majority:,}",
        share(spread.macro_all),
        share(spread.between),
    )
