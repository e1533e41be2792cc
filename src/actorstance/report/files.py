"""An evaluation as a folder of files: metrics, predictions, tables and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from matplotlib.figure import Figure

from actorstance.atomic import write_json, write_text
from actorstance.evaluation import ROLES, Evaluation
from actorstance.examination import Examination
from actorstance.records import prediction_record, write_records
from actorstance.report.evaluation_markdown import examination_markdown
from actorstance.report.figures import confusion_figure, per_actor_figure, save_figure
from actorstance.report.quality_figures import examination_figures
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
    figures = {
        f"per_actor_{role}": per_actor_figure(evaluation, role)
        for role in ROLES
        if any(score.role == role for score in evaluation.per_actor)
    }
    _write_figures(folder, {**figures, "confusion": confusion_figure(evaluation)})
    _write_predictions(folder, predictions)


def write_examination(
    folder: str | Path,
    examination: Examination,
    predictions: Sequence[Prediction] | None = None,
    *,
    report: bool = True,
) -> None:
    """Write `metrics.json`, `predictions.jsonl` where there are predictions, and as a report `metrics.md` and the figures as PNG and SVG.

    Args:
        folder: the output folder; files of an earlier examination are replaced.
        examination: what was found out.
        predictions: in the order of the corpus.
        report: whether to write the report.
    """
    folder = Path(folder)
    write_json(folder / "metrics.json", metrics(examination))
    _write_predictions(folder, predictions)
    if report:
        write_text(folder / "metrics.md", examination_markdown(examination, figures=True))
        _write_figures(folder, examination_figures(examination))


def metrics(examination: Examination) -> dict[str, object]:
    """What `metrics.json` holds of an examination: the fields of `Evaluation`, and beside them the others of `Examination`."""
    fields: dict[str, object] = msgspec.structs.asdict(examination)
    evaluation: dict[str, object] = msgspec.to_builtins(fields.pop("evaluation"))
    return {**evaluation, **fields}


def _write_figures(folder: Path, figures: Mapping[str, Figure]) -> None:
    for name, figure in figures.items():
        for ending in ("png", "svg"):
            save_figure(figure, folder / f"{name}.{ending}")


def _write_predictions(folder: Path, predictions: Sequence[Prediction] | None) -> None:
    if predictions is not None:
        write_records(folder / "predictions.jsonl", [prediction_record(p) for p in predictions])
