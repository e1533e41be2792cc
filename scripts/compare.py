"""Compare two systems, or two groups of runs, on a corpus; see configs/compare.yaml for the commands."""

from __future__ import annotations

from pathlib import Path

from common import answers_in, screen, script

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.schema import LabelledPair, Stance
from actorstance.settings import CompareSettings


@script("compare", CompareSettings)
def main(settings: CompareSettings) -> None:
    """Collect the answers, compare, write everything to the output folder, print the tables."""
    check(settings)
    output = settings.output
    check_writable(output, folder=True)

    import msgspec

    from actorstance.actors import Registry
    from actorstance.comparison import compare, compare_groups
    from actorstance.corpora import load_reading, select
    from actorstance.report.comparison import print_comparison, write_comparison

    reading = load_reading(settings.corpus)
    pairs = select(reading.pairs, settings.corpus.split, settings.corpus.path)
    sources = dict.fromkeys([*settings.first, *settings.second])
    # Files first: one that does not fit is named before a checkpoint has predicted for minutes.
    answers = {source: answer(source, pairs) for source in sorted(sources, key=is_checkpoint)}
    first, second = (
        {source: answers[source] for source in group} for group in (settings.first, settings.second)
    )
    common = {
        "cluster": settings.cluster,
        "resamples": settings.resamples,
        "seed": settings.seed,
        "registry": Registry(reading.actors),
        "names": names(settings),
        "corpus": settings.corpus.name,
    }
    if len(first) == len(second) == 1:
        found = compare(pairs, *first.values(), *second.values(), **common)
    else:
        found = compare_groups(pairs, first, second, **common)
    found = msgspec.structs.replace(found, skipped=dict(reading.report.skipped))
    write_comparison(output, found)
    console = screen()
    if reading.report.skipped:
        console.print(reading.report.told(), soft_wrap=True)
    print_comparison(found, console)
    console.print(f"comparison.json, comparison.md and differences.png: {output}")


def check(settings: CompareSettings) -> None:
    """Check what is compared with what."""
    for name, group in (("first", settings.first), ("second", settings.second)):
        if not group:
            raise InputError(f"'{name}=[…]' must be given: predictions files or checkpoints")
        if len(set(group)) < len(group):
            raise InputError(f"{name}: the same run stands twice in {', '.join(group)}")
    if settings.names and len(settings.names) != 2:
        raise InputError(f"names must be two, got {len(settings.names)}")


def names(settings: CompareSettings) -> tuple[str, str]:
    """What the two are called: as told, or by the last part of their paths where that tells them apart."""
    if settings.names:
        return settings.names[0], settings.names[1]
    groups = settings.first, settings.second
    first, second = (", ".join(Path(source).name for source in group) for group in groups)
    return (first, second) if first != second else (", ".join(groups[0]), ", ".join(groups[1]))


def is_checkpoint(source: str) -> bool:
    """Whether a source is a checkpoint and no predictions file."""
    from actorstance.records import ENDINGS

    return not Path(source).is_file() and Path(source).suffix not in ENDINGS


def answer(source: str, pairs: list[LabelledPair]) -> list[Stance]:
    """The stances that a predictions file or a checkpoint gives to the pairs, in their order."""
    if not is_checkpoint(source):
        return [record.stance for record in answers_in(source, pairs)]
    from actorstance.inference import StancePredictor

    predictor = StancePredictor.from_pretrained(source)
    return [prediction.stance for prediction in predictor.predict_pairs(pairs, progress=True)]


if __name__ == "__main__":
    main()
