"""The heat map: overall stance toward each actor, sentence by sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from actorstance.actors import Registry
from actorstance.report.edges import display_name, probability
from actorstance.report.palette import SYMBOLS
from actorstance.schema import STANCES, Prediction, Stance

MIXED = "mixed"
MIXED_SYMBOL = "±"


class HeatCell(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence says toward one actor.

    Attributes:
        kind: a stance, or `mixed` where one mention is in favor and another against.
        symbol: the same as one character.
        strength: the probability, averaged over the mentions that are of this kind.
        label: the same in words.
    """

    kind: str
    symbol: str
    strength: float
    label: str


class HeatRow(msgspec.Struct, frozen=True, kw_only=True):
    """One actor: its cells by sentence id, and how many of them are of each stance."""

    name: str
    cells: dict[str, HeatCell]
    counts: dict[str, int]


def heat_rows(predictions: Sequence[Prediction], registry: Registry | None = None) -> list[HeatRow]:
    """A row per actor, those of most sentences first; directed predictions are passed over.

    Examples:
        >>> from actorstance.schema import Mention, Pair, Probabilities
        >>> pair = Pair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), meta={"sentence": "s1"})
        >>> won = Prediction(pair=pair, stance=Stance.FAVOR, probabilities=Probabilities(0.1, 0.2, 0.7))
        >>> row = heat_rows([won])[0]
        >>> row.name, row.cells["s1"].symbol, row.cells["s1"].label
        ('peru', '+', 'favor 0.70')
    """
    members: dict[str, dict[str, list[Prediction]]] = {}
    for prediction in predictions:
        if prediction.holder is None:
            name = display_name(prediction.target, prediction.text, registry)
            sentence = str(prediction.pair.meta.get("sentence", prediction.text))
            members.setdefault(name, {}).setdefault(sentence, []).append(prediction)
    rows = []
    for name, sentences in members.items():
        cells = {sentence: _cell(group) for sentence, group in sentences.items()}
        counts = Counter(cell.kind for cell in cells.values())
        rows.append(HeatRow(name=name, cells=cells, counts={k: counts[k] for k in (*STANCES, MIXED)}))
    return sorted(rows, key=lambda row: (-len(row.cells), row.name))


def _cell(group: Sequence[Prediction]) -> HeatCell:
    """Neutral mentions say nothing against a stance that another mention of the sentence carries."""
    found = [p for p in group if p.stance is not Stance.NEUTRAL] or list(group)
    stances = {p.stance for p in found}
    strength = sum(probability(p) for p in found) / len(found)
    kind = str(found[0].stance) if len(stances) == 1 else MIXED
    symbol = SYMBOLS[found[0].stance] if len(stances) == 1 else MIXED_SYMBOL
    label = ", ".join(f"{p.stance} {probability(p):.2f}" for p in found)
    return HeatCell(kind=kind, symbol=symbol, strength=strength, label=label)
