"""A user's name inside a longer one: of one word, or of a person, it need not mean the actor.

With "Trump" as an alias of Donald Trump:

1. Given names before it that are those of a registered full name belong to the name: "Donald J. Trump" is Trump, all of it. Other
   given names are another person's: "Ivanka Trump". An actor that is registered by the one word has any given name: "Olaf Scholz" is Scholz.
2. A further word of a name behind it makes it another's: "Trump Tower", "Trump Organization", "Donald Trump Jr.". Not so the rest of
   the registered name ("Kim" in "Kim Jong-un"), an office, a day, a name of the world's or what a body of the actor's kind is
   called anyway ("Acme Corp" is Acme).
3. A word that bodies are called by is another's before "of" and a name: "the Alliance of Small Farmers".
4. In a headline in capitals like "Trump Attacks Fed", words that are none of a name are passed over.
5. A word of the language ("Council") is not the actor behind further words of a name: "Town Council", "Bureau of Prisons".

Of a country's name only a given name before it makes a person ("Michael Jordan"). Whoever registers the longer name settles it: the
longest is found.
"""

from __future__ import annotations

import re

from actorstance.matching import name_key
from actorstance.neighbours import opens_sentence
from actorstance.schema import Actor
from actorstance.words import (
    ADJECTIVES,
    DAYS,
    EVENTS,
    GIVEN_WORDS,
    HEADS,
    JUNIOR,
    KIND_HEADS,
    NO_SURNAME,
    OPENERS,
    PARTICLES,
    ROLES,
    SMALL,
    TITLES,
    is_common,
)
from actorstance.world import load_world

_BEFORE = re.compile(r"(?<!\w)([^\W\d_][\w'’-]*)(?:(\.)[^\S\r\n]*|[^\S\r\n]+)$")
_BODY_OF = re.compile(r"(\w+) (?:of|for)(?: the)? $")
_AFTER = re.compile(r"[^\S\r\n]+([^\W\d_][\w'’-]*)")
_FIRST = re.compile(r"\A[\w'’-]+")
_ARTICLE = re.compile(r"[Tt]he\s+(?=\S)")
_OF = re.compile(r"[^\S\r\n]+(?:of|for)[^\S\r\n]+(?:the[^\S\r\n]+)?[^\W\d_a-z]")
_LINE = re.compile(r"[^\r\n]*")
_WORD = re.compile(r"[^\W\d_]+")


def whole_name(text: str, start: int, end: int, actor: Actor, begin: int = 0) -> tuple[int, int] | None:
    """The name of the actor that a registered name is, or ends; None where it is a part of another's name.

    Args:
        text: the text.
        start: where the registered name begins.
        end: where it ends.
        actor: whose name it is.
        begin: nothing before this is looked at, for it is another mention.

    Examples:
        >>> trump = Actor(id="trump", name="Donald Trump", kind="person", aliases=("Trump",))
        >>> text = "Donald J. Trump, Ivanka Trump, the Trump Organization"
        >>> [whole_name(text, at, at + 5, trump) for at in (10, 24, 35)]
        [(0, 15), None, None]
    """
    article = _ARTICLE.match(text, start, end)
    first = article.end() if article else start
    single = not re.search(r"\s", text[first:end])
    if not text[first].isupper() or not (single or actor.kind == "person"):
        return start, end
    if single and text[first:end] in (HEADS - ROLES) | {"Party"} and _OF.match(text, end):
        return None  # "the Alliance of Small Farmers"
    given = _given_names(text, start, actor, begin) if single and not article else []
    if actor.kind in ("country", "government"):
        return None if given and _is_given(text[given[-1][0] : given[-1][1]]) else (start, end)
    body = _BODY_OF.search(text[max(0, start - 40) : start]) if single else None
    if body and body[1] in HEADS and body[1] not in ROLES:
        return None  # "Bureau of Prisons"
    if given and (actor.kind != "person" or not _fits(text, given, actor)):
        return None
    rest = _rest(text, start, end, actor)
    if rest > end:
        return start, rest
    if _goes_on(text, end, actor):
        return None
    return (given[0][0] if given else start), end


def _given_names(text: str, start: int, actor: Actor, begin: int) -> list[tuple[int, int]]:
    """The spans of the given names and initials right before a name."""
    spans: list[tuple[int, int]] = []
    names = {actor.name, *actor.aliases}
    keys = {name_key(name) for name in names}
    own = {word for name in names for word in name.split()} - names
    at, general = start, any(map(_is_general, _FIRST.findall(text[start : start + 60])))
    while before := _BEFORE.search(text, max(begin, at - 40), at):
        word, dot = before[1], before[2]
        initial = bool(dot) and len(word) == 1 and word.isupper()
        named = word in PARTICLES or word in own or _is_name(word, text, before.start(), general)
        if name_key(word) in keys or not (initial or (named and not dot)):
            break
        at = before.start()
        spans.insert(0, (at, before.end(2) if dot else before.end(1)))
    # "de" and the like stand between names.
    while spans and text[slice(*spans[0])].islower():
        spans.pop(0)
    return spans


def _is_general(word: str) -> bool:
    return word in HEADS or is_common(word.lower())


def _is_given(word: str) -> bool:
    return word in load_world().first_names


def _is_name(word: str, text: str, at: int, general: bool) -> bool:
    """Whether a word goes on with a name to its left, and is no office, day, country or first word of a sentence.

    Args:
        word: the word.
        text: the text.
        at: where the word begins.
        general: whether what is to its right is a word of the language ("Council"), so that offices and places belong to the name.
    """
    if _is_given(word) or (word in GIVEN_WORDS and word != "Will"):
        return True
    low = word.lower()
    owner = re.search("['’]s?$", word)
    if owner:  # "People’s Party" and "Dockers’ Union", but not "Peru’s Congress"
        return general and (is_common(low[: owner.start()]) or low[-2:] in ("s'", "s’"))
    acronym = word.isupper() and len(word) > 1
    if not word[0].isupper() or acronym or word in DAYS or low in OPENERS or re.search("-[a-z]", word):
        return False
    world = load_world()
    sense = world.senses.get(word[0].lower() + word[1:])
    if sense is not None and sense.actors:
        return False
    headline = _is_headline(text, at)
    if is_common(low) or word in NO_SURNAME | EVENTS:
        return not opens_sentence(text, at) and not headline and (general or word not in NO_SURNAME)
    if word.split("-")[-1] in ROLES | TITLES:
        return False
    if word in world.places and not general:
        return not re.search(r"\b(?:in|near|at|from|across)\s$", text[max(0, at - 8) : at], re.IGNORECASE)
    return not (headline and word.endswith(("s", "ed", "ing")))


def _fits(text: str, given: list[tuple[int, int]], actor: Actor) -> bool:
    """Whether given names are those of a registered full name, or of an actor that is registered by this word alone."""
    fulls = [name.split() for name in (actor.name, *actor.aliases) if " " in name.strip()]
    if not fulls:
        return True
    words = [text[a:b].rstrip(".") for a, b in given]
    return any(words[0] in full or (len(words[0]) == 1 and full[0].startswith(words[0])) for full in fulls)


def _rest(text: str, start: int, end: int, actor: Actor) -> int:
    """Where the rest of a registered full name ends that begins with this word and is written in another way: "Kim Jong-un"."""
    for name in (actor.name, *actor.aliases):
        first, _, rest = name.partition(" ")
        letters = "".join(_WORD.findall(rest)).lower()
        if first != text[start:end] or not letters:
            continue
        pattern = r"[^\S\r\n]+" + r"[-\s]?".join(map(re.escape, letters)) + r"(?!\w)"
        match = re.compile(pattern, re.IGNORECASE).match(text, end)
        if match and _AFTER.match(text, end)[1][0].isupper():  # type: ignore[index]
            return match.end()
    return end


def _goes_on(text: str, end: int, actor: Actor) -> bool:
    after = _AFTER.match(text, end)
    if after is None:
        return False
    word = re.sub("['’]s?$", "", after[1])
    if not word[0].isupper() or word in KIND_HEADS.get(actor.kind, ()):
        return False
    if word in JUNIOR:
        return actor.kind == "person"
    if word in HEADS | EVENTS:
        return word[0].lower() + word[1:] not in load_world().senses
    world = load_world()
    if (
        word in ROLES | TITLES | DAYS | ADJECTIVES
        or (word.isupper() and len(word) > 1)
        or word[0].lower() + word[1:] in world.senses
    ):
        return False
    return not _is_headline(text, end) or _is_given(word)


def _is_headline(text: str, at: int) -> bool:
    """Whether the line is a headline whose words are written with capitals."""
    line = text[text.rfind("\n", 0, at) + 1 :]
    words = [word for word in _WORD.findall(_LINE.match(line)[0]) if word not in SMALL]  # type: ignore[index]
    return len(words) > 2 and all(word[0].isupper() for word in words)
