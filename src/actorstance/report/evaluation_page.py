"""One self-contained HTML page: how far a system's stances can be trusted, on one corpus or on several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from actorstance.atomic import write_text
from actorstance.behaviour import BehaviourResult, Failure
from actorstance.errors import InputError
from actorstance.examination import ConfidentError, Examination
from actorstance.report.behaviour import behaviour_figure, worst_failures
from actorstance.report.figures import svg
from actorstance.report.marks import Mark, marked_html
from actorstance.report.overview import DEPENDENT
from actorstance.report.palette import SYMBOLS
from actorstance.report.quality_figures import examination_figures, overview_figure
from actorstance.report.sections import (
    Section,
    Table,
    behaviour_section,
    evaluated,
    overview_table,
    sections,
    shown,
    verdict,
)
from actorstance.report.tiles import tiles
from actorstance.schema import Mention, Stance

View = dict[str, Any]
"""What the template reads of one thing."""

ROWS = 40
"""Rows of a table at most; `metrics.json` has all."""
DRAWN = 20
"""Actors in a figure at most."""
LONG = 15
"""A table of more rows is folded."""
WIDE = 8.0
"""A figure of more inches has a row of its own."""
FAILURES = 25


def write_evaluation_page(
    path: str | Path,
    *,
    title: str,
    examinations: Mapping[str, Examination],
    behaviour: BehaviourResult | None = None,
    facts: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the page: one file, which loads nothing from elsewhere and runs no script.

    Args:
        path: the HTML file; replaced whole or not at all.
        title: of the page.
        examinations: what was found out, by the name of the corpus, a section for each.
        behaviour: the results of behavioural tests.
        facts: what to know of the run, as (label, value).

    Raises:
        InputError: there is no corpus.
    """
    if not examinations:
        raise InputError("there is no corpus to report on")
    environment = Environment(
        loader=PackageLoader("actorstance", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A number is not parted from its percent sign.
    environment.filters["whole"] = lambda text: text.replace(" %", "\u00a0%")
    ids = _ids(examinations)
    failures = worst_failures(behaviour) if behaviour is not None else []
    html = environment.get_template("evaluation.html.j2").render(
        title=title,
        symbols={str(stance): symbol for stance, symbol in SYMBOLS.items()},
        overview=_overview(examinations) if len(examinations) > 1 else None,
        distrusted=_listed([name for name, found in examinations.items() if verdict(found).kind == "bad"]),
        corpora=[_corpus(name, ids[name], found) for name, found in examinations.items()],
        behaviour=None if behaviour is None else _behaviour(behaviour),
        failures=[_failure(failure, fillings) for failure, fillings in failures[:FAILURES]],
        failures_note=_failures_note(len(failures)),
        facts=facts,
    )
    write_text(path, html)


def _overview(examinations: Mapping[str, Examination]) -> View:
    label = "macro-F1 of the system and its baselines on each; the sections of the corpora have the same figures as tables."
    section = Section("overview", "All corpora", [], {"overview": label}, [overview_table(examinations)])
    return _section(section, "overview", "All corpora", {"overview": overview_figure(examinations)})


def _corpus(name: str, place: str, found: Examination) -> View:
    figures = examination_figures(found, DRAWN)
    del figures["confusion"]  # the table is coloured like it
    views = []
    for section in sections(found):
        view = _section(section, f"{place}-{section.name}", name, figures)
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
        "verdict": verdict(found),
        "tiles": tiles(found),
        "sections": views,
    }


def _section(section: Section, place: str, where: str, figures: Mapping[str, Figure]) -> View:
    """Labels of figures and tables begin with where they are, so that no two on the page are alike."""
    drawn = [
        {
            "label": f"{where}: {label}",
            "svg": _inline(figures[name], f"{where}: {label}"),
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
    cut, more = shown(table, ROWS)
    count, rows = len(table.rows), cut.rows
    return {
        **cut._asdict(),
        "header": [name.replace("-F1", "\u2011F1") for name in cut.header],  # not to be broken there
        "label": f"{where}: {table.caption}",
        "fold": table.fold or len(rows) > LONG,
        "titled": table.fold or len(rows) > LONG or table.caption == title,
        "rows": [(_kind(table, number), row) for number, row in enumerate(rows)],
        "size": f"{len(rows)} of {count:,} rows" if more else "1 row" if count == 1 else f"{count} rows",
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
        "html": _marked(error.text, error.target, error.holder, error.answered),
        "question": _question(error.text, error.target, error.holder),
        "answered": str(error.answered),
        "probability": f"{error.probability:.2f}",
        "gold": str(error.gold),
        "place": error.id,
    }


def _behaviour(result: BehaviourResult) -> View:
    return _section(
        behaviour_section(result), "behaviour", "Behavioural tests", {"behaviour": behaviour_figure(result)}
    )


def _failure(failure: Failure, fillings: int) -> View:
    directional = failure.type == "DIR"
    before = failure.before
    return {
        "html": _marked(failure.text, failure.target, failure.holder, failure.answered),
        "question": failure.question if failure.holder is not None else f"overall {failure.question}",
        "answered": str(failure.answered),
        "probability": f"{failure.probability:.2f}",
        "expected": str(failure.expected),
        "chance": f" ({_chance(failure.expected, failure.expected_probability)})" if directional else "",
        "place": f"{failure.phenomenon} {failure.case}, {failure.type}, {failure.group}; fails in {_count(fillings, 'filling')}",
        "before": None
        if before is None
        else {
            "text": before.text,
            "answered": str(before.answered),
            "chance": _chance(failure.expected, before.probability),
        },
    }


def _failures_note(count: int) -> str:
    shown = "each" if count <= FAILURES else f"the {FAILURES} whose failure was most confident, each"
    return f"{_count(count, 'template')} {'fails' if count == 1 else 'fail'} in some filling; {shown} by its most confident failure."


def _marked(text: str, target: Mention, holder: Mention | None, answered: Stance) -> Markup:
    marks = [Mark(target.start, target.end, str(answered), "target")]
    if holder is not None:
        marks.append(Mark(holder.start, holder.end, "unjudged", "holder"))
    return marked_html(text, marks)


def _question(text: str, target: Mention, holder: Mention | None) -> str:
    words = text[target.start : target.end]
    return f"overall → {words}" if holder is None else f"{text[holder.start : holder.end]} → {words}"


def _chance(stance: str, probability: float) -> str:
    return f"P({stance}) = {probability:.2f}"


def _count(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def _ids(names: Iterable[str]) -> dict[str, str]:
    """An anchor for each corpus, readable and unlike the others."""
    found: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        found[name] = f"corpus-{number}-{words}".strip("-")
    return found


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _inline(figure: Figure, label: str) -> Markup:
    # Safe, for matplotlib escapes names.
    return Markup(svg(figure, label))
