"""Who and what the figures are of: actors in each role, holder toward target, kinds of actor, phenomena, seen and unseen actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from actorstance.actors import Registry
from actorstance.pooling import fit_prior, posteriors
from actorstance.schema import Form, Mention, Pair
from actorstance.scores import ROLES, ActorScore, GroupScore, PairScore, Scorer, Spread

Key = TypeVar("Key", bound=Hashable)


def actor_scores(scorer: Scorer, registry: Registry | None = None) -> list[ActorScore]:
    """Every actor as target and as holder; targets first, then by number of pairs."""
    return [score for role in ROLES for score in _role_scores(scorer, role, registry)]


def pair_scores(scorer: Scorer, registry: Registry | None = None) -> list[PairScore]:
    """Every holder toward every target that it has pairs with, most pairs first."""

    def ends(pair: Pair) -> Iterable[tuple[str, str]]:
        if pair.holder is not None and pair.holder.actor is not None and pair.target.actor is not None:
            yield pair.holder.actor, pair.target.actor

    scores, names = [], actor_names(scorer.gold, registry)
    for (holder, target), indices in _members(scorer.gold, ends).items():
        name = f"{names[holder]} → {names[target]}"
        figures = msgspec.structs.asdict(scorer.group_score(name, indices))
        scores.append(PairScore(**figures, holder=holder, target=target))
    return sorted(scores, key=lambda s: (-s.n, s.holder, s.target))


def spreads(scores: Sequence[ActorScore]) -> list[Spread]:
    """How even the accuracy is over the actors of each role that occurs."""
    found = []
    for role in ROLES:
        members = [score for score in scores if score.role == role]
        if not members:
            continue
        enough = sorted((s for s in members if not s.few), key=lambda s: (s.accuracy, -s.n, s.actor))
        accuracies = [score.accuracy for score in enough]
        found.append(
            Spread(
                role=role,
                actors=len(members),
                enough=len(enough),
                macro=float(np.mean(accuracies)) if enough else None,
                deviation=float(np.std(accuracies, ddof=1)) if len(enough) > 1 else None,
                worst=enough[0] if enough else None,
                best=enough[-1] if enough else None,
                below_majority=sum(score.accuracy < score.majority for score in enough),
                macro_all=float(np.mean([score.accuracy for score in members])),
                between=fit_prior(*_counts(members)).deviation,
            )
        )
    return found


def breakdowns(
    scorer: Scorer, registry: Registry | None = None, seen: frozenset[str] | None = None
) -> dict[str, list[GroupScore]]:
    """The figures by kind of target and of holder, by phenomenon, and by whether the actors were seen in training.

    What is not known of any pair makes no breakdown.

    Args:
        scorer: the answers.
        registry: tells kinds of actors.
        seen: what the actors in the training pairs are called, as `names_in` gives it.
    """

    def kind(role: str) -> Callable[[Pair], Iterable[str]]:
        def of(pair: Pair) -> Iterable[str]:
            found = _kind(getattr(pair, role), registry)
            return () if found is None else (found,)

        return of

    def known(pair: Pair) -> Iterable[str]:
        if seen is not None:
            actors = [m for m in (pair.target, pair.holder) if m is not None]
            count = sum(bool(called(pair.text, mention) & seen) for mention in actors)
            yield "seen" if count == len(actors) else "unseen" if not count else "one of the two seen"

    ways: dict[str, Callable[[Pair], Iterable[str]]] = {
        "kind": kind("target"),
        "holder kind": kind("holder"),
        "phenomenon": lambda pair: dict.fromkeys(pair.meta.get("tags") or ()),
        "seen": known,
    }
    found = {}
    for name, of in ways.items():
        groups = _members(scorer.gold, of)
        scores = [scorer.group_score(group, indices) for group, indices in groups.items()]
        if scores:
            found[name] = sorted(scores, key=lambda s: (-s.n, s.name))
    return found


def names_in(pairs: Iterable[Pair]) -> frozenset[str]:
    """What the actors of these pairs are called: their ids, and the words of their names in lower case.

    Examples:
        >>> pair = Pair(id="1", text="Peru thanked Chile.", target=Mention(13, 18, "cl"), holder=Mention(0, 4))
        >>> sorted(names_in([pair]))
        ['chile', 'id:cl', 'peru']
    """
    return frozenset(
        name
        for pair in pairs
        for mention in (pair.target, pair.holder)
        if mention is not None
        for name in called(pair.text, mention)
    )


def actor_names(pairs: Sequence[Pair], registry: Registry | None = None) -> dict[str, str]:
    """What the actors of the pairs are called: as in the registry, else as the pairs themselves say in `meta["names"]`, else by their ids.

    Where two share a name, their ids stand behind it.

    Examples:
        >>> from actorstance.schema import Mention
        >>> told = {"names": {"ruto": "William Ruto", "kenya": "the land"}}
        >>> met = Pair(id="1", text="Ruto met Kenya.", target=Mention(0, 4, "ruto"), holder=Mention(9, 14, "kenya"), meta=told)
        >>> actor_names([met], Registry.world())
        {'ruto': 'William Ruto', 'kenya': 'Kenya'}
    """
    found: dict[str, str] = {}
    for pair in pairs:
        told = pair.meta.get("names")
        for mention in (pair.target, pair.holder):
            actor = None if mention is None else mention.actor
            if actor is None or found.get(actor, actor) != actor:
                continue
            if registry is not None and actor in registry:
                found[actor] = registry.name(actor)
            else:
                found[actor] = str(told.get(actor, actor)) if isinstance(told, dict) else actor
    counts = Counter(found.values())
    return {actor: name if counts[name] == 1 else f"{name} ({actor})" for actor, name in found.items()}


def called(text: str, mention: Mention) -> set[str]:
    """What a mention's actor is called: its id, and the words of a name in lower case; a pronoun or description may be anybody's."""
    names = {text[mention.start : mention.end].casefold()} if mention.form is Form.NAME else set()
    return names if mention.actor is None else {*names, f"id:{mention.actor}"}


def _role_scores(scorer: Scorer, role: str, registry: Registry | None) -> list[ActorScore]:
    def actor(pair: Pair) -> Iterable[str]:
        mention = getattr(pair, role)
        return () if mention is None or mention.actor is None else (mention.actor,)

    members = _members(scorer.gold, actor)
    names = actor_names(scorer.gold, registry)
    groups = [scorer.group_score(names[who], indices) for who, indices in members.items()]
    if not groups:
        return []
    right, sizes = _counts(groups)
    pooled = posteriors(right, sizes, fit_prior(right, sizes))
    scores = [
        ActorScore(
            **msgspec.structs.asdict(group),
            actor=who,
            role=role,
            kind=registry[who].kind if registry is not None and who in registry else None,
            pooled=after.mean,
            pooled_low=after.low,
            pooled_high=after.high,
        )
        for who, group, after in zip(members, groups, pooled, strict=True)
    ]
    return sorted(scores, key=lambda s: (-s.n, s.actor))


def _members(pairs: Sequence[Pair], keys: Callable[[Pair], Iterable[Key]]) -> dict[Key, list[int]]:
    """The places of the pairs that have each key."""
    members: dict[Key, list[int]] = {}
    for index, pair in enumerate(pairs):
        for key in keys(pair):
            members.setdefault(key, []).append(index)
    return members


def _counts(scores: Sequence[GroupScore]) -> tuple[list[int], list[int]]:
    return [round(score.accuracy * score.n) for score in scores], [score.n for score in scores]


def _kind(mention: Mention | None, registry: Registry | None) -> str | None:
    if mention is None or mention.actor is None or registry is None or mention.actor not in registry:
        return None
    return registry[mention.actor].kind
