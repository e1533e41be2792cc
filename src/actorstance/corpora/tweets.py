"""Stance in tweets: SemEval-2016 Task 6 (Mohammad et al., 2016) and P-Stance (Li et al., Findings of ACL 2021).

As published: SemEval's tab-separated text with the columns `ID`, `Target`, `Tweet`, `Stance` (`AGAINST`, `FAVOR`, `NONE`), and P-Stance's CSV with
`Tweet`, `Target`, `Stance`; one file a split.

A stance is overall stance toward the target here. **The target is often not in the text.** Where its name or a person's last name stands in the tweet
(also as a hashtag or @name), that place is the target. Elsewhere the name is put before the tweet, as in "Hillary Clinton: …", so that there
is a place to ask about, and `meta["added_target"]` is true: such texts are no news sentences, and figures on them say
little about news. Targets such as "Atheism" are topics rather than actors (kind `group`); `targets` chooses which to read.
"""

from __future__ import annotations

from actorstance.corpora.reading import Reading, Report, find_name, mention_of
from actorstance.corpora.source import field_of, split_rows
from actorstance.errors import InputError
from actorstance.references import slug
from actorstance.schema import Actor, LabelledPair, Stance
from actorstance.settings import CorpusSettings

STANCE_OF = {
    "against": Stance.AGAINST, "favor": Stance.FAVOR, "none": Stance.NEUTRAL, "neutral": Stance.NEUTRAL,
}  # fmt: skip

TOPICS = frozenset(
    ("Atheism", "Climate Change is a Real Concern", "Feminist Movement", "Legalization of Abortion")
)
"""SemEval's targets that are nobody: the last of their words alone ("movement", "concern") does not mean them."""


def read_semeval2016(settings: CorpusSettings) -> Reading:
    """SemEval-2016 Task 6, all files that are there.

    Raises:
        InputError: nothing to read, or a row lacks a column or its target, or has an unknown stance.
    """
    return _read(settings, ".txt", "\t")


def read_pstance(settings: CorpusSettings) -> Reading:
    """P-Stance, all files that are there.

    Raises:
        InputError: as `read_semeval2016`.
    """
    return _read(settings, ".csv", ",")


def place_target(tweet: str, target: str) -> tuple[str, int, int, bool]:
    """The text to judge, the target's span in it, and whether the target had to be put there.

    Examples:
        >>> place_target("Enough of #Ruiz already", "Ana Ruiz")
        ('Enough of #Ruiz already', 11, 15, False)
        >>> place_target("Enough already", "Ana Ruiz")
        ('Ana Ruiz: Enough already', 0, 8, True)
    """
    names = [target, target.replace(" ", "")]
    if target not in TOPICS:
        names += target.split()[-1:]
    for start, end in find_name(tweet, names):
        return tweet, start, end, False
    return f"{target}: {tweet}", 0, len(target), True


def _read(settings: CorpusSettings, ending: str, delimiter: str) -> Reading:
    report = Report()
    actors: dict[str, Actor] = {}
    pairs = []
    # SemEval's tweets have quotation marks that quote nothing.
    rows = split_rows(settings, ending, delimiter, quoting=delimiter == ",")
    for split, place, row in rows:
        report.rows += 1
        target = " ".join(field_of(row, "Target", place).split())
        if not target:
            raise InputError(f"{place}, field Target: is empty, expected a name")
        if settings.targets and target not in settings.targets:
            report.skip("a target that was not asked for", place)
            continue
        written = field_of(row, "Stance", place).strip().lower()
        if written not in STANCE_OF:
            raise InputError(f"{place}: Stance is {written!r}, expected AGAINST, FAVOR or NONE")
        text, start, end, added = place_target(field_of(row, "Tweet", place), target)
        if added:
            report.mend("the target is not in the text and was put before it", place)
        person = " " in target and target not in TOPICS
        actor = Actor(id=slug(target), name=target, kind="person" if person else "group")
        actors.setdefault(actor.id, actor)
        meta: dict[str, object] = {"corpus": settings.name}
        if added:
            meta["added_target"] = True
        pairs.append(
            LabelledPair(
                id=f"{settings.reader}-{split}-{report.rows}",
                text=text,
                target=mention_of(text, start, end, actor.id),
                stance=STANCE_OF[written],
                split=split,
                meta=meta,
            )
        )
    return Reading(pairs, list(actors.values()), report)
