"""Names without what stands around them in a phrase: titles, offices, days and words that only open a sentence.

An office inside a phrase parts two names ("Federal Bank Chair Ana Ruiz"). A body keeps what belongs to it ("Justice Department").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actorstance.cues import BE, FINITE, acts, begins_with_verb
from actorstance.matching import name_key
from actorstance.phrases import Token, is_body
from actorstance.words import (
    ADJECTIVES,
    CALLINGS,
    CHAMBERS,
    DAYS,
    EVENTS,
    GIVEN_WORDS,
    HEADS,
    MONTH_NAMES,
    NOBLE,
    OFFICES,
    OPENERS,
    PARTIES,
    PORTFOLIO_OFFICES,
    PREFIXES,
    RANKS,
    ROLES,
    SOCIETIES,
    SURNAME_WORDS,
    TITLES,
    TRADES,
    common_words,
    is_common,
)
from actorstance.world import load_world

_COMPOUND = re.compile(r"[A-Z]\w+(?:-[a-z]\w+)+")  # "Twenty-two", "Anti-war"
_KOREAN = re.compile(r"[A-Z]\w+-[a-z]\w+")  # "Ki-moon"
_MEMBER = re.compile(r"(?:['’]s?)?\s+(?:[A-Z]|leader|peer|backbench|frontbench|lawmaker)")
_AFTER = re.compile(r"(?:[^\S\r\n]+[\w'’]+){1,6}")
_APPOSED = re.compile(r"['’]s?\s|,\s(?:\d\d,|who(?:se)?\s|(?:the|an?)\s)|\sand\s(?:his|her)\s")
_OFFICE_OF = re.compile(
    rf"\b(?:{'|'.join(sorted(PORTFOLIO_OFFICES))}|Chief) (?:of|for) ((?:(?:[A-Z][\w-]+|and|of|for|the),? )*)$"
)
_MATTER = ("ment", "tion", "tions", "ity", "ics", "ture", "ing")
_LAST = re.compile(r"(\w+)\.?\s+$")
_BEFORE_MONTH = re.compile(
    r"(?:\d|['’]s|\b(?:a|an|the|in|since|by|until|till|of|to|from|during|before|after|early|late|last|next|this|mid|on|through|for))[\s-]+$",
    re.I,
)
_DATE = re.compile(
    r"(?:\d|\b(?:in|since|by|until|till|of|to|from|during|before|after|early|late|last|next|this|mid|on|through))[\s-]+$",
    re.I,
)


def trimmed_names(phrase: Sequence[Token], text: str) -> list[Sequence[Token]]:
    """What is left of a phrase that may be names.

    Examples:
        >>> from actorstance.phrases import phrases
        >>> text = "On Friday Federal Bank Chair Ana Ruiz left."
        >>> [[token.text for token in name] for phrase in phrases(text) for name in trimmed_names(phrase, text)]
        [['Federal', 'Bank'], ['Ana', 'Ruiz']]
    """
    return [name for part in _parts(phrase) if (name := _trimmed(part, text))]


def is_place(name: str) -> bool:
    """Whether the world registry knows the name, as a place or as none of an actor."""
    world = load_world()
    sense = world.senses.get(name_key(name))
    return name in world.places or (sense is not None and not sense.actors)


def is_titled(text: str, start: int) -> bool:
    """Whether a title or an office stands right before."""
    before = _LAST.search(text, max(0, start - 30), start)
    return before is not None and (before[1] in TITLES or _is_office(before[1]))


def is_somebody(token: Token, text: str) -> bool:
    """Whether a word of the language that is a surname too is one by what follows: "Rice said", "Rice, 42,", but not "Rice prices"."""
    if token.text not in SURNAME_WORDS:
        return False
    return _APPOSED.match(text, token.end) is not None or begins_with_verb(words_after(text, token.end))


def _is_acting_chamber(token: Token, text: str) -> bool:
    return token.text in CHAMBERS and begins_with_verb(words_after(text, token.end))


def words_after(text: str, end: int) -> list[str]:
    """The words behind, up to six, as far as only spaces stand between."""
    after = _AFTER.match(text, end)
    return after[0].split() if after else []


def is_party(tokens: Sequence[Token], text: str) -> bool:
    """Whether a first word is the party: "Labour’s Ana Ruiz", "Labour MP", "Labour condemned", but not "Labour shortages"."""
    if len(tokens) != 1 or tokens[0].text not in PARTIES:
        return False
    acting = tokens[0].text in ("Labour", "Labor") and acts(words_after(text, tokens[0].end))
    return acting or _MEMBER.match(text, tokens[0].end) is not None


def _parts(phrase: Sequence[Token]) -> list[Sequence[Token]]:
    """What is before an office inside the phrase, and who holds it: "Texas" and "Governor Ana Ruiz"."""
    for at in range(1, len(phrase) - 1):
        if not _is_office(phrase[at].text):
            continue
        body = any(token.text in HEADS | EVENTS for token in phrase[at + 1 :])
        if phrase[at + 1].text[0].isupper() and not body:
            return [phrase[: _without_portfolio(phrase[:at], phrase[at].text)], phrase[at:]]
    return [phrase]


def _without_portfolio(before: Sequence[Token], office: str) -> int:
    """How many of the words before an office are a name, and no part of the office: "Texas Police", "State"."""
    count = len(before)
    while count and not (count > 1 and before[count - 1].text in HEADS):
        word = before[count - 1].text
        if word in PARTIES and office not in ("Minister", "Secretary", "Commissioner"):
            break  # "Labour MP"
        matter = office in PORTFOLIO_OFFICES and word.endswith(_MATTER)
        if not (matter or word in ROLES | RANKS | ADJECTIVES | HEADS or is_common(word.lower())):
            break
        count -= 1
    return count


def _is_office(word: str) -> bool:
    first, hyphen, last = word.rpartition("-")
    if last.lower() in ("elect", "designate", "general"):
        return first in OFFICES
    return (last[:1].upper() + last[1:] if hyphen else last) in OFFICES  # "Ex-president"


def _is_abbreviated(token: Token, text: str) -> bool:
    return token.text in TITLES and len(token.text) < 5 and text[token.end : token.end + 1] == "."


def _trimmed(part: Sequence[Token], text: str) -> Sequence[Token]:
    if _are_members(part):
        return part[:1]
    tokens = part[1:] if part and _is_opener(part, text) else part
    if len(tokens) > 1 and _is_abbreviated(tokens[-1], text):  # "Texas Gov. Ana Ruiz"
        tokens = tokens[: _without_portfolio(tokens[:-1], tokens[-1].text)]
    tokens = tokens[_matters(tokens, text) :]
    while tokens and _is_before(tokens, text):
        tokens = tokens[1:]
    # "Women’s March" is no date.
    while tokens and tokens[-1].text in DAYS and not (_is_person_may(tokens, text) or _is_owned(tokens)):
        tokens = tokens[:-1]
    return tokens


def _is_owned(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and tokens[-2].text.endswith(("'s", "’s", "s'", "s’"))


def _is_opener(tokens: Sequence[Token], text: str) -> bool:
    """Whether the first word belongs to no name, but opens the sentence, or is the article of a known name."""
    low = tokens[0].text.lower()
    if not tokens[0].opens:
        return len(tokens) == 1 and low in OPENERS  # "told The New York Times"
    if _COMPOUND.fullmatch(tokens[0].text) and all(
        is_common(part) or part in PREFIXES for part in low.split("-")
    ):
        return True
    if len(tokens) == 1:
        somebody = is_somebody(tokens[0], text) or _is_person_may(tokens, text) or is_party(tokens, text)
        return low in common_words() and not (somebody or _is_acting_chamber(tokens[0], text))
    if low in NOBLE:  # "Von der Leyen"
        return False
    if _is_calling(tokens):
        return True
    if low not in OPENERS and (low not in common_words() or is_body(tokens[-1:])):
        return False
    return not (_is_korean(tokens) or _has_given_name(tokens, text) or _begins_with_place(tokens))


def _are_members(tokens: Sequence[Token]) -> bool:
    """Whether a party stands before the office of its members: "Labour MPs"."""
    return len(tokens) == 2 and tokens[0].text in PARTIES and tokens[1].text in OFFICES


def _is_calling(tokens: Sequence[Token]) -> bool:
    """Whether the first word tells what somebody is by calling: "Economist Ana Ruiz", but not "Hunter Ana Ruiz" or "Teachers Pension Fund"."""
    word = tokens[0].text
    if any(token.text in HEADS | EVENTS for token in tokens[1:]) or word in load_world().first_names:
        return False
    calling = word.lower().endswith(CALLINGS) and is_common(word.lower())
    return (calling and len(tokens) > 2) or (word in TRADES and len(tokens) > 1)


def _is_korean(tokens: Sequence[Token]) -> bool:
    """Whether a first word that is also one of the language is a family name: "Ban Ki-moon"."""
    return len(tokens) == 2 and tokens[0].text != "The" and _KOREAN.fullmatch(tokens[1].text) is not None


def _has_given_name(tokens: Sequence[Token], text: str) -> bool:
    """Whether a first word that is also one of the language is a given name: "Will Smith", but not "Will Smith go?"."""
    first, second = tokens[0].text, tokens[1].text
    if not (first in GIVEN_WORDS or first in load_world().first_names):
        return False
    asks = first == "Will" and re.compile(r"[^.!?\n]*\?").match(text, tokens[-1].end)
    return not asks and second not in HEADS | ROLES | TITLES | DAYS


def _begins_with_place(tokens: Sequence[Token]) -> bool:
    return is_place(f"{tokens[0].text} {tokens[1].text}")


def _is_before(tokens: Sequence[Token], text: str) -> bool:
    """Whether the first word is a title, an office, a day or a link ("President of")."""
    word, further = tokens[0].text, tokens[1:]
    if word in DAYS or word.rstrip("s") in DAYS:
        if _is_given_month(tokens, text):
            return False
        return bool(further) or not _is_person_may(tokens, text)
    if word.islower():
        return True
    ranked = word in RANKS and bool(further) and (further[0].text in ROLES or _is_office(further[0].text))
    titled = word in TITLES | ROLES or _is_office(word) or ranked
    if not titled or not further or is_body(further):
        return False
    # "Party of Regions", "Health and Safety Executive"
    return further[0].text != "and" and not (word == "Party" and further[0].text == "of")


def _matters(tokens: Sequence[Token], text: str) -> int:
    """How many words tell what an office right before is for: "Secretary of Health and Human Services Ana Ruiz"."""
    office = _OFFICE_OF.search(text, max(0, tokens[0].start - 80), tokens[0].start) if tokens else None
    if office is None or not all(map(_is_matter, office[1].replace(",", "").split())):
        return 0
    count = next((at for at, token in enumerate(tokens) if not _is_matter(token.text)), len(tokens))
    society = any(token.text in SOCIETIES for token in tokens[:count])
    return 0 if society or is_body(tokens[count:]) else count


def _is_matter(word: str) -> bool:
    given = word in load_world().first_names
    return not given and (word in HEADS | ROLES | RANKS or word.endswith(_MATTER) or is_common(word.lower()))


def _is_given_month(tokens: Sequence[Token], text: str) -> bool:
    """Whether a first month is a given name: "April Ryan", but not "an April Ryan article", "last June Ruiz" or "June Council"."""
    if len(tokens) != 2 or tokens[0].text not in MONTH_NAMES or _BEFORE_MONTH.search(text[: tokens[0].start]):
        return False
    last = tokens[1].text
    known = is_place(last) or name_key(last) in load_world().senses or is_common(last.lower())
    return not known and last not in HEADS | EVENTS | ROLES | TITLES | ADJECTIVES | DAYS and last.isalpha()


def _is_person_may(tokens: Sequence[Token], text: str) -> bool:
    """Whether a last "May" is somebody's name: behind a given name or a title, or as a subject or possessor that no date can be."""
    if tokens[-1].text != "May":
        return False
    if len(tokens) > 1:
        return tokens[-2].text in load_world().first_names
    start, end = tokens[0].start, tokens[0].end
    verb = re.compile(r"['’]s|\s+([a-z]+)").match(text, end)
    speaks = verb and (not verb[1] or verb[1] in FINITE | BE or verb[1].endswith("ed"))
    return is_titled(text, start) or (bool(speaks) and not _DATE.search(text, max(0, start - 12), start))
