"""Mixtures of corpora: what each pair counts, what teachers add, and which questions stay open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actorstance.errors import InputError
from actorstance.mixture import class_weights, heed, mix, teach, unjudged
from actorstance.pairs import label
from actorstance.schema import STANCES, LabelledPair, Mention, Pair, Probabilities, Stance


def pairs_of(*stances):
    return [LabelledPair(id="p", text="Ana", target=Mention(0, 3), stance=stance) for stance in stances]


@given(st.lists(st.sampled_from(STANCES), min_size=1, max_size=30), st.floats(0, 1))
def test_class_weights_have_mean_one_over_the_pairs(stances, balance):
    found = class_weights(pairs_of(*stances), balance)
    assert sum(found[stance.id] for stance in stances) / len(stances) == pytest.approx(1)


def test_rare_stances_weigh_by_their_frequency():
    pairs = pairs_of(*[Stance.AGAINST] * 1, *[Stance.NEUTRAL] * 9, *[Stance.FAVOR] * 4)
    rare, common, middle = class_weights(pairs, 1.0)
    assert (rare / common, middle / common) == (pytest.approx(9), pytest.approx(9 / 4))
    assert class_weights(pairs, 0.0) == pytest.approx([1, 1, 1])


def test_a_corpus_counts_as_much_as_it_is_given():
    few, many = pairs_of(Stance.FAVOR), pairs_of(*[Stance.AGAINST] * 3)
    mixture = mix({"few": few, "many": many}, {"few": 6.0, "many": 2.0})
    assert len(mixture) == 4
    assert mixture.weights[0] == pytest.approx(3 * mixture.weights[1])
    assert sum(mixture.weights) == pytest.approx(4)
    assert len(mix({"few": few, "many": many}, {"few": 0.0})) == 3


def test_rare_stances_weigh_only_in_corpora_that_say_so():
    members = pairs_of(Stance.FAVOR, *[Stance.NEUTRAL] * 3)
    found = mix({"judged": members, "open": members}, balance={"judged": 0.5, "open": 0.0}).weights
    assert found[0] > found[1]
    assert found[4:] == [1.0] * 4


def test_nothing_to_learn_from_and_negative_weights_are_refused():
    with pytest.raises(InputError, match="no pairs"):
        mix({"empty": []})
    with pytest.raises(InputError, match="weight of corpus bad is -1"):
        mix({"bad": pairs_of(Stance.FAVOR)}, {"bad": -1})


def test_teachers_share_the_target_with_the_stance():
    mixture = mix({"a": pairs_of(Stance.FAVOR)})
    taught = teach(mixture, [Probabilities(0.5, 0.25, 0.25)], 0.5)
    assert taught.targets == [Probabilities(0.25, 0.125, 0.625)]
    assert taught.pairs[0].stance is Stance.FAVOR
    with pytest.raises(InputError, match="share from 0 to 1"):
        teach(mixture, [Probabilities(0, 1, 0)], 1.5)


def test_a_pair_that_no_teacher_was_asked_about_keeps_its_stance():
    mixture = mix({"a": pairs_of(Stance.FAVOR, Stance.AGAINST)})
    taught = teach(mixture, [None, Probabilities(0, 1, 0)], 0.5)
    assert taught.targets == [Probabilities(0, 0, 1), Probabilities(0.5, 0.5, 0)]


def test_a_teacher_that_answers_meanwhile_gets_a_share_of_every_pair():
    mixture = mix({"a": pairs_of(Stance.FAVOR, Stance.AGAINST)}, passes={"a": 2.0})
    heeding = heed(mixture, [0.7, 0.0], [Pair(id="q", text="Ben", target=Mention(0, 3))], weight=0.5)
    assert heeding.trusts == [0.7, 0.0, 1.0]
    assert heeding.targets == ()
    assert [pair.id for pair in heeding.pairs[2:]] == ["q"]
    assert heeding.passes == [2.0, 2.0, 1.0]
    assert heeding.weights[2] == pytest.approx(heeding.weights[0] / 2)
    with pytest.raises(InputError, match="share from 0 to 1"):
        heed(mixture, [0.7, -0.1])


def test_open_pairs_are_learned_from_the_teachers_alone():
    mixture = mix({"a": pairs_of(Stance.FAVOR)})
    question = Pair(id="q", text="Ben", target=Mention(0, 3))
    answer = Probabilities(0.6, 0.3, 0.1)
    taught = teach(mixture, [Probabilities(0, 0, 1)], 0.5, [(question, answer)], weight=0.5)
    assert taught.pairs[1].stance is Stance.AGAINST
    assert taught.targets[1] == answer
    assert taught.weights[1] == pytest.approx(taught.weights[0] / 2)
    assert sum(taught.weights) == pytest.approx(2)


TEXT = "Ana, Ben and Eve met Ana."
PLACES = {"ana": Mention(0, 3, "ana"), "ben": Mention(5, 8, "ben"), "eve": Mention(13, 16, "eve")}


@given(st.sets(st.tuples(st.sampled_from([None, *PLACES]), st.sampled_from([*PLACES])), min_size=1))
def test_judged_and_open_pairs_are_all_pairs_of_the_places_once(asked):
    asked = {(h, t) for h, t in asked if h != t}
    pairs = [
        label(
            Pair(id=f"{h}>{t}", text=TEXT, target=PLACES[t], holder=None if h is None else PLACES[h]),
            Stance.NEUTRAL,
        )
        for h, t in asked
    ]
    found = [(p.holder.actor if p.holder else None, p.target.actor) for p in unjudged(pairs)]
    named = {actor for pair in asked for actor in pair if actor}
    possible = {(h, t) for h in [None, *named] for t in named if h != t}
    assert len(found) == len(set(found))
    assert set(found) == possible - asked


def test_one_actor_holds_no_stance_toward_itself_and_nested_places_are_not_asked_about():
    at = [Mention(0, 3, "ana"), Mention(21, 24, "ana")]
    pairs = [label(Pair(id=str(m.start), text=TEXT, target=m), Stance.NEUTRAL) for m in at]
    assert unjudged(pairs) == []
    nested = [Mention(0, 8, "both"), Mention(5, 8, "ben")]
    pairs = [label(Pair(id=str(m.start), text=TEXT, target=m), Stance.NEUTRAL) for m in nested]
    assert unjudged(pairs) == []


def test_open_pairs_are_read_as_often_as_their_sentence():
    mixture = mix({"a": pairs_of(Stance.FAVOR), "b": pairs_of(Stance.AGAINST)}, passes={"a": 2.0})
    assert mixture.passes == [2.0, 1.0]
    open_pairs = [Pair(id=text, text=text, target=Mention(0, 3)) for text in ("Ana", "Ben")]
    sure = Probabilities(0, 0, 1)
    taught = teach(mixture, [sure, sure], 0.5, [(pair, sure) for pair in open_pairs])
    assert taught.passes == [2.0, 1.0, 2.0, 1.0]
    with pytest.raises(InputError, match="passes of corpus a are 0"):
        mix({"a": pairs_of(Stance.FAVOR)}, passes={"a": 0})
    with pytest.raises(InputError, match="an epoch reads none of the 1 sentences of corpus a"):
        mix({"a": pairs_of(Stance.FAVOR)}, passes={"a": 0.004})
