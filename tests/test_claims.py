"""Claims: coverage in seeded simulations, equality with written-out formulas, who gets a figure and who does not."""

import io
import math
from collections import Counter

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rich.console import Console
from scipy import stats

from actorstance.actors import Registry
from actorstance.claims import draw_sample, estimate_claims
from actorstance.claims.cells import group_names
from actorstance.claims.correction import corpus_mean, corpus_share_interval, corrected_mean, share_interval
from actorstance.errors import InputError
from actorstance.evaluation import match_records
from actorstance.metrics import wilson, wilson_clustered
from actorstance.pairs import label
from actorstance.records import PredictionRecord
from actorstance.report.claims import claim_rows, claims_figure, claims_markdown, print_claims
from actorstance.schema import STANCES, Actor, Mention, Pair, Probabilities, Stance

PRIOR = np.array([0.4, 0.2, 0.4])
CONFUSION = np.array([[0.70, 0.25, 0.05], [0.05, 0.90, 0.05], [0.05, 0.50, 0.45]])
"""A classifier that misses favor more often than against: gold in rows."""

ACCURATE = np.array([[0.96, 0.03, 0.01], [0.02, 0.96, 0.02], [0.01, 0.03, 0.96]])


def drawn(random, chances):
    """A class for each row of probabilities."""
    return (random.random((len(chances), 1)) > chances.cumsum(1)).sum(1).clip(0, 2)


def corpora(repetitions, n, confusion=CONFUSION, seed=7):
    """Gold and predicted classes of independent pairs, one corpus after the other."""
    random = np.random.default_rng(seed)
    for _ in range(repetitions):
        gold = drawn(random, np.tile(PRIOR, (n, 1)))
        yield gold, drawn(random, confusion[gold])


def labelled_only(values, labelled):
    return np.where(labelled, values, np.nan)


# Coverage


def coverage(outcomes):
    outcomes = np.array(outcomes, dtype=float)
    return outcomes.mean(0)


@pytest.mark.parametrize("power", [1.0, None])
@pytest.mark.parametrize("stance", [0, 1, 2])
def test_a_biased_classifier_is_corrected_at_the_nominal_rate(stance, power):
    """2,000 corpora of 1,200 pairs, 200 of them labelled."""
    labelled, found = np.arange(1200) < 200, []
    for gold, predicted in corpora(2000, 1200):
        counted = (predicted == stance).astype(float)
        estimate = corrected_mean(
            counted, labelled_only(gold == stance, labelled), np.full(1200, 1 / 6), power=power
        )
        naive = share_interval(counted, range(1200))
        share = PRIOR[stance]
        found.append((estimate.low <= share <= estimate.high, naive.low <= share <= naive.high))
    corrected, naive = coverage(found)
    assert corrected == pytest.approx(0.95, abs=0.02)
    assert naive < 0.5


def test_the_net_is_corrected_at_the_nominal_rate():
    labelled, found = np.arange(1200) < 200, []
    for gold, predicted in corpora(2000, 1200):
        estimate = corrected_mean(predicted - 1, labelled_only(gold - 1, labelled), np.full(1200, 1 / 6))
        found.append(estimate.low <= PRIOR[2] - PRIOR[0] <= estimate.high)
    assert coverage(found) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("n", [10, 20, 40])
def test_few_labels_without_an_error_do_not_make_an_interval_too_narrow(n):
    """Where a classifier is right 96 times of 100, most such samples have no or one error. To be too wide is allowed here."""
    labelled = np.arange(1000) < n
    found = []
    for gold, predicted in corpora(1000, 1000, ACCURATE):
        estimate = corrected_mean(predicted == 2, labelled_only(gold == 2, labelled), np.full(1000, n / 1000))
        found.append(estimate.low <= PRIOR[2] <= estimate.high)
    assert coverage(found) > 0.94


def clustered(repetitions, articles, size, seed=11):
    """Articles that differ in their stances, and in how the classifier errs on them."""
    random = np.random.default_rng(seed)
    for _ in range(repetitions):
        share = np.repeat(random.beta(1, 2, articles), size)
        skill = np.repeat(random.beta(2, 1, articles), size)
        gold = random.random(articles * size) < share
        predicted = np.where(
            random.random(articles * size) < skill, gold, random.random(articles * size) < 0.2
        )
        yield random, gold, predicted


def test_whole_articles_are_covered_only_if_it_is_known_that_they_are_whole():
    """40 of 160 articles of 8 pairs are labelled."""
    articles = np.repeat(np.arange(160), 8)
    labelled, found = articles < 40, []
    for _, gold, predicted in clustered(2000, 160, 8):
        given = predicted, labelled_only(gold, labelled), np.full(len(gold), 0.25)
        bounds = corrected_mean(*given, articles), corrected_mean(*given)
        found.append([each.low <= 1 / 3 <= each.high for each in bounds])
    by_article, by_pair = coverage(found)
    assert by_article == pytest.approx(0.95, abs=0.02)
    assert by_pair < 0.85


def test_pairs_drawn_from_articles_one_by_one_are_covered_for_the_source_and_for_the_corpus():
    """With many labels the articles' own differences matter for the source, not for the corpus."""
    articles = np.repeat(np.arange(60), 20)
    found = []
    for random, gold, predicted in clustered(2000, 60, 20):
        labelled = np.zeros(1200, bool)
        labelled[random.choice(1200, 400, replace=False)] = True
        given = predicted, labelled_only(gold, labelled), np.full(1200, 1 / 3)
        source, corpus = corrected_mean(*given, articles), corrected_mean(*given)
        found.append(
            (
                source.low <= 1 / 3 <= source.high,
                corpus.low <= 1 / 3 <= corpus.high,
                corpus.low <= gold.mean() <= corpus.high,
            )
        )
    source, unclustered, corpus = coverage(found)
    assert source == pytest.approx(0.95, abs=0.02)
    assert unclustered < 0.85
    assert corpus > 0.93


def test_strata_with_unequal_probabilities_are_covered_only_with_their_probabilities():
    """An outlet of 200 pairs is drawn as often as one of 1,300, and the classifier errs on it in another way."""
    random = np.random.default_rng(5)
    rare = np.arange(1500) < 200
    share, misses = np.where(rare, 0.8, 0.2), np.where(rare, 0.6, 0.2)
    chances = np.where(rare, 100 / 200, 100 / 1300)
    labelled = (np.arange(1500) < 100) | (np.arange(1500) >= 1400)
    truth, found = share.mean(), []
    for _ in range(2000):
        gold = random.random(1500) < share
        predicted = gold & (random.random(1500) > misses)
        given = predicted, labelled_only(gold, labelled)
        bounds = corrected_mean(*given, chances), corrected_mean(*given, np.full(1500, 200 / 1500))
        found.append([each.low <= truth <= each.high for each in bounds])
    right, wrong = coverage(found)
    assert right == pytest.approx(0.95, abs=0.02)
    assert wrong < 0.5


@pytest.mark.parametrize("strata", [False, True])
@pytest.mark.parametrize("size", [200, 600])
def test_claims_about_this_corpus_alone_hold_its_own_shares_at_the_nominal_rate(strata, size):
    """One corpus of 1,200 pairs, from which 400 samples are drawn, at random or by predicted stance; the whole and an actor of 100 pairs."""
    random = np.random.default_rng(8)
    gold, predicted = next(corpora(1, 1200))
    own, groups = np.arange(1200) % 12 == 0, predicted if strata else np.zeros(1200)
    found, widths = [], []
    for _ in range(400):
        labelled, chances, together = np.zeros(1200, bool), np.zeros(1200), np.zeros(1200)
        for group in np.unique(groups):
            at = np.flatnonzero(groups == group)
            together[at] = take = min(len(at), size // len(np.unique(groups)))
            chances[at] = take / len(at)
            labelled[random.choice(at, take, replace=False)] = True
        for places in (np.arange(1200), np.flatnonzero(own)):
            outcome, guess = (gold == 2)[places], (predicted == 2)[places]
            given = guess, labelled_only(outcome, labelled[places]), chances[places]
            corpus, source = corpus_mean(*given, together[places]), corrected_mean(*given)
            found.append([each.low <= outcome.mean() <= each.high for each in (corpus, source)])
            widths.append([corpus.high - corpus.low, source.high - source.low])
    alone, as_a_sample = coverage(found)
    narrow, wide = np.mean(widths, 0)
    assert alone == pytest.approx(0.95, abs=0.03)
    assert as_a_sample > alone + 0.01
    assert wide / narrow > {200: 1.08, 600: 1.3}[size]


def test_a_claim_about_this_corpus_alone_knows_its_stratum_and_its_sample():
    pairs = corpus()
    gold = sample_of(pairs, 60, strata="stance")
    chances = {pair.id: pair.meta["probability"] for pair in gold}
    alike, stances = Counter(chances.values()), {pair.id: pair.stance for pair in gold}
    predicted = records(pairs)
    found = estimate_claims(pairs, predicted, gold, cluster="none").claims
    claim = next(c for c in found if (c.role, c.target, c.stance) == ("target", "chile", "favor"))
    own = [i for i, pair in enumerate(pairs) if pair.target.actor == "chile"]
    ids = [pairs[i].id for i in own]
    expected = corpus_mean(
        [predicted[i].stance == "favor" for i in own],
        [stances[name] == "favor" if name in stances else math.nan for name in ids],
        [chances.get(name, math.nan) for name in ids],
        [alike.get(chances.get(name), 0) for name in ids],
    )
    assert (claim.corrected, claim.low, claim.high) == pytest.approx(expected.within(0, 1)[:3])


def test_what_is_labelled_as_a_whole_is_known_for_certain():
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), pairs, cluster="none", by="outlet").claims
    for claim in found:
        assert claim.low == claim.corrected == claim.high == claim.gold == claim.gold_low == claim.gold_high
        assert claim.naive_low is claim.naive_high is None
    favor = next(c for c in found if c.stance == "favor")
    assert favor.corrected == pytest.approx(np.mean([pair.stance is Stance.FAVOR for pair in pairs]))
    # Of a source it says something only as a sample.
    assert estimate_claims(pairs, records(pairs), pairs).claims[2].high > favor.high + 0.02


def test_an_actor_whose_pairs_all_are_labelled_is_known_though_their_probabilities_differ():
    own = corpus_mean([1, 0, 0, math.nan][:3], [1, 1, 0], [0.1, 1.0, 0.5], [4, 9, 2])
    assert own[:3] == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert corpus_share_interval([1, 0, 1], [1, 1, 1], 0.0)[:2] == pytest.approx((2 / 3, 2 / 3))


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 40), st.integers(1, 60), st.integers(0, 10**6))
def test_the_interval_of_a_simple_random_sample_is_the_textbook_one(n, rest, seed):
    """Cochran (1977), section 2.6, but for the half pairs of error: with errors e, s² (1 − n / N) / n."""
    random = np.random.default_rng(seed)
    total = n + rest
    predicted, gold = random.random(total), random.integers(0, 2, total).astype(float)
    errors = (gold - predicted)[:n]
    found = corpus_mean(predicted, labelled_only(gold, np.arange(total) < n), np.full(total, n / total))
    assert found.value == pytest.approx(predicted.mean() + errors.mean())
    left, shrunk = 1 - n / total, n / (n + 2)
    variance = left * (shrunk**2 * errors.var(ddof=1) / n + n / (n - 1) / (n + 2) ** 2)
    assert found.high - found.value == pytest.approx(stats.t.ppf(0.975, n - 1) * math.sqrt(variance))


def test_a_figure_beyond_what_is_possible_stands_at_its_end_within_its_interval():
    """Two of twenty pairs of an actor are labelled, both favor and taken for neutral."""
    pairs = [
        label(Pair(id=f"{i}", text=f"x {i}.", target=Mention(0, 1, "x"), article=f"{i}"), Stance.FAVOR)
        for i in range(20)
    ]
    answers = [
        PredictionRecord(id=p.id, stance=Stance.NEUTRAL if i < 8 else Stance.FAVOR)
        for i, p in enumerate(pairs)
    ]
    for cluster in ("article", "none"):
        found = estimate_claims(pairs, answers, pairs[:2], cluster=cluster)
        favor = next(claim for claim in found.claims if (claim.role, claim.stance) == ("target", "favor"))
        assert (favor.naive, favor.corrected, favor.high, favor.cut) == (0.6, 1.0, 1.0, True)
        assert favor.low <= favor.corrected
        assert "| x | 20 | 2 |" in claims_markdown(found)
        assert "| few, cut |" in claims_markdown(found)
    assert not any(claim.cut for claim in estimate_claims(pairs, answers, pairs).claims)


def test_calibrated_probabilities_make_narrower_intervals_than_stances():
    random = np.random.default_rng(3)
    labelled, widths = np.arange(1000) < 150, []
    for _ in range(100):
        chances = random.dirichlet([0.5, 1, 0.5], 1000)
        gold = labelled_only(drawn(random, chances) == 2, labelled)
        by = (corrected_mean(p, gold, np.full(1000, 0.15)) for p in (chances[:, 2], chances.argmax(1) == 2))
        widths.append([each.high - each.low for each in by])
    probabilities, stances = np.mean(widths, 0)
    assert probabilities < 0.95 * stances


# The formulas


@st.composite
def samples(draw):
    n = draw(st.integers(3, 30))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    predicted = random.random(n) if draw(st.booleans()) else random.integers(0, 2, n).astype(float)
    labelled = random.random(n) < 0.6
    assume(labelled.sum() >= 2)
    gold = labelled_only(random.integers(0, 2, n), labelled)
    chances = random.uniform(0.05, 1, n) if draw(st.booleans()) else np.full(n, 0.3)
    return predicted, gold, chances, random.integers(0, draw(st.integers(1, n)), n)


@settings(max_examples=200, deadline=None)
@given(samples(), st.floats(0, 1))
def test_the_corrected_mean_is_the_written_out_formula(sample, power):
    predicted, gold, chances, clusters = sample
    n, drawn_ones = len(predicted), [i for i in range(len(gold)) if not math.isnan(gold[i])]
    total = sum(1 / chances[i] for i in drawn_ones)
    scaled = {i: chances[i] * total / n for i in drawn_ones}  # so that the weights sum to n
    pseudo = [
        power * predicted[i] + ((gold[i] - power * predicted[i]) / scaled[i] if i in scaled else 0)
        for i in range(n)
    ]
    value = sum(pseudo) / n
    found = corrected_mean(predicted, gold, chances, clusters, power=power)
    assert found.value == pytest.approx(value, abs=1e-9)
    groups = len({clusters[i] for i in drawn_ones})
    if groups < 2:
        assert found[1:3] == (None, None)
        return
    error = sum((gold[i] - power * predicted[i]) / scaled[i] for i in drawn_ones) / n
    mean = sum(predicted) / n
    size = n**2 / sum(1 / scaled[i] ** 2 for i in drawn_ones)
    sums = Counter()
    for i in range(n):
        sums[clusters[i]] += power * (predicted[i] - mean)
        if i in scaled:
            sums[clusters[i]] += size / (size + 2) * (gold[i] - power * predicted[i] - error) / scaled[i]
    variance = sum(total**2 for total in sums.values()) / n**2 + 1 / (size + 2) ** 2
    half = stats.t.ppf(0.975, groups - 1) * math.sqrt(groups / (groups - 1) * variance)
    assert found[1:3] == pytest.approx((value - half, value + half), abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(samples())
def test_power_tuning_is_that_of_the_paper_with_the_unlabelled_pairs_apart(sample):
    predicted, gold, _, _ = sample
    labelled = ~np.isnan(gold)
    assume(not labelled.all())
    y, f, apart = gold[labelled], predicted[labelled], predicted[~labelled]
    n, unlabelled = len(y), len(apart)
    assume(predicted.var() > 0)
    power = np.cov(y, f, bias=True)[0, 1] / ((1 + n / unlabelled) * predicted.var())
    assume(0 <= power <= 1 - n / len(predicted))
    expected = power * apart.mean() + (y - power * f).mean()
    assert corrected_mean(predicted, gold, np.full(len(gold), 0.3), power=None).value == pytest.approx(
        expected, abs=1e-9
    )


@given(samples())
def test_without_power_it_is_the_weighted_gold_and_with_full_power_prediction_powered_inference(sample):
    predicted, gold, chances, _ = sample
    labelled = ~np.isnan(gold)
    weighted = np.average(gold[labelled], weights=1 / chances[labelled])
    assert corrected_mean(predicted, gold, chances, power=0).value == pytest.approx(weighted, abs=1e-9)
    rectified = predicted.mean() - (predicted - gold)[labelled].mean()
    assert corrected_mean(predicted, gold, np.full(len(gold), 0.5)).value == pytest.approx(
        rectified, abs=1e-9
    )


def test_constant_predictions_cancel():
    gold = [1, 0, 1, 1, *[math.nan] * 6]
    assert corrected_mean([0.7] * 10, gold, [0.4] * 10, power=None).value == pytest.approx(0.75)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3)), min_size=2, max_size=30))
def test_a_plain_share_has_wilsons_interval_over_its_clusters(rows):
    hits, clusters = [hit for hit, _ in rows], [cluster for _, cluster in rows]
    names = sorted(set(clusters))
    right = [sum(h for h, c in rows if c == name) for name in names]
    expected = wilson(sum(hits), len(hits))
    if 1 < len(names) < len(hits):
        expected = wilson_clustered(right, [clusters.count(name) for name in names])
    assert share_interval(hits, clusters) == pytest.approx(expected)
    assert share_interval(hits, range(len(hits))) == wilson(sum(hits), len(hits))


@given(st.lists(st.tuples(st.integers(0, 1), st.floats(0.01, 1)), min_size=2, max_size=30), st.booleans())
def test_the_interval_of_a_weighted_share_is_about_that_share(rows, alone):
    hits, weights = np.array([hit for hit, _ in rows]), np.array([1 / chance for _, chance in rows])
    found = share_interval(hits, range(len(hits)) if alone else [0] * len(hits), weights)
    assert found.low <= np.average(hits, weights=weights) + 1e-9
    assert found.high >= np.average(hits, weights=weights) - 1e-9


def test_unequal_weights_in_one_cluster_tell_as_much_as_fewer_equal_ones():
    hits, weights = [1] * 10 + [0] * 10, [1] * 10 + [9] * 10
    # The share is 10 of 100, and 100² / (10 · 1² + 10 · 9²) pairs of equal weight would tell as much.
    found = share_interval(hits, [0] * 20, weights)
    assert found[:2] == pytest.approx(wilson(10000 / 820 * 0.1, 10000 / 820)[:2])
    assert share_interval(hits, [0] * 20, [3] * 20) == pytest.approx(wilson(10, 20))


@pytest.mark.parametrize(
    ("gold", "chances", "says"),
    [
        ([math.nan] * 3, [0.5] * 3, "no pair is labelled"),
        ([1, 0, math.nan], [0.5, 0, 0.5], "sampling probabilities"),
        ([1, 0, math.nan], [0.5, 1.5, 0.5], "sampling probabilities"),
        ([1, 0], [0.5, 0.5], "one length"),
    ],
)
def test_what_cannot_be_corrected_is_refused(gold, chances, says):
    with pytest.raises(ValueError, match=says):
        corrected_mean([1, 0, 1], gold, chances)


# Claims about actors

NAMES = ("peru", "chile", "norway", "ghana")


def corpus(n=400, seed=1, actors=NAMES):
    """Pairs with gold; ghana occurs last and rarely."""
    random = np.random.default_rng(seed)
    pairs = []
    for number in range(n):
        target = actors[-1] if number >= n - 8 else str(random.choice(actors[:-1]))
        holder = str(random.choice(actors[:2])) if random.random() < 0.4 else None
        text = f"{target} and {holder} met {number}."
        start = len(target) + 5
        pairs.append(
            label(
                Pair(
                    id=f"p{number}",
                    text=text,
                    target=Mention(0, len(target), target),
                    holder=Mention(start, start + len(holder), holder) if holder else None,
                    article=f"a{number // 4}",
                    meta={
                        "date": f"20{18 + number % 3}-0{1 + number % 4}-15",
                        "outlet": f"outlet {number % 2}",
                    },
                ),
                STANCES[drawn(random, PRIOR[None])[0]],
            )
        )
    return pairs


def records(pairs, seed=2, probabilities=False):
    random = np.random.default_rng(seed)
    predicted = drawn(random, CONFUSION[[pair.stance.id for pair in pairs]])
    chances = np.round(0.8 * np.eye(3)[predicted] + 0.2 / 3, 12)
    return [
        PredictionRecord(
            id=pair.id,
            stance=STANCES[k],
            probabilities=Probabilities(*map(float, row)) if probabilities else None,
        )
        for pair, k, row in zip(pairs, predicted, chances, strict=True)
    ]


def sample_of(pairs, size=120, seed=3, strata="none", predicted=None):
    by_id = {pair.id: pair for pair in pairs}
    stances = predicted or [pair.stance for pair in pairs]
    return [
        label(pair, by_id[pair.id].stance)
        for pair in draw_sample(pairs, stances, size, strata=strata, seed=seed)
    ]


def assert_same(first, second):
    """The same claims with the same figures, in the same order."""
    for one, other in zip(first.claims, second.claims, strict=True):
        one, other = msgspec.structs.asdict(one), msgspec.structs.asdict(other)
        for name, value in one.items():
            assert other[name] == (pytest.approx(value) if isinstance(value, float) else value)


def test_every_actor_is_claimed_about_in_each_role():
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), sample_of(pairs))
    targets = Counter(pair.target.actor for pair in pairs)
    holders = Counter(pair.holder.actor for pair in pairs if pair.holder)
    both = Counter((pair.holder.actor, pair.target.actor) for pair in pairs if pair.holder)
    counts = {(c.role, c.holder, c.target): c.n for c in found.claims if c.stance == "net"}
    assert counts == {
        ("all", None, None): 400,
        **{("target", None, actor): n for actor, n in targets.items()},
        **{("holder", actor, None): n for actor, n in holders.items()},
        **{("pair", *ends): n for ends, n in both.items()},
    }
    sizes = [c.n for c in found.claims if c.role == "target"]
    assert sizes == sorted(sizes, reverse=True)
    assert (found.n, found.labelled, found.clusters["n"]) == (400, 120, 100)
    assert found.represented == pytest.approx(400)


@pytest.mark.parametrize("probabilities", [False, True])
def test_with_dsl_shares_add_up_and_the_net_is_their_difference(probabilities):
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs, probabilities=probabilities), sample_of(pairs))
    assert found.answers == ("probabilities" if probabilities else "stances")
    for four in zip(*[iter(found.claims)] * 4, strict=True):
        against, neutral, favor, net = (c.corrected for c in four)
        if None not in (against, neutral, favor, net) and not any(c.cut for c in four):
            assert against + neutral + favor == pytest.approx(1)
            assert net == pytest.approx(favor - against)


@pytest.mark.parametrize("answers", ["probabilities", "stances"])
def test_a_figure_is_that_of_the_pairs_of_its_actor(answers):
    pairs = corpus()
    gold, predicted = sample_of(pairs), records(pairs, probabilities=True)
    own = [i for i, pair in enumerate(pairs) if pair.target.actor == "chile"]
    labels = {pair.id: pair.stance for pair in gold}
    counted = [predicted[i].stance == Stance.FAVOR for i in own]
    expected = corrected_mean(
        counted if answers == "stances" else [predicted[i].probabilities.favor for i in own],
        [labels[pairs[i].id] == Stance.FAVOR if pairs[i].id in labels else math.nan for i in own],
        [0.3] * len(own),
        [int(pairs[i].article[1:]) for i in own],
    )
    claims = estimate_claims(pairs, predicted, gold, answers=answers).claims
    claim = next(c for c in claims if (c.role, c.target, c.stance) == ("target", "chile", "favor"))
    assert (claim.corrected, claim.low, claim.high) == pytest.approx(expected[:3])
    assert claim.labelled == sum(pairs[i].id in labels for i in own)
    assert claim.naive == pytest.approx(np.mean(counted))


def test_a_perfect_classifier_gives_the_true_shares():
    pairs = corpus()
    perfect = [PredictionRecord(id=pair.id, stance=pair.stance) for pair in pairs]
    for claim in estimate_claims(pairs, perfect, sample_of(pairs, strata="stance")).claims:
        if claim.corrected is not None:
            assert claim.corrected == pytest.approx(claim.naive)
    everybody = estimate_claims(pairs, perfect, sample_of(pairs)).claims[2]
    assert everybody.corrected == pytest.approx(np.mean([pair.stance is Stance.FAVOR for pair in pairs]))


@pytest.mark.parametrize("method", ["dsl", "ppi"])
def test_the_order_of_rows_does_not_matter(method):
    pairs = corpus()
    gold, predicted = sample_of(pairs), records(pairs, probabilities=True)
    found = estimate_claims(pairs, predicted, gold, method=method, by="outlet")
    order = np.random.default_rng(4).permutation(len(pairs))
    turned = [pairs[i] for i in order]
    again = estimate_claims(
        turned, match_records(turned, predicted, "p.jsonl"), gold[::-1], method=method, by="outlet"
    )
    assert_same(found, again)


def test_an_actor_without_labels_gets_no_corrected_figure_and_is_told_why():
    pairs = corpus()
    gold = [pair for pair in sample_of(pairs) if pair.target.actor != "ghana"]
    for claim in estimate_claims(pairs, records(pairs), gold).claims:
        if claim.role == "target" and claim.target == "ghana":
            assert (claim.n, claim.labelled, claim.few, claim.note) == (8, 0, True, "no labelled pair")
            assert claim.corrected is claim.low is claim.high is claim.gold is claim.power is None
            assert claim.naive_low <= claim.naive <= claim.naive_high


def test_labels_of_one_article_say_nothing_of_others_but_something_of_the_corpus():
    pairs = corpus()
    gold = [pairs[i] for i in range(0, 392, 3)] + pairs[-2:]
    for cluster, note in (("article", "labelled pairs of one article only"), ("none", "")):
        found = estimate_claims(pairs, records(pairs), gold, cluster=cluster).claims
        claims = [c for c in found if c.role == "target" and c.target == "ghana"]
        assert {(c.labelled, c.few, c.note) for c in claims} == {(2, True, note)}
        assert all((c.corrected is None) == bool(note) for c in claims)


def test_the_gold_of_one_article_has_an_interval_about_its_own_figure():
    pairs = [label(pair, pair.stance, article="a") for pair in corpus()]
    predicted = [Stance.FAVOR if i < 40 else Stance.NEUTRAL for i in range(400)]
    gold = [
        label(pair, Stance.FAVOR if pair.id in {p.id for p in pairs[:40]} else Stance.NEUTRAL)
        for pair in draw_sample(pairs, predicted, 40, strata="stance")
    ]
    predictions = [PredictionRecord(id=p.id, stance=s) for p, s in zip(pairs, predicted, strict=True)]
    for claim in estimate_claims(pairs, predictions, gold).claims[:3]:
        assert claim.gold_low <= claim.gold <= claim.gold_high


def test_intervals_end_at_what_is_possible():
    pairs = corpus()
    for claim in estimate_claims(pairs, records(pairs), sample_of(pairs, 40), by="outlet").claims:
        least = -1 if claim.stance == "net" else 0
        bounds = [claim.naive_low, claim.naive_high, claim.gold_low, claim.gold_high, claim.low, claim.high]
        assert all(bound is None or least <= bound <= 1 for bound in bounds)
        assert claim.few == (claim.labelled < 10)


def test_groups_divide_the_pairs_of_each_actor():
    pairs = corpus()
    pairs[0] = label(pairs[0], pairs[0].stance, meta={"date": "2018-01-15"})
    found = estimate_claims(pairs, records(pairs), sample_of(pairs[1:]), by="outlet")
    groups = {(c.target, c.group): c.n for c in found.claims if c.role == "target" and c.stance == "net"}
    for actor in NAMES:
        whole = groups.pop((actor, None))
        assert whole == sum(n for (target, _), n in groups.items() if target == actor)
    assert sum(n for (_, group), n in groups.items() if group == "unknown") == 1


@pytest.mark.parametrize(("period", "count"), [("year", 3), ("month", 12), ("day", 12)])
def test_dates_are_grouped_by_period(period, count):
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), by="date", period=period)
    names = {c.group for c in found.claims if c.role == "all"} - {None}
    assert len(names) == count
    assert {len(name) for name in names} == {{"year": 4, "month": 7, "day": 10}[period]}


@pytest.mark.parametrize(
    ("written", "period", "group"),
    [
        ("2024-02-29", "day", "2024-02-29"),
        ("2024-03-05T08:15:00Z", "month", "2024-03"),
        ("2024-03-05 08:15", "day", "2024-03-05"),
        ("2024-03", "month", "2024-03"),
        ("2024", "year", "2024"),
        (2024, "year", "2024"),
        ("", "month", "unknown"),
        (" ", "month", "unknown"),
        (None, "month", "unknown"),
    ],
)
def test_dates_that_exist_are_read_and_empty_ones_are_unknown(written, period, group):
    pairs = with_meta(corpus(), date=written)
    assert group_names(pairs, "date", period)[0] == group


def test_an_empty_text_is_an_unknown_group():
    pairs = with_meta(corpus(), outlet="")
    assert group_names(pairs, "outlet")[:2] == ["unknown", "outlet 1"]
    with pytest.raises(InputError, match="no pair has a"):
        group_names(pairs[:1], "outlet")


def test_a_part_counts_its_own_pairs_only():
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), part="overall")
    assert found.n == sum(pair.holder is None for pair in pairs)
    assert {c.role for c in found.claims} == {"all", "target"}


def test_rare_actors_can_be_left_out():
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), least=9)
    assert {c.target for c in found.claims if c.role == "target"} == set(NAMES) - {"ghana"}


def test_a_tuned_figure_leans_on_the_predictions_less():
    pairs = corpus()
    gold, predicted = sample_of(pairs), records(pairs)
    tuned, plain = (estimate_claims(pairs, predicted, gold, method=m).claims[2] for m in ("ppi", "dsl"))
    assert plain.power == 1
    assert 0 < tuned.power < 1
    assert tuned.high - tuned.low < plain.high - plain.low


# Samples to label


@pytest.mark.parametrize("strata", ["none", "stance", "actor"])
def test_pairs_are_drawn_as_often_as_their_probability_says(strata):
    pairs = corpus(60)
    predicted = [STANCES[0 if i < 6 else 1 + i % 2] for i in range(60)]
    counts, chances = Counter(), {}
    for seed in range(600):
        sample = draw_sample(pairs, predicted, 24, strata=strata, seed=seed)
        found = {pair.id: pair.meta["probability"] for pair in sample}
        assert len(found) == len(sample) == 24
        assert sum(1 / chance for chance in found.values()) == pytest.approx(60)
        counts.update(found.keys())
        chances.update(found)
    assert {name: counts[name] / 600 for name in chances} == pytest.approx(chances, abs=0.1)
    assert len(chances) == 60


@pytest.mark.parametrize("strata", ["none", "stance", "actor"])
def test_a_larger_sample_of_the_same_seed_contains_the_smaller_one(strata):
    pairs = corpus()
    predicted = [record.stance for record in records(pairs)]
    samples = [draw_sample(pairs, predicted, size, strata=strata) for size in (20, 21, 60, 399)]
    ids = [{pair.id for pair in sample} for sample in samples]
    assert ids[0] < ids[1] < ids[2] < ids[3]


@pytest.mark.parametrize("strata", ["none", "stance", "actor"])
def test_an_extended_sample_has_the_probabilities_of_a_sample_of_its_size(strata):
    """The first one is drawn with other seeds, so it is no beginning of the order that the second one has."""
    pairs = corpus(60)
    predicted = [STANCES[0 if i < 6 else 1 + i % 2] for i in range(60)]
    counts, chances = Counter(), {}
    for seed in range(600):
        first = draw_sample(pairs, predicted, 10, strata=strata, seed=1000 + seed)
        union = draw_sample(pairs, predicted, 24, strata=strata, seed=seed, kept=first)
        assert [pair.id for pair in union[:10]] == [pair.id for pair in first]
        found = {pair.id: pair.meta["probability"] for pair in union}
        assert len(found) == len(union) == 24
        assert sum(1 / chance for chance in found.values()) == pytest.approx(60)
        counts.update(found.keys())
        chances.update(found)
    assert {name: counts[name] / 600 for name in chances} == pytest.approx(chances, abs=0.1)


def test_extending_keeps_the_labels_and_goes_on_in_the_order_of_the_seed():
    pairs = corpus()
    predicted = [record.stance for record in records(pairs)]
    first = sample_of(pairs, 40, predicted=predicted)
    union = draw_sample(pairs, predicted, 90, seed=3, kept=first)
    assert [pair.stance for pair in union[:40]] == [pair.stance for pair in first]
    assert all(type(pair) is Pair for pair in union[40:])
    assert {pair.meta["probability"] for pair in union} == {90 / 400}
    assert {p.id for p in union} == {p.id for p in draw_sample(pairs, predicted, 90, seed=3)}


@pytest.mark.parametrize(
    ("change", "settings", "says"),
    [
        (lambda kept: kept[:39], {}, "s.jsonl: 39 pairs stand here where 40 of 400 were drawn: only a whole"),
        (lambda kept: kept, {"strata": "stance"}, "stratum"),
        (lambda kept: kept, {"size": 30}, "40 pairs stand here, and a sample of 30 has only 30"),
        (lambda kept: [*kept, kept[0]], {}, "stands twice"),
        (lambda kept: [label(kept[0], Stance.FAVOR, meta={}), *kept[1:]], {}, "all or none"),
    ],
)
def test_what_is_no_whole_sample_of_these_pairs_is_not_extended(change, settings, says):
    pairs = corpus()
    predicted = [record.stance for record in records(pairs)]
    kept = change(sample_of(pairs, 40, predicted=predicted))
    with pytest.raises(InputError, match=says):
        draw_sample(pairs, predicted, **{"size": 80, "kept": kept, "path": "s.jsonl", **settings})


@pytest.mark.parametrize("strata", ["none", "stance"])
def test_a_sample_of_a_corpus_that_has_grown_since_is_not_extended(strata):
    pairs = corpus(404)
    predicted = [STANCES[i % 3] for i in range(404)]
    kept = draw_sample(pairs[:400], predicted[:400], 42, strata=strata)
    with pytest.raises(InputError, match=r"pairs stand here where .* were drawn"):
        draw_sample(pairs, predicted, 90, strata=strata, kept=kept)


def test_strata_get_as_many_pairs_each():
    pairs = corpus()
    predicted = [STANCES[0 if i < 20 else 1 if i < 60 else 2] for i in range(400)]
    stances = dict(zip([pair.id for pair in pairs], predicted, strict=True))
    drawn_pairs = draw_sample(pairs, predicted, 90, strata="stance")
    assert Counter(stances[pair.id] for pair in drawn_pairs) == {
        Stance.AGAINST: 20,
        Stance.NEUTRAL: 35,
        Stance.FAVOR: 35,
    }
    by_actor = Counter(pair.target.actor for pair in draw_sample(pairs, predicted, 40, strata="actor"))
    assert by_actor["ghana"] == 8  # all that there are
    assert sorted(by_actor.values()) == [8, 10, 11, 11]


def test_a_sample_has_no_stances_and_does_not_depend_on_the_order_of_rows():
    pairs = corpus()
    predicted = [record.stance for record in records(pairs)]
    first = draw_sample(pairs, predicted, 50, strata="stance", seed=1)
    again = draw_sample(pairs[::-1], predicted[::-1], 50, strata="stance", seed=1)
    assert first == again[::-1]
    assert draw_sample(pairs, predicted, 50, strata="stance", seed=2) != first
    assert all(type(pair) is Pair for pair in first)
    assert [pair.id for pair in first] == [pair.id for pair in pairs if pair.id in {p.id for p in first}]
    assert "probability" not in pairs[0].meta


def test_a_stratified_sample_is_read_by_its_probabilities_or_by_its_strata():
    pairs = corpus()
    predicted = records(pairs)
    gold = sample_of(pairs, 90, strata="stance", predicted=[record.stance for record in predicted])
    bare = [label(pair, pair.stance, meta={}) for pair in gold]
    written = estimate_claims(pairs, predicted, gold)
    by_strata = estimate_claims(pairs, predicted, bare, strata="stance")
    assert_same(written, by_strata)
    assert written.claims[2].gold != estimate_claims(pairs, predicted, bare).claims[2].gold


@pytest.mark.parametrize("strata", ["none", "stance", "actor"])
def test_a_sample_of_one_part_is_read_by_the_strata_of_that_part(strata):
    pairs = corpus()
    predicted = records(pairs)
    directed = [i for i, pair in enumerate(pairs) if pair.holder is not None]
    gold = sample_of(
        [pairs[i] for i in directed], 60, strata=strata, predicted=[predicted[i].stance for i in directed]
    )
    bare = [label(pair, pair.stance, meta={}) for pair in gold]
    written = estimate_claims(pairs, predicted, gold, part="directed")
    by_strata = estimate_claims(pairs, predicted, bare, part="directed", strata=strata)
    assert_same(written, by_strata)
    assert by_strata.represented == pytest.approx(by_strata.n)


def test_a_sample_of_all_pairs_is_read_by_the_strata_of_all_where_only_a_part_is_claimed_about():
    pairs = corpus()
    predicted = records(pairs)
    gold = sample_of(pairs, 60, strata="actor", predicted=[record.stance for record in predicted])
    bare = [label(pair, pair.stance, meta={}) for pair in gold]
    written = estimate_claims(pairs, predicted, gold, part="directed")
    assert_same(written, estimate_claims(pairs, predicted, bare, part="directed", strata="actor"))


@pytest.mark.parametrize(
    ("size", "strata", "says"),
    [
        (401, "none", "more than there are"),
        (0, "none", "a pair or more, got 0"),
        (2, "stance", "3 strata"),
        (5, "x", "unknown strata"),
    ],
)
def test_impossible_samples_are_refused(size, strata, says):
    pairs = corpus()
    with pytest.raises(InputError, match=says):
        draw_sample(pairs, [pair.stance for pair in pairs], size, strata=strata)


# What does not fit


def with_meta(pairs, **meta):
    return [label(pairs[0], pairs[0].stance, meta=meta), *pairs[1:]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda gold: [], "gold: there is no labelled pair"),
        (lambda gold: [label(gold[0], Stance.FAVOR, id="x"), *gold], "'x' is not in the input"),
        (lambda gold: [*gold, gold[0]], "stands twice"),
        (lambda gold: [label(gold[0], Stance.FAVOR, text=gold[0].text + "!"), *gold[1:]], "another text"),
        (lambda gold: [label(gold[0], Stance.FAVOR, target=Mention(0, 2)), *gold[1:]], "another text"),
        (lambda gold: with_meta(gold, probability=0), r"meta.probability: pair '\w+': 0 is no probability"),
        (lambda gold: with_meta(gold, probability=1.01), "1.01 is no probability"),
        (lambda gold: with_meta(gold, probability=-0.5), "-0.5 is no probability"),
        (lambda gold: with_meta(gold, probability="half"), "'half' is no probability"),
        (lambda gold: with_meta(gold, probability=True), "True is no probability"),
        (lambda gold: with_meta(gold, probability=math.nan), "nan is no probability"),
        (lambda gold: with_meta(gold), "all or none must have one"),
    ],
)
def test_gold_that_does_not_fit_is_named(change, says):
    pairs = corpus()
    with pytest.raises(InputError, match=says):
        estimate_claims(pairs, records(pairs), change(sample_of(pairs)))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"method": "magic"}, "unknown method 'magic', expected one of dsl, ppi"),
        ({"answers": "x"}, "unknown answers"),
        ({"part": "x"}, "unknown part"),
        ({"cluster": "x"}, "unknown cluster"),
        ({"strata": "x"}, "unknown strata"),
        ({"period": "week"}, "unknown period"),
        ({"answers": "probabilities"}, "no probabilities for pair 'p0'"),
        ({"by": "party"}, "no pair has a meta.party"),
    ],
)
def test_choices_that_do_not_fit_are_named(settings, says):
    pairs = corpus()
    with pytest.raises(InputError, match=says):
        estimate_claims(pairs, records(pairs), sample_of(pairs), **settings)


@pytest.mark.parametrize(
    ("meta", "by", "says"),
    [
        ({"date": "25 January"}, "date", "'25 January', expected such as 2019-01-25"),
        ({"date": "2019"}, "date", "'2019', expected"),
        ({"date": "2019-123"}, "date", "'2019-123', expected"),
        ({"date": "2024-99-77"}, "date", "'2024-99-77', expected"),
        ({"date": "2023-02-29T10:00"}, "date", "'2023-02-29T10:00', expected"),
        ({"date": "2024-13"}, "date", "'2024-13', expected"),
        ({"date": 20240105}, "date", "20240105, expected"),
        ({"outlet": ["Post"]}, "outlet", "a single value"),
    ],
)
def test_groups_that_cannot_be_read_are_named(meta, by, says):
    pairs = corpus()
    pairs = with_meta(pairs, **meta)
    with pytest.raises(InputError, match=f"pair 'p0': .*{says}"):
        estimate_claims(pairs, records(pairs), sample_of(pairs[1:]), by=by)


def test_unequal_probabilities_are_not_for_ppi():
    pairs = corpus()
    predicted = records(pairs)
    gold = sample_of(pairs, 60, strata="stance", predicted=[record.stance for record in predicted])
    with pytest.raises(InputError, match="equal sampling probabilities"):
        estimate_claims(pairs, predicted, gold, method="ppi")


def test_a_stratum_without_labels_is_named():
    pairs = corpus()
    predicted = records(pairs)
    by_id = {record.id: record.stance for record in predicted}
    gold = [label(p, p.stance, meta={}) for p in sample_of(pairs) if by_id[p.id] is not Stance.FAVOR]
    with pytest.raises(InputError, match="no labelled pair in the stratum 'favor'"):
        estimate_claims(pairs, predicted, gold, strata="stance")


def test_predictions_must_be_those_of_the_pairs():
    pairs = corpus()
    with pytest.raises(InputError, match="no prediction for 1 of 400 pairs"):
        match_records(pairs, records(pairs)[1:], "p.jsonl")
    with pytest.raises(InputError, match="'p0' stands twice in the corpus"):
        match_records([*pairs, pairs[0]], records(pairs), "p.jsonl")


def test_a_part_that_has_no_pair_is_named():
    pairs = [pair for pair in corpus() if pair.holder is None]
    with pytest.raises(InputError, match="no directed pair"):
        estimate_claims(pairs, records(pairs), sample_of(pairs), part="directed")


# To read


def test_tables_show_each_actor_and_group_and_say_how_many_there_are():
    pairs = corpus()
    registry = Registry([Actor(id="peru", name="Republic of Peru", kind="country")])
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), by="outlet", registry=registry)
    rows, actors = claim_rows(found, "target", 2)
    assert (len(rows), actors) == (6, 4)
    assert [row[1] for row in rows[:3]] == ["all", "outlet 0", "outlet 1"]
    report = claims_markdown(found, most=2)
    assert "The 2 of 4 with the most pairs." in report
    assert "Republic of Peru" in report
    assert claims_markdown(found).count("| ghana |") >= 3


def test_articles_make_groups_too():
    pairs = [label(pair, pair.stance, article=None) if i == 399 else pair for i, pair in enumerate(corpus())]
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), by="article", cluster="none")
    groups = {c.group: c for c in found.claims if c.role == "all" and c.stance == "net"}
    assert set(groups) == {None, "unknown", *(f"a{number}" for number in range(100))}
    assert sum(claim.corrected is not None for claim in groups.values()) > 20
    nowhere = [label(pair, pair.stance, article=None) for pair in pairs]
    with pytest.raises(InputError, match="no pair has an article to group by"):
        group_names(nowhere, "article")


def test_actors_are_called_as_the_registry_or_the_pairs_say_and_told_apart():
    told = {"names": {"chile": "Republic", "norway": "Norway & Co"}}
    pairs = [label(pair, pair.stance, meta={**pair.meta, **told}) for pair in corpus()]
    registry = Registry([Actor(id="peru", name="Republic", kind="country")])
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), registry=registry)
    called = {claim.target: claim.name for claim in found.claims if claim.role == "target"}
    assert called == {
        "peru": "Republic (peru)",
        "chile": "Republic (chile)",
        "norway": "Norway & Co",
        "ghana": "ghana",
    }


def warning_about(pairs, gold, **settings):
    found = estimate_claims(pairs, records(pairs), gold, **settings)
    assert (f"**Warning: {found.warning}**" in claims_markdown(found)) == bool(found.warning)
    return found.warning


@pytest.mark.parametrize("labelled", [119, 60, 30])
def test_any_label_that_is_missing_of_a_simple_sample_is_told(labelled):
    pairs = corpus()
    gold = sample_of(pairs)
    assert warning_about(pairs, gold) == ""
    assert f"Only {labelled} of the 120 sampled pairs have a stance" in warning_about(pairs, gold[:labelled])


@pytest.mark.parametrize("strata", ["stance", "actor"])
def test_labels_that_are_missing_of_a_sample_by_strata_are_told(strata):
    pairs = corpus()
    gold = sample_of(pairs, 120, strata=strata, predicted=[record.stance for record in records(pairs)])
    assert warning_about(pairs, gold) == ""
    assert "stances may be missing" in warning_about(pairs, gold[1:])
    assert "further off than chance allows" in warning_about(pairs, gold[:60])


def test_the_sample_of_a_part_is_whole_by_itself_and_that_of_all_pairs_in_every_part():
    pairs = corpus()
    overall = [pair for pair in pairs if pair.holder is None]
    of_all, of_part = sample_of(pairs), sample_of(overall, 60)
    assert warning_about(pairs, of_all, part="overall") == ""
    assert warning_about(pairs, [p for p in of_all if p.holder is None], part="overall") == ""
    assert warning_about(pairs, of_part, part="overall") == ""
    assert "Only 59 of the 60 sampled" in warning_about(pairs, of_part[1:], part="overall")
    assert "Only 119 of the 120 sampled" in warning_about(pairs, of_all[1:], part="overall")
    assert "further off than chance allows" in warning_about(pairs, of_part)


def test_pairs_drawn_independently_may_stand_for_a_few_more_or_less():
    pairs = corpus()
    for seed in range(20):
        drawn_ones = np.random.default_rng(seed).random(400) < 0.31234
        gold = [
            label(p, p.stance, meta={"probability": 0.31234})
            for p, d in zip(pairs, drawn_ones, strict=True)
            if d
        ]
        assert warning_about(pairs, gold) == ""
    assert "further off than chance allows" in warning_about(pairs, gold[: len(gold) // 2])


def test_two_samples_put_together_with_the_probabilities_of_one_are_told():
    pairs = corpus()
    first, second = sample_of(pairs, 80, seed=1), sample_of(pairs, 80, seed=2)
    union = list({pair.id: pair for pair in first + second}.values())
    assert "further off than chance allows" in warning_about(pairs, union)


def test_groups_of_all_pairs_are_shown_wherever_there_is_something_to_read():
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), sample_of(pairs), by="date")
    groups = sorted({claim.group for claim in found.claims if claim.group})
    lines = claims_markdown(found, most=2).splitlines()
    table = lines[lines.index("## All pairs by date") + 2 :][: len(groups) + 2]
    assert table[0] == "| date | pairs | labelled | against | neutral | favor | net | note |"
    assert [line.split(" | ")[0].strip("| ") for line in table[2:]] == groups
    claim = next(c for c in found.claims if (c.role, c.group, c.stance) == ("all", groups[0], "favor"))
    assert f"{100 * claim.naive:.1f} → {100 * claim.corrected:.1f} \\[{100 * claim.low:.1f} to" in table[2]
    console = Console(width=200, file=io.StringIO())
    print_claims(found, console, most=4)
    printed = console.file.getvalue()
    assert f"all pairs by date, the 4 of {len(groups)} with the most pairs" in printed
    assert sum(f" {group} " in printed for group in groups) == 4
    figure = claims_figure(found, most=4)
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert len(labels) == 1 + 4 + 4
    assert [label.partition("\u2002")[0] for label in labels[1:5]] == sorted(
        group for group in groups if f" {group} " in printed
    )
    assert "by date, the 4 of" in figure.get_suptitle()
    assert "## All pairs by" not in claims_markdown(estimate_claims(pairs, records(pairs), sample_of(pairs)))


def test_the_figure_has_a_row_for_everybody_and_for_each_target():
    pairs = corpus()
    found = estimate_claims(pairs, records(pairs), sample_of(pairs))
    figure = claims_figure(found, most=3)
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert len(names) == 4
    assert names[0].startswith("all pairs\u2002n = 400, 120 labelled")
    assert "3 of 4" in figure.get_suptitle()
    nameless = [label(p, p.stance, target=Mention(p.target.start, p.target.end)) for p in pairs]
    alone = estimate_claims(nameless, records(nameless), sample_of(nameless), part="overall")
    assert len(claims_figure(alone).axes[0].get_yticklabels()) == 1
