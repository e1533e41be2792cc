"""Examine one checkpoint on several corpora: one report, one table; see configs/evaluate_all.yaml for the commands."""

from __future__ import annotations

from pathlib import Path

from common import screen, script

from actorstance.atomic import check_writable, write_text
from actorstance.settings import EvaluateAllSettings


@script("evaluate_all", EvaluateAllSettings)
def main(settings: EvaluateAllSettings) -> None:
    """Examine on all sets, write everything to the output folder, print the table."""
    from actorstance.corpora import load_corpus
    from actorstance.inference import StancePredictor
    from actorstance.report.bundle import check_report, write_reports
    from actorstance.report.cells import markdown_table, rich_table
    from actorstance.report.overview import HEADER, overview_rows
    from actorstance.suite import behave, examine_all, threshold_for

    check_report(settings.report)
    check_writable(settings.output, folder=True)
    for corpus in settings.sets.values():  # one that is missing is told before anything is predicted
        load_corpus(corpus)
    predictor = StancePredictor.from_pretrained(settings.checkpoint)
    threshold = None
    if settings.silence.corpus.name != "none":
        threshold = threshold_for(predictor, settings.silence.corpus, settings.silence.wanted)
    found, predictions = examine_all(
        predictor,
        settings.sets,
        system=Path(settings.checkpoint).name,
        trained_on=settings.trained_on,
        threshold=threshold,
        controls=settings.controls,
        resamples=settings.resamples,
        seed=settings.seed,
        progress=True,
    )
    behaviour = None
    if settings.behaviour is not None:
        behaviour = behave(predictor, settings.behaviour, settings.seed)
    write_reports(settings.output, found, predictions, behaviour, settings.report)
    rows = overview_rows(found)
    write_text(Path(settings.output) / "table.md", "\n".join(markdown_table(HEADER, rows)) + "\n")
    console = screen()
    console.print(rich_table(HEADER, rows, title=settings.checkpoint))
    console.print(f"the report of all sets, and a folder for each: {settings.output}")


if __name__ == "__main__":
    main()
