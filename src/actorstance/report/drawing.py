"""How all figures of an examination look: axes without a frame, the legend below, percentages across; made without pyplot."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from actorstance.report.palette import GRID, INK

LONGEST_NAME = 34


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of this many inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def styled(axes: Axes, title: str = "") -> None:
    """Give axes their title, and take away what is not read."""
    axes.set_title(title, color=INK, fontsize=11, loc="left", pad=10 if title else 0, parse_math=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=INK, labelsize=9)
    axes.set_axisbelow(True)


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


def short(name: str) -> str:
    """A name on one line, cut where it is too long to stand beside axes."""
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def share_axis(axes: Axes, rows: int) -> None:
    """Rows from above, and percentages across."""
    axes.set_xlim(-2, 102)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xticks(range(0, 101, 20), [f"{share} %" for share in range(0, 101, 20)])
    axes.grid(axis="x", color=GRID, lw=0.8)
