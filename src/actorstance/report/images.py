"""Figures as files, and as elements of a page, on which their colours are CSS variables: so they follow the reader's light or dark mode."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from actorstance.atomic import replacing
from actorstance.report.palette import VARIABLES


def save_figures(folder: str | Path, figures: Mapping[str, Figure]) -> None:
    """Write figures by their names, each as PNG and as SVG, see `save_figure`."""
    for name, figure in figures.items():
        for ending in ("png", "svg"):
            save_figure(figure, Path(folder) / f"{name}.{ending}")


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
        figure: in the colours of `palette`.
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
