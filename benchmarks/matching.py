"""How fast names are found: the matcher against one big regular expression, which the registry used up to version 0.1.

    python benchmarks/matching.py

Names: the world registry's, then the seed's few. Text: newswire's stories. Prints seconds and ratios, the best of five rounds.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from actorstance.actors import Registry
from actorstance.matching import COMBINING, Matcher
from actorstance.records import read_annotations

ROOT = Path(__file__).parents[1]


def big_regex(names: list[str]) -> re.Pattern[str]:
    """All names in one regular expression, the longest first."""

    def pattern(name: str) -> str:
        words = [re.sub("['’]", "['’]", re.escape(word)) for word in name.split()]
        joined, first = r"\s+".join(words), words[0][0]
        return f"[{first}{first.upper()}]{joined[1:]}" if first.islower() else joined

    forms = {unicodedata.normalize(form, name) for name in names for form in ("NFC", "NFD")}
    alternatives = "|".join(map(pattern, sorted(forms, key=len, reverse=True)))
    return re.compile(rf"(?<![\w{COMBINING}])(?:{alternatives})(?![\w{COMBINING}])")


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the quickest round."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def compare(title: str, registry: Registry, texts: list[str]) -> None:
    """Print a registry's line, after both ways have found the same."""
    names = list(dict.fromkeys(n for a in registry for n in (a.name, *a.aliases)))
    regex, matcher = big_regex(names), Matcher(names)
    old = [[m.span() for m in regex.finditer(text)] for text in texts]
    assert old == [list(matcher.spans(text)) for text in texts]
    before = best(lambda: [list(regex.finditer(text)) for text in texts])
    after = best(lambda: [list(matcher.spans(text)) for text in texts])
    rules = best(lambda: [registry.find(text) for text in texts])
    made = best(lambda: (re.purge(), big_regex(names)), 1), best(lambda: Matcher(names), 1)
    print(
        f"{title}: {len(names):,} names, {sum(map(len, old)):,} found; regular expression {before:.3f} s, matcher {after:.3f} s"
        f" ({before / after:.1f} times as fast), with the rules {rules:.3f} s; to build {made[0]:.3f} s and {made[1]:.3f} s"
    )


def main() -> None:
    """Print the figures."""
    texts = [
        a.text
        for split in ("train", "dev", "test")
        for a in read_annotations(ROOT / f"data/newswire/{split}.jsonl")
    ]
    size = sum(map(len, texts))
    print(f"{len(texts):,} sentences, {size:,} characters")
    compare("world", Registry.world(), texts)
    compare("seeds/actors.yaml", Registry.load(ROOT / "seeds/actors.yaml"), texts)
    code = (
        "import time, actorstance.actors as a; b = time.perf_counter(); a.Registry.world().find('Peru'); "
        "print(f'first use of the world registry: {time.perf_counter() - b:.3f} s')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


if __name__ == "__main__":
    main()
