"""Templates filled with actors: the sentence as a newspaper would print it, and exactly where each actor stands in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from actorstance.schema import Mention

Pronoun = Literal["she", "he", "it", "they"]

SLOT = re.compile(r"\{([a-z])(?:\|(\w+))?\}")
"""A slot: `{a}` is the actor's name, `{a|their}` a word that agrees with it."""

FORMS: dict[str, Mapping[Pronoun, str]] = {
    "they": {"she": "she", "he": "he", "it": "it", "they": "they"},
    "them": {"she": "her", "he": "him", "it": "it", "they": "them"},
    "their": {"she": "her", "he": "his", "it": "its", "they": "their"},
    "themselves": {"she": "herself", "he": "himself", "it": "itself", "they": "themselves"},
    "was": {"she": "was", "he": "was", "it": "was", "they": "were"},
    "is": {"she": "is", "he": "is", "it": "is", "they": "are"},
    "has": {"she": "has", "he": "has", "it": "has", "they": "have"},
    "does": {"she": "does", "he": "does", "it": "does", "they": "do"},
    "s": {"she": "s", "he": "s", "it": "s", "they": ""},
}
"""The words that agree with an actor; `s` is the ending of a verb, as in "{a} want{a|s} {b} to go"."""

START = re.compile(r"(?:^|[.!?]\s+|[.!?][”’\"]\s+)[“‘\"]?$|[,:]\s+[“\"]$")
"""What stands before the first word of a sentence or of a quoted sentence."""


class Filler(msgspec.Struct, frozen=True, kw_only=True):
    """An actor that can fill a slot.

    Attributes:
        name: the bare name, as the guidelines mark it: without article.
        article: whether running text says "the" before it.
        pronoun: what agrees with it; with `they` verbs are plural.
    """

    name: str
    article: bool = False
    pronoun: Pronoun = "it"


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A filled template.

    Attributes:
        text: the sentence.
        mentions: for each slot the first place where the text has the actor's name.
    """

    text: str
    mentions: dict[str, Mention]


def fill(template: str, fillers: Mapping[str, Filler]) -> Filled:
    """Fill the slots of a template.

    "The" is written before names that take it, large at the start of a sentence, and stays outside the mention (guideline M1);
    where the template has an article of its own, it is not doubled. A possessive ’s after a name in s loses its s.

    Args:
        template: the sentence with slots `{a}` and forms `{a|their}` (see `FORMS`; `{a|Their}` begins a sentence).
        fillers: an actor for each slot.

    Raises:
        KeyError: a slot has no filler, or a form does not exist; a loaded pack has neither.

    Examples:
        >>> maldives, peru = Filler(name="Maldives", article=True), Filler(name="Peru")
        >>> filled = fill("{a}’s envoy thanked {b} for {b|their} help.", {"a": maldives, "b": peru})
        >>> filled.text, filled.mentions["a"].start, filled.mentions["a"].end
        ('The Maldives’ envoy thanked Peru for its help.', 4, 12)
    """
    text, last = "", 0
    mentions: dict[str, Mention] = {}
    for match in SLOT.finditer(template):
        text += template[last : match.start()]
        last = match.end()
        slot, form = match.groups()
        filler = fillers[slot]
        if form:
            word = FORMS[form.lower()][filler.pronoun]
            text += word.capitalize() if form[0].isupper() else word
            continue
        if filler.article and not re.search(r"\bthe $", text, re.IGNORECASE):
            text += "The " if START.search(text) else "the "
        if slot not in mentions:
            mentions[slot] = Mention(len(text), len(text) + len(filler.name), filler.name)
        text += filler.name
        if filler.name.endswith("s") and re.match(r"[’']s\b", template[last:]):
            text += template[last]
            last += 2
    return Filled(text=text + template[last:], mentions=mentions)
