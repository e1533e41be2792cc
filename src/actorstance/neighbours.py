"""The words around a span, as the rules for names ask for them."""

from __future__ import annotations

import re
from functools import cached_property

from actorstance.words import TITLES

REACH = 120
"""How many characters to either side the rules look at."""

_TOKEN = re.compile(r"['’]s?(?!\w)|[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]")
_GAP_BEFORE = re.compile(r"\s+\Z")
_GAP_AFTER = re.compile(r"\s+")
_BREAK = re.compile(r"[\r\n]")
_OPENING = re.compile(r"(?:^|[.!?:;]\s*[”\"’')\]]*|[“\"(\[—–]|\n)\s*[“\"'‘(\[]*\s*$")
_TITLE = re.compile(r"\b(\w+)\.[^\S\r\n]*$")
STOPS = frozenset('.!?;:“”"()—–…')


class Neighbours:
    """The words and signs before and after a span; a possessive 's is a word of its own.

    Examples:
        >>> around = Neighbours("Envoys left Lima’s airport.", 12, 16)
        >>> around.before, around.after
        (['Envoys', 'left'], ['’s', 'airport', '.'])
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end

    @cached_property
    def before(self) -> list[str]:
        """What stands before, the nearest last."""
        return _TOKEN.findall(self.text[max(0, self.start - REACH) : self.start])

    @cached_property
    def after(self) -> list[str]:
        """What stands after, the nearest first."""
        return _TOKEN.findall(self.text[self.end : self.end + REACH])

    def left(self, steps: int = 1) -> str:
        """The word so many steps before; empty where the text begins."""
        return self.before[-steps] if steps <= len(self.before) else ""

    def right(self, steps: int = 1) -> str:
        """The word so many steps after; empty where the text ends."""
        return self.after[steps - 1] if steps <= len(self.after) else ""

    @property
    def opens(self) -> bool:
        """Whether a sentence (or a quotation in it) begins here."""
        return not self.before or self.left() in STOPS

    @property
    def touches_left(self) -> bool:
        """Whether only white space of one line stands between the span and the word before, which is no sign."""
        gap = _GAP_BEFORE.search(self.text, max(0, self.start - REACH), self.start)
        return bool(self.before) and self.left()[0].isalnum() and not (gap and _BREAK.search(gap[0]))

    @property
    def touches_right(self) -> bool:
        """Whether only white space of one line stands between the span and the word after, which is no sign."""
        gap = _GAP_AFTER.match(self.text, self.end)
        return bool(self.after) and self.right()[0].isalnum() and not (gap and _BREAK.search(gap[0]))


def opens_sentence(text: str, at: int) -> bool:
    """Whether a sentence, a quotation or what is in brackets begins here.

    Examples:
        >>> opens_sentence("It left. “We know”", 10), opens_sentence("It left. “We know”", 13), opens_sentence("So Mr. Holder", 7)
        (True, False, False)
    """
    if _OPENING.search(text, max(0, at - 6), at) is None:
        return False
    title = _TITLE.search(text, max(0, at - 12), at)
    return title is None or title[1] not in TITLES or len(title[1]) > 4  # no "Judge." is cut short
