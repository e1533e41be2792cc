"""The tables, figures and page of an evaluation and of an article's predictions."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from io import StringIO
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.image import imread
from rich.console import Console

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.evaluation import Evaluation, evaluate
from actorstance.examination import Examination
from actorstance.pairs import sentence_pairs
from actorstance.report.article_page import sentence_html, write_article_page
from actorstance.report.cells import rich_table
from actorstance.report.console import print_examination
from actorstance.report.edges import stance_edges
from actorstance.report.figures import confusion_figure, per_actor_figure
from actorstance.report.graph import stance_graph_figure
from actorstance.report.heatmap import heat_rows
from actorstance.report.images import save_figure, svg
from actorstance.report.layout import Arrow, box_layout
from actorstance.report.markdown import examination_markdown
from actorstance.report.marks import Mark, marked_html
from actorstance.schema import (
    Actor,
    Article,
    LabelledPair,
    Mention,
    Pair,
    Prediction,
    Probabilities,
    Sentence,
    Stance,
)
from actorstance.sentences import split_sentences

AGAINST, NEUTRAL, FAVOR = Stance
TEXT = (
    "Peru’s <script>alert(1)</script> ministry & Chile met.\n\nAna Ruiz thanked Chile. Peru warned Ana Ruiz."
)


def tags_stripped(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def prediction(pair: Pair, stance: Stance) -> Prediction:
    shares = [0.1, 0.1, 0.1]
    shares[stance.id] = 0.8
    return Prediction(pair=pair, stance=stance, probabilities=Probabilities(*shares))


def actor_pair(number: int, actor: str, stance: Stance, holder: str | None = None) -> LabelledPair:
    text = f"{actor} met {holder}."
    return LabelledPair(
        id=str(number),
        text=text,
        target=Mention(0, len(actor), actor),
        holder=Mention(len(actor) + 5, len(text) - 1, holder) if holder else None,
        article=f"a{number % 12}",
        stance=stance,
    )


@pytest.fixture
def evaluation() -> Evaluation:
    """Twenty-four pairs of three actors, one with pipes and dollars in its name."""
    gold = [actor_pair(n, "peru", Stance.from_id(n % 3)) for n in range(14)]
    gold += [actor_pair(n, "chile", NEUTRAL, "peru") for n in range(14, 20)]
    gold += [actor_pair(n, "odd", AGAINST, "chile") for n in range(20, 24)]
    answers = [NEUTRAL if n % 4 == 0 else pair.stance for n, pair in enumerate(gold)]
    registry = Registry([Actor(id="odd", name="A|B $x$ [red] <i>", kind="group")])
    return evaluate(
        gold, answers, corpus="hand|made", system="model", registry=registry,
        baselines={"majority": [NEUTRAL] * len(gold)}, resamples=50,
    )  # fmt: skip


@pytest.fixture
def article() -> Article:
    return Article(id="a", text=TEXT, date="2020-02-02", title="Peru & Chile")


@pytest.fixture
def predictions(article: Article, registry: Registry) -> list[Prediction]:
    stances = {"peru": AGAINST, "chile": FAVOR, "ruiz": NEUTRAL}
    found = []
    for sentence in split_sentences(article):
        for pair in sentence_pairs(sentence, registry.find(sentence.text)):
            found.append(prediction(pair, stances[str(pair.target.actor)]))
    return found


@pytest.fixture
def page(tmp_path, article, registry, predictions, evaluation) -> str:
    example = Pair(id="e", text="Lima <b> praised Quito.", target=Mention(17, 22), holder=Mention(0, 4))
    write_article_page(
        tmp_path / "page.html",
        title="Who stands <where>",
        article=article,
        sentences=split_sentences(article),
        predictions=predictions,
        evaluations=[evaluation],
        registry=registry,
        examples=[prediction(example, FAVOR)],
        facts=[("checkpoint", "models/<tiny>")],
    )
    return (tmp_path / "page.html").read_text(encoding="utf-8")


class TestTables:
    def test_n_and_intervals_stand_beside_every_accuracy(self, evaluation):
        report = examination_markdown(Examination(evaluation=evaluation))
        assert "to 24 pairs of hand|made" in report.replace("\\", "")
        assert "from 12 articles" in report
        assert re.search(r"\| accuracy \| \d+\.\d % \| \\\[\d+\.\d–\d+\.\d\], n = 24 \|", report)
        for score in evaluation.per_actor:
            low, high = f"{100 * score.low:.1f}", f"{100 * score.high:.1f}"
            right, accuracy = round(score.accuracy * score.n), f"{100 * score.accuracy:.1f} %"
            assert f"| {score.n} | {right} | {accuracy} | {low}–{high} % | {score.interval} |" in report

    def test_parts_baselines_and_roles_are_there(self, evaluation):
        report = examination_markdown(Examination(evaluation=evaluation))
        for start in (
            "| all | model | 24 ",
            "| overall | majority | 14 ",
            "| directed | model | 10 ",
            "| chile | 4 ",
        ):
            assert f"\n{start}" in report
        assert "**Accuracy by actor as holder**" in report

    def test_special_characters_do_not_break_the_table(self, evaluation):
        report = examination_markdown(Examination(evaluation=evaluation))
        assert "| A\\|B $x$ \\[red] \\<i> |" in report
        rows = [line for line in report.splitlines() if line.startswith("| A\\|B")]
        assert rows
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {12}

    def test_few_pairs_are_flagged(self, evaluation):
        rows = examination_markdown(Examination(evaluation=evaluation)).splitlines()
        assert next(row for row in rows if row.startswith("| chile")).endswith("| few |")
        assert next(row for row in rows if row.startswith("| peru |")).endswith("|  |")

    def test_under_ten_clusters_the_missing_interval_is_said(self):
        pair = actor_pair(1, "peru", FAVOR)
        report = examination_markdown(Examination(evaluation=evaluate([pair], [FAVOR])))
        assert "to 1 pair of corpus (1 overall, 0 directed) from 1 article," in report
        assert "| macro-F1 | 100.0 % | [–], n = 1 |".replace("[", "\\[") in report
        assert "[–]: too few of them for an interval.".replace("[", "\\[") in report
        assert "No pair of this corpus names an actor as holder." in report

    def test_console(self, evaluation):
        console = Console(file=StringIO(), width=200)
        found = Examination(evaluation=evaluation)
        print_examination(found, console, most=1)
        printed = console.file.getvalue()
        assert "the 1 of 3 with the most pairs" in printed
        assert "A|B $x$ [red]" not in printed
        print_examination(found, console)
        assert "A|B $x$ [red] <i>" in console.file.getvalue()

    def test_no_markup_is_read_in_titles_and_headers(self):
        console = Console(file=StringIO(), width=200)
        console.print(rich_table(("actor", "runs [b]"), [("[/b]", "1")], title="[/x] :smile:"))
        assert all(words in console.file.getvalue() for words in ("[/x] :smile:", "runs [b]", "[/b]"))


class TestFigures:
    @pytest.mark.parametrize("role", ["target", "holder"])
    def test_pngs_open(self, evaluation, tmp_path, role):
        for name, figure in (
            ("actors", per_actor_figure(evaluation, role)),
            ("confusion", confusion_figure(evaluation)),
        ):
            save_figure(figure, tmp_path / f"{name}.png")
            pixels = imread(tmp_path / f"{name}.png")
            assert min(pixels.shape[:2]) > 200
            assert np.ptp(pixels[..., :3]) > 0.5
        assert sorted(p.name for p in tmp_path.iterdir()) == ["actors.png", "confusion.png"]

    def test_no_actor_in_a_role(self):
        with pytest.raises(InputError, match="no actor as holder"):
            per_actor_figure(evaluate([actor_pair(1, "peru", FAVOR)], [FAVOR]), "holder")

    def test_only_the_largest_are_drawn(self, evaluation):
        image = svg(per_actor_figure(evaluation, most=2))
        assert "the 2 of 3 with the most pairs" in image
        assert "A|B" not in image

    def test_svg_is_well_formed_labelled_and_refers_to_itself_only(self, evaluation):
        image = svg(per_actor_figure(evaluation), 'accuracy "by" actor')
        root = ElementTree.fromstring(image)
        assert root.get("aria-label") == 'accuracy "by" actor'
        ids = {element.get("id") for element in root.iter()}
        assert {ref[1:] for ref in re.findall(r'href="([^"]*)"', image)} <= ids
        assert set(re.findall(r"url\(#([^)]*)\)", image)) <= ids
        assert "A|B $x$ [red] <i>\u2002n = 4" in "".join(root.itertext())
        assert "var(--accent" in image
        assert "<style" not in image

    def test_svg_is_the_same_each_time_and_its_ids_are_its_own(self, evaluation):
        images = [svg(per_actor_figure(evaluation, role)) for role in ("target", "target", "holder")]
        assert images[0] == images[1]
        ids = [set(re.findall(r'\bid="([^"]*)"', image)) for image in images]
        assert ids[0].isdisjoint(ids[2])

    def test_graph(self, predictions, registry, tmp_path):
        image = svg(stance_graph_figure(stance_edges(predictions, registry)))
        for name in ("Peru", "Chile", "Ana Ruiz", "against", "favor"):
            assert f">{name}</text>" in image
        save_figure(stance_graph_figure([]), tmp_path / "empty.png")
        assert (tmp_path / "empty.png").stat().st_size > 1000

    def test_boxes_do_not_overlap(self):
        names = [f"actor {number}" for number in range(25)]
        sizes = {name: (60.0 + 10 * (number % 7), 22.0) for number, name in enumerate(names)}
        arrows = [
            Arrow(one, other, 0.1, 1.0) for n, one in enumerate(names) for other in names[n + 1 : n + 3]
        ]
        places = box_layout(sizes, arrows, width=600)
        assert places == box_layout(sizes, arrows, width=600)
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                apart = [
                    abs(places[one][axis] - places[other][axis])
                    >= (sizes[one][axis] + sizes[other][axis]) / 2
                    for axis in (0, 1)
                ]
                assert any(apart), (one, other)


class TestEdgesAndHeat:
    def test_edges_add_sentences_up_and_leave_neutral_out(self, predictions, registry):
        edges = {(e.holder, e.target): e for e in stance_edges(predictions, registry)}
        assert set(edges) == {
            ("Chile", "Peru"),
            ("Peru", "Chile"),
            ("Ana Ruiz", "Chile"),
            ("Ana Ruiz", "Peru"),
        }
        assert edges["Ana Ruiz", "Chile"].sentences == ("a/s02",)
        assert edges["Ana Ruiz", "Chile"].stance is FAVOR

    def test_contrary_mentions_are_mixed_and_neutral_ones_do_not_count(self):
        text = "Peru, Peru and Peru."
        pairs = [
            Pair(id=str(start), text=text, target=Mention(start, start + 4, "peru"), meta={"sentence": "s"})
            for start in (0, 6, 15)
        ]
        stances = [FAVOR, NEUTRAL, AGAINST]
        for count, symbol in ((1, "+"), (2, "+"), (3, "±")):
            given_ = [prediction(*both) for both in zip(pairs[:count], stances, strict=False)]
            assert heat_rows(given_)[0].cells["s"].symbol == symbol


class TestMarks:
    def test_nested(self):
        marks = [Mark(0, 16, "favor", ""), Mark(0, 4, "against", ""), Mark(7, 16, "neutral", "x")]
        assert marked_html("Peru’s ministers.", marks) == (
            '<mark class="favor"><mark class="against">Peru</mark>’s '
            '<mark class="neutral" title="x">ministers</mark></mark>.'
        )

    @given(
        st.text(min_size=1, max_size=40).flatmap(
            lambda text: st.tuples(
                st.just(text),
                st.lists(
                    st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
                        lambda span: span[0] < span[1]
                    ),
                    max_size=8,
                ),
            )
        )
    )
    def test_stripped_of_tags_it_is_the_text(self, case):
        text, spans = case
        stances = list(Stance)
        predictions = [
            prediction(Pair(id=str(n), text=text, target=Mention(*span)), stances[n % 3])
            for n, span in enumerate(spans)
        ]
        marked = sentence_html(Sentence(id="s", text=text), predictions)
        assert tags_stripped(marked) == text
        assert marked.count("<mark") == marked.count("</mark>") >= len(set(spans))


class Outline(HTMLParser):
    """What a page refers to, its ids, and whether every element is closed in turn."""

    VOID = frozenset({"meta", "link", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("src", "href", "xlink:href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class TestPage:
    def test_well_formed_and_self_contained(self, page):
        outline = Outline()
        outline.feed(page)
        assert outline.open == []
        assert len(outline.ids) == len(set(outline.ids))
        assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
        assert {link for link in outline.links if not link.startswith("#")} == {"data:,"}
        assert "script" not in outline.names
        assert set(re.findall(r"https?://[^\s\"'<]+", page)) <= {"http://www.w3.org/2000/svg"}
        assert "@import" not in page
        assert len(page.encode()) < 1_500_000

    def test_text_is_escaped(self, page):
        assert "&lt;script&gt;alert(1)&lt;/script&gt; ministry &amp;" in page
        assert "<title>Who stands &lt;where&gt;</title>" in page
        assert "models/&lt;tiny&gt;" in page
        assert "Lima</mark> &lt;b&gt; praised" in page

    def test_the_article_is_whole(self, page):
        paragraphs = re.findall(r'<div class="paragraph">\s*<p>(.*?)</p>', page, flags=re.DOTALL)
        texts = [tags_stripped(re.sub(r'<span class="number">\d+</span>', "", p)) for p in paragraphs]
        assert "".join(texts) == TEXT

    def test_every_actor_has_its_row(self, page, evaluation):
        for name in ("Peru", "Chile", "Ana Ruiz"):
            assert f'<th scope="row" title="{name}">{name}</th>' in page
        for score in evaluation.per_actor:
            assert f'<th scope="row">{html.escape(score.name)}</th><td>{score.n}</td>' in page

    def test_directed_stances_stand_as_text(self, page):
        assert re.search(r'Ana Ruiz → Chile: <span class="tag favor">.*?favor 0.80</span>', page)
        assert "Peru → Ana Ruiz" not in page

    def test_without_directed_predictions_evaluations_and_registry(self, tmp_path, article, predictions):
        write_article_page(
            tmp_path / "page.html",
            title="t",
            article=article,
            sentences=split_sentences(article),
            predictions=[p for p in predictions if p.holder is None],
            evaluations=[],
        )
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert "No directed stance other than neutral was predicted." in page
        assert ">ruiz</th>" in page

    def test_without_any_predictions(self, tmp_path, article):
        sentences = split_sentences(article)
        write_article_page(
            tmp_path / "p.html",
            title="t",
            article=article,
            sentences=sentences,
            predictions=[],
            evaluations=[],
        )
        assert "No overall stances were predicted." in (tmp_path / "p.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("sentence", "text", "message"),
        [("a/s09", "Peru won.", "which is not given"), ("a/s01", "Peru won.", "another text")],
    )
    def test_predictions_of_other_sentences_are_refused(self, tmp_path, article, sentence, text, message):
        pair = Pair(id="p", text=text, target=Mention(0, 4), meta={"sentence": sentence})
        with pytest.raises(InputError, match=message):
            write_article_page(
                tmp_path / "p.html",
                title="t",
                article=article,
                sentences=split_sentences(article),
                predictions=[prediction(pair, FAVOR)],
                evaluations=[],
            )
        assert not list(tmp_path.iterdir())
