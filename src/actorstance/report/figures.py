"""Figures of an evaluation and of the stances in a text, made without pyplot and its global state.

On a page the colours are CSS variables (see `svg`), so a figure follows the reader's light or dark mode.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from actorstance.atomic import replacing
from actorstance.errors import InputError
from actorstance.evaluation import Evaluation
from actorstance.report.edges import StanceEdge
from actorstance.report.layout import Arrow, box_layout
from actorstance.report.palette import ACCENT, COLORS, GRID, INK, LINES, MUTED, SURFACE, VARIABLES
from actorstance.report.tables import scores_of
from actorstance.schema import Stance

POINTS = 72
LONGEST_NAME = 34


def per_actor_figure(
    evaluation: Evaluation, role: str = "target", most: int = 40, width: float = 7.2
) -> Figure:
    """The accuracy of each actor with its interval; as a tick what its majority stance would reach, as a diamond the pooled accuracy.

    Most pairs first; actors with too few for a verdict are paler and hollow.

    Args:
        evaluation: the figures.
        role: `target` or `holder`.
        most: actors at most; the title says so where there are more.
        width: of the figure, in inches.

    Raises:
        InputError: the evaluation has no actor in this role.
    """
    scores = scores_of(evaluation, role)
    if not scores:
        raise InputError(f"the evaluation has no actor as {role}")
    shown = scores[:most]
    figure = _figure(width, 1.45 + 0.27 * len(shown))
    axes = figure.add_subplot()
    for row, score in enumerate(shown):
        alpha = 0.45 if score.few else 1.0
        axes.hlines(row, 100 * score.low, 100 * score.high, color=ACCENT, lw=2, alpha=alpha)
        axes.plot(
            100 * score.accuracy, row, "o", ms=6, color=ACCENT, mew=1.4, alpha=1 if score.few else alpha,
            mfc=SURFACE if score.few else ACCENT,
        )  # fmt: skip
        axes.plot(100 * score.majority, row, "|", ms=12, mew=2, color=INK, alpha=0.6 if score.few else 1)
        # Under the line, for with many pairs it would stand on the dot.
        axes.plot(100 * score.pooled, row + 0.3, "D", ms=3.5, mew=1, color=INK, mfc=SURFACE)
    axes.set_xlim(-2, 102)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    names = [f"{_short(score.name)}\u2002n = {score.n:,}" for score in shown]
    axes.set_yticks(range(len(shown)), names, parse_math=False)
    for label, score in zip(axes.get_yticklabels(), shown, strict=True):
        label.set_color(MUTED if score.few else INK)
    axes.set_xticks(range(0, 101, 20), [f"{share} %" for share in range(0, 101, 20)])
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.set_axisbelow(True)
    more = f"\n(the {most} of {len(scores)} with the most pairs)" if len(scores) > most else ""
    _titled(axes, f"Accuracy by actor as {role}{more}")
    handles = [
        Line2D([], [], color=ACCENT, marker="o", lw=2, label="accuracy, 95 % interval"),
        Line2D([], [], color=ACCENT, marker="o", mfc=SURFACE, lw=2, alpha=0.6, label="under 10 pairs"),
        Line2D([], [], color=INK, marker="|", ms=12, mew=2, lw=0, label="the actor's majority stance"),
        Line2D(
            [],
            [],
            color=INK,
            marker="D",
            ms=3.5,
            mew=1,
            mfc=SURFACE,
            lw=0,
            label="accuracy, pooled with all actors",
        ),
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=2, frameon=False, labelcolor=INK, fontsize=9
    )
    return figure


def confusion_figure(evaluation: Evaluation) -> Figure:
    """The confusion matrix, gold in rows: counts, and in brackets and as depth of colour shares of the row."""
    figure = _figure(4.6, 3.9)
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
    _titled(axes, f"Confusion matrix, n = {evaluation.n:,}")
    return figure


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
        figure = _figure(6, 0.8)
        figure.text(0.5, 0.5, "No directed stance but neutral.", ha="center", va="center", color=MUTED)
        return figure
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
    figure = _figure((right + 12) / POINTS, (top - bottom) / POINTS, layout=None)
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
    handles += [Line2D([], [], color=MUTED, lw=_width(n), label=_sentences(n)) for n in _counts(shown)]
    figure.legend(
        handles=handles, loc="lower center", ncols=len(handles), frameon=False, labelcolor=INK, fontsize=9
    )
    return figure


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write a figure on white, whole or not at all: as SVG where the path ends in `.svg`, else as PNG.

    The SVG has letters as outlines, so it looks the same everywhere, and the same bytes each time.
    """
    FigureCanvasAgg(figure)
    kind = "svg" if Path(path).suffix == ".svg" else "png"
    options: dict[str, Any] = {"metadata": {"Date": None}} if kind == "svg" else {"dpi": 150}
    with mpl.rc_context({"svg.hashsalt": "actorstance"}), replacing(Path(path), mode="wb") as file:
        figure.savefig(file, format=kind, facecolor="white", **options)


def svg(figure: Figure, label: str = "") -> Markup:
    """A figure as an `<svg>` element to stand in a page.

    Text stays text in the page's font, colours become the page's CSS variables, ids are unlike those of other
    figures, and nothing refers to an address outside.

    Args:
        figure: any figure of this module.
        label: what a screen reader says instead of the figure.
    """
    buffer = StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "actorstance"}):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    image = buffer.getvalue()
    image = image[image.index("<svg") :]
    prefix = f"f{zlib.crc32((label + image).encode()):08x}-"
    # The style of lines goes with the comments: a style element counts for the whole page.
    image = re.sub(r"<!--.*?-->|<style.*?</style>|<metadata>.*?</metadata>", "", image, flags=re.DOTALL)
    image = re.sub(r"\s*\n\s*", " ", image)
    image = re.sub(r' xmlns:xlink="[^"]*"| version="[^"]*"', "", image)
    image = re.sub(r'\bid="', f'id="{prefix}', image)
    image = re.sub(r'xlink:href="#', f'href="#{prefix}', image)
    image = re.sub(r"url\(#", f"url(#{prefix}", image)
    image = re.sub(r"(font:[^;\"]*?px )[^;\"]*", r"\1system-ui, sans-serif", image)
    for color, variable in VARIABLES.items():
        image = image.replace(color, f"var(--{variable}, {color})")
    # Safe, for matplotlib escapes names.
    return Markup(image.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1).strip())


def _figure(width: float, height: float, layout: Literal["constrained"] | None = "constrained") -> Figure:
    figure = Figure(figsize=(width, height), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def _titled(axes: Axes, title: str) -> None:
    axes.set_title(title, color=INK, fontsize=11, loc="left", pad=10)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=INK, labelsize=9)


def _draw_box(axes: Axes, name: str, place: tuple[float, float], size: tuple[float, float]) -> FancyBboxPatch:
    (x, y), (width, height) = place, size
    box = FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0,rounding_size=7",
        fc=SURFACE, ec=MUTED, lw=0.9, zorder=2,
    )  # fmt: skip
    axes.add_patch(box)
    axes.text(
        x, y, _short(name), ha="center", va="center", fontsize=10, color=INK, zorder=3, parse_math=False
    )
    return box


def _box_size(name: str) -> tuple[float, float]:
    figure = _figure(1, 1, layout=None)
    text = figure.text(0, 0, _short(name), fontsize=10, parse_math=False)
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


def _sentences(count: int) -> str:
    return "1 sentence" if count == 1 else f"{count} sentences"


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
