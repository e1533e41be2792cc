"""Actors in a row of words as phrases: with those coordinated to them, with titles, appositions and what they own."""

from __future__ import annotations

from actorstance.annotation.lexicon import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, RELATIVES, SUBORDINATORS
from actorstance.annotation.row import DASHES, Row

REACH = 30
"""How many items an actor may stand away from its verb."""


class Phrases(Row):
    """A row that knows which actors belong together.

    Examples:
        >>> from actorstance.annotation.lexicon import load_lexicon
        >>> from actorstance.schema import Mention
        >>> row = Phrases("thanked Peru and Chile", [Mention(8, 12, "peru"), Mention(17, 22, "chile")], load_lexicon())
        >>> row.objects(1)
        ['peru', 'chile']
    """

    def objects(self, start: int) -> list[str]:
        """The actors, coordinated ones included, that a verb or preposition before `start` points at."""
        at = start
        while at < min(start + REACH, len(self.items)):
            word = self.low(at)
            if self.actor(at) is not None:
                return self._right_phrase(at)
            if word in PREPOSITIONS and word not in ("of", "by", "from") and at > start:
                return []
            if (
                word in SUBORDINATORS
                or word in (";", ":", ",", ".", "(", ")", "—", "–")
                or word in CONJUNCTIONS
            ):
                return []
            if at > start and self.is_verb(at) and not word.endswith(("ing", "ed")):
                return []
            at += 1
        return []

    def between(self, start: int) -> list[str]:
        """The actors behind "between"."""
        for at in range(start, min(start + 3, len(self.items))):
            if self.low(at) == "between":
                actors = [i for i in range(at + 1, min(at + 6, len(self.items))) if self.actor(i) is not None]
                return self._right_phrase(actors[0], clauses=False) if actors else []
        return []

    def after_preposition(self, start: int, preposition: str, reach: int = 8) -> list[str]:
        """The actors behind the first such preposition within reach, in the same clause."""
        for at in range(start, min(start + reach, len(self.items))):
            if self.low(at) == preposition:
                return self.objects(at + 1)
            if self.low(at) in (",", ";", ".", ":") or (at > start and self.is_verb(at)):
                break
        return []

    def owners(self, noun: int) -> list[str]:
        """The actors whose noun it is: "Peru’s firm support", "its support", "U.S. support"."""
        at = noun - 1
        while at >= 0 and noun - at <= 4:
            if self.actor(at) is not None:
                near = noun - at == 1 or self.is_possessive(at)
                return self._left_phrase(at) if near else []
            word = self.low(at)
            if word not in ("'s", "’s", "'", "’") and (
                not self.items[at].is_word
                or word in DETERMINERS | PREPOSITIONS | CONJUNCTIONS
                or self.is_verb(at)
            ):
                return []
            at -= 1
        return []

    def _left_phrase(self, at: int) -> list[str]:
        """The actor here with those coordinated to its left, the phrase's head for a prepositional one."""
        if self.low(at - 1) in ("of", "for", "from", "in", "at", "with", "on", "against", "to", "by"):
            head = self._head_left(at - 2)
            if head is not None:
                at = head
        found = [self.items[at].actor or ""]
        while True:
            step = at - 1
            while self.low(step) in DETERMINERS or (
                self.items[step].text[:1].isupper() and self.low(step) and step > 0
            ):
                step -= 1
            joined = self.low(step) in ("and", "or", ",", "nor") or self.low(step) == "as"
            if not joined or step < 1:
                break
            while self.low(step) in ("and", "or", ",", "nor", "both", "as", "well"):
                step -= 1
            if step < 0 or self.actor(step) is None or not self._is_list(step, at):
                break
            at = step
            found.insert(0, self.items[at].actor or "")
        return list(dict.fromkeys(found))

    def _is_list(self, first: int, last: int) -> bool:
        """Whether two neighbouring actors are members of a list and not "…, Ruiz" after a clause."""
        between = {self.low(i) for i in range(first + 1, last)}
        if between & {"and", "or", "nor", "well"}:
            # "condemned Peru and Chile praised": there Peru is the object of the verb before it.
            return not any(self.actor(i) is None and self.is_verb(i) for i in range(max(0, first - 2), first))
        return any(self.low(i) in ("and", "or") for i in range(last, min(last + 10, len(self.items))))

    def _right_phrase(self, at: int, *, clauses: bool = True) -> list[str]:
        """The actor here with those coordinated to its right; `clauses`: an actor with a verb behind it is none of them."""
        at = self._head_right(at)
        found = [self.items[at].actor or ""]
        while True:
            step = at + 1
            # "Peru’s order and Chile’s silence": over what the actor owns.
            if self.is_possessive(at):
                while self.items[step : step + 1] and (
                    self.items[step].is_word or self.low(step) in ("'s", "’s", "'", "’")
                ):
                    if self.low(step) in CONJUNCTIONS | PREPOSITIONS | SUBORDINATORS or (
                        self.is_verb(step) and step > at + 2
                    ):
                        break
                    step += 1
            if self.low(step) not in ("and", "or", ",", "nor", "as"):
                break
            comma = self.low(step) == ","
            while (
                self.low(step) in ("and", "or", ",", "nor", "both", "as", "well")
                or self.low(step) in DETERMINERS
            ):
                comma = comma and self.low(step) not in ("and", "or", "nor", "well")
                step += 1
            if self.actor(step) is None or (comma and not self._is_list(at, step)):
                break
            if clauses and self._begins_clause(step):
                break
            at = self._head_right(step)
            found.append(self.items[at].actor or "")
        return list(dict.fromkeys(found))

    def _head_right(self, at: int) -> int:
        """In "U.S. President Ana Ruiz" the last actor, in "Peru" itself."""
        step = at + 1
        while step < len(self.items) and step - at <= 6:
            if self.actor(step) is not None:
                return step if step > at + 1 else at
            word = self.low(step)
            if word == "," and step > at + 1:  # "the Peruvian envoy, Ana Ruiz, for her work"
                apposed = self.actor(step + 1) is not None and self.low(step + 2) in (",", ".")
                listed = any(self.low(i) in CONJUNCTIONS for i in range(step + 2, step + 6))
                return step + 1 if apposed and not listed else at
            title = self.items[step].text[:1].isupper() or self.is_possessive(at) or word.isalpha()
            if (
                not title
                or word in PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS
                or not (self.items[step].is_word or word in ("'s", "’s"))
                or (word not in ("'s", "’s") and self.is_verb(step))
            ):
                return at
            step += 1
        return at

    def _head_left(self, at: int) -> int | None:
        for step in range(at, max(-1, at - 5), -1):
            if self.actor(step) is not None:
                return step if self.low(step + 1) not in (",",) else None
            if not self.items[step].is_word or self.is_verb(step):
                return None
        return None

    def _nearest_left(self, at: int, reach: int) -> int | None:
        for step in range(at, max(-1, at - reach), -1):
            if self.actor(step) is not None:
                return step
            if self.low(step) in (";", ":", "."):
                return None
        return None

    def _before_insertion(self, closing: int) -> int | None:
        """The actor before an insertion that ends here: "Ruiz, the minister, …"."""
        for step in range(closing - 1, max(-1, closing - 25), -1):
            opens = self.low(step) in (",", "(") or self.low(step) in DASHES
            if opens and step > 0 and self.actor(step - 1) is not None:
                after = self.low(step + 1)
                if (
                    not after
                    or after in DETERMINERS | RELATIVES | {"whose", "once", "long"} | PREPOSITIONS
                    or after.endswith(("ing", "ed"))
                ):
                    return step - 1
        return self._nearest_left(closing - 1, 8)
