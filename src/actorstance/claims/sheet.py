"""The sheet on which people label a sample: never replaced by a new one while there are labels on it."""

from __future__ import annotations

from pathlib import Path

from actorstance.errors import InputError
from actorstance.records import read_rows


def count_labelled(path: str | Path) -> int:
    """How many rows of a file have a stance, whether or not it is one that exists; none where there is no file.

    Raises:
        InputError: the file cannot be read.
    """
    if not Path(path).exists():
        return 0
    return sum(row.get("stance") not in (None, "") for _, row in read_rows(path))


def check_replaceable(path: str | Path, extend: str | Path | None = None) -> None:
    """Check that no label is lost when a sheet is written to this path.

    Args:
        path: where it is to be written.
        extend: the sheet that it is to contain, whose labels it keeps.

    Raises:
        InputError: another sheet with labels, or a file that cannot be read, stands there.
    """
    if extend is not None and Path(extend).resolve() == Path(path).resolve():
        return
    labelled = count_labelled(path)
    if labelled:
        raise InputError.at(
            f"{labelled:,} pairs are labelled here, and would be lost; extend={path} keeps them and draws further ones, output=… writes elsewhere",
            path=path,
        )
