"""Controls: what a system answers when it is asked about the wrong place, or of other names. They show whether it looks at its target.

A system that reads only the tone of a sentence can score as well as one that reads who does what to whom. So every pair is asked again with
what a target-dependent answer needs taken away, by questions of the same form as the real ones:

    hidden      target and holder are the whole sentence: nobody is asked about
    elsewhere   target and holder are other actors of the same sentence; what is answered of them, on average, stands for the pair
    reversed    holder and target have changed places (directed pairs)
    renamed     the actors have names of others of their kind (see `renaming`)
    masked      the actors are called "Actor A", "Actor B"

The first three should be worse than the full answers, the last two nearly as good. The system is any function from pairs to predictions: no torch here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from actorstance.actors import Registry
from actorstance.metrics import FEW, Clusters, Interval, accuracy, macro_f1, percentiles
from actorstance.questions import elsewhere, hidden, masked, renamed, swapped
from actorstance.schema import LabelledPair, Pair, Prediction
from actorstance.splits import GROUPS

Predict = Callable[[Sequence[Pair]], Sequence[Prediction]]
Fits = Callable[[Sequence[Pair]], Sequence[bool]]

BLIND = ("hidden", "elsewhere")
"""The controls that a target-blind system passes as if nothing had happened."""


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """The answers under one control, beside the full answers to the same pairs.

    Attributes:
        name: which control.
        n: pairs that could be asked so.
        full: macro-F1 of the full answers on these pairs.
        full_interval: its 95 % interval; None under ten clusters.
        macro_f1: macro-F1 under the control.
        difference: full minus control, in macro-F1.
        interval: of the difference, paired: the same clusters are drawn for both; None under ten clusters.
        accuracy: under the control.
        changed: share of the answers that are another stance than the full answer.
        changed_interval: of that share, 95 %.
    """

    name: str
    n: int
    full: float
    full_interval: Interval | None
    macro_f1: float
    difference: float
    interval: Interval | None
    accuracy: float
    changed: float
    changed_interval: Interval


class Controls(msgspec.Struct, frozen=True, kw_only=True):
    """All controls of one system on one corpus.

    Attributes:
        controls: one entry for each control for which the corpus has pairs.
        target_dependent: whether every blind control falls below the interval of the full answers; None where there are too few clusters.
        verdict: the same in plain words.
        left_out: for each control with such, how many pairs it leaves out since the system cannot read what would be asked.
    """

    controls: list[Control]
    target_dependent: bool | None
    verdict: str
    left_out: dict[str, int] = {}


def run_controls(
    predict: Predict,
    pairs: Sequence[LabelledPair],
    full: Sequence[Prediction],
    *,
    registry: Registry | None = None,
    fits: Fits | None = None,
    cluster: str = "article",
    resamples: int = 1000,
    seed: int = 13,
) -> Controls:
    """Ask again under all controls.

    Args:
        predict: the system, for example `StancePredictor.predict_pairs`.
        pairs: the labelled pairs.
        full: the system's answers to them, in their order.
        registry: the kinds of actors, for other names.
        fits: tells for each question whether the system can read it, for example `StancePredictor.fits`; without, all are asked.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap and of the names.

    Returns:
        The controls. One that fits none of the pairs is left out: `elsewhere` where no sentence names a second actor, `reversed` without
        directed pairs, one whose questions the system cannot read.
    """
    questions: dict[str, dict[int, list[Pair]]] = {
        "hidden": {i: [hidden(pair)] for i, pair in enumerate(pairs)},
        "elsewhere": elsewhere(pairs),
        "reversed": {i: [swapped(pair)] for i, pair in enumerate(pairs) if pair.holder is not None},
        "renamed": _changed(pairs, renamed(pairs, registry, seed)),
        "masked": _changed(pairs, masked(pairs)),
    }
    left_out = {}
    if fits is not None:
        for name, asked in questions.items():
            questions[name] = _fitting(fits, asked)
            if lost := len(asked) - len(questions[name]):
                left_out[name] = lost
    scorer = _Paired(pairs, full, cluster, resamples, seed)
    controls = [scorer.control(name, _ask(predict, asked)) for name, asked in questions.items() if asked]
    return msgspec.structs.replace(judged(controls, len(pairs)), left_out=left_out)


def judged(controls: Sequence[Control], n: int) -> Controls:
    """The verdict on the controls: whether the figures show that the system looks at its target.

    They do if under each blind control the macro-F1 falls below the 95 % interval of the full answers to the same pairs. A control
    that fits less than half of the pairs speaks for too few of them to count here.

    Args:
        controls: the controls.
        n: all pairs.
    """
    blind = [control for control in controls if control.name in BLIND and 2 * control.n >= n]
    intervals = [control.full_interval for control in blind if control.full_interval is not None]
    if not blind or len(intervals) < len(blind):
        verdict = (
            f"Whether the system looks at its target cannot be told: there are fewer than {FEW} clusters."
        )
        return Controls(controls=list(controls), target_dependent=None, verdict=verdict)
    margins = [c.macro_f1 - interval.low for c, interval in zip(blind, intervals, strict=True)]
    nearest = margins.index(max(margins))
    control, interval = blind[nearest], intervals[nearest]
    full = f"{100 * control.full:.1f} %, {100 * interval.low:.1f}–{100 * interval.high:.1f}"
    if margins[nearest] >= 0:
        verdict = (
            "These figures do not show that the system looks at its target: "
            f"asked {QUESTIONS[control.name]}, it reaches a macro-F1 of {100 * control.macro_f1:.1f} %, "
            f"which is not below the interval of its full answers ({full})."
        )
    else:
        verdict = (
            "The figures show that the system looks at its target: "
            f"asked {QUESTIONS[control.name]}, its macro-F1 falls to {100 * control.macro_f1:.1f} %, "
            f"below the interval of its full answers ({full})."
        )
    return Controls(controls=list(controls), target_dependent=margins[nearest] < 0, verdict=verdict)


QUESTIONS = {
    "hidden": "about nobody in particular (target and holder hidden)",
    "elsewhere": "about other actors of the same sentence",
}


class _Paired:
    """Compares answers under a control with the full ones, on the pairs that both have."""

    def __init__(
        self,
        pairs: Sequence[LabelledPair],
        full: Sequence[Prediction],
        cluster: str,
        resamples: int,
        seed: int,
    ) -> None:
        self.pairs = pairs
        self.answers = [prediction.stance.id for prediction in full]
        self.group = GROUPS[cluster]
        self.resamples, self.seed = resamples, seed

    def control(self, name: str, answers: Mapping[int, int]) -> Control:
        indices = list(answers)
        gold = [self.pairs[i].stance.id for i in indices]
        own, told = [self.answers[i] for i in indices], [answers[i] for i in indices]
        groups = [self.group(self.pairs[i]) for i in indices]
        before, after = Clusters(gold, own, groups), Clusters(gold, told, groups)
        # Agreement of the two answers, as if the full one were gold: what is not on the diagonal changed.
        same = Clusters(own, told, groups)
        kept = same.accuracy_interval(self.resamples, self.seed)
        count = len(before.matrices)
        full_interval = interval = None
        if count >= FEW:
            # The same seed draws the same clusters for both.
            ours = macro_f1(before.resampled(self.resamples, self.seed))
            theirs = macro_f1(after.resampled(self.resamples, self.seed))
            full_interval, interval = percentiles(ours, count), percentiles(ours - theirs, count)
        return Control(
            name=name,
            n=len(indices),
            full=float(macro_f1(before.total)),
            full_interval=full_interval,
            macro_f1=float(macro_f1(after.total)),
            difference=float(macro_f1(before.total) - macro_f1(after.total)),
            interval=interval,
            accuracy=float(accuracy(after.total)),
            changed=1 - float(accuracy(same.total)),
            changed_interval=Interval(1 - kept.high, 1 - kept.low, kept.method),
        )


def _fitting(fits: Fits, asked: Mapping[int, Sequence[Pair]]) -> dict[int, list[Pair]]:
    """The questions that the system can read, and the pairs that still have one."""
    told = iter(fits([pair for questions in asked.values() for pair in questions]))
    fitting = {index: [pair for pair in questions if next(told)] for index, questions in asked.items()}
    return {index: questions for index, questions in fitting.items() if questions}


def _ask(predict: Predict, asked: Mapping[int, Sequence[Pair]]) -> dict[int, int]:
    """The class ids that the questions get; of several questions for one pair, the most probable on average."""
    once = {_question(pair): pair for questions in asked.values() for pair in questions}
    predictions = predict(list(once.values()))
    scores = {
        question: np.array(msgspec.structs.astuple(prediction.probabilities))
        for question, prediction in zip(once, predictions, strict=True)
    }
    return {
        index: int(np.mean([scores[_question(pair)] for pair in questions], axis=0).argmax())
        for index, questions in asked.items()
    }


def _question(pair: Pair) -> tuple[str, int, int, int, int]:
    """What is asked; the pairs of a sentence often lead to the same question."""
    holder = (-1, -1) if pair.holder is None else (pair.holder.start, pair.holder.end)
    return pair.text, pair.target.start, pair.target.end, *holder


def _changed(pairs: Sequence[Pair], told: Sequence[Pair]) -> dict[int, list[Pair]]:
    """The retold pairs, where the retelling changed the text."""
    return {i: [new] for i, (old, new) in enumerate(zip(pairs, told, strict=True)) if new.text != old.text}
