"""Resumption: what an interrupted training left, and whether a new one may go on with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from transformers.trainer_utils import get_last_checkpoint

from actorstance.answers import question
from actorstance.checkpoint import RUN, check_output
from actorstance.errors import InputError
from actorstance.mixture import Mixture
from actorstance.schema import LabelledPair

WORK = ".training"
"""Ending of the folder beside a checkpoint in which an unfinished training keeps its state."""

DATA = "data.sha256"
"""In that folder, what the training learns from."""

FREE = frozenset({"resume", "training.workers"})
"""Settings in which a resumed training may differ from the interrupted one."""


def check_start(output: str | Path, run: str | None = None, *, resume: bool = False) -> str | None:
    """Check what can be known before the hours of a training: that its checkpoint may be saved, and what it goes on with.

    Args:
        output: the checkpoint folder to make.
        run: the run's configuration as YAML.
        resume: whether to go on where an interrupted training to the same output stopped.

    Returns:
        The state to go on with; None without `resume`.

    Raises:
        InputError: something else than a checkpoint stands at the output; an interrupted training stands there that is not to be resumed; there is
            nothing to resume, or it was begun with other settings.
    """
    output = Path(output)
    work = output.with_name(output.name + WORK)
    check_output(output)
    last: str | None = get_last_checkpoint(str(work)) if work.is_dir() else None
    if not resume:
        if last is not None:
            raise InputError.at(
                "an interrupted training stands here: resume=true goes on with it; or remove this folder",
                path=work,
            )
        return None
    if last is None:
        raise InputError.at("no interrupted training to resume", path=work)
    if run is not None and (work / RUN).is_file():
        begun, now = (_flat(yaml.safe_load(text)) for text in ((work / RUN).read_text(encoding="utf-8"), run))
        for name in [*begun, *now]:
            if begun.get(name) != now.get(name) and name not in FREE:
                raise InputError.at(
                    f"the interrupted training had {name}={begun.get(name)}, not {now.get(name)}; it goes on only as it began",
                    path=work,
                )
    return last


def check_data(work: Path, data: str) -> None:
    """Check that a resumed training learns from what it began with.

    Raises:
        InputError: the pairs were others.
    """
    begun = work / DATA
    if begun.is_file() and begun.read_text(encoding="utf-8") != data:
        raise InputError.at(
            "the interrupted training learned from other pairs, or chose its epoch by others; it goes on only as it began",
            path=work,
        )


def fingerprint(train: Mixture, dev: Mapping[str, Sequence[LabelledPair]]) -> str:
    """What a training learns from and chooses by, in hexadecimal digits.

    Stances of a mixture that teachers were asked about are left out: of pairs that nobody judged they are the teachers', who may answer a hair otherwise
    when they are asked again.
    """
    digest = hashlib.sha256()
    parts = [("train", not train.targets, train.pairs), *((f"dev {name}", True, dev[name]) for name in dev)]
    for name, judged, pairs in parts:
        for pair in pairs:
            digest.update(f"{name} {question(pair)} {pair.stance if judged else ''}".encode())
    return digest.hexdigest()


def _flat(settings: Mapping[str, Any], within: str = "") -> dict[str, Any]:
    """Settings by their names in a command, such as `training.seed`."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        found |= _flat(value, f"{within}{name}.") if isinstance(value, dict) else {within + name: value}
    return found
