"""CSV files as spreadsheet programs write them: a header, then one row of cells a record."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from actorstance.errors import InputError


def read_spreadsheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by the names of its header, each with its number from 1; empty cells are left out.

    Raises:
        InputError: the header has a name twice, or a row has other columns than it.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = filter(None, csv.reader(file))
        number = 0
        try:
            header = next(rows, [])
            _check_header(header, path)
            for number, cells in enumerate(rows, 1):
                if len(cells) != len(header):
                    message = f"expected {len(header)} columns as in the header"
                    raise InputError.at(message, path=path, row=number)
                yield number, _row(header, cells, path, number)
        except csv.Error as error:
            raise InputError.at(f"not CSV: {error}", path=path, row=number + 1) from None


def _check_header(header: list[str], path: Path) -> None:
    """Of two columns of one name only one could be told; columns without a name are often empty ones at the edge."""
    name, count = next(iter(Counter(filter(None, header)).most_common(1)), ("", 0))
    if count > 1:
        raise InputError.at(f"column {name!r} stands twice in the header: rename one", path=path)


def _row(header: list[str], cells: list[str], path: Path, number: int) -> dict[str, str]:
    row: dict[str, str] = {}
    for column, (name, cell) in enumerate(zip(header, cells, strict=True), 1):
        if cell and name in row:  # only those without a name can be several
            message = f"column {column} has no name in the header, as another one: name it"
            raise InputError.at(message, path=path, row=number)
        if cell:
            row[name] = cell
    return row
