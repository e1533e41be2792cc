"""Records in and out: JSONL, CSV and Parquet, one record at a time.

The files and their fields (one JSON object a line; CSV and Parquet flatten spans to `target_start` and the like):

    pairs         {"id", "text", "target": {"start", "end", "actor"?}, "holder": {...} | null, "stance"?, "article"?,
                   "split"?, "meta"?}
    predictions   {"id", "stance", "probabilities": {"against", "neutral", "favor"}}
    annotations   one sentence with its mentions and stances, see `actorstance.schema.Annotation`

An error names the file, the line or row, and the field. Files are written whole or not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from actorstance.actors import Registry
from actorstance.atomic import replacing
from actorstance.columns import Row, flat, nested, with_probabilities
from actorstance.errors import InputError
from actorstance.parquet import read_parquet, write_parquet
from actorstance.schema import (
    Annotation,
    Form,
    LabelledPair,
    Pair,
    Prediction,
    Probabilities,
    Stance,
)
from actorstance.spreadsheet import not_utf8, read_spreadsheet

T = TypeVar("T")
ENDINGS = (".jsonl", ".csv", ".parquet")


class PredictionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a predictions file; systems that give no probabilities may leave them out."""

    id: str
    stance: Stance
    probabilities: Probabilities | None = None


def read_pairs(path: str | Path) -> Iterator[Pair]:
    """Read pairs from JSONL, CSV or Parquet (told apart by the file's ending).

    Yields:
        `LabelledPair` for rows with a stance, `Pair` for those without.

    Raises:
        InputError: the file cannot be read, or a record is not a pair.
    """
    for _, pair in numbered_pairs(path):
        yield pair


def numbered_pairs(path: str | Path) -> Iterator[tuple[int, Pair]]:
    """Read pairs; with each the number of its line or row, for `error_at`.

    Raises:
        InputError: as `read_pairs`.
    """
    for number, row in read_rows(path):
        yield number, pair_from_row(row, path, number)


def pair_from_row(row: Row, path: str | Path, number: int) -> Pair:
    """The pair in a row that `read_rows` gave; path and number tell an error where it is.

    Raises:
        InputError: a field is missing, unknown or has a wrong value.
    """
    kind = Pair if row.get("stance") is None else LabelledPair
    for role in ("target", "holder"):
        given = [name for name in ("start", "end") if row.get(f"{role}_{name}") is not None]
        if len(given) == 1:
            message = f"{role}_{given[0]} stands alone: a span needs {role}_start and {role}_end"
            raise error_at(path, number, message, f"{role}_{given[0]}")
    try:
        fields = nested(row)
    except msgspec.DecodeError as error:
        raise error_at(path, number, f"not JSON: {error}", "meta") from None
    return _convert(fields, kind, path, number)


def read_labelled_pairs(path: str | Path) -> Iterator[LabelledPair]:
    """Read pairs that must all carry a stance.

    Raises:
        InputError: as `read_pairs`, or a record has no stance.
    """
    for number, row in read_rows(path):
        pair = pair_from_row(row, path, number)
        if not isinstance(pair, LabelledPair):
            raise error_at(path, number, "missing, but this use needs labelled pairs", "stance")
        yield pair


def read_annotations(path: str | Path, registry: Registry | None = None) -> Iterator[Annotation]:
    """Read annotated sentences from JSONL.

    Args:
        path: the file.
        registry: where given, every actor id must stand in it.

    Raises:
        InputError: a record is no annotation, names an unknown actor, or has an id that stood before.
    """
    ids: dict[str, int] = {}
    for number, row in read_rows(path):
        annotation = _convert(row, Annotation, path, number)
        for actor in annotation.actors:
            if registry is not None and actor not in registry:
                raise error_at(path, number, f"unknown actor id {actor!r}", "mentions")
        first = ids.setdefault(annotation.id, number)
        if first != number:
            raise error_at(path, number, f"{annotation.id!r} stands twice, first at {first}", "id")
        yield annotation


def holds_annotations(path: str | Path) -> bool:
    """Whether a file has annotated sentences, which have mentions, and not pairs.

    Raises:
        InputError: as `read_rows`.
    """
    _, first = next(read_rows(path), (1, {}))
    return "mentions" in first


def read_predictions(path: str | Path) -> Iterator[PredictionRecord]:
    """Read a predictions file.

    Raises:
        InputError: a record lacks its id or has an unknown stance.
    """
    for _, record in numbered_predictions(path):
        yield record


def numbered_predictions(path: str | Path) -> Iterator[tuple[int, PredictionRecord]]:
    """Read a predictions file; with each record the number of its line or row, for `error_at`.

    Raises:
        InputError: as `read_predictions`.
    """
    for number, row in read_rows(path):
        yield number, _convert(with_probabilities(row), PredictionRecord, path, number)


def read_structs(path: str | Path, kind: type[T]) -> Iterator[T]:
    """Read records of any other kind of struct.

    Raises:
        InputError: the file cannot be read, or a record is none of that kind.
    """
    for _, record in numbered_structs(path, kind):
        yield record


def numbered_structs(path: str | Path, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Read records of any other kind of struct; with each the number of its line or row, for `error_at`.

    Raises:
        InputError: as `read_structs`.
    """
    for number, row in read_rows(path):
        yield number, _convert(row, kind, path, number)


def prediction_record(prediction: Prediction) -> PredictionRecord:
    """The line of a predictions file that a prediction becomes."""
    return PredictionRecord(
        id=prediction.pair.id, stance=prediction.stance, probabilities=prediction.probabilities
    )


def error_at(path: str | Path, number: int | None, message: str, field: str | None = None) -> InputError:
    """The error about a record: with its line in JSONL, else with its row, and with neither where its number is not known."""
    if Path(path).suffix == ".jsonl":
        return InputError.at(message, path=path, line=number, field=field)
    return InputError.at(message, path=path, row=number, field=field)


def check_ending(path: str | Path, more: Sequence[str] = ()) -> None:
    """Check that a file's ending is one of a format that is read and written here.

    Args:
        path: the file.
        more: further endings that are taken.

    Raises:
        InputError: it is not.
    """
    if not isinstance(path, str | Path):
        raise InputError(f"expected the path of a file, got {type(path).__name__}")
    endings = (*ENDINGS, *more)
    if Path(path).is_dir():
        raise InputError.at(f"is a folder, expected a file ending in {', '.join(endings)}", path=path)
    if Path(path).suffix not in endings:
        raise InputError.at(f"expected a file ending in {', '.join(endings)}", path=path)


def read_rows(path: str | Path, *, empty: bool = False) -> Iterator[tuple[int, Row]]:
    """The rows of a JSONL, CSV or Parquet file as plain dictionaries, with their line or row number from 1.

    Args:
        path: the file.
        empty: whether the empty cells of a table stay in its rows, so that each has all columns.

    Raises:
        InputError: the file is missing, has another ending, or a line cannot be parsed.
    """
    check_ending(path)
    path = Path(path)
    if not path.is_file():
        raise InputError.at("no such file", path=path)
    try:
        if path.suffix == ".jsonl":
            yield from _jsonl_rows(path)
        else:
            yield from (read_spreadsheet if path.suffix == ".csv" else read_parquet)(path, empty=empty)
    except UnicodeDecodeError:
        raise InputError.at(not_utf8(path), path=path) from None
    except OSError as error:
        raise InputError.at(f"cannot be read: {error}", path=path) from None


def write_records(path: str | Path, records: Iterable[Any]) -> int:
    """Write structs or dictionaries to JSONL, CSV or Parquet, whole or not at all.

    Returns:
        How many records were written.

    Raises:
        InputError: the file has another ending, or cannot hold a value.
    """
    check_ending(path)
    path = Path(path)
    if path.suffix == ".jsonl":
        with replacing(path) as file:
            count = 0
            for record in records:
                file.write(msgspec.json.encode(record, enc_hook=_plain).decode("utf-8") + "\n")
                count += 1
            return count
    rows = [flat(msgspec.to_builtins(record, enc_hook=_plain)) for record in records]
    names = dict.fromkeys(name for row in rows for name in row)
    if path.suffix == ".parquet":
        write_parquet(path, list(names), rows)
        return len(rows)
    with replacing(path) as file:
        writer = csv.DictWriter(file, fieldnames=list(names))
        writer.writeheader()
        try:
            writer.writerows(rows)
        except csv.Error as error:  # before Python 3.11 a NUL
            raise InputError.at(f"CSV cannot hold a value: {error}", path=path) from None
    return len(rows)


def _plain(value: Any) -> Any:
    """What files hold of a value that they do not know: of NumPy's numbers and arrays the plain ones."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise InputError(f"a record has a {type(value).__name__}, which no file can hold: {str(value)[:80]}")


def _convert(row: Any, kind: type[T], path: str | Path, number: int) -> T:
    try:
        # A CSV knows only strings; elsewhere a number in quotes is an error.
        return msgspec.convert(row, kind, strict=Path(path).suffix != ".csv")
    except msgspec.ValidationError as error:
        message, _, field = str(error).partition(" - at `$")
        if message.startswith("Invalid enum value"):
            names = Form if field.rstrip("`").endswith(".form") else Stance
            message = f"{message[0].lower()}{message[1:]}, expected one of {', '.join(names)}"
        raise error_at(path, number, message, field.strip("`.")) from None


def _jsonl_rows(path: Path) -> Iterator[tuple[int, Row]]:
    with open(path, encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = msgspec.json.decode(line)
            except msgspec.DecodeError as error:
                raise InputError.at(f"not JSON: {error}", path=path, line=number) from None
            if not isinstance(row, dict):
                raise InputError.at("expected a JSON object", path=path, line=number)
            yield number, row
