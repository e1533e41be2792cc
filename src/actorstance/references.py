"""How a text names an actor again: full names, their short forms, ids made of names.

An id is the slug of the name ("ana-ruiz"), where a registry has that id for an actor of its own with "-name" behind it ("rsf-name"). A body
that is called by general words only ("Supreme Court", "Labour") has its owner's before it where that stands directly before or, behind "of", after it
("brazil-supreme-court").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence

from actorstance.matching import name_key
from actorstance.schema import Actor, Mention
from actorstance.words import (
    ADJECTIVES,
    GENERAL,
    HEADS,
    LINKS,
    OWN_POSSESSIVES,
    PARTICLES,
    PARTIES,
    RANKS,
    ROLES,
    is_common,
)
from actorstance.world import kinds, load_world

_ARTICLE = re.compile(r"(?:Al|El|As|Ad|An)-")
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_OF_LAST = re.compile(r"\s+of\s+(?:the\s+)?$")


def refer_back(
    text: str, found: Iterable[Mention], known: Sequence[Mention] = (), taken: Container[str] = ()
) -> list[Mention]:
    """The mentions with their actors: the id made of the name, or the actor of the one longer name before that they shorten.

    Args:
        text: the text.
        found: the mentions.
        known: those that a registry found.
        taken: the ids that mean somebody else, which no name becomes: a `Registry`.

    Examples:
        >>> text = "Ana Ruiz left. Ruiz slept."
        >>> [m.actor for m in refer_back(text, [Mention(0, 8), Mention(15, 19)])]
        ['ana-ruiz', 'ana-ruiz']
        >>> refer_back("The RSF slept.", [Mention(4, 7)], taken={"rsf"})[0].actor
        'rsf-name'
    """
    fulls: dict[tuple[str, ...], str] = {}
    world = load_world().senses
    here = {m.actor for m in known if m.actor is not None}
    initials = {_initials(text[m.start : m.end].split()): m.actor for m in known if m.actor is not None}
    mentions = []
    everything = sorted({(m.start, m.end): m for m in (*found, *known)}.values(), key=lambda m: m.start)
    named = {_words(text, m): m for m in everything}
    before: dict[int, str] = {}  # by its end, who has been named
    for mention in everything:
        wording, words = text[mention.start : mention.end], _words(text, mention)
        if mention.actor is not None:
            if (kinds().get(mention.actor) or _kind(wording)) not in ("country", "person"):
                before.setdefault(mention.end, mention.actor)
            # Not of the world's names: "Africa" is no short form of "South Africa".
            if name_key(wording) not in world:
                fulls.setdefault(words, mention.actor)
            elif len(wording) > 2 and wording.isupper():
                own = {actor for full, actor in fulls.items() if wording == _initials(full)} - {mention.actor}
                if len(own) == 1:  # "PRC" behind "Popular Resistance Committees" is not China
                    mentions.append(Mention(mention.start, mention.end, own.pop(), mention.form))
            elif kinds().get(mention.actor) == "company" and _is_firm(words):
                fulls.setdefault(words, mention.actor)  # "Goldman" behind "Goldman Sachs"
            continue
        longer = {a for full, a in fulls.items() if shortens(words, [full]) or _is_inside(words, full)}
        owned = _owned(text, mention, known)
        if owned is not None:
            # Of two foreign ministries in a text each is an actor of its own.
            words, longer = owned, set()
        elif not longer:
            longer = _named_later(text, mention, named, taken)
        if len(words) == 1 and len(wording) > 2 and wording in initials:
            longer.add(initials[wording])  # "EAC" beside the East African Community
        sense = world.get(name_key(wording))
        if sense is not None and len(sense.actors) > 1:
            longer |= here & set(sense.actors)  # "RSF" beside Reporters Without Borders
        if _is_acronym(text, mention) and mention.start - 2 in before:
            longer = {before[mention.start - 2]}  # "Rassemblement National (RN)"
        actor = fulls.get(words) or (longer.pop() if len(longer) == 1 else None) or _made(words, taken)
        fulls.setdefault(words, actor)
        if _kind(wording) != "person":
            before[mention.end] = actor
        mentions.append(Mention(mention.start, mention.end, actor, mention.form))
    return mentions


def _words(text: str, mention: Mention) -> tuple[str, ...]:
    """A name's words as they are compared: without a nickname's quotation marks, and with small particles, also where they open a sentence."""
    words = (word.strip('"“”()') for word in text[mention.start : mention.end].split())
    return tuple(
        word[0].lower() + word[1:] if word.lower() in PARTICLES or _ARTICLE.match(word) else word
        for word in words
        if word
    )


def _is_firm(words: Sequence[str]) -> bool:
    """Whether a company's first word is its own."""
    first = words[0]
    return (
        len(words) == 2
        and not is_common(first.lower())
        and first not in HEADS
        and name_key(first) not in load_world().senses
    )


def _is_acronym(text: str, mention: Mention) -> bool:
    """Whether the name is an acronym that stands in brackets right behind another."""
    around = text[max(0, mention.start - 2) : mention.start], text[mention.end : mention.end + 1]
    wording = text[mention.start : mention.end]
    return around == (" (", ")") and wording.isupper() and " " not in wording


def _named_later(
    text: str, mention: Mention, named: Mapping[tuple[str, ...], Mention], taken: Container[str]
) -> set[str]:
    """Whom a name means that the text tells in full only later: a headline's surname, or what somebody is called by in the middle ("Lula")."""
    words = _words(text, mention)
    line = text.find("\n")
    headline = 0 <= mention.end <= line
    later = [
        (full, m)
        for full, m in named.items()
        if m.start > mention.start and (_is_inside(words, full) or (headline and shortens(words, [full])))
    ]
    return {
        m.actor or _made(full, taken)
        for full, m in later
        if name_key(text[m.start : m.end]) not in load_world().senses
    }


def proposed_actors(text: str, mentions: Iterable[Mention]) -> list[Actor]:
    """The actors of proposed mentions, under the longest of their names.

    Examples:
        >>> text = "Ana Ruiz left. Ruiz slept."
        >>> [(a.id, a.name, a.kind, a.aliases) for a in proposed_actors(text, refer_back(text, [Mention(0, 8), Mention(15, 19)]))]
        [('ana-ruiz', 'Ana Ruiz', 'person', ('Ruiz',))]
    """
    wordings: dict[str, list[str]] = {}
    for mention in mentions:
        if mention.actor is not None:
            wordings.setdefault(mention.actor, []).append(" ".join(text[mention.start : mention.end].split()))
    actors = []
    for actor, names in wordings.items():
        first, *others = sorted(dict.fromkeys(names), key=len, reverse=True)
        if actor.endswith(f"-{slug(first)}") and _kind(first) != "person":  # whose it is, from `refer_back`
            owner = actor.removesuffix(f"-{slug(first)}").replace("-", " ").title()
            first, others = f"{owner} {first}", [first, *others]
        actors.append(Actor(id=actor, name=first, kind=_kind(first), aliases=tuple(others)))
    return actors


def slug(name: str) -> str:
    """A name as an actor's id.

    Examples:
        >>> slug("Aurélie N’Zamba"), slug("People's Party")
        ('aurelie-nzamba', 'peoples-party')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[^\W_]+", re.sub("['’]", "", plain))) or "actor"


def shortens(words: tuple[str, ...], fulls: Iterable[tuple[str, ...]]) -> bool:
    """Whether the words are the end or the beginning of one of the fuller names, or their initials."""
    for full in fulls:
        # From either end: "Ruiz" of "Ana Ruiz", "Kim" of "Kim Jong Un", "Civic Harbour" of "Civic Harbour Party".
        if len(words) < len(full) and words in (full[-len(words) :], full[: len(words)]):
            return True
        if len(words) == 1 and words[0].isupper() and words[0] == _initials(full):
            return True
    return False


def _is_inside(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the words stand in the middle of a person's name: "Lula" in "Luiz Inácio Lula da Silva"."""
    if any(word in HEADS or word in LINKS or word == "and" for word in full) or is_common(words[-1].lower()):
        return False
    return any(full[at : at + len(words)] == words for at in range(1, len(full) - len(words)))


def _initials(words: Sequence[str]) -> str:
    """The capitals of a name of several words."""
    return "".join(word[0] for word in words if word[0].isupper()) if len(words) > 1 else ""


def _made(words: Sequence[str], taken: Container[str]) -> str:
    """The id of a name."""
    made = slug(" ".join(words))
    while made in taken:
        made += "-name"
    return made


def _owned(text: str, mention: Mention, known: Sequence[Mention]) -> tuple[str, ...] | None:
    """General words behind the actor whose body they mean: "china", "Foreign", "Ministry"; None for a name of its own."""
    last = (m for m in known if mention.start < m.start and m.end == mention.end)
    inside = next((m for m in last if _OF_LAST.search(text[mention.start : m.start])), None)
    end = mention.end if inside is None else inside.start
    words = _OF_LAST.sub("", text[mention.start : end]).split()
    if not all(word in HEADS | ROLES | ADJECTIVES | PARTIES | RANKS | GENERAL for word in words):
        return None
    before = re.sub("['’]s?$", "", text[: mention.start].rstrip()).rstrip()
    of = _OF.match(text, mention.end)
    beside = (m for m in known if m.end == len(before) or (of and m.start == of.end()))
    owner = inside or next(beside, None)
    return None if owner is None or owner.actor is None else (owner.actor, *words)


def _kind(name: str) -> str:
    words = set(name.split())
    table = {
        "party": {"Party", "Bloc", *PARTIES},
        "ministry": {"Ministry", "Department", "Treasury"},
        "military": {"Army", "Navy", "Brigade", "Battalion", "Regiment", "Corps", "Militia", "Guard", "Guards"},
        "company": {"Company", "Corporation", "Corp", "Inc", "Ltd", "Holdings", "Airlines", "Airways", "Motors", "Industries", "Games"},
        "media": {"News", "Times", "Post", "Herald", "Tribune", "Gazette", "Radio", "Television"},
    }  # fmt: skip
    for kind, heads in table.items():
        if words & heads:
            return kind
    if "&" in words or words & OWN_POSSESSIVES:
        return "company"
    if name in load_world().places:
        return "government"
    return "organisation" if words & HEADS or name.isupper() else "person"
