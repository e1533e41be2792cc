"""Two systems compared: tests and intervals against closed formulas and simulation, runs, and how it is reported."""

from __future__ import annotations

import gc
import json
import math
import random
import re
from io import StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from scipy import optimize, stats
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
from statsmodels.stats.contingency_tables import mcnemar

from actorstance.actors import Registry
from actorstance.atomic import write_json
from actorstance.comparison import compare, compare_groups, seed_spread
from actorstance.comparison.differences import (
    EXACT_UNDER,
    accuracy_difference,
    bootstrap_differences,
    bootstrap_p,
    holm,
    mcnemar_test,
    score_difference,
)
from actorstance.errors import InputError
from actorstance.metrics import FEW, MANY, confusion, macro_f1, percentiles
from actorstance.report.comparison import comparison_markdown, print_comparison, write_comparison
from actorstance.report.forest import differences_figure
from actorstance.report.images import save_figure
from actorstance.schema import STANCES, Actor, LabelledPair, Mention

AGAINST, NEUTRAL, FAVOR = STANCES
close = {"rel": 0, "abs": 1e-9}
counts = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 60)).filter(any)


@pytest.fixture(scope="module", autouse=True)
def _frozen():
    """What was loaded before is no garbage: statsmodels' `multipletests` collects it at every call, which takes long."""
    gc.freeze()
    yield
    gc.unfreeze()


def pair(number, stance, article, target="peru", holder=None):
    text = f"{target} met {holder}, story {number}."
    start = len(target) + 5
    return LabelledPair(
        id=f"p{number}",
        text=text,
        target=Mention(0, len(target), target),
        holder=None if holder is None else Mention(start, start + len(holder), holder),
        article=f"a{article}",
        stance=stance,
    )


def corpus(articles, size, seed, actors=("peru", "chile", "ruiz")):
    """Labelled pairs, half of them directed, `size` of them in each article."""
    chance = random.Random(seed)
    return [
        pair(n, chance.choice(STANCES), n // size, chance.choice(actors), chance.choice([None, "lima"]))
        for n in range(articles * size)
    ]


def answers(gold, skill, seed):
    chance = random.Random(seed)
    return [p.stance if chance.random() < skill else chance.choice(STANCES) for p in gold]


def sides(gold):
    """A worse and a better system."""
    return answers(gold, 0.5, 101), answers(gold, 0.7, 102)


def ids(stances):
    return [stance.id for stance in stances]


# Tests of two counts


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_closed_formula(first_only, second_only):
    found = mcnemar_test(first_only, second_only)
    n, least = first_only + second_only, min(first_only, second_only)
    if n < EXACT_UNDER:
        tail = sum(math.comb(n, k) for k in range(least + 1)) / 2**n
        assert (found.test, found.p) == ("exact", pytest.approx(min(1, 2 * tail), **close))
    else:
        statistic = (abs(first_only - second_only) - 1) ** 2 / n
        assert found.test == "chi-squared"
        assert found.p == pytest.approx(math.erfc(math.sqrt(statistic / 2)), **close)
    assert mcnemar_test(second_only, first_only).p == found.p


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_the_written_out_rule(p_values):
    expected, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1, (len(p_values) - rank) * p_values[place]))
        expected[place] = highest
    assert holm(p_values) == pytest.approx(expected, **close)


# The score interval


def changes_of(first_only, second_only, rest):
    return [-1] * first_only + [1] * second_only + [0] * rest


def score(first_only, second_only, n, tried):
    """The score statistic of a difference, its nuisance parameter found by maximising the likelihood."""

    def loss(share):
        probabilities = (share, share + tried, 1 - 2 * share - tried)
        cells = (first_only, second_only, n - first_only - second_only)
        return -sum(k * math.log(max(p, 1e-300)) for k, p in zip(cells, probabilities, strict=True) if k)

    ends = max(0, -tried), (1 - tried) / 2
    share = optimize.minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
    return ((second_only - first_only) / n - tried) / math.sqrt((2 * share + tried - tried**2) / n)


@settings(max_examples=60, deadline=None)
@given(counts)
def test_the_score_interval_ends_where_the_score_test_does(cells):
    first_only, second_only, rest = cells
    n = sum(cells)
    found = score_difference(changes_of(*cells), [0] * n)
    low, high, method = found.interval
    assert method == "tango"
    assert -1 <= low <= (second_only - first_only) / n <= high <= 1
    for end in (low, high):
        if abs(end) < 0.999:
            assert abs(score(first_only, second_only, n, end)) == pytest.approx(1.959964, abs=1e-3)
    mirrored = score_difference(changes_of(second_only, first_only, rest), [0] * n)
    assert mirrored.interval[:2] == pytest.approx((-high, -low), **close)


@settings(max_examples=100, deadline=None)
@given(counts.filter(lambda cells: cells[0] + cells[1]))
def test_the_score_p_value_is_that_of_mcnemar_without_correction(cells):
    first_only, second_only, _ = cells
    expected = mcnemar([[0, first_only], [second_only, 0]], exact=False, correction=False).pvalue
    assert score_difference(changes_of(*cells), range(sum(cells))).p == pytest.approx(expected, **close)


def test_the_score_interval_of_a_published_table():
    # One only before, seven only after, of 21 children: Bentur et al. (2009), as Fagerland et al. (2014) analyse it.
    low, high, _ = score_difference(changes_of(7, 1, 13), [0] * 21).interval
    assert (round(low, 3), round(high, 3)) == (-0.517, -0.026)


def test_without_discordant_pairs_the_score_interval_still_has_a_width():
    z2 = stats.norm.ppf(0.975) ** 2
    found = score_difference([0] * 20, [0] * 20)
    assert (found.difference, found.p) == (0, 1)
    assert found.interval[:2] == pytest.approx((-z2 / (20 + z2), z2 / (20 + z2)), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 14)), min_size=1, max_size=60))
def test_a_p_value_under_5_per_cent_means_that_0_is_outside(pairs):
    changes, groups = zip(*pairs, strict=True)
    found = score_difference(changes, groups)
    if abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) == (found.interval.low > 0 or found.interval.high < 0)


def test_pairs_that_go_together_widen_the_interval():
    changes = ([1] * 5 + [0] * 5 + [-1] * 5 + [1] * 5) * 3
    apart = score_difference(changes, range(60))
    together = score_difference(changes, [n // 5 for n in range(60)])
    assert together.interval.method == "tango clustered"
    assert together.interval.high - together.interval.low > 1.5 * (apart.interval.high - apart.interval.low)
    assert together.p > apart.p


@pytest.mark.parametrize(
    ("clusters", "tens", "freedom"),
    [(2, 1, 4), (2, 4, 4), (2, 20, 4), (3, 9, 4), (5, 4, 4), (6, 9, 5), (30, 1, 29)],
)
def test_articles_that_happen_to_agree_get_no_degrees_of_freedom_from_their_pairs(clusters, tens, freedom):
    """Every ten pairs the second is right on two more and the first on one, the same in all articles, so that the pairs seem independent."""
    n = 10 * tens * clusters
    found = score_difference(([1] * 2 + [-1] + [0] * 7) * (n // 10), [k * clusters // n for k in range(n)])
    assert found.interval.method == "tango clustered"
    statistic = (2 - 1) / math.sqrt(2 + 1) * math.sqrt(n / 10)
    assert found.p == pytest.approx(2 * stats.t.sf(statistic, freedom), **close)
    for end in found.interval[:2]:
        at = abs(score(n // 10, n // 5, n, end))
        assert at == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-3)


def test_two_articles_of_three_pairs_have_no_more_degrees_of_freedom_than_pairs_give():
    found = score_difference([1, 1, 0] * 2, [0, 0, 0, 1, 1, 1])
    assert found.p == pytest.approx(2 * stats.t.sf(math.sqrt(4), 6 / 2 - 1), **close)


@pytest.mark.parametrize(("clusters", "method"), [(MANY - 1, "tango clustered"), (MANY, "bootstrap")])
def test_many_clusters_get_the_bootstrap(clusters, method):
    gold = corpus(clusters, 2, 3)
    arguments = [ids(p.stance for p in gold), [ids(answers(gold, 0.5, 1))], [ids(answers(gold, 0.8, 2))]]
    found = accuracy_difference(*arguments, [n // 2 for n in range(len(gold))], 200, 1)
    assert found.interval.method == method
    assert found.interval.low <= found.difference <= found.interval.high


# The bootstrap


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 999), st.floats(-0.3, 0.3), st.none() | st.integers(FEW, 60))
def test_the_bootstrap_p_value_goes_with_the_percentile_interval(seed, shift, clusters):
    samples = np.random.default_rng(seed).normal(shift, 0.1, 999)
    p, (low, high, _) = bootstrap_p(samples, clusters), percentiles(samples, clusters)
    outside = low > 0 or high < 0
    assert 2 / 1000 <= p <= 1
    assert outside or p > 0.045
    assert not outside or p < 0.055
    assert bootstrap_p(-samples, clusters) == p


def test_the_paired_bootstrap_is_that_of_a_naive_loop():
    gold = corpus(30, 4, 1)
    truth, one, two = (np.array(ids(stances)) for stances in ([p.stance for p in gold], *sides(gold)))
    groups = [int(p.article[1:]) for p in gold]
    found = bootstrap_differences(truth, [one], [two], groups, 4000, 5)["macro_f1"]
    chance = np.random.default_rng(7)
    naive = []
    for _ in range(2000):
        drawn = np.concatenate([np.arange(4 * a, 4 * a + 4) for a in chance.integers(0, 30, 30)])
        figures = [float(macro_f1(confusion(truth[drawn], system[drawn]))) for system in (one, two)]
        naive.append(figures[1] - figures[0])
    expected = percentiles(np.array(naive), 30)
    assert found.interval[:2] == pytest.approx(expected[:2], abs=0.02)


def test_the_interval_of_equally_good_systems_covers_0_in_95_per_cent():
    random_ = np.random.default_rng(13)
    articles, size = 60, 3
    groups = np.repeat(np.arange(articles), size)
    covered = {"accuracy": 0, "macro_f1": 0, "f_avg": 0}
    for _ in range(400):
        gold = random_.integers(0, 3, articles * size)
        # Both are right on the same hard and easy articles, and equally often.
        ease = np.repeat(random_.beta(5, 2, articles), size)
        one, two = (
            np.where(random_.random(len(gold)) < ease, gold, (gold + random_.integers(1, 3, len(gold))) % 3)
            for _ in range(2)
        )
        for name, found in bootstrap_differences(gold, [one], [two], groups, 300, 1).items():
            covered[name] += found.interval.low <= 0 <= found.interval.high
    assert all(0.92 <= count / 400 <= 0.98 for count in covered.values()), covered


@pytest.mark.parametrize(("articles", "method"), [(4, "tango clustered"), (25, "tango clustered")])
def test_the_score_interval_of_equally_good_systems_covers_0(articles, method):
    random_ = np.random.default_rng(5)
    groups = np.repeat(np.arange(articles), 5)
    covered = 0
    for _ in range(400):
        lean = np.repeat(random_.beta(2, 2, articles), 5)
        changes = np.where(
            random_.random(len(groups)) < 0.2, np.where(random_.random(len(groups)) < lean, 1, -1), 0
        )
        found = score_difference(changes, groups)
        assert found.interval.method == method
        covered += found.interval.low <= 0 <= found.interval.high
    assert covered / 400 >= 0.92


@pytest.mark.parametrize("articles", [2, 3, 5, 8])
def test_a_few_articles_of_many_pairs_do_not_tell_equally_good_systems_apart(articles):
    """600 times articles of 20 to 50 pairs whose changes correlate by 0.1, a fifth of them discordant; with half as many degrees of freedom as pairs there would be 7 to 13 % false alarms."""
    random_, alarms = np.random.default_rng(4), 0
    for _ in range(600):
        sizes = random_.integers(20, 51, articles)
        shares = random_.dirichlet(np.array([0.1, 0.1, 0.8]) * (1 - 0.1) / 0.1, articles)
        cells = random_.multinomial(sizes, shares)
        changes = np.concatenate([changes_of(*row) for row in cells])
        alarms += score_difference(changes, np.repeat(np.arange(articles), sizes)).p < 0.05
    assert alarms / 600 <= 0.07


# Two systems


def test_figures_are_those_of_scikit_learn():
    gold = corpus(15, 6, 4)
    first, second = answers(gold, 0.4, 1), answers(gold, 0.7, 2)
    found = compare(gold, first, second, resamples=50)
    assert list(found.parts) == ["all", "overall", "directed"]
    for name, part in found.parts.items():
        at = [n for n, p in enumerate(gold) if name == "all" or (p.holder is None) == (name == "overall")]
        truth, one, two = ([stances[n] for n in at] for stances in ([p.stance for p in gold], first, second))
        assert part.n == len(at)
        expected = accuracy_score(truth, two) - accuracy_score(truth, one)
        assert part.differences["accuracy"].difference == pytest.approx(expected, **close)
        expected = f1_score(truth, two, average="macro") - f1_score(truth, one, average="macro")
        assert part.differences["macro_f1"].difference == pytest.approx(expected, **close)
        for measure, difference in part.differences.items():
            change = getattr(part.second, measure) - getattr(part.first, measure)
            assert difference.difference == pytest.approx(change, **close)
        assert part.kappa == pytest.approx(cohen_kappa_score(one, two), **close)
        assert part.same == sum(a == b for a, b in zip(one, two, strict=True))
        only = [(a == t, b == t) for t, a, b in zip(truth, one, two, strict=True)]
        assert part.mcnemar == mcnemar_test(only.count((True, False)), only.count((False, True)))
    assert found.clusters == {"by": "article", "n": 15}


def test_a_system_does_not_differ_from_itself():
    gold = corpus(12, 5, 2)
    same = answers(gold, 0.6, 1)
    found = compare(gold, same, same, resamples=100)
    for part in found.parts.values():
        assert (part.same, part.agreed, part.mcnemar.p) == (part.n, 1, 1)
        assert part.kappa == 1
        assert [(d.difference, d.p) for d in part.differences.values()] == [(0, 1)] * 3
        assert part.differences["macro_f1"].interval is None
        low, high, _ = part.differences["accuracy"].interval
        assert low == pytest.approx(-high)
        assert low < 0
    assert {(d.difference, d.p, d.holm) for d in found.per_actor if not d.few} == {(0, 1, 1)}


@settings(max_examples=12, deadline=None)
@given(st.integers(4, 70), st.integers(1, 4), st.integers(0, 999))
def test_exchanging_the_systems_turns_the_signs(articles, size, seed):
    gold = corpus(articles, size, seed)
    first, second = answers(gold, 0.5, seed + 1), answers(gold, 0.7, seed + 2)
    there, back = (compare(gold, *both, resamples=60) for both in ((first, second), (second, first)))
    pairs = [
        (there.parts[name].differences[measure], back.parts[name].differences[measure])
        for name in there.parts
        for measure in ("accuracy", "macro_f1", "f_avg")
    ]
    pairs += list(zip(there.per_actor, back.per_actor, strict=True))
    for one, other in pairs:
        assert one.difference == pytest.approx(-other.difference, **close)
        assert (one.p is None) == (other.p is None)
        assert one.p is None or one.p == pytest.approx(other.p, **close)
        assert (one.interval is None) == (other.interval is None)
        if one.interval:
            ends = (-other.interval.high, -other.interval.low)
            assert one.interval[:2] == pytest.approx(ends, **close)
    assert there.parts["all"].kappa == pytest.approx(back.parts["all"].kappa, **close)


def test_under_ten_clusters_only_the_accuracy_has_an_interval():
    gold = corpus(FEW - 1, 6, 3)
    found = compare(gold, answers(gold, 0.5, 1), answers(gold, 0.8, 2)).parts["all"].differences
    assert found["accuracy"].interval.method == "tango clustered"
    assert [(found[name].interval, found[name].p) for name in ("macro_f1", "f_avg")] == [(None, None)] * 2


def test_mcnemar_counts_copies_of_a_pair_as_news_and_the_difference_does_not():
    gold = corpus(60, 1, 8)
    first, second = answers(gold, 0.5, 3), answers(gold, 0.72, 4)
    once = compare(gold, first, second).parts["all"]
    copies = [item for item in gold for _ in range(6)]
    again = compare(copies, *([a for a in side for _ in range(6)] for side in (first, second))).parts["all"]
    assert again.mcnemar.p < once.mcnemar.p / 10
    one, other = once.differences["accuracy"], again.differences["accuracy"]
    assert other == one


def test_actors_are_tested_by_role_and_adjusted_among_those_with_enough_pairs():
    gold = [pair(n, FAVOR, n, "peru") for n in range(12)]
    gold += [pair(n, FAVOR, n, "chile", "ruiz") for n in range(12, 26)]
    gold += [pair(n, FAVOR, n, "lima", "quito") for n in range(26, 35)]
    first = [AGAINST] * 35
    second = [FAVOR] * 12 + [FAVOR] * 6 + [AGAINST] * 8 + [FAVOR] * 9
    registry = Registry([Actor(id="peru", name="Peru", kind="country")])
    found = {(d.role, d.actor): d for d in compare(gold, first, second, registry=registry).per_actor}
    assert list(found) == [
        ("target", "chile"), ("target", "peru"), ("target", "lima"), ("holder", "ruiz"), ("holder", "quito"),
    ]  # fmt: skip
    peru, chile, lima = found["target", "peru"], found["target", "chile"], found["target", "lima"]
    assert (peru.name, peru.n, peru.first, peru.second, peru.difference) == ("Peru", 12, 0, 1, 1)
    assert (peru.first_only, peru.second_only, peru.p) == (0, 12, 2 / 2**12)
    assert (chile.second_only, chile.p) == (6, 2 / 2**6)
    # Two tests as target: the smaller p-value counts twice; one as holder.
    assert (peru.holm, chile.holm, found["holder", "ruiz"].holm) == (4 / 2**12, 2 / 2**6, 2 / 2**6)
    assert (lima.n, lima.few, lima.second_only, lima.p, lima.holm) == (9, True, 9, None, None)
    assert [d.significant for d in found.values()] == [True, True, False, True, False]
    for difference in found.values():
        assert difference.interval.low <= difference.difference <= difference.interval.high


@pytest.mark.parametrize("articles", [5, 60])
def test_an_actor_whose_systems_differ_on_one_whole_article_is_not_told_apart(articles):
    gold = [pair(n, FAVOR, n // 12) for n in range(12 * articles)]
    second = [AGAINST] * 12 + [FAVOR] * (12 * articles - 12)
    actor, *_ = compare(gold, [FAVOR] * len(gold), second, resamples=200).per_actor
    # McNemar's test would take the article for twelve independent pairs.
    assert mcnemar_test(actor.first_only, actor.second_only).p < 0.001
    assert actor.interval.low < 0 <= actor.interval.high
    assert actor.p == actor.holm > 0.05
    assert not actor.significant


def test_an_actor_whose_pairs_are_clusters_of_their_own_is_tested_by_mcnemar():
    gold = [pair(n, FAVOR, n) for n in range(60)]
    actor, *_ = compare(gold, [FAVOR] * 60, [AGAINST] * 7 + [FAVOR] * 53).per_actor
    assert actor.p == actor.holm == 2 / 2**7


def test_an_actor_of_a_single_article_gets_no_verdict():
    gold = [pair(n, FAVOR, 0) for n in range(60)]
    actor, *_ = compare(gold, [FAVOR] * 60, [AGAINST] * 7 + [FAVOR] * 53).per_actor
    assert (actor.p, actor.holm, actor.few, actor.significant) == (None, None, True, False)


def test_a_comparison_is_reproducible_and_becomes_json(tmp_path):
    gold = corpus(60, 2, 1)
    systems = answers(gold, 0.5, 1), answers(gold, 0.7, 2)
    found = compare(gold, *systems, resamples=100, names=("a", "b"), corpus="mine", cluster="article")
    assert found == compare(gold, *systems, resamples=100, names=("a", "b"), corpus="mine")
    assert found != compare(gold, *systems, resamples=100, names=("a", "b"), corpus="mine", seed=14)
    write_json(tmp_path / "comparison.json", found)
    content = json.loads((tmp_path / "comparison.json").read_text())
    assert (content["names"], content["n"]) == (["a", "b"], 120)
    assert content["parts"]["all"]["differences"]["accuracy"]["interval"][2] == "bootstrap"
    assert {"actor", "role", "n", "difference", "interval", "p", "holm", "few"} <= content["per_actor"][
        0
    ].keys()


def test_answers_that_never_vary_still_become_json(tmp_path):
    gold = [pair(n, FAVOR, n) for n in range(12)]
    found = compare(gold, [NEUTRAL] * 12, [NEUTRAL] * 12)
    assert found.parts["all"].kappa is None
    write_comparison(tmp_path, found)
    assert json.loads((tmp_path / "comparison.json").read_text())["parts"]["all"]["kappa"] is None


GOLD = corpus(2, 2, 1)


@pytest.mark.parametrize(
    ("gold", "first", "second", "options", "message"),
    [
        ([], [], [], {}, "no pairs to compare on"),
        (GOLD, [FAVOR] * 3, [FAVOR] * 4, {}, "first: 3 predictions for 4 pairs"),
        (GOLD, [FAVOR] * 4, [FAVOR], {"names": ("a", "mine")}, "mine: 1 predictions for 4 pairs"),
        (
            GOLD,
            [FAVOR] * 4,
            [FAVOR] * 4,
            {"cluster": "story"},
            "unknown cluster 'story', expected one of article",
        ),
        (GOLD, [FAVOR] * 4, [FAVOR] * 4, {"resamples": 0}, "resamples must be at least 1, got 0"),
    ],
)
def test_what_cannot_be_compared_is_refused(gold, first, second, options, message):
    with pytest.raises(InputError, match=message):
        compare(gold, first, second, **options)


# Several runs


def runs(gold, skill, seeds):
    return {f"seed {seed}": answers(gold, skill, seed) for seed in seeds}


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.integers(0, 99))
def test_the_spread_of_runs_is_the_closed_formula(count, seed):
    gold = corpus(5, 8, seed)
    found = seed_spread(gold, runs(gold, 0.6, range(seed, seed + count)))
    assert (found.n, list(found.runs)) == (40, [f"seed {s}" for s in range(seed, seed + count)])
    for measure, spread in found.measures.items():
        values = [figures[measure] for figures in found.runs.values()]
        mean = sum(values) / count
        deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / (count - 1))
        assert (spread.mean, spread.deviation) == pytest.approx((mean, deviation), **close)
        assert (spread.lowest, spread.highest) == (min(values), max(values))
        if min(values) < max(values):
            half = stats.t.ppf(0.975, count - 1) * deviation / math.sqrt(count)
            ends = max(0, mean - half), min(1, mean + half)
            assert spread.interval[:2] == pytest.approx(ends, **close)


def test_one_run_and_equal_runs_have_no_interval():
    gold = corpus(5, 8, 1)
    one = answers(gold, 0.6, 1)
    alone = seed_spread(gold, {"a": one}).measures["accuracy"]
    assert (alone.deviation, alone.interval, alone.mean) == (None, None, alone.lowest)
    equal = seed_spread(gold, {"a": one, "b": one, "c": one}).measures["accuracy"]
    assert (equal.deviation, equal.interval) == (0, None)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 5), st.integers(2, 5), st.integers(0, 99))
def test_welch_is_the_closed_formula(first, second, seed):
    gold = corpus(12, 4, seed)
    one, two = (
        runs(gold, 0.5, range(seed, seed + first)),
        runs(gold, 0.8, range(seed + 10, seed + 10 + second)),
    )
    found = compare_groups(gold, one, two, resamples=20)
    a, b = ([figures["macro_f1"] for figures in group.runs.values()] for group in (found.first, found.second))
    parts = [np.var(values, ddof=1) / len(values) for values in (a, b)]
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (a, b), strict=True)
    )
    difference, error = np.mean(b) - np.mean(a), math.sqrt(sum(parts))
    half = stats.t.ppf(0.975, freedom) * error
    welch = found.differences["macro_f1"].runs
    assert welch.difference == pytest.approx(difference, **close)
    ends = max(-1, difference - half), min(1, difference + half)
    assert welch.interval[:2] == pytest.approx(ends, **close)
    assert welch.p == pytest.approx(2 * stats.t.sf(abs(difference) / error, freedom), **close)


def test_groups_of_one_run_have_the_differences_of_two_systems():
    gold = corpus(60, 2, 1)
    first, second = answers(gold, 0.5, 1), answers(gold, 0.7, 2)
    expected = compare(gold, first, second, resamples=100)
    found = compare_groups(gold, {"a": first}, {"b": second}, resamples=100)
    assert {name: d.texts for name, d in found.differences.items()} == expected.parts["all"].differences
    assert {d.runs.interval for d in found.differences.values()} == {None}
    for own, other in zip(found.per_actor, expected.per_actor, strict=True):
        assert (own.actor, own.role, own.n, own.few) == (other.actor, other.role, other.n, other.few)
        assert (own.difference, own.interval) == (other.difference, other.interval)
        assert (own.p, own.holm, own.first_only) == (None, None, None)


def test_the_order_of_the_runs_changes_nothing():
    gold = corpus(60, 2, 1)
    one, two = runs(gold, 0.6, [1, 2, 3]), runs(gold, 0.6, [3, 1, 2])
    found = compare_groups(gold, one, two, resamples=100)
    for difference in found.differences.values():
        assert difference.difference == pytest.approx(0, abs=1e-12)
        assert (difference.runs.p, difference.texts.p) == (pytest.approx(1), 1)


@pytest.mark.parametrize("articles", [12, 60])
def test_more_runs_narrow_the_interval_of_other_texts_by_what_was_their_own_chance(articles):
    gold = corpus(articles, 10, 1)
    one = compare_groups(gold, runs(gold, 0.6, [1]), runs(gold, 0.7, [11]))
    six = compare_groups(gold, runs(gold, 0.6, range(1, 7)), runs(gold, 0.7, range(11, 17)))
    for measure in ("accuracy", "macro_f1"):
        widths = [
            d.interval.high - d.interval.low for d in (f.differences[measure].texts for f in (one, six))
        ]
        assert widths[1] < 0.7 * widths[0]


@pytest.mark.parametrize(
    ("first", "second", "options", "message"),
    [
        ({}, {"b": [FAVOR] * 4}, {}, "there are no runs"),
        ({"a": [FAVOR] * 4}, {"b": [FAVOR] * 4, "c": [FAVOR]}, {}, "c: 1 predictions for 4 pairs"),
        ({"a": [FAVOR] * 4}, {"b": [FAVOR] * 4}, {"cluster": "story"}, "unknown cluster"),
    ],
)
def test_runs_that_cannot_be_compared_are_refused(first, second, options, message):
    with pytest.raises(InputError, match=message):
        compare_groups(GOLD, first, second, **options)


# The report


@pytest.fixture(scope="module")
def compared():
    """Two systems that differ on one actor, one with few pairs, one with a name that Markdown would read."""
    gold = [pair(n, FAVOR, n, "odd", "peru") for n in range(30)] + [
        pair(n, FAVOR, n, "chile") for n in range(30, 36)
    ]
    registry = Registry([Actor(id="odd", name="A|B $x$ [red] <i>", kind="group")])
    second = [FAVOR] * 30 + [AGAINST] * 6
    return compare(gold, [AGAINST] * 36, second, registry=registry, names=("a|b.jsonl", "c"), resamples=50)


@pytest.fixture(scope="module")
def grouped():
    gold = corpus(12, 5, 1)
    return compare_groups(gold, runs(gold, 0.5, [1, 2]), runs(gold, 0.8, [3, 4, 5]), names=("plain", "joint"))


def test_every_table_row_has_the_cells_of_its_header(compared, grouped):
    for found in (compared, grouped):
        blocks = re.findall(r"(?:^\|.*\n)+", comparison_markdown(found), flags=re.MULTILINE)
        assert len(blocks) == 5
        for block in blocks:
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_the_report_says_what_was_found(compared):
    report = comparison_markdown(compared)
    assert "| n | 36 pairs in 36 clusters (by article) |" in report
    assert "| first | a\\|b.jsonl |" in report
    assert "| A\\|B $x$ \\[red] \\<i> | 30 | 0 / 30 | 0 / 30 | +100.0 " in report
    assert "| <0.001 | <0.001 | differs |".replace("<", "\\<") in report
    assert re.search(r"\| chile \| 6 \| 0 / 0 \| 0 / 0 \| ±0\.0 .* \| – \| – \| few \|", report)
    assert "| all | 36 | 0 | 30 | chi-squared |" in report


def test_the_report_of_runs_says_what_each_interval_covers(grouped):
    report = comparison_markdown(grouped)
    assert "| first | plain |" in report
    assert "further runs" in report
    assert "other texts" in report
    assert re.search(r"\| second \| macro-F1 \| 3 \| \d+\.\d % \\\[\d+\.\d–\d+\.\d] \| \d+\.\d \|", report)


def test_the_console_shows_the_actors_with_the_most_pairs(compared, grouped):
    for found in (compared, grouped):
        out = StringIO()
        print_comparison(found, Console(file=out, width=160), most=1)
        rows = [line for line in out.getvalue().splitlines() if "│" in line]
        assert "the 1 of 2 with the most pairs" in out.getvalue() or "the 1 of 3" in out.getvalue()
        assert not any("chile" in row for row in rows if found is compared)


def labels(figure):
    return [label.get_text() for axes in figure.axes for label in axes.get_yticklabels()]


def test_the_figure_marks_significance_by_shape_and_by_a_star(compared):
    figure = differences_figure(compared)
    assert [("∗" in label) for label in labels(figure)] == [True, False, True]
    lines = [line for axes in figure.axes for line in axes.get_lines() if line.get_marker() in ("D", "o")]
    assert [line.get_marker() for line in lines] == ["D", "o", "D"]
    filled = [line.get_markerfacecolor() == line.get_color() for line in lines]
    assert filled == [True, False, True]


def test_figures_are_drawn_for_runs_for_many_actors_and_for_none(grouped, tmp_path):
    gold = [pair(n, FAVOR, n, f"actor {n % 30}") for n in range(60)]
    many = compare(gold, answers(gold, 0.4, 1), answers(gold, 0.8, 2), resamples=20)
    nobody = [LabelledPair(id="p", text="Peru won.", target=Mention(0, 4), stance=FAVOR)] * 3
    none = compare(nobody, [FAVOR] * 3, [AGAINST] * 3)
    assert len(labels(differences_figure(many, most=20))) == 20
    assert "the 20 of 30" in differences_figure(many).axes[0].get_title(loc="left")
    for name, found in (("runs", grouped), ("many", many), ("none", none)):
        save_figure(differences_figure(found), tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 1000


def test_the_folder_has_everything_twice_the_same(compared, tmp_path):
    for folder in ("one", "two"):
        write_comparison(tmp_path / folder, compared)
    names = {"comparison.json", "comparison.md", "differences.png"}
    assert {path.name for path in (tmp_path / "one").iterdir()} == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
