"""The headline figures of an examination: each with what it rests on, and what it has to be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from actorstance.evaluation import Evaluation
from actorstance.examination import Examination
from actorstance.metrics import FEW
from actorstance.report.cells import bracket, ends, percent


class Tile(NamedTuple):
    """A figure, what it is, and its interval or what belongs beside it."""

    label: str
    value: str
    note: str


def tiles(examination: Examination) -> list[Tile]:
    """The headline figures; what was not found out has none.

    Examples:
        >>> from actorstance.evaluation import evaluate
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> baselines = {"majority": [Stance.FAVOR]}
        >>> for tile in tiles(Examination(evaluation=evaluate([pair], [Stance.NEUTRAL], baselines=baselines))):
        ...     print(*tile, sep=" | ")
        macro-F1 | 100.0 % | [–], n = 1
        best baseline: majority | 0.0 % | macro-F1 [–]
        accuracy | 100.0 % | [20.7–100.0], n = 1
    """
    evaluation = examination.evaluation
    found = [
        Tile(
            "macro-F1",
            percent(evaluation.macro_f1),
            f"{ends(evaluation.intervals.get('macro_f1'))}, n = {evaluation.n:,}",
        )
    ]
    baselines = {name: scores["all"] for name, scores in evaluation.baselines.items()}
    if baselines:
        best = max(baselines, key=lambda name: baselines[name].macro_f1)
        scores = baselines[best]
        better = "; better than the system" if scores.macro_f1 > evaluation.macro_f1 else ""
        note = f"macro-F1 {ends(scores.intervals.get('macro_f1'))}{better}"
        found.append(Tile(f"best baseline: {best}", percent(scores.macro_f1), note))
    found.append(
        Tile(
            "accuracy",
            percent(evaluation.accuracy),
            f"{ends(evaluation.intervals.get('accuracy'))}, n = {evaluation.n:,}",
        )
    )
    return [*found, *_over_targets(evaluation), *_quality(examination)]


def _over_targets(evaluation: Evaluation) -> Iterator[Tile]:
    for spread in evaluation.spread:
        worst = spread.worst
        if spread.role == "target" and spread.macro is not None and worst is not None:
            note = (
                f"{spread.enough:,} with {FEW} pairs or more, of two clusters or more; the worst: {worst.name}, {percent(worst.accuracy)} "
                f"{bracket(worst.low, worst.high)}, n = {worst.n:,}"
            )
            yield Tile("mean accuracy of targets", percent(spread.macro), note)


def _quality(examination: Examination) -> Iterator[Tile]:
    five, calibration, silence = examination.five_class, examination.calibration, examination.silence
    if five is not None:
        yield Tile(
            "five classes, micro-F1",
            percent(five.micro_f1),
            f"macro-F1 {percent(five.macro_f1)}, {five.n:,} rows",
        )
    if calibration is not None:
        yield Tile(
            "calibration error",
            f"{calibration.error:.3f}",
            f"Brier score {calibration.brier:.3f}, n = {calibration.n:,}",
        )
    if silence is not None and silence.accuracy is not None:
        note = f"at threshold {silence.threshold:.3f}; {percent(silence.accuracy)} {bracket(silence.low, silence.high)} of them right"
        yield Tile("answered", percent(silence.coverage), note)
    for control in examination.controls.controls if examination.controls else []:
        if control.name == "renamed":
            yield Tile(
                "changed by other names",
                percent(control.changed),
                f"{ends(control.changed_interval)} of {control.n:,} answers",
            )
