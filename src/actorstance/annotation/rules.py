"""The rule labeler: stances from a lexicon of stance words, word order, voice, negation and quotation.

It is the transparent baseline and a first proposal for a person to correct. It needs no model, and the same sentence always
gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from actorstance.annotation.clauses import Clauses
from actorstance.annotation.lexicon import GAP, SLOT, Lexicon, VerbPattern, load_lexicon
from actorstance.schema import Annotation, Directed, Labeler, MarkedMention, Mention, Sentence, Stance

GAP_WORDS = 4
WRITER = None
SIGNS = {1: Stance.FAVOR, -1: Stance.AGAINST}


class Evidence(NamedTuple):
    """One sign of a stance: +1 or -1 toward a target; no holder means someone unlisted or the writer."""

    holder: str | None
    target: str
    sign: int


class RuleLabeler:
    """Proposes directed and overall stances by rules.

    Examples:
        >>> mentions = [Mention(0, 4, "peru"), Mention(19, 24, "chile")]
        >>> annotation = RuleLabeler().label(Sentence(id="s1", text="Peru was warned by Chile."), mentions)
        >>> annotation.directed
        (Directed(holder='chile', target='peru', stance=<Stance.AGAINST: 'against'>),)
    """

    labeler = Labeler("rules", "1")

    def __init__(self) -> None:
        self._lexicon = load_lexicon()

    def label(self, sentence: Sentence, mentions: Sequence[Mention]) -> Annotation:
        """Annotate one sentence.

        Args:
            sentence: the sentence.
            mentions: the actors' spans in it; spans may nest, and each has an actor.

        Raises:
            ValueError: a mention has no actor, or ends after the text.
        """
        found = evidence(sentence.text, mentions, self._lexicon)
        directed = _directed(found)
        overall = _overall(found, directed)
        return Annotation(
            id=sentence.id,
            text=sentence.text,
            mentions=tuple(
                MarkedMention(m.start, m.end, m.actor, m.form, overall.get(m.actor or "", Stance.NEUTRAL))
                for m in mentions
            ),
            directed=directed,
            labeler=self.labeler,
            article=sentence.article,
            paragraph=sentence.paragraph,
            start=sentence.start,
            end=sentence.end,
        )


def evidence(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Evidence]:
    """All signs of a stance in a sentence, in the order of the rules."""
    row = Clauses(text, mentions, lexicon)
    # The surest rules last: of two signs for one pair the later one stands.
    rules = (_relations, _adjectives, _judgements, _nouns, _verbs)
    return [entry for rule in rules for entry in rule(row) if entry.holder != entry.target]


def _verbs(row: Clauses) -> Iterator[Evidence]:
    """Stance verbs: "A backed B", "B was backed by A", "A refused to back B"."""
    for at in range(len(row.items)):
        patterns = row.lexicon.verbs.get(row.low(at))
        if not patterns or not row.is_verb(at):
            continue
        for pattern in patterns:
            matched = _match(row, at, pattern)
            found = [] if matched is None else list(_verb(row, at, *matched, pattern.sign))
            if found:
                yield from found
                break


def _verb(row: Clauses, at: int, start: int, end: int, sign: int) -> Iterator[Evidence]:
    negation = row.negation(at)
    if negation == "negated" or (negation and sign < 0):
        return
    if negation == "refused":
        sign = -1
    if row.is_passive(at):
        yield from _cross(row.agents(at), row.subjects(at), sign)
        return
    if row.low(end) == "neither" or _points_on(row, start):
        return
    holders = row.represented(at, row.subjects(at))
    targets = row.objects(start)
    yield from _cross(holders, targets, sign)
    if sign > 0:  # "backed B against C"
        yield from _cross(holders, [a for a in row.after_preposition(end, "against") if a not in targets], -1)


def _points_on(row: Clauses, start: int) -> bool:
    """Whether the object is a noun with a stance of its own: "condemned the arrest of B" is for the noun rule."""
    for at in range(start, start + 4):
        if row.actor(at) is not None:
            return False
        if row.low(at + 1) == "of" and "of" in row.lexicon.nouns.get(row.low(at), {}):
            return True
    return False


def _match(row: Clauses, verb: int, pattern: VerbPattern) -> tuple[int, int] | None:
    """Where a verb pattern's target is to be looked for, and where the pattern ends; None without a match."""
    at, gap, slot = verb + 1, 0, None
    for word in pattern.rest:
        if word in (GAP, SLOT):
            gap = GAP_WORDS
            slot = at if word == SLOT else slot
            continue
        choices = word.split("|")
        for step in range(at, at + gap + 1):
            if row.low(step) in choices:
                at = step + 1
                break
        else:
            return None
        gap = 0
    return (at if slot is None else slot), at


def _adjectives(row: Clauses) -> Iterator[Evidence]:
    """Adjectives with a preposition: "A is loyal to B", "A, critical of B, …"."""
    for at in range(len(row.items)):
        for preposition, sign in row.lexicon.adjectives.get(row.low(at), {}).items():
            if row.low(at + 1) == preposition and not row.negation(at):
                yield from _cross(row.bearers(at, behind=False), row.objects(at + 2), sign)


def _nouns(row: Clauses) -> Iterator[Evidence]:
    """Stance nouns: "A’s support for B", "criticism of B by A", "A imposed sanctions on B", "B drew fire from A"."""
    for at in range(len(row.items)):
        frames = row.lexicon.nouns.get(row.low(at))
        if not frames or row.is_verb(at):
            continue
        verb = row.governing_verb(at)
        if verb is not None and row.low(verb) in row.lexicon.receive:
            givers = row.after_preposition(at + 1, "from") or row.after_preposition(at + 1, "by")
            if givers:
                yield from _cross(givers, row.subjects(verb), next(iter(frames.values())))
                continue
        for preposition, sign in frames.items():
            targets = row.after_preposition(at + 1, preposition, reach=3)
            if targets:
                yield from _noun(row, at, verb, targets, sign)
                break


def _noun(row: Clauses, at: int, verb: int | None, targets: list[str], sign: int) -> Iterator[Evidence]:
    owners = row.owners(at)
    givers = [a for p in ("by", "from") for a in row.after_preposition(at + 1, p) if a not in targets]
    subjects = row.subjects(verb) if verb is not None else []
    negation = row.negation(verb) if verb is not None else ""
    reversing = verb is not None and row.low(verb) in row.lexicon.reverse
    if reversing and not negation:
        yield from _cross(subjects, targets, -sign)
        yield from _cross([a for a in owners or givers if a not in subjects], targets, sign)
    elif owners or givers:
        yield from _cross(owners or givers, targets, sign)
    elif negation == "refused" and sign > 0:
        yield from _cross(subjects, targets, -1)
    elif not negation:
        light = verb is not None and row.low(verb) in row.lexicon.light
        yield from _cross(subjects if light else [], targets, sign)


def _relations(row: Clauses) -> Iterator[Evidence]:
    """Relation nouns: "A, an ally of B", "B’s rival A", "a war between A and B"."""
    for at, item in enumerate(row.items):
        if item.inner and item.actor:
            for word in item.text.lower().split():
                yield from _related(row, word, [item.actor], list(item.inner[:1]))
        word = row.low(at)
        if word in row.lexicon.between:
            both = row.between(at + 1)
            yield from _mutual(both, both, -1)
            yield from _mutual(row.owners(at), row.after_preposition(at + 1, "with", reach=3), -1)
        elif word in row.lexicon.mutual or word in row.lexicon.bearer:
            others = row.after_preposition(at + 1, "of", reach=2) or row.after_preposition(
                at + 1, "to", reach=2
            )
            bearers = row.bearers(at, behind=not others)
            yield from _related(row, word, bearers, others or row.owners(at))


def _related(row: Clauses, word: str, bearers: list[str], others: list[str]) -> Iterator[Evidence]:
    if word in row.lexicon.mutual:
        sign = row.lexicon.mutual[word]
        if bearers and others:
            yield from _mutual(bearers, others, sign)
        elif len(bearers) > 1:
            yield from _mutual(bearers, bearers, sign)
    elif word in row.lexicon.bearer:
        yield from _cross(bearers, others, row.lexicon.bearer[word])


def _judgements(row: Clauses) -> Iterator[Evidence]:
    """Judging words: the speaker's, or the writer's own, stance toward the actor they are said of."""
    for at in range(len(row.items)):
        sign = row.lexicon.evaluative.get(row.low(at))
        if sign is None:
            continue
        source = row.source(at)
        topic = row.topic(at, source or [], reach=4 if source is WRITER else 14)
        if topic is None:
            continue
        if row.negation(at) or "not" in (row.low(at - 2), row.low(at - 1)):
            if sign < 0:
                continue
            sign = -sign
        yield from _cross(source or [], [topic], sign)


def _cross(holders: Iterable[str], targets: Iterable[str], sign: int) -> Iterator[Evidence]:
    """Every holder toward every target; where there is no holder the targets still are favored or opposed."""
    who: Sequence[str | None] = list(holders) or [None]
    for target in list(targets):
        for holder in who:
            yield Evidence(holder, target, sign)


def _mutual(first: Iterable[str], second: Iterable[str], sign: int) -> Iterator[Evidence]:
    pairs = [(a, b) for a in list(first) for b in list(second) if a != b]
    for a, b in pairs:
        yield Evidence(a, b, sign)
        yield Evidence(b, a, sign)


def _directed(found: Iterable[Evidence]) -> tuple[Directed, ...]:
    """One stance per ordered pair; of two signs the later stands (rule D8 of the guidelines)."""
    signs: dict[tuple[str, str], int] = {}
    for entry in found:
        if entry.holder is not None:
            signs[entry.holder, entry.target] = entry.sign
    return tuple(Directed(holder, target, SIGNS[sign]) for (holder, target), sign in signs.items())


def _overall(found: Iterable[Evidence], directed: Iterable[Directed]) -> dict[str, Stance]:
    """The overall stance of every actor with a sign: the one that does not conflict (rules O2 and O3)."""
    stances: dict[str, set[Stance]] = {}
    for entry in directed:
        stances.setdefault(entry.target, set()).add(entry.stance)
    for sign in found:
        if sign.holder is None:
            stances.setdefault(sign.target, set()).add(SIGNS[sign.sign])
    return {actor: next(iter(those)) for actor, those in stances.items() if len(those) == 1}
