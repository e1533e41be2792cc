"""What a name means where it stands: its actor, something else, or not to be told.

"Georgia" is a country and a U.S. state, "Jordan" a country and many people, "Lima" a place and, as the subject of a
verb, a government. The rules look at the words around the name and at those of the whole text:

1. A given name or a title before ("Michael Jordan", "Mr. Washington"), or a surname behind a name that is also a given
   name ("Chad Smith", "Paris Hilton"): a person. A bare "Jordan" later in the text is that person too.
2. A capital behind "in", "near", "outside" … or with "airport", "mayor" … behind it is a place. As a subject ("Lima
   rejected"), a possessor ("Lima’s offer"), with "-backed" or "officials", after "by", "between", "with", "toward" or a verb of saying or
   acting toward somebody ("warned Lima") it is the government (guideline M2 of data/seed/GUIDELINES.md).
   After "from", "to", "for", "on" and "of" the word before decides ("aid from Lima", "flew to Lima").
3. A seat of power ("the Kremlin") is the government unless it is where something happens ("outside the Kremlin").
4. Of several actors, or of an actor and something else, that one is meant whose words the text has ("Atlanta": the
   U.S. state), if it has no other's.
5. A language ("in French.") and a short acronym amid capitals ("LET US GO") is no actor.

Where no rule applies the name is left open: `Registry.find` leaves it out and `Registry.ambiguities` tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

import msgspec

from actorstance.capitals import is_government, is_scene
from actorstance.neighbours import STOPS, Neighbours
from actorstance.words import DAYS, NO_SURNAME, OPENERS, ORIGINS, TITLES, is_common

_MONEY = re.compile(r"[$£€]\d")
_ORIGIN = re.compile(rf"[-‑–](?:{'|'.join(ORIGINS)})\b")


class Use(str, Enum):
    """How a name stands for its actor: as its name, its people's, its capital, or a building of its government."""

    NAME = "name"
    PEOPLE = "people"
    CAPITAL = "capital"
    SEAT = "seat"


class Bearer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something else that a name can mean.

    Attributes:
        name: the name.
        other: what else it is.
        words: their presence anywhere in the text speaks for it.
        against: their presence speaks for the actor.
        before: right before the name they decide for it.
        after: right behind the name they decide for it.
        open: without any of the words the name stays open, instead of being the actor's.
        common: other actors' names end like this one, so that a further word of a name before it makes it theirs.
    """

    name: str
    other: str
    words: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    open: bool = False
    common: bool = False


class Sense(msgspec.Struct, frozen=True):
    """What a name can mean.

    Attributes:
        actors: the ids of its actors; none where the name only keeps a shorter one from being found in it.
        use: how it stands for them.
        guarded: whether the rules are asked; a user's own names are always meant.
        words: for each of several actors the words that speak for it.
        default: who is meant where no word speaks.
        bearer: something else that the name can mean.
        given: the name is a given name too.
        country: for a capital that is better known as something else: names of its country, one of which the text must have.
        single: the name is one word, which a person may bear as a surname.
        first_names: given names, by which such persons are known.
        name: the name, where it is no actor's name or alias.
    """

    actors: tuple[str, ...] = ()
    use: Use = Use.NAME
    guarded: bool = False
    words: Mapping[str, tuple[str, ...]] = {}
    default: str | None = None
    bearer: Bearer | None = None
    given: bool = False
    country: tuple[str, ...] = ()
    single: bool = False
    first_names: frozenset[str] = frozenset()
    name: str = ""


class Ambiguity(msgspec.Struct, frozen=True):
    """A name that the rules could not settle.

    Attributes:
        start: where it begins.
        end: where it ends, exclusive.
        actors: the ids of the actors that it may mean.
        reason: what it may mean else, or why it is open.
    """

    start: int
    end: int
    actors: tuple[str, ...]
    reason: str


class Decision(msgspec.Struct, frozen=True):
    """An actor; or none, and then a `reason` if the name was left open."""

    actor: str | None = None
    reason: str | None = None


NOBODY = Decision()


def decide(text: str, start: int, end: int, sense: Sense) -> Decision:
    """Whom a name means where it stands.

    Args:
        text: the text, whose other words are evidence.
        start: where the name begins.
        end: where it ends.
        sense: what it can mean.

    Examples:
        >>> lima = Sense(actors=("peru",), use=Use.CAPITAL, guarded=True)
        >>> decide("Lima rejected it.", 0, 4, lima).actor
        'peru'
        >>> decide("Reporters in Lima slept.", 13, 17, lima)
        Decision(actor=None, reason=None)
        >>> decide("Lima, 3 May", 0, 4, lima).reason
        'a government or a place'
    """
    if not sense.actors:
        return NOBODY
    if not sense.guarded:
        return Decision(sense.actors[0])
    if _MONEY.match(text, end):
        return NOBODY
    around = Neighbours(text, start, end)
    name = text[start:end]
    if name.isupper() and name.isalpha() and len(name) <= 5 and _shouted(around):
        return Decision(reason="an acronym or a word in capitals")
    if sense.single:
        person = _is_person(around, name, sense)
        if person is not None:
            return person
    if sense.use in (Use.NAME, Use.PEOPLE) and _is_origin(around):
        return NOBODY
    if sense.use is Use.PEOPLE and _is_language(around):
        return NOBODY
    if sense.bearer is not None:
        other = _borne_by_another(around, sense.bearer)
        if other is not None:
            return other
    if sense.use is Use.SEAT and is_scene(around):
        return NOBODY
    if sense.use is Use.CAPITAL:
        government = is_government(around)
        if government is None:
            return Decision(reason="a government or a place")
        if not government:
            return NOBODY
    if sense.country and not _has_word(f"{text[:start]} {text[end:]}", sense.country):
        return Decision(reason="a capital or another of that name")
    return _chosen(text, sense)


def _chosen(text: str, sense: Sense) -> Decision:
    if len(sense.actors) == 1:
        return Decision(sense.actors[0])
    spoken = [actor for actor in sense.actors if _has_word(text, sense.words.get(actor, ()))]
    if len(spoken) == 1:
        return Decision(spoken[0])
    if sense.default and not spoken:
        return Decision(sense.default)
    return Decision(reason="several actors")


def _shouted(around: Neighbours) -> bool:
    """Whether the words beside are in capitals as well, as in a headline."""
    words = [word for word in (around.left(), around.right()) if word.isalpha() and len(word) > 1]
    return bool(words) and all(word.isupper() for word in words)


def _is_person(around: Neighbours, name: str, sense: Sense) -> Decision | None:
    left, right = around.left(), around.right()
    if around.touches_left and left in sense.first_names and left != name:
        return NOBODY
    if left in TITLES or (left == "." and around.left(2) in TITLES):
        # "Sen. Jordan", but "Prime Minister of Jordan" and "the U.S. President"
        return NOBODY
    if not sense.given and sense.use is not Use.CAPITAL:
        return None
    if sense.given:
        earlier = rf"(\w+)[^\S\r\n]+{re.escape(name)}(?!\w)"
        if any(
            match[1] in sense.first_names and match[1] != name
            for match in re.finditer(earlier, around.text[: around.end])
        ):
            return NOBODY
        initial = left == "." and len(around.left(2)) == 1 and around.left(2).isupper()
        middle = around.touches_left and left[:1].isupper() and not left.isupper() and len(around.before) > 1
        if initial or (middle and left not in NO_SURNAME and around.left(2) not in STOPS):
            return Decision(reason="a person or an actor")
    capitalised = around.touches_right and right[:1].isupper() and not right.isupper()
    if capitalised and right not in NO_SURNAME and right not in DAYS and sense.given:
        return NOBODY
    return None


def _is_origin(around: Neighbours) -> bool:
    """Whether the name only tells where somebody or something is from: "German-born"."""
    return _ORIGIN.match(around.text, around.end) is not None


def _is_language(around: Neighbours) -> bool:
    spoken = around.left().lower() in {
        "in",
        "into",
        "speak",
        "speaks",
        "spoke",
        "speaking",
        "fluent",
        "learn",
        "learning",
    }
    ends = (
        not around.after
        or not around.touches_right
        or around.right() in {"and", "or", "by", "for", "to", "at", "on", "but"}
    )
    return spoken and ends


def _borne_by_another(around: Neighbours, bearer: Bearer) -> Decision | None:
    if around.right() in bearer.after or around.left() in bearer.before:
        return NOBODY
    if bearer.common and _is_longer(around):
        return NOBODY
    for_other = _has_word(around.text, bearer.words)
    for_actor = _has_word(around.text, bearer.against)
    if for_other and not for_actor:
        return NOBODY
    if (for_other and for_actor) or (bearer.open and not for_actor):
        return Decision(reason=f"an actor or {bearer.other}")
    return None


def _is_longer(around: Neighbours) -> bool:
    """Whether a word of a name stands right before: "Kurdistan Democratic Party", but not "On Monday Democratic Party leaders"."""
    word = around.left()
    owner = around.left(2) if word in {"'", "’"} else word[:-2] if word.endswith(("'s", "’s")) else ""
    if owner:
        return owner in {"People", "Peoples"}
    if not around.touches_left or not word[0].isupper() or word in NO_SURNAME | DAYS | {"US", "American"}:
        return False
    opens = len(around.before) == 1 or around.left(2) in STOPS
    return not (opens and (word.lower() in OPENERS or is_common(word.lower())))


def _has_word(text: str, words: tuple[str, ...]) -> bool:
    return any(
        word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None for word in words
    )
