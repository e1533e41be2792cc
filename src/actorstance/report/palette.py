"""How a stance looks wherever it is shown: colour, symbol and line, so that colour is never the only carrier.

Orange, grey and blue stay apart for readers who confuse red and green (after Okabe & Ito, 2008, "Color
Universal Design").
"""

from __future__ import annotations

from actorstance.schema import Stance

COLORS = {Stance.AGAINST: "#c4500a", Stance.NEUTRAL: "#767d87", Stance.FAVOR: "#0069a8"}
SYMBOLS = {Stance.AGAINST: "−", Stance.NEUTRAL: "·", Stance.FAVOR: "+"}
LINES: dict[Stance, tuple[float, tuple[float, ...]] | None] = {
    Stance.AGAINST: (0, (5, 2.5)),
    Stance.NEUTRAL: (0, (1, 2)),
    Stance.FAVOR: None,
}
"""Dashes and gaps in widths of the line; none, a solid line."""

INK = "#1c2127"
MUTED = "#5c646e"
GRID = "#d9dde2"
SURFACE = "#fdfdfe"
ACCENT = "#6254a8"
"""What is no stance: counts and accuracies."""

VARIABLES = {
    **{color: str(stance) for stance, color in COLORS.items()},
    INK: "ink",
    MUTED: "muted",
    GRID: "line",
    SURFACE: "surface",
    ACCENT: "accent",
}
"""The page's CSS variable of each colour: a figure on the page turns dark with it."""
