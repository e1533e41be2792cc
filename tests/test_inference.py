"""Prediction: the order of the pairs, the ways to name an actor, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.inference import StancePredictor, predict
from actorstance.pairs import sentence_pairs
from actorstance.schema import Actor, Article, Mention, Pair, Sentence, Stance

TEXT = "Peru thanked Chile; Ana Ruiz warned Lima."
CHILE, PERU = (13, 18), (0, 4)


@pytest.fixture(scope="module")
def predictor(tiny_checkpoint):
    return StancePredictor.from_pretrained(tiny_checkpoint, device="cpu")


@pytest.fixture(scope="module")
def nobody(tiny_checkpoint):
    """A predictor without actors."""
    return StancePredictor.from_pretrained(
        tiny_checkpoint, registry=Registry(()), world=False, proposals="none", device="cpu"
    )


@pytest.fixture(scope="module")
def known_only(tiny_checkpoint):
    """A predictor that finds the checkpoint's three actors and nobody else."""
    return StancePredictor.from_pretrained(tiny_checkpoint, world=False, proposals="none", device="cpu")


def shares(prediction):
    p = prediction.probabilities
    return [p.against, p.neutral, p.favor]


def interleaved(texts):
    """Pairs of several texts, never two of one text in a row."""
    registry = Registry(
        [Actor(id=n.lower(), name=n, kind="country") for n in ("Peru", "Chile", "Cuba", "Spain")]
    )
    groups = [sentence_pairs(Sentence(id=f"s{i}", text=t), registry.find(t)) for i, t in enumerate(texts)]
    longest = max(map(len, groups))
    return [group[place] for place in range(longest) for group in groups if place < len(group)]


TEXTS = [
    "Peru thanked Chile for its help.",
    "Cuba.",
    "Spain warned Peru, Chile and Cuba on Friday, the minister said, and " + "urged both sides to talk " * 5,
    "The president of Chile backed Spain.",
]


@pytest.mark.parametrize("batch_size", [1, 2, 32])
def test_predictions_come_in_the_order_of_the_pairs(predictor, tiny_checkpoint, batch_size):
    pairs = interleaved(TEXTS)
    batched = StancePredictor.from_pretrained(tiny_checkpoint, batch_size=batch_size, device="cpu")
    found = batched.predict_pairs(pairs)
    assert [p.pair for p in found] == pairs
    for prediction, pair in zip(found, pairs, strict=True):
        assert shares(prediction) == pytest.approx(shares(predictor.predict_pairs([pair])[0]), abs=1e-5)
    assert len({tuple(shares(p)) for p in found}) > len(found) / 2


def test_a_pair_may_be_asked_twice_and_from_a_generator(predictor):
    pairs = interleaved(TEXTS)
    once = predictor.predict_pairs(pairs)
    twice = predictor.predict_pairs(pair for pair in pairs * 2)
    for first, second in zip(once * 2, twice, strict=True):
        assert first.pair is second.pair
        assert shares(first) == pytest.approx(shares(second), abs=1e-5)


def test_no_pairs_no_predictions(predictor):
    assert predictor.predict_pairs([]) == []
    assert predictor([]) == []


def test_a_row_for_many_pairs_of_one_text(predictor):
    names = [f"N{i}" for i in range(12)]
    text = " ".join(names)
    registry = Registry([Actor(id=n, name=n, kind="country") for n in names])
    pairs = sentence_pairs(Sentence(id="s", text=text), registry.find(text))
    assert len(pairs) == 144
    found = predictor.predict_pairs(pairs)
    for index in (0, 63, 64, 143):
        assert shares(found[index]) == pytest.approx(
            shares(predictor.predict_pairs([pairs[index]])[0]), abs=1e-5
        )


def test_probabilities_sum_to_one_and_the_stance_is_the_most_probable(predictor):
    for prediction in predictor.predict_pairs(interleaved(TEXTS)):
        assert sum(shares(prediction)) == pytest.approx(1)
        assert prediction.stance is Stance.from_id(shares(prediction).index(max(shares(prediction))))


def test_a_string_gives_a_list_and_a_list_a_list_of_lists(predictor):
    of_one = predictor(TEXT)
    assert [p.pair.id.partition(":")[2] for p in of_one] == [
        ">peru@0", ">chile@13", ">ruiz@20", ">peru@36",
        "peru>chile", "peru>ruiz", "chile>peru", "chile>ruiz", "ruiz>peru", "ruiz>chile",
    ]  # fmt: skip
    of_three = predictor([TEXT, "Nobody here.", "Chile slept."])
    assert [len(found) for found in of_three] == [10, 0, 1]
    assert [shares(p) for p in of_three[0]] == [pytest.approx(shares(p), abs=1e-5) for p in of_one]
    assert of_three[2][0].target_text == "Chile"
    assert [shares(p) for p in predictor((TEXT,))[0]] == [shares(p) for p in of_one]
    ids = [p.pair.id for found in predictor([TEXT, TEXT]) for p in found]
    assert len(set(ids)) == len(ids)


TWICE = "Peru met Chile in Santiago, Ana Ruiz said, and Peru and Chilean envoys warned Ruiz."
PLACES = {
    "peru": [(0, 4), (47, 51)],
    "chile": [(9, 14), (56, 63)],  # Santiago is where they met
    "ruiz": [(28, 36), (78, 82)],
}


def least_neutral(predictor, holder, target):
    """The answer at the places of two actors where it is the least neutral, asked one by one."""
    asked = [predictor.predict(TWICE, t, h) for h in PLACES[holder] for t in PLACES[target]]
    return min(asked, key=lambda found: found.probabilities.neutral)


def span(mention):
    return mention.start, mention.end


def test_an_actor_named_twice_is_asked_about_at_both_places(predictor):
    found = {p.pair.id.partition(":")[2]: p for p in predictor(TWICE)}
    assert list(found) == [
        ">peru@0", ">chile@9", ">ruiz@28", ">peru@47", ">chile@56", ">ruiz@78",
        "peru>chile", "peru>ruiz", "chile>peru", "chile>ruiz", "ruiz>peru", "ruiz>chile",
    ]  # fmt: skip
    directed = [p for p in found.values() if p.holder is not None]
    for prediction in directed:
        best = least_neutral(predictor, prediction.holder.actor, prediction.target.actor)
        assert shares(prediction) == pytest.approx(shares(best), abs=1e-5)
        assert (span(prediction.holder), span(prediction.target)) == (span(best.holder), span(best.target))
    firsts = [PLACES[p.holder.actor][0] + PLACES[p.target.actor][0] for p in directed]
    assert firsts != [span(p.holder) + span(p.target) for p in directed]
    article = predictor.predict_article(f"Nobody slept. {TWICE}")
    assert [shares(p) for p in article] == [pytest.approx(shares(p), abs=1e-5) for p in found.values()]


def test_words_and_names_mean_all_their_places_and_spans_one(predictor):
    for holder, target in (("Peru", "Chile"), ("Chile", "Peru"), ("Ana Ruiz", "Peru"), ("Ruiz", "chile")):
        ids = [predictor.registry.lookup(name).id for name in (holder, target)]
        found, best = predictor.predict(TWICE, target, holder), least_neutral(predictor, *ids)
        assert shares(found) == pytest.approx(shares(best), abs=1e-5)
        assert (span(found.holder), span(found.target)) == (span(best.holder), span(best.target))
    at = PLACES["chile"][0]
    assert span(predictor.predict(TWICE, at, "Peru").target) == at
    assert span(predictor.predict(TWICE, "Chile").target) == at  # overall the first place counts
    assert len(predictor.choice(TWICE, at, PLACES["peru"][0])) == 1


def test_two_names_of_one_actor_are_asked_about_where_they_stand(predictor):
    found = predictor.predict("Peru thanked Lima; Lima warned Peru.", "Lima", "Peru")
    assert (found.holder.start, found.target.start) == (0, 13)
    with pytest.raises(InputError, match="same words"):
        predictor.predict("Peru met Peru.", "Peru", "Peru")


def test_only_three_mentions_are_asked_about_and_those_that_do_not_fit_are_passed_over(predictor):
    many = " ".join(["Peru thanked Chile."] * 5)
    assert len(predictor.choice(many, "Chile", "Peru")) == 9
    assert [len(choice) for choice in predictor.finder.sentence_choices(Sentence(id="s", text=many))] == [
        *[1] * 10, 9, 9,
    ]  # fmt: skip
    far = f"Peru slept {'1-2-3-' * 200} and Peru met Chile."
    expected = (far.rindex("Peru"), far.rindex("Chile"))
    found = predictor.predict(far, "Chile", "Peru")
    assert (found.holder.start, found.target.start) == expected
    (one,) = [p for p in predictor(far) if p.pair.id == "sentence:peru>chile"]
    assert (one.holder.start, one.target.start) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, 3, 3.5, {"text": TEXT}, {TEXT}, b"Peru", [TEXT, 3], [None], [[TEXT]]),
        pd.DataFrame(
            {"text": [TEXT], "China": [1]}
        ),  # which would else be judged by the names of its columns
    ],
    ids=lambda wrong: type(wrong).__name__,
)
def test_what_is_no_string_is_refused(predictor, wrong):
    with pytest.raises(InputError, match="string"):
        predictor(wrong)


@pytest.mark.parametrize("wrong", [None, 3, [TEXT], b"Peru"])
def test_a_sentence_must_be_a_string(predictor, wrong):
    with pytest.raises(InputError, match="a sentence must be a string"):
        predictor.predict(wrong, target="Chile")


def test_half_of_a_surrogate_pair_is_no_text(predictor):
    text = "Peru \ud83d thanked Chile."
    pair = Pair(id="x", text=text, target=Mention(0, 4))
    for ask in (
        lambda: predictor.predict(text, "Chile"),
        lambda: predictor(text),
        lambda: predictor([TEXT, text]),
        lambda: predictor.predict_article(f"Cuba slept.\n\n{text}"),
        lambda: predictor.predict_pairs([pair]),
        lambda: predictor.fits([pair]),
    ):
        with pytest.raises(InputError, match=r"lone surrogate.*character 5"):
            ask()


@pytest.mark.parametrize(
    ("target", "holder"),
    [
        ("Chile", "Peru"),
        (CHILE, PERU),
        (Mention(*CHILE), Mention(*PERU)),
        (
            Actor(id="x", name="Chile", kind="country"),
            Actor(id="y", name="Inca", kind="country", aliases=("Peru",)),
        ),
        ("Chilean", "Peruvian"),
        ("chile", "peru"),
        ("Chile", PERU),
    ],
    ids=["words", "spans", "mentions", "actors", "registry names", "ids", "mixed"],
)
def test_ways_to_say_who(predictor, target, holder):
    text = "Peru thanked Chile; Ana Ruiz slept."
    found = predictor.predict(text, target, holder)
    assert (found.target.start, found.target.end) == CHILE
    assert (found.holder.start, found.holder.end) == PERU
    assert (found.target_text, found.holder_text, found.text) == ("Chile", "Peru", text)
    assert shares(found) == pytest.approx(shares(predictor.predict(text, CHILE, PERU)))


def test_without_a_holder_the_sentence_speaks(predictor):
    overall = predictor.predict(TEXT, "Chile")
    assert overall.holder is None
    assert overall.holder_text is None
    assert shares(overall) != pytest.approx(shares(predictor.predict(TEXT, "Chile", "Peru")))
    # The overall pair is the one of the call.
    assert shares(overall) == pytest.approx(shares(predictor(TEXT)[1]), abs=1e-5)


def test_words_need_no_registry(nobody):
    assert nobody.predict("The minister thanked Bob.", "Bob", "The minister").target_text == "Bob"


def test_words_are_whole_words(nobody):
    found = nobody.predict("Romania warned Oman.", "Oman")
    assert found.target.start == 15
    with pytest.raises(InputError, match="'Oman' does not occur"):
        nobody.predict("Romania slept.", "Oman")


@pytest.mark.parametrize(
    ("text", "target", "holder", "found"),
    [
        ("A Russian court ruled. Peru condemned Russia.", "Russia", "Peru", (38, 23)),
        ("The mayor of Moscow criticized the Kremlin.", "Kremlin", "Moscow", (35, 13)),
        (TEXT, "Lima", "Chile", (36, 13)),
        # Words that stand only inside the name of somebody else are looked for last.
        ("Equatorial Guinea met Guinea.", "Guinea", "Equatorial Guinea", (22, 0)),
        ("Equatorial Guinea met a Guinean envoy.", "Guinea", "Equatorial Guinea", (24, 0)),
        ("The Russian court ruled against Peru.", "Russia", "Peru", (4, 32)),
    ],
)
def test_the_words_that_were_given_go_before_other_names(predictor, text, target, holder, found):
    pair = predictor.choice(text, target, holder)[0]
    assert (pair.target.start, pair.holder.start) == found
    assert pair.target.actor == predictor.registry.lookup(target).id
    # The mayor's Moscow is a city, not who sits there.
    assert pair.holder.actor == (None if "mayor" in text else predictor.registry.lookup(holder).id)


def test_words_inside_a_longer_name_are_found_where_they_stand_nowhere_else(predictor):
    assert predictor.choice("Equatorial Guinea slept.", "Guinea")[0].target_text == "Guinea"
    assert predictor.choice("Equatorial Guinea slept.", "Equatorial")[0].target.actor is None


@pytest.mark.parametrize(
    ("text", "words", "start"),
    [
        ("Ivanka Trump attacked Mike Pence, and Trump praised him.", "Trump", 38),
        ("Michelle Obama condemned Peru; Obama thanked Peru.", "Obama", 31),
        ("Hillary Clinton sued the Clinton Foundation.", "Clinton", 8),
        ("The Clinton Foundation thanked Hillary Clinton.", "Clinton", 39),
        ("Ana Ruiz sued Chile.", "Ruiz", 4),
    ],
)
def test_words_are_looked_for_outside_the_names_of_people_first(predictor, text, words, start):
    assert predictor.choice(text, words)[0].target.start == start


def test_words_that_may_be_any_of_several_people_are_refused(predictor):
    with pytest.raises(InputError, match="'Clinton' may be any of 'Bill Clinton', 'Hillary Clinton'"):
        predictor.predict("Bill Clinton attacked Hillary Clinton.", "Clinton")
    assert predictor.predict("Bill Clinton attacked Hillary Clinton.", "Hillary Clinton", "Bill Clinton")


def test_the_first_place_counts(nobody, predictor):
    text = "Peru met Peru."
    assert nobody.predict(text, "Peru").target.start == predictor.predict(text, "Peru").target.start == 0


@pytest.mark.parametrize("place", ["Brazil", "", "chil", Actor(id="brazil", name="Brazil", kind="country")])
def test_an_actor_that_is_not_there(predictor, place):
    with pytest.raises(InputError, match="does not occur in the sentence"):
        predictor.predict(TEXT, target=place)
    with pytest.raises(InputError, match="does not occur in the sentence"):
        predictor.predict(TEXT, target="Chile", holder=place)


@pytest.mark.parametrize("holder", ["Chile", CHILE, "Chilean", Mention(*CHILE, "chile")])
def test_nobody_holds_a_stance_toward_the_same_words(predictor, holder):
    with pytest.raises(InputError, match="same words"):
        predictor.predict(TEXT, "Chile", holder)


@pytest.mark.parametrize(
    "span",
    [(0, 99), (-1, 4), (4, 4), (5, 4), (0,), (0, 1, 2), ("a", "b"), (0.0, 4.0), (None, 4), Mention(0, 99)],
)
def test_a_span_outside_is_refused(predictor, span):
    with pytest.raises(InputError, match="span"):
        predictor.predict(TEXT, span)


@pytest.mark.parametrize("place", [7, 1.5, [0, 4], {"start": 0, "end": 4}, b"Chile"])
def test_what_is_no_place_is_refused(predictor, place):
    with pytest.raises(InputError, match="given by words"):
        predictor.predict(TEXT, place)


def test_a_target_is_needed(predictor):
    with pytest.raises(InputError, match="given by words"):
        predictor.predict(TEXT, None)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_sentence_has_nobody(predictor, text):
    assert predictor(text) == []
    with pytest.raises(InputError, match="does not occur"):
        predictor.predict(text, "Peru")


def test_a_span_of_white_space_is_refused(predictor):
    with pytest.raises(InputError, match="covers no token"):
        predictor.predict(TEXT, (4, 5))


def test_an_article(predictor):
    text = "Peru thanked Chile. Nobody slept.\n\nAna Ruiz warned Lima."
    found = predictor.predict_article(text)
    assert [len([p for p in found if p.pair.meta["paragraph"] == number]) for number in (1, 2)] == [4, 4]
    for prediction in found:
        start = prediction.pair.meta["start"]
        assert text[start : start + len(prediction.text)] == prediction.text
    assert predictor.predict_article(Article(id="a", text=text))[0].pair.article == "a"
    assert predictor.predict_article("") == []
    with pytest.raises(InputError, match="string"):
        predictor.predict_article(3)


def test_an_empty_registry_finds_nobody(nobody):
    assert nobody(TEXT) == []
    assert nobody([TEXT, TEXT]) == [[], []]
    assert nobody.predict_article(TEXT) == []


def test_a_registry_of_ones_own(tiny_checkpoint, tmp_path):
    path = tmp_path / "actors.yaml"
    Registry([Actor(id="lima", name="Lima", kind="country")]).save(path)
    alone = StancePredictor.from_pretrained(tiny_checkpoint, registry=path, world=False, proposals="none")
    assert [p.target.actor for p in alone(TEXT)] == ["lima"]
    beside = StancePredictor.from_pretrained(tiny_checkpoint, registry=path)
    assert [p.target.actor for p in beside(TEXT) if p.holder is None] == ["peru", "chile", "ruiz", "lima"]
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        StancePredictor.from_pretrained(tiny_checkpoint, registry=tmp_path / "nowhere.yaml")


def test_a_registry_of_several_files_or_none(tiny_checkpoint, tmp_path):
    paths = [str(tmp_path / "one.yaml"), tmp_path / "two.yaml"]
    for path, name in zip(paths, ("Lima", "Chile"), strict=True):
        Registry([Actor(id=f"my-{name}", name=name, kind="country")]).save(path)
    known = {"registry": paths, "world": False, "proposals": "none"}
    found = StancePredictor.from_pretrained(tiny_checkpoint, **known)(TEXT)
    assert {p.target.actor for p in found} == {"my-Chile", "my-Lima"}
    for wrong in (5, [Actor(id="lima", name="Lima", kind="country")]):
        with pytest.raises(InputError, match="registry must be a Registry, or YAML files, got"):
            StancePredictor.from_pretrained(tiny_checkpoint, registry=wrong)
    for registry in (paths, paths[1], Registry.load(*paths)):
        asked = predict(TEXT, "Chile", checkpoint=tiny_checkpoint, registry=registry)
        assert asked.pair.target.actor == "my-Chile"


@pytest.mark.parametrize(
    "wrong", [[{"id": "1"}], {"id": "1"}, "Peru", Pair(id="1", text=TEXT, target=Mention(0, 4)), 5]
)
def test_what_is_no_pair_is_refused(predictor, wrong):
    with pytest.raises(InputError, match="expected pairs"):
        predictor.predict_pairs(wrong)


def test_the_function_is_the_method(predictor, tiny_checkpoint):
    found = predict(TEXT, "Chile", "Peru", checkpoint=tiny_checkpoint)
    assert shares(found) == pytest.approx(shares(predictor.predict(TEXT, "Chile", "Peru")))


def test_a_predictor_does_not_train(tiny_checkpoint):
    predictor = StancePredictor.from_pretrained(tiny_checkpoint)
    predictor.model.train()
    again = StancePredictor(predictor.model, predictor.tokenizer)
    assert again.predict(TEXT, CHILE) == again.predict(TEXT, CHILE)
    assert all(parameter.grad is None for parameter in again.model.parameters())


def test_a_text_of_a_hundred_thousand_characters(predictor):
    text = "Peru thanked Chile. " + "both sides talk. " * 5900 + "Ana Ruiz warned Lima."
    assert len(text) > 100_000
    assert predictor.predict(text, "Ana Ruiz").target.start > 100_000
    near = predictor.predict(text, "Chile", "Peru")
    assert (near.target.start, near.target.end) == CHILE
    with pytest.raises(InputError, match="tokens apart"):
        predictor.predict(text, "Ana Ruiz", "Chile")
    assert len(predictor.predict_article(text)) == 8


def test_questions_of_ours_that_do_not_fit_are_left_out_and_told(predictor):
    far = f"Peru thanked Chile {'1-2-3-' * 200} and Ana Ruiz."
    article = f"Peru slept.\n\n{far}\n\nChile slept."
    with pytest.warns(UserWarning, match=r"^4 pairs left out.*article/s02 'Peru thanked Chile") as told:
        found = predictor.predict_article(article)
    assert len(told) == 1
    assert [p.pair.id.partition("/")[2] for p in found] == [
        "s01:>peru@0", "s02:>peru@0", "s02:>chile@13", f"s02:>ruiz@{far.index('Ana')}",
        "s02:peru>chile", "s02:chile>peru", "s03:>chile@0",
    ]  # fmt: skip
    with pytest.warns(UserWarning, match=r"^8 pairs left out.*'Peru thanked Chile.* \(4\), "):
        assert [len(group) for group in predictor([far, TEXT, f"{far}."])] == [5, 10, 5]
    with pytest.raises(InputError, match=r"^pair 'pair': target and holder stand"):
        predictor.predict(far, "Chile", "Ana Ruiz")


def test_a_far_pair_does_not_depend_on_its_neighbours(predictor):
    filler = "both sides talk. " * 300
    text = f"Peru slept. {filler}Chile slept. {filler}Cuba slept."
    places = [text.index(name) for name in ("Peru", "Chile", "Cuba")]
    pairs = [Pair(id=str(at), text=text, target=Mention(at, at + 4)) for at in places]
    together = predictor.predict_pairs(pairs)
    for pair, found in zip(pairs, together, strict=True):
        assert shares(found) == pytest.approx(shares(predictor.predict_pairs([pair])[0]), abs=1e-5)


@st.composite
def texts_with_spans(draw):
    text = draw(st.text(min_size=1, max_size=60))
    starts = draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=4))
    return text, [(start, draw(st.integers(start + 1, len(text)))) for start in starts]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts_with_spans())
def test_any_text_and_spans_give_aligned_predictions_or_an_input_error(predictor, case):
    text, spans = case
    targets = [Mention(*span) for span in spans]
    pairs = [Pair(id="o", text=text, target=t) for t in targets]
    pairs += [Pair(id="d", text=text, target=t, holder=h) for t in targets for h in targets if t != h]
    try:
        found = predictor.predict_pairs(pairs)
    except InputError:
        return  # a span of characters that the tokenizer drops
    assert [p.pair for p in found] == pairs
    assert all(sum(shares(p)) == pytest.approx(1) for p in found)
    assert torch.tensor([shares(p) for p in found]).isfinite().all()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80))
def test_any_text_can_be_searched(predictor, text):
    for prediction in predictor(f"{text} Peru {text} Chile"):
        named = prediction.target.actor in prediction.pair.meta.get("names", {})
        assert named != (prediction.target.actor in predictor.registry)


def actors_of(predictions):
    return [p.target.actor for p in predictions if p.holder is None]


def test_a_sentence_about_anywhere_needs_no_registry(predictor, known_only):
    text = "Kenya and NATO blamed the Kremlin, but Mirna Kovel praised Norway."
    assert actors_of(predictor(text)) == ["kenya", "nato", "russia", "mirna-kovel", "norway"]
    assert len(predictor(text)) == 5 + 5 * 4
    assert known_only(text) == []


def test_the_switches_for_world_and_proposals(tiny_checkpoint):
    text = "Mirna Kovel praised Norway and Peru."
    for world, proposals, expected in (
        (True, "none", ["norway", "peru"]),
        (False, "rules", ["mirna-kovel", "norway", "peru"]),
        (False, "none", ["peru"]),
    ):
        found = StancePredictor.from_pretrained(tiny_checkpoint, world=world, proposals=proposals)(text)
        # Without the world "Norway" is a name like others, and rules leave countries to the registries.
        assert actors_of(found) == [e for e in expected if world or e != "norway"]
    with pytest.raises(InputError, match="unknown proposals 'guess'"):
        StancePredictor.from_pretrained(tiny_checkpoint, proposals="guess")


def test_a_surname_in_an_article_is_the_person_of_an_earlier_sentence(predictor):
    text = "Mirna Kovel praised Norway.\n\nPeru, however, warned Kovel."
    found = predictor.predict_article(text)
    assert [p.target_text for p in found if p.target.actor == "mirna-kovel" and p.holder is None] == [
        "Mirna Kovel",
        "Kovel",
    ]
    assert predictor.finder.known_actors(found).name("mirna-kovel") == "Mirna Kovel"


def test_no_registry_is_read_for_given_pairs(tiny_checkpoint):
    fresh = StancePredictor.from_pretrained(tiny_checkpoint)
    fresh.predict(TEXT, CHILE, PERU)
    assert "registry" not in vars(fresh.finder)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Michelle O’Neill attacked Jeffrey\u00a0Donaldson.", "Michelle O'Neill", "Michelle O’Neill"),
        ("Michelle O’Neill attacked Jeffrey\u00a0Donaldson.", "Jeffrey Donaldson", "Jeffrey\u00a0Donaldson"),
        ("Ana  Ruiz-Gil (“the Boss”) won.", 'Ana Ruiz‑Gil ("the Boss")', "Ana  Ruiz-Gil (“the Boss”)"),
        ("Peruvians, then Peru.", "Peru", "Peru"),
    ],
)
def test_words_are_found_whatever_signs_they_are_written_with(predictor, text, words, found):
    mention = predictor.choice(text, words)[0].target
    assert text[mention.start : mention.end] == found


@given(text=st.text(max_size=30), before=st.text("ab' -", max_size=4), words=st.text(min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_are_found_where_they_stand(nobody, text, before, words):
    """And what is found reads as they do, but for blanks, quotation marks and hyphens."""
    sentence = f"{before} {words} {text}"
    if not words.strip():
        return
    mention = nobody.choice(sentence, words)[0].target
    assert mention.start <= len(before) + 1 + len(words)
    plain = [part for part in sentence[mention.start : mention.end].split() if part.isalnum()]
    assert plain == [part for part in words.split() if part.isalnum()]


def test_words_are_no_actor_that_the_sentence_does_not_mean(predictor):
    assert predictor.choice("Denzel Washington attacked Spike Lee.", "Washington")[0].target.actor is None
    assert predictor.choice("Washington attacked Iran.", "Washington")[0].target.actor == "united-states"


def test_sentences_may_come_from_anywhere_and_a_device_must_be_one(predictor, tiny_checkpoint):
    """A column of a data frame is no sequence, nor is a generator."""
    sentences = ["Peru thanked Chile.", "Cuba won."]
    listed = predictor(sentences)
    assert predictor(np.array(sentences)) == predictor(iter(sentences)) == listed
    with pytest.raises(InputError, match="a string or several, got int"):
        predictor(7)
    with pytest.raises(InputError, match="device 'toaster' cannot be used"):
        StancePredictor.from_pretrained(tiny_checkpoint, device="toaster")
