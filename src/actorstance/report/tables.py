"""An evaluation as tables: Markdown for files, rich tables for the console, plain rows for the page.

No percentage stands alone: n and the interval are always beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from actorstance.calibration import Calibration
from actorstance.evaluation import ROLES, ActorScore, Evaluation, Scores
from actorstance.examination import Examination
from actorstance.metrics import FEW, Interval
from actorstance.report.cells import (
    UNEQUAL,
    Row,
    bracket,
    console_table,
    interval,
    markdown_table,
    percent,
    plain,
    points,
    rich_table,
)
from actorstance.scores import GroupScore, Spread
from actorstance.silence import Silence

SYSTEM_HEADER: Row = ("pairs", "system", "n", "accuracy [95 %]", "macro-F1 [95 %]", "F_avg [95 %]")
ACTOR_HEADER: Row = (
    "actor", "n", "right", "accuracy", "95 % interval", "method", "pooled [95 %]",
    "macro-F1", "majority", "difference", "note",
)  # fmt: skip
GROUP_HEADER: Row = (
    "group", "n", "right", "accuracy", "95 % interval", "method", "macro-F1", "majority", "difference", "note",
)  # fmt: skip
CONSOLE_LEAVES_OUT = frozenset({"right", "method", "macro-F1", "difference"})
"""What of an actor the console does not show, so that a row fits into a line."""
MEASURES = {"accuracy": "accuracy", "macro_f1": "macro-F1", "f_avg": "F_avg"}

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


def evaluation_markdown(evaluation: Evaluation) -> str:
    """An evaluation as a Markdown report: headline, baselines, confusion matrix, actors in each role.

    Examples:
        >>> from actorstance.evaluation import evaluate
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> report = evaluation_markdown(evaluate([pair], [Stance.NEUTRAL], system="rules"))
        >>> [line for line in report.splitlines() if line.startswith("| peru")][0][:50]
        '| peru | 1 | 1 | 100.0 % | 20.7–100.0 % | wilson |'
    """
    lines = [
        f"# {plain(evaluation.system)} on {plain(evaluation.corpus)}",
        "",
        headline(evaluation),
        "",
        *markdown_table(("measure", "value", "95 % interval", "method"), measure_rows(evaluation)),
        "",
        "## Beside the baselines",
        "",
        *markdown_table(SYSTEM_HEADER, system_rows(evaluation), left=2),
        "",
        "## Confusion matrix",
        "",
        "Gold in rows, answers in columns.",
        "",
        *markdown_table(*confusion_table(evaluation)),
        "",
        "## Actors",
        "",
        ACTOR_NOTE,
        "",
    ]
    for role in ROLES:
        lines += [f"### As {role}", ""]
        rows = actor_rows(evaluation, role)
        lines += markdown_table(ACTOR_HEADER, rows) if rows else [no_actors(role)]
        lines.append("")
    return "\n".join(lines)


def print_evaluation(evaluation: Evaluation, console: Console, most: int = 12) -> None:
    """Print the figures beside the baselines, then the actors with the most pairs in each role.

    Args:
        evaluation: the figures.
        console: where to.
        most: how many actors of a role; a line says how many more there are.
    """
    console.print(Text(f"{evaluation.system} on {evaluation.corpus}", style="bold"))
    console.print(Text(headline(evaluation)))
    console.print(rich_table(SYSTEM_HEADER, system_rows(evaluation), left=2))
    for role in ROLES:
        if scores_of(evaluation, role):
            console.print(evaluation_table(evaluation, role, most))


def print_examination(examination: Examination, console: Console, most: int = 12) -> None:
    """Print the evaluation, then in a sentence each the controls, the calibration and what silence gains.

    Args:
        examination: what was found out.
        console: where to.
        most: how many actors of a role.
    """
    print_evaluation(examination.evaluation, console, most)
    controls = examination.controls
    if controls is not None:
        # What cannot be trusted must not look like the rest.
        style = (
            "green" if controls.target_dependent else "bold red" if controls.target_dependent is False else ""
        )
        console.print(Text(controls.verdict, style=style))
    if examination.calibration is not None:
        console.print(Text(calibration_sentence(examination.calibration)))
    if examination.silence is not None:
        console.print(Text(silence_sentence(examination.silence)))
    for remark in examination.remarks:
        console.print(Text(remark))


def evaluation_table(evaluation: Evaluation, role: str = "target", most: int = 12) -> Table:
    """The actors of one role with the most pairs, as a table for the console."""
    rows = actor_rows(evaluation, role)
    title = f"actors as {role}"
    if len(rows) > most:
        title += f", the {most} of {len(rows)} with the most pairs"
    return console_table(ACTOR_HEADER, rows[:most], CONSOLE_LEAVES_OUT, title)


def headline(evaluation: Evaluation) -> str:
    """How many pairs there are, what the intervals rest on, and the three measures."""
    clusters = evaluation.clusters
    pairs = "1 pair" if evaluation.n == 1 else f"{evaluation.n:,} pairs"
    units = "1 cluster" if clusters["n"] == 1 else f"{clusters['n']:,} clusters"
    return (
        f"n = {pairs} in {units} (by {clusters['by']}). Accuracy {with_interval(evaluation, 'accuracy')}, "
        f"macro-F1 {with_interval(evaluation, 'macro_f1')}, F_avg {with_interval(evaluation, 'f_avg')}."
        + ("" if MEASURES.keys() <= evaluation.intervals.keys() else f" [–]: none under {FEW} clusters.")
        + (f" {UNEQUAL}" if evaluation.unequal else "")
    )


def measure_rows(evaluation: Evaluation) -> list[Row]:
    """One row per measure of all pairs: value, interval and how the interval was made."""
    rows: list[Row] = []
    for field, name in MEASURES.items():
        found = evaluation.intervals.get(field)
        method = found.method if found else f"none: under {FEW} clusters"
        rows.append((name, percent(getattr(evaluation, field)), interval(found) if found else "–", method))
    return rows


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


def calibration_sentence(found: Calibration) -> str:
    """How far confidence and accuracy lie apart, in one sentence.

    Examples:
        >>> from actorstance.calibration import calibration
        >>> calibration_sentence(calibration([[0.9, 0.1, 0.0]] * 4, [0, 0, 0, 1], bins=5))
        'Expected calibration error 0.150 (5 equal-width bins of the top probability; 0.150 with bins of equal mass), Brier score 0.420, log loss 0.655.'
    """
    return (
        f"Expected calibration error {found.error:.3f} ({found.binning}; {found.adaptive_error:.3f} with bins of equal mass), "
        f"Brier score {found.brier:.3f}, log loss {found.log_loss:.3f}."
    )


def silence_sentence(found: Silence) -> str:
    """What is answered where the system is sure enough, and how much of it is right, in one sentence."""
    wanted = f"an accuracy of {percent(found.wanted)} on {found.chosen_on}"
    if found.threshold is None:
        return f"No threshold reaches {wanted}: the system would have to stay silent always."
    threshold = f"threshold {found.threshold:.3f}, chosen for {wanted}"
    if found.accuracy is None:
        return f"At the {threshold}, none of the {found.n:,} pairs is answered."
    ends = bracket(found.low, found.high)
    return (
        f"At the {threshold}, {found.answered:,} of {found.n:,} pairs are answered ({percent(found.coverage)}), "
        f"and {percent(found.accuracy)} {ends} of these answers are right."
    )


def with_interval(scores: Scores | Evaluation, field: str) -> str:
    """A measure with its interval, as `81.4 % [76.0–86.1]`; `[–]` where there are too few clusters for one."""
    found = scores.intervals.get(field)
    return f"{percent(getattr(scores, field))} {bracket(found.low, found.high) if found else '[–]'}"


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
