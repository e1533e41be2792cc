"""One self-contained HTML page: how far a system's stances can be trusted, on one corpus or on several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from actorstance.behaviour import BehaviourResult, Failure
from actorstance.errors import InputError
from actorstance.examination import Examination
from actorstance.report.behaviour import behaviour_figure, chance, worst_failures
from actorstance.report.cells import counted
from actorstance.report.figures import overview_figure
from actorstance.report.marks import pair_html
from actorstance.report.sections import Section, behaviour_section, overview_table, verdict
from actorstance.report.templates import View, write_html
from actorstance.report.views import examination_view, section_view

FAILURES = 25


def write_evaluation_page(
    path: str | Path,
    *,
    title: str,
    examinations: Mapping[str, Examination],
    behaviour: BehaviourResult | None = None,
) -> None:
    """Write the page: one file, which loads nothing from elsewhere and runs no script.

    Args:
        path: the HTML file; replaced whole or not at all.
        title: of the page.
        examinations: what was found out, by the name of the corpus, a section for each.
        behaviour: the results of behavioural tests.

    Raises:
        InputError: there is no corpus.
    """
    if not examinations:
        raise InputError("there is no corpus to report on")
    verdicts = {name: verdict(found) for name, found in examinations.items()}
    places = _places(examinations)
    failures = worst_failures(behaviour) if behaviour is not None else []
    write_html(
        path,
        "evaluation.html.j2",
        title=title,
        overview=_overview(examinations) if len(examinations) > 1 else None,
        distrusted=_listed([name for name, passed in verdicts.items() if passed.kind == "bad"]),
        corpora=[
            {**examination_view(found, name, places[name]), "verdict": verdicts[name]}
            for name, found in examinations.items()
        ],
        behaviour=None if behaviour is None else _behaviour(behaviour),
        failures=[_failure(failure, fillings) for failure, fillings in failures[:FAILURES]],
        failures_note=_failures_note(len(failures)),
    )


def _overview(examinations: Mapping[str, Examination]) -> View:
    label = "macro-F1 of the system and its baselines on each; the sections of the corpora have the same figures as tables."
    section = Section("overview", "All corpora", [], {"overview": label}, [overview_table(examinations)])
    return section_view(section, "overview", "All corpora", {"overview": overview_figure(examinations)})


def _behaviour(result: BehaviourResult) -> View:
    figures = {"behaviour": behaviour_figure(result)}
    return section_view(behaviour_section(result), "behaviour", "Behavioural tests", figures)


def _failure(failure: Failure, fillings: int) -> View:
    before = failure.before
    return {
        "html": pair_html(failure.text, failure.target, failure.holder, failure.answered),
        "question": failure.question if failure.holder is not None else f"overall {failure.question}",
        "answered": str(failure.answered),
        "probability": f"{failure.probability:.2f}",
        "expected": str(failure.expected),
        "chance": f" ({chance(failure.expected, failure.expected_probability)})"
        if failure.type == "DIR"
        else "",
        "place": f"{failure.phenomenon} {failure.case}, {failure.type}, {failure.group}; fails in {counted(fillings, 'filling')}",
        "before": None
        if before is None
        else {
            "text": before.text,
            "answered": str(before.answered),
            "chance": chance(failure.expected, before.probability),
        },
    }


def _failures_note(count: int) -> str:
    shown = "each" if count <= FAILURES else f"the {FAILURES} whose failure was most confident, each"
    return f"{counted(count, 'template')} {'fails' if count == 1 else 'fail'} in some filling; {shown} by its most confident failure."


def _places(names: Iterable[str]) -> dict[str, str]:
    """An anchor for each corpus, readable and unlike the others."""
    found: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        found[name] = f"corpus-{number}-{words}".strip("-")
    return found


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
