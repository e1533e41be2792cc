"""The registry of actors, and where a text names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actorstance.atomic import write_text
from actorstance.errors import InputError
from actorstance.matching import Matcher, name_key
from actorstance.schema import Actor, Form, Mention
from actorstance.senses import Ambiguity, Decision, Sense, decide
from actorstance.surnames import whole_name

PRONOUNS = frozenset(
    "he him his himself she her hers herself it its itself they them their theirs themselves themself "
    "we us our ours ourselves i me my mine myself you your yours yourself yourselves whose".split()
)


class Registry:
    """The actors that a run knows: looked up by id, and found in text by their names and aliases.

    Args:
        actors: the actors; ids are unique.
        senses: by `name_key`, names that go through rules; others mean their actor wherever they are no part of another's name.

    Raises:
        InputError: an id stands twice, a name or alias is empty, or two actors share one.

    Examples:
        >>> registry = Registry([Actor(id="peru", name="Peru", kind="country", aliases=("Peruvian",))])
        >>> [(m.start, m.end, m.actor) for m in registry.find("The Peruvian envoy left Peru.")]
        [(4, 12, 'peru'), (24, 28, 'peru')]
    """

    def __init__(self, actors: Iterable[Actor], senses: Mapping[str, Sense] | None = None) -> None:
        if not isinstance(actors, Iterable):
            raise InputError(f"a registry is made of actors, got {type(actors).__name__}")
        self._actors: dict[str, Actor] = {}
        self._senses: dict[str, Sense] = dict(senses or {})
        for actor in actors:
            if not isinstance(actor, Actor):
                raise InputError(
                    f"a registry is made of actors, got {type(actor).__name__}; files are read by Registry.load"
                )
            if actor.id in self._actors:
                raise InputError(f"actor id {actor.id!r} stands twice in the registry")
            self._actors[actor.id] = actor
            for name in (actor.name, *actor.aliases):
                if not name.strip():
                    raise InputError(f"actor {actor.id!r} has an empty name or alias")
                key = name_key(name)
                owners = self._senses.setdefault(key, Sense(actors=(actor.id,))).actors
                # Whom a given sense means is settled: a user's name may be the display name of another actor.
                if actor.id not in owners and key not in (senses or {}):
                    raise InputError(f"{name!r} names two actors: {owners[0]!r} and {actor.id!r}")

    @classmethod
    def world(cls) -> Registry:
        """The countries of the world and the bodies that its news names; read once, in about a tenth of a second.

        Its names go through the rules of `actorstance.senses`. Sources: see the files in `actorstance/world`.

        Examples:
            >>> text = "The Kremlin accused Washington of arming Jordan; Michael Jordan slept in Moscow."
            >>> [(text[m.start : m.end], m.actor) for m in Registry.world().find(text)]
            [('Kremlin', 'russia'), ('Washington', 'united-states'), ('Jordan', 'jordan')]
        """
        return _world()

    @classmethod
    def load(cls, *paths: str | Path, world: bool = False) -> Registry:
        """Read one or more YAML files with a list `actors`; a later file's actor replaces an earlier one's.

        Args:
            paths: the files.
            world: whether they extend the world registry (see `extend`) instead of standing alone.

        Raises:
            InputError: a file is missing or no YAML, or an actor lacks a field or has an unknown one.
        """
        actors: dict[str, Actor] = {}
        for path in paths:
            if not isinstance(path, str | Path):
                raise InputError(f"expected the path of a file, got {type(path).__name__}")
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
            own = cls(actors.values())
        except InputError as error:
            raise InputError.at(str(error), path=", ".join(map(str, paths))) from None
        return cls.world().extend(own) if world else own

    def extend(self, other: Registry, *, unite: bool = False) -> Registry:
        """This registry with another's actors, which go before its own.

        An actor of the other replaces one of the same id, and one of its kind whose display name it claims ("usa" with the
        alias "United States" replaces "united-states"). A name of the other means its actor, whatever it means here.

        Args:
            other: the actors to add.
            unite: add to an actor that both have the other's aliases only, and keep the rest, with its rules, as it is here.

        Examples:
            >>> own = Registry([Actor(id="usa", name="USA", kind="country", aliases=("United States", "Georgia"))])
            >>> both = Registry.world().extend(own)
            >>> [m.actor for m in both.find("Peru thanked Georgia, which the United States had helped.")]
            ['peru', 'usa', 'usa']
            >>> "united-states" in both
            False
        """
        same = {actor.id: self._same(actor) for actor in other}
        united = {actor.id: same[actor.id][0] for actor in other if unite and same[actor.id]}
        new = [actor for actor in other if actor.id not in united]
        gone = {known for actor in new for known in same[actor.id]}
        taken = {key for key, sense in other._senses.items() if not united.keys() & set(sense.actors)}
        senses = {
            key: msgspec.structs.replace(sense, actors=tuple(a for a in sense.actors if a not in gone))
            for key, sense in self._senses.items()
            if key not in taken and (not sense.actors or set(sense.actors) - gone)
        }
        senses.update({key: other._senses[key] for key in taken})
        actors = {}
        for known in self:
            if known.id not in gone:
                aliases = [name for name in known.aliases if name_key(name) not in taken]
                more = [n for a in other if united.get(a.id) == known.id for n in (a.name, *a.aliases)]
                aliases += [name for name in dict.fromkeys(more) if name_key(name) not in senses]
                actors[known.id] = msgspec.structs.replace(known, aliases=tuple(aliases))
        actors.update({actor.id: actor for actor in new})
        return Registry(actors.values(), senses)

    def save(self, path: str | Path) -> None:
        """Write the actors as YAML that `load` reads; without the rules for ambiguous names, which only the world registry has."""
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
        """The actor with this id, name or alias; None if there is none, or if several share the name.

        Raises:
            InputError: the name is no string.
        """
        if not isinstance(name, str):
            raise InputError(f"a name must be a string, got {type(name).__name__}")
        if name in self._actors:
            return self._actors[name]
        sense = self._senses.get(name_key(name))
        return self._actors[sense.actors[0]] if sense and len(sense.actors) == 1 else None

    def find(self, text: str) -> list[Mention]:
        """All places where the text names an actor, from left to right, without overlap.

        Names are matched as whole words and with their case; straight and curly apostrophes, composed
        and decomposed accents, and any white space between words count as equal. Where names overlap,
        the longest wins ("Organization of American States" is no mention of America). Names of the world registry
        that can mean something else are settled by the rules of `actorstance.senses`, or left out. Others always mean their
        actor, unless they are a part of another's name: where "Trump" is an alias of Donald Trump, "Donald J. Trump" is he, all of
        it, and "Ivanka Trump" and "Trump Tower" are not (see `actorstance.surnames`).

        Raises:
            InputError: `text` is not a string.
        """
        return [
            Mention(start, end, decision.actor)
            for start, end, _, decision in self._decisions(text)
            if decision.actor is not None
        ]

    def ambiguities(self, text: str) -> list[Ambiguity]:
        """The names in a text that may be an actor's, but the rules could not tell.

        Raises:
            InputError: `text` is not a string.

        Examples:
            >>> [(a.start, a.actors, a.reason) for a in Registry.world().ambiguities("Georgia won.")]
            [(0, ('georgia',), 'an actor or the U.S. state')]
        """
        return [
            Ambiguity(start, end, sense.actors, decision.reason)
            for start, end, sense, decision in self._decisions(text)
            if decision.reason is not None
        ]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the text has a registered name, whatever it means there; the longest wins where names begin together."""
        return self._matcher.spans(text)

    def form(self, words: str, actor_id: str) -> Form:
        """How these words refer to the actor: by name, by description or by pronoun."""
        sense = self._senses.get(name_key(words))
        if sense and actor_id in sense.actors:  # before the pronouns: "US" is a name
            return Form.NAME
        return Form.PRONOUN if words.lower() in PRONOUNS else Form.NOMINAL

    def _decisions(self, text: str) -> Iterator[tuple[int, int, Sense, Decision]]:
        if not isinstance(text, str):
            raise InputError(f"a text must be a string, got {type(text).__name__}")
        last = 0
        for start, end in self._matcher.spans(text):
            sense = self._senses[name_key(text[start:end])]
            if start < last:
                continue
            if sense.actors and not sense.guarded:
                whole = whole_name(text, start, end, self._actors[sense.actors[0]], last)
                if whole is None:
                    continue
                start, end = whole
            last = end
            yield start, end, sense, decide(text, start, end, sense)

    def _same(self, actor: Actor) -> list[str]:
        """The ids of the actors here that another registry's actor is: by its id, or because it claims their display name and kind."""
        keys = {name_key(name) for name in (actor.name, *actor.aliases)}
        claimed = [
            known
            for key in sorted(keys & self._senses.keys())
            for known in self._senses[key].actors
            if name_key(self._actors[known].name) in keys and self._actors[known].kind == actor.kind
        ]
        return list(dict.fromkeys([actor.id] * (actor.id in self) + claimed))

    @cached_property
    def _matcher(self) -> Matcher:
        names = [name for actor in self for name in (actor.name, *actor.aliases)]
        return Matcher([*names, *(sense.name for sense in self._senses.values())])


@lru_cache(maxsize=1)
def _world() -> Registry:
    from actorstance.world import load_world

    world = load_world()
    return Registry(world.actors, world.senses)


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
            owners.setdefault(name_key(name), set()).add(actor.id)
    shared = {
        alias: actor.id
        for actor in actors.values()
        for alias in actor.aliases
        if len(owners[name_key(alias)]) > 1
    }
    kept = [
        msgspec.structs.replace(a, aliases=tuple(alias for alias in a.aliases if alias not in shared))
        for a in actors.values()
    ]
    return Registry(kept), sorted(shared)


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
