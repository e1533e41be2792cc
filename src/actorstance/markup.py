r"""Annotation as plain text that a person can write and read, and back.

    @ s04
    [Ostrava](ostrava) scolded [Tesk](tesk-) for delays.
    ostrava -> tesk: against

`[span](actor-id)` is a mention, `+` or `-` behind the id its overall stance; spans nest. A line
`holder -> target: favor|against` is a directed stance. `tags:` lists the phenomena of the sentence, `#` begins a
remark, `reason: item | why` tells how a disagreement was settled, `story:` opens an article of its own and `actor:` declares an actor (id | name | kind | alias; alias).
A literal `[`, `]` or `\` is written with a `\` before it, and so is a first character that would make the sentence's line
a remark or a declaration; a line break inside a sentence is written `\n` (or `\r`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import msgspec

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.schema import (
    Actor,
    Adjudication,
    Annotation,
    Article,
    Directed,
    Labeler,
    MarkedMention,
    Sentence,
    Stance,
)
from actorstance.sentences import split_sentences

CLOSE = re.compile(r"\]\((?P<actor>[\w.-]+?)(?P<sign>[+-]?)\)")
DIRECTED = re.compile(r"(?P<holder>\S+) -> (?P<target>\S+): (?P<stance>\w+)")
ACTOR_ID = re.compile(r"[\w.-]*[\w.]")
NO_TEXT = re.compile(r"#|@ |story:|actor:")
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


def read_markup(
    path: str | Path,
    labeler: Labeler,
    registry: Registry | None = None,
    taken: dict[str, str] | None = None,
) -> tuple[list[Annotation], list[Actor]]:
    """Read a markup file.

    Args:
        path: the file.
        labeler: who wrote the annotations.
        registry: the actors known beforehand; every story may declare more for itself.
        taken: where the ids of sentences read before stand, to which those of this file are added; None where ids may stand twice, since
            `place_in_article` gives others.

    Returns:
        The annotations in file order, and all declarations of actors.

    Raises:
        InputError: a line cannot be understood, names an actor that nobody declared, or has an id that is taken.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.at(f"cannot read the markup: {error}", path=path) from None
    annotations, declared = [], []
    for story in _stories(path, lines):
        known = Registry([*(registry or ()), *story.actors])
        declared += story.actors
        for block in story.blocks:
            if taken is not None:
                if block.id in taken:
                    message = f"this sentence id stands twice, first in {taken[block.id]}"
                    raise InputError.at(message, path=path, line=block.line, field=block.id)
                taken[block.id] = f"{path}, line {block.line}"
            try:
                annotation = _annotation(block, story.id, known, labeler)
            except ValueError as error:
                raise InputError.at(str(error), path=path, line=block.line, field=block.id) from None
            annotations.append(annotation)
    return annotations, declared


def write_markup(annotations: Iterable[Annotation]) -> str:
    """Annotations as markup, without the declarations of their actors."""
    return "\n".join("\n".join(_lines(annotation)) + "\n" for annotation in annotations)


def place_in_article(annotations: Sequence[Annotation], article: Article) -> list[Annotation]:
    """Give annotations of an article's sentences, one each and in order, their offsets, ids and paragraphs.

    Raises:
        InputError: there are more or fewer than the article has sentences, or a text differs.
    """
    sentences = split_sentences(article)
    counts = ""
    if len(sentences) != len(annotations):
        counts = f"{len(annotations)} annotated sentences, but article {article.id} has {len(sentences)}; "
    placed = []
    for number, (annotation, sentence) in enumerate(zip_longest(annotations, sentences), 1):
        if sentence is None:
            raise InputError(
                f"{counts}sentence {annotation.id}, {annotation.text[:60]!r}, comes after its end"
            )
        if annotation is None:
            raise InputError(f"{counts}its sentence {number}, {sentence.text[:60]!r}, is not annotated")
        if annotation.text != sentence.text:
            raise InputError(
                f"{counts}sentence {annotation.id} reads {annotation.text[:60]!r}, the article there {sentence.text[:60]!r}"
            )
        place = {name: getattr(sentence, name) for name in Sentence.__struct_fields__}
        placed.append(msgspec.structs.replace(annotation, **place))
    return placed


@dataclass
class _Block:
    """One sentence of a markup file: its first line's number, its id and the lines below."""

    line: int
    id: str
    lines: list[str] = field(default_factory=list)


@dataclass
class _Story:
    """An article of a markup file; its id is None where the file has no stories."""

    id: str | None
    actors: list[Actor] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)


def _stories(path: str | Path, lines: list[str]) -> list[_Story]:
    stories = [_Story(None)]
    for number, line in enumerate(lines, 1):
        story = stories[-1]
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("story:"):
            stories.append(_Story(line.removeprefix("story:").strip()))
        elif line.startswith("actor:"):
            try:
                story.actors.append(_declared(line))
            except ValueError as error:
                raise InputError.at(str(error), path=path, line=number) from None
        elif line.startswith("@ "):
            story.blocks.append(_Block(number, line[2:].strip()))
        elif story.blocks:
            story.blocks[-1].lines.append(line)
        else:
            raise InputError.at("expected '@ sentence-id' first", path=path, line=number)
    return stories


def _annotation(block: _Block, article: str | None, registry: Registry, labeler: Labeler) -> Annotation:
    if not block.lines:
        raise ValueError("the sentence has no text")
    line = block.lines[0]
    text, spans = parse_spans(line[1:] if line[0] == "\\" and NO_TEXT.match(line, 1) else line)
    mentions = []
    for start, end, actor, overall in spans:
        if actor not in registry:
            raise ValueError(f"unknown actor id {actor!r}")
        form = registry.form(text[start:end], actor)
        mentions.append(MarkedMention(start, end, actor, form, overall))
    directed, tags, reasons = [], [], []
    for line in block.lines[1:]:
        if line.startswith("tags:"):
            tags += line.removeprefix("tags:").split()
            continue
        if line.startswith("reason:"):
            item, bar, reason = line.removeprefix("reason:").partition("|")
            if not bar:
                raise ValueError(f"expected 'reason: item | why', got {line!r}")
            reasons.append(Adjudication(item=item.strip(), passes={}, gold="", reason=reason.strip()))
            continue
        match = DIRECTED.fullmatch(line.strip())
        if match is None:
            raise ValueError(f"expected 'holder -> target: stance', got {line!r}")
        try:
            stance = Stance(match["stance"])
        except ValueError:
            raise ValueError(f"unknown stance {match['stance']!r}") from None
        directed.append(Directed(match["holder"], match["target"], stance))
    return Annotation(
        id=block.id,
        text=text,
        mentions=tuple(mentions),
        directed=tuple(directed),
        labeler=labeler,
        article=article,
        tags=tuple(tags),
        adjudications=tuple(reasons),
    )


def _lines(annotation: Annotation) -> Iterator[str]:
    yield f"@ {annotation.id}"
    spans = [(m.start, m.end, m.actor or "", m.overall) for m in annotation.mentions]
    line = format_spans(annotation.text, spans)
    yield "\\" + line if NO_TEXT.match(line) else line
    for entry in annotation.directed:
        yield f"{entry.holder} -> {entry.target}: {entry.stance}"
    if annotation.tags:
        yield f"tags: {' '.join(annotation.tags)}"
    for settled in annotation.adjudications:
        yield f"reason: {settled.item} | {settled.reason}"


def _declared(line: str) -> Actor:
    fields = [field.strip() for field in line.removeprefix("actor:").split("|")]
    if len(fields) not in (3, 4):
        raise ValueError("expected 'actor: id | name | kind | alias; alias'")
    aliases = fields[3].split(";") if len(fields) == 4 else []
    return Actor(
        id=fields[0],
        name=fields[1],
        kind=fields[2],
        aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
    )
