"""Where this machine computes, and with which numbers."""

from __future__ import annotations

from pathlib import Path

import torch


def chosen_device(wanted: str | None = None) -> str:
    """The device to compute on: the wanted one; for None or `auto` the GPU if there is one.

    Examples:
        >>> chosen_device("cpu")
        'cpu'
    """
    if wanted not in (None, "auto"):
        return wanted
    return "cuda" if torch.cuda.is_available() else "cpu"


def resolved(precision: str, device: str) -> str:
    """`fp32` or `bf16` (mixed precision); for `auto` the one that a device is faster in.

    Examples:
        >>> resolved("fp32", "cpu")
        'fp32'
    """
    if precision != "auto":
        return precision
    return "bf16" if computes_bf16(device) else "fp32"


def computes_bf16(device: str) -> bool:
    """Whether a device (`cuda` or `cpu`, with AMX or AVX-512) multiplies matrices in bfloat16.

    Where it only emulates them, mixed precision is slower than float32.
    """
    if device != "cpu":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return "amx_bf16" in flags or "avx512_bf16" in flags
    except OSError:
        return False
