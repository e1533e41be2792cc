"""Who proposes actors that no registry has: our rules, or spaCy or GLiNER where they are installed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from actorstance.errors import InputError
from actorstance.names import propose_names
from actorstance.references import refer_back
from actorstance.schema import Article, Mention
from actorstance.sentences import split_sentences

Recogniser = Callable[..., list[Mention]]
"""From a text, the mentions that a registry found and the ids that it has to further mentions, which overlap none of these unless they contain it."""

BACKENDS = ("rules", "spacy", "gliner", "none")
SPACY_MODEL = "en_core_web_sm"
SPACY_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
GLINER_MODEL = "urchade/gliner_medium-v2.1"
GLINER_LABELS = ("person", "organization", "country", "political party", "company", "armed group")


def recogniser(backend: str = "rules") -> Recogniser:
    """The way to propose names.

    Args:
        backend: `rules`, `none`, `spacy` or `gliner`; the last two may name a model: `spacy:en_core_web_trf`.

    Raises:
        InputError: another backend, or one whose library or model is not installed.

    Examples:
        >>> [m.actor for m in recogniser("rules")("Ana Ruiz slept.", [])]
        ['ana-ruiz']
        >>> recogniser("none")("Ana Ruiz slept.", [])
        []
    """
    if not isinstance(backend, str) or backend.partition(":")[0] not in BACKENDS:
        raise InputError(f"unknown proposals {backend!r}, expected one of {', '.join(BACKENDS)}")
    name, _, model = backend.partition(":")
    if name == "spacy":
        return _spacy(model or SPACY_MODEL)
    if name == "gliner":
        return _gliner(model or GLINER_MODEL)
    return propose_names if name == "rules" else _nobody


def _nobody(text: str, known: Sequence[Mention] = (), taken: Container[str] = ()) -> list[Mention]:
    return []


def _spacy(model: str) -> Recogniser:
    try:
        import spacy
    except ImportError:
        raise InputError("proposals=spacy needs spaCy: pip install spacy") from None
    try:
        nlp: Any = spacy.load(model)
    except OSError:
        raise InputError(f"spaCy has no model {model!r}: python -m spacy download {model}") from None

    def propose(text: str, known: Sequence[Mention] = (), taken: Container[str] = ()) -> list[Mention]:
        spans = ((e.start_char, e.end_char) for e in nlp(text).ents if e.label_ in SPACY_LABELS)
        return _proposals(text, spans, known, taken)

    return propose


def _gliner(model: str) -> Recogniser:
    try:
        from gliner import GLiNER
    except ImportError:
        raise InputError("proposals=gliner needs GLiNER: pip install gliner") from None
    try:
        network: Any = GLiNER.from_pretrained(model)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"GLiNER cannot load {model!r}: {reason}") from None

    def propose(text: str, known: Sequence[Mention] = (), taken: Container[str] = ()) -> list[Mention]:
        # GLiNER reads some hundred words at once and drops the rest without a word.
        spans = [
            (sentence.start + found["start"], sentence.start + found["end"])
            for sentence in split_sentences(Article(id="text", text=text))
            for found in network.predict_entities(sentence.text, list(GLINER_LABELS), threshold=0.5)
        ]
        return _proposals(text, spans, known, taken)

    return propose


def _proposals(
    text: str, spans: Iterable[tuple[int, int]], known: Sequence[Mention], taken: Container[str]
) -> list[Mention]:
    """Spans as mentions: without an article before or a possessive behind, and off what is known."""
    mentions: list[Mention] = []
    for start, end in sorted(spans):
        words = text[start:end]
        for article in ("the ", "The ", "a ", "A "):
            if words.startswith(article):
                start += len(article)
        for ending in ("'s", "’s"):
            if words.endswith(ending):
                end -= len(ending)
        overlaps = any(start < m.end and m.start < end for m in (*known, *mentions))
        if text[start:end].strip() and not overlaps:
            mentions.append(Mention(start, end))
    return refer_back(text, mentions, known, taken)
