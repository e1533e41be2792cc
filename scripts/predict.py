"""Predict stances of a sentence, a file of pairs or texts, or an article; see configs/predict.yaml for the commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from common import check_apart, numbered, screen, script
from rich.console import Console
from rich.table import Table
from rich.text import Text

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.records import check_ending, error_at, write_records
from actorstance.schema import Prediction
from actorstance.settings import PredictSettings

if TYPE_CHECKING:
    from actorstance.inference import StancePredictor
    from actorstance.inquiry import Inquiry

OUTPUT = "predictions.jsonl"
COLOURS = {"against": "dark_orange", "neutral": "bright_black", "favor": "dodger_blue1"}


@script("predict", PredictSettings)
def main(settings: PredictSettings) -> None:
    """Print a table for a text; write a predictions file for a file."""
    from actorstance.actors import Registry
    from actorstance.inference import DEFAULT_CHECKPOINT, StancePredictor
    from actorstance.inquiry import Inquiry, read_inquiry, without_entities
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
    text = None if settings.text is None else without_entities(settings.text)
    if text is not None and settings.target is not None:
        show([predictor.predict(text, settings.target, settings.holder)], console)
        return
    if text is not None:
        inquiry = Inquiry()
        inquiry.add(predictor.finder.article_choices(text), predictor)
        if inquiry.choices or not inquiry.left:
            show(predictor.predict_choices(inquiry.choices), console)
    else:
        inquiry = read_inquiry(Path(str(settings.input)), predictor)
        judge(inquiry, predictor, settings, console)
    if inquiry.left:
        console.print(left_out(inquiry.left), soft_wrap=True, highlight=False)


def check(settings: PredictSettings) -> None:
    """Refuse what cannot be meant, before the work."""
    if (settings.text is None) == (settings.input is None):
        raise InputError('give either text="…" or input=FILE')
    if settings.holder is not None and settings.target is None:
        raise InputError("a holder needs a target=…")
    if settings.input is None:
        if not str(settings.text).strip():
            raise InputError("the text is empty")
        if settings.output is not None or settings.pairs is not None:
            raise InputError("output=… and pairs=… go with input=FILE; a text is shown as a table")
        return
    if settings.target is not None:
        raise InputError("target=… goes with text=…; in a file each row names its own target")
    settings.output = settings.output or numbered(OUTPUT)
    for path in filter(None, (settings.output, settings.pairs)):
        check_ending(path)
        check_writable(path)
    check_apart({"input": settings.input}, {"output": settings.output, "pairs": settings.pairs})


def judge(inquiry: Inquiry, predictor: StancePredictor, settings: PredictSettings, console: Console) -> None:
    """Judge the pairs of a file, and write what was found."""
    from actorstance.inquiry import output_records, with_own_names

    try:
        predictions = predictor.predict_choices(inquiry.choices, progress=True)
    except InputError as error:  # it names the first pair that does not fit
        fitting = zip(inquiry.numbers, predictor.fitting(inquiry.choices), strict=True)
        number = next((number for number, fit in fitting if not fit), None)
        raise error_at(str(settings.input), number, str(error)) from None
    output = str(settings.output)
    write_records(output, output_records(predictions, output))
    if settings.pairs is not None:
        write_records(settings.pairs, with_own_names([p.pair for p in predictions], predictor.registry))
    beside = f", their pairs: {settings.pairs}" if settings.pairs else ""
    console.print(f"{len(predictions):,} predictions: {output}{beside}", soft_wrap=True)
    for line in remarks(inquiry, str(settings.input)):
        console.print(line, soft_wrap=True, highlight=False)


def remarks(inquiry: Inquiry, file: str) -> Iterator[str]:
    """What is to be told of a file, one line each."""
    for name, known in inquiry.misspelt.items():
        yield f"note: the column {name!r} means nothing here; is {known!r} meant?"
    if inquiry.named and inquiry.articles:
        yield f"rows that name a target: {inquiry.named:,}; without one, and read as articles: {inquiry.articles:,}"
    if inquiry.empty:
        unit = ("line" if file.endswith(".jsonl") else "row") + "s" * (len(inquiry.empty) > 1)
        numbers = shortened([str(number) for number in inquiry.empty], most=10)
        yield f"{len(inquiry.empty):,} {unit} without text passed over: {unit} {numbers}"
    if inquiry.repeated:
        told = shortened([f"{own} (as {before})" for own, before in inquiry.repeated.items()])
        yield f"{len(inquiry.repeated):,} of the texts stood in another article before, and count once more: {told}"
    if inquiry.decoded:
        yield f"HTML entities such as &amp; were decoded in {inquiry.decoded:,} of the texts"
    if inquiry.unnamed:
        yield f"{inquiry.unnamed:,} of {inquiry.sentences:,} sentences name no actor, and have no prediction"
    if inquiry.silent:
        yield f"no actor was found in {len(inquiry.silent):,} of the texts: {shortened(inquiry.silent)}"
    if inquiry.renamed:
        kept = ", ".join(f"{name} as {own}" for name, own in sorted(inquiry.renamed.items()))
        yield f"columns of the input kept under other names, since theirs are taken: {kept}"


def shortened(names: Sequence[str], most: int = 3) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def show(predictions: Sequence[Prediction], console: Console) -> None:
    """Print predictions as a table, one for each sentence."""
    if not predictions:
        console.print("No actor was found in the text: name one with target=…, or give registry=[…]")
        return
    sentences = [(text, list(group)) for text, group in groupby(predictions, key=lambda p: p.pair.text)]
    for sentence, group in sentences:
        table = Table("holder", "target", "stance", "against", "neutral", "favor")
        for p in group:
            shares = (p.probabilities.against, p.probabilities.neutral, p.probabilities.favor)
            table.add_row(
                p.holder_text or "(overall)",
                p.target_text,
                Text(str(p.stance), style=COLOURS[p.stance]),
                *[f"{share:.2f}" for share in shares],
            )
        if len(sentences) > 1:
            console.print(sentence, highlight=False)
        console.print(table)


if __name__ == "__main__":
    main()
