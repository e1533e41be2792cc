"""Figures and rows as they stand in tables, for every report: per cent, points, intervals; Markdown and the console.

No percentage stands alone: n and the interval are always beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from actorstance.metrics import Interval

Row = tuple[str, ...]
"""The cells of one row."""

WORD = 11
"""How long a word may be that a narrow terminal does not break."""


def percent(share: float) -> str:
    """A share as a percentage.

    Examples:
        >>> percent(0.8137)
        '81.4 %'
    """
    return f"{100 * share:.1f} %"


def interval(found: Interval) -> str:
    """The two ends of an interval as percentages.

    Examples:
        >>> interval(Interval(0.596, 0.982, "wilson"))
        '59.6–98.2 %'
    """
    return f"{100 * found.low:.1f}–{100 * found.high:.1f} %"


def points(share: float) -> str:
    """A difference of shares in points, with its sign.

    Examples:
        >>> points(-0.0213), points(0.15), points(-0.0001)
        ('−2.1', '+15.0', '±0.0')
    """
    value = round(100 * share, 1)
    return "±0.0" if value == 0 else f"{value:+.1f}".replace("-", "−")


def bracket(low: float, high: float) -> str:
    """The two ends of an interval in brackets, to stand behind a percentage.

    Examples:
        >>> bracket(0.596, 0.982)
        '[59.6–98.2]'
    """
    return f"[{100 * low:.1f}–{100 * high:.1f}]"


def ends(found: Interval | None) -> str:
    """An interval in brackets, or that there is none.

    Examples:
        >>> ends(Interval(0.596, 0.982, "wilson")), ends(None)
        ('[59.6–98.2]', '[–]')
    """
    return bracket(found.low, found.high) if found else "[–]"


def points_ends(found: Interval | None) -> str:
    """The interval of a difference in points, likewise.

    Examples:
        >>> points_ends(Interval(-0.03, 0.012, "bootstrap")), points_ends(None)
        ('[−3.0, +1.2]', '[–]')
    """
    return f"[{points(found.low)}, {points(found.high)}]" if found else "[–]"


def counted(count: int, noun: str) -> str:
    """A number of things.

    Examples:
        >>> counted(1, "pair"), counted(1200, "pair")
        ('1 pair', '1,200 pairs')
    """
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def of_most(count: int, most: int) -> str:
    """What a title says of so many actors where only those with the most pairs are shown.

    Examples:
        >>> of_most(1200, 20), of_most(20, 20)
        (', the 20 of 1,200 with the most pairs', '')
    """
    return f", the {most} of {count:,} with the most pairs" if count > most else ""


def markdown_table(header: Row, rows: Iterable[Row], left: int = 1) -> list[str]:
    """The lines of a Markdown table; all columns but the first `left` are aligned to the right."""
    rule = ["---"] * left + ["---:"] * (len(header) - left)
    return [f"| {' | '.join(map(plain, row))} |" for row in (header, tuple(rule), *rows)]


def plain(text: str) -> str:
    """Text that Markdown shows as it is, in one table cell."""
    text = " ".join(text.split())
    for character in "\\|`*<[":
        text = text.replace(character, "\\" + character)
    return text


def console_table(header: Row, rows: Sequence[Row], left_out: Collection[str], title: str) -> Table:
    """A table for the terminal without some of its columns, and without notes where there are none."""
    hidden = {*left_out} if any(row[-1] for row in rows) else {*left_out, "note"}
    shown = [place for place, name in enumerate(header) if name not in hidden]
    return rich_table(
        tuple(header[i] for i in shown), [tuple(row[i] for i in shown) for row in rows], title=title
    )


def rich_table(header: Row, rows: Sequence[Row], left: int = 1, title: str | None = None) -> Table:
    """A table for the terminal, narrow enough for most, and broken between words; rows whose last cell is "few" are dimmed."""
    # Text, for a name in square brackets would be taken for a style.
    table = Table(
        title=None if title is None else Text(title, style="bold"),
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for number, name in enumerate(header):
        words = [word for row in (header, *rows) for word in row[number].split()]
        table.add_column(
            Text(name),
            justify="left" if number < left else "right",
            overflow="fold",
            min_width=min(WORD, max(map(len, words), default=1)),
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row), style="dim" if row[-1] == "few" else None)
    return table
