"""Two sentences told as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actorstance.errors import InputError
from actorstance.joining import contested, joined
from actorstance.schema import LabelledPair, Mention, Stance

NAMES = ["Peru", "Chile", "Cuba", "Oman", "Togo", "Fiji", "Mali", "Iran"]
BEFORE = ["", "The envoy of ", "On Monday ", "“Never again,” said "]
AFTER = [".", "!", " in the U.S.", " at noon;", ", he said: “no.”"]


def sentence(number, holder, target, *, before="", after=".", stance=Stance.FAVOR):
    text = f"{before}{holder} thanked {target}{after}"
    at_holder, at_target = len(before), len(before) + len(holder) + len(" thanked ")
    who, whom = (
        Mention(at_holder, at_holder + len(holder), holder),
        Mention(at_target, at_target + len(target), target),
    )
    return [
        LabelledPair(id=f"{number}d", text=text, holder=who, target=whom, stance=stance, split="train"),
        LabelledPair(id=f"{number}o", text=text, target=whom, stance=stance, split="train"),
    ]


@st.composite
def corpora(draw):
    names = draw(st.permutations(NAMES))
    return [
        pair
        for number in range(draw(st.integers(2, 4)))
        for pair in sentence(
            number,
            names[2 * number],
            names[2 * number + 1],
            before=draw(st.sampled_from(BEFORE)),
            after=draw(st.sampled_from(AFTER)),
            stance=draw(st.sampled_from(list(Stance))),
        )
    ]


@given(corpora(), st.integers(0, 99))
def test_spans_still_hold_their_words_and_stances_their_pairs(pairs, seed):
    told = joined(pairs, 1.0, seed)
    given = {(p.holder_text, p.target_text): p.stance for p in pairs}
    assert told
    for pair in told:
        assert pair.target_text == pair.target.actor
        assert pair.holder is None or pair.holder_text == pair.holder.actor
        assert pair.stance == given.get((pair.holder_text, pair.target_text), Stance.NEUTRAL)
    assert len({pair.id for pair in told}) == len(told)
    # Each sentence takes part once, with both of its pairs, and with every crossing pair of its partner.
    for text in {pair.text for pair in told}:
        assert sum(pair.text == text for pair in told) == 6


@pytest.mark.parametrize("tell", [joined, contested])
@pytest.mark.parametrize("share", [1.5, -0.1, float("nan")])
def test_what_is_no_share_is_refused(tell, share):
    with pytest.raises(InputError, match=f"^{tell.__name__} is {share}, must be a share from 0 to 1"):
        tell(sentence(1, "Peru", "Chile"), share)


def test_across_the_two_everybody_is_neutral():
    told = joined([*sentence(1, "Peru", "Chile"), *sentence(2, "Cuba", "Togo")], 1.0)
    across = {(p.holder_text, p.target_text) for p in told if p.stance is Stance.NEUTRAL}
    assert across in ({("Peru", "Togo"), ("Cuba", "Chile")},)


def test_sentences_that_share_an_actor_stay_apart():
    assert joined([*sentence(1, "Peru", "Chile"), *sentence(2, "Chile", "Togo")], 1.0) == []


def test_sentences_without_a_holder_stay_apart():
    pairs = [
        p for s in (sentence(1, "Peru", "Chile"), sentence(2, "Cuba", "Togo")) for p in s if not p.holder
    ]
    assert joined(pairs, 1.0) == []


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_the_share_says_how_many_take_part(share):
    pairs = [p for i in range(4) for p in sentence(i, NAMES[2 * i], NAMES[2 * i + 1])]
    assert len({p.text for p in joined(pairs, share, 3)}) == share * 2
    assert joined(pairs, share, 3) == joined(pairs, share, 3)


def test_for_and_against_told_as_one_are_neutral_overall():
    pairs = [
        *sentence(1, "Peru", "Chile"),
        *sentence(2, "Cuba", "Chile", stance=Stance.AGAINST),
        *sentence(3, "Oman", "Togo"),  # nobody is against Togo
    ]
    told = contested(pairs, 1.0)
    assert {(p.holder_text, p.target_text): p.stance for p in told} == {
        ("Peru", "Chile"): Stance.FAVOR,
        ("Cuba", "Chile"): Stance.AGAINST,
        (None, "Chile"): Stance.NEUTRAL,
    }
    assert len({p.text for p in told}) == 1
    assert {p.split for p in told} == {"train"}


def test_across_contested_sentences_third_actors_are_neutral_to_each_other():
    bystander = LabelledPair(
        id="b",
        text="Peru thanked Chile.",
        holder=Mention(0, 4, "Peru"),
        target=Mention(5, 12, "thanks"),
        stance=Stance.AGAINST,
    )
    told = contested(
        [bystander, *sentence(1, "Peru", "Chile"), *sentence(2, "Cuba", "Chile", stance=Stance.AGAINST)], 1.0
    )
    stances = {(p.holder_text, p.target_text): p.stance for p in told}
    assert stances["Peru", "thanked"] is Stance.AGAINST
    assert stances["Cuba", "thanked"] is Stance.NEUTRAL
    assert ("Cuba", "Peru") not in stances  # Peru is nobody's target


@pytest.mark.parametrize(
    "other",
    [
        sentence(2, "Peru", "Chile", stance=Stance.AGAINST),  # the same holder on both sides
        sentence(2, "Cuba", "Chile", stance=Stance.NEUTRAL),
        sentence(2, "Cuba", "Chile", stance=Stance.AGAINST)[:1],  # nothing said of the overall stance
        sentence(2, "Cuba", "Togo", stance=Stance.AGAINST),
    ],
)
def test_what_makes_no_contest_is_not_joined(other):
    assert contested([*sentence(1, "Peru", "Chile"), *other], 1.0) == []


@given(corpora(), st.integers(0, 99))
def test_a_contested_corpus_keeps_its_spans(pairs, seed):
    reversed_ = {Stance.FAVOR: Stance.AGAINST, Stance.AGAINST: Stance.FAVOR, Stance.NEUTRAL: Stance.NEUTRAL}
    holders = {pair.holder_text for pair in pairs if pair.holder}
    spare = [name for name in NAMES if name not in holders | {pair.target_text for pair in pairs}]
    first = pairs[1]
    fits = spare and first.stance is not Stance.NEUTRAL
    if spare:
        pairs = [*pairs, *sentence(9, spare[0], first.target_text, stance=reversed_[first.stance])]
    told = contested(pairs, 1.0, seed)
    assert bool(told) == bool(fits)
    for pair in told:
        assert pair.target_text == pair.target.actor
        assert pair.holder is None or pair.holder_text == pair.holder.actor
        assert pair.stance is Stance.NEUTRAL or pair.holder is not None
