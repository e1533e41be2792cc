"""The figure of a comparison: each actor's difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actorstance.comparison.runs import GroupComparison
from actorstance.comparison.systems import ALPHA, ActorDifference, Comparison
from actorstance.evaluation import ROLES
from actorstance.report.cells import of_most
from actorstance.report.drawing import (
    ROW,
    add_legend,
    blank_figure,
    draw_estimate,
    estimate_handles,
    name_rows,
    new_figure,
    points_axis,
    row_name,
    short,
    styled,
)
from actorstance.report.palette import ACCENT, INK


def differences_figure(found: Comparison | GroupComparison, most: int = 20) -> Figure:
    """The difference of each actor's accuracies with its interval, targets above holders, most pairs first.

    A large diamond, and a star behind the name: significant after Holm's adjustment. Hollow and paler: too few pairs for a verdict.

    Args:
        found: the comparison.
        most: actors of a role at most; the title says so where there are more.
    """
    actors = {role: [d for d in found.per_actor if d.role == role] for role in ROLES}
    shown = {role: differences[:most] for role, differences in actors.items() if differences}
    if not shown:
        return blank_figure("No pair of this corpus names an actor.")
    heights = [len(differences) + 1.0 for differences in shown.values()]
    figure = new_figure(7.2, 1.4 + 0.4 * len(shown) + ROW * sum(heights))
    reach = max(20.0, *(abs(100 * end) for ds in shown.values() for d in ds for end in _ends(d)))
    panels = figure.subplots(len(shown), sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, (role, differences) in zip(panels, shown.items(), strict=True):
        _draw(axes, f"Actors as {role}{of_most(len(actors[role]), most)}", differences, reach)
    first, second = (short(name) for name in found.names)
    panels[-1].set_xlabel(
        f"difference of accuracies in points\n← {first} is better\n{second} is better →",
        color=INK, fontsize=9, parse_math=False,
    )  # fmt: skip
    handles = estimate_handles("difference")
    if isinstance(found, Comparison):
        label = f"∗ significant: Holm's p under {ALPHA}"
        handles.append(Line2D([], [], color=ACCENT, marker="D", ms=8, mec=INK, lw=2, label=label))
    add_legend(figure, handles)
    return figure


def _draw(axes: Axes, title: str, differences: Sequence[ActorDifference], reach: float) -> None:
    styled(axes, title)
    points_axis(axes, reach)
    for row, found in enumerate(differences):
        draw_estimate(axes, row, found.difference, _ends(found), few=found.few, strong=found.significant)
    names = [row_name(found.name, found.n, "\u2009∗" if found.significant else "") for found in differences]
    name_rows(axes, names, [found.few for found in differences])


def _ends(found: ActorDifference) -> tuple[float, float]:
    """Of the interval; both the difference itself where there is none."""
    return found.interval[:2] if found.interval else (found.difference, found.difference)
