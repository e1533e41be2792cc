"""Parquet files: rows in and out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from actorstance.atomic import replacing
from actorstance.errors import InputError

BATCH = 1024


def read_parquet(path: Path, *, empty: bool = False) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a file, each with its number from 1; empty cells are left out, or with `empty` are None.

    Raises:
        InputError: it is no Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        batches = pq.ParquetFile(path).iter_batches(BATCH)
        rows = (row for batch in batches for row in batch.to_pylist())
        for number, row in enumerate(rows, 1):
            yield number, {name: value for name, value in row.items() if empty or value is not None}
    except (pa.ArrowException, OSError) as error:
        raise InputError.at(f"not Parquet: {' '.join(str(error).split())}", path=path) from None


def write_parquet(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, whole or not at all.

    A column has one type there: one of several kinds of values, or of whole numbers over 64 bits, is written as text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    def column(values: list[Any]) -> pa.Array:
        try:
            return pa.array(values)
        except (pa.ArrowException, OverflowError, TypeError):
            return pa.array([None if value is None else _text(value) for value in values], pa.string())

    with replacing(path, mode="wb") as file:
        pq.write_table(pa.table({name: column([row.get(name) for row in rows]) for name in columns}), file)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
