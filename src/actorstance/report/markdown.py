"""The evaluation report as Markdown: the same sections as on the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from actorstance.atomic import write_text
from actorstance.behaviour import BehaviourResult
from actorstance.errors import InputError
from actorstance.examination import ConfidentError, Examination
from actorstance.report.behaviour import behaviour_markdown
from actorstance.report.cells import markdown_table, plain
from actorstance.report.quality_tables import asked
from actorstance.report.sections import Section, Table, evaluated, overview_table, sections, shown, verdict
from actorstance.report.tiles import tiles


def examination_markdown(examination: Examination, *, figures: bool = False, level: int = 1) -> str:
    """One corpus as a Markdown report: headline figures, the verdict of the controls, then section by section.

    Args:
        examination: what was found out.
        figures: whether to show the figures, which then lie in the same folder as PNG.
        level: of the first heading.

    Examples:
        >>> from actorstance.evaluation import evaluate
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> found = Examination(evaluation=evaluate([pair], [Stance.NEUTRAL], system="rules", corpus="mine"))
        >>> report = examination_markdown(found)
        >>> [line for line in report.splitlines() if line.startswith("#")][:4]
        ['# rules on mine', '## Beside the baselines', '## Actor by actor', '## How even it is over actors']
    """
    evaluation = examination.evaluation
    passed = verdict(examination)
    lines = [
        f"{'#' * level} {plain(evaluation.system)} on {plain(evaluation.corpus)}",
        "",
        plain(evaluated(evaluation)),
        "",
        f"> {passed.symbol} **{passed.label}** {plain(passed.text)}",
        "",
        *markdown_table(("", "", ""), tiles(examination), left=3),
        "",
    ]
    for section in sections(examination):
        lines += [f"{'#' * (level + 1)} {section.title}", ""]
        if section.name == "errors":
            lines += [plain(section.text[0]), "", *map(_error, examination.errors), ""]
        else:
            lines += _section(section, figures)
    return "\n".join(lines)


def write_markdown(
    path: str | Path,
    *,
    title: str,
    examinations: Mapping[str, Examination],
    behaviour: BehaviourResult | None = None,
) -> None:
    """Write the whole report as one Markdown file, see `evaluation_page.write_evaluation_page`.

    Raises:
        InputError: there is no corpus.
    """
    if not examinations:
        raise InputError("there is no corpus to report on")
    lines = [f"# {plain(title)}", ""]
    if len(examinations) > 1:
        lines += ["## All corpora", "", *_table(overview_table(examinations)), ""]
    lines += [examination_markdown(found, level=2) for found in examinations.values()]
    if behaviour is not None:
        # One level deeper: its own title becomes a heading of this report.
        lines += [
            f"#{line}" if line.startswith("#") else line
            for line in behaviour_markdown(behaviour).splitlines()
        ]
        lines.append("")
    write_text(path, "\n".join(lines).rstrip() + "\n")


def _section(section: Section, figures: bool) -> list[str]:
    lines: list[str] = []
    for sentence in section.text:
        lines += [plain(sentence), ""]
    if figures:
        lines += [f"![{plain(label)}]({name}.png)\n" for name, label in section.figures.items()]
    for table in section.tables:
        if table.caption != section.title:
            lines += [f"**{plain(table.caption)}**", ""]
        lines += [*_table(table), ""]
    return lines


def _table(table: Table) -> list[str]:
    cut, more = shown(table)
    lines = markdown_table(cut.header, cut.rows, left=cut.left)
    for note in (more, cut.note):
        if note:
            lines += ["", plain(note)]
    return lines


def _error(error: ConfidentError) -> str:
    holder, target = asked(error)
    return (
        f"1. {plain(error.text)}  \n   {plain(holder)} → {plain(target)}: answered **{error.answered}** ({error.probability:.2f}), "
        f"gold **{error.gold}** ({plain(error.id)})"
    )
