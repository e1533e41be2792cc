"""Grouped cross-validation: every pair is predicted by a model that never saw its group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tqdm import tqdm

from actorstance.actors import Registry
from actorstance.baselines import majority_baseline, rules_baseline, tfidf_baseline
from actorstance.breakdowns import called, names_in
from actorstance.inference import StancePredictor
from actorstance.mixture import mix
from actorstance.renaming import NamePool
from actorstance.schema import LabelledPair, Pair, Prediction, Stance
from actorstance.settings import (
    CrossValidationSettings,
    EncoderSettings,
    ModelSettings,
    TrainingSettings,
)
from actorstance.splits import LeftOut, folds
from actorstance.training import start_model, train_model

Baseline = Callable[[Sequence[LabelledPair], Sequence[LabelledPair]], list[Stance]]


class Answers(NamedTuple):
    """What models that never saw some pairs answered about them, and what the baselines did."""

    predictions: list[Prediction]
    baselines: dict[str, list[Stance]]


def cross_validate(
    pairs: Sequence[LabelledPair],
    *,
    encoder: EncoderSettings,
    model: ModelSettings,
    training: TrainingSettings,
    settings: CrossValidationSettings,
    init: str | None = None,
    background: Sequence[LabelledPair] = (),
    registry: Registry | None = None,
    progress: bool = False,
) -> Answers:
    """Train one model per fold, for a fixed number of epochs, and predict the fold with it.

    Args:
        pairs: the labelled pairs.
        encoder: the encoder.
        model: how pairs are shown, and the head.
        training: the schedule and the seed; nothing is chosen on the folds.
        settings: how many folds, and what stays together.
        init: a checkpoint that each fold starts from; it must not have seen these pairs.
        background: the pairs that this checkpoint learned from; the baselines learn from them and the folds.
        registry: tells of what kind actors are, for names that are changed in training.
        progress: show a bar where there is a terminal.

    Returns:
        Out-of-fold answers in the order of the pairs.

    Raises:
        InputError: fewer groups than folds, or the encoder or checkpoint cannot be used.
    """
    rounds = []
    for number, indices in enumerate(folds(pairs, settings.folds, settings.seed, settings.by)):
        fold = set(indices)
        rounds.append(LeftOut(str(number), indices, [i for i in range(len(pairs)) if i not in fold]))
    answers = answer_left_out(
        pairs,
        rounds,
        encoder=encoder,
        model=model,
        training=training,
        init=init,
        background=background,
        registry=registry,
        progress=progress,
    )
    places = [index for left_out in rounds for index in left_out.test]
    order = sorted(range(len(pairs)), key=lambda position: places[position])
    predictions = [prediction for found in answers for prediction in found.predictions]
    baselines = {
        name: [stance for found in answers for stance in found.baselines[name]]
        for name in answers[0].baselines
    }
    return Answers(
        [predictions[i] for i in order],
        {name: [stances[i] for i in order] for name, stances in baselines.items()},
    )


def answer_left_out(
    pairs: Sequence[LabelledPair],
    rounds: Sequence[LeftOut],
    *,
    encoder: EncoderSettings,
    model: ModelSettings,
    training: TrainingSettings,
    init: str | None = None,
    background: Sequence[LabelledPair] = (),
    registry: Registry | None = None,
    progress: bool = False,
) -> list[Answers]:
    """In each round, train on what is there and answer what is left out; for the arguments see `cross_validate`.

    Args:
        rounds: what to leave out, see `splits.leave_one_out`.

    Returns:
        For each round the answers to its pairs, in the order of its `test`.
    """
    baselines: dict[str, Baseline] = {
        "majority": majority_baseline,
        "rules": lambda _, test: rules_baseline(test),
        "tfidf": lambda train, test: tfidf_baseline(train, test, training.seed),
    }
    found = []
    for left_out in tqdm(rounds, desc="rounds", unit="round", disable=None if progress else True):
        train, test = [pairs[i] for i in left_out.train], [pairs[i] for i in left_out.test]
        network, tokenizer = start_model(encoder, model, training.seed, init)
        names = NamePool.of(train, registry) if training.swap or training.twins else None
        train_model(network, tokenizer, mix({"": train}, balance=model.balance), {}, training, names=names)
        predictions = StancePredictor(network, tokenizer).predict_pairs(test)
        learned = [*background, *train]
        told = {name: baseline(learned, test) for name, baseline in baselines.items()}
        found.append(Answers(predictions, told))
    return found


def known_actors(pairs: Iterable[Pair], background: Iterable[Pair]) -> set[str]:
    """The actors of some pairs, by id, whom others name too, by the same id or by the same words.

    Examples:
        >>> from actorstance.schema import Mention
        >>> new = Pair(id="1", text="Peru thanked Chile.", target=Mention(13, 18, "cl"), holder=Mention(0, 4, "pe"))
        >>> known_actors([new], [Pair(id="2", text="CHILE won.", target=Mention(0, 5))])
        {'cl'}
    """
    names = names_in(background)
    return {
        mention.actor
        for pair in pairs
        for mention in (pair.target, pair.holder)
        if mention is not None and mention.actor is not None and called(pair.text, mention) & names
    }


def as_role(
    pairs: Sequence[LabelledPair], rounds: Sequence[LeftOut], answers: Sequence[Answers], role: str
) -> tuple[list[LabelledPair], Answers]:
    """The pairs in which the actor that a round left out has this role, and the answers to them, round by round.

    Args:
        pairs: all pairs.
        rounds: as `leave_one_out` made them by actor.
        answers: to the rounds.
        role: `target` or `holder`.
    """
    chosen, predictions = [], []
    baselines: dict[str, list[Stance]] = {name: [] for name in answers[0].baselines}
    for left_out, found in zip(rounds, answers, strict=True):
        for place, index in enumerate(left_out.test):
            mention = getattr(pairs[index], role)
            if mention is not None and mention.actor == left_out.name:
                chosen.append(pairs[index])
                predictions.append(found.predictions[place])
                for name, stances in found.baselines.items():
                    baselines[name].append(stances[place])
    return chosen, Answers(predictions, baselines)
