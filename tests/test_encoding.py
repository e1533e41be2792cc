"""Text and spans to model input: what a row shows of a pair is exactly its words."""

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from actorstance.encoding import PairCollator, align, encode_pairs, fits, tokenize
from actorstance.errors import InputError
from actorstance.rows import HOLDER, IGNORED, OVERALL, SPECIAL_TOKENS, TARGET
from actorstance.schema import LabelledPair, Mention, Pair, Stance

ENCODERS = ["tiny_bert", "tiny_roberta", "tiny_deberta", "tiny_modernbert"]
PAIRINGS = ["query", "marker"]

PIECES = [
    *[
        "Peru",
        " thanked",
        " Chile",
        " the United States",
        "Guaidó",
        "Guaido\u0301",
        "“plan”",
        "’s",
        ".",
        " ",
        "  ",
    ],
    *[
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x07",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\xa0",
        "😀",
        "👩\u200d🚀",
        "中文",
        "ﬁ",
        "½",
        "ß",
    ],
    *["İ", "e\u0301\u0323", "\u0301", "[TARGET]", "[/HOLDER]", "[CLS]", "</s>", "[PAD]", "a" * 120],
]
texts = (
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=15).map("".join).filter(bool)
)
examples = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="session")
def tokenizers(request):
    def load(name):
        tokenizer = AutoTokenizer.from_pretrained(request.getfixturevalue(name))
        tokenizer.add_special_tokens({"additional_special_tokens": list(SPECIAL_TOKENS)})
        return tokenizer

    return {name: load(name) for name in ENCODERS}


@st.composite
def spans(draw, text):
    start = draw(st.integers(0, len(text) - 1))
    return Mention(start, draw(st.integers(start + 1, min(len(text), start + 12))))


@st.composite
def pairs_of_texts(draw):
    """Pairs of one or two texts; holders that are the target, lie in it, cross it, or are absent."""
    pairs = []
    for text in draw(st.lists(texts, min_size=1, max_size=2)):
        for _ in range(draw(st.integers(1, 3))):
            target = draw(spans(text))
            holder = draw(st.none() | st.just(target) | spans(text))
            pairs.append(Pair(id=str(len(pairs)), text=text, target=target, holder=holder))
    return draw(st.permutations(pairs))


def touched(mention, tokens):
    """The tokens that share a character with the mention."""
    span = set(range(mention.start, mention.end))
    return [i for i, (start, end) in enumerate(tokens.offsets) if span & set(range(start, end))]


def shown(row, tokenizer, pairing):
    """The text's token ids in a row, and for every pair the first and last one of target and holder."""
    ids, places = row["input_ids"], row["pair_tokens"]
    if pairing == "query":
        text = [i for i, group in zip(ids, row["groups"], strict=True) if group == 0]
        assert row["position_ids"][: len(text)] == list(range(len(text)))
        return text[1:-1], [[row["position_ids"][place] - 1 for place in four] for four in places]
    (four,) = places
    plain = [i for i in range(1, len(ids) - 1) if i not in four]
    # A marker stands before the first token or behind the last one of its words.
    inside = [[plain.index(i) for i in plain if a < i < b] for a, b in (four[:2], four[2:])]
    places = [place for span in inside for place in ((span[0], span[-1]) if span else (-1, -1))]
    assert row["position_ids"] == list(range(len(ids)))
    return [ids[i] for i in plain], [places]


def check(pairs, tokenizer, pairing, max_tokens=128, **options):
    rows = encode_pairs(pairs, tokenizer, pairing=pairing, max_tokens=max_tokens, **options)
    assert sorted(index for row in rows for index in row["indices"]) == list(range(len(pairs)))
    for row in rows:
        lengths = {len(row[name]) for name in ("input_ids", "position_ids", "groups")}
        assert lengths == {len(row["input_ids"])}
        assert row["groups"].count(0) <= max_tokens
        assert max(row["position_ids"]) < max_tokens
        window, places = shown(row, tokenizer, pairing)
        for number, (index, four) in enumerate(zip(row["indices"], row["pair_tokens"], strict=True)):
            pair = pairs[index]
            names = tokenizer.convert_ids_to_tokens([row["input_ids"][place] for place in four])
            assert names == [*TARGET, *(HOLDER if pair.holder else OVERALL)]
            if pairing == "query":
                assert [row["groups"][place] for place in four] == [number + 1] * 4
            tokens = tokenize(pair.text, tokenizer)
            low, high, holder_low, holder_high = places[number]
            for mention, first, last in ((pair.target, low, high), (pair.holder, holder_low, holder_high)):
                if mention is None:
                    assert (first, last) == (-1, -1)
                    continue
                expected = touched(mention, tokens)
                others = set(range(expected[0], expected[-1])) - set(expected)
                assert all(tokens.offsets[i][0] == tokens.offsets[i][1] for i in others)  # of no character
                assert window[first : last + 1] == tokens.ids[expected[0] : expected[-1] + 1]
                if len(window) == len(tokens.ids):
                    assert [first, last] == [expected[0], expected[-1]]
    return rows


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("pairing", PAIRINGS)
@examples
@given(pairs=pairs_of_texts())
def test_a_row_shows_exactly_its_pairs_words_or_the_input_is_refused(tokenizers, encoder, pairing, pairs):
    tokenizer = tokenizers[encoder]
    mentions = [(pair, mention) for pair in pairs for mention in (pair.target, pair.holder) if mention]
    if all(touched(mention, tokenize(pair.text, tokenizer)) for pair, mention in mentions):
        check(pairs, tokenizer, pairing, max_tokens=512)
    else:
        with pytest.raises(InputError, match=r"^pair '\d': the span \d+–\d+ covers no token of the text"):
            encode_pairs(pairs, tokenizer, pairing=pairing, max_tokens=512)


@pytest.mark.parametrize("encoder", ENCODERS)
@examples
@given(text=texts)
def test_words_of_a_text_never_become_our_special_tokens(tokenizers, encoder, text):
    tokenizer = tokenizers[encoder]
    assert not set(tokenize(text, tokenizer).ids) & set(tokenizer.convert_tokens_to_ids(SPECIAL_TOKENS))


# A Unigram model holds "[CLS]" as a piece, which nothing keeps from matching.
@pytest.mark.parametrize("encoder", ["tiny_bert", "tiny_roberta", "tiny_modernbert"])
def test_names_of_an_encoders_special_tokens_are_text_like_any_other(tokenizers, encoder):
    tokenizer = tokenizers[encoder]
    ids = tokenize(f"He wrote {' '.join(tokenizer.all_special_tokens)}.", tokenizer).ids
    assert not set(ids) & (set(tokenizer.all_special_ids) - {tokenizer.unk_token_id})


WORDS = "Peru thanked Chile; the opposition’s leader said 😀 “no”. "
LONG = (WORDS * 2000)[:100_000]


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_pairs_of_a_long_text_get_windows_that_hold_both_spans(tokenizers, pairing):
    places = [LONG.index("Chile", start) for start in range(0, 99_900, 9_000)] + [LONG.rindex("Chile")]
    pairs = [
        Pair(
            id=str(i),
            text=LONG,
            target=Mention(at, at + 5),
            holder=None if i % 3 == 0 else Mention(at - 13, at - 9),
        )
        for i, at in enumerate(places)
    ]
    rows = check(pairs, tokenizers["tiny_bert"], pairing, max_tokens=64)
    assert len(rows) > 5
    assert all(row["groups"].count(0) <= 64 for row in rows)


@pytest.mark.parametrize("pairing", PAIRINGS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_a_row_shows_of_a_pair_depends_on_that_pair_alone(tokenizers, pairing, data):
    tokenizer = tokenizers["tiny_bert"]
    text = LONG[: data.draw(st.integers(60, 2500))]
    pairs = []
    for i in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text) - 12))
        near = spans(text[start : start + 12]).map(
            lambda m, start=start: Mention(m.start + start, m.end + start)
        )
        pairs.append(Pair(id=str(i), text=text, target=data.draw(near), holder=data.draw(st.none() | near)))
    options = {"pairing": pairing, "max_tokens": data.draw(st.integers(48, 96))}
    try:
        alone = [encode_pairs([pair], tokenizer, **options)[0] for pair in pairs]
    except InputError:
        assume(False)
    for row in check(pairs, tokenizer, max_pairs=data.draw(st.integers(1, 3)), **options):
        text_size = row["groups"].count(0)
        for index, four in zip(row["indices"], row["pair_tokens"], strict=True):
            single = alone[index]
            (single_four,) = single["pair_tokens"]
            assert row["input_ids"][:text_size] == single["input_ids"][: single["groups"].count(0)]
            for key in ("input_ids", "position_ids"):
                assert [row[key][p] for p in four] == [single[key][p] for p in single_four]


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("max_tokens", [10, 16, 33, 128])
def test_no_row_has_more_tokens_of_text_than_the_encoder_reads(tokenizers, pairing, max_tokens):
    places = [place for place in range(0, 3000, 57) if LONG[place].strip()]
    pairs = [Pair(id=str(place), text=LONG[:3000], target=Mention(place, place + 1)) for place in places]
    rows = check(pairs, tokenizers["tiny_bert"], pairing, max_tokens)
    assert max(row["groups"].count(0) for row in rows) == max_tokens


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_a_row_carries_at_most_max_pairs(tokenizers, pairing):
    pairs = [Pair(id=str(i), text="Peru thanked Chile.", target=Mention(0, 4)) for i in range(7)]
    rows = check(pairs, tokenizers["tiny_bert"], pairing, max_pairs=3)
    assert [len(row["indices"]) for row in rows] == ([3, 3, 1] if pairing == "query" else [1] * 7)


@pytest.mark.parametrize(
    ("target", "holder", "expected"),
    [
        ((4, 9), None, "[OVERALL] [/OVERALL] the [TARGET] party [/TARGET] said on its"),
        ((4, 9), (15, 17), "the [TARGET] party [/TARGET] said [HOLDER] on [/HOLDER] its"),
        ((0, 9), (0, 3), "[TARGET] [HOLDER] the [/HOLDER] party [/TARGET] said on its"),
        ((0, 3), (0, 9), "[HOLDER] [TARGET] the [/TARGET] party [/HOLDER] said on its"),
        ((4, 9), (0, 9), "[HOLDER] the [TARGET] party [/TARGET] [/HOLDER] said on its"),
        ((4, 9), (4, 9), "the [HOLDER] [TARGET] party [/TARGET] [/HOLDER] said on its"),
        ((4, 6), (7, 9), "the [HOLDER] [TARGET] party [/TARGET] [/HOLDER] said on its"),
        ((0, 3), (4, 9), "[TARGET] the [/TARGET] [HOLDER] party [/HOLDER] said on its"),
        ((0, 14), (4, 17), "[TARGET] the [HOLDER] party said [/TARGET] on [/HOLDER] its"),
    ],
)
def test_markers_of_nested_spans_nest(tokenizers, target, holder, expected):
    tokenizer = tokenizers["tiny_bert"]
    holder = None if holder is None else Mention(*holder)
    pair = Pair(id="1", text="the party said on its", target=Mention(*target), holder=holder)
    (row,) = encode_pairs([pair], tokenizer, pairing="marker", max_tokens=64)
    assert " ".join(tokenizer.convert_ids_to_tokens(row["input_ids"])) == f"[CLS] {expected} [SEP]"


def test_labels_follow_their_pairs(tokenizers):
    text = "Peru thanked Chile."
    pairs = [
        LabelledPair(id="1", text=text, target=Mention(0, 4), stance=Stance.FAVOR),
        Pair(id="2", text=text, target=Mention(0, 4)),
        LabelledPair(id="3", text=text, target=Mention(13, 18), stance=Stance.AGAINST),
    ]
    (row,) = check(pairs, tokenizers["tiny_bert"], "query")
    assert row["labels"] == [2, IGNORED, 0]


@pytest.mark.parametrize(
    ("text", "target", "options", "message"),
    [
        ("Peru  won", (4, 6), {}, "pair 'x': the span 4–6 covers no token of the text"),
        ("Peru\x00won", (4, 5), {}, "covers no token"),
        (
            "Peru won",
            (0, 4),
            {"pairing": "levitated"},
            "unknown pairing 'levitated', expected one of query, marker",
        ),
        ("Peru won", (0, 4), {"max_tokens": 5}, "max_tokens 5 leaves no room"),
        (LONG, (0, 99_000), {}, "tokens apart; the encoder reads 62 at once"),
    ],
)
def test_what_cannot_be_shown_is_refused(tokenizers, text, target, options, message):
    pair = Pair(id="x", text=text, target=Mention(*target))
    with pytest.raises(InputError, match=message):
        encode_pairs([pair], tokenizers["tiny_bert"], **{"pairing": "query", "max_tokens": 64, **options})


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_which_pairs_can_be_shown_is_told_pair_by_pair(tokenizers, pairing):
    options = {"pairing": pairing, "max_tokens": 64}
    far, near = Mention(LONG.rindex("Chile"), LONG.rindex("Chile") + 5), Mention(13, 18)
    pairs = [
        Pair(id="near", text=LONG, target=near, holder=Mention(0, 4)),
        Pair(id="far", text=LONG, target=far, holder=Mention(0, 4)),
        Pair(id="alone", text=LONG, target=far),
        Pair(id="long", text=LONG, target=Mention(0, 900)),
        Pair(id="blank", text="Peru  won", target=Mention(4, 6)),
    ]
    told = fits(pairs, tokenizers["tiny_bert"], **options)
    assert told == [True, False, True, False, False]
    for pair, fitting in zip(pairs, told, strict=True):
        if not fitting:
            with pytest.raises(InputError, match=f"^pair '{pair.id}': "):
                encode_pairs([pair], tokenizers["tiny_bert"], **options)
    with pytest.raises(InputError, match="leaves no room"):
        fits(pairs, tokenizers["tiny_bert"], pairing=pairing, max_tokens=5)


def test_no_pairs_are_no_rows(tokenizers):
    assert encode_pairs([], tokenizers["tiny_bert"], pairing="query", max_tokens=64) == []


def test_a_tokenizer_without_characters_is_refused():
    class Slow:
        is_fast = False

    with pytest.raises(InputError, match="a fast tokenizer is needed"):
        tokenize("Peru", Slow())


def test_tokens_of_a_mention_are_those_that_share_a_character():
    offsets = [(0, 3), (3, 3), (4, 6), (6, 6), (6, 10), (10, 11)]
    assert align(Mention(4, 10), offsets) == (2, 4)
    assert align(Mention(5, 7), offsets) == (2, 4)
    assert align(Mention(0, 1), offsets) == (0, 0)
    assert align(Mention(2, 6), offsets) == (0, 2)
    with pytest.raises(InputError, match="covers no token"):
        align(Mention(3, 4), offsets)


def test_a_batch_is_padded_with_what_is_ignored(tokenizers):
    tokenizer = tokenizers["tiny_bert"]
    short, long = "Peru won.", "Peru thanked the United States and Chile."
    pairs = [
        Pair(id="1", text=short, target=Mention(0, 4)),
        LabelledPair(id="2", text=long, target=Mention(0, 4), stance=Stance.FAVOR),
        Pair(id="3", text=long, target=Mention(0, 4), holder=Mention(35, 40)),
    ]
    rows = encode_pairs(pairs, tokenizer, pairing="query", max_tokens=64)
    batch = PairCollator(tokenizer.pad_token_id)(rows)
    length = max(len(row["input_ids"]) for row in rows)
    assert {name: tuple(tensor.shape) for name, tensor in batch.items()} == {
        **dict.fromkeys(("input_ids", "attention_mask", "position_ids", "groups"), (2, length)),
        "pair_tokens": (2, 2, 4),
        "labels": (2, 2),
    }
    assert all(tensor.dtype == torch.int64 for tensor in batch.values())
    for number, row in enumerate(rows):
        size = len(row["input_ids"])
        assert batch["input_ids"][number].tolist() == row["input_ids"] + [tokenizer.pad_token_id] * (
            length - size
        )
        assert batch["attention_mask"][number].tolist() == [1] * size + [0] * (length - size)
    assert batch["labels"].tolist() == [[IGNORED, IGNORED], [2, IGNORED]]
