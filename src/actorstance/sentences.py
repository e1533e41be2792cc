"""Article to sentences, with character offsets and paragraphs.

syntok finds the boundaries; this module is the only place that knows it, so that another splitter can
take its seat. What comes out always satisfies `sentence.text == article.text[sentence.start:sentence.end]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from syntok import segmenter
from syntok.tokenizer import Tokenizer

from actorstance.errors import InputError
from actorstance.schema import Article, Sentence

# The lookahead keeps one Windows line end, \r\n, from counting as two.
PARAGRAPH_BREAK = re.compile(r"(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]\s*")

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_WORD = re.compile(r"\S+")
NARROW = 40
"""Running text has wider lines than this many characters."""

_CAPITALS = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x250)) if c.isupper())
_AGENCIES = (
    "AP|AFP|Reuters|Xinhua|dpa|DPA|TASS|Tass|EFE|ANSA|UPI|PTI|ANI|IANS|PA|CNN|BBC|Bloomberg|Kyodo(?: News)?|Yonhap|Interfax|"
    "Sputnik|RFE/RL|VOA|APA|Anadolu|AA|Thomson Reuters Foundation|Associated Press|Agency"
)

# "LIMA (AP) — ", "LIMA, Peru, Jan. 3 – ", "Lima (AFP) - ", "(Reuters) - ", "date 2019-01-25 – ": says where and when the article was
# filed and is no part of its first sentence. A bare "NATO — " may be one, so it stays.
DATELINE = re.compile(
    rf"""\s*
    (?: date\s+(?P<date>\d{{4}}-\d{{2}}-\d{{2}})
      | [{_CAPITALS}][{_CAPITALS}\x20.'’/-]+  (?: ,\s[\w.,\s-]{{1,30}}? (?:\s\([A-Za-z\x20/]{{2,30}}\))? | \s\([A-Za-z\x20/]{{2,30}}\) )
      | [{_CAPITALS}]\w[\w\x20.'’/-]{{1,30}}  (?: ,\s[\w.,\s-]{{1,30}}? )?  \s\((?:{_AGENCIES})\)
      | \((?:{_AGENCIES})\)
    )
    \s+[–—-]{{1,2}}\s+""",
    re.VERBOSE,
)

# "By JOHN SMITH, Associated Press"
BYLINE = re.compile(rf"\s*By(?: [{_CAPITALS}][{_CAPITALS}.'’-]+){{2,4}}(?:,? [^\r\n.]{{0,60}})?(?=[\r\n]|\Z)")


# Titles that are cut short: behind them a name goes on, and no sentence begins. syntok knows only the commonest.
_TITLE = re.compile(
    r"(?<![\w.])(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Messrs|Gov|Govs|Sen|Sens|Rep|Reps|Pres|Atty|Amb|Sec|Asst|Dep|Insp|Det|Supt|Cllr|Hon|Rev|Fr|Msgr|"
    r"Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Brig|Sgt|Cpl|Pvt|Pte|Spc)\.\s+\Z"
)


# "By Rosa Lindgren", "By Rosa Lindgren and Ben Tark, Staff Writers": a line of its own.
_CREDIT = re.compile(
    rf"By(?: [{_CAPITALS}][\w.'’-]+){{2,4}}(?:(?:,| and| in|, and)(?: [{_CAPITALS}][\w.'’-]+){{1,4}}){{0,3}}[^\S\r\n]*(?=[\r\n]|\Z)"
)
_START = re.compile(r"^[^\S\r\n]*(?=\S)", re.MULTILINE)
LINES = 6
"""In how many lines an article's byline and dateline may stand."""


def credits(text: str) -> list[tuple[int, int]]:
    r"""Where bylines and datelines stand in an article's first lines, from left to right; they say who reports and from where.

    Examples:
        >>> credits("Peru left\nBy Ana Ruiz\n\nLIMA (AP) - Peru left.")
        [(10, 21), (23, 35)]
    """
    found = [(0, body_start(text))]
    for line in islice(_START.finditer(text), LINES):
        match = next((m for form in (BYLINE, _CREDIT, DATELINE) if (m := form.match(text, line.end()))), None)
        if match and line.end() >= found[-1][1]:
            found.append(match.span())
    return [span for span in found if span[1]]


def body_start(text: str) -> int:
    r"""Where the text itself begins, behind a byline and a dateline.

    Examples:
        >>> body_start("LIMA (AP) - Peru left."), body_start("By ANA RUIZ\nLIMA (AP) - Peru left."), body_start("Peru left.")
        (12, 24, 0)
    """
    byline = BYLINE.match(text)
    begin = byline.end() if byline else 0
    dateline = DATELINE.match(text, begin)
    return dateline.end() if dateline else begin


def read_article(path: str | Path) -> Article:
    """Read a UTF-8 text file as an article; its id is the file's name without the ending.

    The date comes from a dateline such as "date 2019-01-25 –" where there is one. Line ends are kept
    as they are, so offsets into the text are offsets into the file's characters (a byte order mark is none of them).

    Raises:
        InputError: the file is missing, is empty, is no UTF-8 text, or is a table or a file of records.
    """
    path = Path(path)
    if (
        path.suffix.lower() != ".txt" and not path.is_dir()
    ):  # a table or a file of records would be read as one long text
        raise InputError.at("expected an article, a file ending in .txt", path=path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError.at(f"cannot read the article: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        raise InputError.at(f"not UTF-8 text (byte {error.start})", path=path) from None
    if not text.strip():
        raise InputError.at("the article is empty", path=path)
    if "\0" in text:
        raise InputError.at("has NUL characters, as UTF-16 text has: save it as UTF-8", path=path)
    if _is_object(text.lstrip().partition("\n")[0]):
        raise InputError.at("line 1 is a JSON object, no text: a file of records ends in .jsonl", path=path)
    dateline = DATELINE.match(text)
    return Article(id=path.stem, text=text, date=dateline["date"] if dateline else None)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def split_sentences(article: Article) -> list[Sentence]:
    """Split an article into sentences, numbered through as `<article>/s01`, with their paragraphs from 1.

    Bylines and datelines are left out; so is the white space between sentences. A quotation of two sentences
    becomes two, each with its own quotation mark. A line that was ended early ends a sentence, as in a list of headlines; one that was
    ended for want of room does not.

    Examples:
        >>> article = Article(id="a", text="LIMA (Agency) — The U.N. left. “We stay,” Ruiz said.")
        >>> [(s.id, s.start, s.text) for s in split_sentences(article)]
        [('a/s01', 16, 'The U.N. left.'), ('a/s02', 31, '“We stay,” Ruiz said.')]
    """
    text, begin = article.text, body_start(article.text)
    width = max(map(len, _LINE_BREAK.split(text)))
    behind = dict(credits(text))
    spans = [
        (number, start, end)
        for number, (first, last) in enumerate(_paragraphs(text, begin), 1)
        for top, bottom in _lines(text, first, last, width)
        for start, end in _sentence_spans(text, behind.get(top, top), bottom)
    ]
    return [
        Sentence(
            id=f"{article.id}/s{index:02d}",
            text=text[start:end],
            article=article.id,
            paragraph=paragraph,
            start=start,
            end=end,
        )
        for index, (paragraph, start, end) in enumerate(spans, 1)
    ]


def normal(text: str) -> str:
    """A text without case and with single spaces, to compare it by."""
    return " ".join(text.casefold().split())


def _paragraphs(text: str, begin: int) -> Iterator[tuple[int, int]]:
    for match in PARAGRAPH_BREAK.finditer(text, begin):
        if text[begin : match.start()].strip():
            yield begin, match.start()
        begin = match.end()
    if text[begin:].strip():
        yield begin, len(text)


def _lines(text: str, first: int, last: int, width: int) -> Iterator[tuple[int, int]]:
    """A paragraph's lines; those of running text together, where the next word had no room in a line of the article's width."""
    top = line = first
    for match in _LINE_BREAK.finditer(text, first, last):
        word = _WORD.search(text, match.end(), last)
        room = width - (match.start() - line)
        if word and not word[0][0].islower() and (len(word[0]) < room or width < NARROW):
            yield top, match.start()
            top = match.end()
        line = match.end()
    yield top, last


def _sentence_spans(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    if not text[first:last].strip():
        return
    # Only the starts are taken from syntok: each sentence runs to the next one's start, so no
    # character is lost, whatever the tokenizer makes of it.
    tokens = Tokenizer(emit_hyphen_or_underscore_sep=True, replace_not_contraction=False)
    part = text[first:last]
    starts = [first + sentence[0].offset for sentence in segmenter.split(tokens.tokenize(part)) if sentence]
    starts = sorted({first, *(start for start in starts[1:] if not _title_before(text, start))})
    for start, end in zip(starts, [*starts[1:], last], strict=True):
        trimmed = text[start:end].strip()
        if trimmed:
            begin = start + text[start:end].index(trimmed)
            yield begin, begin + len(trimmed)


def _title_before(text: str, start: int) -> bool:
    return _TITLE.search(text, max(0, start - 20), start) is not None
