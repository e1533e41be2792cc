r"""Annotation as plain text that a person can write and read, and back.

    @ s04
    [Ostrava](ostrava) scolded [Tesk](tesk-) for delays.
    ostrava -> tesk: against

`[span](actor-id)` is a mention, `+` or `-` behind the id its overall stance; spans nest. A line
`holder -> target: favor|against` is a directed stance. `tags:` lists the phenomena of the sentence, `#` begins a
remark, `reason: item | why` tells how a disagreement was settled, `story:` opens an article of its own and `actor:` declares an actor (id | name | kind | alias; alias).
A sentence outside any story belongs to the article that its id names (`ARTICLE/s04`), if it names one.
A literal `[`, `]` or `\` is written with a `\` before it, and so is a first character that would make the sentence's line
a remark or a declaration; a line break inside a sentence is written `\n` (or `\r`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import msgspec

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.schema import (
    STANCES,
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
from actorstance.spans import format_spans, parse_spans

DIRECTED = re.compile(r"(?P<holder>\S+) -> (?P<target>\S+): (?P<stance>\w+)")
NO_TEXT = re.compile(r"#|@ |story:|actor:")


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
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.at(f"cannot read the markup: {error}", path=path) from None
    annotations, declared = [], []
    for story in _stories(path, lines):
        try:
            known = Registry([*(registry or ()), *story.actors])
        except InputError as error:
            raise InputError.at(str(error), path=path, field=story.id) from None
        declared += story.actors
        for block in story.blocks:
            if taken is not None:
                if block.id in taken:
                    message = f"this sentence id stands twice, first in {taken[block.id]}"
                    raise InputError.at(message, path=path, line=block.line, field=block.id)
                taken[block.id] = f"{path}, line {block.line}"
            try:
                annotation = _annotation(block, story.id, known, labeler)
            except _LineError as error:
                raise InputError.at(str(error), path=path, line=error.line, field=block.id) from None
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
    """One sentence of a markup file: its first line's number, its id and the lines below with their numbers."""

    line: int
    id: str
    lines: list[tuple[int, str]] = field(default_factory=list)


class _LineError(ValueError):
    """What cannot be understood in one line of a block."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


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
            story.blocks[-1].lines.append((number, line))
        else:
            raise InputError.at("expected '@ sentence-id' first", path=path, line=number)
    return stories


def _annotation(block: _Block, story: str | None, registry: Registry, labeler: Labeler) -> Annotation:
    if not block.lines:
        raise ValueError("the sentence has no text")
    (number, line), *below = block.lines
    try:
        text, mentions = _marked(line, registry)
    except ValueError as error:
        raise _LineError(str(error), number) from None
    directed: list[Directed] = []
    tags: list[str] = []
    reasons: list[Adjudication] = []
    for number, line in below:
        try:
            if line.startswith("tags:"):
                tags += line.removeprefix("tags:").split()
            elif line.startswith("reason:"):
                reasons.append(_reason(line))
            else:
                directed.append(_directed(line, {mention.actor for mention in mentions}))
        except ValueError as error:
            raise _LineError(str(error), number) from None
    article, slash, _ = block.id.rpartition("/")
    return Annotation(
        id=block.id,
        text=text,
        mentions=mentions,
        directed=tuple(directed),
        labeler=labeler,
        article=story or (article if slash else None),
        tags=tuple(tags),
        adjudications=tuple(reasons),
    )


def _marked(line: str, registry: Registry) -> tuple[str, tuple[MarkedMention, ...]]:
    text, spans = parse_spans(line[1:] if line[0] == "\\" and NO_TEXT.match(line, 1) else line)
    stances: dict[str, Stance] = {}
    for _, _, actor, overall in spans:
        if actor not in registry:
            raise ValueError(f"unknown actor id {actor!r}")
        if stances.setdefault(actor, overall) is not overall:
            raise ValueError(
                f"{actor} is both {stances[actor]} and {overall}: all mentions of an actor have one overall stance"
            )
    return text, tuple(
        MarkedMention(start, end, actor, registry.form(text[start:end], actor), overall)
        for start, end, actor, overall in spans
    )


def _reason(line: str) -> Adjudication:
    item, bar, reason = line.removeprefix("reason:").partition("|")
    if not bar:
        raise ValueError(f"expected 'reason: item | why', got {line!r}")
    return Adjudication(item=item.strip(), passes={}, gold="", reason=reason.strip())


def _directed(line: str, mentioned: Collection[str | None]) -> Directed:
    match = DIRECTED.fullmatch(line.strip())
    if match is None:
        raise ValueError(f"expected 'holder -> target: stance', got {line!r}")
    if match["stance"] not in STANCES:
        raise ValueError(f"unknown stance {match['stance']!r}, expected one of {', '.join(STANCES)}")
    for actor in (match["holder"], match["target"]):
        if actor not in mentioned:
            raise ValueError(f"actor {actor!r} of a directed stance is not mentioned in the sentence")
    return Directed(match["holder"], match["target"], Stance(match["stance"]))


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
