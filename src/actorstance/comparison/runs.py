"""Several runs of one system, such as trainings with several seeds: their spread, and two groups of runs compared. No torch in here."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from scipy import stats

from actorstance.actors import Registry
from actorstance.breakdowns import actor_names
from actorstance.comparison.differences import (
    MEASURES,
    Difference,
    accuracy_difference,
    bootstrap_differences,
)
from actorstance.comparison.systems import ActorDifference, check, class_ids, cluster_numbers
from actorstance.errors import InputError
from actorstance.metrics import Interval, confusion, too_few
from actorstance.schema import LabelledPair, Stance
from actorstance.scores import actor_members


class RunSpread(msgspec.Struct, frozen=True, kw_only=True):
    """One measure over several runs.

    Attributes:
        mean: over the runs.
        deviation: the runs' standard deviation (n − 1); None for one run.
        lowest: of the runs.
        highest: of the runs.
        interval: 95 % t interval of the mean, cut at 0 and 1; None for one run, and where all runs have the same figure.
    """

    mean: float
    deviation: float | None
    lowest: float
    highest: float
    interval: Interval | None


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """Several runs of one system on the same pairs.

    Attributes:
        n: pairs.
        runs: accuracy, macro_f1 and f_avg of each run.
        measures: the spread of each over the runs.
    """

    n: int
    runs: dict[str, dict[str, float]]
    measures: dict[str, RunSpread]


class GroupDifference(msgspec.Struct, frozen=True, kw_only=True):
    """The difference of two groups' means, seen from two sides; neither covers the other's chance.

    Attributes:
        difference: of the means, second − first.
        runs: Welch's interval and p-value: what further runs would change, on these same pairs.
        texts: the cluster bootstrap's: what other texts would change, with these same runs.
    """

    difference: float
    runs: Difference
    texts: Difference


class GroupComparison(msgspec.Struct, frozen=True, kw_only=True):
    """What `comparison.json` holds for two groups of runs.

    Attributes:
        corpus: the corpus's name.
        names: of the two groups; every difference is second − first.
        first: the runs of the first.
        second: those of the second.
        n: pairs.
        differences: of the mean accuracy, macro_f1 and f_avg.
        per_actor: one entry per actor and role, most pairs first; intervals are those of other texts, and there are no tests.
        clusters: by what pairs were clustered for the bootstrap, and how many clusters there are.
        skipped: how many rows of the corpus were left out when it was read, by reason; they are in no figure.
    """

    corpus: str
    names: tuple[str, str]
    first: Runs
    second: Runs
    n: int
    differences: dict[str, GroupDifference]
    per_actor: list[ActorDifference]
    clusters: dict[str, str | int]
    skipped: dict[str, int] = {}


def seed_spread(gold: Sequence[LabelledPair], runs: Mapping[str, Sequence[Stance]]) -> Runs:
    """How much the figures of one system vary over its runs.

    The t interval says where the mean of many such runs lies on these same pairs; it knows nothing of other texts.

    Args:
        gold: labelled pairs.
        runs: one stance per pair, in the same order, of each run by name.

    Raises:
        InputError: no pairs, no runs, or lengths that differ.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4), stance=Stance.NEUTRAL)
        >>> favor, neutral = [Stance.FAVOR], [Stance.NEUTRAL]
        >>> found = seed_spread([pair] * 10, {"seed 1": neutral * 8 + favor * 2, "seed 2": neutral * 9 + favor})
        >>> spread = found.measures["accuracy"]
        >>> round(spread.mean, 3), round(spread.deviation, 3), [round(bound, 2) for bound in spread.interval[:2]]
        (0.85, 0.071, [0.21, 1.0])
    """
    check(gold, runs.items())
    if not runs:
        raise InputError("there are no runs")
    truth = class_ids(pair.stance for pair in gold)
    figures = {
        name: {measure: float(of(confusion(truth, class_ids(answers)))) for measure, of in MEASURES.items()}
        for name, answers in runs.items()
    }
    return Runs(
        n=len(gold),
        runs=figures,
        measures={measure: _spread([run[measure] for run in figures.values()]) for measure in MEASURES},
    )


def compare_groups(
    gold: Sequence[LabelledPair],
    first: Mapping[str, Sequence[Stance]],
    second: Mapping[str, Sequence[Stance]],
    *,
    cluster: str = "article",
    resamples: int = 2000,
    seed: int = 13,
    registry: Registry | None = None,
    names: tuple[str, str] = ("first", "second"),
    corpus: str = "corpus",
) -> GroupComparison:
    """Compare the means of two groups of runs.

    Two kinds of chance are kept apart. Welch's t interval (Welch, 1947) takes the pairs as given and the runs as a sample: would
    further trainings show the difference? It needs two runs of each. The paired cluster bootstrap takes the runs as given and the
    clusters as a sample: would other texts show it? A claim about two ways to train needs both to leave out 0; neither covers
    both kinds of chance at once.

    Args:
        gold: labelled pairs.
        first: one stance per pair, in the same order, of each run of the first group by name.
        second: those of the second.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap.
        registry: gives actors their display names.
        names: what the groups are called in reports.
        corpus: what the corpus is called in reports.

    Raises:
        InputError: no pairs, a group without runs, lengths that differ, an unknown `cluster`, or no resamples.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4), stance=Stance.NEUTRAL)
        >>> runs = [[Stance.FAVOR] * wrong + [Stance.NEUTRAL] * (20 - wrong) for wrong in (6, 5, 2, 1)]
        >>> found = compare_groups([pair] * 20, {"a": runs[0], "b": runs[1]}, {"c": runs[2], "d": runs[3]})
        >>> difference = found.differences["accuracy"]
        >>> round(difference.difference, 3), [round(bound, 3) for bound in difference.runs.interval[:2]]
        (0.2, [0.048, 0.352])
    """
    check(gold, [], cluster, resamples)
    groups = [seed_spread(gold, runs) for runs in (first, second)]
    truth, called = class_ids(pair.stance for pair in gold), actor_names(gold, registry)
    one, two = (np.stack([class_ids(answers) for answers in runs.values()]) for runs in (first, second))
    numbers = cluster_numbers(gold, cluster)

    def by_texts(at: list[int]) -> Difference:
        return accuracy_difference(
            truth[at], list(one[:, at]), list(two[:, at]), numbers[at], resamples, seed
        )

    def actor(role: str, name: str, at: list[int]) -> ActorDifference:
        found = by_texts(at)
        return ActorDifference(
            actor=name,
            name=called[name],
            role=role,
            n=len(at),
            first=float((one[:, at] == truth[at]).mean()),
            second=float((two[:, at] == truth[at]).mean()),
            difference=found.difference,
            interval=found.interval,
            few=too_few(len(at), len(set(numbers[at]))),
        )

    texts = bootstrap_differences(truth, list(one), list(two), numbers, resamples, seed)
    texts["accuracy"] = by_texts(list(range(len(gold))))
    return GroupComparison(
        corpus=corpus,
        names=names,
        first=groups[0],
        second=groups[1],
        n=len(gold),
        differences={
            measure: GroupDifference(
                difference=texts[measure].difference,
                runs=_welch(*([run[measure] for run in group.runs.values()] for group in groups)),
                texts=texts[measure],
            )
            for measure in MEASURES
        },
        per_actor=[actor(*key, at) for key, at in actor_members(gold).items()],
        clusters={"by": cluster, "n": len(set(numbers))},
    )


def _spread(values: Sequence[float]) -> RunSpread:
    mean, count, varied = float(np.mean(values)), len(values), min(values) < max(values)
    deviation = float(np.std(values, ddof=1)) if varied else 0.0
    interval = None
    if varied:
        low, high = stats.t.interval(0.95, count - 1, mean, deviation / math.sqrt(count))
        interval = Interval(max(0.0, float(low)), min(1.0, float(high)), "t")
    return RunSpread(
        mean=mean,
        deviation=deviation if count > 1 else None,
        lowest=min(values),
        highest=max(values),
        interval=interval,
    )


def _welch(first: Sequence[float], second: Sequence[float]) -> Difference:
    difference = float(np.mean(second) - np.mean(first))
    varied = any(min(values) < max(values) for values in (first, second))
    if min(len(first), len(second)) < 2 or not varied:
        return Difference(difference=difference)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # that a group's runs may all have the same figure, which is no fault here
        result = stats.ttest_ind(second, first, equal_var=False)
    low, high = result.confidence_interval(0.95)
    interval = Interval(max(-1.0, float(low)), min(1.0, float(high)), "welch")
    return Difference(difference=difference, interval=interval, p=float(result.pvalue))
