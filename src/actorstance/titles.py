"""Whom their titles tell apart of those who share a surname: "Mr. Johnson praised Ms Johnson".

1. A surname behind a man's and a woman's title is two persons'. The actor is the one whose title the registry states (an alias "Mrs. Clinton"), or
   the text before the full name, or else who is titled more often; the other is called by title and name ("ms-johnson").
2. Where both are titled as often, an actor that no registry has is the first of them. A registered one is neither, as nothing tells which.
3. Subject and object of a verb are two, so that in "Mrs. Trump thanked Trump" the title is another's.

Nothing else is told apart: "Mrs. Clinton" is "Clinton" elsewhere in the text, and "Mr. and Mrs. Clinton" is as it was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from actorstance.actors import Registry
from actorstance.cues import OBJECT_VERBS, goes_on
from actorstance.references import slug
from actorstance.schema import Mention
from actorstance.trimming import words_after
from actorstance.words import SEXES

_BEFORE = re.compile(r"(?:\b(\w+)\.? (?:and|&) )?\b(\w+)\.?[^\S\r\n]+$")
_WITHIN = re.compile(r"(\w+)\.?\s+(?=\S)")
_VERB = re.compile(r"\s+(?:\w+ly\s+)?([a-z]+)\s+(?:\w+\.?\s+)?")


def tell_apart(text: str, mentions: Sequence[Mention], registry: Registry) -> list[Mention]:
    """The mentions, those with another actor whose title is not their actor's.

    Args:
        text: the text.
        mentions: the mentions of persons and others, from left to right.
        registry: the actors whose names may state a title, and whose ids nobody else becomes.

    Examples:
        >>> text = "Mr. Johnson praised Ms Johnson."
        >>> [m.actor for m in tell_apart(text, [Mention(4, 11, "johnson"), Mention(23, 30, "johnson")], Registry([]))]
        ['johnson', 'ms-johnson']
    """
    actors: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.actor is not None:
            actors.setdefault(mention.actor, []).append(mention)
    others: dict[Mention, str] = {}
    for actor, group in actors.items():
        titles = {m: title for m in group if (title := _title(text, m))}
        if not titles or (actor in registry and registry[actor].kind != "person"):
            continue
        names = (registry[actor].name, *registry[actor].aliases) if actor in registry else ()
        own = _own_sex(text, group, titles, names)
        called: dict[str, str] = {}  # "Ms" and "Mrs" are one
        for mention, title in titles.items():
            if own is not None and SEXES[title] != own:
                made = slug(f"{title} {text[mention.start : mention.end]}")
                while made in registry:
                    made += "-name"
                others[mention] = called.setdefault(SEXES[title], made)
    return [msgspec.structs.replace(m, actor=others.get(m, m.actor)) for m in mentions]


def _own_sex(
    text: str, group: Sequence[Mention], titles: dict[Mention, str], names: Sequence[str]
) -> str | None:
    """What the titles of the actor himself tell; None where no title is another's, empty where all are.

    `names`: those that the registry has for the actor.
    """
    stated = {SEXES[title[1]] for name in names if (title := _WITHIN.match(name)) and title[1] in SEXES}
    stated = stated or {SEXES[t] for m, t in titles.items() if re.search(r"[^\s.]\s", text[m.start : m.end])}
    if len(stated) == 1:
        return stated.pop()
    counts = Counter(SEXES[title] for title in titles.values()).most_common()
    if len(counts) == 2:
        # Of equal counts the first in the text comes first.
        return "" if names and counts[0][1] == counts[1][1] else counts[0][0]
    return "" if any(_are_two(text, *both, titles) for both in pairwise(group)) else None


def _are_two(text: str, first: Mention, second: Mention, titles: dict[Mention, str]) -> bool:
    """Whether one of two names, of which one has a title, acts on the other: "Mrs. Trump thanked Trump", but not "Trump voters"."""
    verb = _VERB.fullmatch(text, first.end, second.start)
    alone = text[second.end : second.end + 1] not in ("'", "’", "-") and not goes_on(
        words_after(text, second.end)
    )
    return (
        verb is not None and verb[1] in OBJECT_VERBS and alone and len(titles.keys() & {first, second}) == 1
    )


def _title(text: str, mention: Mention) -> str:
    """The title before or at the beginning of a name that tells a man from a woman; none of a couple's."""
    within = _WITHIN.match(text, mention.start, mention.end)
    if within and within[1] in SEXES:
        return within[1]
    before = _BEFORE.search(text, max(0, mention.start - 30), mention.start)
    return before[2] if before and before[2] in SEXES and before[1] not in SEXES else ""
