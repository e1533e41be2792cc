"""The registry of actors, and where a text names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actorstance.atomic import write_text
from actorstance.errors import InputError
from actorstance.schema import Actor, Form, Mention

COMBINING = "\u0300-\u036f"
PRONOUNS = frozenset(
    "he him his himself she her hers herself it its itself they them their theirs themselves themself "
    "we us our ours ourselves i me my mine myself you your yours yourself yourselves whose".split()
)


class Registry:
    """The actors that a run knows: looked up by id, and found in text by their names and aliases.

    Args:
        actors: the actors; ids are unique.

    Raises:
        InputError: an id stands twice, a name or alias is empty, or two actors share one.

    Examples:
        >>> registry = Registry([Actor(id="peru", name="Peru", kind="country", aliases=("Peruvian",))])
        >>> [(m.start, m.end, m.actor) for m in registry.find("The Peruvian envoy left Peru.")]
        [(4, 12, 'peru'), (24, 28, 'peru')]
    """

    def __init__(self, actors: Iterable[Actor]) -> None:
        self._actors: dict[str, Actor] = {}
        self._ids_by_name: dict[str, str] = {}
        for actor in actors:
            if actor.id in self._actors:
                raise InputError(f"actor id {actor.id!r} stands twice in the registry")
            self._actors[actor.id] = actor
            for name in (actor.name, *actor.aliases):
                if not name.strip():
                    raise InputError(f"actor {actor.id!r} has an empty name or alias")
                owner = self._ids_by_name.setdefault(_key(name), actor.id)
                if owner != actor.id:
                    raise InputError(f"{name!r} names two actors: {owner!r} and {actor.id!r}")

    @classmethod
    def load(cls, *paths: str | Path) -> Registry:
        """Read one or more YAML files with a list `actors`; a later file's actor replaces an earlier one's.

        Raises:
            InputError: a file is missing or no YAML, or an actor lacks a field or has an unknown one.
        """
        actors: dict[str, Actor] = {}
        for path in paths:
            here: set[str] = set()
            for number, entry in enumerate(_entries(Path(path)), 1):
                try:
                    actor = msgspec.convert(entry, Actor)
                except msgspec.ValidationError as error:
                    raise InputError.at(str(error), path=path, field=f"actors[{number}]") from None
                if actor.id in here:
                    raise InputError.at(f"actor id {actor.id!r} stands twice", path=path)
                here.add(actor.id)
                actors[actor.id] = actor
        try:
            return cls(actors.values())
        except InputError as error:
            raise InputError.at(str(error), path=", ".join(map(str, paths))) from None

    def save(self, path: str | Path) -> None:
        """Write the registry as YAML that `load` reads."""
        entries = [
            {k: v for k, v in msgspec.to_builtins(actor).items() if v not in (None, [], ())} for actor in self
        ]
        text = yaml.safe_dump({"actors": entries}, allow_unicode=True, sort_keys=False, width=100)
        write_text(path, text)

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._actors.values())

    def __len__(self) -> int:
        return len(self._actors)

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._actors

    def __getitem__(self, actor_id: str) -> Actor:
        try:
            return self._actors[actor_id]
        except KeyError:
            raise InputError(f"unknown actor id {actor_id!r}") from None

    def name(self, actor_id: str) -> str:
        """The display name of an actor; the id itself where the registry does not know it."""
        return self._actors[actor_id].name if actor_id in self._actors else actor_id

    def lookup(self, name: str) -> Actor | None:
        """The actor with this id, name or alias; None if there is none."""
        actor_id = name if name in self._actors else self._ids_by_name.get(_key(name))
        return None if actor_id is None else self._actors[actor_id]

    def find(self, text: str) -> list[Mention]:
        """All places where the text names an actor, from left to right, without overlap.

        Names are matched as whole words and with their case; straight and curly apostrophes, composed
        and decomposed accents, and any white space between words count as equal. Where names overlap,
        the longest wins ("Organization of American States" is no mention of America).

        Raises:
            InputError: `text` is not a string.
        """
        if not isinstance(text, str):
            raise InputError(f"a text must be a string, got {type(text).__name__}")
        if not self._actors:
            return []
        return [
            Mention(match.start(), match.end(), self._ids_by_name[_key(match[0])])
            for match in self._pattern.finditer(text)
        ]

    def form(self, words: str, actor_id: str) -> Form:
        """How these words refer to the actor: by name, by description or by pronoun."""
        if words.lower() in PRONOUNS:
            return Form.PRONOUN
        return Form.NAME if self._ids_by_name.get(_key(words)) == actor_id else Form.NOMINAL

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = {name for actor in self for name in (actor.name, *actor.aliases)}
        forms = {form for name in names for form in (_compose(name), _decompose(name))}
        alternatives = "|".join(_name_pattern(form) for form in sorted(forms, key=len, reverse=True))
        return re.compile(rf"(?<![\w{COMBINING}])(?:{alternatives})(?![\w{COMBINING}])")


def merge_actors(declarations: Iterable[Actor]) -> tuple[Registry, list[str]]:
    """One registry from declarations that several articles make for themselves.

    Declarations of one id are united. An alias that two actors share tells nobody apart outside its own article: neither keeps it.

    Returns:
        The registry, and the aliases that were dropped.

    Raises:
        InputError: declarations of one id differ in name or kind, or two actors have the same name.
    """
    actors: dict[str, Actor] = {}
    for actor in declarations:
        known = actors.get(actor.id, actor)
        if (known.name, known.kind) != (actor.name, actor.kind):
            raise InputError(
                f"actor {actor.id!r} is {known.name!r} ({known.kind}) and {actor.name!r} ({actor.kind})"
            )
        aliases = dict.fromkeys((*known.aliases, *actor.aliases))
        actors[actor.id] = msgspec.structs.replace(known, aliases=tuple(aliases))
    owners: dict[str, set[str]] = {}
    for actor in actors.values():
        for name in (actor.name, *actor.aliases):
            owners.setdefault(_key(name), set()).add(actor.id)
    shared = {
        alias: actor.id
        for actor in actors.values()
        for alias in actor.aliases
        if len(owners[_key(alias)]) > 1
    }
    kept = [
        msgspec.structs.replace(a, aliases=tuple(alias for alias in a.aliases if alias not in shared))
        for a in actors.values()
    ]
    return Registry(kept), sorted(shared)


def _compose(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _decompose(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def _key(name: str) -> str:
    """What two spellings of one name have in common; a first letter's case is free if the alias has it small."""
    spelled = " ".join(_compose(name).replace("’", "'").split())
    return spelled[:1].lower() + spelled[1:]


def _name_pattern(name: str) -> str:
    words = [re.sub("['’]", "['’]", re.escape(word)) for word in name.split()]
    pattern = r"\s+".join(words)
    first = words[0][0]
    capital = first.upper()
    # "the opposition" also opens a sentence; of "ß" and the like the capital is another letter, or two.
    if first.islower() and len(capital) == 1 and capital.lower() == first:
        pattern = f"[{first}{capital}]{pattern[1:]}"
    return pattern


def _entries(path: Path) -> list[Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError.at(f"cannot read the registry: {error.strerror}", path=path) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: not UTF-8, or an impossible date
        place = getattr(error, "problem_mark", None)
        line = place.line + 1 if place else None
        problem = " ".join((getattr(error, "problem", None) or str(error)).split())
        raise InputError.at(f"not YAML: {problem}", path=path, line=line) from None
    if not isinstance(content, dict) or not isinstance(content.get("actors"), list):
        raise InputError.at("expected a list named 'actors'", path=path)
    return list(content["actors"])
