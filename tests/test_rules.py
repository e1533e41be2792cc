"""The rule labeler: invented sentences, written as markup, and the stances they must get."""

from __future__ import annotations

import pytest

from actorstance.actors import Registry
from actorstance.annotation.lexicon import load_lexicon
from actorstance.annotation.proposals import annotate_article, summary
from actorstance.annotation.rules import RuleLabeler
from actorstance.markup import parse_spans
from actorstance.schema import Actor, Annotation, Article, Mention, Sentence

CASES = {
    "direction": [
        ("[Peru](a) praised [Chile](b).", "a+b"),
        ("[Chile](b) warned [Peru](a) not to wait.", "b-a"),
        ("[Peru](a) met [Chile](b) in Lima.", ""),
        ("[Peru](a) warned [Chile](b) against hosting the games.", "a-b"),
        ("[Peru](a) sided with [Chile](b) against [Brazil](c).", "a+b a-c"),
        ("[Ruiz](a), the minister who met [Tesk](b), praised [Peru](c).", "a+c"),
        ("[Ruiz](a), who has attacked [Tesk](b), flew home.", "a-b"),
        ("[Ruiz](a) thanked the [Peruvian](c) envoy, [Ana Tesk](b), for her work.", "a+b"),
        ("[Peru](a) granted [Ruiz](b) asylum.", "a+b"),
        ("[Ruiz](a) took [Tesk](b) to court.", "a-b"),
        ("On behalf of [Peru](a), [Ruiz](b) thanked [Chile](c).", "a+c b+c"),
    ],
    "passive": [
        ("[Chile](b) was praised by [Peru](a) on Monday.", "a+b"),
        ("[Tesk](b), accused by [Ruiz](a) of fraud, resigned.", "a-b"),
        ("[Chile](b) was sharply criticised.", ""),
    ],
    "negation": [
        ("[Peru](a) did not condemn [Chile](b).", ""),
        ("[Peru](a) has not endorsed [Chile](b).", ""),
        ("[Ruiz](a) has denounced neither [Peru](b) nor [Chile](c).", ""),
        ("[Ruiz](a) did not rule out backing [Tesk](b).", ""),
    ],
    "refusal": [
        ("[Peru](a) refused to back [Chile](b).", "a-b"),
        ("[Peru](a) refused to condemn [Chile](b).", ""),
        ("[Peru](a) stopped short of endorsing [Chile](b).", "a-b"),
        ("[Ruiz](a) will not support [Tesk](b).", "a-b"),
        ("[Ruiz](a) no longer supports [Tesk](b).", "a-b"),
        ("[Peru](a) withdrew [its](a) support for [Chile](b).", "a-b"),
    ],
    "infinitives": [
        ("[Ruiz](a) vowed to fight [Tesk](b) in court.", "a-b"),
        ("[Ruiz](a) urged voters to reject [Tesk](b).", "a-b"),
        ("[Ruiz](a) urged [Peru](c) to reject [Tesk](b).", "a-b"),
    ],
    "quotation": [
        ('"[Tesk](b) is a coward," [Ruiz](a) said.', "a-b"),
        ("“[He](b) lied to voters,” said [Ruiz](a).", "a-b"),
        ("[Ruiz](a) called [Tesk](b) “a thief”.", "a-b"),
        ("[Ruiz](a) said that [Tesk](b) had attacked [Peru](c).", "b-c"),
        ("[Ruiz](a) accused [Peru](c) of backing [Tesk](b).", "a-c c+b"),
    ],
    "coordination": [
        ("[Peru](a), [Chile](b) and [Brazil](c) condemned [Ruiz](d).", "a-d b-d c-d"),
        ("[Ruiz](d) was condemned by [Peru](a), [Chile](b) and [Brazil](c).", "a-d b-d c-d"),
        ("[Ruiz](a) praised [Tesk](b) and [Peru](c) for their help.", "a+b a+c"),
        ("[Peru](a) backed [Chile](b) and [Brazil](c) denounced [Ruiz](d).", "a+b c-d"),
        ("[Peru](a) welcomed [Chile](b) but scolded [Brazil](c) for delays.", "a+b a-c"),
    ],
    "nouns": [
        ("[Peru](a)’s support for [Chile](b) angered nobody.", "a+b"),
        ("Criticism of [Chile](b) by [Peru](a) grew.", "a-b"),
        ("[Chile](b) drew fire from [Peru](a).", "a-b"),
        ("[Peru](a) imposed new sanctions on [Chile](b).", "a-b"),
        ("[Peru](a) lifted its sanctions on [Chile](b).", "a+b"),
        ("[Peru](a) condemned the arrest of [Ruiz](b).", "a+b"),
        ("[Peru](a) condemned [Chile](b)’s attack on [Brazil](c).", "a-b a+c b-c"),
    ],
    "relations": [
        ("[Ruiz](a), an ally of [Tesk](b), left the hall.", "a+b b+a"),
        ("[Tesk](b)’s longtime rival [Ruiz](a) arrived.", "a-b b-a"),
        ("[Ruiz](a) and [Tesk](b) are allies.", "a+b b+a"),
        ("[Ruiz](a) is a critic of [Tesk](b).", "a-b"),
        ("[Ruiz](a) remains loyal to [Tesk](b).", "a+b"),
        ("The clash between [Ruiz](a) and [Tesk](b) went on.", "a-b b-a"),
    ],
}


def label(marked: str) -> Annotation:
    text, spans = parse_spans(marked)
    mentions = [Mention(start, end, actor) for start, end, actor, _ in spans]
    return RuleLabeler().label(Sentence(id="s", text=text), mentions)


def overall(annotation: Annotation) -> dict[str | None, str]:
    return {mention.actor: mention.overall.value for mention in annotation.mentions}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param(*case, id=f"{topic}-{i}")
        for topic, cases in CASES.items()
        for i, case in enumerate(cases)
    ],
)
def test_directed_stances(marked: str, expected: str) -> None:
    signs = {"favor": "+", "against": "-"}
    found = {f"{d.holder}{signs[d.stance.value]}{d.target}" for d in label(marked).directed}
    assert found == set(expected.split())


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Peru](a) praised [Chile](b).", {"a": "neutral", "b": "favor"}),
        ("[Chile](b) was sharply criticised.", {"b": "against"}),
        ("[Chile](b) was widely praised.", {"b": "favor"}),
        ("The corrupt [Ruiz](a) slept.", {"a": "against"}),
        ("[Peru](a) praised [Chile](b), but [Brazil](c) condemned [Chile](b).", {"a": "neutral", "b": "neutral", "c": "neutral"}),
        ("[Ruiz](a) won the vote and met [Tesk](b).", {"a": "neutral", "b": "neutral"}),
    ],
)  # fmt: skip
def test_overall_stances(marked: str, expected: dict[str, str]) -> None:
    assert overall(label(marked)) == expected


def test_all_mentions_of_an_actor_share_the_overall_stance() -> None:
    annotation = label("[Peru](a) praised [Chile](b) for [its](b) roads.")
    assert [m.overall for m in annotation.mentions if m.actor == "b"] == ["favor", "favor"]


def test_the_same_sentence_gets_the_same_annotation() -> None:
    marked = "[Peru](a) praised [Chile](b) and scolded [Brazil](c), a rival of [Ruiz](d)."
    assert label(marked) == label(marked)


@pytest.mark.parametrize("text", ["", ".", "“”", "— , and by", "Nobody came."])
def test_sentences_without_actors_are_no_trouble(text: str) -> None:
    assert RuleLabeler().label(Sentence(id="s", text=text), []).directed == ()


def test_verbs_are_inflected() -> None:
    lexicon = load_lexicon()
    assert {"criticizes", "criticised", "fought", "expelled", "banning", "backs", "rallied"} <= set(
        lexicon.verbs
    )


def test_an_article_becomes_annotations_and_counts() -> None:
    names = ("peru", "chile")
    registry = Registry([Actor(id=name, name=name.title(), kind="country") for name in names])
    article = Article(id="a", text="Peru thanked Chile. It rained in Peru.")
    annotations = annotate_article(article, registry, RuleLabeler())
    assert [article.text[a.start : a.end] for a in annotations] == [a.text for a in annotations]
    counts = summary(annotations)
    assert counts.sentences == 2
    assert counts.mentions == {"peru": 2, "chile": 1}
    assert counts.overall == {"against": 0, "neutral": 2, "favor": 1}
    assert counts.directed == {"against": 0, "neutral": 1, "favor": 1}
