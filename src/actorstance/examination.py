"""Everything that an evaluation finds out about one system on one corpus, in one piece: what the report shows and `metrics.json` holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from actorstance.actors import Registry
from actorstance.calibration import ROUNDING, Calibration, calibration
from actorstance.controls import Controls, Fits, Predict, run_controls
from actorstance.errors import InputError
from actorstance.evaluation import Evaluation, evaluate
from actorstance.five_class import FiveClass, five_class_or_why
from actorstance.schema import STANCES, LabelledPair, Mention, Pair, Prediction, Probabilities, Stance
from actorstance.silence import Silence, choose_threshold, silence

Question = tuple[object, ...]
"""What makes two pairs ask the same: the text and the places in it."""

SHARED = 0.01
"""Up to this share of the pairs may have helped to choose the threshold: short sentences stand in many corpora."""


class ConfidentError(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong answer that was given with much confidence.

    Attributes:
        id: of the pair.
        text: its text.
        target: the target's span and actor.
        holder: the holder's; None for an overall pair.
        gold: the stance that annotators gave.
        answered: the stance that the system gave.
        probability: of the answer.
        article: where the text stands, if known.
    """

    id: str
    text: str
    target: Mention
    holder: Mention | None
    gold: Stance
    answered: Stance
    probability: float
    article: str | None = None


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """One system on one corpus.

    Attributes:
        evaluation: how right the answers are: overall, per actor, by kind, phenomenon and whether an actor was seen in training.
        calibration: how honest the probabilities are; None without probabilities, as are the next two.
        silence: what it reaches when it stays silent where it is unsure.
        errors: its most confident errors, the most confident first.
        controls: what it answers when target and holder are hidden, swapped or renamed; None where it cannot be asked again.
        five_class: DSE's own measure, on DSE.
        remarks: what else is to be known of these figures, a sentence each.
        learned_from: what the baselines that learn, and the split into seen and unseen actors, were made from; empty without them.
    """

    evaluation: Evaluation
    calibration: Calibration | None = None
    silence: Silence | None = None
    errors: list[ConfidentError] = []
    controls: Controls | None = None
    five_class: FiveClass | None = None
    remarks: list[str] = []
    learned_from: list[str] = []


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """Where to stay silent: what `silence.choose_threshold` found.

    Attributes:
        wanted: the accuracy that was wanted.
        threshold: pairs of at least this confidence are answered; None where none reached it.
        chosen_on: the name of the development data on which it was chosen.
        questions: the questions that these ask (`question`): where they are those that are reported on, no gain is held out.
    """

    wanted: float
    threshold: float | None
    chosen_on: str
    questions: frozenset[Question] = frozenset()


def examine(
    pairs: Sequence[LabelledPair],
    stances: Sequence[Stance],
    probabilities: Sequence[Probabilities] | None = None,
    *,
    corpus: str,
    system: str,
    baselines: Mapping[str, Sequence[Stance]] | None = None,
    registry: Registry | None = None,
    seen: frozenset[str] | None = None,
    threshold: Threshold | None = None,
    predict: Predict | None = None,
    fits: Fits | None = None,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
    skipped: Mapping[str, int] | None = None,
    learned_from: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> Examination:
    """Find out all that can be found out from the answers, and where it can be asked again, by asking.

    Args:
        pairs: labelled pairs.
        stances: the system's answers, in their order.
        probabilities: the probabilities of the answers, where it gives any.
        corpus: a name for the report.
        system: a name for what is evaluated.
        baselines: answers of other systems to the same pairs.
        registry: gives actors their display names and kinds.
        seen: what the actors of the training pairs are called (`breakdowns.names_in`).
        threshold: where to stay silent; without, and without probabilities, nothing is said of silence, nor where the threshold was chosen on these very
            pairs: what it gains there is no gain elsewhere.
        predict: the system itself, for the controls; without, there are none.
        fits: which of the controls' questions it can read, see `run_controls`.
        cluster: what is drawn together in a bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap, and of the names in the controls.
        skipped: how many rows of the corpus its reader left out, by reason.
        learned_from: what baselines and `seen` were made from, in words.
        remarks: what else is to be known, a sentence each.

    Raises:
        InputError: as `evaluate`, or a pair's answer is not the most probable one.
    """
    if probabilities is not None:
        probabilities = [
            _answering(pair, stance, answer)
            for pair, stance, answer in zip(pairs, stances, probabilities, strict=True)
        ]
    evaluation = evaluate(
        pairs, stances, corpus=corpus, system=system, baselines=baselines, registry=registry, seen=seen,
        cluster=cluster, resamples=resamples, seed=seed, skipped=skipped,
    )  # fmt: skip
    five, without = five_class_or_why(pairs, stances, probabilities)
    told = [*remarks, *([without] if without else [])]
    if probabilities is None:
        return Examination(
            evaluation=evaluation, five_class=five, remarks=told, learned_from=list(learned_from)
        )
    shared = 0 if threshold is None else sum(question(pair) in threshold.questions for pair in pairs)
    if threshold is not None and shared > SHARED * len(pairs):
        told.append(
            f"Silence is left out: its threshold was chosen on {threshold.chosen_on}, which has {shared:,} of these {len(pairs):,} pairs, and what it gains "
            "on them says nothing of others."
        )
        threshold = None
    scores = [msgspec.structs.astuple(answer) for answer in probabilities]
    kept = None
    if threshold is not None:
        kept = silence(
            pairs, scores, wanted=threshold.wanted, threshold=threshold.threshold, chosen_on=threshold.chosen_on,
            registry=registry, cluster=cluster, resamples=resamples, seed=seed,
        )  # fmt: skip
    controls = None
    if predict is not None:
        full = [
            Prediction(pair=pair, stance=stance, probabilities=answer)
            for pair, stance, answer in zip(pairs, stances, probabilities, strict=True)
        ]
        controls = run_controls(
            predict,
            pairs,
            full,
            registry=registry,
            fits=fits,
            cluster=cluster,
            resamples=resamples,
            seed=seed,
        )
    return Examination(
        evaluation=evaluation,
        calibration=calibration(scores, [pair.stance.id for pair in pairs]),
        silence=kept,
        errors=confident_errors(pairs, probabilities),
        controls=controls,
        five_class=five,
        remarks=told,
        learned_from=list(learned_from),
    )


def check_answer(pair_id: str, stance: Stance, probabilities: Probabilities) -> None:
    """Check that probabilities are some, and that the stance that was answered is the most probable one, or one of these.

    Raises:
        InputError: says of the pair what is wrong.
    """
    scores = msgspec.structs.astuple(probabilities)
    if not all(0 <= score <= 1 + 1e-6 for score in scores) or abs(sum(scores) - 1) > ROUNDING:
        raise InputError(
            f"pair {pair_id!r}: expected probabilities from 0 to 1 that sum to 1, got {list(scores)}"
        )
    own, most = scores[stance.id], max(scores)
    if own < most:
        likelier = STANCES[scores.index(most)]
        raise InputError(
            f"pair {pair_id!r} is answered {stance}, though {likelier} is said to be more probable ({most:g} and {own:g}); "
            "expected the most probable stance, or no probabilities"
        )


def _answering(pair: LabelledPair, stance: Stance, probabilities: Probabilities) -> Probabilities:
    """Probabilities of which the stance that was answered is the highest: of equal ones, as rounding makes them, it comes first by a hair."""
    check_answer(pair.id, stance, probabilities)
    scores = msgspec.structs.astuple(probabilities)
    own = scores[stance.id]
    if scores.count(own) == 1:
        return probabilities
    return msgspec.structs.replace(probabilities, **{str(stance): math.nextafter(own, 1.0)})


def find_threshold(
    pairs: Sequence[LabelledPair], probabilities: Sequence[Probabilities], wanted: float, name: str
) -> Threshold:
    """The threshold with which the answers to development data are as accurate as wanted, see `silence.choose_threshold`.

    Raises:
        InputError: `wanted` is not over 0 and up to 1.
    """
    scores = [msgspec.structs.astuple(answer) for answer in probabilities]
    chosen = choose_threshold(scores, [pair.stance.id for pair in pairs], wanted)
    asked = frozenset(question(pair) for pair in pairs)
    return Threshold(wanted=wanted, threshold=chosen, chosen_on=name, questions=asked)


def question(pair: Pair) -> Question:
    """What a pair asks: its text, and where target and holder stand in it.

    Examples:
        >>> question(LabelledPair(id="1", text="Peru won.", target=Mention(0, 4), stance=Stance.NEUTRAL))
        ('Peru won.', 0, 4, None)
    """
    holder = None if pair.holder is None else (pair.holder.start, pair.holder.end)
    return pair.text, pair.target.start, pair.target.end, holder


def confident_errors(
    pairs: Sequence[LabelledPair], probabilities: Sequence[Probabilities], most: int = 20
) -> list[ConfidentError]:
    """The wrong answers with the highest probabilities.

    Examples:
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4), stance=Stance.NEUTRAL)
        >>> [(e.answered.value, e.gold.value, e.probability) for e in confident_errors([pair], [Probabilities(0.1, 0.2, 0.7)])]
        [('favor', 'neutral', 0.7)]
    """
    wrong = []
    for pair, answer in zip(pairs, probabilities, strict=True):
        scores = msgspec.structs.astuple(answer)
        answered = Stance.from_id(scores.index(max(scores)))
        if answered is not pair.stance:
            wrong.append((max(scores), answered, pair))
    wrong.sort(key=lambda found: (-found[0], found[2].id))
    return [
        ConfidentError(
            id=pair.id,
            text=pair.text,
            target=pair.target,
            holder=pair.holder,
            gold=pair.stance,
            answered=answered,
            probability=probability,
            article=pair.article,
        )
        for probability, answered, pair in wrong[:most]
    ]
