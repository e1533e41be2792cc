"""An article's sentences with the stances that a labeler proposes, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from actorstance.actors import Registry
from actorstance.atomic import write_text
from actorstance.errors import InputError
from actorstance.markup import write_markup
from actorstance.pairs import count_stances, labelled_pairs
from actorstance.records import read_annotations, read_labelled_pairs, write_records
from actorstance.schema import Annotation, Article, Labeler, Mention, Sentence
from actorstance.sentences import split_sentences

ANNOTATIONS, MARKUP, PAIRS = FILES = ("annotations.jsonl", "annotations.txt", "pairs.jsonl")


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


def write_proposals(folder: str | Path, annotations: Sequence[Annotation]) -> None:
    """Write annotations as records, as markup to correct, and as labelled pairs."""
    folder = Path(folder)
    write_records(folder / ANNOTATIONS, annotations)
    write_text(folder / MARKUP, write_markup(annotations))
    write_records(folder / PAIRS, (pair for a in annotations for pair in labelled_pairs(a)))


def check_untouched(folder: str | Path, labeler: Labeler) -> None:
    """Check that what stands in a folder is as the labeler proposed it, so that no correction is lost when it is replaced.

    The three files say the same, and whoever corrects one makes it differ from the others.

    Raises:
        InputError: something there was changed, or lacks, or cannot be read.
    """
    folder = Path(folder)
    if not any((folder / name).exists() for name in FILES):
        return
    try:
        proposed = list(read_annotations(folder / ANNOTATIONS))
        untouched = (
            all(annotation.labeler == labeler for annotation in proposed)
            and (folder / MARKUP).read_bytes() == write_markup(proposed).encode()
            and list(read_labelled_pairs(folder / PAIRS)) == [p for a in proposed for p in labelled_pairs(a)]
        )
    except (InputError, OSError):
        untouched = False
    if not untouched:
        raise InputError.at(
            f"{', '.join(FILES)} are no longer as they were proposed, and corrections would be lost: output=… writes elsewhere",
            path=folder,
        )


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
