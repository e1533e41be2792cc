"""Directed stances of a text added up: who stands where toward whom, and in which sentences."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from actorstance.actors import Registry
from actorstance.schema import STANCES, Mention, Prediction, Stance


class StanceEdge(msgspec.Struct, frozen=True, kw_only=True):
    """One actor's stance toward another, over all sentences in which it is the same.

    Attributes:
        holder: display name.
        target: display name.
        stance: what the sentences agree on; another stance between the two is another edge.
        sentences: the ids of the sentences, in order; the texts where predictions carry no sentence id.
        probability: of the stance, averaged over the sentences.
    """

    holder: str
    target: str
    stance: Stance
    sentences: tuple[str, ...]
    probability: float


def stance_edges(predictions: Sequence[Prediction], registry: Registry | None = None) -> list[StanceEdge]:
    """The edges of the stance graph, those of most sentences first.

    Args:
        predictions: overall and neutral ones are passed over.
        registry: gives actors their display names.

    Examples:
        >>> from actorstance.schema import Pair, Probabilities
        >>> pair = Pair(id="1", text="Peru thanked Chile.", target=Mention(13, 18), holder=Mention(0, 4))
        >>> thanks = Prediction(pair=pair, stance=Stance.FAVOR, probabilities=Probabilities(0.1, 0.1, 0.8))
        >>> [(e.holder, e.target, e.stance.value, e.probability) for e in stance_edges([thanks])]
        [('Peru', 'Chile', 'favor', 0.8)]
    """
    members: dict[tuple[str, str, Stance], list[Prediction]] = {}
    for prediction in predictions:
        if prediction.holder is None or prediction.stance is Stance.NEUTRAL:
            continue
        holder = display_name(prediction.holder, prediction.text, registry)
        target = display_name(prediction.target, prediction.text, registry)
        members.setdefault((holder, target, prediction.stance), []).append(prediction)
    edges = [
        StanceEdge(
            holder=holder,
            target=target,
            stance=stance,
            sentences=tuple(dict.fromkeys(str(p.pair.meta.get("sentence", p.text)) for p in group)),
            probability=sum(probability(p) for p in group) / len(group),
        )
        for (holder, target, stance), group in members.items()
    ]
    return sorted(edges, key=lambda e: (-len(e.sentences), e.holder, e.target, STANCES.index(e.stance)))


def probability(prediction: Prediction) -> float:
    """The probability of the predicted stance."""
    return float(getattr(prediction.probabilities, str(prediction.stance)))


def display_name(mention: Mention, text: str, registry: Registry | None = None) -> str:
    """The actor's name in the registry; its id if there is none; the mention's words if it has no actor."""
    if mention.actor is None:
        return text[mention.start : mention.end]
    return mention.actor if registry is None else registry.name(mention.actor)
