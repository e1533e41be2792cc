"""The matcher: as whole words, longest first, and just what one big regular expression found before."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.matching import COMBINING, Matcher, name_key


def words(names, text):
    return [text[start:end] for start, end in Matcher(names).spans(text)]


def by_regex(names, text):
    """What the registry did up to version 0.1, all names in one regular expression, and names as they are written too."""

    def pattern(name):
        spelled = [re.sub("['’]", "['’]", re.escape(word)) for word in name.split()]
        joined, first = r"\s+".join(spelled), spelled[0][0]
        capital = first.upper()
        if first.islower() and len(capital) == 1 and capital.lower() == first:
            joined = f"[{first}{capital}]{joined[1:]}"
        return joined

    plain = {" ".join(name.split()) for name in names}
    forms = plain | {unicodedata.normalize(form, name) for name in plain for form in ("NFC", "NFD")}
    alternatives = "|".join(map(pattern, sorted(forms, key=len, reverse=True)))
    whole = re.compile(rf"(?<![\w{COMBINING}])(?:{alternatives})(?![\w{COMBINING}])")
    return [match.span() for match in whole.finditer(text)]


# Few characters, so that names meet: letters with accents in both spellings, apostrophes, signs and spaces.
alphabet = st.sampled_from("aAbBéÉe\u0301'’.-+( \n\xa01ßıx")
names = st.lists(
    st.text(alphabet, min_size=1, max_size=8).filter(lambda n: n.strip() == n), min_size=1, max_size=6
)


@settings(max_examples=400, deadline=None)
@given(names, st.text(alphabet, max_size=40))
def test_it_finds_what_the_regular_expression_found(names, text):
    assert list(Matcher(names).spans(text)) == by_regex(names, text)


@settings(max_examples=200, deadline=None)
@given(names, st.lists(st.text(alphabet, max_size=10), max_size=4))
def test_spans_hold_names_and_do_not_overlap(names, between):
    text = " ".join([*names, *between])
    keys, end = {name_key(name) for name in names}, 0
    for start, stop in Matcher(names).spans(text):
        assert start >= end
        assert name_key(text[start:stop]) in keys
        end = stop


def test_a_name_that_mixes_both_spellings_is_found_as_it_is_written():
    name = "A\u0301É"  # neither all composed nor all decomposed
    assert words([name], name) == [name]


def test_names_that_begin_with_one_word_are_tried_longest_first():
    names = ["New", "New York", "New York Times", "York"]
    assert words(names, "New York Times, New York, New York\nTime, York") == [
        "New York Times", "New York", "New York", "York",
    ]  # fmt: skip


def test_names_that_begin_with_a_sign():
    assert words(["(7)", "@home", "+"], "((7) @home x+ @homer") == ["(7)", "@home"]


def test_no_names_and_empty_names_are_never_found():
    assert words([], "Peru") == words(["", " "], "Peru  ") == []
