"""An examination on the console: the figures beside the baselines, some actors, and the rest in a sentence each."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from actorstance.evaluation import ROLES, Evaluation
from actorstance.examination import Examination
from actorstance.metrics import FEW
from actorstance.report.cells import console_table, counted, of_most, rich_table
from actorstance.report.quality_tables import calibration_sentence, silence_sentence
from actorstance.report.tables import (
    ACTOR_HEADER,
    MEASURES,
    SYSTEM_HEADER,
    UNEQUAL,
    actor_rows,
    system_rows,
    with_interval,
)

LEFT_OUT = frozenset({"right", "method", "macro-F1", "difference"})
"""What of an actor is not shown, so that a row fits into a line."""


def print_examination(examination: Examination, console: Console, most: int = 12) -> None:
    """Print the figures beside the baselines, the actors with the most pairs in each role, and what the controls, the calibration and silence say.

    Args:
        examination: what was found out.
        console: where to.
        most: how many actors of a role; the title says how many more there are.
    """
    evaluation = examination.evaluation
    console.print(Text(f"{evaluation.system} on {evaluation.corpus}", style="bold"))
    console.print(Text(headline(evaluation)))
    console.print(rich_table(SYSTEM_HEADER, system_rows(evaluation), left=2))
    for role in ROLES:
        rows = actor_rows(evaluation, role)
        if rows:
            title = f"actors as {role}{of_most(len(rows), most)}"
            console.print(console_table(ACTOR_HEADER, rows[:most], LEFT_OUT, title))
    controls = examination.controls
    if controls is not None:
        # What cannot be trusted must not look like the rest.
        style = {True: "green", False: "bold red", None: ""}[controls.target_dependent]
        console.print(Text(controls.verdict, style=style))
    if examination.calibration is not None:
        console.print(Text(calibration_sentence(examination.calibration)))
    if examination.silence is not None:
        console.print(Text(silence_sentence(examination.silence)))
    for remark in examination.remarks:
        console.print(Text(remark))


def headline(evaluation: Evaluation) -> str:
    """How many pairs there are, what the intervals rest on, and the three measures."""
    pairs, clusters = counted(evaluation.n, "pair"), counted(int(evaluation.clusters["n"]), "cluster")
    return (
        f"n = {pairs} in {clusters} (by {evaluation.clusters['by']}). Accuracy {with_interval(evaluation, 'accuracy')}, "
        f"macro-F1 {with_interval(evaluation, 'macro_f1')}, F_avg {with_interval(evaluation, 'f_avg')}."
        + ("" if MEASURES.keys() <= evaluation.intervals.keys() else f" [–]: none under {FEW} clusters.")
        + (f" {UNEQUAL}" if evaluation.unequal else "")
    )
