"""An article's sentences with the stances that a labeler proposes, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from actorstance.actors import Registry
from actorstance.pairs import count_stances, labelled_pairs
from actorstance.schema import Annotation, Article, Labeler, Mention, Sentence
from actorstance.sentences import split_sentences


class SentenceLabeler(Protocol):
    """Whatever proposes the stances of a sentence: rules, a model, an LLM."""

    labeler: Labeler

    def label(self, sentence: Sentence, mentions: Sequence[Mention]) -> Annotation:
        """Annotate one sentence, given its mentions."""
        ...


class Summary(NamedTuple):
    """What a list of annotations comes to.

    Attributes:
        sentences: how many there are.
        mentions: how many each actor has, by actor id; the most mentioned first.
        overall: overall pairs by stance.
        directed: directed pairs by stance.
    """

    sentences: int
    mentions: dict[str, int]
    overall: dict[str, int]
    directed: dict[str, int]


def annotate_article(article: Article, registry: Registry, labeler: SentenceLabeler) -> list[Annotation]:
    """Split an article, find its actors and let a labeler propose the stances, one annotation per sentence.

    Examples:
        >>> from actorstance.annotation.rules import RuleLabeler
        >>> from actorstance.schema import Actor
        >>> registry = Registry([Actor(id=i, name=i.title(), kind="country") for i in ("peru", "chile")])
        >>> article = Article(id="a", text="Peru thanked Chile. It rained.")
        >>> [(a.id, a.directed) for a in annotate_article(article, registry, RuleLabeler())]
        [('a/s01', (Directed(holder='peru', target='chile', stance=<Stance.FAVOR: 'favor'>),)), ('a/s02', ())]
    """
    return [labeler.label(sentence, registry.find(sentence.text)) for sentence in split_sentences(article)]


def summary(annotations: Sequence[Annotation]) -> Summary:
    """Count sentences, mentions and pairs.

    Examples:
        >>> summary([])
        Summary(sentences=0, mentions={}, overall={'against': 0, 'neutral': 0, 'favor': 0}, \
directed={'against': 0, 'neutral': 0, 'favor': 0})
    """
    mentions = Counter(str(m.actor) for annotation in annotations for m in annotation.mentions)
    pairs = [pair for annotation in annotations for pair in labelled_pairs(annotation)]
    return Summary(
        sentences=len(annotations),
        mentions=dict(mentions.most_common()),
        overall=count_stances([pair for pair in pairs if pair.holder is None]),
        directed=count_stances([pair for pair in pairs if pair.holder is not None]),
    )
