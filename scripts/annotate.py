"""Propose stances for an article by rules; see configs/annotate.yaml for the commands."""

from __future__ import annotations

from pathlib import Path

from common import screen, script

from actorstance.atomic import check_writable
from actorstance.settings import AnnotateSettings


@script("annotate", AnnotateSettings)
def main(settings: AnnotateSettings) -> None:
    """Write one annotation per sentence and all labelled pairs, and say what they come to."""
    from actorstance.actors import Registry
    from actorstance.annotation.proposals import annotate_article, check_untouched, summary, write_proposals
    from actorstance.annotation.rules import RuleLabeler
    from actorstance.errors import InputError
    from actorstance.report.cells import rich_table
    from actorstance.schema import STANCES
    from actorstance.sentences import read_article

    if not settings.registry:
        raise InputError("registry is empty: without actors there is nothing to annotate")
    folder = Path(settings.output)
    check_writable(folder, folder=True)
    check_untouched(folder, RuleLabeler.labeler)
    article = read_article(settings.article)
    registry = Registry.load(*settings.registry)
    annotations = annotate_article(article, registry, RuleLabeler())
    for annotation in annotations:
        if article.text[annotation.start : annotation.end] != annotation.text:
            raise InputError.at(f"{annotation.id} is not what stands at its offsets", path=settings.article)

    write_proposals(folder, annotations)
    counts = summary(annotations)
    actors = [(registry.name(actor), str(number)) for actor, number in counts.mentions.items()]
    mentioned = rich_table(("actor", "mentions"), actors, title=f"{article.id}: {counts.sentences} sentences")
    rows = [
        (name, *(str(row[stance]) for stance in STANCES))
        for name, row in (("overall", counts.overall), ("directed", counts.directed))
    ]
    stances = rich_table(("pairs", *STANCES), rows)
    console = screen()
    if not counts.mentions:
        console.print(
            f"note: {article.id} names no actor of {', '.join(settings.registry)}: give its own with registry=",
            soft_wrap=True,
            highlight=False,
        )
    console.print(mentioned, stances)
    console.print(
        f"annotations.txt (to correct, then scripts/import_markup.py), annotations.jsonl, pairs.jsonl: {folder}",
        soft_wrap=True,
        highlight=False,
    )


if __name__ == "__main__":
    main()
