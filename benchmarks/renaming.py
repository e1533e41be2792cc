"""How fast actors get other names: by place in the pool against listing all names that are left, as up to version 0.1.

    python benchmarks/renaming.py

Names and sentences: those of data/press, without a registry. Prints seconds and their ratio for 300 sentences, after both ways have told the same.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from actorstance.corpora import load_corpus
from actorstance.renaming import NamePool, by_text, replace_words
from actorstance.schema import Form, LabelledPair
from actorstance.settings import CorpusSettings

PRESS = Path(__file__).parents[1] / "data" / "press" / "train.jsonl"
SENTENCES = 300
Sentence = list[LabelledPair]


def by_listing(pool: NamePool, pairs: Sentence, draw: random.Random) -> Sentence:
    """The old way: all names that the sentence does not have are listed for each of its actors."""
    mentions = {m.start: m for pair in pairs for m in (pair.target, pair.holder) if m is not None}
    names = [
        pairs[0].text[m.start : m.end]
        for _, m in sorted(mentions.items())
        if m.form is Form.NAME and pairs[0].text[m.start].isupper()
    ]
    taken, words = set(names), {}
    for name in dict.fromkeys(names):
        left = [family for family in pool.families[""] if len(family) == 1 and not taken & set(family)]
        words[name] = draw.choice(left)[0]
        taken.add(words[name])
    return replace_words(pairs, pairs[0].text, words)


def timed(
    told: Callable[[Sentence, random.Random], Sentence], sentences: list[Sentence]
) -> tuple[float, list[Sentence]]:
    """How many seconds all sentences take, and how they are told."""
    began = time.perf_counter()
    found = [told(pairs, random.Random(13)) for pairs in sentences]
    return time.perf_counter() - began, found


def main() -> None:
    """Both ways, one after the other."""
    pairs = load_corpus(CorpusSettings(name="press", reader="annotations", path=str(PRESS)))
    sentences = [[pairs[i] for i in places] for places in list(by_text(pairs).values())[:SENTENCES]]
    pool = NamePool.of(pairs)
    before, old = timed(lambda said, draw: by_listing(pool, said, draw), sentences)
    after, new = timed(pool.swapped, sentences)
    assert old == new
    print(
        f"{len(pool.families['']):,} names: listing {before:.2f} s, by place {after:.3f} s ({before / after:.0f} times as fast)"
    )


if __name__ == "__main__":
    main()
