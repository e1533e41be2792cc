"""What an evaluation leaves behind: a folder for each corpus, and one page for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from actorstance.atomic import write_json, write_text
from actorstance.behaviour import BehaviourResult
from actorstance.errors import InputError
from actorstance.examination import Examination
from actorstance.records import prediction_record, write_records
from actorstance.report.behaviour import write_behaviour
from actorstance.report.evaluation_page import write_evaluation_page
from actorstance.report.images import save_figures
from actorstance.report.latex import write_latex
from actorstance.report.markdown import examination_markdown, write_markdown
from actorstance.report.quality_figures import examination_figures
from actorstance.schema import Prediction

REPORTS = ("html", "none")


def check_report(report: str) -> None:
    """Refuse an unknown kind of report, before anything is computed.

    Raises:
        InputError: it is neither `html` nor `none`.
    """
    if report not in REPORTS:
        raise InputError(f"report is {report!r}, must be {' or '.join(REPORTS)}")


def write_reports(
    folder: str | Path,
    examinations: Mapping[str, Examination],
    predictions: Mapping[str, Sequence[Prediction]],
    behaviour: BehaviourResult | None = None,
    report: str = "html",
) -> None:
    """Write all of it; of a single corpus into the folder itself, of several each into a folder of its own.

    Args:
        folder: the output folder; files of an earlier evaluation are replaced.
        examinations: what was found out, by corpus.
        predictions: the answers, by corpus, where there are any to write.
        behaviour: the result of behavioural tests.
        report: `html` for the page `report.html`, the same as `report.md` and `tables.tex`, and figures; `none` for `metrics.json`, and `predictions.jsonl` where there are predictions, alone.
    """
    folder = Path(folder)
    wanted = report == "html"
    for name, found in examinations.items():
        own = folder if len(examinations) == 1 else folder / name
        write_json(own / "metrics.json", _metrics(found))
        if name in predictions:
            write_records(own / "predictions.jsonl", map(prediction_record, predictions[name]))
        if wanted:
            write_text(own / "metrics.md", examination_markdown(found, figures=True))
            save_figures(own, examination_figures(found))
    if behaviour is not None and wanted:
        write_behaviour(folder / "behaviour", behaviour)
    elif behaviour is not None:
        write_json(folder / "behaviour" / "behaviour.json", behaviour)
    if wanted:
        systems = dict.fromkeys(found.evaluation.system for found in examinations.values())
        title = f"{', '.join(systems)} on {', '.join(examinations)}"
        write_evaluation_page(
            folder / "report.html", title=title, examinations=examinations, behaviour=behaviour
        )
        write_markdown(folder / "report.md", title=title, examinations=examinations, behaviour=behaviour)
        write_latex(folder / "tables.tex", examinations, behaviour)


def _metrics(examination: Examination) -> dict[str, object]:
    """The fields of `Evaluation`, and beside them the others of `Examination`."""
    fields: dict[str, object] = msgspec.structs.asdict(examination)
    evaluation: dict[str, object] = msgspec.to_builtins(fields.pop("evaluation"))
    return {**evaluation, **fields}
