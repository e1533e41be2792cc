"""How much of the gold's named mentions is found without a registry of their own: precision and recall.

    python benchmarks/names.py                              the test sentences of newswire and pages, and the seed's gold
    python benchmarks/names.py data/newswire/dev.jsonl

A mention is found if its characters are the gold's; of names that overlap otherwise the share is told separately.
"""

from __future__ import annotations

import sys
from pathlib import Path

from actorstance.actors import Registry
from actorstance.finder import ActorFinder
from actorstance.names import propose_names
from actorstance.records import read_annotations
from actorstance.schema import Form


def main(paths: list[str]) -> None:
    """Print a line per file and way of finding."""
    world, finder = Registry.world(), ActorFinder()
    ways = {
        "world registry": lambda text: world.find(text),
        "rules": lambda text: propose_names(text),
        "world and rules": finder.find,
    }
    for path in paths:
        annotations = list(read_annotations(Path(path)))
        for way, find in ways.items():
            right = touched = of_found = touching = proposed = gold = 0
            for annotation in annotations:
                # A name inside another counts by itself: both are mentions (guideline M1).
                wanted = {(m.start, m.end) for m in annotation.mentions if m.form is Form.NAME}
                spans = {(m.start, m.end) for m in find(annotation.text)}
                right += len(wanted & spans)
                touched += sum(any(a < e and s < b for a, b in spans) for s, e in wanted)
                touching += sum(any(a < e and s < b for a, b in wanted) for s, e in spans)
                gold, proposed = gold + len(wanted), proposed + len(spans)
            of_found = proposed or 1
            precision, recall = right / of_found, right / gold
            f1 = 2 * precision * recall / (precision + recall or 1)
            print(
                f"{path}  {way:16}  gold n={gold}  proposed n={proposed}  precision {precision:.3f}  recall {recall:.3f}"
                f"  F1 {f1:.3f}  overlapping: precision {touching / of_found:.3f}  recall {touched / gold:.3f}"
            )


if __name__ == "__main__":
    main(sys.argv[1:] or ["data/newswire/test.jsonl", "data/pages/test.jsonl", "data/seed/gold.jsonl"])
