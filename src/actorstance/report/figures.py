"""Figures of an evaluation: systems, actors, groups, and the confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from actorstance.errors import InputError
from actorstance.evaluation import Evaluation
from actorstance.examination import Examination
from actorstance.report.drawing import (
    ROW,
    add_legend,
    draw_estimate,
    draw_tick,
    estimate_handles,
    name_rows,
    new_figure,
    row_name,
    share_axis,
    short,
    styled,
    tick_handle,
)
from actorstance.report.palette import ACCENT, GRID, INK, MUTED, SURFACE
from actorstance.report.sections import BREAKDOWNS
from actorstance.report.tables import scores_of
from actorstance.scores import GroupScore, Scores

WIDTH = 6.2
"""Inches; two such figures stand side by side on a page."""
MARKERS = "osD^vP"


def systems_figure(evaluation: Evaluation) -> Figure:
    """The macro-F1 of the system, filled, and of its baselines, hollow, on all pairs and on each part."""
    parts = ["all", *evaluation.parts] if len(evaluation.parts) > 1 else ["all"]
    title = f"Macro-F1 of {short(evaluation.system)} and baselines"
    return _systems(title, {f"{part} pairs": _of_part(evaluation, part, evaluation.system) for part in parts})


def overview_figure(examinations: Mapping[str, Examination]) -> Figure:
    """The macro-F1 of the system and its baselines on all pairs of each corpus."""
    systems = {found.evaluation.system for found in examinations.values()}
    own = systems.pop() if len(systems) == 1 else "the system"
    corpora = {name: _of_part(found.evaluation, "all", own) for name, found in examinations.items()}
    return _systems("Macro-F1 on each corpus", corpora)


def per_actor_figure(evaluation: Evaluation, role: str = "target", most: int = 40) -> Figure:
    """The accuracy of each actor with its interval; as a tick what its majority stance would reach, as a diamond the pooled accuracy.

    Most pairs first; actors with too few for a verdict are paler and hollow.

    Args:
        evaluation: the figures.
        role: `target` or `holder`.
        most: actors at most; the title says so where there are more.

    Raises:
        InputError: the evaluation has no actor in this role.
    """
    scores = scores_of(evaluation, role)
    if not scores:
        raise InputError(f"the evaluation has no actor as {role}")
    shown = scores[:most]
    more = f"\n(the {most} of {len(scores)} with the most pairs)" if len(scores) > most else ""
    figure, axes = _forest(f"Accuracy by actor as {role}{more}", shown)
    pooled: dict[str, Any] = {"marker": "D", "ms": 3.5, "mew": 1, "color": INK, "mfc": SURFACE, "lw": 0}
    # Under the line, for with many pairs it would stand on the dot.
    for row, score in enumerate(shown):
        axes.plot(100 * score.pooled, row + 0.3, **pooled)
    handles = [*estimate_handles("accuracy"), tick_handle("the actor's majority stance")]
    handles.append(Line2D([], [], label="accuracy, pooled with all actors", **pooled))
    add_legend(figure, handles, columns=2)
    return figure


def breakdown_figure(evaluation: Evaluation, name: str, most: int = 40) -> Figure:
    """The accuracy of each group of a breakdown with its interval, and as a tick what the group's majority stance would reach.

    Args:
        evaluation: the figures.
        name: of the breakdown.
        most: groups at most; the title says so where there are more.
    """
    scores = evaluation.breakdowns[name]
    more = f"\n(the {most} of {len(scores)} groups with the most pairs)" if len(scores) > most else ""
    figure, _ = _forest(f"{BREAKDOWNS.get(name, name).partition(' (')[0]}{more}", scores[:most])
    add_legend(figure, [*estimate_handles("accuracy"), tick_handle("majority stance")])
    return figure


def confusion_figure(evaluation: Evaluation) -> Figure:
    """The confusion matrix, gold in rows: counts, and in brackets and as depth of colour shares of the row."""
    figure = new_figure(4.6, 3.9)
    axes = figure.add_subplot()
    size = len(evaluation.labels)
    for row, counts in enumerate(evaluation.confusion):
        total = sum(counts)
        for column, count in enumerate(counts):
            share = count / total if total else 0.0
            # At most 60 % so that ink stays readable on it, in dark mode too.
            axes.add_patch(Rectangle((column, row), 1, 1, fc=ACCENT, alpha=0.03 + 0.57 * share, lw=0))
            text = f"{count:,}\n({100 * share:.0f} %)" if total else "0"
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=INK)
    axes.set_xlim(0, size)
    axes.set_ylim(size, 0)
    axes.set_aspect("equal")
    centres = [number + 0.5 for number in range(size)]
    sums = [sum(row) for row in evaluation.confusion]
    names = [f"{label}\nn = {total:,}" for label, total in zip(evaluation.labels, sums, strict=True)]
    axes.set_xticks(centres, evaluation.labels)
    axes.set_yticks(centres, names)
    axes.set_xlabel("answer", color=INK)
    axes.set_ylabel("gold", color=INK)
    styled(axes, f"Confusion matrix, n = {evaluation.n:,}")
    return figure


def _forest(title: str, scores: Sequence[GroupScore]) -> tuple[Figure, Axes]:
    figure = new_figure(WIDTH, 1.45 + ROW * len(scores))
    axes = figure.add_subplot()
    styled(axes, title)
    for row, score in enumerate(scores):
        draw_estimate(axes, row, score.accuracy, (score.low, score.high), few=score.few)
        draw_tick(axes, row, score.majority, few=score.few)
    name_rows(axes, [row_name(score.name, score.n) for score in scores], [score.few for score in scores])
    share_axis(axes)
    return figure, axes


def _systems(title: str, rows: Mapping[str, Mapping[str, Scores | Evaluation]]) -> Figure:
    """A row for each part or corpus, in it a line for each system, the first of them the one that was examined."""
    names = list(dict.fromkeys(name for systems in rows.values() for name in systems))
    figure = new_figure(WIDTH, 1.2 + 0.22 * len(rows) + 0.17 * len(rows) * len(names))
    axes = figure.add_subplot()
    styled(axes, title)
    step = 0.7 / max(len(names), 2)
    for row, systems in enumerate(rows.values()):
        for name, scores in systems.items():
            number = names.index(name)
            place = row + step * (number - (len(names) - 1) / 2)
            found = scores.intervals.get("macro_f1")
            if found is not None:
                axes.hlines(
                    place, 100 * found.low, 100 * found.high, lw=2, color=ACCENT if number == 0 else MUTED
                )
            axes.plot(100 * scores.macro_f1, place, **_mark(number))
    sizes = [next(iter(systems.values())).n for systems in rows.values()]
    labels = [f"{short(name)}\nn = {size:,}" for name, size in zip(rows, sizes, strict=True)]
    name_rows(axes, labels)
    for row in range(1, len(rows)):
        axes.axhline(row - 0.5, color=GRID, lw=0.8)
    share_axis(axes)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    handles = [Line2D([], [], lw=2, label=short(name), **_mark(number)) for number, name in enumerate(names)]
    add_legend(figure, handles, columns=4)
    return figure


def _mark(number: int) -> dict[str, Any]:
    """Shape and colour of a system's mark; that of the examined one is filled."""
    color = MUTED if number else ACCENT
    return {
        "marker": MARKERS[number % len(MARKERS)],
        "ms": 6,
        "color": color,
        "mew": 1.4,
        "mfc": SURFACE if number else color,
    }


def _of_part(evaluation: Evaluation, part: str, own: str) -> dict[str, Scores | Evaluation]:
    scores = evaluation if part == "all" else evaluation.parts[part]
    return {own: scores, **{name: found[part] for name, found in evaluation.baselines.items()}}
