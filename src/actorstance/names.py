"""Actors that no registry has, proposed by the look of their names.

A name is a row of capitalised words of one line, with particles between ("Ursula von der Leyen", "al-Bashir"), or an acronym. Of a
person the title is left off ("President Ana Ruiz"), also inside a row, where it parts two names ("Federal Bank Chair Ana Ruiz"); a body
keeps what belongs to it ("National Council for Redress", "Ruiz & Sons"). No name is a word that opens a sentence and is common
otherwise (but "Bill Ruiz" has a given name), a day, a place behind "in" (but "faith in Ana Ruiz") or joined to one, an event ("Vienna
Convention"), what stands in a dateline, nor what the world registry knows; a place that sues or is sued and the like is its government. Of a
line in capitals only words that are none of the language are names. A shorter form later in the text ("Ruiz", "the Council", "NCR") is the
same actor as the full one. `phrases` finds the rows, `compounds` joins to them the countries that belong to them, `trimming` takes off what
does not, and this module tells what of that is an actor.

Spans exactly right, world registry and these rules together (`python benchmarks/names.py FILE`): newswire's test stories
precision 0.958, recall 0.951 (1,357 NAME mentions, 1,347 found), pages 0.954, 0.960 (891, 896), the seed article 0.960, 0.858 (113, 101).
The rules alone, without the registry: 0.950, 0.696; 0.933, 0.488; 0.911, 0.363. Chosen on newswire's dev.jsonl (0.970, 0.962 of 886) and
recent.jsonl (0.931, 0.964 of 18,975), on pages' dev.jsonl (0.935, 0.957 of 807) and on the sentences of NewsMTSC's train.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from actorstance.compounds import branches, joined_over, with_country
from actorstance.cues import (
    OBJECT_VERBS,
    PLACE_OF,
    PLACE_VERBS,
    SCENES,
    STRIKING,
    TAKERS,
    begins_with_verb,
    goes_on,
)
from actorstance.matching import name_key
from actorstance.neighbours import opens_sentence
from actorstance.phrases import Token, is_body, phrases
from actorstance.references import refer_back, shortens
from actorstance.schema import Mention
from actorstance.trimming import is_party, is_place, is_somebody, is_titled, trimmed_names, words_after
from actorstance.words import (
    ADJECTIVES,
    CHAMBERS,
    CONTESTS,
    EVENTS,
    HEADS,
    LANDFORMS,
    MONTH_NAMES,
    MUNICIPAL,
    NO_ACRONYMS,
    PARTIES,
    PLURALS,
    ROLES,
    SHORT_SURNAMES,
    STAFF,
    SURNAME_WORDS,
    THINGS,
    TITLES,
    is_common,
)
from actorstance.world import load_world

_VERB = re.compile(r"(?:(?:,| and) [A-Z]\w+)*\s+([a-z]+)(?:\s+(\w+))?")
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:m|re|ve|ll|d))$")
_CAPITAL = re.compile(r"[^\S\r\n]+[A-Z]")
_BEFORE = re.compile(r"(\w+)[^\S\r\n]+[“\"'‘(]*$")
_THREE = re.compile(r"(?:(\w+)\s+)?(\w+)\s+(\w+)\s+$")
_OF = re.compile(r"(\w+)[^\S\r\n]+of[^\S\r\n]+$")
_AT = re.compile(r"(\w+) at $")
_BESIDE = re.compile(
    r"\b(in|near|at|from|between|to) ([A-Z]\w+(?: [A-Z]\w+)?)(?:, [A-Z]\w+)*(?P<list>,| and| or| to) $"
)
_LIST = re.compile(r"(?:, [A-Z]\w+)*,? (?:and|or) [A-Z]")
_SENT = re.compile(r"\b(?:troops|soldiers|reinforcements|tanks|flights|trains|buses) to $")
_OWNED = re.compile(r"\w['’]s?\s$")
_OWNER = re.compile(r"['’]s?\W")
_THE = re.compile(r"\b[Tt]he\s$")


class _Name(NamedTuple):
    start: int
    end: int
    words: tuple[str, ...]
    sure: bool  # an actor by where it stands, and not only if it is one elsewhere in the text


def propose_names(text: str, known: Sequence[Mention] = (), taken: Container[str] = ()) -> list[Mention]:
    """Mentions of actors that `known` does not have, from left to right.

    Args:
        text: a sentence, or an article, in which a surname refers back to the full name.
        known: the mentions that a registry found; nothing is proposed where they stand, but for names of which they are a part, and a
            surname of one of them is a mention of its actor.
        taken: the ids that mean somebody else, which no proposed name becomes: a `Registry`.

    Examples:
        >>> text = "President Ana Ruiz praised the Dockers' Union on Monday, but in Norvik, Ruiz was booed."
        >>> [(text[m.start : m.end], m.actor) for m in propose_names(text)]
        [('Ana Ruiz', 'ana-ruiz'), ("Dockers' Union", 'dockers-union'), ('Ruiz', 'ana-ruiz')]
    """
    rows = joined_over(phrases(text, known), text, known)
    found: list[Sequence[Token]] = [*branches(rows, text, known)]
    branched = {tokens[0].start for tokens in found}
    found += [
        whole
        for phrase in rows
        for tokens in trimmed_names(phrase, text)
        if tokens[-1].start not in branched
        and (whole := with_country(tokens, text, known))
        and _may_be(whole, text)
    ]
    names = [_name(tokens, text) for tokens in _apart(found)]
    # What is an actor in one place of the text is one in all of them.
    sure = {name.words for name in names if name.sure}
    if any(words[0] in PARTIES for words in sure):  # "Liberals attacked the Conservatives."
        sure |= {name.words for name in names if name.words[0] in PARTIES}
    fulls: dict[tuple[str, ...], None] = {}
    kept = []
    for name in names:
        if name.words in sure or shortens(name.words, fulls):
            kept.append(Mention(name.start, name.end))
            fulls[name.words] = None
    kept += _called_by_title(text, kept, known)
    return refer_back(text, kept, known, taken)


def _called_by_title(text: str, kept: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
    """Bare surnames that are titles or months, where those who have been named in full act or are dealt with: "John Major", "Major said"."""
    begins: dict[str, int] = {}  # from where on they are somebody's
    for mention in sorted((*kept, *known), key=lambda mention: mention.start):
        given, *names = text[mention.start : mention.end].split()
        if given in load_world().first_names:
            for name in (TITLES | MONTH_NAMES).intersection(names):
                begins.setdefault(name, mention.end)
    taken = {at for mention in (*kept, *known) for at in range(mention.start, mention.end)}
    return [
        Mention(match.start(), match.end())
        for name, begin in begins.items()
        for match in re.compile(rf"(?<![\w-]){name}(?![\w-])").finditer(text, begin)
        if match.start() not in taken and _is_argument(text, *match.span())
    ]


def _is_argument(text: str, start: int, end: int) -> bool:
    """Whether a word is the subject at a sentence's beginning, or the object of what is done to somebody."""
    after = words_after(text, end)
    if opens_sentence(text, start):
        return begins_with_verb(after)
    return (
        _word_before(text, start) in OBJECT_VERBS
        and not goes_on(after)
        and re.compile(r"\s+[A-Z\d]").match(text, end) is None
    )


def _apart(found: Sequence[Sequence[Token]]) -> list[Sequence[Token]]:
    """The names from left to right, without those that begin inside another: of "Bank of Peru Union" the first."""
    apart: list[Sequence[Token]] = []
    for tokens in sorted(found, key=lambda tokens: (tokens[0].start, -tokens[-1].end)):
        if not apart or tokens[0].start >= apart[-1][-1].end:
            apart.append(tokens)
    return apart


def _name(tokens: Sequence[Token], text: str) -> _Name:
    start, end = tokens[0].start, tokens[-1].end
    words = tuple(token.text for token in tokens)
    alone = _stands_alone(tokens[0], text) if len(tokens) == 1 else True
    return _Name(start, end, words, alone and not _is_scene(tokens, text))


def _stands_alone(token: Token, text: str) -> bool:
    """Whether one word is a name by itself."""
    word = token.text
    if word == "May":
        return is_titled(text, token.start)
    if word in HEADS and word not in PARTIES:
        return word in CHAMBERS and _is_chamber(token, text)
    return not token.opens or is_party([token], text) or _speaks(token, text)


def _is_chamber(token: Token, text: str) -> bool:
    """Whether "Congress" and the like are an actor: owned ("Peru’s Congress"), the subject of a verb, or dealt with: "asked Congress"."""
    if _OWNED.search(text, max(0, token.start - 5), token.start):
        return True
    after = words_after(text, token.end)
    if begins_with_verb(after):
        return True
    elsewhere = _word_before(text, token.start) in SCENES or _CAPITAL.match(text, token.end)
    return token.text in ("Congress", "Parliament") and not elsewhere and not goes_on(after)


def _speaks(token: Token, text: str) -> bool:
    """Whether a lone word that opens a sentence looks like a name by what follows."""
    word = token.text
    if word in SURNAME_WORDS:
        return is_somebody(token, text)
    low = word.lower()
    verb = begins_with_verb(words_after(text, token.end))
    adverb = low.endswith("ly") and word not in load_world().first_names
    if word in HEADS | PARTIES or is_common(low) or adverb or low.endswith(PLURALS):  # "Liberals" may be any
        return False
    return verb or not low.endswith(("ing", "ed"))


def _is_scene(tokens: Sequence[Token], text: str) -> bool:
    """Whether the name stands where places stand, and nothing speaks for an actor."""
    start = tokens[0].start
    return (
        (_word_before(text, start) in SCENES or _is_of_place(text, start) or _is_beside_place(tokens, text))
        and not _are_people_at(tokens, text)
        and not _is_taken(text, tokens[0].start)
        and not _is_person(tokens, text)
        and not _OWNER.match(text, tokens[-1].end)
        and not is_body(tokens)
    )


def _is_of_place(text: str, start: int) -> bool:
    """Whether "town of" or the like stands right before."""
    before = _OF.search(text, max(0, start - 30), start)
    return before is not None and before[1].lower() in PLACE_OF


def _is_beside_place(tokens: Sequence[Token], text: str) -> bool:
    """Whether one word is a place by what it is joined to, or by what is done there: "in Kharkiv and Norvik", "from Kabul to Norvik", "shelled Norvik"."""
    if len(tokens) > 1:
        return False
    before = text[max(0, tokens[0].start - 60) : tokens[0].start]
    beside = _BESIDE.search(before)
    if beside and is_place(beside[2]):
        if beside[1] == "between" or beside["list"] == " to":
            return True
        acts = begins_with_verb(words_after(text, tokens[0].end))  # "in Leeds, and Kovel said"
        return not acts and (beside["list"] != "," or _LIST.match(text, tokens[0].end) is not None)
    return _word_before(text, tokens[0].start) in PLACE_VERBS or _SENT.search(before) is not None


def _are_people_at(tokens: Sequence[Token], text: str) -> bool:
    """Whether those act who work there: "Analysts at Kovel said", but not "Officers at Norvik"."""
    before = _AT.search(text, max(0, tokens[0].start - 30), tokens[0].start)
    return (
        before is not None
        and before[1].lower() in STAFF
        and begins_with_verb(words_after(text, tokens[-1].end))
    )


def _is_person(tokens: Sequence[Token], text: str) -> bool:
    """Whether the name begins with a given name that begins no place: "an inquiry into Ana Ruiz", but not "in Santiago Bay"."""
    first = tokens[0].text
    return (
        len(tokens) > 1
        and not _CAPITAL.match(text, tokens[-1].end)  # "at Ana Ruiz Stadium"
        and first in load_world().first_names
        and name_key(first) not in load_world().senses
        and first not in load_world().places
        and not any(is_common(token.text.lower()) or token.text in LANDFORMS for token in tokens[1:])
    )


def _is_taken(text: str, start: int) -> bool:
    """Whether "in" or "at" right before belongs to a verb or noun that somebody takes: "faith in Ruiz", "hits back at Ruiz"."""
    words = _THREE.search(text, max(0, start - 60), start)
    if words is None:
        return False
    first, second, preposition = (word.lower() for word in words.groups(""))
    return second in TAKERS.get(preposition, ()) or (
        preposition == "at" and second in ("back", "out") and first in STRIKING
    )


def _may_be(tokens: Sequence[Token], text: str) -> bool:
    """Whether the words are no place, event or other thing."""
    words = [token.text for token in tokens]
    name = " ".join(words)
    shown = name.title() if name.isupper() else name
    if (
        is_place(shown)
        or words[-1] == "Airport"
        or (words[0] in MUNICIPAL and words[1:2] == ["of"] and not is_body(tokens))
    ):
        return _acts(tokens, text)
    if (
        (words[-1] in EVENTS and not _is_studio(words))
        or words[0] in LANDFORMS
        or name_key(shown) in load_world().senses
    ):
        return False
    if name == "Pope":
        return _THE.search(text, max(0, tokens[0].start - 5), tokens[0].start) is not None
    # "Minister’s Questions" is none, the "Governor’s Office" may be one.
    if words[0].endswith(("'s", "’s")) and words[0][:-2] in TITLES | ROLES and not is_body(tokens):
        return False
    if len(words) == 1 and name in SURNAME_WORDS:
        return True
    return not all(word in TITLES | ROLES | ADJECTIVES for word in words) and (
        len(words) > 1 or _may_be_alone(name)
    )


def _is_studio(words: Sequence[str]) -> bool:
    """Whether "Games" ends a company's name: "Epic Games", but not "Asian Games" or "Paris Games"."""
    before = words[-2] if words[-1] == "Games" and len(words) == 2 else ""
    of_place = is_place(before) or name_key(before) in load_world().senses
    return before != "" and not of_place and before not in CONTESTS | ADJECTIVES


def _may_be_alone(word: str) -> bool:
    if (
        word.split("-")[0] in NO_ACRONYMS | THINGS
        or word.endswith(("ism", "isms"))
        or _CONTRACTION.search(word)
    ):
        return False
    if word.isupper():
        shouted = len(word) > 4 and is_common(word.lower())
        return not shouted and 2 <= len(word) <= (12 if word.isalpha() else 7)
    return (len(word) > 2 or word in SHORT_SURNAMES) and (word[1] != "-" or word[0].isdigit())


def _acts(tokens: Sequence[Token], text: str) -> bool:
    """Whether a place stands for its government: "North Carolina sued Tesk", "Quebec and Ontario rejected it", "Tesk sued Texas"."""
    end, before = tokens[-1].end, _word_before(text, tokens[0].start)
    if before in OBJECT_VERBS and not goes_on(words_after(text, end)) and not _CAPITAL.match(text, end):
        return True
    after = _VERB.match(text, end)
    return (
        after is not None
        and before not in SCENES | {"of", "from", "to", "for", "on"}
        and after[1] in OBJECT_VERBS
        and not after[1].endswith("ing")
        and after[2] not in ("by", "in", "at", "on")
    )


def _word_before(text: str, start: int) -> str:
    before = _BEFORE.search(text, max(0, start - 30), start)
    return before[1].lower() if before else ""
