"""Annotation markup: what is written reads back, and what cannot be understood is refused with its line."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.markup import place_in_article, read_markup, write_markup
from actorstance.schema import (
    STANCES,
    Actor,
    Adjudication,
    Annotation,
    Article,
    Directed,
    Labeler,
    MarkedMention,
    Stance,
)
from actorstance.spans import format_spans, parse_spans

ME = Labeler("me", "1")
IDS = ["ana", "ben-2", "c.d", "e_f", "ñandú", "-g"]
REGISTRY = Registry([Actor(id=i, name=f"Name of {i}", kind="person") for i in IDS])

PIECES = [
    *["[", "]", "\\", "(", ")", "](ana)", "\\[", "+", "-", " "],
    *["Ana", "’s", "😀", "e\u0301", "\u2028", "\x85", "\x0c"],
]
STARTS = ["#", "# ", "@ ", "story: ", "actor: ", "tags: ", "reason: ", "a -> b: favor", "\\# ", "\\", " "]
texts = st.builds(
    str.__add__,
    st.sampled_from(["", *STARTS]),
    st.lists(st.sampled_from([*PIECES, "\n", "\r", "\r\n"]) | st.text(max_size=3), max_size=15).map("".join),
)


@st.composite
def marked(draw):
    """A text with spans that nest, the outer before the inner."""
    text = draw(texts.filter(str.strip))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = []
    for one, other in draw(st.lists(places, max_size=6)):
        start, end = sorted((one, other))
        crosses = any(a < start < b < end or start < a < end < b for a, b, *_ in spans)
        if start < end and not crosses:
            spans.append((start, end, draw(st.sampled_from(IDS)), draw(st.sampled_from(STANCES))))
    return text, sorted(spans, key=lambda span: (span[0], -span[1]))


@settings(max_examples=150, deadline=None)
@given(marked())
def test_formatted_spans_parse_to_the_same_text_and_spans(case):
    text, spans = case
    assert parse_spans(format_spans(text, spans)) == (text, spans)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_any_line_is_parsed_or_refused(line):
    try:
        text, spans = parse_spans(line)
    except ValueError:
        return
    if all(start < end for start, end, *_ in spans):
        assert parse_spans(format_spans(text, spans)) == (text, spans)


def annotation(number, text, spans, stances=(), **fields):
    once = {}  # an actor is mentioned at a place once, and everywhere with one overall stance
    overall_of = {}
    for start, end, actor, overall in spans:
        once.setdefault((actor, start), (start, end, actor, overall_of.setdefault(actor, overall)))
    mentions = tuple(
        MarkedMention(start, end, actor, REGISTRY.form(text[start:end], actor), overall)
        for start, end, actor, overall in once.values()
    )
    actors = list(dict.fromkeys(m.actor for m in mentions))
    pairs = [(a, b) for a in actors for b in actors if a != b]
    directed = tuple(Directed(a, b, stance) for (a, b), stance in zip(pairs, stances, strict=False))
    return Annotation(id=f"s{number}", text=text, mentions=mentions, directed=directed, labeler=ME, **fields)


@settings(max_examples=100, deadline=None)
@given(st.lists(marked(), max_size=4), st.lists(st.sampled_from(STANCES), max_size=4))
def test_written_markup_reads_back_as_the_same_annotations(tmp_path_factory, cases, stances):
    annotations = [
        annotation(
            number,
            *case,
            stances,
            tags=("quote", "negation"),
            adjudications=(Adjudication("overall ana", {}, "", "she | he won"),),
        )
        for number, case in enumerate(cases)
    ]
    path = tmp_path_factory.getbasetemp() / "round.txt"
    path.write_bytes(write_markup(annotations).encode())
    assert read_markup(path, ME, REGISTRY) == (annotations, [])


def test_spans_that_cross_are_refused():
    with pytest.raises(ValueError, match="cross"):
        format_spans("abcdef", [(0, 3, "ana", Stance.NEUTRAL), (2, 5, "ben-2", Stance.NEUTRAL)])


@pytest.mark.parametrize("actor", ["", "two words", "a)b", "minus-", "plus+", "a\nb"])
def test_an_actor_id_that_markup_cannot_hold_is_refused(actor):
    with pytest.raises(ValueError, match="actor id"):
        format_spans("abc", [(0, 3, actor, Stance.NEUTRAL)])


def test_touching_and_equal_spans_are_written_inside_each_other():
    spans = [
        (0, 3, "ana", Stance.FAVOR),
        (0, 3, "ben-2", Stance.AGAINST),
        (0, 1, "c.d", Stance.NEUTRAL),
        (3, 4, "e_f", Stance.NEUTRAL),
    ]
    line = "[[[a](c.d)bc](ben-2-)](ana+)[d](e_f)"
    assert format_spans("abcd", spans) == line
    assert parse_spans(line) == ("abcd", spans)


def read(tmp_path, text, registry=REGISTRY):
    path = tmp_path / "marked.txt"
    path.write_text(text, encoding="utf-8")
    return read_markup(path, ME, registry)


GOOD = "@ s1\n[Ana](ana+) met [Ben](ben-2).\nana -> ben-2: favor\n\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Ana left.\n", 1, "expected '@ sentence-id' first"),
        (f"{GOOD}@ s2\n", 5, "the sentence has no text"),
        (f"{GOOD}@ s2\n[Ana](ana left.\n", 6, "column 5: expected"),
        (f"{GOOD}@ s2\n[Ana left.\n", 6, r"a '\[' is never closed"),
        (f"{GOOD}@ s2\nAna](ana) left.\n", 6, "column 4: expected"),
        (f"{GOOD}@ s2\n[Zoe](zoe) left.\n", 6, "unknown actor id 'zoe'"),
        (f"{GOOD}@ s2\n[](ana) left.\n", 6, "0 <= start < end"),
        (
            f"{GOOD}@ s2\n[Ana](ana) left.\nana -> ben-2: favor\n",
            7,
            "'ben-2' of a directed stance is not mentioned",
        ),
        (f"{GOOD}@ s2\n[Ana](ana) left.\nana -> ana: favor\n", 5, "holder and target"),
        (f"{GOOD}@ s2\n[Ana](ana) left.\nana > ben-2: favor\n", 7, "expected 'holder -> target: stance'"),
        (f"{GOOD}@ s2\n[Ana](ana) left.\nana -> ben-2: pro\n", 7, "unknown stance 'pro'"),
        (f"{GOOD}@ s2\n[Ana](ana) left.\nreason: why not\n", 7, r"expected 'reason: item \| why'"),
        (f"{GOOD}ana -> ben-2: against\n", 1, "stands twice"),
        (f"{GOOD}@ s2\n[Ana](ana-) left [Ana](ana).\n", 6, "ana is both against and neutral"),
        (f"{GOOD}actor: zoe | Zoe\n", 5, "expected 'actor: id"),
    ],
)
def test_an_error_names_the_file_and_the_line(tmp_path, text, line, message):
    with pytest.raises(InputError, match=rf"marked.txt, line {line}\b.*{message}"):
        read(tmp_path, text)


def test_a_missing_file_and_one_that_is_not_utf8_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"none.txt: cannot read the markup"):
        read_markup(tmp_path / "none.txt", ME)
    (tmp_path / "latin.txt").write_bytes("@ s1\nGuaidó".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin.txt: cannot read the markup"):
        read_markup(tmp_path / "latin.txt", ME)


def test_stories_declare_actors_of_their_own(tmp_path):
    text = (
        "# a remark\n"
        "story: one\nactor: zoe | Zoe Tesk | person | Tesk; Zoe\n@ s1\n[Tesk](zoe) left [Ana](ana).\ntags: plain\n"
        "story: two\nactor: tom | Tom Tesk | person | Tesk\n@ s1\n[Tesk](tom-) stayed, he said.\n"
    )
    annotations, declared = read(tmp_path, text)
    assert [(a.article, a.id, a.actors, a.tags) for a in annotations] == [
        ("one", "s1", ("zoe", "ana"), ("plain",)),
        ("two", "s1", ("tom",), ()),
    ]
    assert annotations[1].mentions[0].overall is Stance.AGAINST
    assert [a.id for a in declared] == ["zoe", "tom"]
    assert declared[0].aliases == ("Tesk", "Zoe")
    with pytest.raises(InputError, match="unknown actor id 'zoe'"):
        read(tmp_path, f"{text}@ s2\n[Zoe](zoe) left.\n")


def test_a_sentence_outside_a_story_belongs_to_the_article_that_its_id_names(tmp_path):
    annotations, _ = read(tmp_path, "@ a/s1\n[Ana](ana) left.\n@ s2\nIt rained.\nstory: b\n@ c/s3\nNo.\n")
    assert [a.article for a in annotations] == ["a", None, "b"]


def test_windows_line_ends_change_nothing(tmp_path):
    plain = read(tmp_path, GOOD)
    (tmp_path / "windows.txt").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert read_markup(tmp_path / "windows.txt", ME, REGISTRY) == plain


ARTICLE = Article(id="story", text="LIMA (AP) — Ana met\r\nhim.\r\n\r\n# 1 was Ana.")


def test_annotations_get_their_places_in_the_article_even_after_a_trip_through_a_file(tmp_path):
    first = annotation("x", "Ana met\r\nhim.", [(0, 3, "ana", Stance.FAVOR)])
    second = annotation("y", "# 1 was Ana.", [(8, 11, "ana", Stance.NEUTRAL)])
    (tmp_path / "marked.txt").write_bytes(write_markup([first, second]).encode())
    annotations, _ = read_markup(tmp_path / "marked.txt", ME, REGISTRY)
    placed = place_in_article(annotations, ARTICLE)
    assert [(a.id, a.article, a.paragraph) for a in placed] == [
        ("story/s01", "story", 1),
        ("story/s02", "story", 2),
    ]
    assert all(ARTICLE.text[a.start : a.end] == a.text for a in placed)
    assert [a.mentions for a in placed] == [first.mentions, second.mentions]


def test_annotations_of_another_article_are_refused():
    one = annotation(1, "Ana met\r\nhim.", [])
    other = annotation(2, "# 1 was Ben.", [])
    with pytest.raises(
        InputError,
        match=r"1 annotated sentences, but article story has 2; its sentence 2, '# 1 was Ana\.', is not",
    ):
        place_in_article([one], ARTICLE)
    with pytest.raises(
        InputError, match=r"1 annotated .* 2; sentence s2 reads '# 1 was Ben\.', the article there 'Ana met"
    ):
        place_in_article([other], ARTICLE)
    with pytest.raises(
        InputError, match=r"3 annotated .* 2; sentence s2, '# 1 was Ben\.', comes after its end"
    ):
        place_in_article([one, msgspec.structs.replace(other, text="# 1 was Ana."), other], ARTICLE)
    with pytest.raises(
        InputError, match=r"^sentence s2 reads '# 1 was Ben\.', the article there '# 1 was Ana\.'"
    ):
        place_in_article([one, other], ARTICLE)
    assert place_in_article([one, msgspec.structs.replace(other, text="# 1 was Ana.")], ARTICLE)
