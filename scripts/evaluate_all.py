"""Evaluate one checkpoint on several corpora, into one table."""

from __future__ import annotations

from pathlib import Path

import msgspec
from common import script
from rich.console import Console

from actorstance.settings import EvaluateAllSettings


@script("evaluate_all", EvaluateAllSettings)
def main(settings: EvaluateAllSettings) -> None:
    """Judge all sets, print the table, write it and all figures."""
    from actorstance.atomic import write_json, write_text
    from actorstance.inference import StancePredictor
    from actorstance.report.overview import HEADER, overview_rows
    from actorstance.report.tables import markdown_table, rich_table
    from actorstance.suite import judge

    predictor = StancePredictor.from_pretrained(settings.checkpoint)
    judged = judge(predictor, settings.sets, resamples=settings.resamples, seed=settings.seed, progress=True)
    rows = overview_rows(judged)
    output = Path(settings.output)
    write_text(output / "table.md", "\n".join(markdown_table(HEADER, rows)) + "\n")
    figures = {
        name: {
            **msgspec.to_builtins(found.evaluation),
            "calibration_error": found.calibration_error,
            "brier": found.brier,
            "renamed": found.renamed,
            "changed": found.changed,
            "five_class": msgspec.to_builtins(found.five_class),
        }
        for name, found in judged.items()
    }
    write_json(output / "metrics.json", figures)
    console = Console()
    console.print(rich_table(HEADER, rows, title=settings.checkpoint))
    console.print(f"table.md and metrics.json: {output}")


if __name__ == "__main__":
    main()
