"""A text as HTML with its mentions marked, nested and overlapping ones too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup, escape

from actorstance.schema import Mention, Stance


class Mark(NamedTuple):
    """What is marked, and how: `kind` becomes the class of the element, `label` its tooltip."""

    start: int
    end: int
    kind: str
    label: str


def marked_html(text: str, marks: Iterable[Mark]) -> Markup:
    """The text, escaped, with a `<mark>` around each span.

    Nothing is added to the text itself; symbols come from the style sheet. Where two spans overlap without
    nesting, the later one is cut in two at the other's end, and its first piece carries the class `cut`.

    Examples:
        >>> print(marked_html("Peru & Chile's", [Mark(0, 4, "favor", "Peru: favor 0.9")]))
        <mark class="favor" title="Peru: favor 0.9">Peru</mark> &amp; Chile&#39;s
    """
    # Safe, for every part of it is escaped.
    return Markup(_render(text, 0, len(text), list(marks)))


def pair_html(text: str, target: Mention, holder: Mention | None, stance: Stance) -> Markup:
    """The text of a pair: the target marked by a stance toward it, the holder, if there is one, just underlined."""
    marks = [Mark(target.start, target.end, str(stance), "target")]
    if holder is not None:
        marks.append(Mark(holder.start, holder.end, "unjudged", "holder"))
    return marked_html(text, marks)


def _render(text: str, start: int, end: int, marks: list[Mark]) -> str:
    pieces: list[str] = []
    position = start
    waiting = sorted(marks, key=_outer_first)
    while waiting:
        mark, *rest = waiting
        inside, after = [], []
        for other in rest:
            if other.end <= mark.end:
                inside.append(other)
            elif other.start >= mark.end:
                after.append(other)
            else:
                inside.append(other._replace(end=mark.end, kind=f"{other.kind} cut"))
                after.append(other._replace(start=mark.end))
        body = _render(text, mark.start, mark.end, inside)
        label = f' title="{escape(mark.label)}"' if mark.label else ""
        pieces.append(escape(text[position : mark.start]))
        pieces.append(f'<mark class="{escape(mark.kind)}"{label}>{body}</mark>')
        position = mark.end
        waiting = sorted(after, key=_outer_first)
    pieces.append(escape(text[position:end]))
    return "".join(pieces)


def _outer_first(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end
