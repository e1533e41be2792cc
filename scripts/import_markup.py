"""Annotated sentences from markup to JSONL; see configs/import_markup.yaml for the commands."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from common import check_apart, script

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import ImportSettings


@script("import_markup", ImportSettings)
def main(settings: ImportSettings) -> None:
    """Read the sources, check them, and write one file or one per split."""
    import msgspec

    from actorstance.actors import Registry, merge_actors
    from actorstance.markup import place_in_article, read_markup
    from actorstance.pairs import labelled_pairs
    from actorstance.records import write_records
    from actorstance.schema import Labeler
    from actorstance.sentences import read_article
    from actorstance.splits import divide

    shares = {name: share for name, share in asdict(settings.shares).items() if share}
    check_writable(settings.output, folder=bool(shares))
    check_apart(
        {**{f"source {source}": source for source in settings.sources}, "article": settings.article},
        {"output": settings.output},
    )
    labeler = Labeler(settings.labeler, settings.version)
    known = Registry.load(*settings.registry)
    annotations, declared = [], []
    taken: dict[str, str] | None = None if settings.article else {}
    for source in settings.sources:
        found, actors = read_markup(source, labeler, known, taken)
        annotations += found
        declared += actors
    if not annotations:
        raise InputError.at("there is no sentence to import", path=", ".join(settings.sources) or None)
    if settings.article:
        article = read_article(settings.article)
        try:
            annotations = place_in_article(annotations, article)
        except InputError as error:  # it names the sentence
            raise InputError.at(str(error), path=", ".join(settings.sources)) from None
    if not shares:
        write_records(settings.output, annotations)
        print(f"{settings.output}: {len(annotations)} sentences")
        return

    try:
        registry, dropped = merge_actors([*known, *declared])
    except InputError as error:
        raise InputError.at(str(error), path=", ".join(settings.sources)) from None
    pairs = [pair for annotation in annotations for pair in labelled_pairs(annotation)]
    split_of = divide(pairs, shares, settings.seed)
    folder = Path(settings.output)
    for split in shares:
        chosen = [
            msgspec.structs.replace(a, split=split)
            for a in annotations
            if split_of.get(a.article or a.text, next(iter(shares))) == split
        ]
        write_records(folder / f"{split}.jsonl", chosen)
        print(f"{folder / split}.jsonl: {len(chosen)} sentences")
    registry.save(folder / "actors.yaml")
    alone = sum(annotation.article is None for annotation in annotations)
    if alone:
        print(
            f"note: {alone} sentences belong to no article, and are divided one by one: write story: NAME above those of one, or call them ARTICLE/s01",
            file=sys.stderr,
        )
    print(
        f"{folder}/actors.yaml: {len(registry)} actors; ambiguous aliases left out: {', '.join(dropped) or 'none'}"
    )


if __name__ == "__main__":
    main()
