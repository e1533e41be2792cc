"""One checkpoint on several corpora: what it answers, and how right and how honest the answers are."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sklearn.metrics import accuracy_score, f1_score

from actorstance.actors import Registry
from actorstance.calibration import brier_score, calibration_error
from actorstance.corpora import load_reading, load_registry, select
from actorstance.corpora.dse import CLASSES, five_classes
from actorstance.evaluation import Evaluation, evaluate
from actorstance.inference import StancePredictor
from actorstance.renaming import NamePool, by_text
from actorstance.schema import LabelledPair, Probabilities
from actorstance.settings import CorpusSettings


class FiveClass(msgspec.Struct, frozen=True, kw_only=True):
    """DSE's own measure over its rows: micro-F1 (with one class a row, that is accuracy) and macro-F1 of five classes."""

    n: int
    micro_f1: float
    macro_f1: float


@dataclass(frozen=True)
class Judged:
    """One corpus, judged.

    Attributes:
        pairs: its pairs.
        probabilities: the answers.
        evaluation: how right they are.
        calibration_error: expected calibration error, 15 equal-width bins.
        brier: the Brier score, 0 to 2.
        five_class: for DSE.
        renamed: how many pairs stand in sentences that could be told of other actors of the same kind.
        changed: how many of these answers change when they are.
    """

    pairs: Sequence[LabelledPair]
    probabilities: Sequence[Probabilities]
    evaluation: Evaluation
    calibration_error: float
    brier: float
    five_class: FiveClass | None
    renamed: int
    changed: int


def judge(
    predictor: StancePredictor,
    sets: Mapping[str, CorpusSettings],
    *,
    resamples: int = 1000,
    seed: int = 13,
    progress: bool = False,
) -> dict[str, Judged]:
    """Judge the pairs of each corpus (of the split that its settings name).

    The bootstrap draws articles where pairs name them, else sentences.

    Raises:
        InputError: a corpus cannot be read.
    """
    judged = {}
    for name, settings in sets.items():
        reading = load_reading(settings)
        pairs = select(reading.pairs, settings.split, settings.path)
        predictions = predictor.predict_pairs(pairs, progress=progress)
        answers = [prediction.probabilities for prediction in predictions]
        scores = [msgspec.structs.astuple(answer) for answer in answers]
        gold = [pair.stance.id for pair in pairs]
        other = other_names(pairs, load_registry([settings]), seed)
        renamed = [i for i, pair in enumerate(pairs) if other[i].text != pair.text]
        again = predictor.predict_pairs([other[i] for i in renamed], progress=progress)
        judged[name] = Judged(
            pairs=pairs,
            probabilities=answers,
            evaluation=evaluate(
                pairs,
                [prediction.stance for prediction in predictions],
                corpus=name,
                system="checkpoint",
                registry=Registry(reading.actors),
                cluster="article" if len({pair.article for pair in pairs}) > 1 else "sentence",
                resamples=resamples,
                seed=seed,
            ),
            calibration_error=calibration_error(scores, gold),
            brier=brier_score(scores, gold),
            five_class=_five_class(pairs, answers),
            renamed=len(renamed),
            changed=sum(a.stance != predictions[i].stance for i, a in zip(renamed, again, strict=True)),
        )
    return judged


def other_names(
    pairs: Sequence[LabelledPair], registry: Registry | None = None, seed: int = 13
) -> list[LabelledPair]:
    """The same pairs, told of other actors: in each sentence all named actors get the names of others of their kind.

    The names are those of the pairs themselves, so they are as known or as unknown to a model as the old ones. Sentences for
    whose actors there is no other name stay as they are.
    """
    pool = NamePool.of(pairs, registry)
    draw = random.Random(seed)
    renamed = list(pairs)
    for places in by_text(pairs).values():
        for place, pair in zip(places, pool.swapped([pairs[i] for i in places], draw), strict=True):
            renamed[place] = pair
    return renamed


def _five_class(pairs: Sequence[LabelledPair], answers: Sequence[Probabilities]) -> FiveClass | None:
    if not all("row" in pair.meta and "label" in pair.meta for pair in pairs):
        return None
    gold, predicted = five_classes(pairs, answers)
    return FiveClass(
        n=len(gold),
        micro_f1=float(accuracy_score(gold, predicted)),
        macro_f1=float(
            f1_score(gold, predicted, average="macro", labels=range(len(CLASSES)), zero_division=0)
        ),
    )
