"""The words of the rule labeler: verbs with their inflections, nouns, relations, judging words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GAP = ".."
"""In a pattern: up to four words of any kind."""
SLOT = "@"
"""In a pattern: the target."""

AUXILIARIES = _words(
    "be am is are was were been being get gets got has have had having do does did will would shall should can could may "
    "might must to ’s 's"
)
BE = _words("be am is are was were been being get gets got")
NEGATIONS = _words("not never cannot neither nor nobody without hardly no")
PREPOSITIONS = _words(
    "of in on at by for from with against over under about after before between into to toward towards through during "
    "across near inside outside amid among around behind beyond despite since until upon via within without as than "
    "above below per alongside"
)
SUBORDINATORS = _words(
    "that because although though while whereas if when whether unless until after before since as so once how why where "
    "what despite who which whose whom"
)
CONJUNCTIONS = _words("and or but nor yet then plus")
DETERMINERS = _words(
    "the a an this that these those its his her their our my your any some no every each all both another such more"
)
RELATIVES = _words("who which that")
ADVERBS = _words(
    "also again often soon now already even just still once twice yet only ever almost far then first later instead "
    "together long much too very both all all-but largely today yesterday"
)


class VerbPattern(NamedTuple):
    """What has to follow a stance verb, and the sign of its stance: +1 favor, -1 against."""

    rest: tuple[str, ...]
    sign: int


class Lexicon:
    """All words of the rules, looked up by their form in the text, in lower case.

    Args:
        words: the content of `lexicon.yaml`.

    Raises:
        KeyError: a section is missing.

    Examples:
        >>> lexicon = load_lexicon()
        >>> lexicon.verbs["sided"], lexicon.nouns["backing"]["for"]
        ((VerbPattern(rest=('with',), sign=1), VerbPattern(rest=('against',), sign=-1)), 1)
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._irregular: Mapping[str, list[str]] = words["irregular"]
        self._doubling = frozenset(words["doubling"])
        self.lemmas = {verb for name in ("light", "reporting", "common", "control") for verb in words[name]}
        self.verbs = self._patterns(words["verbs"])
        self.light = self._forms(words["light"])
        self.receive = self._forms(words["receive"])
        self.reverse = self._forms(words["reverse"])
        self.reporting = self._forms(words["reporting"])
        self.refuse = self._forms(words["refuse"])
        self.control = self._forms(words["control"])
        self.all_verbs = frozenset(self.verbs).union(
            self._forms(words["common"]), self.light, self.receive, self.reverse, self.reporting, self.control
        )
        self.nouns = _frames(words["nouns"])
        self.adjectives = _frames(words["adjectives"])
        relations = words["relations"]
        self.mutual = _signs(relations["both_favor"], relations["both_against"])
        self.bearer = _signs(relations["bearer_favor"], relations["bearer_against"])
        self.between = frozenset(relations["between"])
        self.evaluative = _signs(words["evaluative"]["favor"], words["evaluative"]["against"])

    def _patterns(self, verbs: Mapping[str, Sequence[str]]) -> dict[str, tuple[VerbPattern, ...]]:
        patterns: dict[str, set[VerbPattern]] = {}
        for name, sign in (("favor", 1), ("against", -1)):
            for entry in verbs[name]:
                verbs_here, *rest = entry.split()
                for verb in verbs_here.split("|"):
                    self.lemmas.add(verb)
                    for form in self.inflect(verb):
                        patterns.setdefault(form, set()).add(VerbPattern(tuple(rest), sign))
        # The most specific pattern first: "turn .. back on" before "turn on".
        return {
            form: tuple(sorted(found, key=lambda p: (-len(p.rest), -p.sign, p.rest)))
            for form, found in patterns.items()
        }

    def _forms(self, lemmas: Iterable[str]) -> frozenset[str]:
        return frozenset(form for lemma in lemmas for form in self.inflect(lemma.split()[0]))

    def inflect(self, lemma: str) -> frozenset[str]:
        """The forms of a verb, the lemma included."""
        if lemma in self._irregular:
            return frozenset((lemma, *self._irregular[lemma]))
        third = lemma + ("es" if re.search(r"(?:[sxzo]|ch|sh)$", lemma) else "s")
        if re.search(r"[^aeiou]y$", lemma):
            return frozenset((lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"))
        if lemma.endswith("e"):
            return frozenset((lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"))
        stem = lemma
        if lemma in self._doubling or re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", lemma):
            stem = lemma + lemma[-1]
        # Both spellings ("quarreled", "quarrelled").
        return frozenset((lemma, third, stem + "ed", stem + "ing", lemma + "ed", lemma + "ing"))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon that comes with the package, read once."""
    text = files("actorstance.annotation").joinpath("lexicon.yaml").read_text(encoding="utf-8")
    return Lexicon(yaml.safe_load(text))


def _signs(favor: Iterable[str], against: Iterable[str]) -> dict[str, int]:
    return {**dict.fromkeys(favor, 1), **dict.fromkeys(against, -1)}


def _frames(words: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, int]]:
    """Word → preposition → sign."""
    frames: dict[str, dict[str, int]] = {}
    for name, sign in (("favor", 1), ("against", -1)):
        for preposition, those in words[name].items():
            for word in those:
                frames.setdefault(word, {})[preposition] = sign
    return frames
