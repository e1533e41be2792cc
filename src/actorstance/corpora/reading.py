"""What a reader gives: pairs, the actors that the corpus names, and a report of what was mended and skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from actorstance.actors import PRONOUNS
from actorstance.renaming import by_text, masked_names
from actorstance.schema import Actor, Form, LabelledPair, Mention
from actorstance.sentences import normal

PLACES = 3
"""How many places a report remembers for each reason."""


@dataclass
class Report:
    """What a reading met.

    Attributes:
        rows: how many rows there were.
        mended: how many rows were mended, by reason.
        skipped: how many rows were left out, by reason.
        places: the first places of each reason.
    """

    rows: int = 0
    mended: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def mend(self, reason: str, place: str) -> None:
        """Note that a row was mended."""
        self._note(self.mended, reason, place)

    def skip(self, reason: str, place: str) -> None:
        """Note that a row was left out."""
        self._note(self.skipped, reason, place)

    def told(self) -> str:
        """What was left out, in a line; empty where nothing was.

        Examples:
            >>> report = Report(rows=1299)
            >>> for _ in range(325):
            ...     report.skip("the target is not in the text", "row 7")
            >>> report.told()
            '325 of 1,299 rows skipped: the target is not in the text (325); scripts/corpus_report.py tells where'
        """
        if not self.skipped:
            return ""
        reasons = ", ".join(f"{reason} ({count:,})" for reason, count in self.skipped.most_common())
        return f"{self.skipped.total():,} of {self.rows:,} rows skipped: {reasons}; scripts/corpus_report.py tells where"

    def _note(self, counter: Counter[str], reason: str, place: str) -> None:
        counter[reason] += 1
        places = self.places.setdefault(reason, [])
        if len(places) < PLACES:
            places.append(place)


@dataclass(frozen=True)
class Reading:
    """A corpus as it was read.

    Attributes:
        pairs: all splits, in the order of the files.
        actors: the actors that the corpus itself names, for reports; kind `group` where it does not say.
        report: what was mended and skipped.
    """

    pairs: list[LabelledPair]
    actors: list[Actor]
    report: Report

    def shared(self, *, by: str = "text") -> dict[tuple[str, str], int]:
        """How many texts (or, by `target`, texts with the same target words) stand in two splits, for each two splits.

        Texts are compared without case and with single spaces.
        """
        splits: dict[str, set[tuple[str, str]]] = {}
        for pair in self.pairs:
            key = (normal(pair.text), pair.target_text if by == "target" else "")
            splits.setdefault(str(pair.split), set()).add(key)
        names = list(splits)
        return {
            (one, other): len(splits[one] & splits[other])
            for place, one in enumerate(names)
            for other in names[place + 1 :]
        }

    def recurring(self) -> float:
        """The share of texts whose wording, the actors' names masked, stands in another text too.

        High where sentences were filled into templates.
        """
        wordings = Counter(
            normal(masked_names([self.pairs[i] for i in places])[0].text)
            for places in by_text(self.pairs).values()
        )
        return sum(count for count in wordings.values() if count > 1) / max(1, wordings.total())


def mention_of(text: str, start: int, end: int, actor: str) -> Mention:
    """A mention with its form guessed by its words: a pronoun, a name (it begins with a capital), or a description."""
    words = text[start:end]
    named = any(word[:1].isupper() for word in words.split())
    form = Form.PRONOUN if words.lower() in PRONOUNS else Form.NAME if named else Form.NOMINAL
    return Mention(start, end, actor, form)


def find_name(text: str, names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where any of the names stands in a text as whole words, whatever its case; longer names first.

    Examples:
        >>> list(find_name("Ruiz met Ana Ruiz.", ["Ruiz", "Ana Ruiz"]))
        [(0, 4), (9, 17)]
    """
    ordered = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    if ordered:
        for match in re.finditer(rf"(?<!\w)(?:{ordered})(?!\w)", text, re.IGNORECASE):
            yield match.start(), match.end()
