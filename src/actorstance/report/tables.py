"""An evaluation as tables: Markdown for files, rich tables for the console, plain rows for the page.

No percentage stands alone: n and the interval are always beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from actorstance.evaluation import ROLES, ActorScore, Evaluation, Scores
from actorstance.metrics import FEW, Interval

Row = tuple[str, ...]

SYSTEM_HEADER: Row = ("pairs", "system", "n", "accuracy [95 %]", "macro-F1 [95 %]", "F_avg [95 %]")
ACTOR_HEADER: Row = (
    "actor", "n", "right", "accuracy", "95 % interval", "method",
    "macro-F1", "majority", "difference", "note",
)  # fmt: skip
MEASURES = {"accuracy": "accuracy", "macro_f1": "macro-F1", "f_avg": "F_avg"}

ACTOR_NOTE = (
    "“majority” is the accuracy of always answering the most frequent gold stance of this very actor, "
    f"“difference” the points above or below it. “few”: under {FEW} pairs, too few for a verdict; "
    "read the interval."
)


def evaluation_markdown(evaluation: Evaluation) -> str:
    """An evaluation as a Markdown report: headline, baselines, confusion matrix, actors in each role.

    Examples:
        >>> from actorstance.evaluation import evaluate
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> report = evaluation_markdown(evaluate([pair], [Stance.NEUTRAL], system="rules"))
        >>> [line for line in report.splitlines() if line.startswith("| peru")]
        ['| peru | 1 | 1 | 100.0 % | 20.7–100.0 % | wilson | 100.0 % | 100.0 % | ±0.0 | few |']
    """
    lines = [
        f"# {_plain(evaluation.system)} on {_plain(evaluation.corpus)}",
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


def evaluation_table(evaluation: Evaluation, role: str = "target", most: int = 12) -> Table:
    """The actors of one role with the most pairs, as a table for the console."""
    rows = actor_rows(evaluation, role)
    title = f"actors as {role}"
    if len(rows) > most:
        title += f", the {most} of {len(rows)} with the most pairs"
    return rich_table(ACTOR_HEADER, rows[:most], title=title)


def headline(evaluation: Evaluation) -> str:
    """How many pairs there are, what the intervals rest on, and the three measures."""
    clusters = evaluation.clusters
    pairs = "1 pair" if evaluation.n == 1 else f"{evaluation.n:,} pairs"
    units = "1 cluster" if clusters["n"] == 1 else f"{clusters['n']:,} clusters"
    return (
        f"n = {pairs} in {units} (by {clusters['by']}). Accuracy {with_interval(evaluation, 'accuracy')}, "
        f"macro-F1 {with_interval(evaluation, 'macro_f1')}, F_avg {with_interval(evaluation, 'f_avg')}."
    ) + ("" if MEASURES.keys() <= evaluation.intervals.keys() else f" [–]: none under {FEW} clusters.")


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


def scores_of(evaluation: Evaluation, role: str) -> list[ActorScore]:
    """The actors in one role, most pairs first."""
    return sorted((s for s in evaluation.per_actor if s.role == role), key=lambda s: (-s.n, s.name))


def no_actors(role: str) -> str:
    """What stands where a table of actors would be empty."""
    return f"No pair of this corpus names an actor as {role}."


def percent(share: float) -> str:
    """A share as a percentage.

    Examples:
        >>> percent(0.8137)
        '81.4 %'
    """
    return f"{100 * share:.1f} %"


def interval(found: Interval) -> str:
    """The two ends of an interval as percentages.

    Examples:
        >>> interval(Interval(0.596, 0.982, "wilson"))
        '59.6–98.2 %'
    """
    return f"{100 * found.low:.1f}–{100 * found.high:.1f} %"


def with_interval(scores: Scores | Evaluation, field: str) -> str:
    """A measure with its interval, as `81.4 % [76.0–86.1]`; `[–]` where there are too few clusters for one."""
    found = scores.intervals.get(field)
    return f"{percent(getattr(scores, field))} [{interval(found)[:-2] if found else '–'}]"


def _actor_row(score: ActorScore) -> Row:
    difference = round(100 * (score.accuracy - score.majority), 1)
    return (
        score.name,
        f"{score.n:,}",
        f"{round(score.accuracy * score.n):,}",
        percent(score.accuracy),
        interval(Interval(score.low, score.high, score.interval)),
        score.interval,
        percent(score.macro_f1),
        percent(score.majority),
        "±0.0" if difference == 0 else f"{difference:+.1f}".replace("-", "−"),
        "few" if score.few else "",
    )


def markdown_table(header: Row, rows: Iterable[Row], left: int = 1) -> list[str]:
    """The lines of a Markdown table; all columns but the first `left` are aligned to the right."""
    rule = ["---"] * left + ["---:"] * (len(header) - left)
    return [f"| {' | '.join(map(_plain, row))} |" for row in (header, tuple(rule), *rows)]


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, in one table cell."""
    text = " ".join(text.split())
    for character in "\\|`*<[":
        text = text.replace(character, "\\" + character)
    return text


def rich_table(header: Row, rows: Sequence[Row], left: int = 1, title: str | None = None) -> Table:
    """A table for the terminal; rows whose last cell is "few" are dimmed."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(header):
        table.add_column(name, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        # Text, for a name in square brackets would be taken for a style.
        table.add_row(*(Text(cell) for cell in row), style="dim" if row[-1] == "few" else None)
    return table
