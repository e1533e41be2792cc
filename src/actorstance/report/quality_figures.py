"""All figures of an examination: those of its evaluation, and of controls, reliability and coverage."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from actorstance.calibration import Calibration
from actorstance.controls import Controls
from actorstance.evaluation import ROLES
from actorstance.examination import Examination
from actorstance.metrics import FEW
from actorstance.report.drawing import (
    add_legend,
    draw_estimate,
    estimate_handles,
    name_rows,
    new_figure,
    share_axis,
    share_ticks,
    styled,
)
from actorstance.report.figures import (
    WIDTH,
    breakdown_figure,
    confusion_figure,
    per_actor_figure,
    systems_figure,
)
from actorstance.report.palette import ACCENT, GRID, INK, MUTED, SURFACE
from actorstance.report.quality_tables import CONTROLS, should
from actorstance.report.tables import scores_of
from actorstance.silence import Silence


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
            found[f"per_actor_{role}"] = per_actor_figure(evaluation, role, most)
    for name in evaluation.breakdowns:
        found[f"by_{name.replace(' ', '_')}"] = breakdown_figure(evaluation, name, most)
    found["confusion"] = confusion_figure(evaluation)
    if examination.calibration is not None:
        found["reliability"] = reliability_figure(examination.calibration)
    if examination.silence is not None:
        found["coverage"] = coverage_figure(examination.silence)
    return found


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
    name_rows(axes, names)
    if 0 < count < len(order):
        axes.axhline(count - 0.5, color=GRID, lw=1.5)
    share_axis(axes)
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
        above.plot([place] * 2, [100 * one.accuracy, place], color=INK, lw=1, linestyle=(0, (1, 1.5)))
        # A bin of few answers says little.
        few = one.n < FEW
        draw_estimate(
            above, place, one.accuracy, (one.accuracy_low, one.accuracy_high), few=few, upright=True
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
    below.set_xticks(*share_ticks(lowest - 2))
    above.set_yticks(*share_ticks())
    below.locator_params(axis="y", nbins=3, integer=True)
    above.grid(color=GRID, lw=0.8)
    below.grid(axis="y", color=GRID, lw=0.8)
    handles = [
        *estimate_handles("accuracy", "answers"),
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
    axes.set_xticks(*share_ticks())
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    axes.set_xlabel("coverage: share of pairs that are answered", color=INK, fontsize=9)
    axes.set_ylabel("accuracy", color=INK, fontsize=9)
    axes.grid(color=GRID, lw=0.8)
    add_legend(figure, handles, columns=2)
    return figure
