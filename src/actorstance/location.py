"""Where in a sentence an actor stands that somebody names: by words, by a span, as a mention or as a registry actor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import index

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.schema import Actor, Mention

Place = str | tuple[int, int] | Mention | Actor
"""An actor in a sentence: by words or a registry name, by span, as a mention, or as a registry actor."""

ALIKE = ("'’‘´`", '"“”„«»', r"\-‐‑–")
"""Signs that one text has for another's: quotation marks and apostrophes, and hyphens."""
_SIGNS = re.compile(r"\\?[" + "".join(ALIKE) + "]")


def places(
    sentence: str, place: Place, registry: Registry | None = None, proposed: Sequence[Mention] = ()
) -> list[Mention]:
    """All places where an actor stands in a sentence, the best first; a span or a mention is one.

    Words are looked for as they were given, then as a name of an actor, who may be called otherwise there; inside a
    longer name only if they stand nowhere else. An `Actor` may be called by any of its names. Further places count
    only if they mean whom the first one means: where "Moscow" is the city, the Kremlin is another.

    Args:
        sentence: the text.
        place: the actor.
        registry: the actors that words may name; without, words name nobody.
        proposed: names of actors that the registry does not have, which may be longer ones.

    Raises:
        InputError: it does not stand there, or only as the last word of the names of several.

    Examples:
        >>> places("Denzel Washington left.", "Washington", Registry.world())[0].actor is None
        True
        >>> text = "ECOWAS lifted sanctions on Niger, and Niamey thanked Togo."
        >>> [text[m.start : m.end] for m in places(text, "Niger", Registry.world())]
        ['Niger', 'Niamey']
    """
    if isinstance(place, Mention):
        return [_checked(sentence, place)]
    if isinstance(place, tuple):
        try:
            start, end = map(index, place)
            return [_checked(sentence, Mention(start, end))]
        except (TypeError, ValueError) as error:
            raise InputError(f"span {place}: {error}") from None
    if not isinstance(place, str | Actor):
        raise InputError(f"an actor is given by words, span, mention or Actor, not {type(place).__name__}")
    if isinstance(place, Actor):
        words, named = place.name, Registry([place]).find(sentence)
        found = named or [Mention(*span, place.id) for span in written(sentence, words)]
    else:
        words, found = place, _named(sentence, place, registry or Registry(()), proposed)
    if not found:
        raise InputError(f"actor {words!r} does not occur in the sentence {sentence[:80]!r}")
    return [mention for mention in found if mention.actor == found[0].actor]


def written(sentence: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand as whole words, whatever kinds of quotation marks, hyphens and blanks are used.

    Examples:
        >>> written("Michelle O’Neill left.", "Michelle  O'Neill")
        [(0, 16)]
    """
    if not words.strip():
        return []
    parts = [_SIGNS.sub(lambda sign: _alike(sign[0]), re.escape(part)) for part in words.split()]
    before = r"(?<![^\W_])" if words.strip()[0].isalnum() else ""
    after = r"(?![^\W_])" if words.strip()[-1].isalnum() else ""
    return [match.span() for match in re.finditer(before + r"\s+".join(parts) + after, sentence)]


def _alike(sign: str) -> str:
    """A pattern for the signs of a kind."""
    return next(f"[{kind}]" for kind in ALIKE if sign[-1] in kind)


def _named(sentence: str, words: str, registry: Registry, proposed: Sequence[Mention]) -> list[Mention]:
    """Where words, or another name of the actor that they name, stand in a sentence, the best place first.

    The words are the actor only where the registry finds it: "Washington" may be Denzel Washington, who is no country.
    """
    mentions, actor = registry.find(sentence), registry.lookup(words)
    alone, surnames, inside = [], [], []
    owners: dict[str | None, Mention] = {}
    for start, end in written(sentence, words):
        here = Mention(
            start, end, next((m.actor for m in mentions if (m.start, m.end) == (start, end)), None)
        )
        around = [m for m in (*mentions, *proposed) if m.start <= start and end <= m.end]
        longer = max(around, key=lambda m: m.end - m.start, default=here)
        if (longer.start, longer.end) == (start, end):
            alone.append(here)
        elif actor is not None and longer.actor == actor.id:
            alone.append(Mention(start, end, actor.id))
        elif longer.end == end:  # "Ruiz" in "Ana Ruiz" is she, in "Ruiz Foundation" hardly
            surnames.append(here)
            owners.setdefault(longer.actor, longer)
        else:
            inside.append(here)
    named = [m for m in mentions if actor is not None and m.actor == actor.id]
    if found := list(dict.fromkeys([*alone, *named])):
        return found
    if len(owners) > 1:
        names = ", ".join(repr(sentence[m.start : m.end]) for m in owners.values())
        raise InputError(f"{words!r} may be any of {names}: give one of these, or a span")
    return [*surnames, *inside]


def _checked(sentence: str, mention: Mention) -> Mention:
    if mention.end > len(sentence):
        raise InputError(
            f"the span {mention.start}–{mention.end} ends after the sentence ({len(sentence)} characters)"
        )
    return mention
