"""The evaluation report: the page, the same as Markdown, and the folder of an examination."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from io import StringIO
from itertools import pairwise

import msgspec
import pytest
from examinations import ODD, bare, behaviour, examination, pairs, reader, tone
from rich.console import Console

from actorstance.errors import InputError
from actorstance.evaluation import Evaluation
from actorstance.five_class import FiveClass
from actorstance.report import tables
from actorstance.report.behaviour import headline
from actorstance.report.bundle import write_reports
from actorstance.report.cells import markdown_table
from actorstance.report.console import print_examination
from actorstance.report.evaluation_page import write_evaluation_page
from actorstance.report.markdown import examination_markdown, write_markdown
from actorstance.report.overview import HEADER, actor_rows, overview_rows
from actorstance.report.quality_tables import calibration_sentence, curve_rows, silence_sentence
from actorstance.report.sections import ROWS, Table, evaluated, sections, shown, verdict
from actorstance.report.tiles import tiles


@pytest.fixture(scope="module")
def found():
    return examination()


@pytest.fixture(scope="module")
def failed():
    return examination(tone, corpus="tone")


def written(tmp_path, examinations, **options):
    path = tmp_path / "page.html"
    write_evaluation_page(path, title="How <far>", examinations=examinations, **options)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory, found, failed):
    return written(
        tmp_path_factory.mktemp("page"),
        {"newswire": found, "tone": failed, "bare": bare()},
        behaviour=behaviour(),
    )


def text_of(markup):
    """What is read, white space made plain."""
    shown = re.sub(r"<(style|svg).*?</\1>", "", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).replace("\u2011", "-").split())


def section(page, name):
    return re.search(rf'<section id="{name}".*?</section>', page, flags=re.DOTALL).group()


class Outline(HTMLParser):
    """Ids, links, tags, tables as rows of cells; and whether every element is closed in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.ids, self.links, self.names, self.rows = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.names.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("href", "src", "xlink:href") if name in found]
        if tag == "table":
            self.rows.append([])
        if tag == "tr":
            self.rows[-1].append(0)
        if tag in ("td", "th"):
            self.rows[-1][-1] += 1
            assert tag == "td" or found["scope"] in ("row", "col")
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class TestPage:
    def test_it_is_well_formed_and_loads_nothing(self, page):
        outline = Outline()
        outline.feed(page)
        assert outline.open == []
        assert len(outline.ids) == len(set(outline.ids))
        assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
        assert {link for link in outline.links if not link.startswith("#")} == {"data:,"}
        assert not {"script", "img", "iframe"} & set(outline.names)
        assert set(re.findall(r"https?://[^\s\"'<]+", page)) <= {"http://www.w3.org/2000/svg"}
        assert all(len(set(rows)) == 1 for rows in outline.rows)

    def test_names_and_texts_are_escaped(self, page):
        assert "<title>How &lt;far&gt;</title>" in page
        assert "model &lt;1&gt;" in page
        assert html.escape(ODD) in page
        assert "on &lt;b&gt;day" in page
        assert "<b>" not in page

    def test_every_figure_of_the_examination_stands_in_its_section(self, page, found):
        text = text_of(section(page, "corpus-1-newswire"))
        assert evaluated(found.evaluation) in text
        for tile in tiles(found):
            assert f"{tile.label} {tile.value} {tile.note}".replace("  ", " ") in text
        for part in sections(found):
            assert part.title in text
            for table in part.tables if part.name != "errors" else []:
                for row in shown(table)[0].rows:
                    assert " ".join(" ".join(row).split()) in text

    def test_the_verdict_comes_before_the_figures(self, page, found):
        part = section(page, "corpus-1-newswire")
        assert found.controls.verdict in text_of(part)
        assert (
            part.index("The controls passed.")
            < part.index("<dt>")
            < part.index("<table>")
            < part.index("Most confident errors</h3>")
        )

    def test_failed_controls_cannot_be_overlooked(self, page, failed):
        assert failed.controls.target_dependent is False
        head, _, body = page.partition("<main")
        assert text_of(head).count("✗ controls failed") == 1
        assert "The controls failed on tone." in text_of(body[: body.index("<section")])
        part = section(page, "corpus-2-tone")
        assert part.index('class="verdict bad"') < part.index("<dt>")
        assert failed.controls.verdict in text_of(part)
        assert "NOT SHOWN" in text_of(section(page, "overview"))
        assert 'class="verdict bad"' not in section(page, "corpus-1-newswire")

    def test_where_all_controls_pass_nothing_warns(self, tmp_path, found):
        page = written(tmp_path, {"newswire": found})
        assert "failed" not in text_of(page)
        assert '<section id="overview"' not in page

    def test_what_was_not_found_out_is_said_or_left_out(self, page):
        text = text_of(section(page, "corpus-3-bare"))
        assert "No controls were run." in text
        assert "calibration" not in text
        assert "Most confident errors" not in text
        assert "[–]" in text

    def test_errors_show_the_text_with_its_spans(self, page, found):
        part = section(page, "corpus-1-newswire")
        cases = re.findall(r"<li><p>(.*?)</p>\s*<p class=\"quiet\">(.*?)</p></li>", part, flags=re.DOTALL)
        assert len(cases) == len(found.errors)
        for (marked, judged), error in zip(cases, found.errors, strict=True):
            assert html.unescape(re.sub(r"<[^>]*>", "", marked)) == error.text
            target = html.escape(error.text[error.target.start : error.target.end])
            assert f'<mark class="{error.answered}" title="target">{target}</mark>' in marked
            assert ('title="holder"' in marked) is (error.holder is not None)
            assert f"{error.answered} {error.probability:.2f}" in text_of(judged)
            assert str(error.gold) in text_of(judged)

    def test_behaviour_has_rates_and_failing_examples(self, page):
        text = text_of(section(page, "behaviour"))
        result = behaviour()
        assert headline(result) in text
        for group in result.groups:
            assert group.name in text
        assert "Failing examples" in text
        for failure in result.failures[:1]:
            assert failure.question in text
        assert "Before: " in text

    def test_many_actors_are_cut_and_the_page_says_so(self, tmp_path, found):
        score = next(score for score in found.evaluation.per_actor if score.role == "target")
        many = [
            msgspec.structs.replace(score, actor=f"a{n}", name=f"Actor {n}", n=9000 - n) for n in range(1500)
        ]
        large = msgspec.structs.replace(found.evaluation, per_actor=many)
        examinations = {f"set {n}": msgspec.structs.replace(found, evaluation=large) for n in range(5)}
        page = written(tmp_path, examinations)
        text = text_of(page)
        assert text.count(f"{1500 - ROWS:,} more with fewer pairs; metrics.json has them all.") == 5
        assert f"({ROWS} of 1,500 rows)" in text
        assert "Actor 39 " in text
        assert "Actor 40 " not in text
        assert len(page.encode()) < 4_000_000

    def test_the_page_is_the_same_each_time(self, tmp_path, found):
        (tmp_path / "again").mkdir()
        assert written(tmp_path, {"n": found}) == written(tmp_path / "again", {"n": examination()})

    def test_nothing_to_report_is_refused(self, tmp_path):
        with pytest.raises(InputError, match="no corpus"):
            written(tmp_path, {})
        with pytest.raises(InputError, match="no corpus"):
            write_markdown(tmp_path / "r.md", title="t", examinations={})
        assert not list(tmp_path.iterdir())


class TestTables:
    def test_empty_columns_go_and_what_is_cut_is_counted(self):
        table = Table("t", "T", ("a", "b", "note"), [("x", "1", ""), ("y", "2", ""), ("z", "3", "few")])
        cut, more = shown(table, 2)
        assert cut.header == ("a", "b")
        assert cut.rows == [("x", "1"), ("y", "2")]
        assert more.startswith("1 more")
        assert shown(table, 3) == (table, "")

    def test_the_spread_is_that_of_the_evaluation(self, found):
        header, rows = tables.spread_table(found.evaluation)
        assert header == ("", "as target", "as holder")
        cells = {row[0]: row[1] for row in rows}
        spread = found.evaluation.spread[0]
        assert cells["mean of their accuracies"] == f"{100 * spread.macro:.1f} %"
        assert cells["standard deviation"] == f"{100 * spread.deviation:.1f} %"
        assert cells["least accurate"] == spread.worst.name
        assert f"n = {spread.worst.n}" in cells["least accuracy [95 %]"]

    def test_the_overview_has_the_figures_of_each_corpus(self, found, failed):
        five = msgspec.structs.replace(found, five_class=FiveClass(n=60, micro_f1=0.765, macro_f1=0.544))
        first, second, third = (
            dict(zip(HEADER, row, strict=True))
            for row in overview_rows({"a": five, "b": failed, "c": bare()})
        )
        assert first["macro-F1 [95 %]"] == tables.with_interval(found.evaluation, "macro_f1")
        assert first["ECE"] == f"{found.calibration.error:.3f}"
        assert first["five classes, micro / macro-F1"] == "76.5 % / 54.4 %"
        renamed = next(control for control in found.controls.controls if control.name == "renamed")
        assert first["changed by other names"] == f"{100 * renamed.changed:.1f} % of {renamed.n}"
        assert [row["looks at its target"] for row in (first, second, third)] == [
            "yes",
            "NOT SHOWN",
            "no controls",
        ]
        assert third["ECE"] == third["changed by other names"] == ""
        assert [row[1] for row in actor_rows({"a": found}, 2)] == [
            score.name for score in found.evaluation.per_actor[:2]
        ]

    def test_the_curve_keeps_its_ends(self, found):
        rows, curve = curve_rows(found.silence, 3), found.silence.curve
        assert len(rows) <= 3
        assert (rows[0][2], rows[-1][2]) == (f"{curve[0].n:,}", f"{curve[-1].n:,}")

    @pytest.mark.parametrize(
        ("threshold", "words"),
        [
            (
                None,
                "No threshold reaches an accuracy of 90.0 % on dev: the system would have to stay silent always.",
            ),
            (
                1.0,
                "At the threshold 1.000, chosen for an accuracy of 90.0 % on dev, none of the 120 pairs is answered.",
            ),
            (0.0, "120 of 120 pairs are answered (100.0 %), and 90.8 % ["),
        ],
    )
    def test_silence_in_a_sentence(self, threshold, words):
        assert words in silence_sentence(examination(threshold=threshold).silence)

    def test_the_console_gets_the_verdict(self, failed):
        console = Console(file=StringIO(), width=400)
        print_examination(failed, console)
        printed = console.file.getvalue()
        assert failed.controls.verdict in printed
        assert calibration_sentence(failed.calibration) in printed
        assert silence_sentence(failed.silence) in printed
        print_examination(bare(), console)

    def test_a_verdict_can_be_open(self, found):
        controls = msgspec.structs.replace(
            found.controls, target_dependent=None, verdict="There are too few clusters."
        )
        assert verdict(msgspec.structs.replace(found, controls=controls)) == (
            "open", "?", "The controls decide nothing.", "There are too few clusters.",
        )  # fmt: skip


class TestMarkdown:
    def test_it_has_the_same_sections_and_tables_as_the_page(self, found):
        report = examination_markdown(found)
        for part in sections(found):
            assert f"## {part.title}\n" in report
            for table in part.tables if part.name != "errors" else []:
                lines = markdown_table(*shown(table)[0][2:5])
                assert "\n".join(lines) in report
        for error in found.errors:
            assert (
                f"answered **{error.answered}** ({error.probability:.2f}), gold **{error.gold}** ({error.id})"
                in report
            )

    def test_a_failed_verdict_stands_above_all_tables(self, failed):
        report = examination_markdown(failed)
        assert f"> ✗ **The controls failed.** {failed.controls.verdict}" in report
        assert report.index("controls failed") < report.index("| macro-F1")

    def test_rows_of_a_table_have_as_many_cells(self, found):
        for block in re.split(r"\n(?!\|)", examination_markdown(found)):
            rows = [line for line in block.splitlines() if line.startswith("|")]
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1

    def test_the_whole_report_has_one_title_and_all_corpora(self, tmp_path, found, failed):
        path = tmp_path / "report.md"
        write_markdown(
            path,
            title="How far",
            examinations={"a": found, "b": failed},
            behaviour=behaviour(),
        )
        report = path.read_text(encoding="utf-8")
        assert re.findall(r"^# .*", report, flags=re.MULTILINE) == ["# How far"]
        levels = [len(line.partition(" ")[0]) for line in report.splitlines() if re.match("#+ ", line)]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert "## All corpora" in report
        assert "behavioural tests" in report
        assert report.endswith("\n")


class TestFolder:
    def test_metrics_keep_the_fields_of_an_evaluation_and_add_the_others(self, tmp_path, found):
        predictions = reader(pairs())
        write_reports(tmp_path, {"newswire": found}, {"newswire": predictions})
        content = (tmp_path / "metrics.json").read_bytes()
        assert msgspec.json.decode(content, type=Evaluation) == found.evaluation
        metrics = json.loads(content)
        assert set(metrics) == {
            *Evaluation.__struct_fields__, "calibration", "silence", "controls", "errors", "five_class", "remarks", "learned_from",
        }  # fmt: skip
        assert metrics["calibration"]["error"] == found.calibration.error
        assert metrics["silence"]["threshold"] == 0.9
        assert [error["id"] for error in metrics["errors"]] == [error.id for error in found.errors]
        assert metrics["five_class"] is None
        assert len((tmp_path / "predictions.jsonl").read_text(encoding="utf-8").splitlines()) == 120
        report = (tmp_path / "metrics.md").read_text(encoding="utf-8")
        shown = re.findall(r"!\[.*?\]\((.*?)\)", report)
        drawn = {path.name for path in tmp_path.glob("*.png")}
        assert set(shown) == drawn
        assert {path.stem for path in tmp_path.glob("*.svg")} == {
            path.stem for path in tmp_path.glob("*.png")
        }

    def test_without_a_report_there_are_only_the_figures_as_numbers(self, tmp_path, found):
        write_reports(tmp_path, {"newswire": found}, {}, report="none")
        assert [path.name for path in tmp_path.iterdir()] == ["metrics.json"]
