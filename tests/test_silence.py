"""Silence: curves and thresholds against written-out loops, and what is answered of each actor."""

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from actorstance.actors import Registry
from actorstance.atomic import write_json
from actorstance.calibration import confidences
from actorstance.errors import InputError
from actorstance.evaluation import evaluate
from actorstance.metrics import wilson
from actorstance.schema import STANCES, Actor, LabelledPair, Mention, Prediction, Probabilities, Stance
from actorstance.silence import (
    Silence,
    choose_threshold,
    coverage_curve,
    risk_coverage_area,
    silence,
    silent,
)

REGISTRY = Registry([Actor(id="peru", name="Peru", kind="country")])


@st.composite
def answers(draw):
    """Probabilities and gold; every other time with one decimal only, so that many confidences are equal."""
    n = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shares = rng.dirichlet([1, 1, 1], n)
    if draw(st.booleans()):
        shares = np.array([rng.multinomial(10, row) for row in shares]) / 10
    # Gold that is mostly right, more often where the answer is sure.
    gold = np.where(rng.random(n) < shares.max(1), shares.argmax(1), rng.integers(0, 3, n))
    return shares, gold


def pairs_for(gold, articles=None):
    return [
        LabelledPair(
            id=f"p{i}",
            text="Peru thanked Chile.",
            target=Mention(13, 18, "chile" if i % 3 else None),
            holder=Mention(0, 4, "peru") if i % 2 else None,
            stance=Stance.from_id(int(stance)),
            article=f"a{i % (articles or len(gold))}",
        )
        for i, stance in enumerate(gold)
    ]


@settings(max_examples=60, deadline=None)
@given(answers())
def test_the_curve_is_the_written_out_loop(given):
    probabilities, gold = given
    sure, right = confidences(probabilities, gold)
    expected = []
    for threshold in sorted(set(sure), reverse=True):
        hits = [r for s, r in zip(sure, right, strict=True) if s >= threshold]
        low, high, _ = wilson(sum(hits), len(hits))
        expected.append((threshold, len(hits) / len(gold), len(hits), sum(hits) / len(hits), low, high))
    assert [msgspec.structs.astuple(point) for point in coverage_curve(probabilities, gold)] == expected


@settings(max_examples=60, deadline=None)
@given(answers())
def test_coverage_rises_to_all_pairs_and_their_plain_accuracy(given):
    probabilities, gold = given
    curve = coverage_curve(probabilities, gold)
    assert all(b.coverage > a.coverage and b.threshold < a.threshold for a, b in pairwise(curve))
    assert (curve[-1].coverage, curve[-1].n) == (1, len(gold))
    assert curve[-1].accuracy == pytest.approx(accuracy_score(gold, probabilities.argmax(1)), abs=1e-9)
    assert all(point.low <= point.accuracy <= point.high for point in curve)


@settings(max_examples=60, deadline=None)
@given(answers(), st.integers(2, 12))
def test_a_thinned_curve_keeps_its_ends_and_no_new_points(given, most):
    whole, thinned = coverage_curve(*given), coverage_curve(*given, most=most)
    assert len(thinned) <= most
    assert [point for point in whole if point in thinned] == thinned
    assert (thinned[0], thinned[-1]) == (whole[0], whole[-1])
    if len(whole) <= most:
        assert thinned == whole


def test_a_thinned_curve_is_even_in_coverage():
    probabilities = np.random.default_rng(1).dirichlet([1, 1, 1], 1_000)
    thinned = coverage_curve(probabilities, np.zeros(1_000, int), most=11)
    assert [point.coverage for point in thinned] == pytest.approx(np.linspace(0.001, 1, 11), abs=0.001)


@settings(max_examples=60, deadline=None)
@given(answers())
def test_the_area_is_the_written_out_loop(given):
    probabilities, gold = given
    sure, right = confidences(probabilities, gold)
    total = 0.0
    for threshold in sure:
        answered = [not r for s, r in zip(sure, right, strict=True) if s >= threshold]
        total += sum(answered) / len(answered)
    assert risk_coverage_area(probabilities, gold) == pytest.approx(total / len(gold), abs=1e-9)


def test_the_area_is_the_error_rate_without_any_order_and_less_where_errors_are_least_sure():
    assert risk_coverage_area([[0.8, 0.2, 0.0]] * 5, [0, 1, 0, 0, 2]) == pytest.approx(2 / 5)
    probabilities = [[0.5 + i / 10, 0.5 - i / 10, 0.0] for i in range(5)]
    best, worst = (risk_coverage_area(probabilities, gold) for gold in ([1, 1, 0, 0, 0], [0, 0, 0, 1, 1]))
    assert best == pytest.approx((1 / 4 + 2 / 5) / 5)
    assert worst == pytest.approx((1 + 1 + 2 / 3 + 2 / 4 + 2 / 5) / 5)


@settings(max_examples=60, deadline=None)
@given(answers(), st.floats(0.01, 1), st.booleans())
def test_the_threshold_reaches_what_is_wanted_and_none_that_answers_more_does(given, wanted, sure):
    probabilities, gold = given
    threshold = choose_threshold(probabilities, gold, wanted, sure=sure)
    reaching = [
        point
        for point in coverage_curve(probabilities, gold)
        if (point.low if sure else point.accuracy) >= wanted
    ]
    assert threshold == (max(reaching, key=lambda point: point.n).threshold if reaching else None)
    found = silence(pairs_for(gold), probabilities, wanted=wanted, threshold=threshold, chosen_on="itself")
    if threshold is None:
        assert found.answered == 0
    else:
        assert found.accuracy >= wanted - 1e-12
        assert not sure or wilson(round(found.accuracy * found.answered), found.answered).low >= wanted


def test_errors_among_the_surest_answers_do_not_hide_a_threshold_further_down():
    sure = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7]
    probabilities, gold = [[s, 1 - s, 0.0] for s in sure], [1, 0, 0, 0, 1, 1]
    assert [point.accuracy >= 0.75 for point in coverage_curve(probabilities, gold)] == [
        False, False, False, True, False, False,
    ]  # fmt: skip
    assert choose_threshold(probabilities, gold, 0.75) == 0.8


def test_a_handful_of_right_answers_is_not_sure_enough():
    few, many = [[0.9, 0.1, 0.0]] * 5, [[0.9, 0.1, 0.0]] * 50
    assert choose_threshold(few, [0] * 5, 0.9) == 0.9
    assert choose_threshold(few, [0] * 5, 0.9, sure=True) is None
    assert choose_threshold(many, [0] * 50, 0.9, sure=True) == 0.9


@settings(max_examples=60, deadline=None)
@given(answers(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(given, random):
    probabilities, gold = given
    order = list(range(len(gold)))
    random.shuffle(order)
    shuffled = probabilities[order], gold[order]
    assert coverage_curve(*shuffled) == coverage_curve(probabilities, gold)
    assert risk_coverage_area(*shuffled) == pytest.approx(risk_coverage_area(probabilities, gold), abs=1e-12)
    assert choose_threshold(*shuffled, 0.8) == choose_threshold(probabilities, gold, 0.8)
    pairs = pairs_for(gold)
    asked = {"wanted": 0.8, "threshold": 0.6, "chosen_on": "dev"}
    first = msgspec.structs.asdict(silence(pairs, probabilities, **asked))
    again = msgspec.structs.asdict(silence([pairs[i] for i in order], shuffled[0], **asked))
    assert again.pop("area") == pytest.approx(first.pop("area"), abs=1e-12)
    assert again == first


#         target   holder   gold     answer   confidence
TABLE = [
    ("peru", None, "favor", "favor", 0.9),
    ("peru", None, "favor", "neutral", 0.8),
    ("peru", "chile", "against", "against", 0.8),
    ("peru", "chile", "neutral", "neutral", 0.5),
    ("chile", "peru", "favor", "against", 0.6),
    (None, "peru", "neutral", "neutral", 0.7),
]
PAIRS = [
    LabelledPair(
        id=f"p{i}",
        text="Peru thanked Chile.",
        target=Mention(13, 18, target),
        holder=None if holder is None else Mention(0, 4, holder),
        stance=Stance(gold),
        article=f"a{i}",
    )
    for i, (target, holder, gold, _, _) in enumerate(TABLE)
]
ANSWERS = [[sure if stance == answer else (1 - sure) / 2 for stance in STANCES] for *_, answer, sure in TABLE]


def test_a_threshold_from_elsewhere_answers_the_surest_pairs_of_each_actor():
    found = silence(PAIRS, ANSWERS, wanted=0.75, threshold=0.7, chosen_on="newswire dev", registry=REGISTRY)
    assert (found.wanted, found.threshold, found.chosen_on) == (0.75, 0.7, "newswire dev")
    assert (found.n, found.answered, found.coverage, found.accuracy) == (6, 4, 4 / 6, 3 / 4)
    assert (found.low, found.high) == wilson(3, 4)[:2]
    assert [(a.role, a.actor, a.name, a.n, a.answered, a.accuracy, a.few) for a in found.per_actor] == [
        ("target", "peru", "Peru", 4, 3, 2 / 3, True),
        ("target", "chile", "chile", 1, 0, None, True),
        ("holder", "chile", "chile", 2, 1, 1.0, True),
        ("holder", "peru", "Peru", 2, 1, 1.0, True),
    ]
    assert [(a.low, a.high) for a in found.per_actor] == [
        wilson(hits, n)[:2] for hits, n in [(2, 3), (0, 0), (1, 1), (1, 1)]
    ]
    assert found.curve == coverage_curve(ANSWERS, [pair.stance.id for pair in PAIRS])
    assert found.area == risk_coverage_area(ANSWERS, [pair.stance.id for pair in PAIRS])


@pytest.mark.parametrize("threshold", [None, 0.91])
def test_where_nothing_is_answered_there_is_no_accuracy(tmp_path, threshold):
    found = silence(PAIRS, ANSWERS, wanted=0.99, threshold=threshold, chosen_on="dev")
    assert (found.n, found.answered, found.coverage, found.accuracy) == (6, 0, 0, None)
    assert (found.low, found.high) == (0, 1)
    assert {(a.answered, a.accuracy, a.few) for a in found.per_actor} == {(0, None, True)}
    assert len(found.curve) == 5
    write_json(tmp_path / "metrics.json", found)
    assert msgspec.json.decode((tmp_path / "metrics.json").read_bytes(), type=Silence) == found


@pytest.mark.parametrize("articles", [15, 80])
def test_where_all_is_answered_the_figures_are_those_of_the_evaluation(articles):
    rng = np.random.default_rng(5)
    probabilities, gold = rng.dirichlet([1, 1, 1], 240), rng.integers(0, 3, 240)
    pairs = pairs_for(gold, articles)
    found = silence(pairs, probabilities, wanted=0.9, threshold=0, chosen_on="dev", resamples=200, most=20)
    told = [Stance.from_id(int(i)) for i in probabilities.argmax(1)]
    judged = evaluate(pairs, told, resamples=200)
    assert (found.n, found.answered, found.coverage) == (240, 240, 1)
    assert found.accuracy == pytest.approx(judged.accuracy, abs=1e-12)
    assert (found.low, found.high) == tuple(judged.intervals["accuracy"])[:2]
    assert (found.low, found.high) != wilson(round(240 * judged.accuracy), 240)[:2]
    assert [(a.role, a.actor, a.n, a.low, a.high, a.few) for a in found.per_actor] == [
        (s.role, s.actor, s.n, s.low, s.high, s.few) for s in judged.per_actor
    ]
    assert len(found.curve) == 20


@pytest.mark.parametrize(("answered", "few"), [(9, True), (10, False)])
def test_few_counts_the_answers_not_the_pairs(answered, few):
    sure = [0.9] * answered + [0.5] * 30
    probabilities = [[s, 1 - s, 0.0] for s in sure]
    pairs = [msgspec.structs.replace(PAIRS[0], stance=STANCES[0], article=f"{i}") for i in range(len(sure))]
    (actor,) = silence(pairs, probabilities, wanted=0.9, threshold=0.9, chosen_on="dev").per_actor
    assert (actor.n, actor.answered, actor.few) == (answered + 30, answered, few)


def test_predictions_under_the_threshold_are_silent():
    predictions = [
        Prediction(pair=pair, stance=Stance(told), probabilities=Probabilities(*answer))
        for pair, answer, (*_, told, _) in zip(PAIRS, ANSWERS, TABLE, strict=True)
    ]
    assert silent(predictions, 0.7) == [False, False, False, True, True, False]
    assert silent(predictions, None) == [True] * 6
    assert silent(predictions, 0) == [False] * 6
    assert silent([], 0.5) == []


@pytest.mark.parametrize("wanted", [0, -0.1, 1.01, 90, float("nan")])
def test_a_wanted_accuracy_that_is_no_share_is_refused(wanted):
    with pytest.raises(InputError, match=r"wanted accuracy must be over 0 and up to 1, got"):
        choose_threshold(ANSWERS, [0] * 6, wanted)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"threshold": 1.5}, "a threshold lies between 0 and 1, got 1.5"),
        ({"threshold": float("nan")}, "a threshold lies between 0 and 1, got nan"),
        ({"cluster": "story"}, "unknown cluster 'story', expected one of article, paragraph, sentence"),
        ({"most": 1}, "a curve has at least its two ends, got most=1"),
        ({"probabilities": ANSWERS[:-1]}, r"\(5, 3\) probabilities for \(6,\) gold stances"),
        ({"pairs": [], "probabilities": []}, "no pairs"),
    ],
)
def test_what_cannot_be_answered_is_refused(changes, message):
    given = {"pairs": PAIRS, "probabilities": ANSWERS, "wanted": 0.9, "threshold": 0.5, "chosen_on": "dev"}
    with pytest.raises(InputError, match=message):
        silence(**{**given, **changes})
