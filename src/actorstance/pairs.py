"""Mentions to pairs: which (holder, target) questions a sentence asks.

Overall pairs stand for every mention, directed pairs for every ordered pair of different actors. An actor that a
sentence mentions several times enters directed pairs with one mention: a name before a description
before a pronoun, and the first of its form. Where nobody chose the mentions (`choices`), the same is asked of its further ones too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from msgspec.structs import replace

from actorstance.schema import (
    STANCES,
    Annotation,
    Form,
    LabelledPair,
    Mention,
    Pair,
    Sentence,
    Stance,
)

FORMS = tuple(Form)

MOST = 3
"""How many mentions of an actor `choices` asks about."""


def sentence_pairs(sentence: Sentence, mentions: Sequence[Mention]) -> list[Pair]:
    """All pairs of a sentence: one overall pair per mention, then one pair per ordered pair of actors.

    Mentions without an actor count as actors of their own.

    Examples:
        >>> sentence = Sentence(id="s1", text="Peru thanked Chile.")
        >>> [pair.id for pair in sentence_pairs(sentence, [Mention(0, 4, "peru"), Mention(13, 18, "chile")])]
        ['s1:>peru@0', 's1:>chile@13', 's1:peru>chile', 's1:chile>peru']
    """
    return [choice[0] for choice in choices(sentence, mentions)]


def choices(sentence: Sentence, mentions: Sequence[Mention]) -> list[list[Pair]]:
    """The pairs of `sentence_pairs`, each with the same pair at further mentions of its actors behind it.

    A directed pair stands at every combination of its actors' mentions, the first `MOST` of those that are of the form of
    the one that stands for each; all have one id. An overall pair stands at its mention alone.

    Examples:
        >>> sentence = Sentence(id="s1", text="Peru met Chile, and Peru won.")
        >>> mentions = [Mention(0, 4, "peru"), Mention(9, 14, "chile"), Mention(20, 24, "peru")]
        >>> [[(p.holder.start, p.target.start) for p in choice] for choice in choices(sentence, mentions)[3:]]
        [[(0, 9), (20, 9)], [(9, 0), (9, 20)]]
    """
    overall = [
        [_pair(sentence, f":>{who(target)}@{target.start}", target=target, holder=None)]
        for target in mentions
    ]
    places = {
        actor: [m for m in sorted(mentions, key=_place) if who(m) == actor and m.form is chosen.form][:MOST]
        for actor, chosen in representatives(mentions).items()
    }
    directed = [
        [
            _pair(sentence, f":{holder_id}>{target_id}", target=target, holder=holder)
            for holder, target in product(holders, targets)
        ]
        for holder_id, holders in places.items()
        for target_id, targets in places.items()
        if holder_id != target_id
    ]
    return overall + directed


def placed_pairs(pair: Pair, targets: Sequence[Mention], holders: Sequence[Mention]) -> list[Pair]:
    """The pair at every combination of the first `MOST` places of its actors that somebody names.

    Two names of one actor ("Russia", "Moscow") are told apart by their words alone: only the first place of each counts.
    """
    if holders[0].actor is not None and holders[0].actor == targets[0].actor:
        holders, targets = holders[:1], targets[:1]
    # "Ruiz" in "Ruiz Group" is no place of Ruiz where the group is the other actor, if Ruiz stands elsewhere.
    targets, holders = _outside(targets, holders), _outside(holders, targets)
    return [
        replace(pair, target=target, holder=holder)
        for holder, target in product(holders[:MOST], targets[:MOST])
        if (holder.start, holder.end) != (target.start, target.end)
    ]


def representatives(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """For every actor of a sentence the mention that stands for it in directed pairs, in text order."""
    chosen: dict[str, Mention] = {}
    for mention in sorted(mentions, key=_place):
        chosen.setdefault(who(mention), mention)
    return dict(sorted(chosen.items(), key=lambda item: (item[1].start, item[1].end)))


def labelled_pairs(annotation: Annotation) -> list[LabelledPair]:
    """All pairs of an annotated sentence with their stance; what is not listed is neutral.

    `meta` carries the sentence id, the paragraph, the labeler and the sentence's tags where there are any.
    """
    overall = {(m.actor, m.start): m.overall for m in annotation.mentions}
    directed = {(entry.holder, entry.target): entry.stance for entry in annotation.directed}
    mentions = [Mention(m.start, m.end, m.actor, m.form) for m in annotation.mentions]
    labelled = []
    for pair in sentence_pairs(annotation.sentence, mentions):
        if pair.holder is None:
            stance = overall[pair.target.actor, pair.target.start]
        else:
            holder, target = pair.holder.actor or "", pair.target.actor or ""
            stance = directed.get((holder, target), Stance.NEUTRAL)
        meta = dict(pair.meta)
        meta["labeler"] = f"{annotation.labeler.name} {annotation.labeler.version}"
        if annotation.tags:
            meta["tags"] = list(annotation.tags)
        labelled.append(label(pair, stance, split=annotation.split, meta=meta))
    return labelled


def label(pair: Pair, stance: Stance, **changes: object) -> LabelledPair:
    """The pair with a stance; `changes` replaces further fields."""
    fields = {name: getattr(pair, name) for name in Pair.__struct_fields__}
    return LabelledPair(**{**fields, **changes, "stance": stance})


def count_stances(pairs: Sequence[LabelledPair]) -> dict[str, int]:
    """How many pairs carry each stance, in the order of the class ids."""
    return {str(stance): sum(pair.stance is stance for pair in pairs) for stance in STANCES}


def who(mention: Mention) -> str:
    """What a mention's actor is told apart by: its id, or without one its place.

    Examples:
        >>> who(Mention(0, 4, "peru")), who(Mention(0, 4))
        ('peru', '0-4')
    """
    return mention.actor if mention.actor is not None else f"{mention.start}-{mention.end}"


def _outside(mentions: Sequence[Mention], others: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions that stand inside none of the others' longer ones, where there are such."""
    inside = [
        m
        for m in mentions
        if any(o.start <= m.start and m.end <= o.end and o.end - o.start > m.end - m.start for o in others)
    ]
    return [m for m in mentions if m not in inside] or mentions


def _place(mention: Mention) -> tuple[int, int]:
    return FORMS.index(mention.form), mention.start


def _pair(sentence: Sentence, suffix: str, *, target: Mention, holder: Mention | None) -> Pair:
    meta: dict[str, object] = {"sentence": sentence.id}
    if sentence.paragraph is not None:
        meta["paragraph"] = sentence.paragraph
    return Pair(
        id=sentence.id + suffix,
        text=sentence.text,
        target=target,
        holder=holder,
        article=sentence.article,
        meta=meta,
    )
