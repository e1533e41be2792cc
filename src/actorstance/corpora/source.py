"""Where a corpus's rows come from: a local folder in its published format, or the Hugging Face Hub."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import msgspec

from actorstance.errors import InputError
from actorstance.settings import CorpusSettings
from actorstance.spreadsheet import not_utf8

Row = Mapping[str, Any]

CONVERTED = "refs/convert/parquet"
"""The branch to which the Hub converts datasets that have a loading script, which `datasets` 4 no longer runs."""


def split_files(settings: CorpusSettings, ending: str) -> list[Path]:
    """The files of a corpus's splits: those in its folder, or the one file that its path names.

    Raises:
        InputError: there is none.
    """
    path = Path(settings.path)
    if path.is_dir():
        files = sorted(path.glob(f"*{ending}"))
        if not files:
            raise InputError.at(f"the folder holds no {ending} file", path=path)
        return files
    if not path.exists():
        raise InputError.at(f"no such file or folder (corpus {settings.name})", path=path)
    return [path]


def hub_rows(settings: CorpusSettings, config: str | None = None) -> Iterator[tuple[str, str, Row]]:
    """The rows of a corpus on the Hub as (split, place, row), through `datasets.load_dataset`.

    `hub` may also be a local folder of data files. On the branch where the Hub keeps the Parquet conversion of a dataset
    with a loading script (`revision: refs/convert/parquet`), a configuration is a folder, and is read as one.

    Args:
        settings: the corpus's.
        config: the configuration, instead of the settings' `hub_config`.

    Raises:
        InputError: no `hub` is given, or it cannot be loaded.
    """
    from datasets import load_dataset

    if not settings.hub:
        raise InputError(f"corpus {settings.name}: source 'hub' needs corpus.hub=…, a dataset's id")
    config = config or settings.hub_config
    chosen = {"data_dir": config} if settings.revision == CONVERTED else {"name": config}
    try:
        loaded = load_dataset(settings.hub, revision=settings.revision, **chosen)
    except Exception as error:  # each builder, format and network failure has an exception of its own
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"dataset {settings.hub!r} cannot be loaded: {reason}") from None
    for split, rows in loaded.items():
        for number, row in enumerate(rows, 1):
            part = f"{config}, split {split}" if config else f"split {split}"
            yield str(split), f"{settings.hub}, {part}, row {number}", row


def split_rows(
    settings: CorpusSettings, ending: str = ".csv", delimiter: str = ",", *, quoting: bool = True
) -> Iterator[tuple[str, str, Row]]:
    """The rows of a corpus of tables as (split, place, row), from the Hub or from files called after their splits.

    Raises:
        InputError: as `hub_rows`, `split_files` and `table_rows`.
    """
    if settings.source == "hub":
        yield from hub_rows(settings)
        return
    for path in split_files(settings, ending):
        for place, row in table_rows(path, delimiter, quoting=quoting):
            yield path.stem, place, row


def json_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """The objects of a JSONL file as (place, row).

    Raises:
        InputError: a line is no JSON object.
    """
    decoder = msgspec.json.Decoder(dict[str, Any])
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield f"{path}, line {number}", decoder.decode(line)
            except msgspec.DecodeError as error:
                raise InputError.at(f"not a JSON object: {error}", path=path, line=number) from None


def table_rows(path: Path, delimiter: str = ",", *, quoting: bool = True) -> Iterator[tuple[str, Row]]:
    """The rows of a table with a header as (place, row).

    Raises:
        InputError: there is no header, or a row has other columns than it.
    """
    with opened(path) as lines:
        reader = csv.DictReader(
            lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE
        )
        if not reader.fieldnames:
            raise InputError.at("no header", path=path)
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise InputError.at(
                        f"{len(reader.fieldnames)} columns were expected", path=path, line=reader.line_num
                    )
                yield f"{path}, line {reader.line_num}", row
        except csv.Error as error:
            raise InputError.at(f"not a table: {error}", path=path, line=reader.line_num) from None


def field_of(row: Row, name: str, place: str) -> str:
    """A row's field as text.

    Raises:
        InputError: it is not there.
    """
    if row.get(name) is None:
        raise InputError(f"{place}: no field {name!r}; there are {', '.join(map(str, row))}")
    return str(row[name])


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """A text file, its encoding errors told with its name.

    Raises:
        InputError: it cannot be opened, or is not UTF-8.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError:
        raise InputError.at(not_utf8(path), path=path) from None
    except OSError as error:
        raise InputError.at(str(error.strerror), path=path) from None
