"""Other names for the actors of a sentence, spans moved along: for training that does not lean on names, and for asking whether it does.

All places of an actor change together, and so do further occurrences of the same words in the sentence. Descriptions and pronouns stay.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import msgspec

from actorstance.actors import PRONOUNS, Registry
from actorstance.schema import Form, Mention, Pair

AnyPair = TypeVar("AnyPair", bound=Pair)
Span = tuple[int, int]


@dataclass(frozen=True)
class NamePool:
    """Names to choose from.

    Attributes:
        families: for each kind of actor what its actors are called: the name and its short forms, in the registry's order.
        registry: the actors that belong to kinds; others stand under kind "".
    """

    families: Mapping[str, Sequence[tuple[str, ...]]]
    registry: Registry | None = field(default=None, repr=False)

    @classmethod
    def of(cls, pairs: Iterable[Pair], registry: Registry | None = None) -> NamePool:
        """The names that these pairs' actors go by.

        Examples:
            >>> pair = Pair(id="p", text="Peru thanked Chile.", target=Mention(13, 18), holder=Mention(0, 4))
            >>> NamePool.of([pair]).families
            {'': [('Chile',), ('Peru',)]}
        """
        found: dict[str, dict[tuple[str, ...], None]] = {}
        for pair in pairs:
            for mention in _mentions(pair):
                if _is_name(pair.text, mention):
                    kind, family = _family(pair.text, mention, registry)
                    found.setdefault(kind, {})[family] = None
        return cls({kind: sorted(families) for kind, families in sorted(found.items())}, registry)

    @cached_property
    def _shelves(self) -> dict[tuple[str, int], tuple[list[tuple[str, ...]], dict[str, list[int]]]]:
        """The families of a kind that have as many names, and at which places each name stands: a pool may hold many thousands."""
        shelves: dict[tuple[str, int], tuple[list[tuple[str, ...]], dict[str, list[int]]]] = {}
        for kind, families in self.families.items():
            for family in families:
                shelf, places = shelves.setdefault((kind, len(family)), ([], {}))
                for name in family:
                    places.setdefault(name, []).append(len(shelf))
                shelf.append(family)
        return shelves

    def swapped(self, pairs: Sequence[AnyPair], draw: random.Random) -> list[AnyPair]:
        """The pairs of one text with each named actor under the name of another of its kind.

        Examples:
            >>> pair = Pair(id="p", text="Peru thanked Chile for Peru’s ship.", target=Mention(13, 18), holder=Mention(0, 4))
            >>> pool = NamePool({"": [("Chile",), ("Oman",), ("Peru",), ("Togo",)]})
            >>> pool.swapped([pair], random.Random(1))[0].text
            'Oman thanked Togo for Oman’s ship.'
        """
        text = pairs[0].text
        words: dict[str, str] = {}
        taken = {name for family in _families(pairs, self.registry) for name in family[1]}
        for kind, family, surfaces in _families(pairs, self.registry):
            # As many short forms as the old one, so that a surname becomes a surname and an adjective an adjective.
            shelf, places = self._shelves.get((kind, len(family)), ([], {}))
            closed = sorted({place for name in taken for place in places.get(name, ())})
            if len(closed) == len(shelf) or not surfaces <= set(family):
                continue
            new = shelf[_open_place(draw.randrange(len(shelf) - len(closed)), closed)]
            taken |= set(new)
            words.update(zip(family, new, strict=True))  # the sentence may call it by its other names too
        return replace_words(pairs, text, words)


def masked_names(pairs: Sequence[AnyPair]) -> list[AnyPair]:
    """The pairs of one text with its named actors called "Actor A", "Actor B" and so on.

    Examples:
        >>> pair = Pair(id="p", text="Peru thanked Chile.", target=Mention(13, 18), holder=Mention(0, 4))
        >>> masked_names([pair])[0].text
        'Actor A thanked Actor B.'
    """
    words: dict[str, str] = {}
    for number, (_, _, surfaces) in enumerate(_families(pairs, None)):
        letters = chr(ord("A") + number % 26) * (1 + number // 26)
        words.update(dict.fromkeys(surfaces, f"Actor {letters}"))
    return replace_words(pairs, pairs[0].text, words)


def replace_words(pairs: Sequence[AnyPair], text: str, words: Mapping[str, str]) -> list[AnyPair]:
    """Replace words wherever the text has them as whole words, and move the pairs' spans along.

    A span that cuts a replaced word takes in the whole of it. The actors' ids stay: they name what the judgement is about.

    Examples:
        >>> pair = Pair(id="p", text="Peru’s envoy left.", target=Mention(0, 12))
        >>> moved = replace_words([pair], pair.text, {"Peru": "Mongolia"})[0]
        >>> moved.text, moved.target_text
        ('Mongolia’s envoy left.', 'Mongolia’s envoy')
    """
    if not words:
        return list(pairs)
    # Longest first, so that "Ana Ruiz" is not taken for "Ruiz".
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pieces: list[str] = []
    moves: list[tuple[Span, Span]] = []  # old and new places of what was replaced
    last = length = 0
    for match in re.finditer(rf"(?<!\w)(?:{alternatives})(?!\w)", text):
        pieces += [text[last : match.start()], words[match[0]]]
        length += match.start() - last
        moves.append(((match.start(), match.end()), (length, length + len(words[match[0]]))))
        length, last = moves[-1][1][1], match.end()
    new_text = "".join([*pieces, text[last:]])

    def moved(mention: Mention | None) -> Mention | None:
        if mention is None:
            return None
        start, end = _moved(mention.start, moves, 0), _moved(mention.end, moves, 1)
        return msgspec.structs.replace(mention, start=start, end=end)

    return [
        msgspec.structs.replace(pair, text=new_text, target=moved(pair.target), holder=moved(pair.holder))
        for pair in pairs
    ]


def by_text(pairs: Iterable[AnyPair]) -> dict[str, list[int]]:
    """The places in the sequence of the pairs of each text."""
    places: dict[str, list[int]] = {}
    for index, pair in enumerate(pairs):
        places.setdefault(pair.text, []).append(index)
    return places


def _moved(offset: int, moves: Sequence[tuple[Span, Span]], side: int) -> int:
    """Where an offset of the old text stands in the new one; inside a replaced word, that word's start (0) or end (1)."""
    shift = 0
    for (start, end), new in moves:
        if offset <= start:
            break
        if offset < end:
            return new[side]
        shift = new[1] - end
    return offset + shift


def _open_place(number: int, closed: Sequence[int]) -> int:
    """The place with this number, from 0, among those that are not closed; the closed ones in rising order."""
    for place in closed:
        if place > number:
            break
        number += 1
    return number


def _mentions(pair: Pair) -> list[Mention]:
    return [pair.target] if pair.holder is None else [pair.target, pair.holder]


def _is_name(text: str, mention: Mention) -> bool:
    words = text[mention.start : mention.end]
    return mention.form is Form.NAME and words[:1].isupper() and words.lower() not in PRONOUNS


def _family(text: str, mention: Mention, registry: Registry | None) -> tuple[str, tuple[str, ...]]:
    """Kind and names of a mention's actor; without a registry only the words at hand."""
    if registry is not None and mention.actor is not None and mention.actor in registry:
        actor = registry[mention.actor]
        return actor.kind, (actor.name, *actor.aliases)
    return "", (text[mention.start : mention.end],)


def _families(
    pairs: Sequence[Pair], registry: Registry | None
) -> list[tuple[str, tuple[str, ...], set[str]]]:
    """The named actors of one text, in its order: kind, names, and the words that the text has for them."""
    mentions = {(m.start, m.end): m for pair in pairs for m in _mentions(pair)}
    found: dict[object, tuple[str, tuple[str, ...], set[str]]] = {}
    for (start, end), mention in sorted(mentions.items()):
        text = pairs[0].text
        if _is_name(text, mention):
            kind, family = _family(text, mention, registry)
            key = mention.actor if mention.actor is not None else text[start:end]
            found.setdefault(key, (kind, family, set()))[2].add(text[start:end])
    return list(found.values())
