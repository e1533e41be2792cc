"""Where a corpus's rows come from: a local folder in its published format, or the Hugging Face Hub."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from actorstance.errors import InputError
from actorstance.settings import CorpusSettings

Row = Mapping[str, Any]


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


def hub_rows(settings: CorpusSettings) -> Iterator[tuple[str, str, Row]]:
    """The rows of a corpus on the Hub as (split, place, row), through `datasets.load_dataset`.

    `hub` may also be a local folder of data files, and `hub_config` one of its configurations.

    Raises:
        InputError: no `hub` is given, or it cannot be loaded.
    """
    from datasets import load_dataset

    if not settings.hub:
        raise InputError(f"corpus {settings.name}: source 'hub' needs corpus.hub=…, a dataset's id")
    try:
        loaded = load_dataset(settings.hub, settings.hub_config, revision=settings.revision)
    except Exception as error:  # each builder, format and network failure has an exception of its own
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"dataset {settings.hub!r} cannot be loaded: {reason}") from None
    for split, rows in loaded.items():
        for number, row in enumerate(rows, 1):
            yield str(split), f"{settings.hub}, split {split}, row {number}", row


def json_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """The objects of a JSONL file as (place, row).

    Raises:
        InputError: a line is no JSON object.
    """
    decoder = msgspec.json.Decoder(dict[str, Any])
    with _opened(path) as lines:
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
    with _opened(path) as lines:
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


class _opened:  # noqa: N801 (used like a function)
    """A text file, its encoding errors told with its name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        try:
            self._file = open(self._path, encoding="utf-8-sig", newline="")
        except OSError as error:
            raise InputError.at(str(error.strerror), path=self._path) from None
        return self._file

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._file.close()
        if isinstance(error, UnicodeDecodeError):
            raise InputError.at(f"not UTF-8: {error.reason} at byte {error.start}", path=self._path) from None
