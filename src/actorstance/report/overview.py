"""Several corpora in one table: what one system reaches on each."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean, stdev

from actorstance.controls import Control
from actorstance.examination import Examination
from actorstance.report.cells import Row, percent
from actorstance.report.tables import with_interval

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


def spread_table(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> tuple[Row, list[Row]]:
    """Header and rows: what several runs reach on each corpus, with mean and standard deviation (n − 1).

    Args:
        figures: shares from 0 to 1, by corpus, run and measure; every corpus has all runs, and all its runs have the same measures.

    Examples:
        >>> spread_table({"mine": {"a": {"accuracy": 1.0}, "b": {"accuracy": 0.5}}})
        (('set', 'measure', 'a', 'b', 'mean ± standard deviation'), [('mine', 'accuracy', '100.0', '50.0', '75.0 ± 35.4')])
    """
    names = list(next(iter(figures.values())))
    rows: list[Row] = []
    for corpus, runs in figures.items():
        for measure in runs[names[0]]:
            shares = [100 * runs[name][measure] for name in names]
            mean = f"{fmean(shares):.1f}" + (f" ± {stdev(shares):.1f}" if len(shares) > 1 else "")
            rows.append((corpus, measure, *(f"{share:.1f}" for share in shares), mean))
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
