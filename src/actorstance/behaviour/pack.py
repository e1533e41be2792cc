"""Packs of behavioural tests: what their YAML says, and everything that can be wrong with it.

A pack is a folder. `actors.yaml` has the groups of actors that fill the slots; every other `*.yaml` has one phenomenon:

    phenomenon: direction
    rules: D1, D9                                     # of the guidelines, for the reader of a failure
    slots: {a: country, b: country}                   # a kind or a list of kinds; a case may have its own
    cases:
      - text: "{a} sharply condemned {b}."            # MFT: the answers are known
        expect: {a -> b: against, -> b: against, others: neutral}
      - invariant:                                    # INV: the same answers in all texts
          - "{a} praised {b}."
          - "On Tuesday {a} praised {b}."
        pairs: [a -> b, -> b]
      - renamed: "{a} rebuked {b}."                   # INV: the same answers under other names
        pairs: [a -> b]
      - directional:                                  # DIR: from text to text the probability does not fall
          - "{a} criticised {b}."
          - "{a} savagely criticised {b}."
        not_lower: {a -> b: against}

`a -> b` asks for the stance of a toward b, `-> b` for the overall stance toward b, `a and b -> c` for both; `others: neutral` is every
question about the text's slots that the case does not list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actorstance.behaviour.cases import Case, converted, read_case
from actorstance.behaviour.filling import Filler, Pronoun
from actorstance.errors import InputError
from actorstance.schema import KINDS

ACTORS = "actors.yaml"


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Actors of one kind that have something in common, so that pass rates can be compared between groups."""

    name: str
    kind: str
    fillers: tuple[Filler, ...]


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """Cases, and the groups of actors that fill them."""

    name: str
    cases: tuple[Case, ...]
    groups: tuple[Group, ...]


class _NameRow(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    pronoun: Pronoun | None = None


class _GroupRow(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    kind: str
    names: list[str | _NameRow]
    pronoun: Pronoun = "it"


class _FileRow(msgspec.Struct, forbid_unknown_fields=True):
    phenomenon: str
    cases: list[Any]
    slots: dict[str, str | list[str]] = {}
    rules: str = ""


def load_pack(folder: str | Path) -> Pack:
    """Read a pack.

    Raises:
        InputError: a file is missing or no YAML; a key is unknown or stands twice; a case is of no type or of two, asks about a slot
            that a text lacks, or has a slot that no group of actors can fill. The line names file, case and field.
    """
    folder = Path(folder)
    groups = tuple(_groups(folder / ACTORS))
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != ACTORS)
    cases: list[Case] = []
    files: dict[str, Path] = {}
    for path in paths:
        content = converted(_read(path), _FileRow, path, "")
        if content.phenomenon in files:
            raise InputError.at(f"{files[content.phenomenon]} has it too", path=path, field="phenomenon")
        files[content.phenomenon] = path
        for number, row in enumerate(content.cases, 1):
            case = read_case(
                row,
                phenomenon=content.phenomenon,
                number=number,
                slots=content.slots,
                rules=content.rules,
                path=path,
            )
            _check_groups(case, groups, path)
            cases.append(case)
    if not cases:
        raise InputError.at("no file with cases", path=folder)
    return Pack(name=str(folder), cases=tuple(cases), groups=groups)


def _check_groups(case: Case, groups: Sequence[Group], path: Path) -> None:
    field = f"cases[{case.number}].slots"
    for slot, kinds in case.slots.items():
        for kind in kinds:
            if kind not in {group.kind for group in groups}:
                raise InputError.at(f"slot {slot!r}: no group of kind {kind!r}", path=path, field=field)
    for group in groups:
        wanted = sum(group.kind in kinds for kinds in case.slots.values())
        if wanted > len(group.fillers):
            message = f"{wanted} slots of kind {group.kind}, but the group {group.name!r} has {len(group.fillers)} names"
            raise InputError.at(message, path=path, field=field)


def _groups(path: Path) -> Iterator[Group]:
    content = _read(path)
    if (
        not isinstance(content, dict)
        or list(content) != ["groups"]
        or not isinstance(content["groups"], list)
    ):
        raise InputError.at("expected a list named 'groups' and nothing else", path=path)
    seen: set[str] = set()
    for number, entry in enumerate(content["groups"], 1):
        place = f"groups[{number}]"
        row = converted(entry, _GroupRow, path, place)
        if row.kind not in KINDS:
            message = f"unknown kind {row.kind!r}, expected one of {', '.join(KINDS)}"
            raise InputError.at(message, path=path, field=f"{place}.kind")
        if row.name in seen:
            raise InputError.at(f"group {row.name!r} stands twice", path=path, field=f"{place}.name")
        seen.add(row.name)
        fillers = tuple(_filler(name, row.pronoun) for name in row.names)
        names = [filler.name for filler in fillers]
        if not all(names) or len(set(names)) < len(names):
            raise InputError.at("a name is empty or stands twice", path=path, field=f"{place}.names")
        yield Group(name=row.name, kind=row.kind, fillers=fillers)


def _filler(row: str | _NameRow, pronoun: Pronoun) -> Filler:
    name = row if isinstance(row, str) else row.name
    own = None if isinstance(row, str) else row.pronoun
    words = name.split()
    article = words[:1] == ["the"]
    return Filler(name=" ".join(words[article:]), article=article, pronoun=own or pronoun)


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key that stands twice, where plain YAML would keep the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # a SafeLoader
    except OSError as error:
        raise InputError.at(f"cannot be read: {error.strerror}", path=path) from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: not UTF-8, or an impossible date
        mark = getattr(error, "problem_mark", None)
        problem = " ".join((getattr(error, "problem", None) or str(error)).split())
        raise InputError.at(f"not YAML: {problem}", path=path, line=mark.line + 1 if mark else None) from None
