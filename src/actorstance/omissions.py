"""What is told of pairs that nobody asked for in so many words, and that were left out since they do not fit the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from actorstance.schema import Pair

NAMED, BEGINNING = 3, 40
"""How many sentences `left_out` names, and how many of their characters it shows."""


def left_out(pairs: Sequence[Pair]) -> str:
    """What is to be told of pairs that were left out since they do not fit: how many, and of which sentences.

    Examples:
        >>> from actorstance.schema import Mention
        >>> left_out([Pair(id="p", text="Peru thanked Chile.", target=Mention(13, 18), meta={"sentence": "s1"})])
        "1 pairs left out that do not fit the encoder: s1 'Peru thanked Chile.' (1)"
    """
    sentences: dict[str, list[Pair]] = {}
    for pair in pairs:
        sentences.setdefault(pair.text, []).append(pair)
    named = [
        f"{members[0].meta.get('sentence', members[0].id)} {text[:BEGINNING]!r} ({len(members)})"
        for text, members in islice(sentences.items(), NAMED)
    ]
    more = [f"{len(sentences) - NAMED} further sentences"] if len(sentences) > NAMED else []
    return f"{len(pairs):,} pairs left out that do not fit the encoder: {', '.join([*named, *more])}"
