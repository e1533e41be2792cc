"""Agreement, adjudication, and the seed's annotation."""

from pathlib import Path

import msgspec
import pytest

from actorstance.actors import Registry
from actorstance.annotation.adjudication import adjudicate, answer, disagreements
from actorstance.annotation.agreement import (
    Judgement,
    agreement,
    agreement_report,
    judged_by_both,
    unmatched_mentions,
)
from actorstance.annotation.pair_agreement import pair_agreement
from actorstance.annotation.standoff import directed_standoff_agreement, standoff_agreement
from actorstance.corpora.standoff import (
    StandoffLabel,
    StandoffPlace,
    StandoffSentence,
    StandoffStance,
)
from actorstance.errors import InputError
from actorstance.pairs import labelled_pairs
from actorstance.records import read_annotations
from actorstance.schema import (
    STANCES,
    Adjudication,
    Annotation,
    Directed,
    Labeler,
    LabelledPair,
    MarkedMention,
    Mention,
)
from actorstance.sentences import read_article, split_sentences

A, N, F = STANCES
ROOT = Path(__file__).parents[1]


def judgements(*answers, sentences=1):
    return [Judgement(f"s{i % sentences}", "x", None, "x", one, two) for i, (one, two) in enumerate(answers)]


# Ten judgements: 4 both favor, 3 both against, 1 both neutral, 1 favor/neutral, 1 against/favor.
TEN = judgements(*[(F, F)] * 4, *[(A, A)] * 3, (N, N), (F, N), (A, F))


def test_kappa_and_alpha_by_hand():
    result = agreement(TEN)
    assert (result.n, result.agreed) == (10, 0.8)
    assert result.confusion == [[3, 0, 1], [0, 1, 0], [0, 1, 4]]
    # Marginals 4, 1, 5 and 3, 2, 5: expected (12 + 2 + 25) / 100.
    assert result.kappa == pytest.approx((0.8 - 0.39) / (1 - 0.39), abs=5e-4)
    # All 20 values: 7 against, 3 neutral, 10 favor.
    expected = (7 * 6 + 3 * 2 + 10 * 9) / (20 * 19)
    assert result.alpha == pytest.approx(1 - 0.2 / (1 - expected), abs=5e-4)
    assert result.low is result.high is None


def test_perfect_agreement():
    result = agreement(judgements((F, F), (A, A), (N, N), sentences=3), resamples=20)
    assert (result.agreed, result.kappa, result.alpha) == (1, 1, 1)
    assert (result.low, result.high) == (1, 1)


def test_nothing_in_common_is_no_better_than_chance():
    result = agreement(judgements((F, A), (A, F)))
    assert (result.agreed, result.kappa) == (0, -1)
    assert result.alpha == pytest.approx(-0.5)


@pytest.mark.parametrize("resamples", [0, 10])
def test_with_one_stance_agreement_beyond_chance_is_not_defined(resamples):
    result = agreement(judgements((N, N), (N, N)), resamples)
    assert (result.agreed, result.kappa, result.alpha, result.low, result.high) == (1, None, None, None, None)


def test_where_one_pass_has_one_stance_only_kappa_is_zero():
    assert agreement(judgements((N, N), (N, F))).kappa == 0


@pytest.mark.parametrize("resamples", [0, 10])
def test_no_judgements_agree_on_nothing(resamples):
    result = agreement([], resamples)
    assert (result.n, result.agreed, result.kappa, result.alpha, result.low) == (0, 0, None, None, None)


def test_the_interval_is_seeded_and_holds_alpha():
    many = judgements(*[(j.first, j.second) for j in TEN * 4], sentences=13)
    result = agreement(many, 300, seed=2)
    assert result.low < result.alpha < result.high
    assert agreement(many, 300, seed=2) == result


def annotation(number, mentions, directed=(), name="a", **fields):
    return Annotation(
        id=f"s{number}",
        text="Ana met Ben, and Ana left.",
        mentions=tuple(
            MarkedMention(start, end, actor, overall=stance) for start, end, actor, stance in mentions
        ),
        directed=tuple(Directed(*entry) for entry in directed),
        labeler=Labeler(name, "1"),
        **fields,
    )


ANA, BEN, ANA_AGAIN = (0, 3, "ana", F), (8, 11, "ben", N), (17, 20, "ana", F)
FIRST = [annotation(1, [ANA, BEN, ANA_AGAIN], [("ana", "ben", F), ("ben", "ana", A)]), annotation(2, [ANA])]
SECOND = [
    annotation(1, [(0, 3, "ana", N), (8, 12, "ben", N)], [("ana", "ben", F)], name="b"),
    annotation(2, [ANA, (8, 11, "carl", N)], [("carl", "ana", A)], name="b"),
]


def test_both_judge_overlapping_mentions_of_one_actor_and_pairs_of_shared_actors():
    assert [(j.sentence, j.item, j.first, j.second) for j in judged_by_both(FIRST, SECOND)] == [
        ("s1", "overall ana@0", F, N),
        ("s1", "overall ben@8", N, N),
        ("s1", "ana -> ben", F, F),
        ("s1", "ben -> ana", A, N),
        ("s2", "overall ana@0", F, F),
    ]
    unmatched = [(s, m.actor, m.start, who) for s, m, who in unmatched_mentions(FIRST, SECOND)]
    assert unmatched == [("s1", "ana", 17, "a"), ("s2", "carl", 8, "b")]


def test_a_report_counts_mentions_and_judgements_of_every_actor():
    report = agreement_report(FIRST, SECOND, resamples=10)
    assert report.sentences == 2
    assert report.mentions_f1 == 0.5  # of 4 and 4 mentions 2 are equal
    assert report.mentions_overlap_f1 == 0.75
    assert (report.overall.n, report.directed.n) == (3, 2)
    assert {
        actor: {name: part.n for name, part in parts.items()} for actor, parts in report.per_actor.items()
    } == {
        "ana": {"overall": 2, "target": 1, "holder": 1},
        "ben": {"overall": 1, "target": 1, "holder": 1},
    }


CHILE = Mention(9, 14, "chile")


def labelled(*stances, holder=CHILE):
    target = Mention(0, 4, "peru")
    return [
        LabelledPair(
            id=f"p{i}", text="Peru met Chile.", target=target, holder=holder if i % 2 else None, stance=stance
        )
        for i, stance in enumerate(stances)
    ]


def test_labels_of_given_pairs_are_compared_by_their_ids():
    first, second = labelled(F, A, N, N), labelled(F, A, A, N)
    report = pair_agreement(first, second[::-1], resamples=10)
    assert (report.overall.n, report.overall.agreed, report.directed.agreed) == (2, 0.5, 1.0)
    assert report.overall.confusion == [[0, 0, 0], [1, 0, 0], [0, 0, 1]]
    assert report.per_actor["chile"]["holder"].n == 2
    assert report.sentences == 1


def test_labels_of_other_pairs_are_refused():
    first = labelled(F, A, N)
    with pytest.raises(InputError, match="pair 'p2' is only in one of the two passes"):
        pair_agreement(first, first[:2])
    with pytest.raises(InputError, match="pair 'p1' is about other words"):
        pair_agreement(first, labelled(F, A, N, holder=None))


@pytest.mark.parametrize("mentions", [[], [ANA]])
def test_sentences_without_pairs_can_be_compared(mentions):
    both = [annotation(1, mentions)]
    report = agreement_report(both, both, resamples=10)
    assert (report.mentions_f1, report.mentions_overlap_f1) == (1, 1)
    assert (report.overall.n, report.directed.n) == (len(mentions), 0)


@pytest.mark.parametrize("second", [SECOND[:1], SECOND[::-1], []])
def test_passes_over_other_sentences_are_refused(second):
    with pytest.raises(InputError, match="the same sentences in the same order"):
        agreement_report(FIRST, second)


OPEN = {
    "s1": ["mention ana@17", "overall ana", "ben -> ana"],
    "s2": ["mention carl@8", "carl -> ana"],
}


def test_disagreements_are_what_gold_has_to_settle():
    assert disagreements(FIRST, SECOND) == OPEN
    assert disagreements(FIRST, FIRST) == {}


def gold(reasons):
    return [
        annotation(
            number,
            mentions,
            directed,
            "gold",
            adjudications=tuple(
                Adjudication(item, {}, "", why) for item, why in reasons.get(f"s{number}", {}).items()
            ),
        )
        for number, mentions, directed in [(1, [ANA, BEN], [("ana", "ben", F)]), (2, [ANA], [])]
    ]


REASONS = {sentence: {item: f"because of {item}" for item in items} for sentence, items in OPEN.items()}


def test_gold_tells_what_the_passes_said_and_why_it_was_settled_so():
    first, second = adjudicate(FIRST, SECOND, gold(REASONS))
    assert [(e.item, e.passes, e.gold, e.reason) for e in first.adjudications] == [
        ("mention ana@17", {"a": "Ana", "b": "not marked"}, "not marked", "because of mention ana@17"),
        ("overall ana", {"a": "favor", "b": "neutral"}, "favor", "because of overall ana"),
        ("ben -> ana", {"a": "against", "b": "neutral"}, "neutral", "because of ben -> ana"),
    ]
    assert [(e.item, e.passes, e.gold) for e in second.adjudications] == [
        ("mention carl@8", {"a": "not marked", "b": "Ben"}, "not marked"),
        ("carl -> ana", {"a": "not marked", "b": "against"}, "not marked"),
    ]


def test_gold_may_overrule_both_passes_with_a_reason():
    extra = {**REASONS, "s1": {**REASONS["s1"], "ana -> ben": "both were wrong"}}
    first, _ = adjudicate(FIRST, SECOND, gold(extra))
    assert first.adjudications[-1] == Adjudication(
        "ana -> ben", {"a": "favor", "b": "favor"}, "favor", "both were wrong"
    )


@pytest.mark.parametrize("why", [None, ""])
def test_a_disagreement_without_a_reason_is_refused_unless_a_worksheet_is_wanted(why):
    reasons = {**REASONS, "s2": {"mention carl@8": "so", **({} if why is None else {"carl -> ana": why})}}
    with pytest.raises(InputError, match="sentence s2: 'carl -> ana' has no reason"):
        adjudicate(FIRST, SECOND, gold(reasons))
    _, second = adjudicate(FIRST, SECOND, gold(reasons), strict=False)
    assert [entry.reason for entry in second.adjudications] == ["so", ""]


def by(name, version, annotations):
    return [msgspec.structs.replace(a, labeler=Labeler(name, version)) for a in annotations]


def test_passes_by_two_versions_of_one_labeler_are_told_apart():
    first, _ = adjudicate(by("llm", "1", FIRST), by("llm", "2", SECOND), gold(REASONS))
    assert first.adjudications[1].passes == {"llm 1": "favor", "llm 2": "neutral"}


def test_passes_by_one_labeler_are_refused_where_they_differ():
    same = by("llm", "1", FIRST), by("llm", "1", SECOND)
    with pytest.raises(InputError, match="sentence s1: both passes are by labeler 'llm', version '1'"):
        adjudicate(*same, gold(REASONS))
    assert adjudicate(same[0], same[0], by("gold", "1", FIRST)) == by("gold", "1", FIRST)


def test_gold_of_other_sentences_is_refused():
    complete = gold(REASONS)
    other = annotation(3, [ANA], name="gold", adjudications=(Adjudication("overall ana", {}, "", "so"),))
    for wrong in (complete[:1], [*complete, other], [complete[0], other], []):
        with pytest.raises(InputError, match="gold does not have the same sentences"):
            adjudicate(FIRST, SECOND, wrong)
    agreed = [annotation(1, [ANA], name="gold")]
    with pytest.raises(InputError, match="gold does not have the same sentences"):
        adjudicate([*agreed, annotation(2, [ANA])], [*agreed, annotation(2, [ANA])], agreed)


def test_no_passes_need_no_gold():
    assert adjudicate([], [], []) == []


@pytest.mark.parametrize("item", ["ana", "mention ana", "stance ana", "a -> b -> c", ""])
def test_an_item_of_no_known_kind_is_refused(item):
    with pytest.raises(InputError, match="expected 'HOLDER -> TARGET'"):
        answer(FIRST[0], item)


SEED = ROOT / "data" / "seed"


@pytest.fixture(scope="module")
def seed():
    registry = Registry.load(ROOT / "seeds" / "actors.yaml")
    return {path.stem: list(read_annotations(path, registry)) for path in sorted(SEED.glob("*.jsonl"))}


def test_the_seeds_annotations_stand_where_the_article_has_them(seed):
    article = read_article(ROOT / "seeds" / "venezuela-2019-01-25.txt")
    sentences = split_sentences(article)
    assert set(seed) == {"annotator-a", "annotator-b", "gold"}
    for annotations in seed.values():
        assert [a.sentence for a in annotations] == sentences
        assert all(article.text[a.start : a.end] == a.text for a in annotations)
        ids = [pair.id for a in annotations for pair in labelled_pairs(a)]
        assert len(ids) == len(set(ids))


def test_the_seeds_passes_agree_on_directed_stances(seed):
    report = agreement_report(seed["annotator-a"], seed["annotator-b"], resamples=50)
    assert report.directed.alpha >= 0.8
    assert report.directed.low <= report.directed.alpha <= report.directed.high


def test_every_disagreement_of_the_seeds_passes_is_settled_with_a_reason(seed):
    first, second, settled = seed["annotator-a"], seed["annotator-b"], seed["gold"]
    by_sentence = {a.id: {e.item: e for e in a.adjudications} for a in settled}
    for sentence, items in disagreements(first, second).items():
        assert all(by_sentence[sentence][item].reason for item in items)
    assert adjudicate(first, second, settled) == settled


def labels(*stances, first=0):
    """Stand-off labels of places 0, 1, 2 … of one sentence each."""
    places = enumerate(stances, first)
    return {
        label.place: label
        for n, stance in places
        for label in [StandoffLabel(sentence=str(n), split="train", start=0, end=3, stance=stance)]
    }


def test_standoff_passes_are_compared_where_both_judged():
    result = standoff_agreement(labels(F, N, N, N, A), labels(N, F, N, A, first=1), resamples=0)
    assert (result.n, result.agreed, result.kappa) == (4, 0.75, 0.556)
    with pytest.raises(InputError, match="no place in common"):
        standoff_agreement(labels(F), labels(F, first=1))


def directed(name, *stances, places=3):
    """A stand-off sentence with places at 0, 10, 20 …; a stance is holder, target, stance."""
    return StandoffSentence(
        sentence=name,
        split="train",
        places=tuple(StandoffPlace(start=10 * n, end=10 * n + 3) for n in range(places)),
        directed=tuple(StandoffStance(holder=h, target=t, stance=stance) for h, t, stance in stances),
    )


def test_directed_standoff_passes_are_compared_pair_by_pair():
    first = [directed("a", (0, 1, A), (2, 0, F)), directed("b", (0, 1, F))]
    second = [directed("a", (0, 1, A), (0, 2, F), places=4), directed("c")]
    result = directed_standoff_agreement(first, second, resamples=0)
    # The six pairs of the three places of "a", of which 2 → 0 and 0 → 2 differ.
    assert (result.n, result.agreed) == (6, 0.667)
    with pytest.raises(InputError, match="no pair of places in common"):
        directed_standoff_agreement(first, [directed("c")])


def test_nested_places_of_one_beginning_are_compared_each_by_itself():
    places = tuple(StandoffPlace(start=start, end=end) for start, end in ((0, 4), (0, 10), (20, 25)))
    stance = StandoffStance(holder=0, target=2, stance=F)
    first, second = (
        [StandoffSentence(sentence="a", split="train", places=places, directed=given)]
        for given in ((stance,), ())
    )
    # The six pairs of the three places, of which 0-4 → 20-25 differs.
    result = directed_standoff_agreement(first, second, resamples=0)
    assert (result.n, result.agreed) == (6, 0.833)
