"""Examinations and behavioural tests made by hand, for the tests of the report."""

from __future__ import annotations

from actorstance.actors import Registry
from actorstance.behaviour import Filler, Group, Pack, read_case, run_behaviour
from actorstance.examination import Threshold, examine
from actorstance.schema import Actor, LabelledPair, Mention, Prediction, Probabilities, Stance

AGAINST, NEUTRAL, FAVOR = Stance
ODD = "A|B $x$ [red] <i>"
REGISTRY = Registry(
    [
        Actor(id="peru", name="Peru", kind="country"),
        Actor(id="chile", name="Chile", kind="country"),
        Actor(id="odd", name=ODD, kind="company"),
        Actor(id="ruiz", name="Żaneta Ruiz & Söhne_1", kind="person"),
    ]
)
VERBS = {"praised": FAVOR, "met": NEUTRAL, "sued": AGAINST}


def pairs(count=120):
    """Sentences of four actors; what is done to the second of two is the stance toward it, the first gets none."""
    ids, found = ["peru", "chile", "odd", "ruiz"], []
    for number in range(count):
        holder, target = ids[number % 4], ids[(number // 4 + number % 4 + 1) % 4]
        if holder == target:
            target = ids[(number + 1) % 4]
        verb = list(VERBS)[number % 3]
        subject, object_ = REGISTRY.name(holder), REGISTRY.name(target)
        text = f"{subject} {verb} {object_} on <b>day {number}."
        start = len(subject) + len(verb) + 2
        first, second = Mention(0, len(subject), holder), Mention(start, start + len(object_), target)
        forward = number % 5 != 0
        found.append(
            LabelledPair(
                id=f"p{number}",
                text=text,
                holder=None if number % 7 == 0 else first if forward else second,
                target=second if forward else first,
                stance=VERBS[verb] if forward else NEUTRAL,
                article=f"a{number % 15}",
                meta={"tags": ["day", verb]},
            )
        )
    return found


def reader(asked):
    """Answers by who stands behind the verb, and is wrong about every ninth sentence."""
    return [_answer(pair, _verb(pair) if _behind(pair) else NEUTRAL) for pair in asked]


def tone(asked):
    """Answers by the verb alone, whoever is asked about."""
    return [_answer(pair, _verb(pair)) for pair in asked]


def examination(system=reader, *, corpus="newswire", count=120, wanted=0.9, threshold=0.9, controls=True):
    """All that can be found out of a system's answers."""
    gold = pairs(count)
    answers = system(gold)
    return examine(
        gold,
        [answer.stance for answer in answers],
        [answer.probabilities for answer in answers],
        corpus=corpus,
        system="model <1>",
        baselines={"majority": [NEUTRAL] * count, "tone": [answer.stance for answer in tone(gold)]},
        registry=REGISTRY,
        seen=frozenset({"peru", "chile"}),
        threshold=Threshold(wanted=wanted, threshold=threshold, chosen_on="dev"),
        predict=system if controls else None,
        resamples=50,
    )


def bare(corpus="bare"):
    """Ten pairs without probabilities, of which no controls can be made."""
    gold = pairs(10)
    return examine(gold, [NEUTRAL] * 10, corpus=corpus, system="none", resamples=50)


def behaviour(system=tone):
    """Two groups of actors in three templates, one of each type."""
    states = Group(name="states", kind="country", fillers=(Filler(name="Peru"), Filler(name="Chile")))
    odd = Group(name="<odd>", kind="country", fillers=(Filler(name="Oman & Co"), Filler(name="Cuba_2")))
    slots = {"a": "country", "b": "country"}
    rows = [
        {"text": "{a} praised {b}.", "expect": {"a -> b": "favor", "b -> a": "neutral"}},
        {"renamed": "{a} sued {b}.", "pairs": ["a -> b"]},
        {"directional": ["{a} met {b}.", "{a} praised {b}."], "not_lower": {"a -> b": "neutral"}},
    ]
    cases = tuple(read_case(row, phenomenon="verbs", number=n, slots=slots) for n, row in enumerate(rows, 1))
    return run_behaviour(Pack(name="mine", cases=cases, groups=(states, odd)), system, fills=1, resamples=50)


def _verb(pair):
    return next((stance for verb, stance in VERBS.items() if f" {verb} " in pair.text), NEUTRAL)


def _behind(pair):
    places = [pair.text.find(f" {verb} ") for verb in VERBS]
    return pair.target.start > max(places) > 0


def _answer(pair, stance):
    number = sum(map(ord, pair.text)) % 9
    if number == 0:
        stance = Stance.from_id((stance.id + 1) % 3)
    shares = [0.1 - number / 100] * 3
    shares[stance.id] = 1 - 2 * shares[0]
    return Prediction(pair=pair, stance=stance, probabilities=Probabilities(*shares))
