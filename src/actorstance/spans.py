r"""Marked spans inside a sentence: `[Ana](ana+) left [[Ben](ben)’s side](camp-)`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actorstance.schema import Stance

CLOSE = re.compile(r"\]\((?P<actor>[\w.-]+?)(?P<sign>[+-]?)\)")
ACTOR_ID = re.compile(r"[\w.-]*[\w.]")
ESCAPES = {"[": "[", "]": "]", "\\": "\\", "\n": "n", "\r": "r"}
UNESCAPED = {written: character for character, written in ESCAPES.items()}
SIGNS = {"-": Stance.AGAINST, "": Stance.NEUTRAL, "+": Stance.FAVOR}
SIGN_OF = {stance: sign for sign, stance in SIGNS.items()}


def parse_spans(line: str) -> tuple[str, list[tuple[int, int, str, Stance]]]:
    r"""The plain text of a marked sentence, and its spans as (start, end, actor id, overall stance).

    Raises:
        ValueError: a bracket is not closed or opens nothing.

    Examples:
        >>> parse_spans(r"[[Ana](ana)’s side](camp+) won \[again\].")[0]
        'Ana’s side won [again].'
        >>> parse_spans("[[Ana](ana)’s side](camp+) won.")[1]
        [(0, 10, 'camp', <Stance.FAVOR: 'favor'>), (0, 3, 'ana', <Stance.NEUTRAL: 'neutral'>)]
    """
    text: list[str] = []
    opened: list[tuple[int, int]] = []  # how many spans opened before, and where this one begins
    count = 0
    spans = []
    position = 0
    while position < len(line):
        character = line[position]
        if character == "\\" and line[position + 1 : position + 2] in UNESCAPED:
            text.append(UNESCAPED[line[position + 1]])
            position += 2
        elif character == "[":
            opened.append((count, len(text)))
            count += 1
            position += 1
        elif character == "]":
            close = CLOSE.match(line, position)
            if close is None or not opened:
                raise ValueError(f"column {position + 1}: expected '](actor-id)' after a '['")
            order, start = opened.pop()
            spans.append((order, (start, len(text), close["actor"], SIGNS[close["sign"]])))
            position = close.end()
        else:
            text.append(character)
            position += 1
    if opened:
        raise ValueError("a '[' is never closed")
    return "".join(text), [span for _, span in sorted(spans)]


def format_spans(text: str, spans: Iterable[tuple[int, int, str, Stance]]) -> str:
    """The inverse of `parse_spans`.

    Raises:
        ValueError: two spans cross, a span is empty or lies outside the text, or an actor id is one that markup cannot hold.
    """
    nested = sorted(spans, key=lambda span: (span[0], -span[1]))
    for start, end, actor, _ in nested:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"the span from {start} to {end} is empty or outside the text")
        if not ACTOR_ID.fullmatch(actor):
            raise ValueError(
                f"markup cannot hold the actor id {actor!r}: letters, digits, '_', '.' and, not last, '-'"
            )
    closing: list[tuple[int, str]] = []
    parts = []
    for position in range(len(text) + 1):
        while closing and closing[-1][0] == position:
            parts.append(closing.pop()[1])
        while nested and nested[0][0] == position:
            _, end, actor, stance = nested.pop(0)
            if closing and end > closing[-1][0]:
                raise ValueError(f"the spans that end at {closing[-1][0]} and {end} cross")
            parts.append("[")
            closing.append((end, f"]({actor}{SIGN_OF[stance]})"))
        if position < len(text):
            character = text[position]
            parts.append(f"\\{ESCAPES[character]}" if character in ESCAPES else character)
    return "".join(parts)
