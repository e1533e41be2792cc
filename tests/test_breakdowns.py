"""Figures of parts: kinds of actor, phenomena, seen and unseen actors, holder toward target, and how even actors are."""

import pytest

from actorstance.actors import Registry
from actorstance.breakdowns import names_in
from actorstance.crossvalidation import known_actors
from actorstance.evaluation import evaluate
from actorstance.schema import STANCES, Actor, Form, LabelledPair, Mention, Pair

A, N, F = STANCES
REGISTRY = Registry(
    [
        Actor(id="peru", name="Peru", kind="country"),
        Actor(id="chile", name="Chile", kind="country"),
        Actor(id="ruiz", name="Ana Ruiz", kind="person"),
    ]
)
TEXT = "Peru thanked Chile and Ana Ruiz."
SPANS = {"peru": (0, 4), "chile": (13, 18), "ruiz": (23, 31)}


def pair(number, target, holder=None, stance=N, tags=()):
    spot = {who: Mention(*SPANS[who], who) for who in SPANS}
    return LabelledPair(
        id=str(number),
        text=TEXT,
        target=spot[target],
        holder=spot[holder] if holder else None,
        stance=stance,
        article=f"a{number}",
        meta={"tags": list(tags)} if tags else {},
    )


GOLD = [
    pair(0, "peru", tags=["passive"]),
    pair(1, "peru", "chile", tags=["passive", "quote"]),
    pair(2, "ruiz", "peru", F, tags=["quote"]),
    pair(3, "ruiz", "peru", A),
    pair(4, "chile", "ruiz"),
]
PREDICTED = [N, A, F, N, N]


def groups(evaluation, name):
    return {g.name: (g.n, round(g.accuracy * g.n)) for g in evaluation.breakdowns[name]}


def test_by_kind_and_phenomenon():
    found = evaluate(GOLD, PREDICTED, registry=REGISTRY)
    assert groups(found, "kind") == {"country": (3, 2), "person": (2, 1)}
    assert groups(found, "holder kind") == {"country": (3, 1), "person": (1, 1)}
    assert groups(found, "phenomenon") == {"passive": (2, 1), "quote": (2, 1)}
    assert "seen" not in found.breakdowns


def test_what_nobody_knows_makes_no_breakdown():
    bare = [LabelledPair(id=p.id, text=p.text, target=p.target, stance=p.stance) for p in GOLD]
    assert evaluate(bare, PREDICTED).breakdowns == {}


def test_an_actor_is_seen_by_its_id_or_by_its_words():
    train = [
        LabelledPair(id="t", text="peru and X", target=Mention(0, 4), stance=N),
        LabelledPair(id="u", text="La Ruiz", target=Mention(3, 7, "ruiz"), stance=N),
    ]
    found = evaluate(GOLD, PREDICTED, seen=names_in(train))
    assert groups(found, "seen") == {"seen": (3, 2), "one of the two seen": (2, 1)}
    nobody = evaluate(GOLD, PREDICTED, seen=names_in([pair(9, "chile")]))
    assert groups(nobody, "seen") == {"unseen": (3, 2), "one of the two seen": (2, 1)}


def test_holder_toward_target():
    found = evaluate(GOLD, PREDICTED, registry=REGISTRY)
    assert [(p.name, p.holder, p.target, p.n, p.accuracy) for p in found.per_pair] == [
        ("Peru → Ana Ruiz", "peru", "ruiz", 2, 0.5),
        ("Chile → Peru", "chile", "peru", 1, 0.0),
        ("Ana Ruiz → Chile", "ruiz", "chile", 1, 1.0),
    ]


def test_the_spread_is_that_of_actors_with_enough_pairs():
    gold = [pair(i, "peru", stance=F) for i in range(10)] + [pair(i, "chile") for i in range(10, 30)]
    gold += [pair(40, "ruiz", "peru")]
    predicted = [F] * 6 + [N] * 4 + [N] * 18 + [F] * 2 + [N]
    (target, holder) = evaluate(gold, predicted, registry=REGISTRY).spread
    assert (target.role, target.actors, target.enough) == ("target", 3, 2)
    assert target.macro == pytest.approx((0.6 + 0.9) / 2)
    assert target.deviation == pytest.approx(0.3 / 2**0.5)
    assert (target.worst.name, target.best.name) == ("Peru", "Chile")
    assert target.below_majority == 2
    assert target.macro_all == pytest.approx((0.6 + 0.9 + 1) / 3)
    assert (holder.actors, holder.enough, holder.macro, holder.worst) == (1, 0, None, None)


def test_actors_know_their_kind_and_what_they_share_with_the_others():
    gold = [pair(i, "peru", stance=F) for i in range(40)] + [pair(50, "ruiz"), pair(51, "chile")]
    predicted = [F] * 36 + [N] * 4 + [F, N]
    scores = {s.actor: s for s in evaluate(gold, predicted, registry=REGISTRY).per_actor}
    assert scores["ruiz"].kind == "person"
    assert scores["ruiz"].accuracy == 0 < scores["ruiz"].pooled
    assert abs(scores["peru"].pooled - 0.9) < 0.05
    assert all(s.pooled_low < s.pooled < s.pooled_high for s in scores.values())


def test_a_pronoun_makes_no_actor_seen():
    """ "He" stands in everybody's training data."""
    him = Pair(id="t", text="He slept.", target=Mention(0, 2, "ana", Form.PRONOUN))
    other = Pair(id="g", text="he left.", target=Mention(0, 2, "ben", Form.PRONOUN))
    assert names_in([him]) == {"id:ana"}
    assert known_actors([other], [him]) == set()
    assert known_actors([him], [Pair(id="n", text="Ana slept.", target=Mention(0, 3, "ana"))]) == {"ana"}
