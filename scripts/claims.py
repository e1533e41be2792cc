"""From predictions to claims, corrected with a labelled sample; see configs/claims.yaml for the commands."""

from __future__ import annotations

from pathlib import Path

from common import screen, script

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.records import PredictionRecord
from actorstance.schema import Pair
from actorstance.settings import ClaimsSettings


@script("claims", ClaimsSettings)
def main(settings: ClaimsSettings) -> None:
    """Draw the sample to label, or write the claims and print those about the actors of most pairs."""
    from actorstance.claims.cells import group_names
    from actorstance.claims.sheet import SHEETS, check_replaceable
    from actorstance.evaluation import read_matched

    if (settings.gold is None) == (settings.sample is None):
        raise InputError(
            "give either sample=NUMBER, to draw pairs to label, or gold=FILE, the labelled sample"
        )
    if settings.extend is not None and settings.sample is None:
        raise InputError("extend=FILE needs sample=NUMBER, how many pairs it is to have then")
    if settings.sheet not in SHEETS:
        raise InputError(f"unknown sheet {settings.sheet!r}, expected one of {', '.join(SHEETS)}")
    check_writable(settings.output, folder=True)
    if settings.sample is not None:
        check_replaceable(sheet(settings), settings.extend)
    numbers, pairs = read_numbered(settings.input)
    group_names(pairs, settings.by, settings.period, path=settings.input, numbers=numbers)
    records = read_matched(pairs, settings.predictions)
    if settings.sample is not None:
        draw(settings, pairs, records, settings.sample)
        warn_of_dates(settings, pairs, numbers)
    else:
        claim(settings, pairs, records, str(settings.gold))


def read_numbered(path: str) -> tuple[list[int], list[Pair]]:
    """The pairs of a file, and the line or row of each."""
    from actorstance.records import numbered_pairs

    numbered = list(numbered_pairs(path))
    return [number for number, _ in numbered], [pair for _, pair in numbered]


def warn_of_dates(settings: ClaimsSettings, pairs: list[Pair], numbers: list[int]) -> None:
    """Say before anything is labelled what `by=date` would refuse afterwards."""
    from actorstance.claims.cells import group_names

    if not any(pair.meta.get("date") for pair in pairs):
        return
    try:
        group_names(pairs, "date", settings.period, path=settings.input, numbers=numbers)
    except InputError as error:
        screen().print(f"by=date will not read all dates: {error}", soft_wrap=True)


def sheet(settings: ClaimsSettings) -> Path:
    """Where the pairs to label are written."""
    return Path(settings.output) / f"to_label.{settings.sheet}"


def draw(settings: ClaimsSettings, pairs: list[Pair], records: list[PredictionRecord], size: int) -> None:
    """Write the pairs to label."""
    from actorstance.claims import draw_sample
    from actorstance.claims.cells import part_places
    from actorstance.claims.sheet import read_sheet, write_sheet
    from actorstance.schema import STANCES, LabelledPair

    places = part_places(pairs, settings.part)
    kept = [] if settings.extend is None else read_sheet(settings.extend, pairs)
    drawn = draw_sample(
        [pairs[place] for place in places],
        [records[place].stance for place in places],
        size,
        strata=settings.strata,
        seed=settings.seed,
        kept=kept,
        path=str(settings.extend),
    )
    path = sheet(settings)
    write_sheet(path, drawn)
    labelled = sum(isinstance(pair, LabelledPair) for pair in drawn)
    done = f", {labelled:,} of them labelled already" if labelled else ""
    screen().print(
        f"{path}: {len(drawn):,} of {len(places):,} pairs{done}. Add a stance to each ({', '.join(STANCES)}) and give the file as gold=…",
        soft_wrap=True,
    )


def claim(settings: ClaimsSettings, pairs: list[Pair], records: list[PredictionRecord], gold: str) -> None:
    """Write the claims and print the most frequent actors'."""
    from actorstance.actors import Registry
    from actorstance.claims import estimate_claims
    from actorstance.claims.sheet import read_gold
    from actorstance.records import write_records
    from actorstance.report.claims import print_claims, write_claims

    labelled = read_gold(gold, pairs)
    claims = estimate_claims(
        pairs,
        records,
        labelled,
        method=settings.method,
        answers=settings.answers,
        part=settings.part,
        by=settings.by,
        period=settings.period,
        least=settings.least,
        cluster=settings.cluster,
        strata=settings.strata,
        registry=Registry.load(*settings.registry, world=True),
        path=gold,
    )
    write_claims(settings.output, claims, most=settings.most)
    if Path(gold).suffix == ".csv":
        write_records(Path(settings.output) / "gold_pairs.jsonl", labelled)
    console = screen()
    print_claims(claims, console)
    console.print(f"all claims, tables and figure: {settings.output}", soft_wrap=True)


if __name__ == "__main__":
    main()
