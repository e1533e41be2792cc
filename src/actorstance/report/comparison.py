"""A comparison to read: Markdown for files, rich tables for the console, and all of it as a folder.

A difference is second − first, in points, with n and its interval beside it. It is what two systems are judged by, not whether
intervals of their own overlap: these stand in `comparison.json`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from actorstance.atomic import write_json, write_text
from actorstance.comparison.differences import Difference
from actorstance.comparison.runs import GroupComparison, Runs
from actorstance.comparison.systems import ALPHA, ActorDifference, Comparison
from actorstance.evaluation import ROLES
from actorstance.metrics import FEW, Interval
from actorstance.report.cells import (
    Row,
    counted,
    ends,
    markdown_table,
    of_most,
    percent,
    points,
    points_ends,
    rich_table,
)
from actorstance.report.forest import differences_figure
from actorstance.report.images import save_figure
from actorstance.report.tables import MEASURES

PART_HEADER: Row = (
    "pairs", "measure", "n", "first", "second", "difference [95 %]", "method", "p",
)  # fmt: skip
TEST_HEADER: Row = (
    "pairs", "n", "only first right", "only second right", "McNemar's test", "p", "same answer", "kappa",
)  # fmt: skip
ACTOR_HEADER: Row = (
    "actor", "n", "right", "only one right", "difference [95 %]", "method", "p", "Holm's p", "note",
)  # fmt: skip
RUN_HEADER: Row = ("system", "measure", "runs", "mean [95 %]", "deviation", "lowest", "highest")
GROUP_HEADER: Row = ("measure", "difference", "further runs [95 %]", "p", "other texts [95 %]", "p")
GROUP_ACTOR_HEADER: Row = ("actor", "n", "difference [95 %]", "method", "note")

PART_NOTE = (
    "Differences are second − first in points: above 0 the second is better. Their intervals and p-values know that the pairs of one "
    "cluster belong together."
)
TEST_NOTE = (
    "McNemar's test takes pairs as independent; where they share clusters, the p of the accuracies' difference above decides. “same answer”: pairs "
    "that both answer alike, rightly or wrongly."
)
ACTOR_NOTE = (
    "Counts are first / second. p is that of the difference, by its interval's method; where each pair is a cluster of its own, or all are one, that of "
    "McNemar's exact test, which takes pairs as independent. "
    f"Holm's p is adjusted for all actors of the role that are not “few”. "
    f"“differs”: Holm's p is under {ALPHA}. “few”: under {FEW} pairs, or pairs of one cluster alone, too few for a verdict; read the interval."
)
RUN_NOTE = "Intervals are t intervals of the mean: further runs on these same pairs."
GROUP_NOTE = (
    "Differences are those of the means over the runs, second − first in points. “further runs”: Welch's interval, for these same "
    "pairs. “other texts”: an interval over clusters, for these same runs. Neither covers both. [–]: none can be had."
)
GROUP_ACTOR_NOTE = f"Intervals are those of other texts, for these same runs. “few”: under {FEW} pairs, or pairs of one cluster alone, too few for a verdict."


class Section(NamedTuple):
    """A table of a report; its first `left` columns are words."""

    title: str
    note: str
    header: Row
    rows: list[Row]
    left: int = 1


def comparison_markdown(found: Comparison | GroupComparison) -> str:
    r"""A comparison as a Markdown report.

    Examples:
        >>> from actorstance.comparison.systems import compare
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> report = comparison_markdown(compare([pair], [Stance.NEUTRAL], [Stance.FAVOR]))
        >>> print(*[line for line in report.splitlines() if line.startswith("| peru")])
        | peru | 1 | 1 / 0 | 1 / 0 | −100.0 \[−100.0, +58.7] | tango | – | – | few |
    """
    lines = ["# Two systems compared", "", *markdown_table(("what", "which"), headlines(found), left=2)]
    for section in sections(found):
        lines += ["", f"## {section.title}", "", section.note, ""]
        lines += markdown_table(section.header, section.rows, left=section.left)
    return "\n".join(lines) + "\n"


def print_comparison(found: Comparison | GroupComparison, console: Console, most: int = 12) -> None:
    """Print the tables; of the actors those with the most pairs.

    Args:
        found: the comparison.
        console: where to.
        most: how many actors of a role; the title says how many more there are.
    """
    for what, which in headlines(found):
        console.print(Text(f"{what}: {which}", style="bold"))
    for title, note, header, rows, left in sections(found):
        if header[0] == "actor":
            title += of_most(len(rows), most)
            rows = rows[:most]
        console.print(rich_table(header, rows, left=left, title=title))
        console.print(Text(note, style="dim"))


def write_comparison(folder: str | Path, found: Comparison | GroupComparison) -> None:
    """Write `comparison.json`, `comparison.md` and `differences.png`.

    Args:
        folder: the output folder; files of an earlier comparison are replaced.
        found: the comparison.
    """
    folder = Path(folder)
    write_json(folder / "comparison.json", found)
    write_text(folder / "comparison.md", comparison_markdown(found))
    save_figure(differences_figure(found), folder / "differences.png")


def headlines(found: Comparison | GroupComparison) -> list[Row]:
    """The two systems, the corpus, how many pairs it has, and what the intervals rest on."""
    pairs, clusters = counted(found.n, "pair"), counted(int(found.clusters["n"]), "cluster")
    return [
        ("first", found.names[0]),
        ("second", found.names[1]),
        ("corpus", found.corpus),
        ("n", f"{pairs} in {clusters} (by {found.clusters['by']})"),
    ]


def sections(found: Comparison | GroupComparison) -> list[Section]:
    """The tables of a comparison, in the order of reading."""
    row: Callable[[ActorDifference], Row]
    if isinstance(found, Comparison):
        tables = [
            Section("Differences", PART_NOTE, PART_HEADER, _part_rows(found), 2),
            Section("Answer by answer", TEST_NOTE, TEST_HEADER, _test_rows(found)),
        ]
        header, note, row = ACTOR_HEADER, ACTOR_NOTE, _actor_row
    else:
        runs = [*_run_rows("first", found.first), *_run_rows("second", found.second)]
        tables = [
            Section("Runs", RUN_NOTE, RUN_HEADER, runs, 2),
            Section("Differences", GROUP_NOTE, GROUP_HEADER, _group_rows(found)),
        ]
        header, note, row = GROUP_ACTOR_HEADER, GROUP_ACTOR_NOTE, _group_actor_row
    for role in ROLES:
        rows = [row(difference) for difference in found.per_actor if difference.role == role]
        if rows:
            tables.append(Section(f"Actors as {role}", note, header, rows))
    return tables


def p_value(p: float | None) -> str:
    """A p-value with three figures after the point; a dash where there is none.

    Examples:
        >>> p_value(0.0386), p_value(0.0002), p_value(None)
        ('0.039', '<0.001', '–')
    """
    return "–" if p is None else "<0.001" if p < 0.001 else f"{p:.3f}"


def _part_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    for name, part in found.parts.items():
        for field, measure in MEASURES.items():
            difference = part.differences[field]
            systems = [percent(getattr(scores, field)) for scores in (part.first, part.second)]
            change = _change(difference), _method(difference.interval), p_value(difference.p)
            rows.append((name, measure, f"{part.n:,}", *systems, *change))
    return rows


def _test_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    for name, part in found.parts.items():
        test = part.mcnemar
        counts = [f"{count:,}" for count in (part.n, test.first_only, test.second_only)]
        kappa = "–" if part.kappa is None else f"{part.kappa:.3f}"
        rows.append((name, *counts, test.test, p_value(test.p), f"{part.same:,}", kappa))
    return rows


def _actor_row(found: ActorDifference) -> Row:
    return (
        found.name,
        f"{found.n:,}",
        f"{round(found.first * found.n):,} / {round(found.second * found.n):,}",
        f"{found.first_only:,} / {found.second_only:,}",
        _change(found),
        _method(found.interval),
        p_value(found.p),
        p_value(found.holm),
        "few" if found.few else "differs" if found.significant else "",
    )


def _run_rows(system: str, runs: Runs) -> list[Row]:
    rows: list[Row] = []
    for field, measure in MEASURES.items():
        spread = runs.measures[field]
        deviation = "–" if spread.deviation is None else f"{100 * spread.deviation:.1f}"
        mean = f"{percent(spread.mean)} {ends(spread.interval)}"
        rows.append(
            (
                system,
                measure,
                f"{len(runs.runs)}",
                mean,
                deviation,
                percent(spread.lowest),
                percent(spread.highest),
            )
        )
    return rows


def _group_rows(found: GroupComparison) -> list[Row]:
    rows: list[Row] = []
    for field, measure in MEASURES.items():
        difference = found.differences[field]
        sides = [(points_ends(d.interval), p_value(d.p)) for d in (difference.runs, difference.texts)]
        rows.append((measure, points(difference.difference), *sides[0], *sides[1]))
    return rows


def _group_actor_row(found: ActorDifference) -> Row:
    return (
        found.name,
        f"{found.n:,}",
        _change(found),
        _method(found.interval),
        "few" if found.few else "",
    )


def _change(found: Difference | ActorDifference) -> str:
    return f"{points(found.difference)} {points_ends(found.interval)}"


def _method(found: Interval | None) -> str:
    return found.method if found else "–"
