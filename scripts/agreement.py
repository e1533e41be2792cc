"""Agreement of two annotation passes, and the way from there to gold; see configs/agreement.yaml for the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from common import check_apart, screen, script
from rich.console import Console
from rich.table import Table

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import AgreementSettings

if TYPE_CHECKING:
    from actorstance.actors import Registry
    from actorstance.annotation.agreement import Agreement, AgreementReport
    from actorstance.schema import Annotation


@script("agreement", AgreementSettings)
def main(settings: AgreementSettings) -> None:
    """Print the figures; write the report, the worksheet or the gold where asked for."""
    from actorstance.actors import Registry
    from actorstance.annotation.agreement import agreement_report
    from actorstance.atomic import write_json
    from actorstance.records import holds_annotations, read_annotations

    if settings.gold and not (settings.gold_output and settings.registry):
        raise InputError("gold needs gold_output and registry")
    for path in (settings.output, settings.worksheet, settings.gold_output):
        if path:
            check_writable(path)
    check_apart(
        {
            "first pass": settings.first,
            "second pass": settings.second,
            "gold": settings.gold,
            "article": settings.article,
        },
        {"output": settings.output, "worksheet": settings.worksheet, "gold_output": settings.gold_output},
    )
    if settings.standoff:
        compare_standoff(settings)
        return
    registry = Registry.load(*settings.registry) if settings.registry else None
    if not holds_annotations(settings.first):
        compare_pairs(settings, registry or Registry.world())
        return
    first = list(read_annotations(settings.first, registry))
    second = list(read_annotations(settings.second, registry))
    if settings.common:
        shared = {a.id for a in first} & {a.id for a in second}
        first, second = ([a for a in each if a.id in shared] for each in (first, second))
    if not (first and second):
        raise InputError.at(
            "there is no sentence to compare", path=settings.second if first else settings.first
        )
    report = agreement_report(first, second, resamples=settings.resamples, seed=settings.seed)
    if settings.worksheet:  # before the others, for it may be refused
        write_worksheet(first, second, Path(settings.worksheet))
    if settings.output:
        write_json(settings.output, report)
    if registry is not None and settings.gold:
        write_gold(first, second, registry, settings)
    show(report, registry or Registry.world(), screen())


def compare_pairs(settings: AgreementSettings, registry: Registry) -> None:
    """Two files of labelled pairs, whose actors are given."""
    from actorstance.annotation.pair_agreement import pair_agreement
    from actorstance.atomic import write_json
    from actorstance.records import read_labelled_pairs

    if settings.gold or settings.worksheet:
        raise InputError.at(
            "worksheet= and gold= need annotated sentences, these are pairs", path=settings.first
        )
    first, second = (list(read_labelled_pairs(path)) for path in (settings.first, settings.second))
    if not (first and second):
        raise InputError.at("there is no pair to compare", path=settings.second if first else settings.first)
    report = pair_agreement(first, second, resamples=settings.resamples, seed=settings.seed)
    if settings.output:
        write_json(settings.output, report)
    show(report, registry, screen(), mentions=False)


def compare_standoff(settings: AgreementSettings) -> None:
    """Two files of stand-off labels, on what both judged."""
    from actorstance.annotation.standoff import directed_standoff_agreement, standoff_agreement
    from actorstance.atomic import write_json
    from actorstance.corpora.standoff import read_directed, read_standoff

    drawn = {"resamples": settings.resamples, "seed": settings.seed}
    if settings.directed:
        sentences = read_directed(settings.first), read_directed(settings.second)
        result = directed_standoff_agreement(*sentences, **drawn)
    else:
        result = standoff_agreement(read_standoff(settings.first), read_standoff(settings.second), **drawn)
    screen().print(judgements_table({"directed" if settings.directed else "overall": result}))
    if settings.output:
        write_json(settings.output, result)


def write_worksheet(first: list[Annotation], second: list[Annotation], path: Path) -> None:
    """The first pass as markup, with an empty reason for every disagreement; what was written into it is not replaced."""
    from actorstance.annotation.adjudication import adjudicate
    from actorstance.atomic import check_replaceable, write_text
    from actorstance.markup import write_markup

    open_items = write_markup(adjudicate(first, second, first, strict=False))
    check_replaceable(path, open_items)
    write_text(path, open_items)


def write_gold(
    first: list[Annotation], second: list[Annotation], registry: Registry, settings: AgreementSettings
) -> None:
    """The adjudicator's markup as gold, with both passes' answers beside every reason.

    Without an article, sentences belong where the first pass has them.
    """
    from msgspec.structs import replace

    from actorstance.annotation.adjudication import adjudicate
    from actorstance.markup import place_in_article, read_markup
    from actorstance.records import write_records
    from actorstance.schema import Labeler
    from actorstance.sentences import read_article

    gold, _ = read_markup(str(settings.gold), Labeler("gold", "1"), registry)
    if settings.article:
        try:
            gold = place_in_article(gold, read_article(settings.article))
        except InputError as error:  # it names the sentence
            raise InputError.at(str(error), path=settings.gold) from None
    settled = adjudicate(first, second, gold)
    if not settings.article:
        settled = [replace(a, article=b.article, split=b.split) for a, b in zip(settled, first, strict=True)]
    write_records(str(settings.gold_output), settled)


def show(report: AgreementReport, registry: Registry, console: Console, *, mentions: bool = True) -> None:
    """The figures as tables; those of mentions where the passes marked them."""
    from actorstance.report.cells import rich_table

    marked = f"; mentions: F1 {report.mentions_f1:.3f} with equal spans, {report.mentions_overlap_f1:.3f} with overlapping ones"
    console.print(f"{report.sentences} sentences{marked if mentions else ''}")
    console.print(judgements_table({"overall": report.overall, "directed": report.directed}))
    actors = sorted(report.per_actor.items(), key=lambda entry: -sum(part.n for part in entry[1].values()))
    rows = [
        (registry.name(actor), name, *cells(result))
        for actor, parts in actors
        for name, result in parts.items()
    ]
    console.print(rich_table(("actor", "judgements", "n", "agreed", "kappa", "alpha"), rows, left=2))


def judgements_table(results: dict[str, Agreement]) -> Table:
    """A row for each kind of judgement."""
    from actorstance.report.cells import rich_table

    rows = []
    for name, result in results.items():
        interval = "" if result.low is None else f"{result.low:.3f} to {result.high:.3f}"
        rows.append((name, *cells(result), interval))
    return rich_table(
        ("judgements", "n", "agreed", "Cohen's kappa", "Krippendorff's alpha", "95 % interval"), rows
    )


def cells(result: Agreement) -> list[str]:
    """One row's figures; a dash where only one stance occurs and chance agreement is not defined."""
    figures = [result.kappa, result.alpha]
    return [str(result.n), f"{result.agreed:.3f}", *["–" if f is None else f"{f:.3f}" for f in figures]]


if __name__ == "__main__":
    main()
