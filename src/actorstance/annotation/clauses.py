"""Who does what a verb says, whom a noun or a judging word is said of, and whose words they are.

No parser: the row is read from the word to the left and to the right, over what may stand between.
"""

from __future__ import annotations

from collections.abc import Sequence

from actorstance.annotation.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
)
from actorstance.annotation.phrases import REACH, Phrases
from actorstance.annotation.row import DASHES


class Clauses(Phrases):
    """A row with the questions that the rules ask of it.

    Examples:
        >>> from actorstance.annotation.lexicon import load_lexicon
        >>> from actorstance.schema import Mention
        >>> row = Clauses("Peru thanked Chile.", [Mention(0, 4, "peru"), Mention(13, 18, "chile")], load_lexicon())
        >>> row.subjects(1), row.objects(2)
        (['peru'], ['chile'])
    """

    def agents(self, index: int) -> list[str]:
        """The actors behind "by" after a passive verb."""
        for at in range(index + 1, min(index + 12, len(self.items))):
            if self.low(at) == "by":
                return self.objects(at + 1)
            if self.low(at) in (";", ".") or (
                self.actor(at) is None and self.is_verb(at) and not self._is_to(at)
            ):
                break
        return []

    def subjects(self, verb: int, depth: int = 0) -> list[str]:
        """The actors that do what the verb at this index says; empty where nobody listed does."""
        at = self._left_over(verb - 1, AUXILIARIES | ADVERBS | NEGATIONS, adverbs=True)
        infinitive = "to" in {self.low(i) for i in range(at + 1, verb)} or self.low(verb).endswith("ing")
        if at < 0 or depth > 4:
            return []
        word = self.low(at)
        if self.actor(at) is not None:
            governor = self._governor(at)
            if infinitive and governor is not None:
                return self.subjects(governor, depth + 1)
            return self._left_phrase(at)
        if infinitive and self.is_verb(at):
            return self.subjects(at, depth + 1)
        if word in RELATIVES:
            found = self._nearest_left(at - 1, 6)
            return (
                []
                if found is None
                else self._left_phrase(found)
                if self.low(at - 1) != ","
                else [self.items[found].actor or ""]
            )
        if word in CONJUNCTIONS or (word == "," and infinitive):
            previous = self._previous_verb(at - 1)
            if previous is not None:
                return self.subjects(previous, depth + 1)
        if word == "," or word in DASHES or word == ")":
            head = self._before_insertion(at)
            if head is not None:
                return self._left_phrase(head)
        if word in PREPOSITIONS and infinitive:
            previous = self._previous_verb(at - 1)
            if previous is not None:
                after = self.objects(previous + 1) if self.low(previous) in self.lexicon.verbs else []
                accused = word == "of" and after
                return after if accused else self.subjects(previous, depth + 1)
        if infinitive:
            previous = self._previous_verb(at)
            if previous is not None:
                return self.subjects(previous, depth + 1)
        return self._noun_subject(at)

    def represented(self, verb: int, holders: list[str]) -> list[str]:
        """The holders with whom they speak for: "on behalf of Peru, Ruiz …"."""
        for at in range(verb):
            if [self.low(at + i) for i in range(3)] in (["on", "behalf", "of"], ["in", "name", "of"]):
                return list(dict.fromkeys((*holders, *self.objects(at + 3))))
        return holders

    def governing_verb(self, noun: int) -> int | None:
        """The verb whose object the noun is: "withdrew its support" → "withdrew"."""
        at = noun - 1
        while at >= 0 and noun - at <= 8:
            if self.low(at) in (",", ";", ":", ".") or self.low(at) in SUBORDINATORS:
                return None
            if self.actor(at) is None and self.is_verb(at):
                return at
            at -= 1
        return None

    def source(self, index: int) -> list[str] | None:
        """Whose words an item is: the speaker's of a quotation or report, None for the writer's own."""
        quote = self.items[index].quote
        verbs = [
            i
            for i in range(len(self.items))
            if self._reports(i) and (not quote or self.items[i].quote != quote)
        ]
        before = [i for i in verbs if i < index and not self._reset(i, index)]
        if quote:
            after = [i for i in verbs if i > index and not self._reset(index, i)]
            inside = [i for i in range(len(self.items)) if self.items[i].quote == quote]
            near = sorted((*before, *after), key=lambda i: min(abs(i - inside[0]), abs(i - inside[-1])))
            return self.speakers(near[0]) if near else []
        if before:
            return self.speakers(before[-1])
        trailing = [i for i in verbs if i > index and self._trailing(i)]
        return self.speakers(trailing[0]) if trailing else None

    def speakers(self, verb: int) -> list[str]:
        """Who speaks: the subject, or what follows in "…, said Ruiz"."""
        before = self.low(verb - 1)
        if before in (",", "”", '"', "’", "?", "!") and self.actor(verb + 1) is not None:
            return self._left_phrase(verb + 1)
        return self.agents(verb) if self.is_passive(verb) else self.subjects(verb)

    def bearers(self, noun: int, *, behind: bool) -> list[str]:
        """The actors that a relation noun is said of: "B’s ally A", "A, an ally of B", "A is B’s ally"."""
        if behind:
            at = noun + 1 + (self.low(noun + 1) == ",")
            if self.actor(at) is not None and not (at > noun + 1 and self._begins_clause(at)):
                return self._right_phrase(at)
        at = noun - 1
        while at >= 0 and (self.items[at].is_word or self.is_possessive(at) or self.low(at) in ("'s", "’s")):
            if self.low(at) in BE or self.low(at) in SUBORDINATORS | PREPOSITIONS - {"as"}:
                break
            at -= 1
        if self.low(at) in BE:
            return self.subjects(at)
        if self.low(at) in (",", "(") or self.low(at) in DASHES:
            return [] if self.actor(at - 1) is None else self._left_phrase(at - 1)
        return []

    def topic(self, index: int, source: Sequence[str], reach: int) -> str | None:
        """The actor that a judging word is said of: the one it stands before, or the nearest on its left."""
        following = self.actor(index + 1)
        if following is not None and following not in source:
            return following
        for at in range(index - 1, max(-1, index - 1 - reach), -1):
            actor = self.actor(at)
            if actor is not None and actor not in source:
                return actor
            if self.low(at) == ";":
                break
        return None

    def _reports(self, index: int) -> bool:
        return self.low(index) in self.lexicon.reporting and self.is_verb(index)

    def _reset(self, verb: int, index: int) -> bool:
        return any(self.low(i) == ";" for i in range(verb, index))

    def _trailing(self, verb: int) -> bool:
        return any(self.low(i) in (",", "”", '"') for i in range(max(0, verb - 6), verb))

    def _governor(self, actor: int) -> int | None:
        """The verb that asks the actor to do something: "urged Peru to …"."""
        at = actor - 1
        while at >= 0 and actor - at <= 5:
            if self.low(at) in self.lexicon.control or (
                self.low(at) == "on" and self.low(at - 1).startswith("call")
            ):
                return at if self.low(at) != "on" else at - 1
            if self.items[at].is_word:
                at -= 1
                continue
            break
        return None

    def _noun_subject(self, at: int) -> list[str]:
        """For a noun before the verb its owner ("Peru’s envoys praised"), else the nearest actor of the clause."""
        for step in range(at, max(-1, at - REACH), -1):
            word = self.low(step)
            if self.actor(step) is not None:
                return self._left_phrase(step)
            if word in (";", ":") or (word in SUBORDINATORS - {"of"} and word not in RELATIVES):
                return []
        return []
