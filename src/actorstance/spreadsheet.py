"""CSV files as spreadsheet programs write them: a header, then one row of cells a record."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from actorstance.errors import InputError

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_QUOTED = re.compile(r'"[^"]*"')


def separator(header: str) -> str:
    """What separates the cells of a file: the only one of comma, semicolon and tab that its header has, else the comma.

    Examples:
        >>> separator("id;outlet;text"), separator('id;"text, in full"'), separator("id,outlet;text"), separator("text")
        (';', ';', ',', ',')
    """
    bare = _QUOTED.sub("", header)
    found = [sign for sign in SEPARATORS if sign in bare]
    return found[0] if len(found) == 1 else ","


def not_utf8(path: Path) -> str:
    """What is told of a file in another encoding; of a table, how a spreadsheet program saves it.

    Examples:
        >>> not_utf8(Path("a.csv")), not_utf8(Path("a.jsonl"))
        ('not UTF-8 text: save it as “CSV UTF-8”, in Excel a format of its own beside “CSV”', 'not UTF-8 text')
    """
    advice = ": save it as “CSV UTF-8”, in Excel a format of its own beside “CSV”"
    return "not UTF-8 text" + (advice if path.suffix == ".csv" else "")


def read_spreadsheet(path: Path, *, empty: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by the names of its header, each with its number from 1; empty cells are left out unless `empty` keeps them.

    Cells may be separated by semicolons or tabs too, as the header shows.

    Raises:
        InputError: the header has a name twice, a row has other columns than it, or a quotation mark opens a cell and does not close it.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        sign, begin = _begin(file)
        file.seek(begin)
        reader = csv.reader(
            file, delimiter=sign, strict=True
        )  # else an open quotation mark takes in the rows below
        rows = filter(None, reader)
        number = last = 0
        try:
            header = next(rows, [])
            _check_header(header, path)
            last = reader.line_num
            for number, cells in enumerate(rows, 1):
                if len(cells) != len(header):
                    message = f"expected {len(header)} columns as in the header, separated by {SEPARATORS[sign]}s, got {len(cells)}"
                    raise InputError.at(message, path=path, row=number)
                row = _row(header, cells, path, number)
                yield number, {**dict.fromkeys(filter(None, header), ""), **row} if empty else row
                last = reader.line_num
        except csv.Error as error:
            raise InputError.at(_unclosed(error, last + 1), path=path, row=number + 1) from None


def _begin(file: TextIO) -> tuple[str, int]:
    """What separates the cells of a file, and where its header begins: behind blank lines, and the line "sep=;" that Excel reads."""
    at, line = file.tell(), file.readline()
    while line and not line.strip():
        at, line = file.tell(), file.readline()
    if "\0" in line:
        raise InputError.at("has NUL characters, as UTF-16 text has: save it as UTF-8", path=file.name)
    told = re.fullmatch(r"sep=([,;\t])", line.strip("\r\n"))
    if told:
        return told[1], file.tell()
    return separator(line), at


def _unclosed(error: csv.Error, line: int) -> str:
    """What is told of a row that cannot be read and begins in this line; the error itself speaks of the line where it was noticed."""
    if not any(sign in str(error) for sign in ("unexpected end", "expected after", "field limit")):
        return f"not CSV: {error}"
    begins = f"the row begins in line {line} of the file"
    if "expected after" in str(error):
        return f'text after a closing quotation mark ({begins}): is one not closed, or not doubled ("") inside a text?'
    if "unexpected end" in str(error):
        return f"a quotation mark opens a cell and is never closed ({begins})"
    return f"a cell is longer than the limit of {csv.field_size_limit():,} characters ({begins}): is a quotation mark not closed?"


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
