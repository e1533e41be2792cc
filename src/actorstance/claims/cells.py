"""Cells: in which pairs stances are counted. Those of an actor in each role, of a holder toward a target, and each of these by group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from actorstance.errors import InputError
from actorstance.records import error_at
from actorstance.schema import Pair

PARTS = ("all", "overall", "directed")
CELL_ROLES = ("all", "target", "holder", "pair")
PERIODS = {"year": 4, "month": 7, "day": 10}
"""How many characters of a date such as 2019-01-25 name its period."""

UNKNOWN = "unknown"
"""The group of the pairs that do not say which is theirs."""


class Cell(NamedTuple):
    """Pairs with one holder, one target, of one group; None stands for any holder, any target, all groups.

    `role` is one of `CELL_ROLES`: all pairs, those toward a target, those from a holder, those from a holder toward a target.
    """

    role: str
    holder: str | None
    target: str | None
    group: str | None


def cells(
    pairs: Sequence[Pair], kept: Sequence[int], groups: Sequence[str] | None = None, least: int = 1
) -> Iterator[tuple[Cell, list[int]]]:
    """The cells and the places of their pairs: everybody, then targets, holders and pairs of actors, most pairs first; each as a whole, then by group.

    Args:
        pairs: all pairs of the corpus.
        kept: the places of those that count.
        groups: the group of every pair of the corpus; None for no groups.
        least: only actors, and pairs of actors, with at least this many pairs.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = Pair(id="1", text="Peru thanked Chile.", target=Mention(13, 18, "chile"), holder=Mention(0, 4, "peru"))
        >>> [(cell.role, cell.holder, cell.target) for cell, _ in cells([pair], [0])]
        [('all', None, None), ('target', None, 'chile'), ('holder', 'peru', None), ('pair', 'peru', 'chile')]
    """
    members: dict[Cell, list[int]] = {}
    for place in kept:
        for cell in _cells_of(pairs[place]):
            members.setdefault(cell, []).append(place)

    def order(item: tuple[Cell, list[int]]) -> tuple[int, int, str, str]:
        cell, inside = item
        return CELL_ROLES.index(cell.role), -len(inside), cell.holder or "", cell.target or ""

    for cell, inside in sorted(members.items(), key=order):
        if len(inside) < least and cell.role != "all":
            continue
        yield cell, inside
        if groups is not None:
            for group in sorted({groups[place] for place in inside}):
                yield cell._replace(group=group), [place for place in inside if groups[place] == group]


def part_places(pairs: Sequence[Pair], part: str) -> list[int]:
    """The places of the pairs of one part: `all`, `overall` (without a holder) or `directed`.

    Raises:
        InputError: unknown `part`, or there is no such pair.

    Examples:
        >>> from actorstance.schema import Mention
        >>> part_places([Pair(id="1", text="Peru won.", target=Mention(0, 4))], "overall")
        [0]
    """
    if part not in PARTS:
        raise InputError(f"unknown part {part!r}, expected one of {', '.join(PARTS)}")
    places = [
        place
        for place, pair in enumerate(pairs)
        if part == "all" or (pair.holder is None) == (part == "overall")
    ]
    if not places:
        raise InputError("there is no pair" if part == "all" else f"there is no {part} pair")
    return places


def group_names(
    pairs: Sequence[Pair],
    by: str,
    period: str = "month",
    *,
    path: str | Path | None = None,
    numbers: Sequence[int] = (),
) -> list[str] | None:
    """The group of each pair; `unknown` for those that do not say, or say it with an empty text.

    Args:
        pairs: the pairs.
        by: `article`, or a key of `pair.meta`; `none` for no groups.
        period: with `by="date"`: `year`, `month` or `day`.
        path: the file that the pairs come from, for errors.
        numbers: with `path`: the line or row of each.

    Raises:
        InputError: unknown `period`, no pair has the key, its value is a list or an object, or a date does not exist or is not written as 2019-01-25 (or
            shorter, for a longer period); the first such pair, and how many there are.

    Examples:
        >>> from actorstance.schema import Mention
        >>> dated = Pair(id="1", text="Peru won.", target=Mention(0, 4), meta={"date": "2019-01-25"})
        >>> group_names([dated, Pair(id="2", text="Peru won.", target=Mention(0, 4))], by="date")
        ['2019-01', 'unknown']
    """
    if period not in PERIODS:
        raise InputError(f"unknown period {period!r}, expected one of {', '.join(PERIODS)}")
    if by == "none":
        return None
    values = [
        _known(pair.article if by == "article" and by not in pair.meta else pair.meta.get(by))
        for pair in pairs
    ]
    if all(value is None for value in values):
        key = "an article" if by == "article" else f"a meta.{by}"
        raise InputError(f"no pair has {key} to group by; {_ways(pairs)}")
    groups = [_group(value, by, period) for value in values]
    wrong = [place for place, group in enumerate(groups) if group is None]
    if wrong:
        first = wrong[0]
        expected = (
            f"meta.{by} must be a single value to group by"
            if isinstance(values[first], list | dict)
            else f"meta.date is {values[first]!r}, expected such as 2019-01-25"
        )
        message = f"pair {pairs[first].id!r}: {expected}"
        if len(wrong) > 1:
            message += f"; it is the first of {len(wrong):,} such pairs"
        raise InputError(message) if path is None else error_at(path, numbers[first], message)
    return [group for group in groups if group is not None]


def _cells_of(pair: Pair) -> Iterator[Cell]:
    target = pair.target.actor
    holder = None if pair.holder is None else pair.holder.actor
    yield Cell("all", None, None, None)
    if target is not None:
        yield Cell("target", None, target, None)
    if holder is not None:
        yield Cell("holder", holder, None, None)
    if holder is not None and target is not None:
        yield Cell("pair", holder, target, None)


def _ways(pairs: Sequence[Pair]) -> str:
    """What could make groups, in words."""
    keys = dict.fromkeys(
        key
        for pair in pairs
        for key, value in pair.meta.items()
        if _known(value) is not None and not isinstance(value, list | dict) and key != "probability"
    )
    known = [*(["article"] if any(pair.article is not None for pair in pairs) else []), *keys]
    return f"there are {', '.join(known)}" if known else "there is nothing that could make groups"


def _known(value: object) -> object:
    """The value, or None for an empty text, which a table's empty cell would not even be."""
    return None if isinstance(value, str) and not value.strip() else value


def _group(value: object, by: str, period: str) -> str | None:
    """The group that a value names; None where it names none."""
    if value is None:
        return UNKNOWN
    if isinstance(value, list | dict):
        return None
    if by != "date":
        return str(value)
    # A time of day may follow.
    found = re.match(r"\d{4}(-\d\d(-\d\d)?)?(?![\d-])", str(value))
    if found is None or len(found[0]) < PERIODS[period]:
        return None
    try:
        date.fromisoformat(found[0] + "0000-01-01"[len(found[0]) :])
    except ValueError:
        return None
    return found[0][: PERIODS[period]]
