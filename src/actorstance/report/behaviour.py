"""Behavioural tests as tables, as a figure, and as a folder of files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.console import Console
from rich.text import Text

from actorstance.atomic import write_json, write_text
from actorstance.behaviour import BehaviourResult, Failure, GroupRate, PassRate
from actorstance.metrics import FEW, MANY
from actorstance.report.cells import Row, bracket, console_table, markdown_table, percent, points
from actorstance.report.drawing import (
    ROW,
    add_legend,
    draw_estimate,
    draw_tick,
    estimate_handles,
    name_rows,
    new_figure,
    points_axis,
    row_name,
    share_axis,
    styled,
    tick_handle,
)
from actorstance.report.images import save_figures
from actorstance.report.palette import INK, MUTED

RATE_HEADER: Row = (
    "", "templates", "tests", "passed", "pass rate [95 %]", "method", "expectations", "expectations held", "note",
)  # fmt: skip
GROUP_HEADER: Row = (
    "group", "kind", "templates", "tests", "pass rate [95 %]", "against others [95 %]", "note",
)  # fmt: skip
LEFT_OUT = {"kind", "templates", "passed", "method", "expectations"}
"""What the console does not show of them."""
TYPES = {"MFT": "MFT, minimum functionality", "INV": "INV, invariance", "DIR": "DIR, directional"}
NOTE = (
    "A test is one template filled with actors once; it passes if all its expectations hold. Fillings of one template are not independent, so "
    f"intervals rest on templates: a bootstrap over them, under {MANY} templates Wilson's formula with the effective number of tests, and where all "
    f"tests pass or all fail, Wilson's as if each template were one test. “few”: under {FEW} templates, too few for a verdict."
)
GROUP_NOTE = (
    "“Against others” are the points above or below the other groups of the kind, on the same templates. Groups of different kinds "
    "were asked different templates: do not compare them. Of twenty such intervals, about one leaves out 0 by chance."
)


def behaviour_markdown(result: BehaviourResult, most: int = 40) -> str:
    """The result as a Markdown report: rates by phenomenon, type and group, and failing examples.

    Args:
        result: of `run_behaviour`.
        most: how many failing templates are shown, each by its most confident failure.

    Examples:
        >>> from actorstance.behaviour import Filler, Group, Pack, certain, read_case, run_behaviour
        >>> from actorstance.schema import Stance
        >>> case = read_case({"text": "{a} left.", "expect": {"-> a": "neutral"}}, slots={"a": "country"})
        >>> states = Group(name="states", kind="country", fillers=(Filler(name="Peru"),))
        >>> pack = Pack(name="mine", cases=(case,), groups=(states,))
        >>> report = behaviour_markdown(run_behaviour(pack, certain(lambda pairs: [Stance.FAVOR for _ in pairs]), fills=1))
        >>> [line[:18] for line in report.splitlines() if line.startswith("| mine | 1")]
        ['| mine | 1 | 1 | 0']
    """
    lines = [f"# {result.system}: behavioural tests in {result.pack}", "", headline(result), "", NOTE, ""]
    lines += ["## By phenomenon", "", *markdown_table(RATE_HEADER, phenomenon_rows(result)), ""]
    lines += ["## By type", "", *markdown_table(RATE_HEADER, type_rows(result)), ""]
    lines += ["## By group of actors", "", GROUP_NOTE, ""]
    lines += [*markdown_table(GROUP_HEADER, group_rows(result), left=2), ""]
    for kind in dict.fromkeys(group.kind for group in result.groups):
        lines += [f"## Phenomenon by group: {kind}", "", "Tests passed of tests.", ""]
        lines += [*markdown_table(*cell_table(result, kind)), ""]
    return "\n".join([*lines, *_failure_lines(result, most)]) + "\n"


def print_behaviour(result: BehaviourResult, console: Console) -> None:
    """Print the rates by phenomenon, type and group, in fewer columns than the report has."""
    console.print(Text(f"{result.system}: behavioural tests in {result.pack}", style="bold"))
    console.print(Text(headline(result)))
    parts = [("by phenomenon", phenomenon_rows(result)), ("by type", type_rows(result))]
    for title, rows in parts:
        console.print(console_table(RATE_HEADER, rows, LEFT_OUT, title))
    console.print(console_table(GROUP_HEADER, group_rows(result), LEFT_OUT, "by group of actors"))


def headline(result: BehaviourResult) -> str:
    """How many tests there are and how many pass."""
    total = result.total
    times = "once" if result.fills == 1 else f"{result.fills} times"
    return (
        f"{total.n:,} tests of {total.templates:,} templates, filled {times} by each group of actors (seed {result.seed}): "
        f"{_with_interval(total)} pass; {percent(total.held / total.expectations)} of the single expectations hold."
    )


def phenomenon_rows(result: BehaviourResult) -> list[Row]:
    """One row for each phenomenon, under `RATE_HEADER`; the lowest rate first, all of them last."""
    ordered = sorted(result.phenomena, key=lambda rate: (rate.rate, rate.name))
    return [_rate_row(rate, rate.name) for rate in ordered] + [_rate_row(result.total, "all")]


def type_rows(result: BehaviourResult) -> list[Row]:
    """One row for each type of test, under `RATE_HEADER`."""
    found = {rate.name: rate for rate in result.types}
    return [_rate_row(found[name], words) for name, words in TYPES.items() if name in found]


def group_rows(result: BehaviourResult) -> list[Row]:
    """One row for each group of actors, under `GROUP_HEADER`."""
    return [_group_row(group) for group in result.groups]


def cell_table(result: BehaviourResult, kind: str) -> tuple[Row, list[Row]]:
    """Header and rows: tests passed of tests, phenomena in rows, the groups of one kind in columns."""
    groups = [group.name for group in result.groups if group.kind == kind]
    cells = {(cell.phenomenon, cell.group): cell.rate for cell in result.cells}
    rows = []
    for rate in result.phenomena:
        found = [cells.get((rate.name, group)) for group in groups]
        if any(found):
            rows.append((rate.name, *(f"{cell.passed} of {cell.n}" if cell else "–" for cell in found)))
    return ("phenomenon", *groups), rows


def worst_failures(result: BehaviourResult) -> list[tuple[Failure, int]]:
    """For each failing template its most confident failure and in how many fillings it fails, the most confident first."""
    first: dict[tuple[str, int], Failure] = {}
    texts: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for failure in result.failures:
        place = failure.phenomenon, failure.case
        first.setdefault(place, failure)
        texts.setdefault(place, set()).add((failure.group, failure.text))
    return [(failure, len(texts[place])) for place, failure in first.items()]


def chance(stance: str, probability: float) -> str:
    """A stance's probability.

    Examples:
        >>> chance("favor", 0.8137)
        'P(favor) = 0.81'
    """
    return f"P({stance}) = {probability:.2f}"


def behaviour_figure(result: BehaviourResult) -> Figure:
    """The pass rates by phenomenon, and how far each group of actors is from the other groups of its kind, with their intervals.

    A tick beside a phenomenon is the share of its single expectations that hold. Groups stand by kind; where no kind has two groups, there is
    nothing to compare, and the figure is the phenomena alone.
    """
    phenomena = sorted(result.phenomena, key=lambda rate: (-rate.rate, rate.name))
    groups = [group for group in result.groups if group.difference is not None]
    figure = new_figure(11.5 if groups else 6.0, 1.5 + ROW * max(len(phenomena), len(groups)))
    panels = figure.subplots(1, 2 if groups else 1, squeeze=False)[0]
    _phenomenon_panel(panels[0], phenomena)
    if groups:
        _group_panel(panels[1], groups)
    handles = estimate_handles("estimate", "templates")
    if not any(rate.few for rate in (*phenomena, *groups)):
        handles.pop()
    add_legend(figure, [*handles, tick_handle("single expectations that hold")])
    return figure


def write_behaviour(folder: str | Path, result: BehaviourResult, most: int = 40) -> None:
    """Write `behaviour.json`, `behaviour.md`, and the figure as PNG and SVG.

    Args:
        folder: the output folder; files of an earlier run are replaced.
        result: of `run_behaviour`.
        most: how many failing templates `behaviour.md` shows; `behaviour.json` has all failures.
    """
    folder = Path(folder)
    write_json(folder / "behaviour.json", result)
    write_text(folder / "behaviour.md", behaviour_markdown(result, most))
    save_figures(folder, {"behaviour": behaviour_figure(result)})


def _phenomenon_panel(axes: Axes, rates: Sequence[PassRate]) -> None:
    styled(axes, "Tests that pass, by phenomenon")
    for row, rate in enumerate(rates):
        draw_estimate(axes, row, rate.rate, (rate.low, rate.high), few=rate.few)
        draw_tick(axes, row, rate.held / rate.expectations)
    _name(axes, rates)
    share_axis(axes)


def _group_panel(axes: Axes, groups: Sequence[GroupRate]) -> None:
    styled(axes, "Groups against others of their kind")
    reach = 5.0
    for row, group in enumerate(groups):
        difference, found = group.difference or 0.0, group.difference_interval
        ends = None if found is None else found[:2]
        draw_estimate(axes, row, difference, ends, few=group.few)
        reach = max(reach, *(abs(100 * end) for end in ends or (difference,)))
    for row, (group, after) in enumerate(pairwise(groups)):
        if group.kind != after.kind:
            axes.axhline(row + 0.5, color=MUTED, lw=0.8)
    points_axis(axes, reach)
    axes.set_xlabel("percentage points", color=INK, fontsize=9)
    _name(axes, groups)


def _name(axes: Axes, rates: Sequence[PassRate]) -> None:
    name_rows(axes, [row_name(rate.name, rate.n) for rate in rates], [rate.few for rate in rates])


def _rate_row(rate: PassRate, name: str) -> Row:
    return (
        name,
        f"{rate.templates:,}",
        f"{rate.n:,}",
        f"{rate.passed:,}",
        _with_interval(rate),
        rate.interval,
        f"{rate.expectations:,}",
        percent(rate.held / rate.expectations),
        "few" if rate.few else "",
    )


def _group_row(group: GroupRate) -> Row:
    found = group.difference_interval
    ends = "–" if found is None else f"{points(found.low)} to {points(found.high)}"
    return (
        group.name,
        group.kind,
        f"{group.templates:,}",
        f"{group.n:,}",
        _with_interval(group),
        "–" if group.difference is None else f"{points(group.difference)} [{ends}]",
        "few" if group.few else "",
    )


def _with_interval(rate: PassRate) -> str:
    return f"{percent(rate.rate)} {bracket(rate.low, rate.high)}"


def _failure_lines(result: BehaviourResult, most: int) -> list[str]:
    worst = worst_failures(result)
    lines = ["## Failing templates", ""]
    if not worst:
        return [*lines, "None: every expectation holds."]
    shown = "all" if len(worst) <= most else f"the {most} whose failure was most confident"
    lines += [
        f"{len(worst):,} templates fail in some filling; {shown}, each by its most confident failure. All are in `behaviour.json`.",
        "",
    ]
    for failure, fillings in worst[:most]:
        rules = f", rules {failure.rules}" if failure.rules else ""
        lines.append(
            f"* **{failure.phenomenon} {failure.case}** ({failure.type}{rules}; fails in {fillings:,} fillings)"
        )
        if failure.before is not None:
            lines.append(
                f"  * before: {failure.before.text} — {failure.before.answered}, {chance(failure.expected, failure.before.probability)}"
            )
        lines.append(f"  * {failure.text}")
        lines.append(
            f"  * {failure.question}: expected {failure.expected}, answered {failure.answered} ({failure.probability:.2f})"
            + (f"; {chance(failure.expected, failure.expected_probability)}" if failure.type == "DIR" else "")
        )
    return lines
