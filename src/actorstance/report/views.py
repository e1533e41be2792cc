"""The sections of the report as the templates of the pages read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from matplotlib.figure import Figure

from actorstance.examination import ConfidentError, Examination
from actorstance.report.cells import counted
from actorstance.report.images import svg
from actorstance.report.marks import pair_html
from actorstance.report.overview import DEPENDENT
from actorstance.report.quality_figures import examination_figures
from actorstance.report.quality_tables import asked
from actorstance.report.sections import Section, Table, evaluated, sections, shown
from actorstance.report.templates import View
from actorstance.report.tiles import tiles

DRAWN = 20
"""Actors in a figure at most."""
LONG = 15
"""A table of more rows is folded."""
WIDE = 8.0
"""A figure of more inches has a row of its own."""


def examination_view(
    found: Examination, name: str, place: str, wanted: Collection[str] | None = None
) -> View:
    """One corpus: what was evaluated, the headline figures, the sections.

    Args:
        found: what was found out.
        name: what labels of figures and tables begin with, so that no two on the page are alike.
        place: what anchors begin with, likewise.
        wanted: names of the sections to show; all by default.
    """
    figures = examination_figures(found, DRAWN)
    del figures["confusion"]  # the table is coloured like it
    views = []
    for section in sections(found):
        if wanted is not None and section.name not in wanted:
            continue
        view = section_view(section, f"{place}-{section.name}", name, figures)
        view["errors"] = [_error(error) for error in found.errors] if section.name == "errors" else []
        for table in view["tables"]:
            if table["name"] == "confusion":
                table["shares"] = [
                    [cell / max(sum(row), 1) for cell in row] for row in found.evaluation.confusion
                ]
        views.append(view)
    return {
        "id": place,
        "name": name,
        "evaluated": evaluated(found.evaluation),
        "tiles": tiles(found),
        "sections": views,
    }


def section_view(section: Section, place: str, where: str, figures: Mapping[str, Figure]) -> View:
    """A section with those of its figures that were drawn; labels begin with where they are."""
    drawn = [
        {
            "label": f"{where}: {label}",
            "svg": svg(figures[name], f"{where}: {label}"),
            "wide": figures[name].get_figwidth() > WIDE,
        }
        for name, label in section.figures.items()
        if name in figures
    ]
    return {
        "id": place,
        "title": section.title,
        "text": section.text,
        "figures": drawn,
        "tables": [_table(table, where, section.title) for table in section.tables],
    }


def _table(table: Table, where: str, title: str) -> View:
    cut, more = shown(table)
    count, rows = len(table.rows), cut.rows
    return {
        **cut._asdict(),
        "header": [name.replace("-F1", "\u2011F1") for name in cut.header],  # not to be broken there
        "label": f"{where}: {table.caption}",
        "fold": table.fold or len(rows) > LONG,
        "titled": table.fold or len(rows) > LONG or table.caption == title,
        "rows": [(_kind(table, number), row) for number, row in enumerate(rows)],
        "size": f"{len(rows)} of {count:,} rows" if more else counted(count, "row"),
        "more": more,
        "shares": [],
    }


def _kind(table: Table, number: int) -> str:
    """The class of a row: of the system itself, the first of a part, of few pairs, of failed controls."""
    row = table.rows[number]
    kinds = {
        "own": table.own is not None and table.own in row[: table.left],
        "part": table.name == "systems" and number > 0 and row[0] != table.rows[number - 1][0],
        "few": row[-1] == "few",
        "bad": table.name == "overview" and row[-1] == DEPENDENT[False],
    }
    return " ".join(kind for kind, holds in kinds.items() if holds)


def _error(error: ConfidentError) -> View:
    return {
        "html": pair_html(error.text, error.target, error.holder, error.answered),
        "question": " → ".join(asked(error)),
        "answered": str(error.answered),
        "probability": f"{error.probability:.2f}",
        "gold": str(error.gold),
        "place": error.id,
    }
