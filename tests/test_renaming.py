"""Other names for actors: spans follow, all places of an actor change together, judgements stay."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.renaming import NamePool, by_text, masked_names, replace_words
from actorstance.schema import Actor, Form, LabelledPair, Mention, Pair, Stance

REGISTRY = Registry(
    [
        Actor(id="peru", name="Peru", kind="country", aliases=("Peruvian",)),
        Actor(id="oman", name="Oman", kind="country", aliases=("Omani",)),
        Actor(id="ruiz", name="Ana Ruiz", kind="person", aliases=("Ruiz",)),
        Actor(id="kovel", name="Mirna Kovel", kind="person", aliases=("Kovel",)),
        Actor(id="tesk", name="Tesk", kind="company"),
    ]
)


def pair(text, target, holder=None, **changes):
    def at(words):
        start = text.index(words)
        found = REGISTRY.lookup(words)
        return Mention(start, start + len(words), found.id if found else None)

    fields = {"target": at(target), "holder": at(holder) if holder else None, "stance": Stance.AGAINST}
    return LabelledPair(id="p", text=text, **{**fields, **changes})


WORDS = st.sampled_from(["Peru", "Oman", "met", "Peruvian", "’s", ",", "x"])


@given(st.lists(WORDS, min_size=1, max_size=12), st.data())
def test_spans_hold_the_replaced_words_and_what_lay_between(words, data):
    text = " ".join(words)
    starts = [sum(len(w) + 1 for w in words[:i]) for i in range(len(words))]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    span = Mention(starts[first], starts[last] + len(words[last]))
    new = {"Peru": "Mongolia", "Oman": "Fiji"}
    moved = replace_words([Pair(id="p", text=text, target=span)], text, new)[0]
    assert moved.text == " ".join(new.get(w, w) for w in words)
    assert moved.target_text == " ".join(new.get(w, w) for w in words[first : last + 1])


def test_all_places_of_an_actor_change_together_and_by_form():
    text = "Ana Ruiz met Omani envoys; Ruiz blamed Oman."
    pairs = [pair(text, "Omani"), pair(text, "Ana Ruiz")]
    pairs.append(
        LabelledPair(
            id="q",
            text=text,
            target=Mention(39, 43, "oman"),
            holder=Mention(0, 8, "ruiz"),
            stance=Stance.AGAINST,
        )
    )
    names = [pair("Kovel, Mirna Kovel, Ana Ruiz", "Kovel"), pair("Peru and Oman", "Peru")]
    pool = NamePool.of([*pairs, *names], REGISTRY)
    new = pool.swapped(pairs, random.Random(0))
    assert new[0].text == "Mirna Kovel met Peruvian envoys; Kovel blamed Peru."
    assert (new[2].holder_text, new[2].target_text) == ("Mirna Kovel", "Peru")
    assert [p.stance for p in new] == [p.stance for p in pairs]


def test_actors_become_others_of_their_kind_and_never_each_other():
    text = "Peru sued Tesk."
    pool = NamePool.of([pair(text, "Tesk", "Peru"), pair("Oman", "Oman")], REGISTRY)
    swapped = pool.swapped([pair(text, "Tesk", "Peru")], random.Random(0))[0]
    assert swapped.text == "Oman sued Tesk."  # no other company is known
    only = NamePool.of([pair(text, "Tesk", "Peru")], REGISTRY)
    assert only.swapped([pair(text, "Tesk", "Peru")], random.Random(0))[0].text == text


def test_pronouns_and_descriptions_stay():
    text = "He met the envoy."
    pairs = [
        Pair(id="a", text=text, target=Mention(0, 2, "ruiz", Form.PRONOUN)),
        Pair(id="b", text=text, target=Mention(7, 16, "peru", Form.NOMINAL)),
    ]
    assert NamePool.of(pairs, REGISTRY).families == {}
    assert masked_names(pairs) == pairs


def test_masks_tell_actors_apart():
    text = "Peru thanked Oman."
    masked = masked_names([pair(text, "Oman", "Peru")])[0]
    assert masked.text == "Actor A thanked Actor B."
    assert (masked.holder_text, masked.target_text) == ("Actor A", "Actor B")


def test_the_same_seed_draws_the_same_names():
    text = "Peru met Ana Ruiz."
    pairs = [
        pair(text, "Ana Ruiz", "Peru"),
        pair("Oman, Mirna Kovel", "Oman"),
        pair("Mirna Kovel", "Mirna Kovel"),
    ]
    pool = NamePool.of(pairs, REGISTRY)
    first, again = (pool.swapped(pairs[:1], random.Random(7)) for _ in range(2))
    assert first == again
    assert by_text(pairs) == {text: [0], "Oman, Mirna Kovel": [1], "Mirna Kovel": [2]}


@given(st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdefgh"))), st.integers(0, 9))
def test_every_other_name_of_a_kind_is_drawn_alike(families, seed):
    """As if the names that the sentence does not have yet were listed, and one chosen from the list."""
    families = sorted((short.upper(), f"{short.upper()}{long}") for short, long in families)
    text = "A met Ab."
    said = Pair(id="p", text=text, target=Mention(0, 1, "first"), holder=Mention(6, 8, "second"))
    known = Registry(
        [
            Actor(id="first", name="A", kind="company", aliases=("Q",)),
            Actor(id="second", name="Ab", kind="company", aliases=("R",)),
        ]
    )
    pool = NamePool({"company": families}, known)
    draw, taken, words = random.Random(seed), {"A", "Q", "Ab", "R"}, {}
    for old in (("A", "Q"), ("Ab", "R")):
        left = [family for family in families if not taken & set(family)]
        if left:
            new = draw.choice(left)
            taken |= set(new)
            words.update(zip(old, new, strict=True))
    assert pool.swapped([said], random.Random(seed)) == replace_words([said], text, words)


def test_words_are_replaced_only_whole():
    found = replace_words([pair("Peruvian Peru", "Peru")], "Peruvian Peru", {"Peru": "Fiji"})[0]
    assert found.text == "Peruvian Fiji"
    with pytest.raises(IndexError):
        masked_names([])
