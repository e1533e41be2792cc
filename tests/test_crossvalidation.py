"""Cross-validation: nobody is judged by a model that has seen them; baselines learn from the same folds."""

import pytest

from actorstance import crossvalidation
from actorstance.actors import Registry
from actorstance.baselines import majority_baseline, tfidf_baseline
from actorstance.crossvalidation import answer_left_out, as_role, cross_validate
from actorstance.errors import InputError
from actorstance.inference import StancePredictor
from actorstance.pairs import label
from actorstance.schema import Actor, LabelledPair, Mention, Pair, Stance
from actorstance.settings import (
    CrossValidationSettings,
    EncoderSettings,
    ModelSettings,
    TrainingSettings,
)
from actorstance.splits import leave_one_out

VERBS = ["thanked", "warned", "met"]


def story(article, paragraphs=2):
    """An article with a sentence a paragraph, an overall and a directed pair each; their order says nothing."""
    pairs = []
    for paragraph in range(paragraphs):
        verb = VERBS[(article + paragraph) % 3]
        text = f"Peru {verb} Chile in {article}, {paragraph}."
        start = text.index("Chile")
        for holder in (None, Mention(0, 4, "peru")):
            pair = Pair(
                id=f"{article}/{paragraph}/{holder is None}",
                text=text,
                target=Mention(start, start + 5, "chile"),
                holder=holder,
                article=f"a{article}",
                meta={"paragraph": paragraph},
            )
            pairs.append(label(pair, Stance.from_id((article + paragraph) % 3)))
    return pairs


PAIRS = [pair for article in (4, 0, 3, 1, 5, 2) for pair in story(article)]


def validate(encoder, pairs=PAIRS, folds=3, by="article", init=None, background=(), **training):
    return cross_validate(
        pairs,
        encoder=EncoderSettings(name=encoder),
        model=ModelSettings(),
        training=TrainingSettings(**{"epochs": 1, "batch_size": 4, "device": "cpu", **training}),
        settings=CrossValidationSettings(folds=folds, by=by),
        init=init,
        background=background,
    )


@pytest.fixture
def spy(monkeypatch):
    """Which pairs each model was trained on, and which it judged."""
    seen, trained = [], {}
    train, judge = crossvalidation.train_model, crossvalidation.StancePredictor.predict_pairs

    def spying_train(model, tokenizer, mixture, dev, *args, **kwargs):
        assert not dev, "nothing may be chosen on held-out pairs"
        trained[id(model)] = mixture.pairs
        return train(model, tokenizer, mixture, dev, *args, **kwargs)

    def spying_judge(predictor, pairs, *args, **kwargs):
        seen.append((trained[id(predictor.model)], list(pairs)))
        return judge(predictor, pairs, *args, **kwargs)

    monkeypatch.setattr(crossvalidation, "train_model", spying_train)
    monkeypatch.setattr(crossvalidation.StancePredictor, "predict_pairs", spying_judge)
    return seen


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("article", lambda pair: pair.article),
        ("paragraph", lambda pair: (pair.article, pair.meta["paragraph"])),
        ("sentence", lambda pair: pair.text),
    ],
)
def test_every_pair_is_judged_once_by_a_model_that_did_not_see_its_group(by, group, tiny_bert, spy):
    predictions, _ = validate(tiny_bert, by=by)
    assert [prediction.pair for prediction in predictions] == PAIRS
    assert sorted(pair.id for _, judged in spy for pair in judged) == sorted(pair.id for pair in PAIRS)
    assert len(spy) == 3
    for learnt, judged in spy:
        assert not {group(pair) for pair in learnt} & {group(pair) for pair in judged}
        assert len(learnt) + len(judged) == len(PAIRS)


def test_baselines_answer_every_pair(tiny_bert):
    _, baselines = validate(tiny_bert)
    assert set(baselines) == {"majority", "rules", "tfidf"}
    assert {len(answers) for answers in baselines.values()} == {len(PAIRS)}
    assert all(isinstance(answer, Stance) for answers in baselines.values() for answer in answers)


def test_baselines_learn_from_the_other_folds(tiny_bert, monkeypatch):
    seen = []

    def spying(train, test):
        seen.append(({p.article for p in train}, {p.article for p in test}))
        return majority_baseline(train, test)

    monkeypatch.setattr(crossvalidation, "majority_baseline", spying)
    validate(tiny_bert)
    assert len(seen) == 3
    assert not any(learnt & judged for learnt, judged in seen)


def test_the_same_seed_gives_the_same_answers(tiny_bert):
    (first, _), (second, _), (other, _) = (validate(tiny_bert, seed=seed) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_each_fold_starts_from_the_checkpoint(tiny_checkpoint):
    predictions, _ = validate("not used", init=tiny_checkpoint, learning_rate=0.0)
    untrained = StancePredictor.from_pretrained(tiny_checkpoint).predict_pairs(PAIRS)
    for found, expected in zip(predictions, untrained, strict=True):
        assert found.probabilities.favor == pytest.approx(expected.probabilities.favor, abs=1e-5)


def test_names_are_changed_for_such_of_their_kind(tiny_bert, monkeypatch):
    pools = []
    train = crossvalidation.train_model

    def spying(*args, names=None, **kwargs):
        pools.append(names)
        return train(*args, names=names, **kwargs)

    monkeypatch.setattr(crossvalidation, "train_model", spying)
    registry = Registry(
        [Actor(id="peru", name="Peru", kind="country"), Actor(id="chile", name="Chile", kind="company")]
    )
    cross_validate(
        PAIRS,
        encoder=EncoderSettings(name=tiny_bert),
        model=ModelSettings(),
        training=TrainingSettings(epochs=1, batch_size=4, device="cpu", swap=1.0),
        settings=CrossValidationSettings(folds=2),
        registry=registry,
    )
    assert [set(pool.families) for pool in pools] == [{"country", "company"}] * 2


def test_nothing_is_written(tiny_bert, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    validate(tiny_bert, folds=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"folds": 7}, "7 folds need at least as many groups, got 6 by article"),
        ({"folds": 13, "by": "paragraph"}, "got 12 by paragraph"),
        ({"by": "author"}, "unknown grouping 'author'"),
        ({"pairs": []}, "folds need"),
        ({"folds": 1}, "at least two folds"),
    ],
)
def test_what_cannot_be_validated(changes, says, tiny_bert):
    with pytest.raises(InputError, match=says):
        validate(tiny_bert, **changes)


def test_an_encoder_that_is_not_there():
    with pytest.raises(InputError, match="no/such/encoder/here"):
        validate("no/such/encoder/here")


def test_the_majority_is_told_apart_by_the_kind_of_pair():
    overall, directed = PAIRS[0], PAIRS[1]
    train = [label(overall, Stance.FAVOR)] * 2 + [
        label(overall, Stance.AGAINST),
        label(directed, Stance.AGAINST),
    ]
    assert majority_baseline(train, [overall, directed]) == [Stance.FAVOR, Stance.AGAINST]
    assert majority_baseline([], [overall]) == [Stance.NEUTRAL]


def test_words_that_decide_are_learnt():
    train = [label(p, p.stance) for a in range(9) for p in story(a)]
    test = story(10) + story(11)
    assert tfidf_baseline(train, test, 13) == [pair.stance for pair in test]


def test_one_stance_teaches_no_more_than_the_majority():
    assert set(tfidf_baseline([label(pair, Stance.FAVOR) for pair in PAIRS], PAIRS, 13)) == {Stance.FAVOR}
    assert tfidf_baseline([], PAIRS[:1], 13) == [Stance.NEUTRAL]


def test_a_few_texts_without_a_common_word_teach_what_they_have():
    favor = LabelledPair(id="1", text="北京赢了", target=Mention(0, 2), stance=Stance.FAVOR)
    against = LabelledPair(id="2", text="Old Peruvians lost", target=Mention(4, 8), stance=Stance.AGAINST)
    assert tfidf_baseline([favor, against], [against, favor], 13) == [Stance.AGAINST, Stance.FAVOR]


def test_baselines_learn_from_the_background_too(tiny_checkpoint):
    everything_favor = [label(pair, Stance.FAVOR) for pair in PAIRS] * 20
    _, baselines = validate("not used", init=tiny_checkpoint, background=everything_favor)
    assert set(baselines["majority"]) == {Stance.FAVOR}


def leave(encoder, by, **kwargs):
    rounds = leave_one_out(PAIRS, by, **kwargs)
    training = TrainingSettings(epochs=1, batch_size=4, device="cpu")
    answers = answer_left_out(
        PAIRS, rounds, encoder=EncoderSettings(name=encoder), model=ModelSettings(), training=training
    )
    return rounds, answers


def test_each_article_is_left_out_once(tiny_bert, spy):
    rounds, answers = leave(tiny_bert, "article", least=1)
    assert sorted(left.name for left in rounds) == [f"a{i}" for i in range(6)]
    for (learnt, judged), left, found in zip(spy, rounds, answers, strict=True):
        assert {pair.article for pair in judged} == {left.name}
        assert left.name not in {pair.article for pair in learnt}
        assert [prediction.pair for prediction in found.predictions] == judged


def test_an_actor_is_left_out_with_every_sentence_that_names_it(tiny_bert, spy):
    texts = ["Peru met Cuba.", "Cuba met Oman.", "Oman met Peru.", "Togo won."]
    pairs = [
        LabelledPair(
            id=text + role,
            text=text,
            target=Mention(text.index(" met ") + 5, len(text) - 1, text[-5:-1].lower()),
            holder=Mention(0, 4, text[:4].lower()) if role else None,
            stance=Stance.NEUTRAL if role else Stance.FAVOR,
        )
        for text in texts[:3]
        for role in ("", "d")
    ]
    pairs.append(LabelledPair(id="t", text="Togo won.", target=Mention(0, 4, "togo"), stance=Stance.FAVOR))
    rounds = leave_one_out(pairs, "actor", least=3)
    assert [left.name for left in rounds] == ["cuba", "oman", "peru"]
    answers = answer_left_out(
        pairs,
        rounds,
        encoder=EncoderSettings(name=tiny_bert),
        model=ModelSettings(),
        training=TrainingSettings(epochs=1, device="cpu"),
        background=pairs,
    )
    for (learnt, judged), left in zip(spy, rounds, strict=True):
        assert not [pair for pair in learnt if left.name.capitalize() in pair.text]
        assert all(left.name.capitalize() in pair.text for pair in judged)
    targets, told = as_role(pairs, rounds, answers, "target")
    assert [pair.target.actor for pair in targets] == ["cuba"] * 2 + ["oman"] * 2 + ["peru"] * 2
    assert [prediction.pair for prediction in told.predictions] == targets
    assert {len(stances) for stances in told.baselines.values()} == {6}
    holders, _ = as_role(pairs, rounds, answers, "holder")
    assert [pair.holder.actor for pair in holders] == ["cuba", "oman", "peru"]


@pytest.mark.parametrize(
    ("by", "least", "says"),
    [("author", 1, "unknown grouping 'author'"), ("actor", 13, "nothing can be left out by actor"), ("actor", 1, "nothing")],
)  # fmt: skip
def test_what_cannot_be_left_out(by, least, says):
    with pytest.raises(InputError, match=says):  # Peru and Chile stand in every sentence
        leave_one_out(PAIRS, by, least=least)


def test_only_the_largest_are_left_out_where_a_number_is_given():
    assert len(leave_one_out(PAIRS, "article", least=1, most=2)) == 2
