"""A sentence as a row of words, marks and actors, and what a word is there: verb, passive, negated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from actorstance.annotation.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    Lexicon,
)
from actorstance.schema import Mention

TOKEN = re.compile(r"['’]s\b|\w+(?:[-'’.]\w+)*|[^\w\s]")
OPENING, CLOSING = frozenset("“«„"), frozenset("”»")
WITHHOLDING = frozenset(
    ["will", "would", "can", "could", "cannot", "won't", "won’t", "can't", "can’t", "longer"]
)
"""Next to a negation these make it a refusal: "will not back"."""
DASHES = frozenset("–—-")


class Item(NamedTuple):
    """A word, a mark, or the outermost mention of an actor; `quote` counts quotations from 1, 0 is outside."""

    text: str
    actor: str | None
    quote: int
    inner: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it is a word outside of any mention."""
        return self.actor is None and self.text[0].isalpha()


class Row:
    """The row of a sentence's items.

    Args:
        text: the sentence.
        mentions: its mentions, each with an actor.
        lexicon: the words.
    """

    def __init__(self, text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.items = _items(text, mentions)

    def low(self, index: int) -> str:
        """The lower-case word at an index; empty for an actor and beyond the ends."""
        if not 0 <= index < len(self.items) or self.items[index].actor is not None:
            return ""
        return self.items[index].text.lower()

    def actor(self, index: int) -> str | None:
        """The actor at an index, None for a word and beyond the ends."""
        return self.items[index].actor if 0 <= index < len(self.items) else None

    def is_possessive(self, index: int) -> bool:
        """Whether the actor at this index owns what follows: "Peru’s", "its"."""
        if self.actor(index) is None:
            return False
        item = self.items[index]
        owning = {"its", "his", "her", "their", "our", "my", "whose", "your"}
        return self.low(index + 1) in ("'s", "’s", "'", "’") or item.text.lower() in owning

    def is_verb(self, index: int) -> bool:
        """Whether the word here is, as far as its surroundings tell, a verb."""
        word, before = self.low(index), self.low(index - 1)
        if not word or (word not in self.lexicon.all_verbs and not self._looks_past(index)):
            return False
        if (
            (before in DETERMINERS and before not in RELATIVES)
            or before in ("'s", "’s")
            or self._after_owner(index)
        ):
            return False
        if word.endswith("ing"):
            return True
        if before in PREPOSITIONS and before not in ("to", "as", "since", "after", "before", "until", "than"):
            return False
        if word in self.lexicon.lemmas and before.endswith(
            ("ing", "ive", "al", "ous", "ent", "ful", "er", "est")
        ):
            return False  # "the clearing arm", "financial aid"
        # "sanctions on", "support for": nouns, unless somebody does it.
        following = self.low(index + 1)
        if word in self.lexicon.nouns and following in self.lexicon.nouns[word]:
            return before == "to" or before in AUXILIARIES
        return True

    def is_passive(self, index: int) -> bool:
        """Whether the participle here is passive: "was praised", "praised by"."""
        word = self.low(index)
        if word.endswith(("ing", "s")) or word in ("stand", "stood", "swear", "swore"):
            return False
        before = self._left_over(index - 1, ADVERBS | NEGATIONS, adverbs=True)
        if self.low(before) in BE:
            return word not in ("support", "attack")
        return self.low(index + 1) == "by" and self.low(before) not in AUXILIARIES

    def negation(self, index: int) -> str:
        """`refused`, `negated` or nothing, from what stands before the verb here."""
        at = index - 1
        seen: list[str] = []
        while at >= 0 and len(seen) < 5:
            word = self.low(at)
            if (
                word.endswith(("n't", "n’t"))
                or word in NEGATIONS
                or (word == "longer" and self.low(at - 1) == "no")
            ):
                refused = WITHHOLDING & {word, self.low(at - 1), *seen}
                return "refused" if refused else "negated"
            if word in self.lexicon.refuse and (
                (seen and seen[-1] == "to") or self.low(index).endswith("ing")
            ):
                return "refused"
            if word == "out" and self.low(at - 1).startswith("rul"):
                return "negated"
            if word == "short" and self.low(at - 1).startswith("stop"):
                return "refused"
            if word in AUXILIARIES or word in ADVERBS or word.endswith("ly") or word in ("of", "from"):
                seen.append(word)
                at -= 1
                continue
            break
        return ""

    def _looks_past(self, index: int) -> bool:
        word = self.low(index)
        return len(word) > 4 and word.endswith("ed") and self.low(index + 1) not in ("", "by")

    def _after_owner(self, index: int) -> bool:
        return self.actor(index - 1) is not None and self.is_possessive(index - 1)

    def _is_to(self, index: int) -> bool:
        return self.low(index - 1) == "to"

    def _left_over(self, at: int, words: frozenset[str], *, adverbs: bool = False) -> int:
        while (
            at >= 0
            and self.low(at)
            and (
                self.low(at) in words
                or (adverbs and self.low(at).endswith(("ly", "n't", "n’t")))
                or (self.low(at) in ('"', "“", "”", "longer", "at", "least") and adverbs)
            )
        ):
            if self.low(at) in ("'s", "’s") and self.actor(at - 1) is None:
                break
            at -= 1
        return at

    def _begins_clause(self, actor: int) -> bool:
        """Whether the actor here begins a clause of its own."""
        at = actor + 1
        while self.low(at) in ADVERBS or self.low(at).endswith("ly"):
            at += 1
        return bool(self.low(at)) and (self.low(at) in AUXILIARIES - {"'s", "’s", "to"} or self.is_verb(at))

    def _previous_verb(self, at: int) -> int | None:
        for step in range(at, -1, -1):
            if self.low(step) == ";":
                return None
            finite = not self.low(step).endswith("ing") or self.low(step - 1) in BE
            if finite and self.is_verb(step) and not self._is_to(step):
                return step
        return None


def _items(text: str, mentions: Sequence[Mention]) -> list[Item]:
    outer: list[Mention] = []
    inner: dict[int, list[str]] = {}
    for each in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if each.actor is None:
            raise ValueError(f"the mention at {each.start} has no actor")
        if each.end > len(text):
            raise ValueError(f"a mention ends at {each.end}, but the text has {len(text)} characters")
        if outer and each.end <= outer[-1].end:
            inner.setdefault(outer[-1].start, []).append(each.actor)
        else:
            outer.append(each)
    items: list[Item] = []
    position, quote, count = 0, 0, 0
    following: list[Mention | None] = [*outer, None]
    for mention in following:
        limit = mention.start if mention else len(text)
        for match in TOKEN.finditer(text, position, limit):
            token = match[0]
            if token in OPENING or (token == '"' and not quote):
                count += 1
                quote = count
                items.append(Item(token, None, 0))
            elif token in CLOSING or token == '"':
                quote = 0
                items.append(Item(token, None, 0))
            else:
                items.append(Item(token, None, quote))
        if mention:
            words = text[mention.start : mention.end]
            items.append(Item(words, mention.actor, quote, tuple(inner.get(mention.start, ()))))
            position = mention.end
    return items
