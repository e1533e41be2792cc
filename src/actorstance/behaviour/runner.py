"""Running a pack: filled sentences, answers, and how many tests pass.

A test is one case filled with actors once, by one group; it passes if all that is expected of it holds. The three types are those of CheckList
(Ribeiro et al., ACL 2020): MFT knows the answers, INV wants the same answers to changed sentences, DIR wants probabilities not to fall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec

from actorstance.behaviour.cases import Question
from actorstance.behaviour.filled import FilledCase, behaviour_tests
from actorstance.behaviour.pack import Pack
from actorstance.behaviour.rates import GroupRate, Outcome, PassRate, group_rates, parts, pass_rate
from actorstance.errors import InputError
from actorstance.schema import Mention, Pair, Prediction, Probabilities, Stance

Predict = Callable[[Sequence[Pair]], Sequence[Prediction]]

TOLERANCE = 0.1
"""By how much a probability may fall in a DIR test; the authors of CheckList leave as much in theirs."""


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """The text that an answer of INV and DIR was compared with.

    Attributes:
        text: the text.
        answered: the answer to it.
        probability: of the stance that was expected.
    """

    text: str
    answered: Stance
    probability: float


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An expectation that does not hold.

    Attributes:
        phenomenon: of the case.
        case: its number in its file.
        type: `MFT`, `INV` or `DIR`.
        group: of the actors.
        rules: the guidelines' rules that the expectation follows from.
        text: the sentence.
        target: the target's span, its name as actor.
        holder: the holder's; None for the overall stance.
        question: holder and target by name.
        expected: the stance; in INV the answer to the text before.
        answered: the stance that was answered.
        probability: of what was answered.
        expected_probability: of what was expected.
        before: in INV and DIR, the text that it was compared with.
    """

    phenomenon: str
    case: int
    type: str
    group: str
    rules: str
    text: str
    target: Mention
    holder: Mention | None
    question: str
    expected: Stance
    answered: Stance
    probability: float
    expected_probability: float
    before: Before | None = None

    @property
    def confidence(self) -> float:
        """How sure the system was: the probability of the wrong answer; in DIR, by how much the right one's fell."""
        if self.type == "DIR" and self.before is not None:
            return self.before.probability - self.expected_probability
        return self.probability


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The pass rate of one phenomenon with one group of actors."""

    phenomenon: str
    group: str
    rate: PassRate


class BehaviourResult(msgspec.Struct, frozen=True, kw_only=True):
    """What `behaviour.json` holds.

    Attributes:
        pack: the folder.
        system: what was tested.
        fills: how often each group filled a case.
        seed: of the fillings and the bootstrap.
        tolerance: by how much a probability may fall in DIR.
        total: all tests.
        phenomena: the tests of each phenomenon.
        types: the tests of each type.
        groups: the tests filled by each group of actors.
        cells: phenomenon by group.
        failures: every expectation that does not hold, the most confident first.
    """

    pack: str
    system: str
    fills: int
    seed: int
    tolerance: float
    total: PassRate
    phenomena: list[PassRate]
    types: list[PassRate]
    groups: list[GroupRate]
    cells: list[Cell]
    failures: list[Failure]


def run_behaviour(
    pack: Pack,
    predict: Predict,
    *,
    fills: int = 2,
    seed: int = 13,
    resamples: int = 2000,
    system: str = "predictions",
) -> BehaviourResult:
    """Ask a system all tests of a pack.

    Args:
        pack: the tests.
        predict: gives a prediction for each pair, in their order, such as `StancePredictor.predict_pairs`; for a system without
            probabilities see `certain`.
        fills: how often each group of actors fills each case that it can fill.
        seed: of the fillings and the bootstrap. A case is filled alike whatever other cases the pack has.
        resamples: bootstrap samples for the intervals.
        system: a name for the report.

    Raises:
        InputError: `fills` is under 1, or there are not as many predictions as pairs.

    Examples:
        >>> from actorstance.behaviour import Filler, Group, read_case
        >>> row = {"text": "{a} thanked {b}.", "expect": {"a -> b": "favor", "b -> a": "neutral"}}
        >>> states = Group(name="states", kind="country", fillers=(Filler(name="Peru"), Filler(name="Chile")))
        >>> case = read_case(row, slots={"a": "country", "b": "country"})
        >>> pack = Pack(name="mine", cases=(case,), groups=(states,))
        >>> result = run_behaviour(pack, certain(lambda pairs: [Stance.FAVOR] * len(pairs)), fills=1)
        >>> result.total.passed, result.total.n, result.total.held, result.total.expectations
        (0, 1, 1, 2)
        >>> [(failure.question, str(failure.expected), str(failure.answered)) for failure in result.failures]
        [('Peru → Chile', 'neutral', 'favor')]
    """
    if fills < 1:
        raise InputError(f"fills must be at least 1, got {fills}")
    tests = list(behaviour_tests(pack, fills, seed))
    pairs = [pair for test in tests for pair in test.pairs]
    answers = list(predict(pairs))
    if len(answers) != len(pairs):
        raise InputError(f"{len(answers)} predictions for {len(pairs)} pairs")
    outcomes: list[Outcome] = []
    failures: list[Failure] = []
    first = 0
    for test in tests:
        last = first + len(test.filled) * len(test.case.expected)
        failed = list(_failures(test, answers[first:last]))
        first = last
        failures += failed
        asked = len(test.case.expected)
        outcomes.append(
            Outcome(
                case=test.case.name,
                phenomenon=test.case.phenomenon,
                type=test.case.type,
                group=test.group.name,
                kind=test.group.kind,
                asked=asked,
                held=asked - len(failed),
            )
        )

    def rates(key: Callable[[Outcome], str], of: Sequence[Outcome] = outcomes) -> list[PassRate]:
        return [
            pass_rate(name, part, resamples=resamples, seed=seed) for name, part in parts(of, key).items()
        ]

    return BehaviourResult(
        pack=pack.name,
        system=system,
        fills=fills,
        seed=seed,
        tolerance=TOLERANCE,
        total=pass_rate("all", outcomes, resamples=resamples, seed=seed),
        phenomena=rates(lambda outcome: outcome.phenomenon),
        types=rates(lambda outcome: outcome.type),
        groups=group_rates(outcomes, resamples=resamples, seed=seed),
        cells=[
            Cell(phenomenon=phenomenon, group=rate.name, rate=rate)
            for phenomenon, part in parts(outcomes, lambda outcome: outcome.phenomenon).items()
            for rate in rates(lambda outcome: outcome.group, part)
        ],
        failures=sorted(failures, key=lambda failure: -failure.confidence),
    )


def certain(answer: Callable[[Sequence[Pair]], Sequence[Stance]]) -> Predict:
    """A system that gives stances without probabilities, as one that is always certain.

    So in a DIR test it fails where it leaves the expected stance, and passes where it never had it.

    Examples:
        >>> pair = Pair(id="p", text="Peru won.", target=Mention(0, 4))
        >>> certain(lambda pairs: [Stance.FAVOR for _ in pairs])([pair])[0].probabilities
        Probabilities(against=0.0, neutral=0.0, favor=1.0)
    """

    def predict(pairs: Sequence[Pair]) -> list[Prediction]:
        return [
            Prediction(
                pair=pair,
                stance=stance,
                probabilities=Probabilities(**{str(s): float(s is stance) for s in Stance}),
            )
            for pair, stance in zip(pairs, answer(pairs), strict=True)
        ]

    return predict


def _failures(test: FilledCase, answers: Sequence[Prediction]) -> Iterator[Failure]:
    """For each question that the answers fail, the first failure; answers text by text."""
    asked = len(test.case.expected)
    for place, (question, stance) in enumerate(test.case.expected.items()):
        found = [answers[start + place] for start in range(0, len(answers), asked)]
        if stance is not None and test.case.type == "MFT":
            if found[0].stance is not stance:
                yield _failure(test, question, stance, found[0], None)
            continue
        steps = pairwise(found) if stance is not None else ((found[0], later) for later in found[1:])
        for before, after in steps:
            expected = before.stance if stance is None else stance
            if stance is None:
                fails = after.stance is not expected
            else:
                fails = _probability(before, expected) - _probability(after, expected) > TOLERANCE
            if fails:
                yield _failure(test, question, expected, after, before)
                break


def _failure(
    test: FilledCase, question: Question, expected: Stance, answer: Prediction, before: Prediction | None
) -> Failure:
    return Failure(
        phenomenon=test.case.phenomenon,
        case=test.case.number,
        type=test.case.type,
        group=test.group.name,
        rules=test.case.rules,
        text=answer.text,
        target=answer.target,
        holder=answer.holder,
        question=f"{answer.holder_text} → {answer.target_text}"
        if question.holder
        else f"→ {answer.target_text}",
        expected=expected,
        answered=answer.stance,
        probability=_probability(answer, answer.stance),
        expected_probability=_probability(answer, expected),
        before=None
        if before is None
        else Before(text=before.text, answered=before.stance, probability=_probability(before, expected)),
    )


def _probability(prediction: Prediction, stance: Stance) -> float:
    return float(getattr(prediction.probabilities, str(stance)))
