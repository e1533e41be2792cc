"""Behavioural tests: packs and what is wrong with them, exact spans, judging of the three types, rates, report and script."""

import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from actorstance.baselines import rules_baseline
from actorstance.behaviour import (
    TOLERANCE,
    Filler,
    Group,
    Pack,
    behaviour_tests,
    certain,
    fill,
    load_pack,
    read_case,
    run_behaviour,
)
from actorstance.behaviour.filling import FORMS
from actorstance.behaviour.rates import Outcome, group_rates, pass_rate
from actorstance.errors import InputError
from actorstance.metrics import FEW, MANY, wilson, wilson_clustered
from actorstance.report.behaviour import behaviour_markdown, worst_failures
from actorstance.schema import Prediction, Probabilities, Stance

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "data" / "behaviour"
AGAINST, NEUTRAL, FAVOR = Stance
SLOTS = dict.fromkeys("abcd", "country")

ACTORS = {
    "groups": [
        {"name": "large", "kind": "country", "names": ["the United States", "Brazil", "India"]},
        {"name": "small", "kind": "country", "names": ["Malta", "the Maldives", "Fiji"]},
        {"name": "women", "kind": "person", "pronoun": "she", "names": ["Ana Sol", "Mei Quoh"]},
    ]
}
CASES = {
    "phenomenon": "praise",
    "rules": "D1",
    "slots": {"a": "country", "b": "country"},
    "cases": [
        {"text": "{a} praised {b}.", "expect": {"a -> b": "favor", "others": "neutral"}},
        {"invariant": ["{a} met {b}.", "Today {a} met {b}."], "pairs": ["a -> b", "-> b"]},
        {"renamed": "{a} praised {b}.", "pairs": ["a -> b"]},
        {"directional": ["{a} likes {b}.", "{a} loves {b}."], "not_lower": {"a -> b": "favor"}},
    ],
}


def write_pack(folder, cases=CASES, actors=ACTORS):
    folder.mkdir(exist_ok=True)
    (folder / "actors.yaml").write_text(yaml.safe_dump(actors), encoding="utf-8")
    (folder / "praise.yaml").write_text(yaml.safe_dump(cases), encoding="utf-8")
    return folder


def with_case(**case):
    return {**CASES, "cases": [CASES["cases"][0], case]}


def always(**shares):
    """A system that gives every pair the same probabilities."""
    probabilities = Probabilities(**{**dict.fromkeys(("against", "neutral", "favor"), 0.0), **shares})
    best = max(Stance, key=lambda stance: getattr(probabilities, stance))
    return lambda pairs: [Prediction(pair=p, stance=best, probabilities=probabilities) for p in pairs]


def by_text(favor):
    """A system whose probability of favor is a function of the text; the rest is neutral."""

    def predict(pairs):
        shares = [favor(pair.text) for pair in pairs]
        return [
            Prediction(
                pair=pair,
                stance=FAVOR if share > 0.5 else NEUTRAL,
                probabilities=Probabilities(against=0.0, neutral=1 - share, favor=share),
            )
            for pair, share in zip(pairs, shares, strict=True)
        ]

    return predict


def one_case(**row):
    """A pack with one case and one group."""
    states = Group(
        name="states", kind="country", fillers=tuple(Filler(name=n) for n in ("Peru", "Chile", "Cuba"))
    )
    return Pack(name="mine", cases=(read_case(row, slots=SLOTS),), groups=(states,))


# Filling

names = st.text(min_size=1, max_size=12).filter(str.strip)
fillers = st.builds(
    Filler, name=names, article=st.booleans(), pronoun=st.sampled_from(["she", "he", "it", "they"])
)
pieces = st.lists(
    st.one_of(
        st.sampled_from(["{a}", "{b}", "{c}", "{a}’s", "{b}'s", "{c|their}", "the {a}", "{b|Was}"]),
        st.text(alphabet="abc “”’.,:!? the", max_size=8),
    ),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(pieces, fillers, fillers, fillers)
def test_a_span_is_the_name_whatever_the_names(template, a, b, c):
    actors = {"a": a, "b": b, "c": c}
    template = "".join([*template, "{a} and {b}, {c}"])
    filled = fill(template, actors)
    assert set(filled.mentions) == set("abc")
    for slot, mention in filled.mentions.items():
        assert filled.text[mention.start : mention.end] == actors[slot].name == mention.actor
    # Spans lie apart, in the order in which the template has the slots first.
    spans = sorted((m.start, m.end, slot) for slot, m in filled.mentions.items())
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    first = sorted("abc", key=lambda slot: template.index("{" + slot + "}"))
    assert [slot for _, _, slot in spans] == first


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{a} met {b}.", "The Maldives met Peru."),
        ("{b} met {a}.", "Peru met the Maldives."),
        ("It rained. {a} met {b}.", "It rained. The Maldives met Peru."),
        ("“{a} lied,” said {b}.", "“The Maldives lied,” said Peru."),
        ("{b} said: “{a} lied.”", "Peru said: “The Maldives lied.”"),
        ("{b} spoke of “{a}”.", "Peru spoke of “the Maldives”."),
        ("“Go!” {a} told {b}.", "“Go!” The Maldives told Peru."),
        ("The {a} plan pleased {b}.", "The Maldives plan pleased Peru."),
        ("{a}’s plan, {b}’s plan", "The Maldives’ plan, Peru’s plan"),
        ("{b} met {a} on {a|their} island.", "Peru met the Maldives on its island."),
    ],
)
def test_articles_and_possessives_are_as_in_print(template, text):
    actors = {"a": Filler(name="Maldives", article=True), "b": Filler(name="Peru")}
    assert fill(template, actors).text == text


@pytest.mark.parametrize(
    ("pronoun", "text"),
    [
        ("she", "She has her plan, wants praise and was proud of herself."),
        ("he", "He has his plan, wants praise and was proud of himself."),
        ("it", "It has its plan, wants praise and was proud of itself."),
        ("they", "They have their plan, want praise and were proud of themselves."),
    ],
)
def test_words_agree_with_the_actor(pronoun, text):
    template = (
        "{a} is back. {a|They} {a|has} {a|their} plan, want{a|s} praise and {a|was} proud of {a|themselves}."
    )
    filled = fill(template, {"a": Filler(name="Vox", pronoun=pronoun)})
    assert filled.text == "Vox is back. " + text


def test_every_form_has_every_pronoun():
    assert {tuple(form) for form in FORMS.values()} == {("she", "he", "it", "they")}


# Packs


def test_the_pack_of_the_project_loads_and_every_group_is_asked():
    pack = load_pack(PACK)
    counts = {}
    for case in pack.cases:
        counts.setdefault(case.phenomenon, []).append(case.type)
    assert len(counts) == 22
    assert min(map(len, counts.values())) >= 12
    assert {case.type for case in pack.cases} == {"MFT", "INV", "DIR"}
    tests = list(behaviour_tests(pack, 1, 13))
    assert {test.group.name for test in tests} == {group.name for group in pack.groups}
    for test in tests:
        for filled in test.filled:
            assert not re.search(r"[{}|]|  |\bthe the\b", filled.text, re.IGNORECASE), filled.text
            assert filled.text[0].isupper() or filled.text[0] == "“"
            assert len({m.actor for m in filled.mentions.values()}) == len(filled.mentions)


def test_no_sentence_of_the_pack_stands_twice():
    pack = load_pack(PACK)
    texts = [text for case in pack.cases for text in dict.fromkeys(case.texts)]
    assert len(set(texts)) == len(texts)


def test_the_data_card_counts_the_templates():
    card = (PACK / "README.md").read_text(encoding="utf-8")
    pack = load_pack(PACK)
    for path in PACK.glob("*.yaml"):
        if path.name != "actors.yaml":
            phenomenon = yaml.safe_load(path.read_text(encoding="utf-8"))["phenomenon"]
            types = [case.type for case in pack.cases if case.phenomenon == phenomenon]
            listed = ", ".join(f"{types.count(t)} {t}" for t in ("MFT", "INV", "DIR") if t in types)
            assert re.search(rf"\| `{path.name}` \|[^|]*\| {listed} \|", card), path.name
    assert f"{len(pack.cases)} templates" in card
    tests = list(behaviour_tests(pack, 2, 13))
    asked = sum(len(test.case.expected) for test in tests)
    assert f"{len(tests):,} tests with {asked:,} expectations" in card
    assert f"{len(pack.groups)} groups" in card


def test_questions_are_read_from_all_their_forms():
    case = read_case(
        {"text": "{a}, {b}, {c}", "expect": {"a and b -> c": "against", "-> c": "against"}}, slots=SLOTS
    )
    assert {str(question): stance for question, stance in case.expected.items()} == {
        "a -> c": AGAINST,
        "b -> c": AGAINST,
        "-> c": AGAINST,
    }
    rest = read_case({"text": "{a}, {b}", "expect": {"a -> b": "favor", "others": "neutral"}}, slots=SLOTS)
    assert [str(q) for q, stance in rest.expected.items() if stance is NEUTRAL] == ["-> a", "-> b", "b -> a"]
    same = read_case({"invariant": ["{a}, {b}", "{b}, {a}, {c}"], "pairs": ["others"]}, slots=SLOTS)
    assert {str(question) for question in same.expected} == {"-> a", "-> b", "a -> b", "b -> a"}
    assert set(same.expected.values()) == {None}


@pytest.mark.parametrize(
    ("case", "field", "says"),
    [
        ({"text": "{a}", "expects": {"-> a": "favor"}}, "cases[2]", "unknown field `expects`"),
        ({"expect": {"-> a": "favor"}}, "cases[2]", "exactly one of"),
        ({"text": "{a}", "renamed": "{a}", "expect": {"-> a": "favor"}}, "cases[2]", "exactly one of"),
        ({"text": "{a}"}, "cases[2].expect", "text goes with expect"),
        ({"text": "{a}", "expect": {"-> a": "favor"}, "pairs": ["-> a"]}, "cases[2].pairs", "nothing else"),
        ({"text": "{a}", "expect": {"-> a": "pro"}}, "cases[2].expect", "'pro'"),
        ({"text": "{a}", "expect": {}}, "cases[2].expect", "nothing is asked"),
        ({"text": "{a}", "expect": {"b -> a": "favor"}}, "cases[2].expect", "slot 'b'"),
        ({"text": "{a}", "expect": {"a -> a": "favor"}}, "cases[2].expect", "holder and target"),
        ({"text": "{a}", "expect": {"to a": "favor"}}, "cases[2].expect", "'to a'"),
        (
            {"text": "{a} {b}", "expect": {"-> a": "favor", "-> b and a": "favor"}},
            "cases[2].expect",
            "stands twice",
        ),
        ({"text": "{a}", "expect": {"others": "favor"}}, "cases[2].expect", "only be neutral"),
        ({"text": "{a} {z}", "expect": {"-> a": "favor"}}, "cases[2].slots", "slot 'z'"),
        (
            {"text": "{a}", "expect": {"-> a": "favor"}, "slots": {"c": "country"}},
            "cases[2].slots",
            "slot 'c'",
        ),
        (
            {"text": "{a}", "expect": {"-> a": "favor"}, "slots": {"a": "planet"}},
            "cases[2].slots",
            "'planet'",
        ),
        ({"text": "{a}", "expect": {"-> a": "favor"}, "slots": {"a": []}}, "cases[2].slots", "slot 'a'"),
        ({"text": "{a} {", "expect": {"-> a": "favor"}}, "cases[2].text", "brace"),
        ({"text": "{actor}", "expect": {"-> a": "favor"}}, "cases[2].text", "brace"),
        ({"text": "{a} {a|thier}", "expect": {"-> a": "favor"}}, "cases[2].text", "'thier'"),
        ({"text": "{a} {b|their}", "expect": {"-> a": "favor"}}, "cases[2].text", "not its name"),
        ({"invariant": ["{a}"], "pairs": ["-> a"]}, "cases[2].invariant", "two texts"),
        ({"invariant": ["{a}", "{b}"], "pairs": ["-> a"]}, "cases[2].pairs", "not every text"),
        ({"directional": ["{a}", 3], "not_lower": {"-> a": "favor"}}, "cases[2].directional[2]", "`str`"),
        (
            {
                "text": "{a} {b} {c} {d}",
                "expect": {"-> a": "favor"},
                "slots": {"c": "country", "d": "country"},
            },
            "cases[2].slots",
            "4 slots of kind country",
        ),
    ],
)
def test_what_is_wrong_with_a_case_is_said_with_file_case_and_field(tmp_path, case, field, says):
    with pytest.raises(InputError) as error:
        load_pack(write_pack(tmp_path / "pack", with_case(**case)))
    message = str(error.value)
    assert f"praise.yaml, field {field}: " in message
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ([{"name": "x", "kind": "planet", "names": ["Mars"]}], "groups[1].kind: unknown kind 'planet'"),
        ([{"name": "x", "kind": "country", "nmaes": ["Peru"]}], "groups[1]: "),
        ([{"name": "x", "kind": "country", "names": ["Peru", "the Peru"]}], "groups[1].names"),
        ([{"name": "x", "kind": "country", "names": ["the "]}], "groups[1].names"),
        ([{"name": "x", "kind": "country", "names": ["Peru"], "pronoun": "one"}], "groups[1].pronoun"),
        ([ACTORS["groups"][0], ACTORS["groups"][0]], "groups[2].name: group 'large' stands twice"),
        ("Peru", "expected a list named 'groups'"),
    ],
)
def test_what_is_wrong_with_actors_is_said(tmp_path, groups, says):
    with pytest.raises(InputError, match=re.escape(says)):
        load_pack(write_pack(tmp_path / "pack", actors={"groups": groups}))


def test_files_that_are_no_pack_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"actors\.yaml: cannot be read"):
        load_pack(tmp_path / "nowhere")
    folder = write_pack(tmp_path / "pack")
    (folder / "twice.yaml").write_text("phenomenon: x\ncases:\n  - text: a\n    text: b\n")
    with pytest.raises(InputError, match=r"twice\.yaml, line 4: not YAML: 'text' stands twice"):
        load_pack(folder)
    (folder / "twice.yaml").write_text("phenomenon: [")
    with pytest.raises(InputError, match=r"twice\.yaml, line 1: not YAML"):
        load_pack(folder)
    (folder / "twice.yaml").write_text((folder / "praise.yaml").read_text())
    with pytest.raises(InputError, match=r"field phenomenon: .*praise\.yaml has it too"):
        load_pack(folder)
    for name in ("twice.yaml", "praise.yaml"):
        (folder / name).unlink()
    with pytest.raises(InputError, match="no file with cases"):
        load_pack(folder)


# Filled cases


def test_every_fitting_group_fills_every_case(tmp_path):
    cases = with_case(text="{a} met {b}.", expect={"others": "neutral"}, slots={"b": ["person", "country"]})
    pack = load_pack(write_pack(tmp_path / "pack", cases))
    tests = list(behaviour_tests(pack, 3, 13))
    assert [(t.case.number, t.group.name, t.number) for t in tests] == [
        (case, group, fill)
        for case, groups in ((1, ("large", "small")), (2, ("large", "small", "women")))
        for group in groups
        for fill in (1, 2, 3)
    ]
    kinds = {f.name: group.name for group in pack.groups for f in group.fillers}
    for test in tests:
        here = {slot: kinds[mention.actor] for slot, mention in test.filled[0].mentions.items()}
        assert here["b"] == test.group.name
        assert here["a"] == test.group.name or (test.group.name == "women" and here["a"] != "women")


def test_a_seed_gives_the_same_fillings_and_other_cases_do_not_change_them(tmp_path):
    def texts(cases, seed):
        pack = load_pack(write_pack(tmp_path / "pack", cases))
        return [f.text for t in behaviour_tests(pack, 2, seed) for f in t.filled if "praised" in f.text]

    alone = {**CASES, "cases": [CASES["cases"][0]]}
    more = {**CASES, "cases": [CASES["cases"][1], CASES["cases"][0]]}
    assert texts(alone, 13) == texts(alone, 13) == texts(more, 13)
    assert texts(alone, 13) != texts(alone, 14)


def test_names_are_dealt_out_evenly():
    pack = one_case(text="{a} left.", expect={"-> a": "neutral"})
    found = [test.filled[0].mentions["a"].actor for test in behaviour_tests(pack, 6, 13)]
    assert set(found[:3]) == set(found[3:]) == {"Peru", "Chile", "Cuba"}


def test_a_renamed_case_is_compared_with_other_groups_of_the_kind(tmp_path):
    pack = load_pack(write_pack(tmp_path / "pack"))
    for test in behaviour_tests(pack, 4, 13):
        if test.case.renamed:
            own = {filler.name for filler in test.group.fillers}
            before, after = ({m.actor for m in filled.mentions.values()} for filled in test.filled)
            assert after <= own
            assert not before & own


# Judging


def test_mft_passes_only_if_every_expectation_holds():
    pack = one_case(text="{a} praised {b}.", expect={"a -> b": "favor", "b -> a": "neutral"})
    right = run_behaviour(
        pack, certain(lambda pairs: [FAVOR if p.holder.start == 0 else NEUTRAL for p in pairs]), fills=3
    )
    assert (right.total.n, right.total.passed, right.total.held, right.failures) == (3, 3, 6, [])
    wrong = run_behaviour(pack, always(favor=0.7, neutral=0.2, against=0.1), fills=3)
    assert (wrong.total.passed, wrong.total.held, wrong.total.expectations) == (0, 3, 6)
    failure = wrong.failures[0]
    assert (failure.expected, failure.answered) == (NEUTRAL, FAVOR)
    assert (failure.probability, failure.expected_probability, failure.before) == (0.7, 0.2, None)
    words = [failure.text[m.start : m.end] for m in (failure.holder, failure.target)]
    assert failure.question == " → ".join(words)
    assert failure.text.startswith(words[1])


def test_inv_wants_the_answer_to_the_first_text_again():
    pack = one_case(invariant=["{a} won.", "{a} won!", "{a} won?"], pairs=["-> a"])
    assert run_behaviour(pack, always(against=1.0), fills=1).total.passed == 1
    result = run_behaviour(pack, by_text(lambda text: 0.8 if text.endswith("?") else 0.3), fills=1)
    (failure,) = result.failures
    assert (failure.expected, failure.answered, failure.probability) == (NEUTRAL, FAVOR, 0.8)
    assert failure.text.endswith("?")
    assert failure.before.text.endswith(".")
    assert (failure.before.answered, failure.before.probability) == (NEUTRAL, 0.7)


@pytest.mark.parametrize(
    ("second", "third", "passes"),
    [
        (0.6, 0.6, True),
        (0.6 - 0.9 * TOLERANCE, 0.6 - 1.8 * TOLERANCE, True),  # step by step, not from the first
        (0.6 - 1.1 * TOLERANCE, 0.6, False),
        (0.9, 0.6, False),
    ],
)
def test_dir_lets_the_probability_fall_by_the_tolerance_at_most(second, third, passes):
    pack = one_case(directional=["{a} 1", "{a} 2", "{a} 3"], not_lower={"-> a": "favor"})
    shares = {"1": 0.6, "2": second, "3": third}
    result = run_behaviour(pack, by_text(lambda text: shares[text[-1]]), fills=1)
    assert result.total.passed == passes
    for failure in result.failures:
        fall = failure.before.probability - failure.expected_probability
        assert failure.confidence == pytest.approx(fall, abs=1e-12)
        assert fall > TOLERANCE


def test_a_system_without_probabilities_fails_dir_only_where_it_leaves_the_stance():
    pack = one_case(directional=["{a} 1", "{a} 2"], not_lower={"-> a": "favor"})
    for first, second, passed in [
        (FAVOR, FAVOR, 1),
        (NEUTRAL, AGAINST, 1),
        (NEUTRAL, FAVOR, 1),
        (FAVOR, NEUTRAL, 0),
    ]:
        stances = {"1": first, "2": second}
        system = certain(lambda pairs, stances=stances: [stances[p.text[-1]] for p in pairs])
        assert run_behaviour(pack, system, fills=1).total.passed == passed


def test_failures_come_the_most_confident_first():
    pack = one_case(text="{a} left.", expect={"-> a": "neutral"})
    shares = {"Peru": 0.7, "Chile": 0.9, "Cuba": 0.6}
    result = run_behaviour(pack, by_text(lambda text: shares[text.split()[0]]), fills=3)
    assert [failure.question for failure in result.failures] == ["→ Chile", "→ Peru", "→ Cuba"]
    assert [(f.question, n) for f, n in worst_failures(result)] == [("→ Chile", 3)]


def test_sums_of_all_parts_agree(tmp_path):
    pack = load_pack(write_pack(tmp_path / "pack"))
    result = run_behaviour(pack, by_text(lambda text: (len(text) % 10) / 10), fills=2)
    for parts in (result.phenomena, result.types, result.groups, [cell.rate for cell in result.cells]):
        for field in ("n", "passed", "expectations", "held"):
            assert sum(getattr(rate, field) for rate in parts) == getattr(result.total, field)
    assert result.total.expectations - result.total.held == len(result.failures)


def test_what_cannot_be_run_is_refused(tmp_path):
    pack = one_case(text="{a} left.", expect={"-> a": "neutral"})
    with pytest.raises(InputError, match="fills must be at least 1, got 0"):
        run_behaviour(pack, always(favor=1.0), fills=0)
    with pytest.raises(InputError, match="0 predictions for 2 pairs"):
        run_behaviour(pack, lambda pairs: [], fills=2)


def test_the_rule_labeler_does_not_read_names():
    cases = tuple(case for case in load_pack(PACK).cases if case.phenomenon in ("direction", "other names"))
    pack = Pack(name="some", cases=cases, groups=load_pack(PACK).groups)
    result = run_behaviour(pack, certain(rules_baseline), fills=1)
    assert {group.difference for group in result.groups} == {0.0}
    (renamed,) = [rate for rate in result.phenomena if rate.name == "other names"]
    assert renamed.passed == renamed.n
    (direction,) = [rate for rate in result.phenomena if rate.name == "direction"]
    assert 0.5 < direction.rate < 1


# Rates


def outcomes(passes, group="g", kind="country"):
    """Tests from a list of templates, each a list of whether its fillings pass."""
    return [
        Outcome(
            case=f"c{t}", phenomenon="p", type="MFT", group=group, kind=kind, asked=2, held=2 if ok else 1
        )
        for t, fillings in enumerate(passes)
        for ok in fillings
    ]


templates = st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(templates)
def test_a_rate_is_the_share_of_tests_and_its_interval_that_of_templates(passes):
    rate = pass_rate("x", outcomes(passes), resamples=50)
    flat = [ok for fillings in passes for ok in fillings]
    assert (rate.n, rate.passed, rate.templates) == (len(flat), sum(flat), len(passes))
    assert rate.rate == pytest.approx(np.mean(flat), abs=1e-9)
    assert rate.held == len(flat) + sum(flat)
    assert rate.few is (len(passes) < FEW)
    assert 0 <= rate.low <= rate.rate <= rate.high <= 1
    if sum(flat) in (0, len(flat)):
        expected = wilson(len(passes) if flat[0] else 0, len(passes))
    elif len(passes) == 1:
        expected = (0.0, 1.0, "wilson")
    else:
        expected = wilson_clustered([sum(fillings) for fillings in passes], [2] * len(passes))
    assert (rate.low, rate.high, rate.interval) == tuple(expected)


def test_more_fillings_of_the_same_templates_do_not_narrow_the_interval():
    few = pass_rate("x", outcomes([[True] * 2] * 8 + [[False] * 2] * 8))
    many = pass_rate("x", outcomes([[True] * 50] * 8 + [[False] * 50] * 8))
    assert (many.low, many.high) == pytest.approx((few.low, few.high), abs=1e-9)


def test_from_many_templates_on_the_interval_is_a_bootstrap_over_them():
    passes = [[t % 3 == 0, t % 4 == 0] for t in range(MANY)]
    rate = pass_rate("x", outcomes(passes), resamples=4000, seed=1)
    assert rate.interval == "bootstrap"
    shares = np.array([np.mean(fillings) for fillings in passes])
    error = shares.std(ddof=1) / np.sqrt(MANY)
    assert rate.rate - rate.low == pytest.approx(2.01 * error, rel=0.15)
    assert rate.high - rate.rate == pytest.approx(2.01 * error, rel=0.15)
    assert rate == pass_rate("x", outcomes(passes), resamples=4000, seed=1)


def test_groups_are_compared_on_the_same_templates():
    # "b" is asked hard templates that nobody else is asked; where both are asked, it is as good as "a".
    shared = [[t % 2 == 0] for t in range(12)]
    hard = [
        Outcome(case=f"hard{t}", phenomenon="p", type="MFT", group="b", kind="country", asked=1, held=0)
        for t in range(12)
    ]
    first, second, lonely = group_rates(
        [*outcomes(shared, "a"), *outcomes(shared, "b"), *hard, *outcomes(shared, "c", "person")]
    )
    assert (first.rate, second.rate) == (0.5, 0.25)
    assert first.difference == second.difference == 0
    assert first.difference_interval is None  # no template tells them apart
    assert (lonely.difference, lonely.difference_interval) == (None, None)


def test_a_group_that_is_treated_worse_shows():
    good, bad = [[True]] * 40, [[t % 2 == 0] for t in range(40)]
    first, second = group_rates([*outcomes(good, "a"), *outcomes(bad, "b")])
    assert (first.difference, second.difference) == (0.5, -0.5)
    assert first.difference_interval.low > 0.3
    assert second.difference_interval.high < -0.3
    few = group_rates([*outcomes(good[: FEW - 1], "a"), *outcomes(bad[: FEW - 1], "b")])
    assert [rate.difference_interval for rate in few] == [None, None]


# Report and script


def test_the_report_names_failures_and_numbers(tmp_path):
    pack = load_pack(write_pack(tmp_path / "pack"))
    result = run_behaviour(
        pack, by_text(lambda text: 0.8 if "Malta" in text else 0.2), fills=2, system="mine"
    )
    report = behaviour_markdown(result)
    assert f"{result.total.n} tests of 4 templates, filled 2 times" in report
    for failure, fillings in worst_failures(result):
        assert f"**praise {failure.case}** ({failure.type}, rules D1; fails in {fillings} fillings)" in report
        assert failure.text in report
        assert f"{failure.question}: expected {failure.expected}, answered {failure.answered}" in report
        assert failure.before is None or failure.before.text in report
    assert "the 1 whose failure was most confident" in behaviour_markdown(result, 1)
    table = next(line for line in report.splitlines() if line.startswith("| small | country"))
    (small,) = [group for group in result.groups if group.name == "small"]
    assert f"| {small.n} | {100 * small.rate:.1f} %" in table
    perfect = run_behaviour(one_case(text="{a}", expect={"-> a": "favor"}), always(favor=1.0))
    assert "None: every expectation holds." in behaviour_markdown(perfect)


def test_the_script_runs_the_rules_without_torch(script, tmp_path):
    write_pack(tmp_path / "pack")
    code, out, err = script(
        "behaviour", "checkpoint=rules", "pack=pack", "output=out", "fills=1", "resamples=50"
    )
    assert (code, err) == (0, "")
    assert "praise" in out
    result = json.loads(Path("out/behaviour.json").read_text())
    assert (result["system"], result["fills"], result["total"]["n"]) == ("rules", 1, 8)
    assert result["total"]["passed"] == 8 - len({(f["case"], f["group"]) for f in result["failures"]})
    assert "behavioural tests" in Path("out/behaviour.md").read_text()
    assert imread("out/behaviour.png").std() > 0.02
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "pack"]


def test_the_script_asks_a_checkpoint(script, tmp_path, tiny_checkpoint):
    write_pack(tmp_path / "pack")
    arguments = ["pack=pack", f"checkpoint={tiny_checkpoint}", "fills=1", "resamples=50"]
    assert script("behaviour", *arguments, "output=one")[0] == 0
    assert script("behaviour", *arguments, "output=two")[0] == 0
    one, two = (Path(name, "behaviour.json").read_text() for name in ("one", "two"))
    assert one == two
    assert json.loads(one)["total"]["expectations"] == 2 * (4 + 2 + 1 + 1)


def test_the_script_says_in_one_line_what_is_wrong(script, tmp_path):
    write_pack(tmp_path / "pack", with_case(text="{a}", expect={"-> q": "favor"}))
    for arguments, says in [
        (["pack=nowhere"], "actors.yaml: cannot be read"),
        (["pack=pack"], "praise.yaml, field cases[2].expect"),
        (["pack=pack", "fils=3"], "fils"),
    ]:
        code, _, err = script("behaviour", "checkpoint=rules", "output=out", *arguments)
        assert code == 2
        assert err.count("\n") == 1
        assert says in err
    assert not Path("out").exists()
