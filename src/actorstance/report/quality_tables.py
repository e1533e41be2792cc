"""Controls, calibration, silence and confident errors as plain rows and sentences, as `tables` has them for an evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from actorstance.calibration import Calibration
from actorstance.controls import BLIND, Control, Controls
from actorstance.examination import ConfidentError
from actorstance.five_class import FiveClass
from actorstance.metrics import FEW, Interval
from actorstance.report.cells import Row, bracket, ends, interval, percent, points, points_ends
from actorstance.silence import CoveragePoint, Silence

CONTROL_HEADER: Row = (
    "control", "should", "pairs", "full macro-F1 [95 %]", "macro-F1", "difference [95 %]", "accuracy", "answers changed [95 %]",
)  # fmt: skip
CALIBRATION_HEADER: Row = ("measure", "value")
BIN_HEADER: Row = ("confidence", "answers", "mean confidence", "accuracy", "95 % interval", "difference")
CURVE_HEADER: Row = ("threshold", "answered", "pairs", "accuracy", "95 % interval")
COVERAGE_HEADER: Row = ("actor", "role", "pairs", "answered", "share", "accuracy", "95 % interval", "note")
ERROR_HEADER: Row = ("text", "holder", "target", "answered", "probability", "gold")

CONTROLS = {
    "hidden": "target and holder hidden",
    "elsewhere": "other actors of the sentence",
    "reversed": "holder and target swapped",
    "renamed": "actors with other names",
    "masked": "actors called A, B, C",
}
"""What is asked under each control."""
CONTROL_NOTE = (
    "Every pair is asked again with what a target-dependent answer needs taken away: then the macro-F1 should fall. Told of other names, the answers "
    "should hold. A difference is that of the full answers and those under the control, in points, on the pairs that could be asked so; [–]: no "
    f"interval under {FEW} clusters."
)
CALIBRATION_NOTE = (
    "The errors come from bins, and chance alone makes them greater than 0, the more so the fewer the pairs: compare them only between systems on "
    "the same pairs. The bins are {}."
)
BIN_NOTE = (
    "Answers by their confidence, the probability of the stance that was answered. An honest system is as often right as it is confident; "
    "“difference” is accuracy minus confidence, in points. Intervals are Wilson’s."
)
CURVE_NOTE = (
    "What other thresholds reach on these pairs: to look at, not to choose by. These intervals take pairs as independent, so they are "
    "too narrow where many pairs share an article."
)
COVERAGE_NOTE = f"“few”: under {FEW} answered pairs, or those of one cluster alone, too few for a verdict."


def control_rows(controls: Controls) -> list[Row]:
    """One row per control, under `CONTROL_HEADER`."""
    return [_control_row(control) for control in controls.controls]


def left_out_sentence(controls: Controls) -> list[str]:
    """A sentence on the pairs that controls leave out, if there are any.

    Examples:
        >>> left_out_sentence(Controls(controls=[], target_dependent=None, verdict="", left_out={"hidden": 3}))
        ['Left out, since what would be asked does not fit the system: 3 pairs (target and holder hidden).']
    """
    counts = [f"{number:,} pairs ({CONTROLS[name]})" for name, number in controls.left_out.items()]
    told = f"Left out, since what would be asked does not fit the system: {', '.join(counts)}."
    return [told] if counts else []


def should(control: Control) -> str:
    """What the macro-F1 of a target-dependent system does under a control: `fall` or `hold`."""
    return "fall" if control.name in (*BLIND, "reversed") else "hold"


def calibration_rows(found: Calibration) -> list[Row]:
    """One row per measure, under `CALIBRATION_HEADER`."""
    return [
        ("expected calibration error", f"{found.error:.3f}"),
        ("the same with bins of equal mass", f"{found.adaptive_error:.3f}"),
        ("maximum calibration error (the widest gap of a bin)", f"{found.maximum_error:.3f}"),
        ("Brier score (0 to 2)", f"{found.brier:.3f}"),
        ("log loss (nats)", f"{found.log_loss:.3f}"),
    ]


def bin_rows(found: Calibration) -> list[Row]:
    """One row per bin of the reliability diagram, under `BIN_HEADER`."""
    return [
        (
            f"{100 * one.low:.0f}–{100 * one.high:.0f} %",
            f"{one.n:,}",
            percent(one.confidence),
            percent(one.accuracy),
            interval(Interval(one.accuracy_low, one.accuracy_high, "wilson")),
            points(one.accuracy - one.confidence),
        )
        for one in found.bins
    ]


def curve_rows(found: Silence, most: int = 11) -> list[Row]:
    """The accuracy-coverage curve at about evenly spaced coverages, under `CURVE_HEADER`."""
    rows: list[Row] = []
    for point in _spaced(found.curve, most):
        accuracy = percent(point.accuracy), interval(Interval(point.low, point.high, "wilson"))
        rows.append((f"{point.threshold:.3f}", percent(point.coverage), f"{point.n:,}", *accuracy))
    return rows


def coverage_rows(found: Silence) -> list[Row]:
    """One row per actor and role, under `COVERAGE_HEADER`; most pairs first."""
    rows: list[Row] = []
    for one in sorted(found.per_actor, key=lambda one: (-one.n, one.name, one.role)):
        rows.append(
            (
                one.name,
                one.role,
                f"{one.n:,}",
                f"{one.answered:,}",
                percent(one.answered / one.n),
                "–" if one.accuracy is None else percent(one.accuracy),
                "–" if one.accuracy is None else interval(Interval(one.low, one.high, "")),
                "few" if one.few else "",
            )
        )
    return rows


def error_rows(errors: Sequence[ConfidentError]) -> list[Row]:
    """One row per confident error, under `ERROR_HEADER`."""
    return [
        (
            error.text,
            *asked(error),
            str(error.answered),
            f"{error.probability:.2f}",
            str(error.gold),
        )
        for error in errors
    ]


def asked(error: ConfidentError) -> tuple[str, str]:
    """Whose stance toward whom was asked, in the words of the text."""
    holder, target = error.holder, error.target
    return (
        "overall" if holder is None else error.text[holder.start : holder.end],
        error.text[target.start : target.end],
    )


def five_class_sentence(found: FiveClass) -> str:
    """DSE's own measure in one sentence.

    Examples:
        >>> five_class_sentence(FiveClass(n=1461, micro_f1=0.765, macro_f1=0.544))
        'In the five classes of DSE, over 1,461 rows: micro-F1 76.5 %, macro-F1 54.4 %.'
    """
    return (
        f"In the five classes of DSE, over {found.n:,} rows: micro-F1 {percent(found.micro_f1)}, "
        f"macro-F1 {percent(found.macro_f1)}."
    )


def calibration_sentence(found: Calibration) -> str:
    """How far confidence and accuracy lie apart, in one sentence.

    Examples:
        >>> from actorstance.calibration import calibration
        >>> calibration_sentence(calibration([[0.9, 0.1, 0.0]] * 4, [0, 0, 0, 1], bins=5))
        'Expected calibration error 0.150 (5 equal-width bins of the top probability; 0.150 with bins of equal mass), Brier score 0.420, log loss 0.655.'
    """
    return (
        f"Expected calibration error {found.error:.3f} ({found.binning}; {found.adaptive_error:.3f} with bins of equal mass), "
        f"Brier score {found.brier:.3f}, log loss {found.log_loss:.3f}."
    )


def silence_sentence(found: Silence) -> str:
    """What is answered where the system is sure enough, and how much of it is right, in one sentence."""
    wanted = f"an accuracy of {percent(found.wanted)} on {found.chosen_on}"
    if found.threshold is None:
        return f"No threshold reaches {wanted}: the system would have to stay silent always."
    threshold = f"threshold {found.threshold:.3f}, chosen for {wanted}"
    if found.accuracy is None:
        return f"At the {threshold}, none of the {found.n:,} pairs is answered."
    return (
        f"At the {threshold}, {found.answered:,} of {found.n:,} pairs are answered ({percent(found.coverage)}), "
        f"and {percent(found.accuracy)} {bracket(found.low, found.high)} of these answers are right."
    )


def _control_row(control: Control) -> Row:
    return (
        CONTROLS.get(control.name, control.name),
        should(control),
        f"{control.n:,}",
        f"{percent(control.full)} {ends(control.full_interval)}",
        percent(control.macro_f1),
        f"{points(control.difference)} {points_ends(control.interval)}",
        percent(control.accuracy),
        f"{percent(control.changed)} {ends(control.changed_interval)}",
    )


def _spaced(curve: Sequence[CoveragePoint], most: int) -> list[CoveragePoint]:
    """The points nearest to evenly spaced coverages, the first and the last among them."""
    if len(curve) <= most:
        return list(curve)
    first, last = curve[0].coverage, curve[-1].coverage
    wanted = [first + (last - first) * step / (most - 1) for step in range(most)]
    nearest = [min(range(len(curve)), key=lambda i: abs(curve[i].coverage - share)) for share in wanted]
    return [curve[i] for i in dict.fromkeys(nearest)]
