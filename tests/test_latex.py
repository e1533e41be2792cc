"""The LaTeX tables: whatever stands in a name is printed as it is, and the tables are whole."""

from __future__ import annotations

import re

import pytest
from examinations import ODD, bare, behaviour, examination, tone
from hypothesis import example, given
from hypothesis import strategies as st

from actorstance.errors import InputError
from actorstance.report.latex import SYMBOLS, escape, latex_table, write_latex
from actorstance.report.sections import Table

COMMAND = re.compile(r"\\[a-zA-Z]+\{\}|\\[#$%&_{}]|\$[^$]*\$|---|--|\{\}|.", re.DOTALL)
CHARACTERS = {written: character for character, written in SYMBOLS.items()} | {"{}": ""}
SPECIAL = "#$%&_{}^~\\"

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
ugly = st.text("-–—,`'\"<>|[]*\\{}$&#%^_~ a1−±→…", max_size=30)


def printed(tex: str) -> str:
    """What LaTeX prints, read by the rules of its own: commands, ligatures, empty groups."""
    return "".join(CHARACTERS.get(token, token) for token in COMMAND.findall(tex))


@pytest.fixture(scope="module")
def tex(tmp_path_factory):
    path = tmp_path_factory.mktemp("latex") / "tables.tex"
    found = {"news_wire 1": examination(), "tone": examination(tone, corpus="tone"), "bare": bare()}
    write_latex(path, found, behaviour())
    return path.read_text(encoding="utf-8")


@given(st.one_of(texts, ugly))
@example("a -- b --- c –- d -– e —– f,, g")
@example("\\textbf{x} \\\\ %comment")
@example("R\u00a0&\tD\n$x_1^2$")
def test_what_is_printed_is_the_text(text):
    tex = escape(text)
    assert printed(tex) == " ".join(text.split())
    # No character of the text still means something to LaTeX.
    rest = "".join("" if token in CHARACTERS else token for token in COMMAND.findall(tex))
    assert not set(rest) & set(SPECIAL)
    assert escape("") == ""


@given(st.lists(st.tuples(ugly, ugly, ugly), min_size=1, max_size=5), st.integers(1, 5))
def test_a_table_has_its_cells_in_their_columns_whatever_they_hold(rows, most):
    table = Table("t", "Figures & more", ("name", "a", "b"), rows, left=3)
    lines = latex_table(table, "x", most=most).split("\n")
    body = lines[lines.index(r"    \midrule") + 1 : lines.index(r"    \bottomrule")]
    assert len(body) == min(len(rows), most)
    for line, row in zip(body, rows, strict=False):
        assert line.endswith(r" \\")
        cells = re.split(r"(?<!\\)&", line[:-3])
        assert [" ".join(printed(cell).split()) for cell in cells] == [" ".join(cell.split()) for cell in row]
        # It would be an argument of the line before.
        assert not line.strip().startswith(("[", "*"))
    assert ("The first" in lines[2]) is (len(rows) > most)


def test_columns_of_words_stand_left_and_numbers_right():
    lines = latex_table(Table("t", "T", ("a", "kind", "n"), [("x", "y", "1")], left=2)).split("\n")
    assert r"  \begin{tabular}{@{}llr@{}}" in lines


def test_all_tables_are_there_with_labels_of_their_own(tex):
    labels = re.findall(r"\\label\{(.*?)\}", tex)
    assert len(labels) == len(set(labels))
    assert {
        "tab:overview",
        "tab:news-wire-1-actors-target",
        "tab:news-wire-1-by-kind",
        "tab:tone-controls",
        "tab:tone-calibration",
        "tab:bare-systems",
        "tab:behaviour-phenomena",
        "tab:behaviour-groups",
    } <= set(labels)
    assert r"\usepackage{booktabs}" in tex.split("\n\n")[0]
    assert all(line.startswith("%") for line in tex.split("\n\n")[0].splitlines())


def test_every_float_is_closed_and_every_row_has_all_columns(tex):
    floats = re.findall(r"\\begin\{table\}.*?\\end\{table\}", tex, flags=re.DOTALL)
    assert tex.count(r"\begin{table}") == tex.count(r"\end{table}") == len(floats)
    for table in floats:
        columns = re.search(r"\\begin\{tabular\}\{@\{\}(l+r*)@\{\}\}", table).group(1)
        rows = [line for line in table.split("\n") if line.endswith(r" \\")]
        assert len(rows) > 1
        assert {len(re.findall(r"(?<!\\)&", row)) + 1 for row in rows} == {len(columns)}
        assert table.replace(r"\{", "").replace(r"\}", "").count("{") == table.replace(r"\{", "").replace(
            r"\}", ""
        ).count("}")


def test_odd_names_and_systems_are_escaped(tex):
    assert escape(ODD) in tex
    assert r"model \textless{}1\textgreater{} on news\_wire 1" in tex
    assert "%" not in re.sub(r"\\%", "", tex.partition("\n\n")[2])


def test_nothing_to_report_is_refused(tmp_path):
    with pytest.raises(InputError, match="no corpus"):
        write_latex(tmp_path / "t.tex", {})
    assert not list(tmp_path.iterdir())
