"""An evaluation as a folder of files: metrics, predictions, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actorstance.atomic import write_json, write_text
from actorstance.evaluation import ROLES, Evaluation
from actorstance.records import prediction_record, write_records
from actorstance.report.figures import confusion_figure, per_actor_figure, save_figure
from actorstance.report.tables import evaluation_markdown
from actorstance.schema import Prediction


def write_evaluation(
    folder: str | Path, evaluation: Evaluation, predictions: Sequence[Prediction] | None = None
) -> None:
    """Write `metrics.json`, `metrics.md`, the figures, and `predictions.jsonl` where there are predictions.

    Args:
        folder: the output folder; files of an earlier evaluation are replaced.
        evaluation: the figures.
        predictions: in the order of the corpus.
    """
    folder = Path(folder)
    write_json(folder / "metrics.json", evaluation)
    write_text(folder / "metrics.md", evaluation_markdown(evaluation))
    for role in ROLES:
        if any(score.role == role for score in evaluation.per_actor):
            save_figure(per_actor_figure(evaluation, role), folder / f"per_actor_{role}.png")
    save_figure(confusion_figure(evaluation), folder / "confusion.png")
    if predictions is not None:
        write_records(folder / "predictions.jsonl", [prediction_record(p) for p in predictions])
