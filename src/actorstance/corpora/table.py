"""Any CSV (or JSONL or Parquet file), or any dataset of the Hub, by a mapping of its columns (`ColumnSettings`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actorstance.corpora.reading import Reading, Report, find_name, mention_of
from actorstance.corpora.source import Row, field_of, hub_rows, split_files
from actorstance.errors import InputError
from actorstance.records import read_rows
from actorstance.references import slug
from actorstance.schema import STANCES, Actor, LabelledPair, Mention, Stance
from actorstance.settings import ColumnSettings, CorpusSettings


def read_table(settings: CorpusSettings) -> Reading:
    """All rows, with their target and holder found by words or by offsets.

    A row whose target's words are not in its text is skipped and counted.

    Raises:
        InputError: nothing to read, a column is missing, a stance is none of those mapped, or an offset is no number or
            outside the text.
    """
    columns = settings.columns
    stances = _stances(columns)
    report = Report()
    actors: dict[str, Actor] = {}
    pairs = []
    rows = list(_rows(settings))
    _check_columns(columns, rows, settings.hub or settings.path)
    for split, place, row in rows:
        report.rows += 1
        text = field_of(row, columns.text, place)
        written = field_of(row, columns.stance, place).strip()
        if written not in stances:
            raise InputError(
                f"{place}: {columns.stance} is {written!r}, expected one of {', '.join(stances)}"
            )
        target = _mention(
            row, text, columns.target, columns.target_start, columns.target_end, place, "target"
        )
        if target is None:
            report.skip("the target is not in the text", place)
            continue
        holder = None
        if _given(row, columns.holder) or _given(row, columns.holder_start):
            holder = _mention(
                row, text, columns.holder, columns.holder_start, columns.holder_end, place, "holder"
            )
            if holder is None:
                report.skip("the holder is not in the text", place)
                continue
        for mention in (target, holder):
            if mention is not None and mention.actor is not None:
                name = text[mention.start : mention.end]
                actors.setdefault(mention.actor, Actor(id=mention.actor, name=name, kind="group"))
        pairs.append(
            LabelledPair(
                id=field_of(row, columns.id, place) if columns.id else f"{split}-{report.rows}",
                text=text,
                target=target,
                holder=holder,
                stance=stances[written],
                article=_article(row, columns.article, place),
                split=field_of(row, columns.split, place) if columns.split else split,
                meta={"corpus": settings.name},
            )
        )
    return Reading(pairs, list(actors.values()), report)


def _rows(settings: CorpusSettings) -> Iterator[tuple[str, str, Row]]:
    """All rows as (split, place, row)."""
    if settings.source == "hub":
        yield from hub_rows(settings)
        return
    for path in split_files(settings, ".csv"):
        unit = "line" if path.suffix == ".jsonl" else "row"
        for number, row in read_rows(path, empty=True):
            yield path.stem, f"{path}, {unit} {number}", row


def _check_columns(columns: ColumnSettings, rows: Sequence[tuple[str, str, Row]], path: str) -> None:
    """Refuse a column that no row has: one that may be left out in a row would else be passed over in all."""
    there = dict.fromkeys(name for _, _, row in rows for name in row)
    for name, column in vars(columns).items():
        by_place = (
            name in ("target", "holder")
            and getattr(columns, f"{name}_start")
            and getattr(columns, f"{name}_end")
        )
        if rows and column is not None and column not in there and name not in STANCES and not by_place:
            raise InputError.at(
                f"no field {column!r} (corpus.columns.{name}); there are {', '.join(there)}", path=path
            )


def _stances(columns: ColumnSettings) -> dict[str, Stance]:
    return {
        value.strip(): stance
        for stance, values in (
            (Stance.AGAINST, columns.against),
            (Stance.NEUTRAL, columns.neutral),
            (Stance.FAVOR, columns.favor),
        )
        for value in str(values).split("|")
    }


def _given(row: Row, column: str | None) -> bool:
    return column is not None and str(row.get(column) or "").strip() != ""


def _article(row: Row, column: str | None, place: str) -> str | None:
    """The article that a row names; an empty cell names none, and not one that all such rows share."""
    if column is None or (column in row and not _given(row, column)):
        return None
    return field_of(row, column, place)


def _mention(
    row: Row, text: str, words: str | None, start: str | None, end: str | None, place: str, role: str
) -> Mention | None:
    """Where an actor stands, by offsets if they are mapped, else at the first place of its words; None if nowhere."""
    if start is not None and end is not None:
        first, last = _offset(row, start, place), _offset(row, end, place)
        if not 0 <= first < last <= len(text):
            raise InputError(
                f"{place}: the {role} from {first} to {last} is no span of the text ({len(text)} characters)"
            )
        return mention_of(text, first, last, slug(text[first:last]))
    if words is None:
        raise InputError(f"corpus.columns names no {role}: give {role}, or {role}_start and {role}_end")
    name = field_of(row, words, place).strip()
    found = next(find_name(text, [name]), None)
    return None if found is None else mention_of(text, *found, slug(name))


def _offset(row: Row, column: str, place: str) -> int:
    written = field_of(row, column, place)
    try:
        return int(written)
    except ValueError:
        raise InputError(f"{place}: {column} is {written!r}, expected a whole number") from None
