"""Actors that no registry has, proposed by the look of their names.

A name is a row of capitalised words, with particles between ("Ursula von der Leyen", "al-Bashir"), or an acronym. Of a person the
title is left off ("President Ana Ruiz"), a body keeps what belongs to it ("National Council for Redress"). No name is
a word that opens a sentence and is common otherwise, a day, a place behind "in", an event ("Vienna Convention"), nor what the
world registry knows. A shorter form later in the text ("Ruiz", "the Council", "NCR") is the same actor as the full one.

Spans exactly right, world registry and these rules together (`python benchmarks/names.py FILE`): newswire's test stories
precision 0.945, recall 0.924 (594 NAME mentions, 581 found); the seed article 0.932, 0.850 (113, 103). The rules alone,
countries and well-known bodies left out: 0.936, 0.736 and 0.851, 0.354. Chosen on the development stories: 0.969, 0.952 (520, 511).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from actorstance.matching import name_key
from actorstance.references import refer_back, shortens
from actorstance.schema import Mention
from actorstance.words import ADJECTIVES, DAYS, EVENTS, FINITE, HEADS, ROLES, TITLES, common_words
from actorstance.world import load_world

PARTICLES = frozenset(
    "de van von der den del della da das do dos di du la le el al bin ibn ben y e zu ter ten".split()
)
LINKS = frozenset("of for the".split())
ARTICLES = frozenset("the a an this that these those its his her their our my your no some".split())
PLURALS = ("ists", "ors", "ers", "ents", "ies", "ants", "ments", "ions")
LANDFORMS = frozenset("Lake Mount River Cape Hurricane Cyclone Typhoon Storm Highway Route".split())
NO_ACRONYMS = frozenset(
    "TV AM PM CEO CFO GDP DNA HIV AIDS COVID USD EUR II III IV VI VII VIII IX XI XII OK PR IT ID MP MPs SUV ATM GPS".split()
)
SCENES = frozenset("in near at outside inside around across throughout into within".split())

_WORD = re.compile(r"[^\W\d_][\w]*(?:[-’'.&][^\W_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:;]\s*[”\"’')\]]*|[“\"(\[—–]|\n)\s*[“\"'‘(\[]*\s*$")
_POSSESSIVE = re.compile(r"['’]s?$")


class _Token(NamedTuple):
    text: str
    start: int
    end: int
    opens: bool


class _Name(NamedTuple):
    tokens: tuple[_Token, ...]
    place: bool  # it stands where places stand, and nothing else speaks for an actor
    certain: bool  # it does not depend on the capital of a sentence's first word

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)


def propose_names(text: str, known: Sequence[Mention] = ()) -> list[Mention]:
    """Mentions of actors that `known` does not have, from left to right.

    Args:
        text: a sentence, or an article, in which a surname refers back to the full name.
        known: the mentions that a registry found; nothing is proposed where they stand, and a surname of one of them is
            a mention of its actor.

    Examples:
        >>> text = "President Ana Ruiz praised the Dockers' Union on Monday, but in Norvik, Ruiz was booed."
        >>> [(text[m.start : m.end], m.actor) for m in propose_names(text)]
        [('Ana Ruiz', 'ana-ruiz'), ("Dockers' Union", 'dockers-union'), ('Ruiz', 'ana-ruiz')]
    """
    names = [name for row in _rows(text, known) for name in _trimmed(row, text)]
    # What is an actor in one place of the text is one in all of them.
    sure = {name.words for name in names if name.certain and not name.place}
    fulls: dict[tuple[str, ...], None] = {}
    kept = []
    for name in names:
        if name.words in sure or shortens(name.words, fulls):
            kept.append(name)
            fulls[name.words] = None
    return refer_back(text, [Mention(name.start, name.end) for name in kept], known)


def _rows(text: str, known: Sequence[Mention]) -> list[list[_Token]]:
    """Rows of capitalised words with what links them, cut at what is known."""
    taken = sorted((m.start, m.end) for m in known)
    rows: list[list[_Token]] = []
    row: list[_Token] = []
    links: list[_Token] = []
    for match in _WORD.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        while taken and taken[0][1] <= start:
            taken.pop(0)
        inside = any(start < stop and begin < end for begin, stop in taken[:2])
        adjacent = bool(row) and not text[(links or row)[-1].end : start].strip()
        if (
            text[end : end + 1] in ("'", "’")
            and word.endswith("s")
            and text[end + 1 : end + 3].strip()[:1].isupper()
        ):
            end += 1  # "Dockers' Union"
        if inside or not adjacent:
            rows, row, links = _closed(rows, row), [], []
        if inside:
            continue
        possessive = _POSSESSIVE.search(word) if word[-2:-1] in "'’" else None
        bare = word[: possessive.start()] if possessive else word
        goes_on = possessive is not None and _goes_on(text, end, bare)
        if possessive and not goes_on:
            end = start + len(bare)
        elif len(word) == 1 and word.isupper() and re.match(r"\.\s*[^\W\d_a-z]", text[end : end + 4]):
            end += 1  # an initial
        opens = _OPENING.search(text[max(0, start - 6) : start]) is not None
        token = _Token(text[start:end], start, end, opens)
        if _is_capital(bare):
            row += [*links, token]
            links = []
            if possessive and not goes_on:
                rows, row = _closed(rows, row), []
        elif row and (word in PARTICLES or (word in LINKS and _links(row, links, word))) and len(links) < 2:
            links.append(token)
        else:
            rows, row, links = _closed(rows, row), [], []
    return _closed(rows, row)


def _closed(rows: list[list[_Token]], row: list[_Token]) -> list[list[_Token]]:
    return [*rows, row] if row else rows


def _is_capital(word: str) -> bool:
    return (
        word[:1].isupper()
        or re.match(r"(?:al|el|as|ad|an)-[^\W\d_]", word) is not None
        and word[3:4].isupper()
    )


def _goes_on(text: str, end: int, word: str) -> bool:
    """Whether the possessive belongs to the name: "People's Party"."""
    after = re.match(r"\s+([^\W\d_]\w*)", text[end:])
    return (
        after is not None and after[1][0].isupper() and (word.lower() in common_words() or word == "People")
    )


def _links(row: Sequence[_Token], links: Sequence[_Token], word: str) -> bool:
    """Whether "of", "for" or "the" may go on with a name: that of a body, or "Sons of the Coast"."""
    if _is_body(row):
        return word != "the" or bool(links)
    sons = len(row) == 1 and not row[0].opens and row[0].text.endswith("s") and row[0].text not in ROLES
    return sons and (word == "of" or (word == "the" and bool(links)))


def _is_body(row: Sequence[_Token]) -> bool:
    return any(token.text in HEADS for token in row)


def _trimmed(row: list[_Token], text: str) -> list[_Name]:
    """The names of a row: without titles and without a first word that only opens the sentence."""
    tokens = list(row)
    certain = True
    if tokens[0].opens:
        low = tokens[0].text.lower()
        body = len(tokens) > 1 and _is_body(tokens[-1:])
        if low in ARTICLES or (low in common_words() and not body):
            tokens = tokens[1:]
        elif len(tokens) == 1:
            certain = _speaks(text, tokens[0].end, low)
    while len(tokens) > 1 and not _is_body(tokens[1:]) and tokens[0].text in TITLES | ROLES:
        tokens = tokens[1:]
    while tokens and not _is_capital(tokens[0].text):
        tokens = tokens[1:]
    while tokens and (tokens[0].text in DAYS or tokens[0].text.rstrip("s") in DAYS):
        tokens = tokens[1:]
    while tokens and tokens[-1].text in DAYS:
        tokens = tokens[:-1]
    if not tokens or not _may_be(tokens):
        return []
    before = re.findall(r"\w+", text[max(0, tokens[0].start - 30) : tokens[0].start])[-2:]
    last = before[-1].lower() if before else ""
    owner = re.match(r"['’]s?\W", text[tokens[-1].end : tokens[-1].end + 3]) is not None
    place = last in SCENES and not owner and not _is_body(tokens)
    certain = certain and not (len(tokens) == 1 and tokens[0].text in HEADS)
    return [_Name(tuple(tokens), place, certain)]


def _may_be(tokens: Sequence[_Token]) -> bool:
    words = [token.text for token in tokens]
    name = " ".join(words)
    world = load_world()
    if (
        words[-1] in EVENTS
        or words[0] in LANDFORMS
        or name in world.places
        or name_key(name) in world.senses
        or words[0] in world.places
        and len(words) == 1
    ):
        return False
    if len(words) == 1:
        word = words[0]
        if word.isupper():
            return 2 <= len(word) <= 7 and word not in NO_ACRONYMS
        return len(word) > 2 and word not in TITLES | ROLES | ADJECTIVES | DAYS and word[1] != "-"
    return not all(word in TITLES | ROLES | ADJECTIVES | DAYS for word in words)


def _speaks(text: str, end: int, low: str) -> bool:
    """Whether a lone word that opens a sentence looks like a name by what follows."""
    if low in common_words() or low.endswith(("ly", *PLURALS)):
        return False
    after = re.match(r"\s+([a-z]+)", text[end:])
    verb = after is not None and (after[1] in FINITE or after[1].endswith("ed"))
    return verb or not low.endswith(("ing", "ed"))
