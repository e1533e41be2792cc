"""Predict stances of a sentence, a file of pairs or texts, or an article; see configs/predict.yaml for the commands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import not_
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from common import screen, script
from rich.console import Console
from rich.table import Table
from rich.text import Text

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.records import (
    check_ending,
    error_at,
    pair_from_row,
    prediction_record,
    read_rows,
    write_records,
)
from actorstance.schema import Pair, Prediction, Sentence
from actorstance.settings import PredictSettings

if TYPE_CHECKING:
    from actorstance.inference import StancePredictor

COLOURS = {"against": "dark_orange", "neutral": "bright_black", "favor": "dodger_blue1"}


@script("predict", PredictSettings)
def main(settings: PredictSettings) -> None:
    """Print a table for a text; write a predictions file for a file."""
    from actorstance.actors import Registry
    from actorstance.inference import StancePredictor, left_out

    if (settings.text is None) == (settings.input is None):
        raise InputError('give either text="…" or input=FILE')
    if settings.holder is not None and settings.target is None:
        raise InputError("a holder needs a target=…")
    if settings.input is not None:
        check_ending(settings.output)  # before the work, not after
        check_writable(settings.output)
    predictor = StancePredictor.from_pretrained(
        settings.checkpoint,
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
        asked = fitting(predictor.finder.sentence_pairs(Sentence(id="text", text=settings.text)), predictor)
    else:
        asked = requested(Path(str(settings.input)), predictor)
    predictions = predictor.predict_pairs(asked.pairs, progress=settings.text is None)
    if settings.text is not None:
        show(predictions, console)
    else:
        write_records(settings.output, output_records(predictions, settings.output))
        console.print(f"{len(predictions):,} predictions: {settings.output}")
    if asked.left:
        console.print(left_out(asked.left), soft_wrap=True, highlight=False)


class Asked(NamedTuple):
    """The pairs that are asked about, and those of ours that do not fit the encoder, which are left out."""

    pairs: list[Pair]
    left: list[Pair]


def fitting(pairs: Sequence[Pair], predictor: StancePredictor) -> Asked:
    """The pairs of the actors found in a text; nobody named them, so one that does not fit is no fault of the input."""
    fits = predictor.fits(pairs)
    return Asked(list(compress(pairs, fits)), list(compress(pairs, map(not_, fits))))


def requested(path: Path, predictor: StancePredictor) -> Asked:
    """The pairs that a file asks for, in its order.

    A row with spans is a pair; one with `target` (and `holder`) as words asks for that pair; one with a text alone for
    all pairs of the actors found. A `.txt` file is an article.
    """
    from actorstance.sentences import read_article

    if path.suffix == ".txt":
        return fitting(predictor.finder.article_pairs(read_article(path)), predictor)
    pairs: list[Pair] = []
    left: list[Pair] = []
    for number, row in read_rows(path):
        text, target, holder = row.get("text"), row.get("target"), row.get("holder")
        if isinstance(target, dict) or "target_start" in row:
            pairs.append(pair_from_row(row, path, number))
            continue
        if not isinstance(text, str):
            raise error_at(path, number, "expected a string", "text")
        sentence = Sentence(id=str(row.get("id", number)), text=text)
        if target is None and holder is not None:
            raise error_at(path, number, "a holder needs a target", "target")
        if target is None:
            found = fitting(predictor.finder.sentence_pairs(sentence), predictor)
            pairs += found.pairs
            left += found.left
            continue
        try:
            pairs.append(predictor.pair(text, target, holder, pair_id=sentence.id))
        except InputError as error:
            raise error_at(path, number, str(error)) from None
    return Asked(pairs, left)


def output_records(predictions: Sequence[Prediction], output: str) -> list[object]:
    """Predictions as records; a CSV or Parquet file, which people open in a table, also gets the words."""
    if output.endswith(".jsonl"):
        return [prediction_record(prediction) for prediction in predictions]
    return [
        {
            "id": p.pair.id,
            "holder": p.holder_text,
            "target": p.target_text,
            "stance": str(p.stance),
            "probabilities": p.probabilities,
            "text": p.text,
        }
        for p in predictions
    ]


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
