"""Words that a model holds to be similar."""

from __future__ import annotations

from typing import Any

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from torch import Tensor
from torch.nn.functional import normalize
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from actorstance.model import StanceModel

WORD_STARTS = "Ġ▁"
"""How tokenizers that mark the beginnings of words mark them; WordPiece marks the other pieces."""

_AT_ONCE = 2048


def similar_words(
    model: StanceModel, tokenizer: PreTrainedTokenizerBase, *, most: int = 10
) -> dict[str, list[str]]:
    """For each word of a tokenizer the nearest others by their embeddings' cosine, the nearest first.

    Words are whole words of three small letters or more that are a token by themselves. The commonest function words (scikit-learn's English stop words)
    are left out on both sides: nearly everything is near them.

    Args:
        model: whose word embeddings are compared; their mean is taken off before.
        tokenizer: its tokenizer.
        most: how many others.

    Examples:
        >>> from actorstance.checkpoint import load_checkpoint
        >>> model, tokenizer, _ = load_checkpoint("models/actorstance-minilm")
        >>> similar_words(model, tokenizer, most=5)["praised"]
        ['lauded', 'praising', 'commended', 'praise', 'hailed']
    """
    places = _words(tokenizer)
    if len(places) < 2:
        return {}
    words = list(places)
    embeddings: Any = model.get_input_embeddings()
    vectors: Tensor = embeddings.weight.detach().float()[list(places.values())]
    vectors = normalize(vectors - vectors.mean(0))
    found: dict[str, list[str]] = {}
    for first in range(0, len(words), _AT_ONCE):
        cosines = vectors[first : first + _AT_ONCE] @ vectors.T
        for row in range(len(cosines)):
            cosines[row, first + row] = -2.0  # no word is its own neighbour
        nearest = cosines.topk(min(most, len(words) - 1)).indices.tolist()
        for row, near in enumerate(nearest):
            found[words[first + row]] = [words[place] for place in near]
    return found


def _words(tokenizer: PreTrainedTokenizerBase) -> dict[str, int]:
    """The token ids of whole words."""
    vocabulary = sorted(tokenizer.get_vocab().items())
    marks = any(token[0] in WORD_STARTS for token, _ in vocabulary if token)
    starts = [(token, place) for token, place in vocabulary if not marks or token[:1] in WORD_STARTS]
    words = {token.lstrip(WORD_STARTS): place for token, place in starts}
    return {
        word: place
        for word, place in words.items()
        if len(word) > 2 and word.isascii() and word.isalpha() and word.islower()
        if word not in ENGLISH_STOP_WORDS
    }
