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
    ADJECTIVES,
    CARRIERS,
    DAYS,
    FIELDS,
    GENERAL,
    HEADS,
    KIND_HEADS,
    LINKS,
    NO_SURNAME,
    OFFICES,
    OPENERS,
    PARTIES,
    ROLES,
    SOCIETIES,
    STATE_BODIES,
    STATES,
    TITLES,
    is_common,
)
from actorstance.world import kinds, load_world

_OF_PEOPLE = re.compile(r"[^\S\r\n]+(?:of|for|on)[^\S\r\n]+(?:the[^\S\r\n]+)?$")
_OF_COUNTRY = re.compile(r" of (?:the )?")
_HYPHENATED = re.compile(r"(?:-[A-Z]\w+)?")  # "American-Islamic"
_FIRMS = KIND_HEADS["company"] | {"Fund", "Trust", "Tribunal"}
"""Bodies that are told from others by the country behind "of", which is an actor of its own there: "Acme Group of Peru"."""


def joined_over(rows: Sequence[list[Token]], text: str, known: Sequence[Mention]) -> list[list[Token]]:
    """The phrases, those joined that a people's name in the middle parted: "Association of British Insurers", "Free Syrian Women's League".

    Args:
        rows: the phrases of a text.
        text: the text.
        known: the mentions that parted them.
    """
    ends = {row[-1].end: row for row in rows}
    starts = {row[0].start: row for row in rows}
    gone: list[list[Token]] = []
    joined = []
    for mention in known:
        end = _HYPHENATED.match(text, mention.end).end()  # type: ignore[union-attr]
        behind = starts.get(end + 1)
        if behind is None or text[end] != " " or not _is(mention, text, Use.PEOPLE):
            continue
        middle = [Token(text[mention.start : end], mention.start, end, opens=False)]
        link = _OF_PEOPLE.search(text, max(0, mention.start - 10), mention.start)
        before = ends.get(link.start() if link else mention.start - 1)
        if before is None or not (_is_of(before, behind) if link else _is_described(before, behind)):
            continue
        if link:
            word = link[0].split()[0]
            at = text.index(word, link.start())
            middle.insert(0, Token(word, at, at + len(word), opens=False))
        row = [*before, *middle, *behind]
        joined.append(row)
        gone += [before, behind]
        ends[row[-1].end] = row
    kept = [row for row in (*rows, *joined) if row not in gone]
    return sorted(kept, key=lambda row: row[0].start)


def branches(rows: Sequence[list[Token]], text: str, known: Sequence[Mention]) -> list[list[Token]]:
    """What is called by a field, an acronym or a company and the country behind it: "Rugby Australia", "NHS England", "BBC Wales"."""
    last = {row[-1].end: row[-1] for row in rows}
    for mention in known:
        name = text[mention.start : mention.end]
        if (
            _kind_of(mention, text) in ("company", "media")
            or name.endswith("International")
            or name in FIELDS
        ):
            last[mention.end] = Token(name, mention.start, mention.end, opens=False)
    found = []
    for mention in known:
        first = last.get(mention.start - 1)
        if first is None or text[first.end] != " " or not _is(mention, text, Use.NAME):
            continue
        acronym = first.text.isupper() and first.text.isalpha() and len(first.text) > 2
        named = " " in first.text or first.start in {m.start for m in known}
        if first.text in FIELDS or named or (acronym and not is_common(first.text.lower())):
            found.append(
                [first, Token(text[mention.start : mention.end], mention.start, mention.end, opens=False)]
            )
    return found


def with_country(tokens: Sequence[Token], text: str, known: Sequence[Mention]) -> Sequence[Token]:
    """The name with what stands right before or behind it and belongs to it: "French Rowing Federation", "Supreme Court of Peru", "Google Cloud".

    Nothing is left of what a registered actor is called by anyway ("Welsh Government") or of a thing of a company's ("Google Maps").
    """
    of = _OF_COUNTRY.match(text, tokens[-1].end) if _may_be_of_country(tokens) else None
    behind = next((m for m in known if of and m.start == of.end()), None)
    if behind is not None and not _is(behind, text, Use.PEOPLE):
        return [*tokens, Token(text[behind.start : behind.end], behind.start, behind.end, opens=False)]
    before = next((m for m in known if m.end == tokens[0].start - 1 and text[m.end] == " "), None)
    last = tokens[-1].text
    of = _OF_COUNTRY.match(text, tokens[-1].end)
    if last == "Government":
        return [] if before or any(of and m.start == of.end() for m in known) else tokens
    if before is None:
        return tokens
    kind = _kind_of(before, text)
    if kind in ("company", "media"):
        part = last in HEADS | FIELDS
        if not part and all(is_common(token.text.lower()) for token in tokens):
            return []
    elif kind == "country":
        linked = tokens[0].text in HEADS - STATE_BODIES and any(token.text in LINKS for token in tokens)
        ended = last in (HEADS | FIELDS) - STATE_BODIES | SOCIETIES
        part = linked or (ended if len(tokens) > 1 else last in CARRIERS | FIELDS | PARTIES)
    else:
        part = last in (SOCIETIES if len(tokens) > 1 else CARRIERS)
    if not part:
        return tokens
    return [Token(text[before.start : before.end], before.start, before.end, opens=False), *tokens]


def _is_of(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a body is one "of" a people's somebodies: "Confederation of British Industry", but not "Army of Russian President …"."""
    word = before[-1].text
    return word in HEADS - STATES and (word not in ROLES or word == "Party") and _are_many(behind)


def _are_many(tokens: Sequence[Token]) -> bool:
    """Whether the words are no person's, and the last before an office is general or a plural."""
    words = [token.text for token in tokens]
    cut = next((at for at, word in enumerate(words) if word in OFFICES | TITLES), len(words))
    words = words[:cut]
    if all(word in ROLES for word in words) or words[0] in load_world().first_names or words[0] in DAYS:
        return False
    return words[-1] in HEADS or is_common(words[-1].lower()) or words[-1].endswith("s")


def _is_described(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a word before the people's name belongs to the body behind: "Free Syrian Women's League"."""
    token = before[-1]
    general = (
        is_common(token.text.lower())
        and token.text not in NO_SURNAME | DAYS
        and token.text.lower() not in OPENERS
    )
    return general and not token.opens and behind[-1].text in SOCIETIES


def _may_be_of_country(tokens: Sequence[Token]) -> bool:
    """Whether the name is one that goes on with "of" and a country: "Bar Council", "Popular Front for the Liberation"."""
    last = tokens[-1].text
    if last in HEADS - STATES:
        return last not in _FIRMS or all(_is_general(token.text) for token in tokens)
    return is_body(tokens) and any(token.text in LINKS for token in tokens)


def _is_general(word: str) -> bool:
    return word in HEADS | ADJECTIVES | GENERAL | PARTIES or is_common(word.lower())


def _is(mention: Mention, text: str, use: Use) -> bool:
    """Whether a mention is a country by its name, or by its people's."""
    sense = load_world().senses.get(name_key(text[mention.start : mention.end]))
    return sense is not None and sense.use is use and _kind_of(mention, text) == "country"


def _kind_of(mention: Mention, text: str) -> str:
    """What kind of actor a name is in the world registry; empty where it is none of its names."""
    sense = load_world().senses.get(name_key(text[mention.start : mention.end]))
    return kinds().get(mention.actor or "", "") if sense is not None else ""
