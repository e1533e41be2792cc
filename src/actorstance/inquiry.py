"""Inquiries: what a file of pairs, texts or articles asks a predictor, and its answers as a table."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from actorstance.actors import Registry
from actorstance.columns import Row
from actorstance.errors import InputError
from actorstance.inference import StancePredictor
from actorstance.records import check_ending, error_at, pair_from_row, prediction_record, read_rows
from actorstance.schema import STANCES, Article, LabelledPair, Pair, Prediction
from actorstance.sentences import normal, read_article, split_sentences

FIELDS = LabelledPair.__struct_fields__
ENTITY = re.compile(r"&(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z][A-Za-z\d]*);")
"""Without the semicolon, which old pages leave out, an address such as "?a=1&copy=2" would change."""

PLACE = ("sentence", "paragraph", "start")
"""Where in its article a pair stands, as the finder notes it in `meta`."""

OFFSETS = tuple(f"{role}_{end}" for role in ("target", "holder") for end in ("start", "end"))
MEANT = ("text", "target", "holder", "article", "stance", "split", *OFFSETS)
"""The columns of an input that mean something."""

OURS = {
    *PLACE, "names", "probability", "stance", "holder_actor", "target_actor",
    *(f"probability_{stance}" for stance in STANCES),
}  # fmt: skip
"""Names that mean something else in a pair of an article, in its `meta` or in a table of predictions."""


@dataclass
class Inquiry:
    """What a file asks for.

    Attributes:
        choices: the pairs to judge, each at all the places of its actors that are asked about (`StancePredictor.predict_choices`).
        numbers: for each of them its row; None where it has none.
        named: how many rows name a target.
        articles: how many rows are articles.
        misspelt: columns that are called almost as one that means something, each with that one.
        left: pairs left out because the encoder cannot read them at once.
        silent: the ids of the texts in which no actor was found.
        empty: the numbers of the rows that were passed over, since they have no text.
        decoded: how many texts had HTML entities.
        repeated: the ids of the texts that stood in another article before, each with that article.
        sentences: how many sentences the articles have.
        unnamed: in how many of them no actor was found.
        renamed: the input's columns whose names are ours, each with the name under which it is kept.
    """

    choices: list[list[Pair]] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    named: int = 0
    articles: int = 0
    misspelt: dict[str, str] = field(default_factory=dict)
    left: list[Pair] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    decoded: int = 0
    repeated: dict[str, str] = field(default_factory=dict)
    sentences: int = 0
    unnamed: int = 0
    renamed: dict[str, str] = field(default_factory=dict)

    def name(self, choice: list[Pair], number: int) -> None:
        """Add the pair that a row names."""
        self.choices.append(choice)
        self.numbers.append(number)
        self.named += 1

    def add(self, choices: Sequence[Sequence[Pair]], predictor: StancePredictor) -> None:
        """Add the pairs of the actors found in a text; nobody named them, so one that does not fit is no fault of the input."""
        for choice, fit in zip(choices, predictor.fitting(choices), strict=True):
            if fit:
                self.choices.append(fit)
                self.numbers.append(None)
            else:
                self.left.append(choice[0])

    def count(self, article: Article, choices: Sequence[Sequence[Pair]]) -> None:
        """Count the sentences of an article, and those in which no actor was found; every actor that was has a pair of its own."""
        sentences = {sentence.start for sentence in split_sentences(article)}
        self.sentences += len(sentences)
        self.unnamed += len(sentences - {choice[0].meta["start"] for choice in choices})

    def readable(self, text: str) -> str:
        """A text with its HTML entities decoded, which cut sentences ("&nbsp;") and names ("&eacute;")."""
        plain = without_entities(text)
        self.decoded += plain != text
        return plain


def without_entities(text: str) -> str:
    """A text with its HTML entities decoded.

    Examples:
        >>> without_entities("AT&amp;T sued Nestl&eacute; at /?a=1&copy=2")
        'AT&T sued Nestlé at /?a=1&copy=2'
    """
    return ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def read_inquiry(path: Path, predictor: StancePredictor) -> Inquiry:
    """The pairs that a file asks for, in its order.

    A row with spans is a pair; one with `target` (and `holder`) as words asks for that pair; one with a text alone is an article, of which every
    sentence is asked for all pairs of the actors found; one without a text, or with an empty one, is passed over. A `.txt` file is an article, too.
    HTML entities are decoded first, but in rows with spans; where a sentence starts counts in the decoded text.

    Raises:
        InputError: the file cannot be read, no row has a text, or a row asks for what cannot be judged.
    """
    inquiry = Inquiry()
    if path.suffix == ".txt":
        plain = read_article(path)
        plain = msgspec.structs.replace(plain, text=inquiry.readable(plain.text))
        found = predictor.finder.article_choices(plain)
        inquiry.count(plain, found)
        inquiry.add(found, predictor)
        if not found:
            inquiry.silent.append(plain.id)
        return inquiry
    check_ending(path, (".txt",))
    rows = list(read_rows(path))
    if not rows:
        raise InputError.at("there is no row to judge", path=path)
    ids: dict[str, int] = {}
    articles: dict[str, str] = {}
    given = {str(row.get("id")) for _, row in rows}
    columns = dict.fromkeys(name for _, row in rows for name in row)
    inquiry.misspelt = _misspelt(list(columns))
    for number, row in rows:
        if _asks_nothing(row):
            inquiry.empty.append(number)
            continue
        own = _with_id(row, number, given)
        article = _ask(own, path, number, predictor, inquiry)
        if article is not None:
            before = articles.setdefault(normal(own["text"]), article)
            if before != article:
                inquiry.repeated[own["id"]] = before
        row_id = own.get("id", str(number))
        first = ids.setdefault(row_id, number)
        if first != number:
            raise error_at(path, number, f"{row_id!r} stands twice, first at {first}", "id")
    if not ids:
        names = ", ".join(columns) or "none"
        raise InputError.at(f"no row has one; there are the columns {names}", path=path, field="text")
    for name, kept in inquiry.renamed.items():
        if kept in columns:
            message = f"the name is taken, and so is {kept}, under which it would be kept: rename it"
            raise InputError.at(message, path=path, field=name)
    return inquiry


def output_records(predictions: Sequence[Prediction], output: str) -> list[object]:
    """Predictions as records; a CSV or Parquet file, which people open in a table, also says who, where and in which words."""
    if output.endswith(".jsonl"):
        return [prediction_record(prediction) for prediction in predictions]
    return [_table_row(prediction) for prediction in predictions]


def with_own_names(pairs: Sequence[Pair], registry: Registry) -> list[Pair]:
    """The pairs, in `meta["names"]` also what a user's own registry calls their actors: whoever reads the pairs later knows the world's names only.

    Examples:
        >>> from actorstance.schema import Actor, Mention
        >>> own = Registry.world().extend(Registry([Actor(id="cca", name="Climate Action", kind="group")]))
        >>> both = {"target": Mention(0, 3, "cca"), "holder": Mention(13, 17, "peru")}
        >>> [pair.meta for pair in with_own_names([Pair(id="1", text="CCA praised by Peru.", **both)], own)]
        [{'names': {'cca': 'Climate Action'}}]
    """
    world = Registry.world()
    named = []
    for pair in pairs:
        told = pair.meta.get("names", {})
        actors = [m.actor for m in (pair.target, pair.holder) if m is not None and m.actor is not None]
        own = {a: registry.name(a) for a in actors if a in registry and registry.name(a) != world.name(a)}
        if own and isinstance(told, dict):
            pair = msgspec.structs.replace(pair, meta={**pair.meta, "names": {**own, **told}})
        named.append(pair)
    return named


def _misspelt(columns: Sequence[str]) -> dict[str, str]:
    """The columns that differ from one that means something, and is not there, by case, underscores and at most one letter."""
    spelt = {name: name.casefold().replace("_", "").replace(" ", "") for name in (*columns, *MEANT)}
    return {
        name: known
        for name in columns
        for known in MEANT
        if known not in columns and name not in MEANT and _one_apart(spelt[name]) & _one_apart(spelt[known])
    }


def _one_apart(word: str) -> set[str]:
    """A word, and without one of its letters each: of two words that differ in one letter, the sets share some."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _is_pair(row: Row) -> bool:
    """Whether a row gives spans."""
    return isinstance(row.get("target"), dict) or any(name in row for name in OFFSETS)


def _asks_nothing(row: Row) -> bool:
    """Whether a row has no text; a pair whose spans are given must have one."""
    text = row.get("text")
    return not _is_pair(row) and (text is None or (isinstance(text, str) and not text.strip()))


def _with_id(row: Row, number: int, given: set[str]) -> Row:
    """The row with its id as a string; one without an id is called after its number, unless another row is called so."""
    own = "" if row.get("id") is None else str(row["id"])
    if own.strip():
        return {**row, "id": own}
    if _is_pair(row):  # such are matched by their ids later, so they must have some
        return row
    name = str(number)
    while name in given:
        name = f"row-{name}"
    return {**row, "id": name}


def _ask(row: Row, path: Path, number: int, predictor: StancePredictor, inquiry: Inquiry) -> str | None:
    """Add what one row asks for; the name of the article that it is, if it is one."""
    if _is_pair(row):
        if isinstance(row.get("id"), str) and not row["id"].strip():
            raise error_at(path, number, "is empty", "id")
        inquiry.name([pair_from_row(row, path, number)], number)
        return None
    if not isinstance(row["text"], str):
        raise error_at(path, number, f"expected a string, got {type(row['text']).__name__}", "text")
    if row.get("target") is None and row.get("holder") is not None:
        raise error_at(path, number, "a holder needs a target", "target")
    if row.get("target") is not None:
        words = {
            name: without_entities(row[name])
            for name in ("target", "holder")
            if isinstance(row.get(name), str)
        }
        named = {**row, **words, "text": inquiry.readable(row["text"])}
        inquiry.name(_named_choice(named, path, number, predictor), number)
        return None
    given = "" if row.get("article") is None else str(row["article"])
    article = given if given.strip() else row["id"]
    choices = _article_choices(row, article, predictor, inquiry)
    inquiry.add(choices, predictor)
    inquiry.articles += 1
    if not choices:
        inquiry.silent.append(row["id"])
    return article


def _named_choice(row: Row, path: Path, number: int, predictor: StancePredictor) -> list[Pair]:
    """The pair of a row that gives target and holder as words, at all their places."""
    try:
        choice = predictor.choice(row["text"], row["target"], row.get("holder"), pair_id=row["id"])
    except InputError as error:
        raise error_at(path, number, str(error)) from None
    fields: Row = {name: row[name] for name in ("article", "split", "stance") if name in row}
    own: Row = {"id": row["id"], "text": row["text"], "meta": _further(row), **fields}
    spans = [
        {"target": msgspec.to_builtins(p.target), "holder": msgspec.to_builtins(p.holder)} for p in choice
    ]
    return [pair_from_row({**own, **places}, path, number) for places in spans]


def _article_choices(
    row: Row, article: str, predictor: StancePredictor, inquiry: Inquiry
) -> list[list[Pair]]:
    """All pairs of a row that is an article, at all their places, each with what else the row tells."""
    plain = Article(id=row["id"], text=inquiry.readable(row["text"]))
    choices = predictor.finder.article_choices(plain)
    inquiry.count(plain, choices)
    split = None if row.get("split") is None else str(row["split"])
    told = _further(row)
    if row.get("stance") is not None:
        told["stance"] = row["stance"]
    inquiry.renamed.update({name: f"input_{name}" for name in told if name in OURS})
    own = {inquiry.renamed.get(name, name): value for name, value in told.items()}
    return [
        [
            msgspec.structs.replace(pair, article=article, split=split, meta={**own, **pair.meta})
            for pair in choice
        ]
        for choice in choices
    ]


def _further(row: Row) -> Row:
    """The columns that are no field of a pair, such as outlet and date: they go to its `meta`, by which `scripts/claims.py` makes groups."""
    own = row.get("meta")
    more = {name: value for name, value in row.items() if name not in FIELDS}
    if isinstance(own, dict):
        return {**own, **more}
    return more if own is None else {**more, "input_meta": own}


def _table_row(prediction: Prediction) -> Row:
    """A row of a table: of `meta` everything, but the names of proposed actors, whose words stand in the row."""
    pair, shares = prediction.pair, msgspec.structs.asdict(prediction.probabilities)
    first: Row = {"id": pair.id, "article": pair.article}
    if pair.split is not None:
        first["split"] = pair.split
    if isinstance(pair, LabelledPair):
        first["input_stance"] = str(pair.stance)
    row: Row = {
        **{name: pair.meta.get(name) for name in PLACE},
        "holder": prediction.holder_text,
        "holder_actor": None if pair.holder is None else pair.holder.actor,
        "target": prediction.target_text,
        "target_actor": pair.target.actor,
        "stance": str(prediction.stance),
        **{f"probability_{name}": share for name, share in shares.items()},
        "text": prediction.text,
    }
    own: Row = {}
    for name, value in pair.meta.items():
        if name in PLACE or (name == "names" and isinstance(value, dict)):
            continue
        while name in first or name in row:
            name = f"input_{name}"
        own[name] = value
    return {**first, **own, **row}
