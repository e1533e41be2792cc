"""The world registry: complete, quick, extended and overridden, and its ambiguous names settled by rule or reported."""

import subprocess
import sys
from itertools import pairwise

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.schema import KINDS, Actor
from actorstance.world import load_world

WORLD = Registry.world()


def found(text, registry=WORLD):
    return [(text[m.start : m.end], m.actor) for m in registry.find(text)]


def names(text):
    return [name for name, _ in found(text)]


def unsure(text):
    return [text[a.start : a.end] for a in WORLD.ambiguities(text)]


# Uninhabited, or parts of a state that the news does not treat as actors.
LEFT_OUT = set("AX AQ TF BQ BL BV CC CX HM IO MF NF PN GS SH SJ PM UM WF".split())


def test_every_country_of_iso_3166_is_there_under_its_official_name():
    world = load_world()
    for country in pycountry.countries:
        official = getattr(country, "official_name", None)
        if country.alpha_2 not in LEFT_OUT and official and "," not in official:
            assert (
                official.removeprefix("the ")[:1].lower() + official.removeprefix("the ")[1:] in world.senses
            )


def test_the_facts_are_well_formed():
    ids = [actor.id for actor in WORLD]
    assert len(ids) == len(set(ids)) > 550
    assert sum(actor.kind == "country" for actor in WORLD) > 230
    assert {actor.kind for actor in WORLD} <= set(KINDS)
    for sense in load_world().senses.values():
        assert all(actor in WORLD for actor in sense.actors)
    for actor in WORLD:
        assert WORLD.lookup(actor.name).id == actor.id or actor.name in ("Congo",)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("U.S.", "united-states"), ("the US", "united-states"), ("Americans", "united-states"), ("U.K.", "united-kingdom"),
        ("Britain", "united-kingdom"), ("Russians", "russia"), ("South Koreans", "south-korea"), ("North Korean", "north-korea"),
        ("Ivory Coast", "ivory-coast"), ("Côte d’Ivoire", "ivory-coast"), ("Czech", "czechia"), ("Dutch", "netherlands"),
        ("Burmese", "myanmar"), ("the Netherlands", "netherlands"), ("Türkiye", "turkey"), ("Republic of Peru", "peru"),
        ("Papua New Guinea", "papua-new-guinea"), ("South Sudan", "south-sudan"), ("Republic of the Congo", "congo-republic"),
        ("U.N. Security Council", "un-security-council"), ("NATO", "nato"), ("European Commission", "european-commission"),
        ("Bank of England", "bank-of-england"), ("New York Times", "new-york-times"), ("Amnesty International", "amnesty"),
        ("World Health Organization", "who"), ("IMF", "imf"), ("Red Cross", "red-cross"), ("Pentagon", "us-defense-department"),
        ("the Fed", "federal-reserve"), ("Pheu Thai", "pheu-thai"), ("the Nepali Congress", "nepali-congress"), ("Air China", "air-china"),
        ("the Finns Party", "finns-party"), ("British American Tobacco", "british-american-tobacco"), ("France 24", "france-24"),
    ],
)  # fmt: skip
def test_the_forms_of_the_news(text, actor):
    assert [a for _, a in found(f"Then {text} agreed.")] == [actor]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the longest name wins
        ("New Mexico sued Mexico.", ["Mexico"]),
        ("The Bank of England sank.", ["Bank of England"]),
        ("Latin American leaders met in South America.", []),
        ("The Fed cut rates. Fed up with Peru, Ana left. Fed by anger, she went.", ["Fed", "Peru"]),
        # 1. persons
        ("Michael Jordan scored.", []),
        ("Jordan protested to Israel.", ["Jordan", "Israel"]),
        ("Michael Jordan came; Jordan smiled.", []),
        ("Jordan Peterson spoke.", []),
        ("Jordan Prime Minister Bisher Khasawneh spoke.", ["Jordan"]),
        ("Denzel Washington said no.", []),
        ("Mr. Washington said no to Sen. Jordan.", []),
        ("Coach Washington rejected Chad Smith.", []),
        ("Chad accused Sudan.", ["Chad", "Sudan"]),
        ("Paris Hilton said that Paris agreed.", ["Paris"]),
        ("Mark Cuban mocked Cuban exiles.", ["Cuban"]),
        # 2. capitals
        ("Lima rejected the plan.", ["Lima"]),
        ("Lima on Friday also rejected the plan.", ["Lima"]),
        ("Lima’s offer was refused.", ["Lima"]),
        ("She offered Lima a loan, and the bloc expelled Lima.", ["Lima", "Lima"]),
        ("Protests spread to a city called Lima, in cities including Lima.", []),
        ("He called her a servant of Lima, for nobody had protested to Lima.", ["Lima", "Lima"]),
        ("She left Lima.", []),
        ("Lima's airport was closed.", []),
        ("Reporters in Lima slept.", []),
        ("The officials in Lima said no.", []),
        ("Villages near Lima burned.", []),
        ("The city of Lima burned.", []),
        ("She landed at Lima airport.", []),
        ("He flew from Paris to London.", []),
        ("Weapons from Moscow arrived.", ["Moscow"]),
        ("Talks between Washington and Moscow collapsed.", ["Washington", "Moscow"]),
        ("Its quarrel with Beijing grew.", ["Beijing"]),
        ("Its policy toward Tehran changed.", ["Tehran"]),
        ("It was condemned by Kyiv.", ["Kyiv"]),
        ("Peru warned Quito and Bogotá.", ["Peru", "Quito", "Bogotá"]),
        ("Moscow and Minsk have agreed.", ["Moscow", "Minsk"]),
        ("Kyiv, which had asked for arms, thanked Oslo.", ["Kyiv", "Oslo"]),
        ("Moscow-backed rebels met a Moscow-based bank.", ["Moscow"]),
        ("Kabul officials slept.", ["Kabul"]),
        ("The Paris Agreement was praised.", []),
        ("Sanctions on Moscow followed missile strikes on Kyiv.", ["Moscow"]),
        ("His words drew applause from Warsaw and scorn from Budapest.", ["Warsaw", "Budapest"]),
        ("Georgia recalled its envoy from Moscow; the trip from Paris to Riga was off.", ["Georgia", "Moscow"]),
        ("The act enables Warsaw to resist, prompting Minsk to protest.", ["Warsaw", "Minsk"]),
        ("It gestured to Cairo, talked to Rabat and owed its rifles to Freetown.", ["Cairo", "Rabat", "Freetown"]),
        ("A dig at Wellington was aimed at Suva, not at friends in Apia.", ["Wellington", "Suva", "Apia"]),
        ("He landed at Apia, a town in Samoa, and sent her to London.", ["Samoa"]),
        ("Oslo treats them badly; Sofia tore up the lease and Riga dictates the terms.", ["Oslo", "Sofia", "Riga"]),
        ("A bus left the road near Marrakesh, and Lisbon thanked them; they demanded that Caracas publish it.", ["Lisbon", "Caracas"]),
        ("Germany will deliver another Patriot battery to Kyiv and fly two teams to Oslo.", ["Germany", "Kyiv"]),
        ("Paris attacks and London stocks: Paris hotels lost guests.", []),
        ("They complained about Madrid and acted for Kampala.", ["Madrid", "Kampala"]),
        ("The books about Paris cafes were for London readers.", []),
        # 3. seats of power
        ("The Kremlin denied it.", ["Kremlin"]),
        ("A rally outside the Kremlin ended.", []),
        ("Downing Street and the Élysée agreed.", ["Downing Street", "Élysée"]),
        # 4. several bearers
        ("Georgia’s governor met senators in Atlanta.", []),
        ("Georgia accused Russia.", ["Georgia", "Russia"]),
        ("Congo blamed rebels in Goma.", ["Congo"]),
        ("Guinea pigs are no actors, Guinea is.", ["Guinea"]),
        ("Seychelles voted; Victoria rejected the plan.", ["Seychelles", "Victoria"]),
        ("Real Madrid and Paris Saint-Germain left Madrid.", ["Real Madrid", "Paris Saint-Germain"]),
        ("The New Democrats left.", []),
        ("Amazon workers denounced Peru.", ["Amazon", "Peru"]),
        ("Fires in the Amazon and on the Amazon River raged.", []),
        ("Iran warns Israel\nSunak left", ["Iran", "Israel"]),
        # 5. languages and capitals
        ("He spoke in French. The French farmers left.", ["French"]),
        ("They told us that the US agreed.", ["US"]),
        ("LET US GO", []),
    ],
)  # fmt: skip
def test_ambiguous_names_are_settled_by_rule(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "open_name"),
    [
        ("Georgia voted.", "Georgia"),
        ("Congo won.", "Congo"),
        ("Korea celebrated.", "Korea"),
        ("Victoria rejected the plan.", "Victoria"),
        ("Kingston rejected the plan.", "Kingston"),
        ("Panama City rejected the plan.", "Panama City"),
        ("Lima, 3 May", "Lima"),
        ("LET US GO", "US"),
        ("The RSF denied it.", "RSF"),
    ],
)
def test_what_no_rule_settles_is_reported_and_not_found(text, open_name):
    assert names(text) == []
    assert unsure(text) == [open_name]


def test_what_is_settled_is_not_reported():
    assert unsure("Reporters in Lima said that Michael Jordan and the Kremlin agreed with Moscow.") == []
    with pytest.raises(InputError, match="must be a string"):
        WORLD.ambiguities(3)


def actor(actor_id, name, *aliases, kind="country"):
    return Actor(id=actor_id, name=name, kind=kind, aliases=aliases)


def test_an_actor_of_the_same_id_replaces():
    both = WORLD.extend(Registry([actor("russia", "Russia", "Moscow")]))
    assert both["russia"].aliases == ("Moscow",)
    assert found("Reporters in Moscow met Russians.", both) == [("Moscow", "russia")]


def test_a_users_name_beats_the_worlds():
    own = Registry(
        [
            actor("savannah", "State of Georgia", "Georgia", kind="government"),
            actor("lima", "Lima", kind="group"),
        ]
    )
    both = WORLD.extend(own)
    assert found("Georgia and Georgians slept in Lima.", both) == [
        ("Georgia", "savannah"), ("Georgians", "georgia"), ("Lima", "lima"),
    ]  # fmt: skip
    assert "Lima" not in both["peru"].aliases
    assert both.lookup("Georgia").id == "savannah"


def test_an_actor_that_claims_the_display_name_replaces():
    both = WORLD.extend(Registry([actor("usa", "USA", "United States")]))
    assert "united-states" not in both
    assert found("The United States, the USA, Americans", both) == [("United States", "usa"), ("USA", "usa")]


def test_united_actors_keep_the_worlds_names_and_rules():
    saved = Registry(
        [actor("peru", "Peru", "Lima", "Inca land"), actor("usa", "USA", "United States"), actor("b", "Bob")]
    )
    both = WORLD.extend(saved, unite=True)
    assert found("Peruvians of Inca land met Bob in Lima; the USA and Americans left.", both) == [
        ("Peruvians", "peru"), ("Inca land", "peru"), ("Bob", "b"), ("USA", "united-states"), ("Americans", "united-states"),
    ]  # fmt: skip


def test_extending_by_oneself_changes_nothing():
    again = WORLD.extend(WORLD)
    assert list(again) == list(WORLD)
    text = "Georgia and Congo met in Lima, New Mexico; Moscow refused."
    assert found(text, again) == found(text)


def test_files_extend_the_world_or_stand_alone(tmp_path):
    path = tmp_path / "actors.yaml"
    path.write_text("actors:\n- {id: tesk, name: Tesk, kind: company}\n", encoding="utf-8")
    assert found("Peru sued Tesk.", Registry.load(path, world=True)) == [("Peru", "peru"), ("Tesk", "tesk")]
    assert found("Peru sued Tesk.", Registry.load(path)) == [("Tesk", "tesk")]
    path.write_text(
        "actors:\n- {id: a, name: A, kind: group}\n- {id: b, name: A, kind: group}\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="names two actors"):
        Registry.load(path, world=True)


pieces = st.sampled_from(
    [name for a in list(WORLD)[::9] for name in (a.name, *a.aliases)]
    + [
        "in",
        "near",
        "the",
        "Mr.",
        "Michael",
        "said",
        "’s",
        ",",
        ".",
        "and",
        "-backed",
        "US",
        "we",
        "\n",
        "É",
        "“",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=10).map(" ".join))
def test_spans_hold_names_of_their_actors(text):
    spans = []
    for mention in WORLD.find(text):
        assert WORLD.form(text[mention.start : mention.end], mention.actor) == "name"
        spans.append((mention.start, mention.end))
    spans += [(a.start, a.end) for a in WORLD.ambiguities(text)]
    spans.sort()
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_nothing_is_read_before_it_is_asked_for():
    code = (
        "import sys, actorstance.finder; assert 'pycountry' not in sys.modules and 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
