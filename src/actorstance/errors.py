"""The one error that bad input raises."""

from __future__ import annotations

from pathlib import Path


class InputError(ValueError):
    """Input that cannot be used: one line that says where it is and what was expected.

    Scripts print the line and exit with code 2; library code lets it through.

    Examples:
        >>> str(InputError.at("unknown stance 'pro'", path="pairs.jsonl", line=3, field="stance"))
        "pairs.jsonl, line 3, field stance: unknown stance 'pro'"
    """

    @classmethod
    def at(
        cls,
        message: str,
        *,
        path: str | Path | None = None,
        line: int | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> InputError:
        """Build the error with its place in front: file, line or row (counted from 1), field."""
        places = [
            str(path) if path is not None else None,
            f"line {line}" if line is not None else None,
            f"row {row}" if row is not None else None,
            f"field {field}" if field else None,
        ]
        place = ", ".join(part for part in places if part)
        return cls(f"{place}: {message}" if place else message)
