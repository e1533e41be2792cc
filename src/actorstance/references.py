"""How a text names an actor again: full names, their short forms, ids made of names.

An id is the slug of the name ("ana-ruiz"), where a registry has that id for an actor of its own with "-name" behind it ("rsf-name"). A body
that is called by general words only ("Supreme Court", "Labour") has its owner's before it where that stands directly before or, behind "of", after it
("brazil-supreme-court"). An acronym in brackets right behind a body's name is that body. "Labour" and the like, which parties of several countries are called,
are a registered party where the words of the text say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence

from actorstance.matching import name_key
from actorstance.schema import Actor, Mention
from actorstance.senses import decide
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
    SEXES,
    is_common,
)
from actorstance.world import load_world

_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_OF_LAST = re.compile(r"\s+of\s+(?:the\s+)?$")


def refer_back(
    text: str, found: Iterable[Mention], known: Sequence[Mention] = (), taken: Container[str] = ()
) -> list[Mention]:
    """The mentions with their actors: the id made of the name, or the actor of the one longer name before that they shorten.

    A headline's short form may also be that of a longer name behind it. A registered acronym is the body before it whose initials it has.

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
    world, kinds, parties = load_world().senses, load_world().kinds, load_world().parties
    here = {m.actor for m in known if m.actor is not None}
    initials = {_initials(text[m.start : m.end].split()): m.actor for m in known if m.actor is not None}
    mentions = []
    everything = sorted({(m.start, m.end): m for m in (*found, *known)}.values(), key=lambda m: m.start)
    named = {_words(text, m): m for m in everything if name_key(text[m.start : m.end]) not in world}
    inside: dict[tuple[str, ...], list[tuple[tuple[str, ...], Mention]]] = {}
    for full, m in named.items():
        for run in _inner(full):
            inside.setdefault(run, []).append((full, m))
    headline = text.find("\n")
    before: dict[int, str] = {}  # by its end, who has been named
    for mention in everything:
        wording, words = text[mention.start : mention.end], _words(text, mention)
        if mention.actor is not None:
            if (kinds.get(mention.actor) or _kind(wording)) not in ("country", "person"):
                before.setdefault(mention.end, mention.actor)
            # Not of the world's names: "Africa" is no short form of "South Africa".
            if name_key(wording) not in world:
                fulls.setdefault(words, mention.actor)
            elif len(wording) > 2 and wording.isupper():
                own = {actor for full, actor in fulls.items() if wording == _initials(full)} - {mention.actor}
                if len(own) == 1:  # "PRC" behind "Popular Resistance Committees" is not China
                    mentions.append(Mention(mention.start, mention.end, own.pop(), mention.form))
            elif kinds.get(mention.actor) == "company" and not (
                words[0] in HEADS or is_common(words[0].lower()) or name_key(words[0]) in world
            ):
                fulls.setdefault(words, mention.actor)  # "Goldman" behind "Goldman Sachs"
            continue
        longer = {actor for full, actor in fulls.items() if shortens(words, [full])}
        longer |= {fulls.get(full) or m.actor or _made(full, taken) for full, m in inside.get(words, ())}
        owned = _owned(text, mention, known)
        if owned is not None:
            # Of two foreign ministries in a text each is an actor of its own.
            words, longer = owned, set()
        elif not longer and mention.end <= headline:
            # Whom a headline means by his surname is told in full only later.
            later = (full for full, m in named.items() if m.start > headline and shortens(words, [full]))
            longer = {named[full].actor or _made(full, taken) for full in later}
        if len(words) == 1 and len(wording) > 2 and wording in initials:
            longer.add(initials[wording])  # "EAC" beside the East African Community
        sense = world.get(name_key(wording))
        if sense is not None and len(sense.actors) > 1:
            longer |= here & set(sense.actors)  # "RSF" beside Reporters Without Borders
        bracketed = (
            text[mention.start - 2 : mention.start] == " (" and text[mention.end : mention.end + 1] == ")"
        )
        if bracketed and len(words) == 1 and wording.isupper() and mention.start - 2 in before:
            longer = {before[mention.start - 2]}  # "Rassemblement National (RN)"
        party = parties.get(name_key(wording))
        ours = owned in (None, (party.country, *wording.split())) if party else False
        if party and ours and party.actor in taken and not longer:
            beside = owned is not None or party.actor in here
            if beside or decide(text, mention.start, mention.end, party.sense).actor:
                longer, words = {party.actor}, _words(text, mention)
        actor = fulls.get(words) or (longer.pop() if len(longer) == 1 else None) or _made(words, taken)
        fulls.setdefault(words, actor)
        if _kind(wording) != "person":
            before[mention.end] = actor
        mentions.append(Mention(mention.start, mention.end, actor, mention.form))
    return mentions


def _words(text: str, mention: Mention) -> tuple[str, ...]:
    """A name's words as they are compared: without a nickname's quotation marks, and with small particles, also where they open a sentence."""
    words = (word.strip('"“”()') for word in text[mention.start : mention.end].split())
    small = ("Al-", "El-", "As-", "Ad-", "An-")
    return tuple(
        w[0].lower() + w[1:] if w.lower() in PARTICLES or w.startswith(small) else w for w in words if w
    )


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
        owner = actor.removesuffix(f"-{slug(first)}").replace("-", " ").title()
        # Whose a body is, from `refer_back`, or a person's title, from `tell_apart`.
        if actor.endswith(f"-{slug(first)}") and (_kind(first) != "person" or owner in SEXES):
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


def _inner(full: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What a person may be called by in the middle of the name: "Lula" in "Luiz Inácio Lula da Silva"."""
    if not 3 <= len(full) <= 8 or any(word in HEADS or word in LINKS or word == "and" for word in full):
        return []
    runs = [full[at:end] for at in range(1, len(full) - 1) for end in range(at + 1, len(full))]
    return [run for run in runs if not is_common(run[-1].lower())]


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
