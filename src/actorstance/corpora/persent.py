"""PerSenT (Bastan et al., COLING 2020): the author's sentiment toward one entity, paragraph by paragraph.

As published: CSV files `train.csv`, `dev.csv`, `random_test.csv`, `fixed_test.csv` with the columns `DOCUMENT_INDEX`, `TARGET_ENTITY`, `DOCUMENT`
(paragraphs on lines of their own) and `Paragraph0` to `Paragraph15` (`Positive`, `Neutral`, `Negative`, or empty); on the Hub these
are the class ids 2, 1 and 0, and the splits are `train`, `validation`, `test_random` and `test_fixed`.

Each labelled paragraph that names the entity becomes one overall pair, at the first place where its full name, or else its last name,
stands. Paragraphs that speak of it only by pronouns or descriptions are skipped, and counted.
"""

from __future__ import annotations

from actorstance.corpora.reading import Reading, Report, find_name, mention_of
from actorstance.corpora.source import field_of, split_rows
from actorstance.errors import InputError
from actorstance.references import slug
from actorstance.schema import Actor, LabelledPair, Stance
from actorstance.settings import CorpusSettings

STANCE_OF = {
    "positive": Stance.FAVOR, "neutral": Stance.NEUTRAL, "negative": Stance.AGAINST,
    "2": Stance.FAVOR, "1": Stance.NEUTRAL, "0": Stance.AGAINST,
}  # fmt: skip
UNLABELLED = ("", "nan", "none", "-1")
PARAGRAPHS = 16


def read_persent(settings: CorpusSettings) -> Reading:
    """All splits that are there.

    Raises:
        InputError: nothing to read, or a row lacks a column or has an unknown label.
    """
    report = Report()
    actors: dict[str, Actor] = {}
    pairs = []
    for split, place, row in split_rows(settings):
        report.rows += 1
        entity = " ".join(field_of(row, "TARGET_ENTITY", place).split())
        article = f"{split}-{field_of(row, 'DOCUMENT_INDEX', place)}"
        # Only at line feeds: a separator such as U+2028 inside a paragraph would move the labels behind it.
        paragraphs = [line for line in field_of(row, "DOCUMENT", place).split("\n") if line.strip()]
        actor = Actor(id=slug(entity), name=entity, kind="person")
        actors.setdefault(actor.id, actor)
        for number in range(PARAGRAPHS):
            written = row.get(f"Paragraph{number}")
            label = "" if written is None else str(written).strip().lower()
            if label in UNLABELLED:
                continue
            where = f"{place}, paragraph {number}"
            if label not in STANCE_OF:
                raise InputError(f"{where}: label is {label!r}, expected Positive, Neutral or Negative")
            if number >= len(paragraphs):
                report.skip("a label for a paragraph that the document does not have", where)
                continue
            text = paragraphs[number]
            found = next(find_name(text, [entity]), None) or next(find_name(text, entity.split()[-1:]), None)
            if found is None:
                report.skip("the paragraph does not name the entity", where)
                continue
            pairs.append(
                LabelledPair(
                    id=f"persent-{split}-{report.rows}-{number}",
                    text=text,
                    target=mention_of(text, *found, actor.id),
                    stance=STANCE_OF[label],
                    article=article,
                    split=split,
                    meta={"corpus": settings.name, "paragraph": number},
                )
            )
    return Reading(pairs, list(actors.values()), report)
