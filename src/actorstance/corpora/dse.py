"""DSE (Directed Sentiment Extraction; Park, Pan & Joo, Findings of ACL 2021): who favors or opposes whom.

As published: `train.txt`, `valid.txt` and `test.txt`, tab-separated without a header, columns with quotation marks quoted as in CSV: a sentence with two
entities in square brackets, entity p, entity q, and a label: 0 neutral, 1 p→q favor, 2 q→p favor, 3 p→q against, 4 q→p against. Each row is
two of our pairs, p→q and q→p.

Some brackets cut a word ("[the United State]s", "s[eat]") or hold punctuation beside it ("[Ruiz ”]"): such spans are moved to the whole words, and a
possessive ’s stays outside. A bracket around no word at all ("[,]", "[’]s") is kept as it is, for scores over all rows, but is no actor.
The published splits share sentences, with other pairs of entities: `arrangement: clean` leaves out of `train` what stands in `valid`
or `test`, and of `valid` what stands in `test`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from actorstance.corpora.reading import Reading, Report, mention_of
from actorstance.corpora.source import field_of, hub_rows, opened, split_files
from actorstance.errors import InputError
from actorstance.references import slug
from actorstance.schema import Actor, Form, LabelledPair, Mention, Probabilities, Stance
from actorstance.sentences import normal
from actorstance.settings import CorpusSettings

ARRANGEMENTS = ("published", "clean")
CLASSES = ("neutral", "p favors q", "q favors p", "p against q", "q against p")
BRACKETED = re.compile(r"\[([^\[\]]*)\]")
POSSESSIVE = re.compile(r"[’']s?$")
LEADING_POSSESSIVE = re.compile(r"(?<=\w)[’']s\b\s*(?=\w)")
EDGES = " \t,;:“”\"‘’'()/€$%+*-–—"
"""What is no part of a name at either end of it; a full stop may be ("U.S.")."""
Span = tuple[int, int]


def read_dse(settings: CorpusSettings) -> Reading:
    """All splits that are there.

    Raises:
        InputError: nothing to read, a row without four columns, an unknown label or arrangement.
    """
    if settings.arrangement not in ARRANGEMENTS:
        raise InputError(
            f"corpus {settings.name}: unknown arrangement {settings.arrangement!r}, "
            f"expected {' or '.join(ARRANGEMENTS)}"
        )
    report = Report()
    actors: dict[str, Actor] = {}
    pairs: list[LabelledPair] = []
    for split, place, (marked, p_words, q_words, written) in _rows(settings):
        report.rows += 1
        if written not in {"0", "1", "2", "3", "4"}:
            raise InputError(f"{place}: label is {written!r}, expected 0 to 4")
        try:
            text, p, q, mended = parse_brackets(marked, p_words, q_words)
        except ValueError as error:
            report.skip(str(error), place)
            continue
        if mended:
            report.mend("a bracket cut a word or held more than a name", place)
        mentions = []
        for start, end in (p, q):
            name = text[start:end]
            if not any(c.isalnum() for c in name):
                report.mend("a bracket holds no word: kept, but no actor", place)
                mentions.append(Mention(start, end, form=Form.NOMINAL))
                continue
            actor = Actor(id=slug(name), name=name, kind="group")
            actors.setdefault(actor.id, actor)
            mentions.append(mention_of(text, start, end, actor.id))
        name = f"dse-{split}-{report.rows}"
        for (holder, target), stance, direction in zip(
            (mentions, mentions[::-1]), directed(int(written)), ("pq", "qp"), strict=True
        ):
            pairs.append(
                LabelledPair(
                    id=f"{name}-{direction}",
                    text=text,
                    holder=holder,
                    target=target,
                    stance=stance,
                    article=None,
                    split=split,
                    meta={"corpus": settings.name, "row": name, "label": int(written)},
                )
            )
    if settings.arrangement == "clean":
        pairs = _clean(pairs, report)
    return Reading(pairs, list(actors.values()), report)


def parse_brackets(marked: str, p_words: str, q_words: str) -> tuple[str, Span, Span, bool]:
    """The sentence without brackets, the spans of p and q, and whether a span is another than its bracket.

    Raises:
        ValueError: there are not two brackets, they do not hold the two entities, or their spans are empty or overlap.

    Examples:
        >>> parse_brackets("[the United State]s thanked [Peru].", "the United State", "Peru")
        ('the United States thanked Peru.', (0, 17), (26, 30), True)
        >>> parse_brackets("[Ruiz’]s plan angered [Peru].", "Peru", "Ruiz’")
        ('Ruiz’s plan angered Peru.', (20, 24), (0, 4), True)
        >>> parse_brackets("[Oman ”] took the s[eat].", "Oman ”", "eat")
        ('Oman ” took the seat.', (0, 4), (16, 20), True)
    """
    found = list(BRACKETED.finditer(marked))
    if len(found) != 2:
        raise ValueError(f"{len(found)} bracketed entities instead of 2")
    text = BRACKETED.sub(r"\1", marked)
    # Two characters less for each bracket pair before.
    spans = [(m.start(1) - 1 - 2 * i, m.end(1) - 1 - 2 * i) for i, m in enumerate(found)]
    words = [m[1].strip() for m in found]
    if words == [p_words.strip(), q_words.strip()]:  # also where p and q are the same words
        order = (0, 1)
    elif words == [q_words.strip(), p_words.strip()]:
        order = (1, 0)
    else:
        raise ValueError("the brackets hold other words than the entity columns")
    whole = [_whole_words(text, start, end) for start, end in spans]
    if whole[0][0] >= whole[0][1] or whole[1][0] >= whole[1][1] or whole[0][1] > whole[1][0]:
        raise ValueError("the entities are empty or overlap")
    return text, whole[order[0]], whole[order[1]], whole != spans


def directed(label: int) -> tuple[Stance, Stance]:
    """The stances p→q and q→p of one of the five classes.

    Examples:
        >>> directed(4)
        (<Stance.NEUTRAL: 'neutral'>, <Stance.AGAINST: 'against'>)
    """
    neutral, favor, against = Stance.NEUTRAL, Stance.FAVOR, Stance.AGAINST
    return [(neutral, neutral), (favor, neutral), (neutral, favor), (against, neutral), (neutral, against)][
        label
    ]


def five_class(p_to_q: Probabilities, q_to_p: Probabilities) -> int:
    """The most probable of the five classes, given what is thought of the two directions.

    DSE knows no row in which both directions carry a stance; the classes' scores are the products of the two
    directions' probabilities, so that of two stances the more certain one stays.

    Examples:
        >>> five_class(Probabilities(0.7, 0.2, 0.1), Probabilities(0.1, 0.5, 0.4))
        3
    """
    scores = (
        p_to_q.neutral * q_to_p.neutral,
        p_to_q.favor * q_to_p.neutral,
        q_to_p.favor * p_to_q.neutral,
        p_to_q.against * q_to_p.neutral,
        q_to_p.against * p_to_q.neutral,
    )
    return max(range(5), key=scores.__getitem__)


def five_classes(
    pairs: Sequence[LabelledPair], probabilities: Sequence[Probabilities]
) -> tuple[list[int], list[int]]:
    """Gold and predicted classes of the corpus's rows, from its pairs.

    Args:
        pairs: DSE's pairs, p→q before q→p.
        probabilities: what a model says of each.

    Raises:
        InputError: a row's two pairs do not stand together.
    """
    gold, predicted = [], []
    for place in range(0, len(pairs), 2):
        rows = {pair.meta.get("row") for pair in pairs[place : place + 2]}
        if len(rows) != 1 or len(pairs[place : place + 2]) != 2 or None in rows:
            raise InputError(f"pair {pairs[place].id!r}: the other direction of this row does not follow")
        gold.append(int(pairs[place].meta["label"]))
        predicted.append(five_class(probabilities[place], probabilities[place + 1]))
    return gold, predicted


def _rows(settings: CorpusSettings) -> Iterator[tuple[str, str, Sequence[str]]]:
    if settings.source == "hub":
        for split, place, row in hub_rows(settings):
            yield split, place, [field_of(row, name, place) for name in ("text", "p", "q", "label")]
        return
    for path in split_files(settings, ".txt"):
        with opened(path) as lines:
            # Rows with quotation marks are quoted as in CSV, "" for each mark inside.
            reader = csv.reader(lines, delimiter="\t")
            try:
                for columns in reader:
                    if len(columns) != 4:
                        raise InputError.at(
                            f"{len(columns)} columns instead of 4: sentence, p, q, label",
                            path=path,
                            line=reader.line_num,
                        )
                    yield path.stem, f"{path}, line {reader.line_num}", columns
            except csv.Error as error:
                raise InputError.at(f"not a table: {error}", path=path, line=reader.line_num) from None


def _whole_words(text: str, start: int, end: int) -> Span:
    """The span of the words that a bracket holds or cuts; where it holds none, its own without white space."""
    if possessive := LEADING_POSSESSIVE.match(text, start, end):  # "nation[’s press]"
        start = possessive.end()
    first, last = start, end
    while first < last and text[first] in EDGES:
        first += 1
    while last > first and text[last - 1] in EDGES:
        last -= 1
    if not any(c.isalnum() for c in text[first:last]):
        first, last = start, end
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        return first, last
    while first and first == start and text[first].isalnum() and text[first - 1].isalnum():
        first = start = first - 1
    while last < len(text) and last == end and text[last].isalnum() and text[last - 1].isalnum():
        last = end = last + 1
    kept = POSSESSIVE.sub("", text[first:last]).rstrip()
    # "[.’s]" holds no name before its ’s.
    return (first, first + len(kept)) if any(c.isalnum() for c in kept) else (first, last)


def _clean(pairs: Iterable[LabelledPair], report: Report) -> list[LabelledPair]:
    """Without what a later split has too."""
    pairs = list(pairs)
    texts: dict[str, set[str]] = {}
    for pair in pairs:
        texts.setdefault(str(pair.split), set()).add(normal(pair.text))
    later = {"train": ("valid", "test"), "valid": ("test",)}
    kept = []
    for pair in pairs:
        split = next(
            (s for s in later.get(str(pair.split), ()) if normal(pair.text) in texts.get(s, ())), None
        )
        if split is None:
            kept.append(pair)
        elif pair.id.endswith("pq"):
            report.skip(f"the sentence stands in {split} too (clean arrangement)", pair.id)
    return kept


__all__ = ["CLASSES", "directed", "five_class", "five_classes", "parse_brackets", "read_dse"]
