"""The figure of the stances in a text: who stands where toward whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from actorstance.report.cells import counted
from actorstance.report.drawing import add_legend, blank_figure, new_figure, short
from actorstance.report.edges import StanceEdge
from actorstance.report.layout import Arrow, box_layout
from actorstance.report.palette import COLORS, INK, LINES, MUTED, SURFACE
from actorstance.schema import Stance

POINTS = 72


def stance_graph_figure(edges: Sequence[StanceEdge], most: int = 60) -> Figure:
    """Who stands where toward whom: an arrow from holder to target, coloured and dashed by stance.

    The width grows with the number of sentences. Actors in favor of each other are drawn near each
    other; actors without a stance are left out.

    Args:
        edges: as `stance_edges` gives them.
        most: arrows at most, those of the most sentences; more could not be told apart.
    """
    shown = list(edges)[:most]
    names = list(dict.fromkeys(name for edge in shown for name in (edge.holder, edge.target)))
    if not names:
        return blank_figure("No directed stance but neutral.")
    sizes = {name: _box_size(name) for name in names}
    nearness = {Stance.FAVOR: 2.0, Stance.NEUTRAL: 0.7, Stance.AGAINST: 0.6}
    drawn: Counter[tuple[str, str]] = Counter()
    arrows = []
    for edge in shown:
        ends = edge.holder, edge.target
        arrows.append(Arrow(*ends, bend=0.1 + 0.14 * drawn[ends], weight=nearness[edge.stance]))
        drawn[ends] += 1
    places = box_layout(sizes, arrows, width=min(690.0, 200.0 + 60 * len(names)))
    right = max(places[name][0] + sizes[name][0] / 2 for name in names) + 12
    top = max(places[name][1] + sizes[name][1] / 2 for name in names) + 12
    right, bottom = max(right, 300.0), -48.0
    figure = new_figure((right + 12) / POINTS, (top - bottom) / POINTS, layout=None)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-12, right)
    axes.set_ylim(bottom, top)
    boxes = {name: _draw_box(axes, name, places[name], sizes[name]) for name in names}
    for edge, arrow in zip(shown, arrows, strict=True):
        width = _width(len(edge.sentences))
        axes.add_patch(
            FancyArrowPatch(
                places[edge.holder], places[edge.target],
                patchA=boxes[edge.holder], patchB=boxes[edge.target], shrinkA=1, shrinkB=2,
                connectionstyle=f"arc3,rad={arrow.bend:.2f}", arrowstyle="-|>", mutation_scale=11,
                color=COLORS[edge.stance], lw=width, linestyle=_line(edge.stance, width), zorder=1,
            )
        )  # fmt: skip
    kinds = [stance for stance in Stance if any(edge.stance is stance for edge in shown)]
    handles = [Line2D([], [], color=COLORS[s], linestyle=_line(s), lw=1.8, label=str(s)) for s in kinds]
    handles += [
        Line2D([], [], color=MUTED, lw=_width(n), label=counted(n, "sentence")) for n in _counts(shown)
    ]
    add_legend(figure, handles, columns=len(handles))
    return figure


def _draw_box(axes: Axes, name: str, place: tuple[float, float], size: tuple[float, float]) -> FancyBboxPatch:
    (x, y), (width, height) = place, size
    box = FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0,rounding_size=7",
        fc=SURFACE, ec=MUTED, lw=0.9, zorder=2,
    )  # fmt: skip
    axes.add_patch(box)
    axes.text(x, y, short(name), ha="center", va="center", fontsize=10, color=INK, zorder=3, parse_math=False)
    return box


def _box_size(name: str) -> tuple[float, float]:
    figure = new_figure(1, 1, layout=None)
    text = figure.text(0, 0, short(name), fontsize=10, parse_math=False)
    extent = text.get_window_extent()
    return extent.width * POINTS / figure.dpi + 16, 22.0


def _width(sentences: int) -> float:
    return min(1.3 + 0.6 * (sentences - 1), 4.0)


def _line(stance: Stance, width: float = 1.8) -> tuple[float, tuple[float, ...]] | Literal["solid"]:
    """The stance's line; dashes count in line widths, so a broad line has shorter ones."""
    dashes = LINES[stance]
    if dashes is None:
        return "solid"
    return dashes[0], tuple(dash * (1.3 / width) ** 0.7 for dash in dashes[1])


def _counts(edges: Sequence[StanceEdge]) -> list[int]:
    """The smallest and the largest number of sentences, for the legend."""
    counts = [len(edge.sentences) for edge in edges]
    return sorted({min(counts), max(counts)})
