"""Pass rates with intervals that respect that fillings of one template are not independent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from actorstance.metrics import FEW, MANY, Floats, Interval, percentiles, wilson, wilson_clustered


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One test: which, and how many of its expectations hold; it passes if all do."""

    case: str
    phenomenon: str
    type: str
    group: str
    kind: str
    asked: int
    held: int

    @property
    def passed(self) -> bool:
        """Whether all expectations hold."""
        return self.held == self.asked


class PassRate(msgspec.Struct, frozen=True, kw_only=True):
    """How many tests pass.

    Attributes:
        name: of what was tested.
        n: tests.
        passed: those of which all expectations hold.
        rate: their share.
        low: lower end of the rate's 95 % interval.
        high: upper end.
        interval: how it was made, see `pass_rate`.
        templates: how many cases the tests are fillings of.
        expectations: single expectations in the tests.
        held: those that hold.
        few: whether there are under ten templates, too few for a verdict.
    """

    name: str
    n: int
    passed: int
    rate: float
    low: float
    high: float
    interval: str
    templates: int
    expectations: int
    held: int
    few: bool


class GroupRate(PassRate, frozen=True, kw_only=True):
    """How many of the tests pass that one group of actors fills, beside the other groups of its kind.

    Attributes:
        kind: of the group's actors.
        difference: the rate minus that of the other groups of the kind on the very same templates; None where there is no other.
        difference_interval: its 95 % interval by a bootstrap over templates, both rates from the same draws; None under ten templates.
    """

    kind: str
    difference: float | None = None
    difference_interval: Interval | None = None


def pass_rate(name: str, outcomes: Sequence[Outcome], *, resamples: int = 2000, seed: int = 13) -> PassRate:
    """The pass rate of some tests.

    Two fillings of one template mostly pass or fail together, so the interval is made from templates, not from tests. From fifty templates on
    it is the percentiles of a bootstrap that draws templates with all their fillings (Davison & Hinkley, 1997, section 3.8); with fewer, where
    that is too narrow, Wilson's with the effective number of tests (`metrics.wilson_clustered`). Where all tests pass or all fail, nothing shows how
    alike fillings are: each template counts as one single test. One template of which some fillings pass says nothing of others: 0 to 1.

    Args:
        name: of what is tested.
        outcomes: the tests.
        resamples: bootstrap samples.
        seed: of the bootstrap.

    Raises:
        ValueError: there are no tests.

    Examples:
        >>> test = Outcome(case="direction 1", phenomenon="direction", type="MFT", group="g", kind="country", asked=4, held=4)
        >>> rate = pass_rate("direction", [test] * 8)
        >>> rate.passed, rate.n, rate.templates, round(rate.low, 2), rate.high, rate.interval
        (8, 8, 1, 0.21, 1.0, 'wilson')
    """
    if not outcomes:
        raise ValueError(f"{name}: there are no tests")
    counts = _by_template(outcomes)
    n, passed, templates = len(outcomes), sum(outcome.passed for outcome in outcomes), len(counts)
    if passed in (0, n):
        interval = wilson(templates if passed else 0, templates)
    elif templates == 1:
        interval = wilson(0, 0)
    elif templates < MANY:
        interval = wilson_clustered(counts[:, 1], counts[:, 0])
    else:
        sums = _draws(templates, resamples, seed) @ counts
        interval = percentiles(sums[:, 1] / sums[:, 0], templates)
    return PassRate(
        name=name,
        n=n,
        passed=passed,
        rate=passed / n,
        low=interval.low,
        high=interval.high,
        interval=interval.method,
        templates=templates,
        expectations=sum(outcome.asked for outcome in outcomes),
        held=sum(outcome.held for outcome in outcomes),
        few=templates < FEW,
    )


def parts(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    """The tests by a key, in the order in which the keys come first."""
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(key(outcome), []).append(outcome)
    return found


def group_rates(outcomes: Sequence[Outcome], *, resamples: int = 2000, seed: int = 13) -> list[GroupRate]:
    """The pass rate of each group of actors, and how far it is from that of the other groups of its kind.

    Args:
        outcomes: the tests.
        resamples: bootstrap samples.
        seed: of the bootstrap.

    Examples:
        >>> def test(group: str, held: int) -> Outcome:
        ...     return Outcome(case="deeds 1", phenomenon="deeds", type="MFT", group=group, kind="country", asked=2, held=held)
        >>> rates = group_rates([test("African states", 2), test("Asian states", 2), test("Asian states", 1)])
        >>> [(rate.name, rate.rate, rate.difference) for rate in rates]
        [('African states', 1.0, 0.5), ('Asian states', 0.5, -0.5)]
    """
    rates = []
    for name, own in parts(outcomes, lambda outcome: outcome.group).items():
        cases = {outcome.case for outcome in own}
        others = [o for o in outcomes if o.kind == own[0].kind and o.group != name and o.case in cases]
        rate = pass_rate(name, own, resamples=resamples, seed=seed)
        difference, interval = _difference(own, others, resamples, seed) if others else (None, None)
        rates.append(
            GroupRate(
                **{field: getattr(rate, field) for field in PassRate.__struct_fields__},
                kind=own[0].kind,
                difference=difference,
                difference_interval=interval,
            )
        )
    return rates


def _difference(
    own: Sequence[Outcome], others: Sequence[Outcome], resamples: int, seed: int
) -> tuple[float, Interval | None]:
    cases = list(parts(others, lambda outcome: outcome.case))
    own = [outcome for outcome in own if outcome.case in cases]
    mine, theirs = _by_template(own, cases), _by_template(others, cases)

    def rate(weights: Floats, counts: NDArray[np.int64]) -> Floats:
        sums = weights @ counts
        return np.asarray(sums[..., 1] / sums[..., 0])

    whole = np.ones(len(cases))
    difference = float(rate(whole, mine) - rate(whole, theirs))
    # Where no template tells the groups apart, the bootstrap would have no width.
    same = mine[:, 1] * theirs[:, 0] == theirs[:, 1] * mine[:, 0]
    if len(cases) < FEW or same.all():
        return difference, None
    draws = _draws(len(cases), resamples, seed)
    return difference, percentiles(rate(draws, mine) - rate(draws, theirs), len(cases))


def _by_template(outcomes: Sequence[Outcome], cases: Sequence[str] | None = None) -> NDArray[np.int64]:
    """Tests and passed tests of each template (templates × 2), in the order of `cases`."""
    found = parts(outcomes, lambda outcome: outcome.case)
    return np.array([[len(found[case]), sum(o.passed for o in found[case])] for case in cases or found])


def _draws(templates: int, resamples: int, seed: int) -> Floats:
    """How often each bootstrap sample has each template (resamples × templates)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(templates, np.full(templates, 1 / templates), resamples).astype(float)
