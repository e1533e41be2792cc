"""Which numbers this machine computes with at full speed."""

from __future__ import annotations

from pathlib import Path

import torch


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
