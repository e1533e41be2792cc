"""Phrases that may hold names: rows of capitalised words with what links them, "Minister Ana de Ruiz" or "Bank of Tervelia".

A phrase ends with its line, before what is known, and behind a possessor ("Peru’s"), unless the possessive is a part of a name
("People’s Party"). "and" joins two that make one body's name ("Department of Health and Social Care"), and a nickname in quotes two of a person's. A dateline belongs to none, and of a line in capitals only words that are none of the language do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from actorstance.neighbours import opens_sentence
from actorstance.schema import Mention
from actorstance.sentences import credits
from actorstance.words import (
    DAYS,
    EVENTS,
    HEADS,
    LINKS,
    MUNICIPAL,
    NO_INITIALS,
    OFFICES,
    ORIGINS,
    OWN_POSSESSIVES,
    PARTICLES,
    PARTIES,
    ROLES,
    SAINTS,
    TITLES,
    is_common,
)
from actorstance.world import load_world

_NUMBERED = (
    r"(?<![\w$£€.,-])(?:3M|7-Eleven|\d[A-Z]{3,}|\d+and[A-Z]\w+|20th Century(?= (?:Fox|Studios)))(?!\w)"
)
_WORD = re.compile(rf"{_NUMBERED}|[^\W\d_][\w]*(?:[-’'.&][^\W_]+)*")
_SMALL_FIRST = re.compile(r"[a-z]{1,5}(?:[A-Z][a-z]{2,}|AI)+")  # "easyJet", "xAI"
_MONEY = re.compile(
    r"(?:[A-Z]{1,3}[a-z]{0,2}\d[\d.]*(?:bn|tn|mn|m|k|cr)|(?:Rs|K?Shs?|Ksh|RM|Tk)\d[\d.]*)(?!\w)|[A-Z]{1,3}(?=[$£€]\d)"
)
_GAP = re.compile(r"[^\S\r\n]*(&?)[^\S\r\n]*")  # "Johnson & Johnson"
_NEXT = re.compile(r"[^\S\r\n]+([^\W\d_]\w*)")
_POSSESSIVE = re.compile(r"['’]s$")
_INITIAL = re.compile(r"[^\W\d_a-z](?:\.[^\W\d_a-z])*")  # "J", "J.K"
_BEFORE_NAME = re.compile(r"\.[^\S\r\n]*(?:(?:de|van|von|der|du) )*[^\W\d_a-z]")
_ARTICLE = re.compile(r"^(?:al|el|as|ad|an)-|^(?:d|l|dell|nell|all)['’]")  # "al-Bashir", "d’Estaing"
_TOWARD = re.compile(r"(?:anti|pro|ex)-(?=[A-Z])", re.IGNORECASE)
_NOBLE = re.compile(r"(?<![\w-])(?:von|van|bin|ibn)(?: (?:der|den|de|dem|het|zu))? $")
_BACKED = re.compile(
    r"-(?:backed|funded|owned|led|appointed|friendly|linked|era|aligned|controlled|style|inspired|run|supported|endorsed|financed)$"
)
_QUOTED = re.compile(' ["“](?:[Tt]he )?')
_STATE = re.compile(r"[RDI]-[A-Z][\w.]*")  # "Sen. Rand Paul (R-Ky.)"


class Token(NamedTuple):
    """A word of a phrase.

    Attributes:
        text: the word, with an initial's full stop and a possessive that is a part of a name.
        start: where it begins.
        end: where it ends.
        opens: whether it is the first of a sentence.
    """

    text: str
    start: int
    end: int
    opens: bool


def phrases(text: str, known: Sequence[Mention] = ()) -> list[list[Token]]:
    """The phrases of a text, from left to right.

    Args:
        text: the text.
        known: mentions, whose words belong to no phrase.

    Examples:
        >>> text = "On Friday Lima’s Ana Ruiz joined the Bank of Tervelia."
        >>> [[token.text for token in phrase] for phrase in phrases(text)]
        [['On', 'Friday', 'Lima'], ['Ana', 'Ruiz'], ['Bank', 'of', 'Tervelia']]
    """
    shouted, signed = _shouted(text), credits(text)
    begins = {0, *(end for _, end in signed)}
    apart = [*signed, *((mention.start, mention.end) for mention in known)]
    taken = {at for span in apart for at in range(*span)}
    found: list[list[Token]] = [[]]
    links: list[Token] = []  # they belong to the phrase if a capitalised word follows
    for match in _WORD.finditer(text):
        start = match.start() + _prefix(match[0])
        word, end = text[start : match.end()], match.end()
        if not taken.isdisjoint(range(start, end)) or _MONEY.match(text, start):
            continue
        last = (links or found[-1])[-1:]
        gap = _GAP.fullmatch(text, last[0].end, start) if last else None
        if gap is None:
            links = []
            if found[-1]:
                found.append([])
        phrase = found[-1]
        opens = start in begins or opens_sentence(text, start)
        bare = _POSSESSIVE.sub("", word)
        backed = _BACKED.search(bare)
        if backed:  # "a Kovel-funded paper"
            bare = word = bare[: backed.start()]
            end = start + len(word)
        small = _SMALL_FIRST.fullmatch(bare) and not re.search(
            r"[@#/?=&.]$", text[start - 1 : start]
        )  # no address
        if (small or _is_capital(bare)) and not (start in shouted and _is_plain(bare)):
            if not phrase:
                start -= _particles(text, start)
            joined = gap is not None and gap[1] == "&"
            end, owns = _ending(text, word, end, [] if joined else [token.text for token in phrase])
            owns = owns or backed is not None
            phrase += [*links, Token(text[start:end], start, end, opens)]
            links = []
            if owns:
                found.append([])
        elif len(links) < 2 and _is_link(phrase, links, word):
            links.append(Token(word, start, end, opens))
    return _joined([phrase for phrase in found if phrase], text)


def _joined(found: list[list[Token]], text: str) -> list[list[Token]]:
    """The phrases, those joined that are one name: "Department of Health and Social Care", "Ana “Nana” Ruiz"."""
    joined: list[list[Token]] = []
    for phrase in found:
        last = joined[-1] if joined else []
        if last and text[last[-1].end : phrase[0].start] == " and " and _are_one_body(last, phrase):
            last += [_and(last), *phrase]
        elif len(joined) > 1 and _is_list(joined[-2], last, phrase, text):
            joined[-2:] = [[*joined[-2], *last, _and(last), *phrase]]
        elif len(joined) > 1 and _is_nickname(joined[-2], last, phrase, text):
            joined[-2:] = [[*joined[-2], *last, *phrase]]
        else:
            joined.append(phrase)
    return joined


def _and(before: Sequence[Token]) -> Token:
    return Token("and", before[-1].end + 1, before[-1].end + 4, opens=False)


def _is_list(first: Sequence[Token], second: Sequence[Token], third: Sequence[Token], text: str) -> bool:
    """Whether a comma and "and" join what one body is for: "Department for Culture, Media and Sport"."""
    gaps = text[first[-1].end : second[0].start], text[second[-1].end : third[0].start]
    words = [token.text for token in (*second, *third, first[-1])]
    one = gaps == (", ", " and ") and is_body(first) and any(t.text in ("of", "for") for t in first)
    return one and all(is_common(word.lower()) or word in HEADS | ROLES for word in words)


def _is_nickname(first: Sequence[Token], name: Sequence[Token], second: Sequence[Token], text: str) -> bool:
    """Whether what stands in quotes, or in brackets behind one word, is what somebody is called between his names."""
    before, behind = text[first[-1].end : name[0].start], text[name[-1].end : second[0].start]
    quoted = _QUOTED.fullmatch(before) and behind in ('" ', "” ")
    inserted = before == " (" and behind == ") " and len(first) == 1 and not name[0].text.isupper()
    general = HEADS | ROLES | TITLES | OFFICES
    return bool(quoted or inserted) and not any(t.text in general for t in (first[-1], second[0]))


def _are_one_body(first: Sequence[Token], second: Sequence[Token]) -> bool:
    """Whether "and" joins parts of one name: "Ministry of Finance", "Economic Planning"; "Competition", "Markets Authority"."""
    named = [token.text for token in first if not token.opens or token.text not in ("The", "A", "An")]
    if not named or any(word in PARTIES | TITLES | DAYS | OFFICES for word in (named[-1], second[0].text)):
        return bool(named) and _is_adjective(named[-1]) and second[-1].text in HEADS and len(second) > 1
    if second[0].text in HEADS or second[0].text in load_world().first_names or named[-1] in HEADS:
        return False
    plain = [is_common(token.text.lower()) for token in second]
    if is_body(first) and any(token.text in ("of", "for") for token in first):
        return any(plain) and not is_body(second)
    general = len(named) == 1 and (is_common(named[0].lower()) or _is_adjective(named[0]))
    return general and len(second) > 1 and second[-1].text in HEADS | {"Executive"}


def _is_adjective(word: str) -> bool:
    """Whether a word looks like one that only describes: "Democratic", "Employment"."""
    return word not in PARTIES and word.lower().endswith(("ic", "al", "ive", "ment"))


def is_body(tokens: Sequence[Token]) -> bool:
    """Whether one of the words is what bodies are called by."""
    return any(token.text in HEADS for token in tokens)


def _shouted(text: str) -> set[int]:
    """Where lines of three words or more stand that are all in capitals."""
    lines = re.finditer(r"[^\r\n]+", text)
    long = [m for m in lines if m[0].isupper() and len(re.findall(r"[^\W\d_]{2,}", m[0])) > 2]
    return {at for line in long for at in range(*line.span())}


def _particles(text: str, start: int) -> int:
    """How many letters of a name stand small before its first capital: "von der " in "called von der Leyen"."""
    before = _NOBLE.search(text, max(0, start - 12), start)
    return len(before[0]) if before else 0


def _prefix(word: str) -> int:
    """How many letters stand before a name that "anti-" or "pro-" is about: "anti-Kovel"."""
    match = _TOWARD.match(word)
    return match.end() if match and not is_common(word[match.end() :].lower()) else 0


def _is_plain(word: str) -> bool:
    """Whether a word in capitals is one of the language, or an office."""
    return is_common(word.lower()) or word.capitalize() in HEADS | ROLES | TITLES | DAYS


def _is_capital(word: str) -> bool:
    return (
        (_ARTICLE.sub("", word)[:1].isupper() or word[0].isdigit())
        and not _STATE.fullmatch(word)
        and not word.endswith(tuple(f"-{end}" for end in ORIGINS))
    )


def _ending(text: str, word: str, end: int, before: Sequence[str]) -> tuple[int, bool]:
    """Where a word ends with those signs behind it that belong to a name, and whether it is a possessor.

    `before`: the words of the name before it.
    """
    if _POSSESSIVE.search(word):
        # "McDonald's", but not "Ana McDonald's"; "St Mary's Hospital"; "People's Party"
        after = _capitals_after(text, end)
        company = not before and word.replace("’", "'") in OWN_POSSESSIVES
        house = SAINTS.intersection(before[-1:]) and HEADS.intersection(after)
        part = company or house or _describes(word[:-2].lower(), after)
        return (end, False) if part else (end - 2, True)
    if text[end : end + 1] in ("'", "’") and word.endswith("s"):
        if len(before) == 1 and before[0] in load_world().first_names:  # "Anna Reyes’ Freedom Party"
            return end, True
        return end + _are_of_body(word, _capitals_after(text, end + 1)), False
    shortened = word == "Bros" or (word == "St" and before in ([], ["The"]))
    if shortened and _BEFORE_NAME.match(text, end):
        return end + 1, False
    initial = _INITIAL.fullmatch(word) and word not in NO_INITIALS and _BEFORE_NAME.match(text, end)
    return end + bool(initial), False


def _capitals_after(text: str, end: int) -> list[str]:
    after = []
    while (match := _NEXT.match(text, end)) and match[1][0].isupper():
        after.append(match[1])
        end = match.end()
    return after


def _describes(word: str, after: Sequence[str]) -> bool:
    """Whether a possessor is a part of the name, as what follows is a body or one thing: "People's Party", "Women's March"."""
    bodies = bool((HEADS | EVENTS).intersection(after))
    if word.endswith("men") or word in ("people", "children", "king", "queen", "lord"):
        return bodies or len(after) == 1
    return bodies and word.capitalize() in OFFICES | ROLES | TITLES  # "Sheriff's Office"


def _are_of_body(word: str, after: Sequence[str]) -> bool:
    """Whether a plural possessor is a part of the name: "Dockers' Union", but not "the Greens' Ana Ruiz"."""
    return bool(after) and word not in PARTIES and after[0] not in load_world().first_names


def _is_link(phrase: Sequence[Token], links: Sequence[Token], word: str) -> bool:
    """Whether the name may go on: any behind a particle, a body's or "Sons of the Coast" behind "of" and the like."""
    if not phrase or word in PARTICLES:
        return bool(phrase)
    if word not in LINKS or (word == "the" and not links):
        return False
    if phrase[-1].text in MUNICIPAL:
        return word == "of"
    sons = len(phrase) == 1 and not phrase[0].opens and phrase[0].text.endswith("s")
    return is_body(phrase) or (sons and word != "for")
