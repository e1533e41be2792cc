"""Where a text has one of several thousand names, as whole words.

A text is read once, word by word, and each word looked up in a dictionary of the names' first words; only where one
stands are the names that begin with it tried, longest first. The work grows with the text and not with the names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

COMBINING = "\u0300-\u036f"
_HEAD = re.compile(rf"(?<![\w{COMBINING}])(?:[\w{COMBINING}]+|[^\w\s{COMBINING}])")


class Matcher:
    """Finds names in texts: whole words, with their case; the longest wins where names begin together.

    Straight and curly apostrophes, composed and decomposed accents, and any white space between words count as equal; a
    name's first letter may be a capital where the name has it small, for it may open a sentence.

    Args:
        names: the names; an empty one is never found.

    Examples:
        >>> list(Matcher(["Peru", "Peru Libre"]).spans("Peru met Peru  Libre, not Peruvians."))
        [(0, 4), (9, 20)]
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._tails: dict[str, dict[str, None]] = {}
        self._patterns: dict[str, re.Pattern[str] | None] = {}
        for name in names:
            # As it is written too: some letters, U+0A59 for one, stand in neither normal form.
            forms = (name,) if name.isascii() else (name, _compose(name), unicodedata.normalize("NFD", name))
            for form in dict.fromkeys(forms):
                words = form.split()
                if words:
                    self._add(" ".join(words))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of every name, from left to right, without overlap."""
        at = 0
        while found := _HEAD.search(text, at):
            head = found[0].replace("’", "'")
            at = found.end()
            # Most words begin no name: nothing but this lookup is done for them.
            if head not in self._tails:
                continue
            pattern = self._pattern(head)
            match = pattern.match(text, found.start()) if pattern else found
            if match:
                at = match.end()
                yield match.span()

    def _add(self, name: str) -> None:
        first = name[0]
        capital = first.upper()
        starts = [first]
        # Of "ß" and the like the capital is another letter, or two.
        if first.islower() and len(capital) == 1 and capital.lower() == first:
            starts.append(capital)
        for start in starts:
            form = start + name[1:]
            head = _HEAD.match(form)
            if head:
                self._tails.setdefault(head[0].replace("’", "'"), {})[form] = None

    def _pattern(self, head: str) -> re.Pattern[str] | None:
        """What names with this first word look like; None where the word alone is the only one.

        Compiled when the word is first met: of the world's names few ever are, and compiling them all takes seconds.
        """
        if head not in self._patterns:
            forms = sorted(self._tails[head], key=len, reverse=True)
            alternatives = "|".join(map(_form_pattern, forms))
            alone = forms == [head] and (head[0].isalnum() or head[0] == "_")
            self._patterns[head] = None if alone else re.compile(rf"(?:{alternatives})(?![\w{COMBINING}])")
        return self._patterns[head]


def name_key(name: str) -> str:
    """What two spellings of one name have in common; a first letter's case is free if the alias has it small.

    Examples:
        >>> name_key("People’s  Party") == name_key("people's Party")
        True
    """
    spelled = " ".join(_compose(name).replace("’", "'").split())
    return spelled[:1].lower() + spelled[1:]


def _compose(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def _form_pattern(form: str) -> str:
    return r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in form.split())
