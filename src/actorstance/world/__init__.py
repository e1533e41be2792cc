"""The world's countries and bodies: who they are, and what their names can mean.

The facts stand in this folder's YAML files, each with its sources; official names of countries come from pycountry. Nothing is
read before `load_world` is called. Persons are not listed: who holds an office changes, and `actorstance.names` proposes them.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import msgspec
import yaml

from actorstance.matching import name_key
from actorstance.schema import Actor
from actorstance.senses import Bearer, Sense, Use


class Party(NamedTuple):
    """Whose a name is that parties of several countries have.

    Attributes:
        actor: the id of the actor that it means where its sense or its country says so.
        country: the id of that actor's country.
        sense: the words of a text that tell.
    """

    actor: str
    country: str
    sense: Sense


class World(NamedTuple):
    """What the files hold.

    Attributes:
        actors: countries and bodies; the aliases of each are all names that can stand for it alone.
        senses: by `name_key`, what each name can mean.
        first_names: common given names.
        places: places that hold no stance.
        kinds: by the ids of the actors, their kinds.
        parties: by `name_key`, what parties of several countries are called.
    """

    actors: tuple[Actor, ...]
    senses: dict[str, Sense]
    first_names: frozenset[str]
    places: frozenset[str]
    kinds: dict[str, str]
    parties: dict[str, Party]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    kind: str = "country"
    iso: str | None = None
    also: list[str] = []
    aliases: list[str] = []
    people: list[str] = []
    capital: list[str] = []
    weak: list[str] = []
    seats: list[str] = []


class _Shared(msgspec.Struct, forbid_unknown_fields=True):
    names: list[str]
    actors: dict[str, tuple[str, ...]]
    default: str | None = None


class _Party(msgspec.Struct, forbid_unknown_fields=True):
    names: list[str]
    actor: str
    country: str
    words: tuple[str, ...]
    against: list[list[str]]
    open: bool = False


class _Names(msgspec.Struct, forbid_unknown_fields=True):
    shared: list[_Shared]
    bearers: list[Bearer]
    parties: list[_Party]
    first: list[str]
    given: list[str]
    none: list[list[str]]
    places: list[list[str]]


@lru_cache(maxsize=1)
def load_world() -> World:
    """Read the files, once.

    Examples:
        >>> world = load_world()
        >>> world.senses["lima"].actors, str(world.senses["lima"].use.value)
        (('peru',), 'capital')
    """
    entries = msgspec.convert(
        [*_read("countries.yaml")["countries"], *_read("organisations.yaml")["organisations"]], list[_Entry]
    )
    names = msgspec.convert(_read("names.yaml"), _Names)
    shared = {name_key(name): entry for entry in names.shared for name in entry.names}
    bearers = {name_key(bearer.name): bearer for bearer in names.bearers}
    given = {name_key(name) for name in names.given}
    first_names = frozenset(names.first)
    senses: dict[str, Sense] = {}
    actors = []
    for entry in entries:
        official = _official(entry.iso)
        country = tuple(dict.fromkeys((entry.name, *entry.also, *entry.people, *official)))
        uses = [
            *((name, Use.NAME) for name in (entry.name, *entry.also, *entry.aliases, *official)),
            *((name, Use.PEOPLE) for name in entry.people),
            *((name, Use.CAPITAL) for name in (*entry.capital, *entry.weak)),
            *((name, Use.SEAT) for name in entry.seats),
        ]
        own: dict[str, str] = {}
        for name, use in uses:
            key = name_key(name)
            if key in shared or key in own:
                continue
            if key in senses:
                raise ValueError(f"{name!r} stands for {senses[key].actors[0]!r} and {entry.id!r}")
            own[key] = name
            senses[key] = Sense(
                actors=(entry.id,),
                use=use,
                guarded=True,
                bearer=bearers.get(key),
                given=key in given,
                country=country if name in entry.weak else (),
                first_names=first_names,
                single=" " not in name and (entry.kind == "country" or use is not Use.NAME),
            )
        aliases = tuple(name for key, name in own.items() if key != name_key(entry.name))
        actors.append(Actor(id=entry.id, name=entry.name, kind=entry.kind, aliases=aliases))
    for several in names.shared:
        for name in several.names:
            key = name_key(name)
            senses[key] = Sense(
                name=name,
                actors=tuple(several.actors),
                use=Use.CAPITAL if key == name_key("Brussels") else Use.NAME,
                guarded=True,
                words=several.actors,
                default=several.default,
                bearer=bearers.get(key),
            )
    for name in (name for group in names.none for name in group):
        senses.setdefault(name_key(name), Sense(name=name))
    places = frozenset(name for group in names.places for name in group)
    parties = {name_key(name): _party(name, entry) for entry in names.parties for name in entry.names}
    kinds = {actor.id: actor.kind for actor in actors}
    return World(tuple(actors), senses, first_names, places, kinds, parties)


def _party(name: str, entry: _Party) -> Party:
    against = tuple(word for group in entry.against for word in group)
    bearer = Bearer(name, "the party of another country", words=entry.words, against=against, open=entry.open)
    return Party(entry.actor, entry.country, Sense(actors=(entry.actor,), guarded=True, bearer=bearer))


def _official(iso: str | None) -> list[str]:
    """What ISO 3166-1 calls a country, apart from the forms that are made for sorting ("Korea, Republic of")."""
    import pycountry  # late: only who asks for the world needs it

    country = pycountry.countries.get(alpha_2=iso) if iso else None
    names = [getattr(country, field, None) for field in ("common_name", "official_name")]
    plain = [name for name in names if name and "," not in name]
    return [name.removeprefix("the ") for name in plain]


def _read(name: str) -> dict[str, Any]:
    # The C parser reads these files in a tenth of the time; PyYAML lacks it only where it was built without libyaml.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.files("actorstance.world").joinpath(name).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, loader)
    return content
