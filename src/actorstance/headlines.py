"""Headlines, whose capitals say nothing: "Peru Slams Chile Over Border" and "PERU SLAMS CHILE" as a sentence writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from actorstance.cues import DEALING_VERBS, FINITE
from actorstance.words import DAYS, HEADS, PARTIES, ROLES, SMALL, SURNAME_WORDS, TITLES, is_common
from actorstance.world import load_world

_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"[,;/|]")
_BEFORE = re.compile(r"([^\W\d_]+) $")
_BEHIND = re.compile(r" ([^\W\d_]+)")
_KEPT = HEADS | PARTIES | ROLES | TITLES | DAYS | {"Games"}
_VERBS = (FINITE | DEALING_VERBS).union("unite unites clash clashes spar spars rally rallies quit".split())
WORDS = 3
"""How many words a headline has at least, without those that headlines write small."""
ACRONYM = 4
"""How many letters a word in capitals has at most that may be an acronym."""

Spans = Callable[[str], Iterable[tuple[int, int]]]
"""Where a text has a registered name."""


def in_sentence_case(text: str, names: Spans) -> str:
    r"""The text, with the words of the language in its headlines in small letters; of the same length.

    A headline is a line of three words or more that are all written with a capital, but for "of" and the like. Its first word, registered
    names, acronyms, and what bodies and offices are called keep their capitals; in a line all in capitals they have one.

    Args:
        text: the text.
        names: where a text has a registered name, whose words stay one.

    Examples:
        >>> in_sentence_case("Ruiz Slams Party Over Tariffs\nRuiz slept.", lambda text: [])
        'Ruiz slams Party over tariffs\nRuiz slept.'
        >>> in_sentence_case("RUIZ SLAMS KOVEL OVER TARIFFS", lambda text: [])
        'RUIZ slams Kovel over tariffs'
    """
    return _LINE.sub(lambda line: _calm(line[0], names) if _is_headline(line[0], names) else line[0], text)


def _is_headline(line: str, names: Spans) -> bool:
    words = [word for word in _WORD.findall(line) if word.lower() not in SMALL]
    if len(words) == 2 and " ".join(words) == line.strip():  # "Marchetti Resigns"
        called = any(line[start:end] == words[0] for start, end in names(line))
        last = words[1].lower()
        return last.endswith("s") and (last in _VERBS or (called and is_common(last)))
    parts = [_WORD.findall(part) for part in _PARTS.split(line)]
    # "Ana Price, Tim Cook, Mayor" is a list of names.
    listed = len(parts) > 1 and all(len(part) <= 2 for part in parts)
    return (
        len(words) >= WORDS
        and not any(word.islower() for word in words)  # "xAI" is a name
        and line.lower() != line
        and not listed
    )


def _calm(line: str, names: Spans) -> str:
    shouted = line.isupper()
    title = _WORD.sub(lambda match: _titled(match[0]), line) if shouted else line
    if len(title) != len(line) or len(line.lower()) != len(line):
        return line  # of some letters the small form is two
    as_written, as_title = _covered(names(line)), _covered(names(title))
    first = next((match.start() for match in _WORD.finditer(line)), 0)
    verb = _unknown_verb(title, as_title)

    def calmed(match: re.Match[str]) -> str:
        at, word, titled = match.start(), match[0], title[match.start() : match.end()]
        common = at == verb or _is_plain(word) or line[match.end() : match.end() + 2].lower() in ("'t", "’t")
        if at in as_title or titled in _KEPT or (common and _in_full_name(title, match.start(), match.end())):
            return titled
        if line[at - 1 : at] in ("'", "’") and word in ("S", "T"):
            return word.lower()
        acronym = word.isupper() and (not shouted or len(word) <= ACRONYM or at in as_written)
        if acronym and not common:
            return word
        return word.lower() if common and at != first else titled

    return _WORD.sub(calmed, line)


def _is_plain(word: str) -> bool:
    return is_common(word.lower()) or word.lower() in _VERBS


def _unknown_verb(title: str, named: set[int]) -> int | None:
    """Where a verb stands that no list has: of a line without another, the last word with "s" between two names, "Vance Skewers Newsom"."""
    words = list(_WORD.finditer(title))
    if any(match[0].lower() in _VERBS for match in words):
        return None
    verb = None
    for before, match, behind in zip(words, words[1:], words[2:], strict=False):
        beside = title[before.end() : match.start()] == title[match.end() : behind.start()] == " "
        name = match[0] in SURNAME_WORDS | _KEPT | load_world().first_names or match.start() in named
        person = before[0] in load_world().first_names
        looks = re.fullmatch("[A-Z].{2,}[^s]s", match[0]) and not (name or person)
        if beside and looks and not any(_is_plain(word[0]) for word in (before, match, behind)):
            verb = match.start()
    return verb


def _in_full_name(title: str, start: int, end: int) -> bool:
    """Whether a word of the language is part of somebody's name here: behind a given name that is none ("Tim Cook"), or before a surname that is none ("Mark Rutte")."""
    given = load_world().first_names
    before, behind = _BEFORE.search(title[:start]), _BEHIND.match(title[end:])
    if before and before[1] in given and not is_common(before[1].lower()):
        return True
    return title[start:end] in given and behind is not None and not is_common(behind[1].lower())


def _titled(word: str) -> str:
    low = word.lower()
    return low if low in SMALL else word[0] + low[1:]


def _covered(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}
