"""Several checkpoints that speak with one voice: their average answer, and their average weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import torch

from actorstance.answers import ask
from actorstance.checkpoint import load_checkpoint
from actorstance.errors import InputError
from actorstance.model import StanceModel
from actorstance.precision import chosen_device, computes_bf16
from actorstance.schema import Pair, Probabilities


def average_answers(
    checkpoints: Sequence[str | Path],
    pairs: Sequence[Pair],
    *,
    kept: str | Path | None = None,
    device: str | None = None,
    progress: bool = False,
) -> list[Probabilities]:
    """The mean of the checkpoints' probabilities for each pair.

    Computed in bfloat16 where the machine does that at full speed: an average needs no more digits.

    Args:
        checkpoints: folders or Hub ids.
        pairs: the questions.
        kept: a folder with their earlier answers, see `answers.ask`.
        device: where to compute, `cuda` or `cpu`; by default the GPU if there is one.
        progress: show a bar where there is a terminal.

    Raises:
        InputError: no checkpoint is given, or one cannot be used.
    """
    if not checkpoints:
        raise InputError("an ensemble needs at least one checkpoint")
    device = chosen_device(device)
    with torch.autocast(device, dtype=torch.bfloat16, enabled=computes_bf16(device)):
        answers = [ask(name, pairs, kept, device=device, progress=progress) for name in checkpoints]
    return [
        Probabilities(
            *(fmean(getattr(one, stance) for one in said) for stance in Probabilities.__struct_fields__)
        )
        for said in zip(*answers, strict=True)
    ]


def average_weights(checkpoints: Sequence[str | Path]) -> StanceModel:
    """A model soup: the mean of the weights of checkpoints that began at the same encoder (Wortsman et al., ICML 2022).

    Raises:
        InputError: no checkpoint is given, one cannot be used, or they differ in how they show pairs, in what they read at once, or in their
            tensors' names or shapes.
    """
    if not checkpoints:
        raise InputError("a soup needs at least one checkpoint")
    first, _, _ = load_checkpoint(checkpoints[0])
    total = {name: tensor.double() for name, tensor in first.state_dict().items()}
    for checkpoint in checkpoints[1:]:
        other = load_checkpoint(checkpoint)[0]
        for name in ("pairing", "max_tokens"):
            one, two = getattr(first.config, name), getattr(other.config, name)
            if one != two:
                raise InputError(
                    f"checkpoints {checkpoints[0]} and {checkpoint} differ in {name}: {one} and {two}"
                )
        state = other.state_dict()
        if {n: t.shape for n, t in state.items()} != {n: t.shape for n, t in total.items()}:
            raise InputError(f"checkpoints {checkpoints[0]} and {checkpoint} differ in their tensors")
        for name, tensor in state.items():
            total[name] += tensor.double()
    first.config.softmax_temperature = 1.0  # its own was fitted for its own weights
    with torch.no_grad():
        for name, tensor in first.state_dict().items():
            tensor.copy_(total[name] / len(checkpoints))
    return first
