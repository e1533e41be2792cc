"""Several corpora in one table: what one system reaches on each."""

from __future__ import annotations

from collections.abc import Mapping

from actorstance.comparison import Runs
from actorstance.controls import Control
from actorstance.examination import Examination
from actorstance.report.cells import Row, percent
from actorstance.report.tables import MEASURES, with_interval

HEADER = (
    "set",
    "pairs",
    "macro-F1 [95 %]",
    "accuracy [95 %]",
    "five classes, micro / macro-F1",
    "ECE",
    "Brier",
    "changed by other names",
    "looks at its target",
)
DEPENDENT = {True: "yes", False: "NOT SHOWN", None: "cannot be told"}

ACTOR_HEADER = ("set", "target", "pairs", "accuracy [95 %]", "")


def overview_rows(examinations: Mapping[str, Examination]) -> list[Row]:
    """One row for each corpus, under `HEADER`."""
    return [_row(name, found) for name, found in examinations.items()]


def actor_rows(examinations: Mapping[str, Examination], most: int) -> list[Row]:
    """The actors with most pairs as targets, under `ACTOR_HEADER`."""
    rows: list[Row] = []
    for name, found in examinations.items():
        targets = [score for score in found.evaluation.per_actor if score.role == "target"]
        for score in sorted(targets, key=lambda s: -s.n)[:most]:
            figure = f"{percent(score.accuracy)} [{100 * score.low:.0f}–{100 * score.high:.0f}]"
            rows.append((name, score.name, f"{score.n:,}", figure, "few" if score.few else ""))
    return rows


def spread_table(runs: Mapping[str, Runs]) -> tuple[Row, list[Row]]:
    """Header and rows: macro-F1 and accuracy of each run on each corpus, with mean and standard deviation.

    Examples:
        >>> from actorstance.comparison import seed_spread
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4), stance=Stance.NEUTRAL)
        >>> found = seed_spread([pair] * 2, {"a": [Stance.NEUTRAL] * 2, "b": [Stance.NEUTRAL, Stance.FAVOR]})
        >>> spread_table({"mine": found})[1]
        [('mine', 'accuracy', '100.0', '50.0', '75.0 ± 35.4'), ('mine', 'macro-F1', '100.0', '33.3', '66.7 ± 47.1')]
    """
    names = list(next(iter(runs.values())).runs)
    rows: list[Row] = []
    for corpus, found in runs.items():
        for measure in ("accuracy", "macro_f1"):
            spread = found.measures[measure]
            mean = f"{100 * spread.mean:.1f}"
            if spread.deviation is not None:
                mean += f" ± {100 * spread.deviation:.1f}"
            single = (f"{100 * found.runs[name][measure]:.1f}" for name in names)
            rows.append((corpus, MEASURES[measure], *single, mean))
    return ("set", "measure", *names, "mean ± standard deviation"), rows


def _row(name: str, found: Examination) -> Row:
    five, calibration = found.five_class, found.calibration
    renamed = _control(found, "renamed")
    return (
        name,
        f"{found.evaluation.n:,}",
        with_interval(found.evaluation, "macro_f1"),
        with_interval(found.evaluation, "accuracy"),
        "" if five is None else f"{percent(five.micro_f1)} / {percent(five.macro_f1)}",
        "" if calibration is None else f"{calibration.error:.3f}",
        "" if calibration is None else f"{calibration.brier:.3f}",
        "" if renamed is None else f"{percent(renamed.changed)} of {renamed.n:,}",
        "no controls" if found.controls is None else DEPENDENT[found.controls.target_dependent],
    )


def _control(found: Examination, name: str) -> Control | None:
    controls = found.controls.controls if found.controls else []
    return next((control for control in controls if control.name == name), None)
