"""Articles to sentences: the seed article, and any text whatever."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actorstance.errors import InputError
from actorstance.schema import Article
from actorstance.sentences import credits, read_article, split_sentences

SEED = Path(__file__).parents[1] / "seeds" / "venezuela-2019-01-25.txt"

PIECES = [
    *["Peru", "Ruiz said", "the U.N. left", "Mr. Tesk", "3.5", "Guaido\u0301"],
    *["LIMA (AP) — ", "date 2019-01-25 – ", "By Ana Ruiz\n"],
    *[". ", "? ", "!", "…", " — ", "-", "“", "”", "’", '"', "(", ")", "[", "]"],
    *["\r\n", "\r\n\r\n", "\n", "\n\n", "\r", "\t", " ", "\xa0", "\u2028", "\x0b", "\x1c", "\x85"],
    *["😀", "👩\u200d🚀", "\u0301", "\u200b", "\ufeff", "\x00", "\x07", "\u202e", "中文。", "ß"],
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)


def split(text):
    return split_sentences(Article(id="a", text=text))


def check(text):
    sentences = split(text)
    assert [s.id for s in sentences] == [f"a/s{i:02d}" for i in range(1, len(sentences) + 1)]
    paragraphs = [s.paragraph for s in sentences]
    assert paragraphs == sorted(paragraphs)
    position, unsigned = 0, list(text)
    for start, end in credits(text):
        unsigned[start:end] = " " * (end - start)
    for sentence in sentences:
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip() != ""
        assert position <= sentence.start
        assert not "".join(unsigned[position : sentence.start]).strip()
        position = sentence.end
    assert not "".join(unsigned[position:]).strip()


def test_the_seed_article_has_38_sentences_that_equal_their_slices():
    article = read_article(SEED)
    sentences = split_sentences(article)
    assert len(sentences) == 38
    assert article.id == "venezuela-2019-01-25"
    assert article.date == "2019-01-25"
    assert not sentences[0].text.startswith("date")
    assert sentences[0].start == article.text.index("–") + 2
    assert all(article.text[s.start : s.end] == s.text for s in sentences)
    assert {s.article for s in sentences} == {article.id}


@settings(max_examples=150, deadline=None)
@given(texts)
def test_sentences_of_any_text_are_its_slices_in_order_and_lose_nothing(text):
    check(text)


@pytest.mark.parametrize(
    "piece", ["Peru left. ", "😀", "a", "“Why?” ", "x.\r\n", "\n", "e\u0301", "A, ", "\x00"]
)
def test_texts_of_a_hundred_thousand_characters_lose_nothing(piece):
    check((piece * 100_000)[:100_000])


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "LIMA (AP) — "])
def test_nothing_has_no_sentences(text):
    assert split(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The U.N. envoy left.",
        "The U.S. and the U.K. agreed.",
        "Mr. Ruiz met Dr. Tesk.",
        "It fell by 3.5 percent.",
        "On Monday Gov. Elena Marchetti met Rep. Tom Haas and Lt. Gov. Ines Osei.",
        "She wrote to Sens. Brandt and Weiss, Supt. Roy Vale, Cllr. Ada Finch, Rev. Okoro and Sgt. Bell.",
    ],
)
def test_abbreviations_and_figures_end_no_sentence(text):
    assert [s.text for s in split(text)] == [text]


def test_a_quotation_of_two_sentences_becomes_two():
    assert [s.text for s in split("“We stay. We fight,” Ruiz said. He left.")] == [
        "“We stay.",
        "We fight,” Ruiz said.",
        "He left.",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_end_breaks_no_sentence_and_an_empty_line_breaks_a_paragraph(end):
    sentences = split(
        f"Ruiz left{end}the city. Tesk stayed.{end}{end}Peru waited.{end} {end}{end}Chile too.{end}"
    )
    assert [(s.paragraph, s.text) for s in sentences] == [
        (1, f"Ruiz left{end}the city."),
        (1, "Tesk stayed."),
        (2, "Peru waited."),
        (3, "Chile too."),
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "date 2019-01-25 – ",
        "LIMA (AP) — ",
        "LIMA, Peru (AP) — ",
        "LIMA, Peru, Jan. 3 – ",
        "\nSAN JOSE (Agency) -- ",
        "BERLIN (Reuters) - ",
        "Paris (AFP) – ",
        "SÃO PAULO (Reuters) - ",
        "FRANKFURT/BERLIN, Feb 2 (Reuters) - ",
        "ST. PETERSBURG, Russia (AP) — ",
        "(Reuters) - ",
        "By JOHN SMITH, Associated Press\nLIMA (AP) — ",
    ],
)
def test_a_dateline_belongs_to_no_sentence(dateline):
    (sentence,) = split(f"{dateline}The envoy left.")
    assert (sentence.start, sentence.text) == (len(dateline), "The envoy left.")


@pytest.mark.parametrize(
    "text",
    [
        "NATO — the alliance — agreed.",
        "Chile (again) left — with Peru.",
        "Lima, Peru – a city.",
        "By ANA she left.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text):
    assert [s.text for s in split(text)] == [text]


def test_an_article_is_read_as_it_stands(tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes("Guaido\u0301 left.\r\nHe “won”.\r\n".encode())
    article = read_article(path)
    assert (article.id, article.date) == ("story", None)
    assert article.text == "Guaido\u0301 left.\r\nHe “won”.\r\n"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "story.txt"
    path.write_bytes(b"\xef\xbb\xbfdate 2020-02-03 \xe2\x80\x93 Peru left.")
    article = read_article(path)
    assert article.date == "2020-02-03"
    assert [s.text for s in split_sentences(article)] == ["Peru left."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read the article: No such file"),
        (b"Guaid\xf3 left.", r"not UTF-8 text \(byte 5\)"),
        (b"", "the article is empty"),
        (b" \n\t\r\n", "the article is empty"),
    ],
)
def test_an_article_that_cannot_be_used_is_refused_with_its_path(tmp_path, content, message):
    path = tmp_path / "story.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=f"story.txt: {message}"):
        read_article(path)


def test_a_folder_is_no_article(tmp_path):
    with pytest.raises(InputError, match="cannot read the article"):
        read_article(tmp_path)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_that_ends_early_ends_a_sentence(end):
    """Headlines are one a line, and running text is not, wherever its lines break."""
    headlines = ["Macron hails Modi", "Trump attacks Fed, again", "“Iran” warns Israel"]
    long = "A long headline of some more words than stand in a narrow line"
    for lines in (headlines, [*headlines, long]):
        assert [s.text for s in split_sentences(Article(id="a", text=end.join(lines)))] == lines
    words = "Peru thanked Chile for what Ana Ruiz of Acme Corp called help. Cuba did not, and Bolivia condemned Peru."
    for width in range(40, 80):
        found = split_sentences(Article(id="a", text=end.join(textwrap.wrap(words, width))))
        assert [" ".join(s.text.split()) for s in found] == [words[:62], words[63:]]


@pytest.mark.parametrize(
    "head",
    [
        "LIMA, Peru, Jan. 3 (Reuters) - ",
        "PORT LOUISA, April 2 (HT) — ",
        "By Rosa Lindgren\n",
        "By Rosa Lindgren and Ben Tark, Staff Writers\n\nPORT LOUISA, April 2 (HT) — ",
    ],
)
def test_bylines_and_datelines_behind_a_headline_are_no_sentences(head):
    for text in (f"{head}Weiss came.", f"Weiss slams Tesk\n\n{head}Weiss came."):
        assert split(text)[-1].text == "Weiss came."
        assert len(split(text)) == 1 + text.startswith("Weiss")
