"""Bodies that have the name of a registered actor in their own: "Association of British Insurers", "Rugby Australia", "Samsung Electronics".

A name inside another actor's own name is no mention (data/seed/GUIDELINES.md), so the two have to be one before either gets a stance. A country
belongs to the name of a society, an agency or a force, and not to its parliament, courts and ministries, by which it acts itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actorstance.matching import name_key
from actorstance.phrases import Token, is_body
from actorstance.schema import Mention
from actorstance.senses import Use
from actorstance.words import (
    CARRIERS,
    COLLEGES,
    DAYS,
    FIELDS,
    HEADS,
    KIND_HEADS,
    LINKS,
    NO_SURNAME,
    OFFICES,
    PARTIES,
    ROLES,
    SOCIETIES,
    STATE_BODIES,
    STATES,
    TITLES,
    is_common,
)
from actorstance.world import load_world

_LINK = re.compile(r"(?: (?:of|for|on)(?: the)?)? $")
_OF_COUNTRY = re.compile(r" of (?:the )?")
_HYPHENATED = re.compile(r"(?:-[A-Z]\w+)?")  # "American-Islamic"
_FIRMS = KIND_HEADS["company"] | {"Fund", "Trust", "Tribunal"}
"""Bodies that are told from others by the country behind "of", which is an actor of its own there: "Acme Group of Peru"."""


def joined_over(rows: Sequence[list[Token]], text: str, known: Sequence[Mention]) -> list[list[Token]]:
    """The phrases of a text, those joined that a known people's name parted: "Association of British Insurers", "Free Syrian Women's League"."""
    ends, starts = {row[-1].end: row for row in rows}, {row[0].start: row for row in rows}
    for mention in known:
        link = _LINK.search(text, max(0, mention.start - 9), mention.start)
        end = _HYPHENATED.match(text, mention.end).end()  # type: ignore[union-attr]
        before, behind = ends.get(link.start()) if link else None, starts.get(end + 1)
        if not (link and before and behind and text[end] == " " and _is(mention, text, Use.PEOPLE)):
            continue
        if _is_of(before, behind) if len(link[0]) > 1 else _is_described(before, behind):
            at = link.start() + 1
            before += [Token(text[at:end], at, end, opens=False), *behind]
            ends[before[-1].end] = before
            behind.clear()
    return [row for row in rows if row]


def branches(rows: Sequence[list[Token]], text: str, known: Sequence[Mention]) -> list[list[Token]]:
    """What is called by a field, an acronym or a company and the country behind it: "Rugby Australia", "NHS England", "BBC Wales"."""
    last = {row[-1].end: row[-1] for row in rows}
    named = {m.end: _token(m, text) for m in known if _has_branches(m, text)}
    found = []
    for mention in known:
        at = mention.start - 1
        first = named.get(at) or last.get(at)
        if first is None or text[at] != " " or not _is(mention, text, Use.NAME):
            continue
        word = first.text
        acronym = word.isupper() and word.isalpha() and len(word) > 2 and not is_common(word.lower())
        if at in named or word in FIELDS or acronym:
            found.append([first, _token(mention, text)])
    return found


def with_country(tokens: Sequence[Token], text: str, known: Sequence[Mention]) -> Sequence[Token]:
    """The name with what stands right before or behind it and belongs to it: "French Rowing Federation", "Supreme Court of Peru", "Google Cloud", "Trinity College Dublin".

    Nothing is left of what a registered actor is called by anyway ("Welsh Government") or of a thing of a company's ("Google Maps").
    """
    of, last = _OF_COUNTRY.match(text, tokens[-1].end), tokens[-1].text
    behind = next((m for m in known if of and m.start == of.end()), None)
    before = next((m for m in known if m.end == tokens[0].start - 1 and text[m.end] == " "), None)
    if last == "Government":
        return [] if before or behind else tokens
    town = next((m for m in known if m.start == tokens[-1].end + 1 and text[m.start - 1] == " "), None)
    if town is not None and last in COLLEGES and _is(town, text, Use.CAPITAL):
        return [*tokens, _token(town, text)]
    if behind is not None and _may_be_of_country(tokens) and not _is(behind, text, Use.PEOPLE):
        return [*tokens, _token(behind, text)]
    if before is None:
        return tokens
    kind = _kind_of(before, text)
    part = last in (SOCIETIES if len(tokens) > 1 else CARRIERS)
    if kind in ("company", "media"):
        part = last in HEADS | FIELDS
        if not part and all(is_common(token.text.lower()) for token in tokens):
            return []
    elif kind == "country":
        linked = tokens[0].text in HEADS - STATE_BODIES and any(token.text in LINKS for token in tokens)
        ended = last in (HEADS | FIELDS) - STATE_BODIES | SOCIETIES
        part = linked or (ended if len(tokens) > 1 else last in CARRIERS | FIELDS | PARTIES)
    return [_token(before, text), *tokens] if part else tokens


def _token(mention: Mention, text: str) -> Token:
    return Token(text[mention.start : mention.end], mention.start, mention.end, opens=False)


def _is_of(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a body is one "of" a people's somebodies: "Confederation of British Industry", but not "Army of Russian President …"."""
    words = [token.text for token in behind]
    cut = next((at for at, word in enumerate(words) if word in OFFICES | TITLES), len(words))
    if all(word in ROLES for word in words[:cut]) or words[0] in load_world().first_names | DAYS:
        return False
    last = words[cut - 1]
    many = last in HEADS or is_common(last.lower()) or last.endswith("s")
    return many and before[-1].text in (HEADS - STATES - ROLES) | {"Party"}


def _is_described(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a word before the people's name belongs to the body behind: "Free Syrian Women's League"."""
    token = before[-1]
    general = is_common(token.text.lower()) and token.text not in NO_SURNAME | DAYS
    return general and not token.opens and behind[-1].text in SOCIETIES


def _may_be_of_country(tokens: Sequence[Token]) -> bool:
    """Whether the name is one that goes on with "of" and a country: "Bar Council", "Popular Front for the Liberation"."""
    words = [token.text for token in tokens]
    if words[-1] in HEADS - STATES:
        return words[-1] not in _FIRMS or all(word in HEADS or is_common(word.lower()) for word in words)
    return is_body(tokens) and any(word in LINKS for word in words)


def _has_branches(mention: Mention, text: str) -> bool:
    name = text[mention.start : mention.end]
    company = _kind_of(mention, text) in ("company", "media")
    return company or name.endswith("International") or name in FIELDS


def _is(mention: Mention, text: str, use: Use) -> bool:
    """Whether a mention is a country by its name, its people's or its capital's."""
    sense = load_world().senses.get(name_key(text[mention.start : mention.end]))
    return sense is not None and sense.use is use and _kind_of(mention, text) == "country"


def _kind_of(mention: Mention, text: str) -> str:
    """What kind of actor a name is in the world registry; empty where it is none of its names."""
    known = name_key(text[mention.start : mention.end]) in load_world().senses
    return load_world().kinds.get(mention.actor or "", "") if known else ""
