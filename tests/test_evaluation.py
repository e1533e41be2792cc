"""Evaluation: figures per actor on pairs made by hand, and predictions that do not fit."""

import json
import random

import pytest

from actorstance.actors import Registry
from actorstance.atomic import write_json
from actorstance.errors import InputError
from actorstance.evaluation import evaluate, match_records, per_actor
from actorstance.metrics import wilson
from actorstance.records import PredictionRecord
from actorstance.schema import STANCES, Actor, LabelledPair, Mention, Pair, Stance

A, N, F = STANCES
REGISTRY = Registry([Actor(id="peru", name="Peru", kind="country")])


def pair(number, target, holder, stance, article=None):
    return LabelledPair(
        id=f"p{number}",
        text="Peru thanked Chile.",
        target=Mention(13, 18, target),
        holder=None if holder is None else Mention(0, 4, holder),
        stance=stance,
        article=article or f"a{number}",
    )


#        target   holder   gold  predicted
TABLE = [
    ("peru", None, F, F),
    ("peru", None, F, N),
    ("peru", "chile", A, A),
    ("peru", "chile", N, N),
    ("chile", "peru", F, A),
    ("chile", "peru", N, N),
    (None, "peru", N, N),
]
GOLD = [pair(i, target, holder, gold) for i, (target, holder, gold, _) in enumerate(TABLE)]
PREDICTED = [predicted for *_, predicted in TABLE]


def test_every_actor_is_counted_as_target_and_as_holder_most_pairs_first():
    scores = per_actor(GOLD, PREDICTED, registry=REGISTRY)
    assert [(s.role, s.actor, s.name, s.n, s.accuracy, s.majority) for s in scores] == [
        ("target", "peru", "Peru", 4, 3 / 4, 2 / 4),
        ("target", "chile", "chile", 2, 1 / 2, 1 / 2),
        ("holder", "peru", "Peru", 3, 2 / 3, 2 / 3),
        ("holder", "chile", "chile", 2, 1.0, 1 / 2),
    ]
    assert all((s.low, s.high, s.interval) == tuple(wilson(round(s.n * s.accuracy), s.n)) for s in scores)
    assert all(s.low <= s.accuracy <= s.high for s in scores)
    # against: 1 of 1; neutral: 1 right, 1 of favor taken for it; favor: 1 of 2
    assert scores[0].macro_f1 == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)


@pytest.mark.parametrize(("n", "few"), [(9, True), (10, False)])
def test_under_ten_pairs_are_few(n, few):
    gold = [pair(i, "peru", None, F) for i in range(n)]
    (score,) = per_actor(gold, [F] * n)
    assert (score.n, score.few) == (n, few)


def test_pairs_of_one_article_alone_get_no_verdict_and_say_why():
    gold = [pair(i, "peru", None, F, "a") for i in range(30)]
    result = evaluate(gold, [F] * 20 + [N] * 10)
    (score,) = result.per_actor
    assert (score.n, score.clusters, score.few, score.interval) == (30, 1, True, "wilson, one cluster")
    assert result.spread[0].enough == 0
    assert result.intervals["accuracy"].method == "wilson, one cluster"
    assert [
        one.few for one in per_actor([pair(i, "peru", None, F, f"{i % 2}") for i in range(30)], [F] * 30)
    ] == [False]


@pytest.mark.parametrize(("articles", "method"), [(12, "wilson clustered"), (60, "bootstrap")])
def test_pairs_of_one_article_are_not_taken_for_independent(articles, method):
    gold = [pair(i, "peru", None, F, f"a{i % articles}") for i in range(240)]
    predicted = [F if i % articles % 3 else A for i in range(240)]
    (score,) = per_actor(gold, predicted)
    assert score.interval == method
    assert score.low < score.accuracy < score.high
    alone = wilson(round(score.accuracy * 240), 240)
    assert score.high - score.low > 1.5 * (alone.high - alone.low)


def test_all_figures_are_those_of_the_parts_together():
    result = evaluate(GOLD, PREDICTED, corpus="c", system="s", resamples=50)
    assert (result.corpus, result.system, result.n, result.accuracy) == ("c", "s", 7, 5 / 7)
    assert result.labels == ["against", "neutral", "favor"]
    assert result.confusion == [[1, 0, 0], [0, 3, 0], [1, 1, 1]]
    # against 2/3, neutral 6/7, favor 1/2
    assert result.macro_f1 == pytest.approx((2 / 3 + 6 / 7 + 1 / 2) / 3)
    assert result.f_avg == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert {name: (part.n, part.accuracy) for name, part in result.parts.items()} == {
        "overall": (2, 1 / 2),
        "directed": (5, 4 / 5),
    }
    assert result.clusters == {"by": "article", "n": 7}
    assert set(result.intervals) == {"accuracy"}


def test_a_part_without_pairs_is_left_out():
    assert set(evaluate(GOLD[:2], PREDICTED[:2]).parts) == {"overall"}
    assert set(evaluate(GOLD[2:], PREDICTED[2:]).parts) == {"directed"}


def test_baselines_get_the_same_figures_in_all_parts():
    result = evaluate(
        GOLD, PREDICTED, baselines={"always neutral": [N] * 7, "itself": PREDICTED}, resamples=50
    )
    neutral, itself = result.baselines["always neutral"], result.baselines["itself"]
    assert {name: scores.accuracy for name, scores in neutral.items()} == {
        "all": 3 / 7,
        "overall": 0.0,
        "directed": 3 / 5,
    }
    assert (itself["all"].confusion, itself["all"].intervals) == (result.confusion, result.intervals)


def many():
    chance = random.Random(3)
    choose = chance.choice
    gold = [
        pair(i, choose(["peru", "chile"]), choose([None, "ruiz"]), choose(STANCES), f"a{i % 15}")
        for i in range(90)
    ]
    return gold, [p.stance if chance.random() < 0.7 else chance.choice(STANCES) for p in gold]


def test_predictions_in_another_order_give_the_same_evaluation():
    gold, predicted = many()
    records = [PredictionRecord(id=p.id, stance=stance) for p, stance in zip(gold, predicted, strict=True)]
    expected = evaluate(gold, predicted, resamples=100)
    random.Random(1).shuffle(records)
    matched = [record.stance for record in match_records(gold, records, "x.jsonl")]
    assert evaluate(gold, matched, resamples=100) == expected


def test_an_evaluation_is_reproducible_and_becomes_json(tmp_path):
    gold, predicted = many()
    result = evaluate(gold, predicted, baselines={"neutral": [N] * 90}, resamples=100, seed=4)
    assert result == evaluate(gold, predicted, baselines={"neutral": [N] * 90}, resamples=100, seed=4)
    assert result.intervals.keys() == {"accuracy", "macro_f1", "f_avg"}
    for figure, (low, high, method) in result.intervals.items():
        assert method == ("wilson clustered" if figure == "accuracy" else "bootstrap")
        assert low <= getattr(result, figure) <= high
    write_json(tmp_path / "metrics.json", result)
    content = json.loads((tmp_path / "metrics.json").read_text())
    assert content["n"] == 90
    assert content["intervals"]["accuracy"] == list(result.intervals["accuracy"])
    fields = "actor role n accuracy low high macro_f1 majority few"
    assert content["per_actor"][0].keys() >= set(fields.split())


@pytest.mark.parametrize("predicted", [[A] * 7, [F] * 7])
def test_degenerate_predictions_still_become_json(tmp_path, predicted):
    gold = [pair(i, "peru", None, N) for i in range(7)]
    result = evaluate(gold, predicted)
    assert (result.accuracy, result.macro_f1, result.f_avg) == (0, 0, 0)
    write_json(tmp_path / "metrics.json", result)
    assert json.loads((tmp_path / "metrics.json").read_text())["accuracy"] == 0


@pytest.mark.parametrize(
    ("gold", "predicted", "options", "message"),
    [
        ([], [], {}, "no pairs to evaluate"),
        (GOLD, PREDICTED[:-1], {"system": "mine"}, "mine: 6 predictions for 7 pairs"),
        (GOLD, PREDICTED, {"baselines": {"lazy": [N]}}, "lazy: 1 predictions for 7 pairs"),
        (
            GOLD,
            PREDICTED,
            {"cluster": "story"},
            "unknown cluster 'story', expected one of article, paragraph, sentence",
        ),
        (GOLD, PREDICTED, {"resamples": 0}, "resamples must be at least 1, got 0"),
        (
            [*GOLD, Pair(id="p9", text="Peru won.", target=Mention(0, 4))],
            [*PREDICTED, N],
            {},
            "gold: pair 8 is a Pair, must be a LabelledPair",
        ),
        ("Peru", "Peru", {}, "gold: pair 1 is a str, must be a LabelledPair"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(gold, predicted, options, message):
    with pytest.raises(InputError, match=message):
        evaluate(gold, predicted, **options)


def test_what_a_reader_yields_can_be_evaluated_at_once():
    assert evaluate(iter(GOLD), iter(PREDICTED)) == evaluate(GOLD, PREDICTED)
    assert per_actor(iter(GOLD), iter(PREDICTED)) == per_actor(GOLD, PREDICTED)


def records(*ids):
    return [PredictionRecord(id=i, stance=Stance.NEUTRAL) for i in ids]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (records("p0", "p1"), "no prediction for 1 of 3 pairs, the first is 'p2'"),
        (records(), "no prediction for 3 of 3 pairs, the first is 'p0'"),
        (records("p0", "other", "p1", "p2"), "field id: id 'other' is not in the corpus"),
        (records("p0", "p1", "p0", "p2"), "field id: id 'p0' stands twice"),
    ],
)
def test_predictions_that_do_not_fit_the_pairs_are_refused(found, message):
    with pytest.raises(InputError, match=rf"^predictions.jsonl[,:] {message}"):
        match_records(GOLD[:3], found, "predictions.jsonl")
