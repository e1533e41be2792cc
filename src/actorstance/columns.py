"""Records as rows of a table: spans and probabilities become columns, and back."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from actorstance.schema import STANCES

Row = dict[str, Any]

SPAN_FIELDS = ("start", "end", "actor", "form")


def nested(row: Row) -> Row:
    """Columns `target_start`, `holder_actor` … back to spans; rows that have spans already stay as they are."""
    row = dict(row)
    if row.get("stance") is None:
        row.pop("stance", None)
    for role in ("target", "holder"):
        flat = {field: row.pop(f"{role}_{field}", None) for field in SPAN_FIELDS}
        span = {field: value for field, value in flat.items() if value is not None}
        if span:
            row[role] = span
    if isinstance(row.get("meta"), str):
        row["meta"] = msgspec.json.decode(row["meta"])
    return row


def with_probabilities(row: Row) -> Row:
    """Columns `probability_against` … back to one field; a row that has the field already stays as it is."""
    names = {f"probability_{stance}": str(stance) for stance in STANCES}
    flat = {name: row[column] for column, name in names.items() if column in row}
    return {**row, "probabilities": flat} if flat else row


def flat(row: Row) -> Row:
    """Spans, probabilities and all that is several values as columns."""
    columns: Row = {}
    for name, value in row.items():
        if name in ("target", "holder") and isinstance(value, dict):
            for field in SPAN_FIELDS:
                columns[f"{name}_{field}"] = value.get(field)
        elif name == "probabilities":
            columns.update({f"probability_{k}": v for k, v in (value or {}).items()})
        elif isinstance(value, dict | list):
            columns[name] = json.dumps(value, ensure_ascii=False)
        else:
            columns[name] = value
    return columns
