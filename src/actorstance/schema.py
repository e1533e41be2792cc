"""The words of the project as types: stance, actor, mention, sentence, pair, annotation, prediction.

All are immutable and know nothing of files or models. The field names are those of the files
(see `actorstance.records`), so that a record reads the same in memory and on disk.
"""

from __future__ import annotations

from enum import Enum
from operator import index
from typing import Any

import msgspec


class Stance(str, Enum):
    """What a holder, or a sentence as a whole, expresses toward a target.

    The terms are those of SemEval-2016 Task 6 (Mohammad et al., 2016), whose `none` is `neutral` here.
    Members compare equal to their names, and `id` is the class id of models and confusion matrices.

    Examples:
        >>> Stance("favor").id, Stance.from_id(0).value, Stance.NEUTRAL == "neutral"
        (2, 'against', True)
    """

    AGAINST = "against"
    NEUTRAL = "neutral"
    FAVOR = "favor"

    __str__ = str.__str__

    @property
    def id(self) -> int:
        """The class id: 0 against, 1 neutral, 2 favor."""
        return STANCES.index(self)

    @classmethod
    def from_id(cls, class_id: int) -> Stance:
        """The stance with this class id."""
        return STANCES[class_id]


STANCES: tuple[Stance, ...] = tuple(Stance)
"""All stances in the order of their class ids."""


class Form(str, Enum):
    """How a mention refers to its actor: by name, by description ("his regime") or by pronoun."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"

    __str__ = str.__str__


KINDS = (
    "person", "country", "government", "ministry", "organisation",
    "party", "military", "group", "company", "media",
)  # fmt: skip


class Actor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person, government, organisation or group that can hold stances and be their target.

    Raises:
        ValueError: a kind that is not one of `KINDS`; a name that is no string, or aliases that are one.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None

    def __post_init__(self) -> None:
        aliases: Any = self.aliases
        if isinstance(aliases, str) or not all(isinstance(n, str) for n in (self.id, self.name, *aliases)):
            raise ValueError(f"actor {self.id!r}: id and name must be strings, aliases several of them")
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}, expected one of {', '.join(KINDS)}")


class Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One actor's character span in a text: Unicode code points, end exclusive.

    Raises:
        ValueError: the span is empty or begins before the text, or its ends are no whole numbers.
    """

    start: int
    end: int
    actor: str | None = None
    form: Form = Form.NAME

    def __post_init__(self) -> None:
        try:
            index(self.start), index(self.end)
        except TypeError:
            raise ValueError(f"a span needs whole numbers, got {self.start!r} and {self.end!r}") from None
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got {self.start} and {self.end}")


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One text as it was read; its characters never change."""

    id: str
    text: str
    date: str | None = None
    title: str | None = None


class Sentence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sentence; `text` equals `article.text[start:end]` where it was cut from an article."""

    id: str
    text: str
    article: str | None = None
    paragraph: int | None = None
    start: int = 0
    end: int | None = None


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A target and the holder of the stance toward it (none: overall stance) in one text.

    Raises:
        ValueError: a span ends after the text, or is none; the text is no string.
    """

    id: str
    text: str
    target: Mention
    holder: Mention | None = None
    article: str | None = None
    split: str | None = None
    meta: dict[str, Any] = {}

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise ValueError(f"the text must be a string, got {type(self.text).__name__}")
        if not isinstance(self.target, Mention) or not isinstance(self.holder, Mention | None):
            raise ValueError("target and holder must be mentions (actorstance.Mention), a holder may be None")
        for role, mention in (("target", self.target), ("holder", self.holder)):
            if mention is not None and mention.end > len(self.text):
                raise ValueError(
                    f"the {role} ends at {mention.end}, but the text has {len(self.text)} characters"
                )

    @property
    def target_text(self) -> str:
        """The words of the target."""
        return self.text[self.target.start : self.target.end]

    @property
    def holder_text(self) -> str | None:
        """The words of the holder; None for an overall pair."""
        return None if self.holder is None else self.text[self.holder.start : self.holder.end]


class LabelledPair(Pair, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pair with its stance."""

    stance: Stance


class Directed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One directed stance between two actors of a sentence."""

    holder: str
    target: str
    stance: Stance


class Labeler(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who proposed the stances: a person, rules, a model; and in which version."""

    name: str
    version: str


class MarkedMention(Mention, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mention in an annotation: it always has an actor, and the overall stance toward it."""

    overall: Stance = Stance.NEUTRAL


class Adjudication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One disagreement between the passes, how it was settled, and why."""

    item: str
    passes: dict[str, str]
    gold: str
    reason: str


class Annotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one labeler says of one sentence: its mentions, their overall stance, the directed stances.

    Directed stances that are not listed are neutral.

    Raises:
        ValueError: a mention lies outside the text or has no actor; a directed stance names an actor
            that the sentence does not mention, names one twice, or stands twice.
    """

    id: str
    text: str
    mentions: tuple[MarkedMention, ...]
    directed: tuple[Directed, ...] = ()
    labeler: Labeler
    article: str | None = None
    paragraph: int | None = None
    start: int = 0
    end: int | None = None
    split: str | None = None
    tags: tuple[str, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()

    def __post_init__(self) -> None:
        places = [(m.actor, m.start) for m in self.mentions]
        for actor, start in places:
            if places.count((actor, start)) > 1:
                raise ValueError(f"two mentions of {actor!r} begin at {start}")
        for mention in self.mentions:
            if mention.end > len(self.text):
                raise ValueError(
                    f"a mention ends at {mention.end}, but the text has {len(self.text)} characters"
                )
            if mention.actor is None:
                raise ValueError(f"the mention at {mention.start} has no actor")
        seen = set()
        for entry in self.directed:
            for actor in (entry.holder, entry.target):
                if actor not in self.actors:
                    raise ValueError(f"actor {actor!r} of a directed stance is not mentioned in the sentence")
            if entry.holder == entry.target:
                raise ValueError(f"{entry.holder!r} is holder and target of the same stance")
            if (entry.holder, entry.target) in seen:
                raise ValueError(f"the stance of {entry.holder!r} toward {entry.target!r} stands twice")
            seen.add((entry.holder, entry.target))

    @property
    def actors(self) -> tuple[str, ...]:
        """The ids of the actors mentioned, in order of their first mention."""
        return tuple(dict.fromkeys(m.actor for m in self.mentions if m.actor is not None))

    @property
    def sentence(self) -> Sentence:
        """The sentence without the judgements."""
        return Sentence(
            id=self.id,
            text=self.text,
            article=self.article,
            paragraph=self.paragraph,
            start=self.start,
            end=self.end,
        )


class Probabilities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The probabilities of the three stances; they sum to 1."""

    against: float
    neutral: float
    favor: float


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """What a model says of one pair: the most probable stance and all three probabilities."""

    pair: Pair
    stance: Stance
    probabilities: Probabilities

    @property
    def text(self) -> str:
        """The text that holds the pair."""
        return self.pair.text

    @property
    def target(self) -> Mention:
        """The span and actor of the target."""
        return self.pair.target

    @property
    def holder(self) -> Mention | None:
        """The span and actor of the holder; None for an overall pair."""
        return self.pair.holder

    @property
    def target_text(self) -> str:
        """The words of the target."""
        return self.pair.target_text

    @property
    def holder_text(self) -> str | None:
        """The words of the holder; None for an overall pair."""
        return self.pair.holder_text
