"""Grouped cross-validation: every pair is predicted by a model that never saw its group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tqdm import tqdm

from actorstance.baselines import majority_baseline, rules_baseline, tfidf_baseline
from actorstance.inference import StancePredictor
from actorstance.mixture import mix
from actorstance.schema import LabelledPair, Prediction, Stance
from actorstance.settings import (
    CrossValidationSettings,
    EncoderSettings,
    ModelSettings,
    TrainingSettings,
)
from actorstance.splits import folds
from actorstance.training import start_model, train_model

Baseline = Callable[[Sequence[LabelledPair], Sequence[LabelledPair]], list[Stance]]


def cross_validate(
    pairs: Sequence[LabelledPair],
    *,
    encoder: EncoderSettings,
    model: ModelSettings,
    training: TrainingSettings,
    settings: CrossValidationSettings,
    init: str | None = None,
    background: Sequence[LabelledPair] = (),
    progress: bool = False,
) -> tuple[list[Prediction], dict[str, list[Stance]]]:
    """Train one model per fold, for a fixed number of epochs, and predict the fold with it.

    Args:
        pairs: the labelled pairs.
        encoder: the encoder.
        model: how pairs are shown, and the head.
        training: the schedule and the seed; nothing is chosen on the folds.
        settings: how many folds, and what stays together.
        init: a checkpoint that each fold starts from; it must not have seen these pairs.
        background: the pairs that this checkpoint learned from; the baselines learn from them and the folds.
        progress: show a bar where there is a terminal.

    Returns:
        Out-of-fold predictions in the order of the pairs; and those of the baselines.

    Raises:
        InputError: fewer groups than folds, or the encoder or checkpoint cannot be used.
    """
    held_out = folds(pairs, settings.folds, settings.seed, settings.by)
    baselines: dict[str, Baseline] = {
        "majority": majority_baseline,
        "rules": lambda _, test: rules_baseline(test),
        "tfidf": lambda train, test: tfidf_baseline(train, test, training.seed),
    }
    predictions: dict[int, Prediction] = {}
    answers: dict[str, dict[int, Stance]] = {name: {} for name in baselines}
    for indices in tqdm(held_out, desc="folds", unit="fold", disable=None if progress else True):
        fold = set(indices)
        train = [pair for index, pair in enumerate(pairs) if index not in fold]
        test = [pairs[index] for index in indices]
        network, tokenizer = start_model(encoder, model, training.seed, init)
        train_model(network, tokenizer, mix({"": train}, balance=model.balance), {}, training)
        predictor = StancePredictor(network, tokenizer)
        predictions.update(zip(indices, predictor.predict_pairs(test), strict=True))
        for name, baseline in baselines.items():
            learned = [*background, *train]
            answers[name].update(zip(indices, baseline(learned, test), strict=True))
    order = range(len(pairs))
    return (
        [predictions[i] for i in order],
        {name: [found[i] for i in order] for name, found in answers.items()},
    )
