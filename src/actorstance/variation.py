"""Sentences told in other words, for teachers to judge.

A small model learns more of a large one where it may ask about more sentences than there are labels for. Exchanging some words for similar
ones makes such sentences (Jiao et al., Findings of EMNLP 2020). Among the words that a model holds near each other are synonyms and the
reverse alike, "criticized" beside "lauded" near "praised", so nobody knows whose stance is left: only the teachers' answers are learned.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

import msgspec

from actorstance.errors import InputError
from actorstance.renaming import by_text, replace_words
from actorstance.schema import LabelledPair

RATE = 0.3
"""Share of the words that could be exchanged."""

_WORD = re.compile(r"(?<!\w)[a-z]+(?!\w)")


def varied(
    pairs: Sequence[LabelledPair],
    copies: float,
    similar: Mapping[str, Sequence[str]],
    *,
    rate: float = RATE,
    seed: int = 13,
) -> list[LabelledPair]:
    """Further pairs: sentences with some of their words exchanged. The stances are those of before, and may no longer hold.

    Only words in small letters are exchanged, and none that stands in a mention.

    Args:
        pairs: those of a corpus.
        copies: how many versions of each sentence to make; 0.5 for one of every second.
        similar: what a word may be exchanged for, see `similarity.similar_words`.
        rate: share of such words that are exchanged.
        seed: of the choice.

    Raises:
        InputError: `copies` is negative.

    Examples:
        >>> from actorstance.schema import Mention, Stance
        >>> pair = LabelledPair(id="p", text="Peru praised all of Chile.", target=Mention(20, 25), stance=Stance.FAVOR)
        >>> told = varied([pair], 2, {"praised": ["lauded", "criticized"]}, rate=1.0, seed=3)
        >>> [(pair.id, pair.text, pair.target_text) for pair in told]
        [('varied-0-p', 'Peru lauded all of Chile.', 'Chile'), ('varied-1-p', 'Peru criticized all of Chile.', 'Chile')]
    """
    if copies < 0:
        raise InputError(f"varied is {copies}, must be 0 or more")
    draw = random.Random(seed)
    places = by_text(pairs)
    told: list[LabelledPair] = []
    number = 0
    while copies > number:
        share = min(1.0, copies - number)
        for text in draw.sample(list(places), round(share * len(places))):
            members = [pairs[index] for index in places[text]]
            words = _exchanged(members, similar, rate, draw)
            if words:
                told += [
                    msgspec.structs.replace(pair, id=f"varied-{number}-{pair.id}", article=None)
                    for pair in replace_words(members, text, words)
                ]
        number += 1
    return told


def _exchanged(
    pairs: Sequence[LabelledPair], similar: Mapping[str, Sequence[str]], rate: float, draw: random.Random
) -> dict[str, str]:
    """The words of one text to exchange, and for what."""
    text = pairs[0].text
    mentions = [m for pair in pairs for m in (pair.target, pair.holder) if m is not None]
    kept = {word for m in mentions for word in _WORD.findall(text[m.start : m.end])}
    words = [word for word in dict.fromkeys(_WORD.findall(text)) if word in similar and word not in kept]
    return {word: draw.choice(similar[word]) for word in words if draw.random() < rate}
