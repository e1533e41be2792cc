"""Actors that no registry has, proposed by the look of their names.

A name is a row of capitalised words of one line, with particles between ("Ursula von der Leyen", "al-Bashir"), or an acronym. Of a
person the title is left off ("President Ana Ruiz"), also inside a row, where it parts two names ("Federal Bank Chair Ana Ruiz"); a body
keeps what belongs to it ("National Council for Redress", "Ruiz & Sons"). No name is a word that opens a sentence and is common
otherwise (but "Bill Ruiz" has a given name), a day, a place behind "in", an event ("Vienna Convention"), what stands in a dateline, nor what
the world registry knows; a place that is the subject of "sued" and the like is its government. Of a line in capitals only words that are none of
the language are names. A shorter form later in the text ("Ruiz", "the Council", "NCR") is the same actor as the full one.

Spans exactly right, world registry and these rules together (`python benchmarks/names.py FILE`): newswire's test stories
precision 0.953, recall 0.940 (1,357 NAME mentions, 1,339 found); the seed article 0.932, 0.850 (113, 103). The rules alone, without the
registry: 0.946, 0.689 and 0.851, 0.354. Chosen on the development stories: 0.967, 0.951 (886, 872).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from actorstance.matching import name_key
from actorstance.references import refer_back, shortens
from actorstance.schema import Mention
from actorstance.sentences import body_start
from actorstance.words import (
    ADJECTIVES,
    BE,
    DAYS,
    EVENTS,
    FINITE,
    GIVEN_WORDS,
    HEADS,
    OBJECT_VERBS,
    OFFICES,
    OWN_POSSESSIVES,
    PARTIES,
    RANKS,
    ROLES,
    TITLES,
    common_words,
    is_common,
)
from actorstance.world import load_world

PARTICLES = frozenset(
    "de van von der den del della da das do dos di du la le el al bin ibn ben y e zu ter ten".split()
)
LINKS = frozenset("of for the".split())
ARTICLES = frozenset("the a an this that these those its his her their our my your no some".split())
OPENERS = frozenset(
    "after although and as at because before but by during earlier even for from how however if in later meanwhile now on only since so "
    "still then to today under when whereas while why with yesterday yet".split()
)
"""First words that belong to no name, not even to a body's."""
PLURALS = ("ists", "ors", "ers", "ents", "ies", "ants", "ments", "ions")
LANDFORMS = frozenset("Lake Mount River Cape Hurricane Cyclone Typhoon Storm Highway Route".split())
NO_ACRONYMS = frozenset(
    "TV AM PM CEO CFO GDP DNA HIV AIDS COVID USD EUR II III IV VI VII VIII IX XI XII OK PR IT ID MP MPs MEP MEPs SUV ATM GPS".split()
)
SHORT_SURNAMES = frozenset("Xi Li Hu Wu Xu Yu Lu Ng Qi".split())
LABOUR = frozenset(["Labour", "Labor"])
CHAMBERS = frozenset("Congress Parliament Senate Cabinet Assembly".split())
"""Bodies that their possessor makes a name: "Peru’s Congress"."""
NO_INITIALS = frozenset(
    "D.C U.S U.N U.K E.U L.A N.Y N.J N.C S.C N.H N.M R.I S.D N.D W.Va P.M A.M B.C".split()
)
SCENES = frozenset("in near at outside inside around across throughout into within".split())

_WORD = re.compile(r"[^\W\d_][\w]*(?:[-’'.&][^\W_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:;]\s*[”\"’')\]]*|[“\"(\[—–]|\n)\s*[“\"'‘(\[]*\s*$")
_POSSESSIVE = re.compile(r"['’]s?$")
_NEXT = re.compile(r"[^\S\r\n]+([^\W\d_]\w*)")
_STATE = re.compile(r"[RDI]-[A-Z][\w.]*")  # "Sen. Rand Paul (R-Ky.)"
_KOREAN = re.compile(r"[A-Z]\w+-[a-z]\w+")  # "Ki-moon"
_MONTH_OF = re.compile(
    r"(?:\d|\b(?:in|since|by|until|till|of|to|from|during|before|after|early|late|last|next|this|mid|on|through))[\s-]+$",
    re.I,
)


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
    names = [name for row in _rows(text, known) for part in _parts(row) for name in _trimmed(part, text)]
    # What is an actor in one place of the text is one in all of them.
    sure = {name.words for name in names if name.certain and not name.place}
    if any(words[0] in PARTIES for words in sure):  # "Liberals attacked the Conservatives."
        sure |= {name.words for name in names if name.words[0] in PARTIES}
    fulls: dict[tuple[str, ...], None] = {}
    kept = []
    for name in names:
        if name.words in sure or shortens(name.words, fulls):
            kept.append(name)
            fulls[name.words] = None
    return refer_back(text, [Mention(name.start, name.end) for name in kept], known)


def _rows(text: str, known: Sequence[Mention]) -> list[list[_Token]]:
    """Rows of capitalised words with what links them, cut at what is known, at line ends and behind a dateline."""
    begin = body_start(text)
    taken = sorted((m.start, m.end) for m in known)
    shouted = _shouted_lines(text)
    rows: list[list[_Token]] = []
    row: list[_Token] = []
    links: list[_Token] = []
    for match in _WORD.finditer(text, begin):
        word, start, end = match[0], match.start(), match.end()
        while taken and taken[0][1] <= start:
            taken.pop(0)
        inside = any(start < stop and begin < end for begin, stop in taken[:2])
        gap = text[(links or row)[-1].end : start] if row else "\n"
        joined = gap.strip() == "&" and not links  # "Johnson & Johnson"
        adjacent = (not gap.strip() or joined) and not re.search(r"[\r\n]", gap)
        if text[end : end + 1] in ("'", "’") and word.endswith("s") and _owns_body(text, end + 1, word):
            end += 1  # "Dockers' Union"
        if inside or not adjacent:
            rows, row, links = _closed(rows, row), [], []
        if inside:
            continue
        possessive = _POSSESSIVE.search(word) if word[-2:-1] in "'’" else None
        if possessive and word.replace("’", "'") in OWN_POSSESSIVES and (joined or not row):
            possessive = None  # "McDonald's"
        bare = word[: possessive.start()] if possessive else word
        goes_on = possessive is not None and _goes_on(text, end, bare)
        if possessive and not goes_on:
            end = start + len(bare)
        elif _is_initial(word) and re.match(r"\.[^\S\r\n]*[^\W\d_a-z]", text[end : end + 4]):
            end += 1
        opens = start == begin or _OPENING.search(text[max(0, start - 6) : start]) is not None
        token = _Token(text[start:end], start, end, opens)
        if (
            _is_capital(bare)
            and not _STATE.fullmatch(bare)
            and not (_is_within(start, shouted) and _is_plain(bare))
        ):
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


def _is_initial(word: str) -> bool:
    """Whether a full stop behind the word belongs to a name: "J." and "J.K."."""
    return word.isupper() and max(map(len, word.split("."))) == 1 and word not in NO_INITIALS


def _goes_on(text: str, end: int, word: str) -> bool:
    """Whether the possessive belongs to the name, as what follows is a body or one thing: "People's Party"."""
    low = word.lower()
    if not (low in common_words() or low.endswith("men") or low == "people"):
        return False
    after = []
    while (match := _NEXT.match(text, end)) and match[1][0].isupper():
        after.append(match[1])
        end = match.end()
    return len(after) == 1 or any(word in HEADS | EVENTS for word in after)


def _owns_body(text: str, end: int, word: str) -> bool:
    """Whether a plural's apostrophe belongs to the name: "Dockers' Union", but not "the Greens' Ana Ruiz"."""
    after = _NEXT.match(text, end)
    return (
        after is not None
        and after[1][0].isupper()
        and word not in PARTIES
        and after[1] not in load_world().first_names
    )


def _shouted_lines(text: str) -> list[tuple[int, int]]:
    """Lines of three words or more that are all in capitals."""
    lines = re.finditer(r"[^\r\n]+", text)
    return [m.span() for m in lines if m[0].isupper() and len(re.findall(r"[^\W\d_]{2,}", m[0])) > 2]


def _is_within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _is_plain(word: str) -> bool:
    """Whether a word in capitals is one of the language, or an office."""
    return is_common(word.lower()) or word.capitalize() in HEADS | ROLES | TITLES | DAYS


def _links(row: Sequence[_Token], links: Sequence[_Token], word: str) -> bool:
    """Whether "of", "for" or "the" may go on with a name: that of a body, or "Sons of the Coast"."""
    if _is_body(row):
        return word != "the" or bool(links)
    sons = len(row) == 1 and not row[0].opens and row[0].text.endswith("s") and row[0].text not in ROLES
    return sons and (word == "of" or (word == "the" and bool(links)))


def _is_body(row: Sequence[_Token]) -> bool:
    return any(token.text in HEADS for token in row)


def _parts(row: list[_Token]) -> list[list[_Token]]:
    """The row, or where an office stands inside what is before it and who holds it: "Texas", "Governor Ana Ruiz"."""
    for at in range(1, len(row) - 1):
        if not _is_office(row[at].text):
            continue
        first, last = _without_portfolio(row[:at], row[at].text), at + 1
        while last < len(row) and (_is_office(row[last].text) or row[last].text in ROLES | TITLES | RANKS):
            last += 1
        body = any(token.text in HEADS | EVENTS for token in row[last:])
        if last < len(row) and row[last].text[0].isupper() and not body:
            return [part for part in (row[:first], row[at:]) if part]
    return [row]


def _without_portfolio(before: Sequence[_Token], office: str) -> int:
    """How many of the words before an office are a name, and no part of the office: "Texas Police", "State"."""
    count = len(before)
    while count and not (count > 1 and before[count - 1].text in HEADS):
        word = before[count - 1].text
        if word in PARTIES | LABOUR and office not in ("Minister", "Secretary", "Commissioner"):
            break  # "Labour MP"
        if not (word in ROLES | RANKS | ADJECTIVES | HEADS or is_common(word.lower())):
            break
        count -= 1
    return count


def _is_abbreviation(token: _Token, text: str) -> bool:
    return token.text in TITLES and len(token.text) < 5 and text[token.end : token.end + 1] == "."


def _is_office(word: str) -> bool:
    return word in OFFICES or ("-" in word and word.rsplit("-", 1)[1] in OFFICES)


def _trimmed(row: list[_Token], text: str) -> list[_Name]:
    """The names of a row: without titles and without a first word that only opens the sentence."""
    tokens = list(row)
    certain = True
    if len(tokens) == 1 and tokens[0].text.lower() in ARTICLES:
        return []  # "told The New York Times", which is known
    if (
        tokens[0].opens
        and not (len(tokens) == 1 and _is_person_may(tokens, False, text))
        and not _is_party(tokens, text)
    ):
        low = tokens[0].text.lower()
        body = len(tokens) > 1 and _is_body(tokens[-1:])
        if low in ARTICLES | OPENERS or (low in common_words() and not body):
            if not (_is_korean(tokens) or _has_given_name(tokens, text) or _begins_with_place(tokens)):
                tokens = tokens[1:]
        elif len(tokens) == 1:
            certain = _speaks(text, tokens[0].end, low)
    title = False
    while len(tokens) > 1 and _is_abbreviation(tokens[-1], text):
        tokens = tokens[: _without_portfolio(tokens[:-1], tokens[-1].text)]  # "Texas Gov. Ana Ruiz"
    while len(tokens) > 1 and _is_day(tokens[0].text):
        tokens = tokens[1:]
    while len(tokens) > 1 and not _is_body(tokens[1:]) and _is_title(tokens):
        tokens, title = tokens[1:], True
    while tokens and not _is_capital(tokens[0].text):
        tokens = tokens[1:]
    while tokens and _is_day(tokens[0].text) and (len(tokens) > 1 or not _is_person_may(tokens, title, text)):
        tokens = tokens[1:]
    while tokens and _ends_with_day(tokens) and not _is_person_may(tokens, title, text):
        tokens = tokens[:-1]
    if not tokens or not _may_be(tokens, text):
        return []
    before = re.findall(r"\w+", text[max(0, tokens[0].start - 30) : tokens[0].start])[-2:]
    last = before[-1].lower() if before else ""
    owner = re.match(r"['’]s?\W", text[tokens[-1].end : tokens[-1].end + 3]) is not None
    place = last in SCENES and not owner and not _is_body(tokens)
    if len(tokens) == 1:
        word = tokens[0].text
        if word == "May":
            certain = title or bool(before and before[-1] in TITLES)
        elif word in PARTIES:
            certain = not tokens[0].opens or _is_party(tokens, text)
        elif word in HEADS:
            certain = word in CHAMBERS and re.search(r"\w['’]s?\s$", text[: tokens[0].start]) is not None
    return [_Name(tuple(tokens), place, certain)]


def _is_korean(tokens: Sequence[_Token]) -> bool:
    """Whether a first word that is also one of the language is a family name: "Ban Ki-moon"."""
    return len(tokens) == 2 and tokens[0].text != "The" and _KOREAN.fullmatch(tokens[1].text) is not None


def _has_given_name(tokens: Sequence[_Token], text: str) -> bool:
    """Whether a first word that is also one of the language is a given name: "Will Smith", but not "Will Smith go?"."""
    first = tokens[0].text
    if len(tokens) < 2 or not (first in GIVEN_WORDS or first in load_world().first_names):
        return False
    asks = first == "Will" and re.match(r"[^.!?\n]*\?", text[tokens[-1].end :])
    return not asks and tokens[1].text not in HEADS | ROLES | TITLES | DAYS


def _begins_with_place(tokens: Sequence[_Token]) -> bool:
    return len(tokens) > 1 and _is_place(f"{tokens[0].text} {tokens[1].text}")


def _is_place(name: str) -> bool:
    """Whether the world registry knows the name, as a place or as none of an actor."""
    world = load_world()
    return (
        name in world.places or (sense := world.senses.get(name_key(name))) is not None and not sense.actors
    )


def _is_title(tokens: Sequence[_Token]) -> bool:
    first, second = tokens[0].text, tokens[1].text
    return (
        first in TITLES | ROLES
        or _is_office(first)
        or (first in RANKS and (second in ROLES or _is_office(second)))
    )


def _is_day(word: str) -> bool:
    return word in DAYS or word.rstrip("s") in DAYS


def _is_party(tokens: Sequence[_Token], text: str) -> bool:
    """Whether a first word is the party: "Labour’s Ana Ruiz", "Labour MP", but not "Labour shortages"."""
    after = text[tokens[0].end :]
    return (
        len(tokens) == 1
        and tokens[0].text in LABOUR | PARTIES
        and re.match(r"(?:['’]s?)?\s+(?:[A-Z]|leader|peer|backbench|frontbench|lawmaker)", after) is not None
    )


def _ends_with_day(tokens: Sequence[_Token]) -> bool:
    """Whether the last word is a day or a month, but not in "Women’s March"."""
    return tokens[-1].text in DAYS and not (len(tokens) > 1 and _POSSESSIVE.search(tokens[-2].text))


def _is_person_may(tokens: Sequence[_Token], title: bool, text: str) -> bool:
    """Whether "May" is somebody's name: behind a given name or a title, or as a subject or possessor that no date can be."""
    if tokens[-1].text != "May":
        return False
    if len(tokens) > 1:
        return tokens[-2].text in load_world().first_names
    before, after = text[max(0, tokens[0].start - 12) : tokens[0].start], text[tokens[0].end :]
    if title or re.search(r"\b(?:Mr|Mrs|Ms|Miss|Dame|Lady)\.?\s+$", before):
        return True
    verb = re.match(r"\s+([a-z]+)", after)
    speaks = re.match("['’]s", after) or (verb and (verb[1] in FINITE | BE or verb[1].endswith("ed")))
    return bool(speaks) and not _MONTH_OF.search(before)


def _may_be(tokens: Sequence[_Token], text: str) -> bool:
    words = [token.text for token in tokens]
    name = " ".join(words)
    world = load_world()
    shown = name.title() if name.isupper() else name
    if _is_place(shown):
        return _acts(tokens, text)
    if words[-1] in EVENTS or words[0] in LANDFORMS or name_key(shown) in world.senses:
        return False
    if len(words) == 1:
        word = words[0]
        if word == "Pope":
            return re.search(r"\b[Tt]he\s$", text[: tokens[0].start]) is not None
        if word == "May":
            return True  # `_is_person_may` has let it pass
        if word.split("-")[0] in NO_ACRONYMS or (
            len(word) > 4 and word.isupper() and is_common(word.lower())
        ):
            return False
        if word.isupper():
            return 2 <= len(word) <= (12 if word.isalpha() else 7)
        long = len(word) > 2 or word in SHORT_SURNAMES
        return long and word not in TITLES | ROLES | ADJECTIVES | DAYS and word[1] != "-"
    # "Minister’s Questions" is none, the "Governor’s Office" may be one.
    if words[0][-2:] in ("'s", "’s") and words[0][:-2] in TITLES | ROLES and not _is_body(tokens):
        return False
    return not all(word in TITLES | ROLES | ADJECTIVES | DAYS for word in words)


def _acts(tokens: Sequence[_Token], text: str) -> bool:
    """Whether a place stands for its government: "North Carolina sued Tesk"."""
    after = re.match(r"\s+([a-z]+)(?:\s+(\w+))?", text[tokens[-1].end :])
    before = re.search(r"(\w+)\s$", text[: tokens[0].start][-20:])
    return (
        after is not None
        and not (before and before[1].lower() in SCENES | {"of", "from", "to", "for", "on"})
        and after[1] in OBJECT_VERBS
        and not after[1].endswith("ing")
        and after[2] not in ("by", "in", "at", "on")
    )


def _speaks(text: str, end: int, low: str) -> bool:
    """Whether a lone word that opens a sentence looks like a name by what follows."""
    if is_common(low) or low.endswith(("ly", *PLURALS)):
        return False
    after = re.match(r"\s+([a-z]+)", text[end:])
    verb = after is not None and (after[1] in FINITE or after[1].endswith("ed"))
    return verb or not low.endswith(("ing", "ed"))
