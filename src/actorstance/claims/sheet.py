"""The sheet on which people label a sample: pairs as JSONL, or a table of words for a spreadsheet; never replaced by a new one while there are labels on it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from actorstance.atomic import replacing
from actorstance.columns import Row
from actorstance.errors import InputError
from actorstance.location import written
from actorstance.pairs import label
from actorstance.records import error_at, pair_from_row, read_rows, write_records
from actorstance.schema import STANCES, LabelledPair, Mention, Pair, Stance

SHEETS = ("jsonl", "csv")
COLUMNS = ("id", "text", "holder", "target", "stance", "article", "probability")


def count_labelled(path: str | Path) -> int:
    """How many rows of a file have a stance, whether or not it is one that exists; none where there is no file.

    Raises:
        InputError: the file cannot be read.
    """
    if not Path(path).exists():
        return 0
    return sum(row.get("stance") not in (None, "") for _, row in read_rows(path))


def check_replaceable(path: str | Path, extend: str | Path | None = None) -> None:
    """Check that no label is lost when a sheet is written to this path, whatever the columns that they stand in are called.

    Args:
        path: where it is to be written.
        extend: the sheet that it is to contain, whose labels it keeps.

    Raises:
        InputError: a sheet with labels, or with columns of somebody's own, or a file that cannot be read, stands there.
    """
    extended = extend is not None and Path(extend).resolve() == Path(path).resolve()
    if not Path(path).exists():
        return
    known = COLUMNS if Path(path).suffix == ".csv" else LabelledPair.__struct_fields__
    others = {name for _, row in read_rows(path) for name in row} - {*known}
    if others:
        raise InputError.at(f"the column {min(others)!r} would be lost; output=… writes elsewhere", path=path)
    labelled = 0 if extended else count_labelled(path)
    if labelled:
        raise InputError.at(
            f"{labelled:,} pairs are labelled here, and would be lost; extend={path} keeps them and draws further ones, output=… writes elsewhere",
            path=path,
        )


def write_sheet(path: str | Path, pairs: Sequence[Pair]) -> None:
    """Write pairs to label: as records, or for a path that ends in `.csv` as a table with the words of holder and target, which `read_sheet` reads by id.

    Words that stand more than once in their text are followed by which of them is meant. An empty holder stands for the sentence as a whole. A mark of the
    encoding goes before the table, without which Excel reads other letters.
    """
    if Path(path).suffix != ".csv":
        write_records(path, pairs)
        return
    with replacing(Path(path)) as file:
        file.write("\ufeff")
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for pair in pairs:
            holder = "" if pair.holder is None else words(pair.text, pair.holder)
            stance = str(pair.stance) if isinstance(pair, LabelledPair) else ""
            chance = pair.meta.get("probability")
            writer.writerow(
                (pair.id, pair.text, holder, words(pair.text, pair.target), stance, pair.article, chance)
            )


def words(text: str, mention: Mention) -> str:
    """The words of a mention, and which of them where they stand more than once.

    Examples:
        >>> words("Peru thanked Chile.", Mention(0, 4)), words("Peru or not Peru.", Mention(12, 16))
        ('Peru', 'Peru (2 of 2)')
        >>> words("Iranians say Iran knew, Iran said.", Mention(13, 17))
        'Iran (1 of 2)'
    """
    found = text[mention.start : mention.end]
    own = (mention.start, mention.end)
    places = sorted({own, *written(text, found)})
    return found if len(places) < 2 else f"{found} ({places.index(own) + 1} of {len(places)})"


def read_sheet(path: str | Path, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of a sheet, labelled or not, from either form.

    Args:
        path: the file.
        pairs: those that it was drawn from: a table says only which of them it is about.

    Raises:
        InputError: the file cannot be read, or a row is no pair, or none of these, or has another text, or its stance or probability is none.
    """
    return [pair for _, pair in _numbered(path, pairs)]


def read_gold(path: str | Path, pairs: Sequence[Pair]) -> list[LabelledPair]:
    """The pairs of a sheet in which all must be labelled.

    Raises:
        InputError: as `read_sheet`, or a row has no stance: the first such, and how many there are.
    """
    numbered = list(_numbered(path, pairs))
    gold = [pair for _, pair in numbered if isinstance(pair, LabelledPair)]
    if len(gold) < len(numbered):
        first = next(number for number, pair in numbered if not isinstance(pair, LabelledPair))
        message = f"missing, here and in {len(numbered) - len(gold) - 1:,} further of {len(numbered):,} rows, but this use needs labelled pairs"
        raise error_at(path, first, message, "stance")
    return gold


def _numbered(path: str | Path, pairs: Sequence[Pair]) -> Iterator[tuple[int, Pair]]:
    by_id = {pair.id: pair for pair in pairs}
    for number, row in read_rows(path):
        if not row:
            continue  # spreadsheets leave some behind
        words_only = isinstance(row.get("target"), str) and "target_start" not in row
        yield number, (_looked_up if words_only else _as_record)(row, by_id, path, number)


def _as_record(row: Row, by_id: dict[str, Pair], path: str | Path, number: int) -> Pair:
    return pair_from_row(row, path, number)


def _looked_up(row: Row, by_id: dict[str, Pair], path: str | Path, number: int) -> Pair:
    """The pair of this id, with the row's stance and probability."""
    if "probability_favor" in row:
        raise error_at(path, number, "this is a prediction; expected a labelled pair")
    pair = by_id.get(str(row.get("id")))
    if pair is None:
        raise error_at(path, number, f"id {row.get('id')!r} is not in the input", "id")
    if "text" in row and str(row["text"]).split() != pair.text.split():
        raise error_at(path, number, f"{pair.id!r} has another text in the input", "text")
    if "probability" in row:
        try:
            chance = float(
                str(row["probability"]).replace(",", ".")
            )  # as spreadsheets of many countries write it
        except ValueError:
            message = f"{row['probability']!r} is no number such as 0.25"
            raise error_at(path, number, message, "probability") from None
        pair = msgspec.structs.replace(pair, meta={**pair.meta, "probability": chance})
    stance = str(row.get("stance") or "").strip().lower()
    if not stance:
        return Pair(**{name: getattr(pair, name) for name in Pair.__struct_fields__})
    if stance not in tuple(STANCES):
        message = f"unknown stance {row['stance']!r}, expected one of {', '.join(STANCES)}"
        raise error_at(path, number, message, "stance")
    return label(pair, Stance(stance))
