"""Mentions to pairs: which (holder, target) questions a sentence asks.

Overall pairs stand for every mention, directed pairs for every ordered pair of different actors. An actor that a
sentence mentions several times enters directed pairs with one mention: a name before a description
before a pronoun, and the first of its form.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def sentence_pairs(sentence: Sentence, mentions: Sequence[Mention]) -> list[Pair]:
    """All pairs of a sentence: one overall pair per mention, then one pair per ordered pair of actors.

    Mentions without an actor count as actors of their own.

    Examples:
        >>> sentence = Sentence(id="s1", text="Peru thanked Chile.")
        >>> [pair.id for pair in sentence_pairs(sentence, [Mention(0, 4, "peru"), Mention(13, 18, "chile")])]
        ['s1:>peru@0', 's1:>chile@13', 's1:peru>chile', 's1:chile>peru']
    """
    overall = [
        _pair(sentence, f":>{who(target)}@{target.start}", target=target, holder=None) for target in mentions
    ]
    speakers = representatives(mentions)
    directed = [
        _pair(sentence, f":{holder_id}>{target_id}", target=target, holder=holder)
        for holder_id, holder in speakers.items()
        for target_id, target in speakers.items()
        if holder_id != target_id
    ]
    return overall + directed


def representatives(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """For every actor of a sentence the mention that stands for it in directed pairs, in text order."""
    chosen: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda m: (FORMS.index(m.form), m.start)):
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
