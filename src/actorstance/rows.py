"""Rows: token ids with the pairs that they show, in the two ways that `encoding` describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from transformers.tokenization_utils_base import PreTrainedTokenizerBase
from typing_extensions import NotRequired  # in typing from Python 3.11 on

from actorstance.schema import LabelledPair, Pair

TARGET = ("[TARGET]", "[/TARGET]")
HOLDER = ("[HOLDER]", "[/HOLDER]")
OVERALL = ("[OVERALL]", "[/OVERALL]")
SPECIAL_TOKENS = (*TARGET, *HOLDER, *OVERALL)

IGNORED = -100
"""The label of padded pairs, which losses and metrics pass over."""


class Row(TypedDict):
    """One row of a batch: token ids with the pairs that they show.

    Attributes:
        input_ids: the L tokens.
        position_ids: their positions, counted from 0 (L).
        groups: 0 for tokens of the text, k ≥ 1 for the query tokens of the k-th pair (L).
        pair_tokens: for each of the K pairs the places of its four tokens in the row: target open,
            target close, holder open, holder close (K × 4).
        indices: which of the pairs given to `encode_pairs` the K pairs are.
        labels: their class ids; `IGNORED` where a pair has no stance.
        weights: in training, how much each pair's loss counts (K).
        targets: in training with teachers, the distributions to learn instead of the labels (K × 3).
        trusts: in training beside a teacher that answers meanwhile, its share in what is learned of each pair (K).
        twin: in training for answers that do not hang on names, the same row told of other actors.
    """

    input_ids: list[int]
    position_ids: list[int]
    groups: list[int]
    pair_tokens: list[tuple[int, int, int, int]]
    indices: list[int]
    labels: list[int]
    weights: NotRequired[list[float]]
    targets: NotRequired[list[tuple[float, float, float]]]
    trusts: NotRequired[list[float]]
    twin: NotRequired[Row]


@dataclass(frozen=True)
class Places:
    """Where a pair stands: first and last token of target and holder in the whole text; holder None for overall pairs."""

    target: tuple[int, int]
    holder: tuple[int, int] | None

    @property
    def extent(self) -> tuple[int, int]:
        """The first and last token of the two together."""
        spans = [self.target] if self.holder is None else [self.target, self.holder]
        return min(s[0] for s in spans), max(s[1] for s in spans)


@dataclass(frozen=True)
class Layout:
    """The special tokens of a tokenizer: what stands before and after a text, and the ids of ours."""

    prefix: list[int]
    suffix: list[int]
    ids: dict[str, int]

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerBase) -> Layout:
        """The layout of a tokenizer that has `SPECIAL_TOKENS`."""
        # [CLS] and [SEP], <s> and </s>, or whatever the tokenizer puts around a text.
        probe = tokenizer("a", add_special_tokens=False)["input_ids"]
        around = tokenizer("a")["input_ids"]
        at = next((i for i in range(len(around)) if around[i : i + len(probe)] == probe), len(around))
        return cls(
            prefix=around[:at],
            suffix=around[at + len(probe) :],
            ids={token: tokenizer.added_tokens_encoder[token] for token in SPECIAL_TOKENS},
        )


def query_row(
    pairs: Sequence[Pair],
    ids: list[int],
    start: int,
    members: Sequence[tuple[int, Places]],
    layout: Layout,
) -> Row:
    """A row that shows pairs as query tokens behind the text.

    Args:
        pairs: all pairs.
        ids: the tokens of the text that the row shows.
        start: which token of the whole text the first of them is.
        members: the pairs that it shows, by their index and their places.
        layout: the tokenizer's special tokens.
    """
    input_ids = [*layout.prefix, *ids, *layout.suffix]
    position_ids = list(range(len(input_ids)))
    groups = [0] * len(input_ids)
    shift = len(layout.prefix) - start
    pair_tokens: list[tuple[int, int, int, int]] = []
    for group, (_, places) in enumerate(members, 1):
        place = len(input_ids)
        input_ids += [layout.ids[token] for token in (*TARGET, *(HOLDER if places.holder else OVERALL))]
        # An overall pair's holder tokens look from the text's first token, usually [CLS].
        holder = (-shift, -shift) if places.holder is None else places.holder
        position_ids += [token + shift for token in (*places.target, *holder)]
        groups += [group] * 4
        pair_tokens.append((place, place + 1, place + 2, place + 3))
    indices = [index for index, _ in members]
    return Row(
        input_ids=input_ids,
        position_ids=position_ids,
        groups=groups,
        pair_tokens=pair_tokens,
        indices=indices,
        labels=_labels(pairs, indices),
    )


def marker_row(
    pairs: Sequence[Pair],
    ids: list[int],
    start: int,
    members: Sequence[tuple[int, Places]],
    layout: Layout,
) -> Row:
    """A row that shows a pair as markers in the text.

    Args:
        pairs: all pairs.
        ids: the tokens of the text that the row shows.
        start: which token of the whole text the first of them is.
        members: the one pair that it shows, by its index and its places.
        layout: the tokenizer's special tokens.
    """
    ((index, places),) = members
    # A marker goes before (rank 0) or after (rank 1) its token. Of two spans that open at one token the longer opens
    # first, of two that close there the shorter closes first, and of equal ones the holder is the outer one: nested
    # spans stay nested.
    marks = []
    spans = [(places.target, TARGET)] + ([(places.holder, HOLDER)] if places.holder else [])
    for order, ((first, last), (opening, closing)) in enumerate(spans):
        size = last - first
        marks.append((first - start, 0, -size, -order, opening))
        marks.append((last - start, 1, size, order, closing))
    before = {i: [m for m in sorted(marks) if m[:2] == (i, 0)] for i, *_ in marks}
    after = {i: [m for m in sorted(marks) if m[:2] == (i, 1)] for i, *_ in marks}

    input_ids = list(layout.prefix)
    found: dict[str, int] = {}

    def insert(token: str) -> None:
        found[token] = len(input_ids)
        input_ids.append(layout.ids[token])

    if places.holder is None:
        for token in OVERALL:
            insert(token)
    for place, token_id in enumerate(ids):
        for *_, token in before.get(place, ()):
            insert(token)
        input_ids.append(token_id)
        for *_, token in after.get(place, ()):
            insert(token)
    input_ids += layout.suffix
    target_open, target_close, holder_open, holder_close = (
        found[token] for token in (*TARGET, *(HOLDER if places.holder else OVERALL))
    )
    return Row(
        input_ids=input_ids,
        position_ids=list(range(len(input_ids))),
        groups=[0] * len(input_ids),
        pair_tokens=[(target_open, target_close, holder_open, holder_close)],
        indices=[index],
        labels=_labels(pairs, [index]),
    )


def _labels(pairs: Sequence[Pair], indices: Sequence[int]) -> list[int]:
    return [
        pair.stance.id if isinstance(pair, LabelledPair) else IGNORED
        for pair in (pairs[index] for index in indices)
    ]
