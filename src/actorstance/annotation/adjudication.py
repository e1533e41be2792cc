"""From two passes to gold: every disagreement is settled, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from actorstance.annotation.agreement import judged_by_both, unmatched_mentions
from actorstance.errors import InputError
from actorstance.schema import Adjudication, Annotation, Stance

ABSENT = "not marked"


def adjudicate(
    first: Sequence[Annotation],
    second: Sequence[Annotation],
    gold: Sequence[Annotation],
    *,
    strict: bool = True,
) -> list[Annotation]:
    """Complete the adjudicator's annotations with what the passes said wherever they disagree.

    Args:
        first: one pass.
        second: the other.
        gold: the adjudicator's annotations of the same sentences; their `adjudications` carry items and reasons.
        strict: refuse a disagreement without a reason; otherwise leave its reason empty.

    Returns:
        Gold annotations whose adjudications have item, both passes' answers, gold's answer and the reason. Reasons for
        items on which the passes agree stay too: gold may overrule both. A pass is called by its labeler, with the version where both
        labelers have one name.

    Raises:
        InputError: the sentences differ, a disagreement has no reason, or both passes are by one version of one labeler.
    """
    open_items = disagreements(first, second)
    if [(a.id, a.text) for a in gold] != [(a.id, a.text) for a in first]:
        raise InputError("gold does not have the same sentences in the same order as the passes")
    settled = []
    for annotation, one, two in zip(gold, first, second, strict=True):
        reasons = {entry.item: entry.reason for entry in annotation.adjudications}
        items = dict.fromkeys((*open_items.get(annotation.id, ()), *reasons))
        entries = []
        for item in items:
            if strict and not reasons.get(item):
                raise InputError(f"sentence {annotation.id}: {item!r} has no reason")
            said = zip(_names(one, two), (answer(a, item) for a in (one, two)), strict=True)
            entries.append(
                Adjudication(
                    item=item,
                    passes=dict(said),
                    gold=answer(annotation, item),
                    reason=reasons.get(item, ""),
                )
            )
        settled.append(msgspec.structs.replace(annotation, adjudications=tuple(entries)))
    return settled


def disagreements(first: Sequence[Annotation], second: Sequence[Annotation]) -> dict[str, list[str]]:
    """The items on which two passes differ, by sentence id.

    An item is `HOLDER -> TARGET`, `overall ACTOR` (all mentions of an actor in a sentence carry one overall stance), or
    `mention ACTOR@START` for a mention that only one pass has.
    """
    items: dict[str, list[str]] = {annotation.id: [] for annotation in first}
    for sentence, mention, _ in unmatched_mentions(first, second):
        items[sentence].append(f"mention {mention.actor}@{mention.start}")
    for judged in judged_by_both(first, second):
        if judged.first is not judged.second:
            item = f"overall {judged.target}" if judged.holder is None else judged.item
            items[judged.sentence].append(item)
    # An actor that only one pass marked may still hold stances there.
    for a, b in zip(first, second, strict=True):
        shared = set(a.actors) & set(b.actors)
        for entry in (*a.directed, *b.directed):
            if not {entry.holder, entry.target} <= shared:
                items[a.id].append(f"{entry.holder} -> {entry.target}")
    return {sentence: list(dict.fromkeys(found)) for sentence, found in items.items() if found}


def answer(annotation: Annotation, item: str) -> str:
    """What an annotation says of an item.

    Raises:
        InputError: the item is of none of the three kinds.
    """
    if item.count(" -> ") == 1:
        holder, target = item.split(" -> ")
        if holder not in annotation.actors or target not in annotation.actors:
            return ABSENT
        found = [e.stance for e in annotation.directed if (e.holder, e.target) == (holder, target)]
        return str(found[0] if found else Stance.NEUTRAL)
    kind, _, name = item.partition(" ")
    if kind == "overall":
        stances = [mention.overall for mention in annotation.mentions if mention.actor == name]
        return str(stances[0]) if stances else ABSENT
    if kind == "mention" and "@" in name:
        actor, _, start = name.rpartition("@")
        for mention in annotation.mentions:
            if mention.actor == actor and str(mention.start) == start:
                return annotation.text[mention.start : mention.end]
        return ABSENT
    raise InputError(f"expected 'HOLDER -> TARGET', 'overall ACTOR' or 'mention ACTOR@START', got {item!r}")


def _names(one: Annotation, two: Annotation) -> list[str]:
    """What two passes over a sentence are called."""
    if one.labeler == two.labeler:
        who = f"labeler {one.labeler.name!r}, version {one.labeler.version!r}"
        raise InputError(f"sentence {one.id}: both passes are by {who}; expected two names or two versions")
    if one.labeler.name != two.labeler.name:
        return [one.labeler.name, two.labeler.name]
    return [f"{a.labeler.name} {a.labeler.version}" for a in (one, two)]
