"""Figures of an examination: systems, breakdowns, controls, reliability and coverage; in the manner of `figures`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from actorstance.calibration import Calibration
from actorstance.controls import Controls
from actorstance.evaluation import ROLES, Evaluation
from actorstance.examination import Examination
from actorstance.metrics import FEW
from actorstance.report.drawing import add_legend, new_figure, share_axis, short, styled
from actorstance.report.figures import confusion_figure, per_actor_figure
from actorstance.report.palette import ACCENT, GRID, INK, MUTED, SURFACE
from actorstance.report.quality_tables import CONTROLS, should
from actorstance.report.sections import BREAKDOWNS
from actorstance.report.tables import scores_of
from actorstance.scores import GroupScore, Scores
from actorstance.silence import Silence

WIDTH = 6.2
"""Inches; two such figures stand side by side on a page."""
ROW = 0.27
MARKERS = "osD^vP"


def examination_figures(examination: Examination, most: int = 40) -> dict[str, Figure]:
    """All figures of one corpus by their names in `sections`.

    Args:
        examination: what was found out.
        most: actors of a role, and groups of a breakdown, at most.
    """
    evaluation = examination.evaluation
    found = {"systems": systems_figure(evaluation)}
    if examination.controls is not None and examination.controls.controls:
        found["controls"] = controls_figure(examination.controls)
    for role in ROLES:
        if scores_of(evaluation, role):
            found[f"per_actor_{role}"] = per_actor_figure(evaluation, role, most, WIDTH)
    for name in evaluation.breakdowns:
        found[f"by_{name.replace(' ', '_')}"] = breakdown_figure(evaluation, name, most)
    found["confusion"] = confusion_figure(evaluation)
    if examination.calibration is not None:
        found["reliability"] = reliability_figure(examination.calibration)
    if examination.silence is not None:
        found["coverage"] = coverage_figure(examination.silence)
    return found


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


def breakdown_figure(evaluation: Evaluation, name: str, most: int = 40) -> Figure:
    """The accuracy of each group of a breakdown with its interval, and as a tick what the group's majority stance would reach.

    Args:
        evaluation: the figures.
        name: of the breakdown.
        most: groups at most; the title says so where there are more.
    """
    scores = evaluation.breakdowns[name]
    shown = scores[:most]
    figure = new_figure(WIDTH, 1.45 + ROW * len(shown))
    axes = figure.add_subplot()
    more = f"\n(the {most} of {len(scores)} groups with the most pairs)" if len(scores) > most else ""
    styled(axes, f"{BREAKDOWNS.get(name, name).partition(' (')[0]}{more}")
    _forest(axes, shown)
    handles = [
        Line2D([], [], color=ACCENT, marker="o", lw=2, label="accuracy, 95 % interval"),
        Line2D([], [], color=ACCENT, marker="o", mfc=SURFACE, lw=2, alpha=0.6, label=f"under {FEW} pairs"),
        Line2D([], [], color=INK, marker="|", ms=12, mew=2, lw=0, label="majority stance"),
    ]
    add_legend(figure, handles)
    return figure


def controls_figure(controls: Controls) -> Figure:
    """The macro-F1 of the full answers with its interval, and beside it that under each control.

    Controls under which it should fall stand above those under which it should hold.
    """
    order = sorted(controls.controls, key=lambda control: should(control) == "hold")
    count = sum(should(control) == "fall" for control in order)
    figure = new_figure(WIDTH, 1.5 + 0.42 * len(order))
    axes = figure.add_subplot()
    styled(axes, "Macro-F1 under each control")
    for row, control in enumerate(order):
        if control.full_interval is not None:
            low, high, _ = control.full_interval
            axes.barh(row, 100 * (high - low), 0.5, 100 * low, color=ACCENT, alpha=0.18, lw=0)
        axes.plot([100 * control.full] * 2, [row - 0.25, row + 0.25], color=ACCENT, lw=2)
        axes.plot(
            [100 * control.full, 100 * control.macro_f1], [row, row], color=MUTED, lw=1, linestyle=(0, (2, 2))
        )
        axes.plot(100 * control.macro_f1, row, "X", ms=8, color=INK, mec=SURFACE, mew=0.8)
        axes.text(
            102,
            row,
            f"{100 * control.changed:.0f} % changed",
            va="center",
            fontsize=9,
            color=MUTED,
            clip_on=False,
        )
    names = [f"{CONTROLS.get(c.name, c.name)}\nn = {c.n:,}, should {should(c)}" for c in order]
    axes.set_yticks(range(len(order)), names)
    if 0 < count < len(order):
        axes.axhline(count - 0.5, color=GRID, lw=1.5)
    share_axis(axes, len(order))
    handles = [
        Line2D([], [], color=ACCENT, marker="|", ms=12, mew=2, lw=0, label="full answers"),
        Patch(fc=ACCENT, alpha=0.25, label="their 95 % interval"),
        Line2D([], [], color=INK, marker="X", ms=8, mec=SURFACE, lw=0, label="under the control"),
    ]
    add_legend(figure, handles)
    return figure


def reliability_figure(calibration: Calibration) -> Figure:
    """The reliability diagram: the accuracy of the answers of each confidence, with Wilson's interval, and below how many there are.

    On the dashed line an answer is as often right as it is confident; below it the system claims too much.
    """
    figure = new_figure(WIDTH, 5.6)
    above, below = figure.subplots(2, sharex=True, height_ratios=[3.2, 1])
    styled(above, f"Reliability, n = {calibration.n:,}, expected calibration error {calibration.error:.3f}")
    styled(below)
    above.plot([0, 100], [0, 100], color=MUTED, lw=1.2, linestyle=(0, (4, 3)))
    for one in calibration.bins:
        place = 100 * one.confidence
        # A bin of few answers says little.
        few = one.n < FEW
        above.plot([place] * 2, [100 * one.accuracy, place], color=INK, lw=1, linestyle=(0, (1, 1.5)))
        above.vlines(
            place,
            100 * one.accuracy_low,
            100 * one.accuracy_high,
            color=ACCENT,
            lw=2,
            alpha=0.45 if few else 1,
        )
        above.plot(
            place, 100 * one.accuracy, "o", ms=6, color=ACCENT, mew=1.4, mfc=SURFACE if few else ACCENT
        )
        below.bar(
            50 * (one.low + one.high), one.n, 100 * (one.high - one.low) * 0.86, color=ACCENT, alpha=0.7, lw=0
        )
        below.annotate(
            f"{one.n:,}", (50 * (one.low + one.high), one.n), (0, 2), textcoords="offset points", ha="center",
            fontsize=7.5, color=MUTED,
        )  # fmt: skip
    lowest = 100 * min(one.low for one in calibration.bins)
    below.set_xlim(lowest - 2, 102)
    above.set_ylim(-3, 103)
    below.set_ylim(0, 1.2 * max(one.n for one in calibration.bins))
    above.set_ylabel("accuracy", color=INK, fontsize=9)
    below.set_ylabel("answers", color=INK, fontsize=9)
    below.set_xlabel("confidence", color=INK, fontsize=9)
    ticks = [share for share in range(0, 101, 20) if share >= lowest - 2]
    below.set_xticks(ticks, [f"{share} %" for share in ticks])
    above.set_yticks(range(0, 101, 20), [f"{share} %" for share in range(0, 101, 20)])
    below.locator_params(axis="y", nbins=3, integer=True)
    above.grid(color=GRID, lw=0.8)
    below.grid(axis="y", color=GRID, lw=0.8)
    handles = [
        Line2D([], [], color=ACCENT, marker="o", lw=2, label="accuracy, 95 % interval"),
        Line2D([], [], color=ACCENT, marker="o", mfc=SURFACE, lw=2, alpha=0.6, label=f"under {FEW} answers"),
        Line2D([], [], color=MUTED, lw=1.2, linestyle=(0, (4, 3)), label="as right as confident"),
    ]
    add_legend(figure, handles)
    return figure


def coverage_figure(silence: Silence) -> Figure:
    """The accuracy of the answered pairs by the share that is answered, with Wilson's intervals, and the chosen threshold with its own."""
    figure = new_figure(WIDTH, 5.6)
    axes = figure.add_subplot()
    styled(axes, f"Accuracy by coverage, n = {silence.n:,}")
    coverage = [100 * point.coverage for point in silence.curve]
    axes.fill_between(
        coverage, [100 * point.low for point in silence.curve], [100 * point.high for point in silence.curve],
        color=ACCENT, alpha=0.18, lw=0,
    )  # fmt: skip
    axes.plot(coverage, [100 * point.accuracy for point in silence.curve], color=ACCENT, lw=2)
    axes.axhline(100 * silence.wanted, color=MUTED, lw=1.2, linestyle=(0, (4, 3)))
    handles = [
        Line2D([], [], color=ACCENT, lw=2, label="accuracy of what is answered"),
        Patch(fc=ACCENT, alpha=0.25, label="95 % interval, pairs independent"),
        Line2D(
            [], [], color=MUTED, lw=1.2, linestyle=(0, (4, 3)), label=f"wanted: {100 * silence.wanted:g} %"
        ),
    ]
    if silence.threshold is not None and silence.accuracy is not None:
        place, reached = 100 * silence.coverage, 100 * silence.accuracy
        axes.vlines(place, 100 * silence.low, 100 * silence.high, color=INK, lw=2.5)
        axes.plot(place, reached, "D", ms=8, color=INK, mec=SURFACE, mew=1)
        right = place > 60
        axes.annotate(
            f"threshold {silence.threshold:.3f}:\n{place:.0f} % answered, {reached:.1f} % right", (place, reached),
            (-12 if right else 12, -46), textcoords="offset points", ha="right" if right else "left", fontsize=9, color=INK,
        )  # fmt: skip
        label = "chosen threshold, 95 % interval of clusters"
        handles.append(Line2D([], [], color=INK, marker="D", ms=7, lw=2.5, label=label))
    # The first points are of a few pairs, and their intervals nearly everything.
    ends = [point.low for point in silence.curve if point.n >= FEW or point is silence.curve[-1]]
    axes.set_ylim(10 * (100 * min([*ends, 0.8]) // 10), 101)
    axes.set_xlim(0, 101.5)
    axes.set_xticks(range(0, 101, 20), [f"{share} %" for share in range(0, 101, 20)])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    axes.set_xlabel("coverage: share of pairs that are answered", color=INK, fontsize=9)
    axes.set_ylabel("accuracy", color=INK, fontsize=9)
    axes.grid(color=GRID, lw=0.8)
    add_legend(figure, handles, columns=2)
    return figure


def _forest(axes: Axes, scores: Sequence[GroupScore]) -> None:
    for row, score in enumerate(scores):
        alpha = 0.45 if score.few else 1.0
        axes.hlines(row, 100 * score.low, 100 * score.high, color=ACCENT, lw=2, alpha=alpha)
        face = SURFACE if score.few else ACCENT
        axes.plot(100 * score.accuracy, row, "o", ms=6, color=ACCENT, mew=1.4, mfc=face)
        axes.plot(100 * score.majority, row, "|", ms=12, mew=2, color=INK, alpha=0.6 if score.few else 1)
    names = [f"{short(score.name)}\u2002n = {score.n:,}" for score in scores]
    axes.set_yticks(range(len(scores)), names, parse_math=False)
    for label, score in zip(axes.get_yticklabels(), scores, strict=True):
        label.set_color(MUTED if score.few else INK)
    share_axis(axes, len(scores))


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
    axes.set_yticks(range(len(rows)), labels, parse_math=False)
    for row in range(1, len(rows)):
        axes.axhline(row - 0.5, color=GRID, lw=0.8)
    share_axis(axes, len(rows))
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
