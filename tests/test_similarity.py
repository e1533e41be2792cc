"""Words near each other in a model's embeddings."""

import pytest
import torch

from actorstance.model import build_model
from actorstance.similarity import similar_words

ENCODERS = ["tiny_bert", "tiny_roberta", "tiny_deberta"]  # WordPiece, byte-level BPE, Unigram


@pytest.fixture(params=ENCODERS)
def built(request):
    torch.manual_seed(13)
    return build_model(request.getfixturevalue(request.param), pairing="marker")


def token(word, tokenizer):
    """The one token that a word is behind another."""
    alone = tokenizer("Peru", add_special_tokens=False)["input_ids"]
    ids = tokenizer(f"Peru {word}", add_special_tokens=False)["input_ids"]
    assert len(ids) == len(alone) + 1
    return ids[-1]


def test_words_are_what_the_tokenizer_reads_as_one_token(built):
    model, tokenizer = built
    similar = similar_words(model, tokenizer, most=3)
    assert {"urged", "sides"} <= set(similar)
    assert not {"the", "and"} & set(similar), "function words"
    for word, others in similar.items():
        token(word, tokenizer)
        assert len(set(others) - {word}) == 3
        assert set(others) <= set(similar)


def test_the_nearest_comes_first(built):
    model, tokenizer = built
    table = model.get_input_embeddings().weight
    with torch.no_grad():
        table[token("urged", tokenizer)] = table[token("sides", tokenizer)] * 1.01
    similar = similar_words(model, tokenizer, most=2)
    assert similar["urged"][0] == "sides"
    assert similar["sides"][0] == "urged"


def test_a_tokenizer_without_words_has_none(tiny_roberta):
    model, tokenizer = build_model(tiny_roberta, pairing="marker")
    tokenizer.get_vocab = lambda: {"Ġurged": 5, "ing": 6}
    assert similar_words(model, tokenizer) == {}
