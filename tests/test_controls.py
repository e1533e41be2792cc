"""Controls: a system that does not look at its target is found out; one that does is not accused."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.controls import Control, judged, run_controls
from actorstance.metrics import Interval
from actorstance.questions import elsewhere, hidden, masked, renamed, swapped
from actorstance.schema import STANCES, Actor, LabelledPair, Mention, Prediction, Probabilities, Stance

NAMES = "Peru Chile Cuba Oman Togo Fiji Mali Iran Niger Spain Malta Nauru".split()
VERBS = {"thanked": Stance.FAVOR, "warned": Stance.AGAINST, "met": Stance.NEUTRAL}
REGISTRY = Registry([Actor(id=name.lower(), name=name, kind="country") for name in NAMES])


def mention(text, name):
    return Mention(text.index(name), text.index(name) + len(name), name.lower())


def corpus(count=60, seed=1):
    """Sentences with two events each, all questions about their four actors, and an article for every two sentences."""
    draw = random.Random(seed)
    pairs = []
    for number in range(count):
        a, b, c, d = draw.sample(NAMES, 4)
        one, other = draw.choice(list(VERBS)), draw.choice(list(VERBS))
        text = f"{a} {one} {b} and {c} {other} {d} on day {number}."
        stances = {(a, b): VERBS[one], (c, d): VERBS[other]}
        for target in (a, b, c, d):
            stance = next((s for (_, t), s in stances.items() if t == target), Stance.NEUTRAL)
            pairs.append(labelled(text, None, target, stance, number))
        for holder in (a, b, c, d):
            for target in (a, b, c, d):
                if holder != target:
                    stance = stances.get((holder, target), Stance.NEUTRAL)
                    pairs.append(labelled(text, holder, target, stance, number))
    return pairs


def labelled(text, holder, target, stance, number):
    return LabelledPair(
        id=f"{number}{holder}{target}",
        text=text,
        target=mention(text, target),
        holder=mention(text, holder) if holder else None,
        stance=stance,
        article=f"a{number // 2}",
    )


def answered(pairs, stance_of):
    answers = []
    for pair in pairs:
        stance = stance_of(pair)
        answers.append(
            Prediction(
                pair=pair,
                stance=stance,
                probabilities=Probabilities(*(0.8 if s is stance else 0.1 for s in STANCES)),
            )
        )
    return answers


def reader(pairs):
    """Reads who does what to whom, whatever they are called."""

    def stance_of(pair):
        for match in re.finditer(r"([\w ]+?) (thanked|warned|met) ([\w ]+?)(?= and | on day)", pair.text):
            by = match[1].split(" and ")[-1].strip()
            if pair.target_text == match[3].strip() and pair.holder_text in (None, by):
                return VERBS[match[2]]
        return Stance.NEUTRAL

    return answered(pairs, stance_of)


def blind(pairs):
    """Reads only the tone of the sentence, and whether there is a holder at all."""

    def stance_of(pair):
        if pair.holder is not None:
            return Stance.NEUTRAL
        return (
            Stance.AGAINST
            if "warned" in pair.text
            else Stance.FAVOR
            if "thanked" in pair.text
            else Stance.NEUTRAL
        )

    return answered(pairs, stance_of)


def control(found, name):
    return next(one for one in found.controls if one.name == name)


def run(system, pairs, **kwargs):
    return run_controls(system, pairs, system(pairs), registry=REGISTRY, resamples=300, **kwargs)


def test_a_target_blind_model_is_caught():
    found = run(blind, corpus())
    assert found.target_dependent is False
    assert "do not show that the system looks at its target" in found.verdict
    for name in ("hidden", "elsewhere", "reversed"):
        assert control(found, name).difference == 0
        assert control(found, name).changed == 0


def test_a_model_that_reads_its_target_is_not_accused():
    pairs = corpus()
    found = run(reader, pairs)
    assert found.target_dependent is True
    assert found.verdict.startswith("The figures show that the system looks at its target: asked about")
    for name in ("hidden", "elsewhere"):
        one = control(found, name)
        assert one.full == 1
        assert one.macro_f1 < 0.6
        assert one.interval.low > 0.3
    assert control(found, "reversed").changed > 0.1
    assert control(found, "reversed").n == sum(pair.holder is not None for pair in pairs)


def test_names_change_nothing_for_who_does_not_read_them():
    found = run(reader, corpus())
    for name in ("renamed", "masked"):
        assert (control(found, name).changed, control(found, name).macro_f1) == (0, 1)
    assert control(found, "masked").n == len(corpus())


def test_a_model_that_goes_by_names_is_seen_to():
    def by_name(pairs):
        return answered(pairs, lambda pair: Stance.from_id(len(pair.target_text) % 3))

    assert control(run(by_name, corpus()), "renamed").changed > 0.3


def test_a_few_articles_allow_no_verdict():
    found = run(blind, corpus(6))
    assert found.target_dependent is None
    assert "cannot be told" in found.verdict
    assert control(found, "hidden").interval is None


def test_controls_that_fit_no_pair_are_left_out():
    pairs = [labelled(f"Peru won on day {i}.", None, "Peru", Stance.FAVOR, 2 * i) for i in range(30)]
    names = [one.name for one in run(blind, pairs).controls]
    assert names == ["hidden", "masked"]  # nobody else, no holder, no other name


def test_in_a_long_text_the_question_about_nobody_fits_an_encoder():
    text = "Peru won. " * 300 + "Chile lost."
    spot = text.index("Chile")
    asked = hidden(LabelledPair(id="1", text=text, target=Mention(spot, spot + 5), stance=Stance.NEUTRAL))
    assert len(asked.target_text) == 600
    assert asked.target_text.endswith("Chile lost.")


def test_questions_that_do_not_fit_the_system_are_left_out_and_counted():
    pairs = corpus(4)

    def fits(questions):
        """Neither whole sentences nor places that stand far apart."""
        spans = [[m for m in (q.target, q.holder) if m] for q in questions]
        return [max(m.end for m in two) - min(m.start for m in two) < 25 for two in spans]

    def refusing(questions):
        assert all(fits(questions))
        return reader(questions)

    asked = [pair for pair, fit in zip(pairs, fits(pairs), strict=True) if fit]
    found = run_controls(refusing, asked, reader(asked), registry=REGISTRY, resamples=50, fits=fits)
    names = [one.name for one in found.controls]
    assert "hidden" not in names  # of which nothing is left
    assert found.left_out["hidden"] == len(asked)
    assert control(found, "elsewhere").n == len(asked)  # each still has a question that fits
    assert control(found, "masked").n + found.left_out["masked"] == len(asked)
    assert {"elsewhere", "reversed"}.isdisjoint(found.left_out)


def test_the_same_question_is_asked_once():
    pairs = corpus(4)
    asked = []

    def counting(questions):
        asked.append([(q.text, q.target, q.holder) for q in questions])
        return reader(questions)

    run_controls(counting, pairs, reader(pairs))
    assert all(len(questions) == len(set(questions)) for questions in asked)


def test_of_others_the_average_answer_counts():
    text = "Peru met Chile, Cuba and Oman."
    pairs = [labelled(text, None, name, Stance.NEUTRAL, i) for i, name in enumerate(NAMES[:4])]
    scores = {
        "Peru": (0.0, 0.2, 0.8),
        "Chile": (0.9, 0.1, 0.0),
        "Cuba": (0.0, 0.6, 0.4),
        "Oman": (0.0, 0.6, 0.4),
    }

    def system(questions):
        found = []
        for pair in questions:
            answer = Probabilities(*scores.get(pair.target_text, (0.0, 1.0, 0.0)))
            best = max(STANCES, key=lambda s: getattr(answer, s))
            found.append(Prediction(pair=pair, stance=best, probabilities=answer))
        return found

    found = control(run_controls(system, pairs, system(pairs)), "elsewhere")
    # Peru: of the others neutral 1.3, the most. Chile: favor 1.6. Cuba and Oman: favor 1.2.
    assert found.accuracy == 1 / 4
    assert found.changed == 1


def test_a_control_for_few_of_the_pairs_does_not_decide():
    def one(name, n, score):
        fixed = {"difference": 0.8 - score, "interval": None, "accuracy": score, "changed": 0.0}
        interval = Interval(0.7, 0.9, "bootstrap")
        return Control(
            name=name, n=n, full=0.8, full_interval=interval, macro_f1=score, changed_interval=interval, **fixed
        )  # fmt: skip

    assert judged([one("hidden", 100, 0.6), one("elsewhere", 49, 0.8)], 100).target_dependent is True
    found = judged([one("hidden", 100, 0.6), one("elsewhere", 50, 0.8)], 100)
    assert found.target_dependent is False
    assert "about other actors of the same sentence, it reaches a macro-F1 of 80.0 %" in found.verdict


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_questions_keep_their_place_and_form(seed):
    pairs = corpus(3, seed)
    for pair in pairs:
        assert (hidden(pair).holder is None) == (pair.holder is None)
        assert hidden(pair).target_text == pair.text
        if pair.holder is not None:
            assert (swapped(pair).holder_text, swapped(pair).target_text) == (
                pair.target_text,
                pair.holder_text,
            )
    for index, questions in elsewhere(pairs).items():
        pair = pairs[index]
        for question in questions:
            assert question.text == pair.text
            assert (question.holder is None) == (pair.holder is None)
            about = {question.holder_text, question.target_text}
            assert about != {pair.holder_text, pair.target_text}
    for told in (renamed(pairs, REGISTRY, seed), masked(pairs)):
        for old, new in zip(pairs, told, strict=True):
            assert (new.id, new.stance, new.target.actor) == (old.id, old.stance, old.target.actor)
            # A name stays only where all others stand in the sentence already.
            assert new.target_text in {*NAMES, *(f"Actor {letter}" for letter in "ABCD")}
            assert (new.holder_text == new.target_text) == (old.holder_text == old.target_text)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_seed_chooses_the_names(seed):
    pairs = corpus(5)
    assert renamed(pairs, REGISTRY, seed) == renamed(pairs, REGISTRY, seed)
    assert renamed(pairs, REGISTRY, seed) != renamed(pairs, REGISTRY, seed + 10)
