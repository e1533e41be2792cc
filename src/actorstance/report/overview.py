"""Several corpora in one table: what one checkpoint reaches on each."""

from __future__ import annotations

from collections.abc import Mapping

from actorstance.report.tables import Row, percent, with_interval
from actorstance.suite import Judged

HEADER = (
    "set",
    "pairs",
    "macro-F1 [95 %]",
    "accuracy [95 %]",
    "five classes, micro / macro-F1",
    "ECE",
    "Brier",
    "changed by other names",
)

ACTOR_HEADER = ("set", "target", "pairs", "accuracy [95 %]", "")


def overview_rows(judged: Mapping[str, Judged]) -> list[Row]:
    """One row for each corpus, under `HEADER`."""
    return [_row(name, found) for name, found in judged.items()]


def actor_rows(judged: Mapping[str, Judged], most: int) -> list[Row]:
    """The actors with most pairs as targets, under `ACTOR_HEADER`."""
    rows: list[Row] = []
    for name, found in judged.items():
        targets = [score for score in found.evaluation.per_actor if score.role == "target"]
        for score in sorted(targets, key=lambda s: -s.n)[:most]:
            figure = f"{percent(score.accuracy)} [{100 * score.low:.0f}–{100 * score.high:.0f}]"
            rows.append((name, score.name, f"{score.n:,}", figure, "few" if score.few else ""))
    return rows


def _row(name: str, found: Judged) -> Row:
    five = found.five_class
    return (
        name,
        f"{found.evaluation.n:,}",
        with_interval(found.evaluation, "macro_f1"),
        with_interval(found.evaluation, "accuracy"),
        "" if five is None else f"{percent(five.micro_f1)} / {percent(five.macro_f1)}",
        f"{found.calibration_error:.3f}",
        f"{found.brier:.3f}",
        f"{percent(found.changed / found.renamed)} of {found.renamed:,}" if found.renamed else "",
    )
