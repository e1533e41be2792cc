"""NewsMTSC (Hamborg & Donnay, EACL 2021): overall stance toward persons and groups in news sentences.

As published: one JSON object a line with `sentence`, `mention`, `from`, `to`, `polarity` (-1, 0, 1) and `id`; files
`train.jsonl`, `rw-dev.jsonl`, `mt-dev.jsonl` and so on, whose names are the splits here. `rw` is the real-world set, in `mt`
sentences have several targets. The authors' repository has the same files as `newsmtsc-rw-hf/dev.jsonl` and so on, and the Hub as the splits
`train`, `validation` and `test` of the configurations `rw` and `mt`; both get the names above. `train` is the same in `rw` and `mt`, and
read once. The `id` carries article, sentence, entity and span: `allsides_1000_401_25_Ann Lee_0_3`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from actorstance.corpora.reading import Reading, Report, mention_of
from actorstance.corpora.source import Row, field_of, hub_rows, json_rows, split_files
from actorstance.errors import InputError
from actorstance.references import slug
from actorstance.schema import Actor, LabelledPair, Stance
from actorstance.settings import CorpusSettings

SUBSETS = ("rw", "mt")
STANCE_OF = {-1: Stance.AGAINST, 0: Stance.NEUTRAL, 1: Stance.FAVOR}


def read_newsmtsc(settings: CorpusSettings) -> Reading:
    """All splits that are there.

    Raises:
        InputError: nothing to read, or a row lacks a field, has an empty mention or an unknown polarity.
    """
    report = Report()
    actors: dict[str, Actor] = {}
    pairs = []
    for split, place, row in _rows(settings):
        report.rows += 1
        text, words = field_of(row, "sentence", place), field_of(row, "mention", place)
        if not words.strip():
            raise InputError(f"{place}, field mention: is empty, expected the words of the target")
        start, end = _number(row, "from", place), _number(row, "to", place)
        if start < 0 or text[start:end] != words:
            at = text.find(words)
            if at < 0:
                report.skip("the mention is not in the sentence", place)
                continue
            report.mend("the span did not hold the mention", place)
            start, end = at, at + len(words)
        polarity = _number(row, "polarity", place)
        if polarity not in STANCE_OF:
            raise InputError(f"{place}: polarity is {polarity}, expected -1, 0 or 1")
        article, entity = parse_id(field_of(row, "id", place))
        actor = Actor(id=slug(entity), name=entity, kind="person")
        actors.setdefault(actor.id, actor)
        pairs.append(
            LabelledPair(
                id=f"newsmtsc-{split}-{report.rows}",
                text=text,
                target=mention_of(text, start, end, actor.id),
                stance=STANCE_OF[polarity],
                article=article,
                split=split,
                meta={"corpus": settings.name},
            )
        )
    return Reading(pairs, list(actors.values()), report)


def parse_id(row_id: str) -> tuple[str, str]:
    """Article and entity of a row.

    Examples:
        >>> parse_id("allsides_1000_401_25_Ann Lee_0_3")
        ('allsides_1000_401', 'Ann Lee')
        >>> parse_id("7")
        ('7', '7')
    """
    parts = row_id.rsplit("_", 3)
    if len(parts) < 4:
        return row_id, row_id
    head, entity, _, _ = parts
    return head.rpartition("_")[0] or head, " ".join(entity.strip("’'\" ").split()) or entity


def split_name(subset: str, part: str) -> str:
    """The name of a subset's split, as the flat files have it.

    Examples:
        >>> split_name("rw", "validation"), split_name("mt", "test"), split_name("rw", "train")
        ('rw-dev', 'mt-test', 'train')
    """
    return part if part == "train" else f"{subset}-{'dev' if part == 'validation' else part}"


def _rows(settings: CorpusSettings) -> Iterator[tuple[str, str, Row]]:
    if settings.source == "hub":
        first, *more = [settings.hub_config] if settings.hub_config else SUBSETS
        for subset in (first, *more):
            for part, place, row in hub_rows(settings, subset):
                if part != "train" or subset == first:
                    yield split_name(subset, part), place, row
        return
    for split, path in _files(settings):
        for place, row in json_rows(path):
            yield split, place, row


def _files(settings: CorpusSettings) -> list[tuple[str, Path]]:
    """The splits' files: flat, or in the two folders of the authors' repository."""
    folders = [Path(settings.path) / f"newsmtsc-{subset}-hf" for subset in SUBSETS]
    if not any(folder.is_dir() for folder in folders):
        return [(path.stem, path) for path in split_files(settings, ".jsonl")]
    found: dict[str, Path] = {}
    for subset, folder in zip(SUBSETS, folders, strict=True):
        for path in sorted(folder.glob("*.jsonl")):
            found.setdefault(split_name(subset, path.stem), path)
    return list(found.items())


def _number(row: Row, name: str, place: str) -> int:
    value = field_of(row, name, place)
    try:
        return int(float(value))
    except ValueError:
        raise InputError(f"{place}: {name} is {value!r}, expected a number") from None
