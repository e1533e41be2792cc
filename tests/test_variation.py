"""Sentences in other words: spans still hold theirs, names and mentions stay, the seed decides."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from actorstance.errors import InputError
from actorstance.schema import LabelledPair, Mention, Stance
from actorstance.variation import varied

SIMILAR = {"praised": ["lauded", "criticized"], "court": ["tribunal"], "the": ["this"], "new": ["modern"]}
WORDS = ["Peru", "praised", "the", "court", "new", "President", "“new”", "court's", "pro-court", "Court", "x"]


@st.composite
def sentences(draw):
    """A sentence of these words with one mention of up to three of them, and perhaps a second."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=12))
    starts = [sum(len(word) + 1 for word in words[:place]) for place in range(len(words))]

    def mention():
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, min(first + 2, len(words) - 1)))
        return Mention(starts[first], starts[last] + len(words[last]))

    target, holder = mention(), draw(st.none() | st.builds(mention))
    assume(holder is None or holder.end <= target.start or target.end <= holder.start)
    return LabelledPair(
        id="p", text=" ".join(words) + ".", target=target, holder=holder, stance=draw(st.sampled_from(Stance))
    )


@given(sentences(), st.integers(0, 99))
def test_mentions_keep_their_words_and_the_rest_differs_only_in_what_is_similar(pair, seed):
    for told in varied([pair], 3, SIMILAR, rate=1.0, seed=seed):
        assert told.target_text == pair.target_text
        assert told.holder_text == pair.holder_text
        assert told.stance == pair.stance
        assert told.text != pair.text
        before, after = re.findall(r"\w+|\W", pair.text), re.findall(r"\w+|\W", told.text)
        assert all(new == old or new in SIMILAR.get(old, ()) for old, new in zip(before, after, strict=True))


def pairs(count):
    return [
        LabelledPair(
            id=f"{number}-{span}",
            text=f"Court {number} praised Peru and Chile.",
            target=Mention(start, start + 4),
            stance=Stance.FAVOR,
        )
        for number in range(count)
        for span, start in (("a", 16), ("b", 25))
    ]


@pytest.mark.parametrize(("copies", "told"), [(0, 0), (0.5, 4), (1, 8), (2.25, 18)])
def test_as_many_versions_as_wanted_each_with_all_pairs_of_its_sentence(copies, told):
    found = varied(pairs(8), copies, SIMILAR, rate=1.0)
    assert len({re.sub("-[ab]$", "", pair.id) for pair in found}) == told
    assert len({pair.id for pair in found}) == len(found) == 2 * told


def test_words_that_a_mention_has_stay_everywhere():
    text = "The court praised the court."
    pair = LabelledPair(id="p", text=text, target=Mention(0, 9), stance=Stance.FAVOR)
    (told,) = varied([pair], 1, {"court": ["tribunal"], "praised": ["lauded"]}, rate=1.0)
    assert told.text == "The court lauded the court."


def test_a_sentence_without_such_words_is_not_told_again():
    assert varied(pairs(3), 2, {"zebra": ["horse"]}, rate=1.0) == []
    assert varied(pairs(3), 2, SIMILAR, rate=0.0) == []


def test_the_seed_decides():
    assert varied(pairs(9), 1, SIMILAR, seed=1) == varied(pairs(9), 1, SIMILAR, seed=1)
    assert varied(pairs(9), 1, SIMILAR, seed=1) != varied(pairs(9), 1, SIMILAR, seed=2)


def test_fewer_than_no_versions_are_refused():
    with pytest.raises(InputError, match="varied is -1"):
        varied(pairs(1), -1, SIMILAR)
