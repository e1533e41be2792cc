"""Whether a capital, or a building, stands for the government in it or for the place (guideline M2)."""

from __future__ import annotations

from actorstance.cues import (
    AWAY,
    DEALING_VERBS,
    DEMANDS,
    ENVOYS,
    GIVING,
    GOVERNMENT,
    GOVERNMENT_BEFORE,
    JOINING,
    MOTION,
    PLACE_AFTER,
    PLACE_BEFORE,
    PLACE_OF,
    PLACE_PREPOSITIONS,
    SENDING,
    STRIKES,
    TAKERS,
    TOWARD,
    TRANSFERS,
    begins_with_verb,
    goes_on,
)
from actorstance.neighbours import Neighbours
from actorstance.words import DAYS

REACH = 9
"""How many words before a capital the rules look at."""

_BEFORE_PREPOSITION: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "from": (SENDING, frozenset()),
    "to": (GIVING, MOTION),
    "for": (GIVING, MOTION),
    "on": (GOVERNMENT_BEFORE, STRIKES),
    "of": (GOVERNMENT_BEFORE, PLACE_OF),
}
"""Words before a preposition with which the capital behind it is a government, and with which it is a place."""

_FUNCTION_WORDS = JOINING | {"the", "a", "an"} | MOTION


def is_scene(around: Neighbours) -> bool:
    """Whether a building is where something happens.

    Examples:
        >>> is_scene(Neighbours("a rally outside the Kremlin", 20, 27)), is_scene(Neighbours("talks with the Kremlin", 15, 22))
        (True, False)
    """
    left = around.left(2) if around.left().lower() == "the" else around.left()
    return left.lower() in PLACE_PREPOSITIONS - {"across", "around"}


def is_government(around: Neighbours) -> bool | None:
    """Whether a capital stands for a government; None if that cannot be told.

    Examples:
        >>> [is_government(Neighbours(text, 0, 4)) for text in ("Lima refused.", "Lima airport", "Lima, 3 May")]
        [True, False, None]
    """
    by_itself = _by_suffix(around)
    if by_itself is not None:
        return by_itself
    if _opens_clause(around):  # "near Lima, and Quito refused"
        return True
    before = _over_list(around)
    by_preposition = _by_preposition(before)
    if by_preposition is not None:
        return by_preposition
    if before and before[-1].lower() in DEALING_VERBS:
        return True
    if before and before[-1].lower() in AWAY:
        return False
    if around.touches_right and goes_on(around.after):  # "the Lima attacks"
        return None
    if before and _is_made_to_act(before[-1], around):
        return True
    return _is_subject(around, before)


def _opens_clause(around: Neighbours) -> bool:
    """Whether the capital is the subject of a clause of its own, or of what somebody demands: "demands that Lima pay"."""
    if around.left().lower() in ("and", "but", "or") and around.left(2) == ",":
        return begins_with_verb(around.after)
    return around.left().lower() == "that" and not DEMANDS.isdisjoint(
        word.lower() for word in around.before[-4:-1]
    )


def _by_suffix(around: Neighbours) -> bool | None:
    right, next_word = around.right(), around.right(2).lower()
    if right in {"-", "‑", "–"} and around.text[around.end : around.end + 1] == right and next_word:
        return next_word not in {"based", "born", "area", "bound", "educated", "raised"}
    if right in {"'s", "’s", "'", "’"}:
        return not (next_word in PLACE_AFTER or around.right(3).lower() in PLACE_AFTER)
    low = right.lower()
    if around.touches_right and low in GOVERNMENT:
        return True
    if around.touches_right and (low in PLACE_AFTER or (right[:1].isupper() and right not in DAYS)):
        return False
    if right == "(" or right in {"—", "–"}:  # a dateline
        return False if around.opens else None
    return None


def _over_list(around: Neighbours) -> list[str]:
    """The words before, without further names that "and", "or" or commas join to this one."""
    before = list(around.before)
    while len(before) >= 2:
        step = len(before)
        while step and before[step - 1] in {"and", "or", ",", "nor", "both"}:
            step -= 1
        if step == len(before) or not step or not before[step - 1][:1].isupper():
            break
        while step and before[step - 1][:1].isupper():
            step -= 1
        before = before[:step]
    return before


def _by_preposition(before: list[str]) -> bool | None:
    words = [word.lower() for word in before[-REACH:]]
    if not words:
        return None
    last, earlier = words[-1], words[-4:-1]
    if last in TAKERS and any(word in TAKERS[last] for word in earlier[-2:]):
        return True
    if last in PLACE_PREPOSITIONS:
        return False
    if last == "from" and any(word in ENVOYS for word in earlier):  # "recalled its ambassador from Lima"
        return True
    if last == "between":
        return not any(word in MOTION for word in earlier)
    if last in TOWARD:
        return True
    if last not in _BEFORE_PREPOSITION:
        return None
    government, place = _BEFORE_PREPOSITION[last]
    if any(word in government for word in earlier):
        return True
    if any(word in place for word in earlier) or last == "from":
        return False
    return True if last == "to" and _is_delivered(words[:-4]) else None


def _is_delivered(words: list[str]) -> bool:
    """Whether the nearest verb among words further off brings something: "will deliver another two batteries to Lima"."""
    told = (word for word in reversed(words) if word in TRANSFERS | MOTION or not word.isalnum())
    return next(told, "") in TRANSFERS


def _is_made_to_act(before: str, around: Neighbours) -> bool:
    """Whether the capital is the object of a verb that wants something of it, or is what somebody speaks about: "enabled Lima to pay", "nothing about Lima"."""
    if before.lower() == "about":
        return True
    return around.right() == "to" and before.isalpha() and before.islower() and before not in _FUNCTION_WORDS


def _is_subject(around: Neighbours, before: list[str]) -> bool | None:
    if before and before[-1].lower() in {"the", "a", "an", "of", "to", "for", "on", "than", *PLACE_BEFORE}:
        return None
    after = list(around.after[:14])
    # "Lima and Quito agreed": over the other names.
    while len(after) >= 2 and after[0] in {"and", "or", ",", "nor"} and after[1][:1].isupper():
        after = after[2:]
    # "Lima, which had paid, refused": over an insertion.
    if after[:1] == [","] and "," in after[1:]:
        rest = after[after.index(",", 1) + 1 :]
        if rest and begins_with_verb(rest):
            return True
        if after[1:2] == ["which"]:
            return True
        return None
    return True if begins_with_verb(after) else None
