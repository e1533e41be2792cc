"""Read a corpus, tell what was found, and write its pairs if asked to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from common import check_apart, screen, script

from actorstance.atomic import check_writable
from actorstance.settings import CorpusReportSettings

if TYPE_CHECKING:
    from actorstance.corpora import Reading


@script("corpus_report", CorpusReportSettings)
def main(settings: CorpusReportSettings) -> None:
    """Print the reading's tables; write the pairs to `output`."""
    from actorstance.corpora import load_reading, select
    from actorstance.records import check_ending, write_records
    from actorstance.report.cells import rich_table

    if settings.output:
        check_ending(settings.output)
        check_writable(settings.output)
        check_apart({"corpus": settings.corpus.path}, {"output": settings.output})
    reading = load_reading(settings.corpus)
    pairs = select(reading.pairs, settings.corpus.split, settings.corpus.path)
    console = screen()
    header = ("split", "pairs", "overall", "directed", "against", "neutral", "favor", "texts", "targets")
    console.print(rich_table(header, split_rows(reading), title=settings.corpus.name))
    report = reading.report
    console.print(f"{report.rows:,} rows read")
    for what, counter in (("mended", report.mended), ("skipped", report.skipped)):
        for reason, count in counter.most_common():
            console.print(f"{what} {count:,}: {reason}; first {report.places[reason][0]}", soft_wrap=True)
    console.print(
        f"{100 * reading.recurring():.2f} % of the texts share their wording, names masked, with another"
    )
    for (one, other), count in reading.shared().items():
        same = reading.shared(by="target")[one, other]
        if count:
            console.print(f"{one} and {other} share {count:,} texts, {same:,} with the same target words")
    if settings.output:
        write_records(settings.output, pairs)
        console.print(f"{settings.output}: {len(pairs):,} pairs")


def split_rows(reading: Reading) -> list[tuple[str, ...]]:
    """One row per split."""
    rows = []
    for split in dict.fromkeys(pair.split for pair in reading.pairs):
        pairs = [pair for pair in reading.pairs if pair.split == split]
        stances = Counter(pair.stance.value for pair in pairs)
        overall = sum(pair.holder is None for pair in pairs)
        counts = [len(pairs), overall, len(pairs) - overall]
        counts += [stances[name] for name in ("against", "neutral", "favor")]
        counts += [len({pair.text for pair in pairs}), len({pair.target.actor for pair in pairs})]
        rows.append((str(split), *(f"{count:,}" for count in counts)))
    return rows


if __name__ == "__main__":
    main()
