"""Cases of behavioural tests: a template, and what is expected of the answers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from actorstance.behaviour.filling import FORMS, SLOT
from actorstance.errors import InputError
from actorstance.schema import Stance

T = TypeVar("T")

OTHERS = "others"
COMPANIONS = {"text": "expect", "invariant": "pairs", "renamed": "pairs", "directional": "not_lower"}
"""What makes a case, and the key that says what is asked of it."""
TYPES = {"text": "MFT", "invariant": "INV", "renamed": "INV", "directional": "DIR"}
QUESTION = re.compile(r"(?:([a-z](?: and [a-z])*) )?-> ([a-z](?: and [a-z])*)")


class Question(NamedTuple):
    """A pair of slots; no holder asks for the overall stance."""

    holder: str | None
    target: str

    def __str__(self) -> str:
        return f"{self.holder} -> {self.target}" if self.holder else f"-> {self.target}"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A template with what is expected of it.

    Attributes:
        phenomenon: what it tests.
        number: in its file, from 1.
        type: `MFT`, `INV` or `DIR` (Ribeiro et al., ACL 2020).
        texts: the template; of INV and DIR all versions, a renamed one twice.
        expected: for each question the stance; None in INV, where the answer itself does not matter.
        slots: for each slot of the texts the kinds that fill it.
        renamed: whether the second text gets other names than the first.
        rules: the guidelines' rules that the expectation follows from.
    """

    phenomenon: str
    number: int
    type: str
    texts: tuple[str, ...]
    expected: dict[Question, Stance | None]
    slots: dict[str, tuple[str, ...]]
    renamed: bool = False
    rules: str = ""

    @property
    def name(self) -> str:
        """Phenomenon and number: what names the template in tables."""
        return f"{self.phenomenon} {self.number}"


class _CaseRow(msgspec.Struct, forbid_unknown_fields=True):
    text: str | None = None
    expect: dict[str, Stance] | None = None
    invariant: list[str] | None = None
    renamed: str | None = None
    pairs: list[str] | None = None
    directional: list[str] | None = None
    not_lower: dict[str, Stance] | None = None
    slots: dict[str, str | list[str]] = {}
    rules: str | None = None


def read_case(
    row: Mapping[str, Any],
    *,
    phenomenon: str = "mine",
    number: int = 1,
    slots: Mapping[str, str | Sequence[str]] | None = None,
    rules: str = "",
    path: str | Path | None = None,
) -> Case:
    """A case from what its YAML says.

    Args:
        row: the entry of `cases`.
        phenomenon: what it tests.
        number: in its file.
        slots: kinds for slots that the case itself gives none.
        rules: rules, where the case itself names none.
        path: tells an error where it is.

    Raises:
        InputError: see `load_pack`.

    Examples:
        >>> row = {"text": "{a} thanked {b}.", "expect": {"a -> b": "favor", "others": "neutral"}}
        >>> case = read_case(row, slots={"a": "country", "b": "country"})
        >>> {str(question): str(stance) for question, stance in case.expected.items()}
        {'a -> b': 'favor', '-> a': 'neutral', '-> b': 'neutral', 'b -> a': 'neutral'}
    """
    place = f"cases[{number}]"
    content = converted(row, _CaseRow, path, place)

    def fault(message: str, field: str) -> InputError:
        return InputError.at(message, path=path, field=f"{place}.{field}" if field else place)

    kinds = [key for key in COMPANIONS if getattr(content, key) is not None]
    if len(kinds) != 1:
        raise fault(f"expected exactly one of {', '.join(COMPANIONS)}, got {', '.join(kinds) or 'none'}", "")
    key, companion = kinds[0], COMPANIONS[kinds[0]]
    for other in dict.fromkeys(COMPANIONS.values()):
        if (getattr(content, other) is not None) is not (other == companion):
            raise fault(f"{key} goes with {companion} and nothing else", other)
    given = getattr(content, key)
    texts = (given,) if isinstance(given, str) else tuple(given)
    if len(texts) < 2 and not isinstance(given, str):
        raise fault("expected at least two texts", key)
    try:
        named = [_slots(text) for text in texts]
    except ValueError as error:
        raise fault(str(error), key) from None
    known = {**(slots or {}), **content.slots}
    used = sorted(set().union(*named))
    for slot in used:
        if not known.get(slot):
            raise fault(f"no kind of actor is declared for slot {slot!r}", "slots")
    for slot in content.slots:
        if slot not in used:
            raise fault(f"slot {slot!r} is in no text", "slots")
    try:
        expected = _expected(getattr(content, companion), sorted(set(named[0]).intersection(*named)))
    except ValueError as error:
        raise fault(str(error), companion) from None
    return Case(
        phenomenon=phenomenon,
        number=number,
        type=TYPES[key],
        texts=texts * 2 if key == "renamed" else texts,
        expected=expected,
        slots={slot: _kinds(known[slot]) for slot in used},
        renamed=key == "renamed",
        rules=rules if content.rules is None else content.rules,
    )


def _kinds(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _slots(text: str) -> set[str]:
    """The slots whose names a text has."""
    rest = SLOT.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValueError(f"a brace that is no slot such as {{a}} or {{a|their}}: {text!r}")
    named = {match[1] for match in SLOT.finditer(text) if not match[2]}
    for slot, form in SLOT.findall(text):
        if form and form.lower() not in FORMS:
            raise ValueError(f"unknown form {form!r}, expected one of {', '.join(FORMS)}")
        if slot not in named:
            raise ValueError(f"the text has a form of slot {slot!r}, but not its name")
    return named


def _expected(
    asked: Mapping[str, Stance] | Sequence[str], slots: Sequence[str]
) -> dict[Question, Stance | None]:
    if isinstance(asked, Mapping):
        entries: list[tuple[str, Stance | None]] = list(asked.items())
    else:
        entries = [(text, None) for text in asked]
    expected: dict[Question, Stance | None] = {}
    for text, stance in entries:
        for question in _questions(text) if text != OTHERS else ():
            for slot in filter(None, question):
                if slot not in slots:
                    raise ValueError(f"{text!r} asks about slot {slot!r}, which not every text has")
            if question in expected:
                raise ValueError(f"the question {str(question)!r} stands twice")
            expected[question] = stance
    for rest in [stance for text, stance in entries if text == OTHERS]:
        if rest not in (None, Stance.NEUTRAL):
            raise ValueError(f"{OTHERS} can only be neutral, got {rest}")
        every = [Question(None, slot) for slot in slots]
        every += [Question(a, b) for a in slots for b in slots if a != b]
        expected.update((question, rest) for question in every if question not in expected)
    if not expected:
        raise ValueError("nothing is asked")
    return expected


def _questions(text: str) -> Iterator[Question]:
    match = QUESTION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"expected a question such as 'a -> b', '-> b' or 'a and b -> c', got {text!r}")
    holders = match[1].split(" and ") if match[1] else [None]
    for holder in holders:
        for target in match[2].split(" and "):
            if holder == target:
                raise ValueError(f"slot {holder!r} is holder and target of the same stance")
            yield Question(holder, target)


def converted(row: Any, kind: type[T], path: str | Path | None, place: str) -> T:
    """A struct from what YAML says; the place comes before the field in an error."""
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        message, _, field = str(error).partition(" - at `$")
        # msgspec counts from 0, people from 1.
        field = re.sub(r"\[(\d+)\]", lambda match: f"[{int(match[1]) + 1}]", field.rstrip("`"))
        field = place + field.replace("[...]", "")
        raise InputError.at(message, path=path, field=field.strip(".")) from None
