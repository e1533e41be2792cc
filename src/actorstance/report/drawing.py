"""How all figures look: axes without a frame, names beside rows, a dot on its interval, the legend below; made without pyplot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actorstance.metrics import FEW
from actorstance.report.palette import ACCENT, GRID, INK, MUTED, SURFACE

LONGEST_NAME = 34
ROW = 0.27
"""Inches of a row with a name."""
FEW_ALPHA = 0.45
"""How faint a line is that rests on few pairs."""


def new_figure(width: float, height: float, layout: Literal["constrained"] | None = "constrained") -> Figure:
    """An empty figure of this many inches."""
    figure = Figure(figsize=(width, height), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def blank_figure(words: str) -> Figure:
    """A figure that says why there is nothing to draw."""
    figure = new_figure(6, 0.8, layout=None)
    figure.text(0.5, 0.5, words, ha="center", va="center", color=MUTED)
    return figure


def styled(axes: Axes, title: str = "") -> None:
    """Give axes their title, and take away what is not read."""
    axes.set_title(title, color=INK, fontsize=11, loc="left", pad=10 if title else 0, parse_math=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=INK, labelsize=9)
    axes.set_axisbelow(True)


def short(name: str) -> str:
    """A name on one line, cut where it is too long to stand beside axes."""
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def row_name(name: str, n: int, sign: str = "") -> str:
    """What stands beside a row: a name, a sign where it needs one, and how many pairs or tests the row rests on."""
    return f"{short(name)}{sign}\u2002n = {n:,}"


def name_rows(axes: Axes, names: Sequence[str], few: Sequence[bool] = ()) -> None:
    """Rows from above with their names; those of few pairs are paler."""
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), list(names), parse_math=False)
    for label, pale in zip(axes.get_yticklabels(), few, strict=False):
        label.set_color(MUTED if pale else INK)


def share_axis(axes: Axes) -> None:
    """Percentages across."""
    axes.set_xlim(-2, 102)
    axes.set_xticks(*share_ticks())
    axes.grid(axis="x", color=GRID, lw=0.8)


def share_ticks(lowest: float = 0, step: int = 20) -> tuple[list[int], list[str]]:
    """Places and labels of percentages up to 100, from the first that is not under the lowest."""
    ticks = [share for share in range(0, 101, step) if share >= lowest]
    return ticks, [f"{share} %" for share in ticks]


def points_axis(axes: Axes, reach: float) -> None:
    """Differences in points across, as far to either side, with a line where there is none."""
    axes.axvline(0, color=INK, lw=1, zorder=1)
    axes.set_xlim(-1.05 * reach, 1.05 * reach)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+.0f}".replace("-", "−") if value else "0")
    axes.grid(axis="x", color=GRID, lw=0.8)


def draw_estimate(
    axes: Axes,
    row: float,
    value: float,
    ends: tuple[float, float] | None,
    *,
    few: bool,
    color: str = ACCENT,
    upright: bool = False,
    strong: bool = False,
) -> None:
    """A share, or a difference of shares, as a dot on its interval; of few pairs a hollow one on a paler line.

    Args:
        axes: where to; in per cent or points.
        row: where it stands on the other axis.
        value: the share.
        ends: of the interval; None where there is none.
        few: whether it rests on too few pairs for a verdict.
        color: of both.
        upright: whether shares go up instead of across.
        strong: whether a large diamond with an edge stands for the dot.
    """
    if ends is not None:
        line = axes.vlines if upright else axes.hlines
        line(row, 100 * ends[0], 100 * ends[1], color=color, lw=2, alpha=FEW_ALPHA if few else 1.0)
    place = (row, 100 * value) if upright else (100 * value, row)
    mark, size, edge = ("D", 8, INK) if strong else ("o", 6, color)
    axes.plot(*place, mark, ms=size, color=color, mew=1.4, mec=edge, mfc=SURFACE if few else color)


def draw_tick(axes: Axes, row: float, value: float, *, few: bool = False) -> None:
    """A share beside an estimate: what it has to be compared with."""
    axes.plot(100 * value, row, "|", ms=12, mew=2, color=INK, alpha=0.6 if few else 1)


def estimate_handles(what: str, unit: str = "pairs", color: str = ACCENT) -> list[Artist]:
    """What `draw_estimate` draws, for the legend: of many, and of few."""
    return [
        Line2D([], [], color=color, marker="o", lw=2, label=f"{what}, 95 % interval"),
        Line2D([], [], color=color, marker="o", mfc=SURFACE, lw=2, alpha=0.6, label=f"under {FEW} {unit}"),
    ]


def tick_handle(label: str) -> Artist:
    """What `draw_tick` draws, for the legend."""
    return Line2D([], [], color=INK, marker="|", ms=12, mew=2, lw=0, label=label)


def add_legend(figure: Figure, handles: Sequence[Artist], columns: int = 3) -> None:
    """Put the legend below the axes; names with dollars stay as they are."""
    legend = figure.legend(
        handles=list(handles),
        loc="outside lower center",
        ncols=columns,
        frameon=False,
        labelcolor=INK,
        fontsize=9,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
