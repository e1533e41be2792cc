"""Metrics against scikit-learn, closed formulas and a naive bootstrap."""

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from actorstance.metrics import (
    FEW,
    MANY,
    Clusters,
    Interval,
    accuracy,
    confusion,
    f1_by_class,
    f_avg,
    macro_f1,
    majority,
    percentiles,
    wilson,
    wilson_clustered,
)

answers = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)
close = {"rel": 0, "abs": 1e-9}


@settings(max_examples=100, deadline=None)
@given(answers)
def test_figures_agree_with_scikit_learn(pairs):
    gold, predicted = (list(side) for side in zip(*pairs, strict=True))
    matrix = confusion(gold, predicted)
    assert matrix.tolist() == confusion_matrix(gold, predicted, labels=[0, 1, 2]).tolist()
    assert float(accuracy(matrix)) == pytest.approx(accuracy_score(gold, predicted), **close)
    assert float(macro_f1(matrix)) == pytest.approx(f1_score(gold, predicted, average="macro"), **close)
    by_class = f1_score(gold, predicted, labels=[0, 1, 2], average=None, zero_division=math.nan)
    assert f1_by_class(matrix).tolist() == pytest.approx(by_class.tolist(), nan_ok=True, **close)
    ends = f1_score(gold, predicted, labels=[0, 2], average="macro", zero_division=0)
    assert float(f_avg(matrix)) == pytest.approx(ends, **close)
    assert float(majority(matrix)) == pytest.approx(max(map(gold.count, range(3))) / len(gold), **close)


@settings(max_examples=30, deadline=None)
@given(st.lists(answers, min_size=1, max_size=5))
def test_a_stack_of_matrices_gives_the_figures_of_each(samples):
    matrices = [confusion(*zip(*pairs, strict=True)) for pairs in samples]
    for figure in (accuracy, f1_by_class, macro_f1, f_avg, majority):
        alone = [figure(matrix).tolist() for matrix in matrices]
        np.testing.assert_allclose(figure(np.stack(matrices)), alone, rtol=0, atol=1e-12)


def test_what_does_not_exist_is_nan():
    nothing = confusion([], [])
    assert nothing.tolist() == [[0] * 3] * 3
    assert all(math.isnan(figure(nothing)) for figure in (accuracy, macro_f1, majority))
    assert float(f_avg(nothing)) == 0
    assert [math.isnan(f1) for f1 in f1_by_class(confusion([0, 1], [0, 1]))] == [False, False, True]


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([0, 1], [0], "2 gold labels, but 1 predictions"),
        ([3], [0], "must be 0, 1 or 2"),
        ([0], [-1], "must be 0, 1 or 2"),
    ],
)
def test_labels_that_cannot_be_compared_are_refused(gold, predicted, message):
    with pytest.raises(ValueError, match=message):
        confusion(gold, predicted)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 5000), st.floats(0, 1))
def test_wilson_is_the_closed_formula(n, share):
    right = round(n * share)
    z = 1.959963984540054
    p = right / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high, method = wilson(right, n)
    assert (low, high) == pytest.approx((middle - half, middle + half), rel=0, abs=1e-9)
    assert 0 <= low <= p <= high <= 1
    assert method == "wilson"


@pytest.mark.parametrize("n", [1, 3, 12, 999])
def test_wilson_ends_at_0_and_1_where_nothing_or_all_is_right(n):
    assert wilson(0, n).low == 0
    assert wilson(n, n).high == 1


def test_wilson_of_nothing_knows_nothing():
    assert wilson(0, 0) == Interval(0, 1, "wilson")


def sample(clusters, size, seed, skill=0.7):
    random = np.random.default_rng(seed)
    n = clusters * size
    gold = random.integers(0, 3, n)
    predicted = np.where(random.random(n) < skill, gold, random.integers(0, 3, n))
    return gold.tolist(), predicted.tolist(), [f"article {i // size}" for i in range(n)]


def naive_accuracies(gold, predicted, groups, resamples, seed):
    random = np.random.default_rng(seed)
    names = sorted(set(groups))
    members = {name: [i for i, group in enumerate(groups) if group == name] for name in names}
    figures = []
    for _ in range(resamples):
        drawn = [i for name in random.choice(names, len(names)) for i in members[name]]
        figures.append(sum(gold[i] == predicted[i] for i in drawn) / len(drawn))
    return figures


def drawn_at_once(made, resamples, seed):
    count = len(made.matrices)
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), resamples)
    return np.tensordot(draws.astype(float), made.matrices, axes=1)


@pytest.mark.parametrize("block", [1, 150, 1000, 10**9])
def test_resamples_in_blocks_are_those_drawn_at_once(block, monkeypatch):
    monkeypatch.setattr("actorstance.metrics.BLOCK", block)
    random = np.random.default_rng(2)
    made = Clusters(*random.integers(0, 3, (2, 300)), list(random.integers(0, 70, 300)))
    assert np.array_equal(made.resampled(33, 13), drawn_at_once(made, 33, 13))


def test_many_clusters_need_no_memory_for_all_resamples_at_once():
    made = Clusters([0] * 20000, [1] * 20000, range(20000))
    tracemalloc.start()
    made.resampled(500, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # All draws at once would be 500 × 20,000 whole numbers, and as many floats.
    assert peak < 8 * 500 * 20000 * 0.75


@pytest.mark.parametrize("size", [3, 6])
def test_the_cluster_bootstrap_is_that_of_a_naive_loop(size):
    gold, predicted, groups = sample(60, size, seed=1)
    low, high, method = Clusters(gold, predicted, groups).accuracy_interval(4000, 2)
    # The expanded percentiles for 60 clusters.
    tail = 100 * stats.norm.cdf(-math.sqrt(60 / 59) * stats.t.ppf(0.975, 59))
    naive = np.percentile(naive_accuracies(gold, predicted, groups, 4000, 3), [tail, 100 - tail])
    assert method == "bootstrap"
    assert (low, high) == pytest.approx(tuple(naive), abs=0.02)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), min_size=2, max_size=12))
def test_the_clustered_wilson_interval_is_the_written_out_formula(clusters):
    right, sizes = [min(hits, size) for hits, size in clusters], [size for _, size in clusters]
    low, high, method = wilson_clustered(right, sizes)
    count, n, hits = len(sizes), sum(sizes), sum(right)
    p = hits / n
    variance = count / (count - 1) * sum((r - p * m) ** 2 for r, m in zip(right, sizes, strict=True)) / n**2
    least = 1 + (sum(m**2 for m in sizes) / n - 1) * min(0.05, 0.6 / count)
    effect = max(least, variance / (p * (1 - p) / n)) if 0 < hits < n else least
    size = n / effect
    t = stats.t.ppf(0.975, max(count - 1, min(4, size / 2 - 1)))
    middle = (p + t * t / (2 * size)) / (1 + t * t / size)
    half = t / (1 + t * t / size) * math.sqrt(p * (1 - p) / size + t * t / (4 * size * size))
    assert (low, high) == pytest.approx((middle - half, middle + half), rel=0, abs=1e-9)
    assert 0 <= low <= p <= high <= 1
    assert method == "wilson clustered"


def test_one_cluster_cannot_tell_how_clusters_differ():
    with pytest.raises(ValueError, match="clusters are needed"):
        wilson_clustered([3], [4])


@pytest.mark.parametrize(
    ("clusters", "correlation", "share", "method"),
    [
        (1.0, 0.0, 0.8, "wilson"),
        (20, 0.2, 0.8, "wilson clustered"),
        (12, 0.3, 0.6, "wilson clustered"),
        (5, 0.3, 0.8, "wilson clustered"),
        (80, 0.2, 0.7, "bootstrap"),
    ],
)
def test_intervals_cover_the_truth_as_often_as_they_say(clusters, correlation, share, method):
    """1,500 corpora of articles with 1 to 7 pairs whose accuracies vary around the true share: 95 % of the intervals, ± 2 points, hold it; with 5 articles more."""
    random = np.random.default_rng(7)
    count, covered, repetitions = 30 if clusters == 1.0 else clusters, 0, 1500
    for repetition in range(repetitions):
        sizes = np.ones(count, int) if clusters == 1.0 else random.integers(1, 8, count)
        spread = (1 - correlation) / correlation if correlation else 1e9
        accuracies = random.beta(share * spread, (1 - share) * spread, count)
        right = random.random(sizes.sum()) < np.repeat(accuracies, sizes)
        made = Clusters(
            np.ones(len(right), int), right.astype(int), np.repeat(np.arange(count), sizes).tolist()
        )
        interval = made.accuracy_interval(400, repetition)
        covered += interval.low <= share <= interval.high
        assert interval.method == method or right.all()
    assert covered / repetitions == pytest.approx(0.98 if clusters == 5 else 0.95, abs=0.02)


@pytest.mark.parametrize("share", [0.6, 0.8, 0.93])
@pytest.mark.parametrize("correlation", [0.1, 0.3])
@pytest.mark.parametrize("clusters", [2, 3, 5, 10])
def test_few_articles_of_many_pairs_are_not_taken_for_many(clusters, correlation, share):
    """500 actors with 20 to 50 pairs in each of a few articles; with the design effect as it seems to be, 63 to 94 % would be held."""
    random, covered = np.random.default_rng(4), 0
    spread = (1 - correlation) / correlation
    for _ in range(500):
        sizes = random.integers(20, 51, clusters)
        right = random.binomial(sizes, random.beta(share * spread, (1 - share) * spread, clusters))
        low, high, _ = wilson_clustered(right, sizes)
        covered += low <= share <= high
    assert covered / 500 >= 0.87


def test_forty_articles_have_an_interval_hardly_wider_than_by_their_design_effect():
    random = np.random.default_rng(4)
    for _ in range(50):
        sizes = random.integers(20, 51, 40)
        right = random.binomial(sizes, random.beta(3.2, 0.8, 40))
        share = right.sum() / sizes.sum()
        effect = 40 / 39 * ((right - share * sizes) ** 2).sum() / sizes.sum() / (share * (1 - share))
        plain = wilson(right.sum() / effect, sizes.sum() / effect)
        low, high, _ = wilson_clustered(right, sizes)
        assert high - low == pytest.approx(plain.high - plain.low, rel=0.05)


@settings(max_examples=40, deadline=None)
@given(st.integers(FEW, 40), st.integers(1, 5), st.integers(0, 999), st.floats(0.2, 0.95))
def test_an_interval_holds_its_figure_within_0_and_1(clusters, size, seed, skill):
    gold, predicted, groups = sample(clusters, size, seed, skill)
    made = Clusters(gold, predicted, groups)
    assert made.total.tolist() == confusion(gold, predicted).tolist()
    assert made.resampled(5, seed).shape == (5, 3, 3)
    low, high, _ = made.accuracy_interval(300, seed)
    assert 0 <= low <= float(accuracy(made.total)) <= high <= 1


def test_the_order_of_the_pairs_changes_no_interval_and_the_seed_decides():
    gold, predicted, groups = sample(MANY, 4, seed=5)
    first = Clusters(gold, predicted, groups).accuracy_interval(500, 7)
    assert Clusters(gold, predicted, groups).accuracy_interval(500, 7) == first
    assert Clusters(gold, predicted, groups).accuracy_interval(500, 8) != first


def test_pairs_of_one_cluster_widen_the_interval():
    gold, predicted = [0] * 200, ([0] * 10 + [1] * 10) * 10
    together = Clusters(gold, predicted, [i // 10 for i in range(200)]).accuracy_interval(1000, 1)
    apart = Clusters(gold, predicted, range(200)).accuracy_interval(1000, 1)
    assert together.high - together.low > 2 * (apart.high - apart.low)


@pytest.mark.parametrize(
    ("gold", "predicted", "groups"),
    [
        ([0] * 40, [0] * 40, range(40)),
        ([0] * 40, [1] * 40, range(40)),
        ([0, 1] * 20, [0, 0] * 20, range(40)),
        ([2], [2], ["a"]),
        ([], [], []),
    ],
)
def test_where_there_is_nothing_to_cluster_the_interval_is_wilsons(gold, predicted, groups):
    right = sum(map(int.__eq__, gold, predicted))
    made = Clusters(gold, predicted, list(groups))
    assert made.accuracy_interval(200, 1) == wilson(right, len(gold))


def test_an_interval_of_one_cluster_says_that_it_takes_pairs_as_independent():
    made = Clusters([0, 1] * 20, [0, 0] * 20, ["one"] * 40).accuracy_interval(200, 1)
    assert made == (*wilson(20, 40)[:2], "wilson, one cluster")


def test_where_all_are_right_the_clusters_still_count():
    made = Clusters([0] * 60, [0] * 60, [i // 6 for i in range(60)]).accuracy_interval(200, 1)
    assert made == wilson_clustered([6] * 10, [6] * 10)
    assert made.high == 1
    assert made.low < wilson(60, 60).low


def test_percentiles_leave_out_samples_without_the_figure():
    assert percentiles(np.array([math.nan, 0.5, 0.5])) == Interval(0.5, 0.5, "bootstrap")
