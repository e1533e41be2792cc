"""Which pairs a sentence asks for, and splits that keep groups whole."""

from collections import Counter

import pytest
import sklearn
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.errors import InputError
from actorstance.pairs import (
    count_stances,
    label,
    labelled_pairs,
    placed_pairs,
    representatives,
    sentence_pairs,
)
from actorstance.schema import (
    STANCES,
    Annotation,
    Directed,
    Form,
    Labeler,
    LabelledPair,
    MarkedMention,
    Mention,
    Pair,
    Sentence,
    Stance,
)
from actorstance.splits import GROUPS, divide, folds, inseparable, leave_one_out

TEXT = "He said Peru’s government thanked Chile; Peru agreed."
HE = Mention(0, 2, "peru", Form.PRONOUN)
GOVERNMENT = Mention(8, 25, "peru", Form.NOMINAL)
CHILE = Mention(34, 39, "chile")
PERU = Mention(41, 45, "peru")
SENTENCE = Sentence(id="a/s01", text=TEXT, article="a", paragraph=3)


def test_every_mention_gets_an_overall_pair_and_every_two_actors_a_pair_each_way():
    pairs = sentence_pairs(SENTENCE, [HE, GOVERNMENT, CHILE, PERU])
    assert [pair.id for pair in pairs] == [
        "a/s01:>peru@0",
        "a/s01:>peru@8",
        "a/s01:>chile@34",
        "a/s01:>peru@41",
        "a/s01:chile>peru",
        "a/s01:peru>chile",
    ]
    assert all(
        (p.text, p.article, p.meta) == (TEXT, "a", {"sentence": "a/s01", "paragraph": 3}) for p in pairs
    )
    assert (pairs[-1].holder, pairs[-1].target) == (PERU, CHILE)
    assert (pairs[-1].holder_text, pairs[-1].target_text) == ("Peru", "Chile")
    assert pairs[0].holder is pairs[0].holder_text is None


@pytest.mark.parametrize(
    ("mentions", "chosen"),
    [
        ([HE, GOVERNMENT, PERU], PERU),
        ([PERU, GOVERNMENT, HE], PERU),
        ([HE, GOVERNMENT], GOVERNMENT),
        ([HE], HE),
        ([PERU, Mention(8, 12, "peru")], Mention(8, 12, "peru")),
    ],
)
def test_a_name_stands_for_its_actor_before_a_description_before_a_pronoun(mentions, chosen):
    assert representatives(mentions) == {"peru": chosen}


def test_representatives_stand_in_the_order_of_the_text():
    assert list(representatives([PERU, CHILE, HE])) == ["chile", "peru"]


def test_mentions_without_an_actor_are_actors_of_their_own():
    pairs = sentence_pairs(SENTENCE, [Mention(8, 12), Mention(34, 39)])
    assert [p.id for p in pairs] == [
        "a/s01:>8-12@8",
        "a/s01:>34-39@34",
        "a/s01:8-12>34-39",
        "a/s01:34-39>8-12",
    ]


def test_no_mentions_ask_nothing():
    assert sentence_pairs(SENTENCE, []) == []


def annotation(**changes):
    fields = {
        "id": "a/s01",
        "text": TEXT,
        "mentions": (
            MarkedMention(0, 2, "peru", Form.PRONOUN, Stance.AGAINST),
            MarkedMention(34, 39, "chile", Form.NAME, Stance.FAVOR),
            MarkedMention(41, 45, "peru"),
        ),
        "directed": (Directed("peru", "chile", Stance.FAVOR),),
        "labeler": Labeler("me", "2"),
        "article": "a",
        "split": "train",
    }
    return Annotation(**{**fields, **changes})


def test_labelled_pairs_are_neutral_unless_the_annotation_says_otherwise():
    pairs = labelled_pairs(annotation())
    assert {pair.id.removeprefix("a/s01:"): pair.stance.value for pair in pairs} == {
        ">peru@0": "against",
        ">chile@34": "favor",
        ">peru@41": "neutral",
        "chile>peru": "neutral",
        "peru>chile": "favor",
    }
    assert {(pair.split, pair.article) for pair in pairs} == {("train", "a")}
    assert pairs[0].meta == {"sentence": "a/s01", "labeler": "me 2"}
    assert pairs[0].target == HE
    assert type(pairs[0].target) is Mention
    assert count_stances(pairs) == {"against": 1, "neutral": 2, "favor": 2}


def test_tags_travel_with_the_pairs():
    assert all(p.meta["tags"] == ["quote"] for p in labelled_pairs(annotation(tags=("quote",))))


def test_a_label_keeps_all_other_fields():
    (pair,) = sentence_pairs(SENTENCE, [CHILE])
    labelled = label(pair, Stance.FAVOR, split="test")
    assert isinstance(labelled, LabelledPair)
    assert (labelled.stance, labelled.split, labelled.id) == (Stance.FAVOR, "test", pair.id)
    assert (labelled.target, labelled.meta, labelled.article) == (pair.target, pair.meta, "a")


def pair(number, stance, article, text=None, paragraph=None):
    return LabelledPair(
        id=str(number),
        text=text or f"text {number}",
        target=Mention(0, 1),
        stance=stance,
        article=article,
        meta={} if paragraph is None else {"paragraph": paragraph},
    )


@st.composite
def corpora(draw, groups=(2, 30)):
    count = draw(st.integers(*groups))
    members = st.tuples(st.integers(0, count - 1), st.sampled_from(STANCES), st.integers(1, 3))
    drawn = [(g, draw(st.sampled_from(STANCES)), 1) for g in range(count)] + draw(
        st.lists(members, max_size=40)
    )
    unknown = draw(st.integers(0, count))
    shared = draw(st.sampled_from([0, 0, 2]))  # how many sentences stand in several articles
    return [
        pair(i, stance, None if g < unknown else f"a{g}", f"text {g if g >= shared else -1}", paragraph)
        for i, (g, stance, paragraph) in enumerate(drawn)
    ]


def possible(pairs, count, by):
    return len(set(inseparable(pairs, by))) >= count and max(count_stances(pairs).values()) >= count


@settings(max_examples=60, deadline=None)
@given(corpora(), st.integers(2, 5), st.integers(0, 99), st.sampled_from(sorted(GROUPS)))
@pytest.mark.filterwarnings("ignore:The least populated class")
def test_folds_hold_every_pair_once_and_split_no_group(pairs, count, seed, by):
    if not possible(pairs, count, by):
        with pytest.raises(InputError, match=f"{count} folds need at least as many"):
            folds(pairs, count, seed, by)
        return
    parts = folds(pairs, count, seed, by)
    assert len(parts) == count
    assert sorted(index for part in parts for index in part) == list(range(len(pairs)))
    homes = {}
    for number, part in enumerate(parts):
        for index in part:
            assert homes.setdefault(GROUPS[by](pairs[index]), number) == number
            assert homes.setdefault(("sentence", pairs[index].text), number) == number
    assert folds(pairs, count, seed, by) == parts


@settings(max_examples=25, deadline=None)
@given(corpora((20, 40)), st.integers(0, 99), st.sampled_from(["article", "sentence"]))
@pytest.mark.filterwarnings("ignore:The least populated class")
def test_divide_gives_every_group_one_split_reproducibly(pairs, seed, by):
    shares = {"train": 0.7, "dev": 0.1, "test": 0.2}
    if not possible(pairs, 20, by):
        with pytest.raises(InputError, match="shares need at least twenty"):
            divide(pairs, shares, seed, by)
        return
    split_of = divide(pairs, shares, seed, by)
    assert set(split_of) == {GROUPS[by](p) for p in pairs}
    assert set(split_of.values()) <= set(shares)
    assert divide(pairs, shares, seed, by) == split_of


def balanced(groups, size=3):
    return [pair(i, STANCES[i % 3], f"a{i // size}") for i in range(groups * size)]


def test_shares_and_stances_are_kept_where_groups_allow_it():
    pairs = balanced(100)
    split_of = divide(pairs, {"train": 0.8, "dev": 0.1, "test": 0.1}, seed=1)
    assert Counter(split_of.values()) == {"train": 80, "dev": 10, "test": 10}
    for part in folds(pairs, 5, seed=1):
        assert Counter(pairs[i].stance for i in part) == dict.fromkeys(STANCES, 20)


@pytest.mark.skipif(
    tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 8),
    reason="before scikit-learn 1.8 StratifiedGroupKFold left like groups in their order, whatever the seed",
)
def test_another_seed_divides_otherwise():
    assert folds(balanced(20), 4, seed=1) != folds(balanced(20), 4, seed=2)


def test_what_groups_pairs():
    known = pair(1, Stance.FAVOR, "a", "text", 2)
    assert {by: group(known) for by, group in GROUPS.items()} == {
        "article": "a",
        "paragraph": "a#2",
        "sentence": "text",
    }
    unknown = pair(1, Stance.FAVOR, None, "text")
    assert {group(unknown) for group in GROUPS.values()} == {"text"}


def test_a_sentence_that_two_articles_tell_stands_on_one_side():
    """Whatever its case and spaces; the articles that share it are one group."""
    pairs = [
        pair(f"{i}{side}", STANCES[i % 3], f"{i}{side}", text)
        for i in range(12)
        for side, text in (("x", f"Peru won {i}."), ("y", f"PERU won  {i}."))
    ]
    for part in folds(pairs, 4, seed=1):
        assert {pairs[i].article[:-1] for i in part if pairs[i].article.endswith("x")} == {
            pairs[i].article[:-1] for i in part if pairs[i].article.endswith("y")
        }
    with pytest.raises(InputError, match="13 folds need at least as many groups, got 12 by article"):
        folds(pairs, 13, 1)
    rounds = leave_one_out(pairs, "article", least=1)
    assert len(rounds) == 24
    assert all(len(left.test) == 1 and len(left.train) == 22 for left in rounds)


@pytest.mark.parametrize(
    ("pairs", "count", "by", "message"),
    [
        (balanced(9), 3, "story", "unknown grouping 'story', expected one of article, paragraph, sentence"),
        (balanced(4), 5, "article", "5 folds need at least as many groups, got 4"),
        ([], 2, "article", "2 folds need at least as many groups, got 0"),
        (balanced(9), 1, "article", "at least two folds"),
        (balanced(9), 0, "article", "at least two folds"),
        ([pair(i, stance, f"a{i}") for i, stance in enumerate(STANCES)], 3, "article", "3 folds need"),
    ],
)
def test_impossible_folds_are_refused(pairs, count, by, message):
    with pytest.raises(InputError, match=message):
        folds(pairs, count, 1, by)


def test_impossible_divisions_are_refused():
    with pytest.raises(InputError, match=r"shares must sum to 1, got 0\.9"):
        divide(balanced(30), {"train": 0.5, "test": 0.4}, 1)
    with pytest.raises(
        InputError,
        match=r"at least twenty articles, .* got 19 articles without a sentence in common: .* leave shares out",
    ):
        divide(balanced(19), {"train": 0.5, "test": 0.5}, 1)
    few_of_each = [pair(i, STANCES[i % 3], f"a{i}") for i in range(30)]
    with pytest.raises(InputError, match="twenty pairs of one stance, got 10 pairs of one stance"):
        divide(few_of_each, {"train": 0.5, "test": 0.5}, 1)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"train": 1.5, "dev": -0.5}, r"the share of train must be above 0 and at most 1, got 1\.5"),
        ({"train": 1.0, "dev": 0.0}, r"the share of dev must be above 0 and at most 1, got 0\.0"),
        ({"train": float("nan")}, "the share of train must be above 0 and at most 1, got nan"),
        (
            {"train": 0.96, "dev": 0.02, "test": 0.02},
            r"no group falls to dev, test, expected shares of at least 0\.05",
        ),
    ],
)
def test_shares_that_give_a_split_nothing_are_refused(shares, message):
    with pytest.raises(InputError, match=message):
        divide(balanced(100), shares, 1)


def test_a_twentieth_is_a_share():
    split_of = divide(balanced(100), {"train": 0.9, "dev": 0.05, "test": 0.05}, 1)
    assert Counter(split_of.values()) == {"train": 90, "dev": 5, "test": 5}


def test_places_inside_the_other_actors_words_are_asked_about_only_where_there_is_no_other():
    text = "Ruiz Group sued Ana, and Ruiz thanked Ruiz Group."
    group, ruiz = [Mention(0, 10), Mention(38, 48)], [Mention(0, 4), Mention(25, 29), Mention(38, 42)]
    pair = Pair(id="p", text=text, target=ruiz[0], holder=group[0])
    found = placed_pairs(pair, ruiz, group)
    assert [(p.holder.start, p.target.start) for p in found] == [(0, 25), (38, 25)]
    assert [p.target.start for p in placed_pairs(pair, ruiz[:1], group[:1])] == [0]
