"""The questions that controls ask: the same pairs with what a target-dependent answer needs taken away. See `controls`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from actorstance.actors import Registry
from actorstance.pairs import who
from actorstance.renaming import NamePool, by_text, masked_names
from actorstance.schema import LabelledPair, Mention, Pair

LONG = 600
"""Characters; in a longer text the question about nobody spans so many around the target, for an encoder reads only so much at once."""


def hidden(pair: Pair) -> Pair:
    """The question with target and holder hidden: both are the whole text.

    Examples:
        >>> pair = hidden(Pair(id="p", text="Peru thanked Chile.", target=Mention(13, 18), holder=Mention(0, 4)))
        >>> pair.target_text, pair.holder_text
        ('Peru thanked Chile.', 'Peru thanked Chile.')
    """
    middle = (pair.target.start + pair.target.end) // 2
    start = max(0, min(middle - LONG // 2, len(pair.text) - LONG))
    whole = Mention(start, min(start + LONG, len(pair.text)))
    return _asked(pair, whole, None if pair.holder is None else whole)


def swapped(pair: Pair) -> Pair:
    """The question with holder and target in each other's place."""
    assert pair.holder is not None
    return _asked(pair, pair.holder, pair.target)


def elsewhere(pairs: Sequence[Pair]) -> dict[int, list[Pair]]:
    """For each pair, by its place, the questions of its form about the other actors that its sentence's pairs name.

    For an overall pair every other actor as target; for a directed one all ordered pairs of actors but the one asked about and its reverse.
    Pairs whose sentence names nobody else are left out.

    Examples:
        >>> text = "Peru thanked Chile and Cuba."
        >>> pairs = [Pair(id=str(i), text=text, target=Mention(13, 18), holder=Mention(0, 4)) for i in range(1)]
        >>> pairs.append(Pair(id="2", text=text, target=Mention(23, 27)))
        >>> [(p.holder_text, p.target_text) for p in elsewhere(pairs)[0]]
        [('Peru', 'Cuba'), ('Chile', 'Cuba'), ('Cuba', 'Peru'), ('Cuba', 'Chile')]
    """
    found = {}
    for places in by_text(pairs).values():
        actors: dict[str, Mention] = {}
        mentions = [m for i in places for m in (pairs[i].target, pairs[i].holder) if m is not None]
        for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
            actors.setdefault(who(mention), mention)
        for i in places:
            asked = _others(pairs[i], actors)
            if asked:
                found[i] = asked
    return found


def renamed(
    pairs: Sequence[LabelledPair], registry: Registry | None = None, seed: int = 13
) -> list[LabelledPair]:
    """The same pairs, told of other actors: in each sentence all named actors get the names of others of their kind.

    The names are those of the pairs themselves, so they are as known or as unknown to a model as the old ones. Sentences for
    whose actors there is no other name stay as they are.
    """
    pool = NamePool.of(pairs, registry)
    draw = random.Random(seed)
    return _by_sentence(pairs, lambda members: pool.swapped(members, draw))


def masked(pairs: Sequence[LabelledPair]) -> list[LabelledPair]:
    """The same pairs with all named actors called "Actor A", "Actor B"."""
    return _by_sentence(pairs, masked_names)


def _others(pair: Pair, actors: Mapping[str, Mention]) -> list[Pair]:
    target = who(pair.target)
    if pair.holder is None:
        return [_asked(pair, m, None) for who, m in actors.items() if who != target]
    asked_about = {target, who(pair.holder)}
    return [
        _asked(pair, actors[t], actors[h])
        for h in actors
        for t in actors
        if h != t and {h, t} != asked_about and not _overlap(actors[h], actors[t])
    ]


def _asked(pair: Pair, target: Mention, holder: Mention | None) -> Pair:
    return Pair(id=pair.id, text=pair.text, target=target, holder=holder, article=pair.article)


def _by_sentence(
    pairs: Sequence[LabelledPair], tell: Callable[[list[LabelledPair]], list[LabelledPair]]
) -> list[LabelledPair]:
    told = list(pairs)
    for places in by_text(pairs).values():
        for place, pair in zip(places, tell([pairs[i] for i in places]), strict=True):
            told[place] = pair
    return told


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
