"""Predict stances of a sentence, a file of pairs or texts, or an article; see configs/predict.yaml for the commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from common import screen, script
from rich.console import Console
from rich.table import Table
from rich.text import Text

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.records import (
    Row,
    check_ending,
    error_at,
    pair_from_row,
    prediction_record,
    read_rows,
    write_records,
)
from actorstance.schema import Article, LabelledPair, Pair, Prediction, Sentence
from actorstance.settings import PredictSettings

if TYPE_CHECKING:
    from actorstance.inference import StancePredictor

FIELDS = LabelledPair.__struct_fields__
PLACES = ("sentence", "paragraph", "start", "names")
COLOURS = {"against": "dark_orange", "neutral": "bright_black", "favor": "dodger_blue1"}


@script("predict", PredictSettings)
def main(settings: PredictSettings) -> None:
    """Print a table for a text; write a predictions file for a file."""
    from actorstance.actors import Registry
    from actorstance.inference import DEFAULT_CHECKPOINT, StancePredictor
    from actorstance.omissions import left_out

    check(settings)
    predictor = StancePredictor.from_pretrained(
        settings.checkpoint or DEFAULT_CHECKPOINT,
        registry=Registry.load(*settings.registry) if settings.registry else None,
        world=settings.world,
        proposals=settings.proposals,
        batch_size=settings.batch_size,
    )
    console = screen()
    if settings.text is not None and settings.target is not None:
        show([predictor.predict(settings.text, settings.target, settings.holder)], console)
        return
    if settings.text is not None:
        sentence = Sentence(id="text", text=settings.text)
        asked = fitting(predictor.finder.sentence_choices(sentence), predictor)
        show(predictor.predict_choices(asked.choices), console)
    else:
        asked = requested(Path(str(settings.input)), predictor)
        judge(asked, predictor, settings, console)
    if asked.left:
        console.print(left_out(asked.left), soft_wrap=True, highlight=False)


def check(settings: PredictSettings) -> None:
    """Refuse what cannot be meant, before the work."""
    if (settings.text is None) == (settings.input is None):
        raise InputError('give either text="…" or input=FILE')
    if settings.holder is not None and settings.target is None:
        raise InputError("a holder needs a target=…")
    if settings.input is None:
        return
    if settings.target is not None:
        raise InputError("target=… goes with text=…; in a file each row names its own target")
    taken = {Path(settings.input).resolve(): "input"}
    for name, path in (("output", settings.output), ("pairs", settings.pairs)):
        if path is None:
            continue
        check_ending(path)
        check_writable(path)
        other = taken.setdefault(Path(path).resolve(), name)
        if other != name:
            raise InputError(f"{name}={path} would overwrite the {other}")


def judge(asked: Asked, predictor: StancePredictor, settings: PredictSettings, console: Console) -> None:
    """Judge the pairs of a file, and write what was found."""
    try:
        predictions = predictor.predict_choices(asked.choices, progress=True)
    except InputError as error:  # it names the pair
        raise InputError.at(str(error), path=str(settings.input)) from None
    write_records(settings.output, output_records(predictions, settings.output))
    if settings.pairs is not None:
        write_records(settings.pairs, [prediction.pair for prediction in predictions])
    beside = f", their pairs: {settings.pairs}" if settings.pairs else ""
    console.print(f"{len(predictions):,} predictions: {settings.output}{beside}", soft_wrap=True)
    if asked.silent:
        console.print(
            f"no actor was found in {len(asked.silent):,} of the texts: {shortened(asked.silent)}",
            soft_wrap=True,
        )


class Asked(NamedTuple):
    """What a file asks for.

    The pairs, each at all the places of its actors that are asked about; those that the actors found would make, but that do not fit the
    encoder, which are left out; and the ids of the texts in which no actor was found.
    """

    choices: list[list[Pair]]
    left: list[Pair]
    silent: list[str]


def fitting(choices: Sequence[list[Pair]], predictor: StancePredictor) -> Asked:
    """The pairs of the actors found in a text; nobody named them, so one that does not fit is no fault of the input."""
    fits = predictor.fitting(choices)
    left = [choice[0] for choice, fit in zip(choices, fits, strict=True) if not fit]
    return Asked([fit for fit in fits if fit], left, [])


def requested(path: Path, predictor: StancePredictor) -> Asked:
    """The pairs that a file asks for, in its order.

    A row with spans is a pair; one with `target` (and `holder`) as words asks for that pair; one with a text alone is an article, of which every
    sentence is asked for all pairs of the actors found. A `.txt` file is an article, too.
    """
    from actorstance.sentences import read_article

    if path.suffix == ".txt":
        return fitting(predictor.finder.article_choices(read_article(path)), predictor)
    asked = Asked([], [], [])
    ids: dict[str, int] = {}
    for number, row in read_rows(path):
        found = of_row(row, path, number, predictor)
        row_id = str(row.get("id", number))
        first = ids.setdefault(row_id, number)
        if first != number:
            raise error_at(path, number, f"{row_id!r} stands twice, first at {first}", "id")
        asked.choices.extend(found.choices)
        asked.left.extend(found.left)
        asked.silent.extend(found.silent)
    if not ids:
        raise InputError.at("there is no row to judge", path=path)
    return asked


def of_row(row: Row, path: Path, number: int, predictor: StancePredictor) -> Asked:
    """What one row asks for."""
    own = {**row, "id": str(row["id"])} if "id" in row else row
    if isinstance(row.get("target"), dict) or "target_start" in row:
        return Asked([[pair_from_row(own, path, number)]], [], [])
    if not isinstance(row.get("text"), str):
        columns = ", ".join(row) or "nothing"
        raise error_at(path, number, f"expected a string; the row has {columns}", "text")
    if row.get("target") is None and row.get("holder") is not None:
        raise error_at(path, number, "a holder needs a target", "target")
    own = {"id": str(number), **own}
    if row.get("target") is not None:
        return Asked([named_choice(own, path, number, predictor)], [], [])
    choices = article_choices(own, predictor)
    return fitting(choices, predictor) if choices else Asked([], [], [own["id"]])


def named_choice(row: Row, path: Path, number: int, predictor: StancePredictor) -> list[Pair]:
    """The pair of a row that gives target and holder as words, at all their places."""
    try:
        choice = predictor.choice(row["text"], row["target"], row.get("holder"), pair_id=row["id"])
    except InputError as error:
        raise error_at(path, number, str(error)) from None
    fields = {name: row[name] for name in ("article", "split", "stance") if name in row}
    own = {"id": row["id"], "text": row["text"], "meta": further(row), **fields}
    spans = [
        {"target": msgspec.to_builtins(p.target), "holder": msgspec.to_builtins(p.holder)} for p in choice
    ]
    return [pair_from_row({**own, **places}, path, number) for places in spans]


def article_choices(row: Row, predictor: StancePredictor) -> list[list[Pair]]:
    """All pairs of a row that is an article, each with what else the row tells."""
    choices = predictor.finder.article_choices(Article(id=row["id"], text=row["text"]))
    article, meta = str(row.get("article", row["id"])), further(row)
    return [
        [msgspec.structs.replace(pair, article=article, meta={**meta, **pair.meta}) for pair in choice]
        for choice in choices
    ]


def further(row: Row) -> Row:
    """The columns that are no field of a pair, such as outlet and date: they go to its `meta`, by which `scripts/claims.py` makes groups."""
    own = row.get("meta")
    return {**(own if isinstance(own, dict) else {}), **{k: v for k, v in row.items() if k not in FIELDS}}


def output_records(predictions: Sequence[Prediction], output: str) -> list[object]:
    """Predictions as records; a CSV or Parquet file, which people open in a table, also says who, where and in which words."""
    if output.endswith(".jsonl"):
        return [prediction_record(prediction) for prediction in predictions]
    return [
        {
            "id": p.pair.id,
            "article": p.pair.article,
            **{name: value for name, value in p.pair.meta.items() if name not in PLACES},
            "sentence": p.pair.meta.get("sentence"),
            "holder": p.holder_text,
            "holder_actor": None if p.pair.holder is None else p.pair.holder.actor,
            "target": p.target_text,
            "target_actor": p.pair.target.actor,
            "stance": str(p.stance),
            **{
                f"probability_{name}": share
                for name, share in msgspec.structs.asdict(p.probabilities).items()
            },
            "text": p.text,
        }
        for p in predictions
    ]


def shortened(names: Sequence[str], most: int = 3) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def show(predictions: Sequence[Prediction], console: Console) -> None:
    """Print predictions as a table."""
    if not predictions:
        console.print("No actor was found in the text: name one with target=…, or give registry=[…]")
        return
    table = Table("holder", "target", "stance", "against", "neutral", "favor")
    for p in predictions:
        shares = (p.probabilities.against, p.probabilities.neutral, p.probabilities.favor)
        table.add_row(
            p.holder_text or "(overall)",
            p.target_text,
            Text(str(p.stance), style=COLOURS[p.stance]),
            *[f"{share:.2f}" for share in shares],
        )
    console.print(table)


if __name__ == "__main__":
    main()
