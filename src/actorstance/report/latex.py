r"""The tables of the evaluation report as LaTeX, ready for `\input`: booktabs, one float each, with labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from actorstance.atomic import write_text
from actorstance.behaviour import BehaviourResult
from actorstance.errors import InputError
from actorstance.examination import Examination
from actorstance.report.cells import Row
from actorstance.report.sections import Table, behaviour_section, overview_table, sections, shown

PACKAGES = r"""% Made with actorstance. In the preamble: \usepackage{booktabs} and \usepackage[T1]{fontenc};
% names in other scripts than Latin need LuaLaTeX or XeLaTeX with a font that has them (and no fontenc).
% Each table is a float of its own with a label tab:CORPUS-TABLE."""

COLUMNS: dict[str, Row] = {
    "overview": ("set", "pairs", "macro-F1 [95 %]", "accuracy [95 %]", "ECE", "looks at its target"),
    "actors": ("actor", "n", "accuracy", "95 % interval", "pooled [95 %]", "majority", "note"),
    "by": ("group", "n", "accuracy", "95 % interval", "macro-F1", "majority", "note"),
    "pairs": ("holder → target", "n", "accuracy", "95 % interval", "majority", "note"),
    "controls": ("control", "pairs", "full macro-F1 [95 %]", "macro-F1", "difference [95 %]"),
    "bins": ("confidence", "answers", "mean confidence", "accuracy", "95 % interval"),
    "phenomena": ("phenomenon", "templates", "tests", "pass rate [95 %]", "expectations held", "note"),
    "types": ("type", "templates", "tests", "pass rate [95 %]", "expectations held", "note"),
    "groups": ("group", "tests", "pass rate [95 %]", "against others [95 %]", "note"),
}
"""The columns that a printed page has room for, by the first word of the table's name; other tables keep all."""
LEFT_OUT = ("errors", "cells")
"""What is too wide for a printed page, by the first word of its name."""

SYMBOLS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
    "−": "$-$",
    "±": r"$\pm$",
    "→": r"$\to$",
    "–": "--",
    "—": "---",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "…": r"\ldots{}",
}
"""What stands for the characters that LaTeX reads otherwise, or that its fonts lack."""


def write_latex(
    path: str | Path,
    examinations: Mapping[str, Examination],
    behaviour: BehaviourResult | None = None,
    most: int = 20,
) -> None:
    """Write all tables into one file.

    Args:
        path: the `.tex` file; replaced whole or not at all.
        examinations: what was found out, by the name of the corpus.
        behaviour: the results of behavioural tests.
        most: rows of a table at most, those of the most pairs; the caption says how many there are.

    Raises:
        InputError: there is no corpus.
    """
    if not examinations:
        raise InputError("there is no corpus to report on")
    tables = []
    if len(examinations) > 1:
        tables.append(latex_table(overview_table(examinations), most=most))
    for name, examination in examinations.items():
        of = f"{examination.evaluation.system} on {name}"
        for section in sections(examination):
            tables += [latex_table(t, name, of, most) for t in section.tables if _first(t) not in LEFT_OUT]
    if behaviour is not None:
        found = [t for t in behaviour_section(behaviour).tables if _first(t) not in LEFT_OUT]
        tables += [latex_table(t, "behaviour", behaviour.system, most) for t in found]
    write_text(path, "\n\n".join([PACKAGES, *tables]) + "\n")


def latex_table(table: Table, prefix: str = "", of: str = "", most: int = 20) -> str:
    r"""A table as a float with caption and label.

    Args:
        table: of the report.
        prefix: goes before the table's name in the label.
        of: what the figures are of, for the caption.
        most: rows at most.

    Examples:
        >>> print(latex_table(Table("actors", "Accuracy", ("actor", "n"), [("A & B", "7"), ("C", "5")]), "mine", "rules on mine", 1))
        \begin{table}[t]
          \centering\small
          \caption{Accuracy: rules on mine. The first 1 of 2 rows.}
          \label{tab:mine-actors}
          \smallskip
          \begin{tabular}{@{}lr@{}}
            \toprule
            actor & n \\
            \midrule
            A \& B & 7 \\
            \bottomrule
          \end{tabular}
        \end{table}
    """
    cut, more = shown(_for_print(table), most)
    caption = f"{table.caption}: {of}." if of else f"{table.caption}."
    if more:
        caption += f" The first {len(cut.rows):,} of {len(table.rows):,} rows."
    columns = "l" * cut.left + "r" * (len(cut.header) - cut.left)
    label = "-".join(filter(None, (_label(prefix), _label(table.name))))
    lines = [
        r"\begin{table}[t]",
        r"  \centering\small",
        rf"  \caption{{{escape(caption)}}}",
        rf"  \label{{tab:{label}}}",
        r"  \smallskip",
        rf"  \begin{{tabular}}{{@{{}}{columns}@{{}}}}",
        r"    \toprule",
        _line(cut.header),
        r"    \midrule",
        *map(_line, cut.rows),
        r"    \bottomrule",
        r"  \end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines)


def escape(text: str) -> str:
    r"""Text as LaTeX prints it, character by character; white space becomes single spaces.

    Examples:
        >>> print(escape("R&D_1: 5 % of {x}, -- [−2.1, 3]"))
        R\&D\_1: 5 \% of \{x\}, -{}- [$-$2.1, 3]
    """
    text = " ".join(text.split())
    pieces = [SYMBOLS.get(character, character) for character in text]
    # Where two characters would join (two hyphens to a dash, two commas to a quotation mark), an empty group parts them.
    return "".join(_parted(pieces))


def _parted(pieces: list[str]) -> Iterator[str]:
    before = ""
    for piece in pieces:
        if piece[0] in "-," and before == piece[0]:
            yield "{}"
        yield piece
        before = piece[-1]


def _line(cells: Row) -> str:
    escaped = [escape(cell) for cell in cells]
    # A row that begins with [ or * would be taken for an argument of the line break before it.
    start = "{}" if escaped[0].startswith(("[", "*")) else ""
    return rf"    {start}{' & '.join(escaped)} \\"


def _for_print(table: Table) -> Table:
    wanted = COLUMNS.get(_first(table), table.header)
    kept = [column for column, name in enumerate(table.header) if name in wanted]
    rows = [tuple(row[column] for column in kept) for row in table.rows]
    header, left = tuple(table.header[column] for column in kept), sum(column < table.left for column in kept)
    return table._replace(header=header, rows=rows, left=left)


def _first(table: Table) -> str:
    return table.name.partition("-")[0]


def _label(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
