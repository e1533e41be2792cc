"""What the values of settings may be, whatever script they belong to: checked once, before anything is read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from actorstance.errors import InputError

LARGEST_SEED = 2**32 - 1
"""NumPy and PyTorch both take seeds up to here."""

LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, LARGEST_SEED),
    "resamples": (1, math.inf),
    "batch_size": (1, math.inf),
    "fills": (1, math.inf),
    "examples": (0, math.inf),
    "folds": (0, math.inf),
    "least": (0, math.inf),
    "most": (1, math.inf),
    "wanted": (0, 1),
}
"""By the name of the setting: the least and the most that it may be."""

NEVER_EMPTY = frozenset({"output", "labeler", "version", "path", "pairs", "worksheet", "gold_output"})
"""Settings that name something; `output=` would write to the folder where one stands."""


def check_values(settings: Any) -> None:
    """Refuse values that no script can mean, in settings and in those within them.

    Raises:
        InputError: names the setting as one types it, and what it must be.

    Examples:
        >>> from actorstance.settings import CompareSettings
        >>> check_values(CompareSettings(seed=-1))
        Traceback (most recent call last):
            ...
        actorstance.errors.InputError: seed is -1, must be from 0 to 4294967295
    """
    for name, value in _values(settings):
        last = name.rpartition(".")[2]
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError(f"{name} is {value}, must be a number")
        if isinstance(value, int | float) and last in LIMITS:
            least, most = LIMITS[last]
            if not least <= value <= most:
                wanted = f"{least} or more" if most == math.inf else f"from {least} to {most}"
                raise InputError(f"{name} is {value}, must be {wanted}")
        if isinstance(value, str) and not value.strip() and last in NEVER_EMPTY:
            raise InputError(f"{name}= is empty")


def check_known(settings: Any) -> None:
    """Refuse settings that a dataclass does not have: Hydra adds them where a "+" stands before their names.

    Raises:
        InputError: names the first.
    """
    for name, value in _values(settings):
        if is_dataclass(value):
            extra = sorted(vars(value).keys() - value.__dataclass_fields__.keys())
            if extra:
                raise InputError(f"unknown setting {f'{name}.{extra[0]}'.lstrip('.')}")


def _values(settings: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Settings, and all that stands in them, with their names."""
    yield name, settings
    within = vars(settings) if is_dataclass(settings) else settings if isinstance(settings, dict) else {}
    for key, value in within.items():
        yield from _values(value, f"{name}.{key}" if name else str(key))
