"""The registry: where a text names an actor, and registries that are refused."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry, merge_actors
from actorstance.errors import InputError
from actorstance.schema import Actor, Form


def actor(actor_id, name, *aliases, kind="person"):
    return Actor(id=actor_id, name=name, kind=kind, aliases=aliases)


def found(registry, text):
    return [(m.actor, text[m.start : m.end]) for m in registry.find(text)]


KNOWN = Registry(
    [
        actor("guaido", "Juan Guaidó", "Guaidó"),
        actor("usa", "United States", "America", "U.S.", kind="country"),
        actor("oas", "Organization of American States", "O.A.S.", kind="organisation"),
        actor("states", "States Party", "American States", kind="party"),
        actor("opposition", "Venezuelan opposition", "the opposition", kind="group"),
        actor("obrien", "Ana O'Brien", "O’Brien"),
        actor("party", "People’s Party", kind="party"),
        actor("ecole", "école", kind="organisation"),
        actor("group", "Group (7)", "C++", kind="group"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Guaidó won.", ["Guaidó"]),
        ("Guaidós, Guaid, Guaidó2 and xGuaidó are others.", []),
        ("Guaidó’s side, (Guaidó), “Guaidó”, Guaidó-backed", ["Guaidó"] * 4),
        ("guaidó in small letters", []),
        ("Guaido without its accent", []),
        ("Juan Guaidó is named once", ["Juan Guaidó"]),
        (
            "Juan\nGuaidó, Juan\r\n  Guaidó, Juan\xa0Guaidó",
            ["Juan\nGuaidó", "Juan\r\n  Guaidó", "Juan\xa0Guaidó"],
        ),
        ("JuanGuaidó", []),
        ("the Organization of American States met", ["Organization of American States"]),
        ("the American States met", ["American States"]),
        ("The U.S. left", ["U.S."]),
        ("The opposition met the opposition; The Opposition", ["The opposition", "the opposition"]),
        ("Ana O'Brien, Ana O’Brien, O'Brien, O’Brien", ["Ana O'Brien", "Ana O’Brien", "O'Brien", "O’Brien"]),
        ("People's Party and People’s Party", ["People's Party", "People’s Party"]),
        ("École and école", ["École", "école"]),
        ("Group (7) and C++.", ["Group (7)", "C++"]),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(text, expected):
    assert [words for _, words in found(KNOWN, text)] == expected


def test_a_shorter_name_is_not_found_inside_an_accented_one():
    registry = Registry([actor("other", "Guaid"), actor("plain", "Guaido"), actor("mez", "mez")])
    for text in ("Guaidó", "Guaido\u0301", "Gómez", "Go\u0301mez"):
        assert registry.find(text) == []
    assert found(registry, "Guaido, Guaid") == [("plain", "Guaido"), ("other", "Guaid")]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_accents_are_equal(form):
    for name in ("Guaidó", "Juan Guaidó", "École"):
        spelled = unicodedata.normalize(form, name)
        registry = Registry([actor("a", unicodedata.normalize("NFD", name)), actor("b", "Tesk")])
        assert found(registry, f"Then {spelled}.") == [("a", spelled)]


def test_of_overlapping_names_the_longest_wins_whatever_their_order():
    actors = [actor("short", "United"), actor("long", "United States"), actor("longer", "United States Navy")]
    for order in (actors, actors[::-1]):
        text = "United States Navy, United States, United"
        assert [a for a, _ in found(Registry(order), text)] == ["longer", "long", "short"]


def test_small_letters_whose_capital_is_another_word_are_matched_as_they_stand():
    registry = Registry([actor("a", "ßa"), actor("b", "ılıca"), actor("c", "ǆip"), actor("d", "µx")])
    for text in ("SSa Sa ßa", "Ilıca ılıca", "Ǆip ǆip ǅip", "Μx µx"):
        assert registry.find(text)
    assert found(registry, "SSa Sa ßa") == [("a", "ßa")]


words = st.lists(
    st.sampled_from(
        ["Guaidó", "Guaido\u0301", "Juan", "O'Brien", "’", "The opposition", "States", "American"]
    )
    | st.sampled_from([" ", "\n", ".", "😀", "\u0301", "C++", "U.S.", "École", "ecole\u0301"])
    | st.text(max_size=3),
    max_size=20,
).map("".join)


@settings(max_examples=100, deadline=None)
@given(words)
@example("O'Brien O'Brien:The opposition")  # the name is no given name, however written
def test_mentions_in_any_text_are_ordered_do_not_overlap_and_read_as_their_actor(text):
    position = 0
    for mention in KNOWN.find(text):
        assert position <= mention.start < mention.end <= len(text)
        assert KNOWN.lookup(text[mention.start : mention.end]).id == mention.actor
        assert KNOWN.form(text[mention.start : mention.end], mention.actor) is Form.NAME
        position = mention.end


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=8), st.text(max_size=8), words)
def test_any_name_is_found_where_it_stands_alone_and_nothing_fails(name, alias, text):
    if not name.strip() or not alias.strip():
        with pytest.raises(InputError, match="empty"):
            Registry([actor("a", name, alias)])
        return
    registry = Registry([actor("a", name, alias)])
    assert all(m.actor == "a" for m in registry.find(text + name + alias + text))
    assert (0, len(name.strip())) in [(m.start, m.end) for m in registry.find(name.strip())]


@pytest.mark.parametrize("name", ["\u0a59", "\u0a16\u0a3c", "Jos\u00e9", "Jose\u0301"])
def test_a_letter_that_no_normal_form_keeps_is_found_as_it_is_written(name):
    # Unicode's composition leaves U+0A59 and its like decomposed.
    assert [(m.start, m.end) for m in Registry([actor("a", name)]).find(name)] == [(0, len(name))]


@pytest.mark.parametrize("text", [None, 7, b"Guaid", ["Peru"]])
def test_only_strings_are_searched(text):
    with pytest.raises(InputError, match="must be a string"):
        KNOWN.find(text)


def test_an_empty_registry_finds_nothing():
    assert Registry([]).find("Peru") == []


def test_ids_are_unique():
    with pytest.raises(InputError, match="'a' stands twice"):
        Registry([actor("a", "Ana"), actor("a", "Ben")])


@pytest.mark.parametrize(
    "second",
    [actor("b", "Ben", "Ana"), actor("b", "Ana"), actor("b", "Ben", "ana"), actor("b", "Jose\u0301")],
)
def test_a_name_of_two_actors_is_refused(second):
    with pytest.raises(InputError, match="names two actors: 'a' and 'b'"):
        Registry([actor("a", "Ana", "José"), second])


def test_one_actor_may_repeat_its_own_name():
    assert len(Registry([actor("a", "Ana", "Ana", "ana")])) == 1


def test_lookup_by_id_name_and_alias():
    assert KNOWN.lookup("guaido").id == "guaido"
    assert KNOWN.lookup("Juan  Guaido\u0301").id == "guaido"
    assert KNOWN.lookup("U.S.").id == "usa"
    assert KNOWN.lookup("nobody") is None
    assert KNOWN["usa"].name == KNOWN.name("usa") == "United States"
    assert KNOWN.name("nobody") == "nobody"
    assert "usa" in KNOWN
    with pytest.raises(InputError, match="unknown actor id 'nobody'"):
        KNOWN["nobody"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Guaidó", Form.NAME),
        ("juan Guaidó", Form.NAME),
        ("he", Form.PRONOUN),
        ("His", Form.PRONOUN),
        ("the leader", Form.NOMINAL),
        ("America", Form.NOMINAL),
    ],
)
def test_the_form_of_a_mention(text, form):
    assert KNOWN.form(text, "guaido") is form


def write(tmp_path, text, name="actors.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


GOOD = "- {id: peru, name: Peru, kind: country}\n"


@pytest.mark.parametrize(
    ("entry", "places"),
    [
        ("- {id: b, name: B, kind: planet}", ["actors[2]", "unknown kind 'planet'", "person"]),
        ("- {id: b, name: B, kind: person, alias: [C]}", ["actors[2]", "unknown field `alias`"]),
        ("- {id: b, kind: person}", ["actors[2]", "missing required field `name`"]),
        ("- {id: b, name: B, kind: person, aliases: [no]}", ["actors[2]", "$.aliases[0]", "got `bool`"]),
        ("- {id: 7, name: B, kind: person}", ["actors[2]", "Expected `str`", "$.id"]),
        ("- {id: b, name: B, kind: person, aliases: C}", ["actors[2]", "$.aliases", "got `str`"]),
        ("- Peru", ["actors[2]", "got `str`"]),
        ("- {id: peru, name: Other, kind: country}", ["'peru' stands twice"]),
        ("- {id: b, name: peru, kind: country}", ["names two actors", "'peru' and 'b'"]),
        ("- {id: b, name: '', kind: country}", ["'b'", "empty"]),
        ("- {id: b, name: B, kind: person, aliases: [' ']}", ["'b'", "empty"]),
        ("- {id: [", ["not YAML", "line"]),
        ("- {id: 2019-13-45, name: B, kind: person}", ["not YAML"]),
        ("- {id: \x01, name: B, kind: person}", ["not YAML"]),
    ],
)
def test_a_wrong_entry_is_refused_in_one_line_with_file_and_entry(tmp_path, entry, places):
    path = write(tmp_path, f"actors:\n{GOOD}{entry}\n")
    with pytest.raises(InputError) as error:
        Registry.load(path)
    message = str(error.value)
    assert "\n" not in message
    for part in (str(path), *places):
        assert part in message


@pytest.mark.parametrize("content", ["", "[]", "actors: Peru", "actor: []", "7"])
def test_yaml_without_a_list_of_actors_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="expected a list named 'actors'"):
        Registry.load(write(tmp_path, content))


def test_a_missing_file_and_one_that_is_not_utf8_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"none.yaml: cannot read the registry"):
        Registry.load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("actors: [Guaidó]".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin.yaml: not YAML"):
        Registry.load(tmp_path / "latin.yaml")


def test_an_actor_of_a_later_file_replaces_an_earlier_one(tmp_path):
    first = write(tmp_path, f"actors:\n{GOOD}", "a.yaml")
    second = write(tmp_path, "actors:\n- {id: peru, name: Republic of Peru, kind: country}\n", "b.yaml")
    assert Registry.load(first, second).name("peru") == "Republic of Peru"


# PyYAML reads these three line ends back as a space; no other character changes.
names = st.text(
    st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), min_size=1, max_size=12
).filter(str.strip)


@settings(max_examples=50, deadline=None)
@given(names, st.lists(names, max_size=3))
def test_save_and_load_give_the_same_registry(tmp_path_factory, name, aliases):
    path = tmp_path_factory.getbasetemp() / "saved.yaml"
    registry = Registry([Actor(id="no", name=name, kind="person", aliases=tuple(aliases), wikidata="Q1")])
    registry.save(path)
    assert list(Registry.load(path)) == list(registry)


def test_merged_declarations_unite_aliases_and_drop_ambiguous_ones():
    registry, dropped = merge_actors(
        [
            actor("a", "Ana Ruiz", "Ruiz", "Ana"),
            actor("b", "Ben Ruiz", "Ruiz", "Ben"),
            actor("a", "Ana Ruiz", "Minister Ruiz"),
            actor("c", "Carl", "ana Ruiz"),
        ]
    )
    assert dropped == ["Ruiz", "ana Ruiz"]
    assert [(a.id, a.aliases) for a in registry] == [
        ("a", ("Ana", "Minister Ruiz")),
        ("b", ("Ben",)),
        ("c", ()),
    ]


@pytest.mark.parametrize(
    "other", [actor("a", "Other"), actor("a", "Ana", kind="group"), actor("b", "Ana"), actor("b", "ana")]
)
def test_declarations_that_contradict_are_refused(other):
    with pytest.raises(InputError, match="'a'"):
        merge_actors([actor("a", "Ana"), other])


POLITICIANS = Registry(
    [
        actor("scholz", "Scholz"),
        actor("trump", "Donald Trump", "Trump"),
        actor("kim", "Kim Jong Un", "Kim"),
        actor("acme", "Acme", kind="company"),
        actor("greens", "Greens", kind="party"),
        actor("jordan", "Jordan", kind="country"),
        actor("council", "National Council for Redress", "Council", kind="organisation"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Olaf Scholz attacked Ivanka Trump.", ["Olaf Scholz"]),
        ("Chancellor Olaf Scholz’s party thanked Chancellor Scholz.", ["Olaf Scholz", "Scholz"]),
        ("President Donald J. Trump and D. J. Trump met Trump.", ["Donald J. Trump", "D. J. Trump", "Trump"]),
        ("The Trump Organization sued; Trump Tower burned.", []),
        ("The Trump Administration and Donald Trump Jr. slept.", []),
        ("Trump-backed senators, anti-Trump rallies, Trump’s Tower", ["Trump"] * 3),
        ("On Monday Trump said that U.S. President Trump left.", ["Trump", "Trump"]),
        ("Trump Attacks Germany Over Tariffs", ["Trump"]),
        ("Kremlin Slams Trump Over Tariffs", ["Trump"]),
        ("TRUMP ATTACKS", []),
        ("Kim Yo Jong is no Kim Jong-un, said Kim.", ["Kim Jong-un", "Kim"]),
        ("Acme Corp sued the Acme Workers’ Union and Acme.", ["Acme", "Acme"]),
        ("Acme Chief Executive Ana Ruiz left Norwegian Acme.", ["Acme", "Acme"]),
        ("Robert Habeck of the Greens left, and the Greens Party fell.", ["Greens", "Greens"]),
        ("Michael Jordan left Jordan.", ["Jordan"]),
        ("The Council left the Town Council, the Dockers’ Council and the Fund of the Council.", ["Council"]),
        ("Peru’s Council, Drew Trump and D.J. Trump met.", ["Council", "D.J. Trump"]),
    ],
)
def test_a_registered_name_inside_a_longer_one(text, expected):
    assert [words for _, words in found(POLITICIANS, text)] == expected


def test_whoever_registers_the_longer_name_settles_it():
    both = Registry(
        [*POLITICIANS, actor("ivanka", "Ivanka Trump"), actor("tower", "Trump Tower", kind="company")]
    )
    assert found(both, "Ivanka Trump left Trump Tower.") == [
        ("ivanka", "Ivanka Trump"),
        ("tower", "Trump Tower"),
    ]
