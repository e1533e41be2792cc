"""One self-contained HTML page: an article with its predicted stances, and how far these can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.evaluation import Evaluation
from actorstance.examination import Examination
from actorstance.report.cells import counted
from actorstance.report.edges import display_name, probability, stance_edges
from actorstance.report.graph import stance_graph_figure
from actorstance.report.heatmap import heat_rows
from actorstance.report.images import svg
from actorstance.report.marks import Mark, marked_html, pair_html
from actorstance.report.templates import View, write_html
from actorstance.report.views import examination_view
from actorstance.schema import STANCES, Article, Prediction, Sentence, Stance

ACCURACY = ("systems", "actors", "confusion")
"""The sections of an evaluation that stand on the page; its own report has all."""


def write_article_page(
    path: str | Path,
    *,
    title: str,
    article: Article,
    sentences: Sequence[Sentence],
    predictions: Sequence[Prediction],
    evaluations: Sequence[Evaluation],
    registry: Registry | None = None,
    examples: Sequence[Prediction] = (),
    facts: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the page: one file, which loads nothing from elsewhere and runs no script.

    Args:
        path: the HTML file; replaced whole or not at all.
        title: of the page.
        article: the text.
        sentences: of the article, in order.
        predictions: of pairs of these sentences; `pair.meta["sentence"]` says of which.
        evaluations: how accurate the model is, one section each.
        registry: gives actors their display names.
        examples: predictions on other sentences.
        facts: what to know of the run, as (label, value).

    Raises:
        InputError: a prediction is of a sentence that is not given, or of another text than that sentence's.
    """
    by_sentence = _by_sentence(sentences, predictions)
    numbers = {sentence.id: number for number, sentence in enumerate(sentences, 1)}
    edges = stance_edges(predictions, registry)
    rows = heat_rows(predictions, registry)
    write_html(
        path,
        "article.html.j2",
        title=title,
        article=article,
        stances=[str(stance) for stance in STANCES],
        paragraphs=list(_paragraphs(article, sentences, by_sentence, numbers, registry)),
        numbers=numbers,
        heat=rows,
        heat_sentences=[s for s in numbers if any(s in row.cells for row in rows)],
        edges=edges,
        graph=svg(stance_graph_figure(edges), _graph_label(len(edges))) if edges else None,
        evaluations=[_accuracy(evaluation, number) for number, evaluation in enumerate(evaluations, 1)],
        examples=[_example(prediction, registry) for prediction in examples],
        facts=facts,
    )


def _by_sentence(
    sentences: Sequence[Sentence], predictions: Sequence[Prediction]
) -> dict[str, list[Prediction]]:
    texts = {sentence.id: sentence.text for sentence in sentences}
    found: dict[str, list[Prediction]] = {sentence: [] for sentence in texts}
    for prediction in predictions:
        sentence = prediction.pair.meta.get("sentence")
        if sentence not in texts:
            raise InputError(
                f"prediction {prediction.pair.id!r} is of sentence {sentence!r}, which is not given"
            )
        if prediction.text != texts[sentence]:
            raise InputError(f"prediction {prediction.pair.id!r} has another text than sentence {sentence!r}")
        found[sentence].append(prediction)
    return found


def _paragraphs(
    article: Article,
    sentences: Sequence[Sentence],
    by_sentence: dict[str, list[Prediction]],
    numbers: dict[str, int],
    registry: Registry | None,
) -> Iterator[View]:
    """The paragraphs with whatever the article has between its sentences, a dateline for instance."""
    position = 0
    for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
        views: list[View] = []
        for sentence in group:
            views.append(
                {
                    "number": numbers[sentence.id],
                    "before": article.text[position : sentence.start] if sentence.article else " ",
                    "html": sentence_html(sentence, by_sentence[sentence.id], registry),
                    "overall": _overall(by_sentence[sentence.id], registry),
                    "directed": _directed(by_sentence[sentence.id], registry),
                }
            )
            position = sentence.start + len(sentence.text)
        yield {
            "sentences": views,
            "overall": sum(len(view["overall"]) for view in views),
            "directed": sum(len(view["directed"]) for view in views),
        }


def sentence_html(
    sentence: Sentence, predictions: Sequence[Prediction], registry: Registry | None = None
) -> Markup:
    """A sentence, its mentions marked by the overall stance toward them, or just underlined where none is given."""
    marks: dict[tuple[int, int, str], Mark] = {}
    for prediction in sorted(predictions, key=lambda p: p.holder is not None):
        for mention in (prediction.target, prediction.holder):
            if mention is None:
                continue
            name = display_name(mention, prediction.text, registry)
            if prediction.holder is None:
                mark = Mark(mention.start, mention.end, str(prediction.stance), _judged(name, prediction))
            else:
                mark = Mark(mention.start, mention.end, "unjudged", name)
            marks.setdefault((mention.start, mention.end, name), mark)
    return marked_html(sentence.text, marks.values())


def _overall(predictions: Sequence[Prediction], registry: Registry | None) -> list[View]:
    return [
        {"name": display_name(p.target, p.text, registry), "words": p.target_text, **_answer(p)}
        for p in sorted(predictions, key=lambda p: p.target.start)
        if p.holder is None
    ]


def _directed(predictions: Sequence[Prediction], registry: Registry | None) -> list[View]:
    return [
        {
            "holder": display_name(p.holder, p.text, registry),
            "target": display_name(p.target, p.text, registry),
            **_answer(p),
        }
        for p in predictions
        if p.holder is not None and p.stance is not Stance.NEUTRAL
    ]


def _answer(prediction: Prediction) -> View:
    return {"stance": str(prediction.stance), "probability": f"{probability(prediction):.2f}"}


def _judged(name: str, prediction: Prediction) -> str:
    return f"{name}: {prediction.stance} {probability(prediction):.2f}"


def _example(prediction: Prediction, registry: Registry | None) -> View:
    holder = prediction.holder
    return {
        "html": pair_html(prediction.text, prediction.target, holder, prediction.stance),
        "holder": None if holder is None else display_name(holder, prediction.text, registry),
        "target": display_name(prediction.target, prediction.text, registry),
        "probabilities": [f"{getattr(prediction.probabilities, str(stance)):.2f}" for stance in STANCES],
        **_answer(prediction),
    }


def _accuracy(evaluation: Evaluation, number: int) -> View:
    title = f"{evaluation.system} on {evaluation.corpus}"
    return examination_view(Examination(evaluation=evaluation), title, f"evaluation-{number}", ACCURACY)


def _graph_label(edges: int) -> str:
    return (
        f"Stance graph with {counted(edges, 'arrow')} from holder to target; the table below lists them all."
    )
