"""Text and spans to model input: the one place, for training and prediction alike.

Two ways of showing pairs to the encoder share one output format:

    query    [CLS] A warned B . [SEP]  [TARGET] [/TARGET] [HOLDER] [/HOLDER]  [TARGET] …
             The sentence stands once; every pair adds four query tokens that carry the *positions* of the first and last
             token of target and holder. They read the sentence and each other, and nobody else reads them (see
             `StanceModel`), so all pairs of a sentence cost one pass and none changes another's answer. The idea is
             that of levitated markers (Zhong & Chen 2021; Ye et al., ACL 2022).
    marker   [CLS] [HOLDER] A [/HOLDER] warned [TARGET] B [/TARGET] . [SEP]
             Typed markers in the text, one row per pair; for encoders whose positions cannot be given.

A pair without a holder has `[OVERALL] [/OVERALL]` in the holder's stead.

A text of more tokens than the encoder reads is cut into overlapping windows. Which window a pair gets depends on that pair
alone, so that its answer does not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from actorstance.configuration import PAIRINGS
from actorstance.errors import InputError
from actorstance.renaming import by_text
from actorstance.rows import IGNORED, SPECIAL_TOKENS, Layout, Places, Row, marker_row, query_row
from actorstance.schema import Mention, Pair


def encode_pairs(
    pairs: Sequence[Pair],
    tokenizer: PreTrainedTokenizerBase,
    *,
    pairing: str,
    max_tokens: int,
    max_pairs: int = 64,
) -> list[Row]:
    """Turn pairs into rows.

    Args:
        pairs: any pairs; with `query`, those of one text share a row wherever they stand in the sequence.
        tokenizer: a fast tokenizer that has `SPECIAL_TOKENS`.
        pairing: `query` or `marker`.
        max_tokens: how many tokens of text, special tokens included, the encoder reads at most. The markers of
            `marker` count, the query tokens of `query` do not.
        max_pairs: how many pairs a row carries at most; more become further rows.

    Returns:
        Rows whose `indices` together name every pair once.

    Raises:
        InputError: a span covers no token (white space, or characters that the tokenizer drops), or target and
            holder stand too far apart for one window.
    """
    layout = Layout.of(tokenizer)
    room = _room(layout, pairing, max_tokens)
    rows = []
    for text, indices in by_text(pairs).items():
        tokens = tokenize(text, tokenizer)
        by_window: dict[int, list[tuple[int, Places]]] = {}
        for index in indices:
            places, window = _shown(pairs[index], tokens, room)
            by_window.setdefault(window, []).append((index, places))
        for start, members in sorted(by_window.items()):
            ids = tokens.ids[start : start + room]
            if pairing == "marker":
                rows += [marker_row(pairs, ids, start, [m], layout) for m in members]
            else:
                for first in range(0, len(members), max_pairs):
                    chunk = members[first : first + max_pairs]
                    rows.append(query_row(pairs, ids, start, chunk, layout))
    return rows


def fits(
    pairs: Sequence[Pair], tokenizer: PreTrainedTokenizerBase, *, pairing: str, max_tokens: int
) -> list[bool]:
    """Whether each pair can be turned into a row; the arguments are those of `encode_pairs`.

    For questions that nobody asked in so many words: one that does not fit is better left out than all lost with it.

    Raises:
        InputError: no pair can, whatever it is.
    """
    room = _room(Layout.of(tokenizer), pairing, max_tokens)
    found = [True] * len(pairs)
    for text, indices in by_text(pairs).items():
        tokens = tokenize(text, tokenizer)
        for index in indices:
            try:
                _shown(pairs[index], tokens, room)
            except InputError:
                found[index] = False
    return found


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text, without special ones, and the characters that each covers."""

    ids: list[int]
    offsets: list[tuple[int, int]]


def tokenize(text: str, tokenizer: PreTrainedTokenizerBase) -> Tokens:
    """Token ids and character spans of a text; a "[TARGET]" that stands in it is text like any other.

    Raises:
        InputError: the tokenizer is a slow one, which cannot tell characters; or the text is none.
    """
    check_text(text)
    if not tokenizer.is_fast:
        raise InputError("a fast tokenizer is needed, one that gives character offsets")
    encoded = tokenizer(
        text,
        add_special_tokens=False,
        split_special_tokens=True,
        return_offsets_mapping=True,
        truncation=False,
        verbose=False,
    )
    return Tokens(ids=encoded["input_ids"], offsets=encoded["offset_mapping"])


def check_text(text: str) -> None:
    """Check that a text is one that any tokenizer and file can hold.

    Raises:
        InputError: half of a surrogate pair stands alone in it.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"the text {text[:80]!r} has a lone surrogate, character {error.start}") from None


def align(mention: Mention, offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The first and last token that share a character with the mention.

    Raises:
        InputError: no token does.

    Examples:
        >>> align(Mention(4, 10), [(0, 3), (4, 6), (6, 10), (10, 11)])
        (1, 2)
    """
    # Offsets never decrease, but a token may cover no character, so a linear scan over a sentence is
    # both the safe and the fast enough way.
    touching = [
        index
        for index, (start, end) in enumerate(offsets)
        if max(start, mention.start) < min(end, mention.end)
    ]
    if not touching:
        raise InputError(
            f"the span {mention.start}–{mention.end} covers no token of the text: "
            "only white space, or characters that the tokenizer drops"
        )
    return touching[0], touching[-1]


class PairCollator:
    """Pads rows to a batch of tensors.

    Args:
        pad_token_id: the tokenizer's padding token.

    Returns:
        On call with B rows, a dictionary of `input_ids`, `attention_mask`, `position_ids`, `groups`
        (each B × L), `pair_tokens` (B × K × 4) and `labels` (B × K; `IGNORED` marks padding); in training also `weights`
        and `trusts` (each B × K) and `targets` (B × K × 3) where the rows have them.
    """

    def __init__(self, pad_token_id: int) -> None:
        self.pad_token_id = pad_token_id

    def __call__(self, rows: Sequence[Row]) -> dict[str, torch.Tensor]:
        """Collate the rows."""
        length = max(len(row["input_ids"]) for row in rows)
        pairs = max(len(row["pair_tokens"]) for row in rows)

        def padded(values: list[Any], size: int, filler: Any) -> list[Any]:
            return values + [filler] * (size - len(values))

        def tensor(name: str, size: int, filler: Any) -> torch.Tensor:
            return torch.tensor([padded(row[name], size, filler) for row in rows])  # type: ignore[literal-required]

        lengths = torch.tensor([len(row["input_ids"]) for row in rows])
        batch = {
            "input_ids": tensor("input_ids", length, self.pad_token_id),
            "attention_mask": (torch.arange(length) < lengths[:, None]).long(),
            "position_ids": tensor("position_ids", length, 0),
            "groups": tensor("groups", length, 0),
            "pair_tokens": tensor("pair_tokens", pairs, (0,) * 4),
            "labels": tensor("labels", pairs, IGNORED),
        }
        for name, filler in (("weights", 0.0), ("targets", (0.0,) * 3), ("trusts", 0.0)):
            if name in rows[0]:
                batch[name] = tensor(name, pairs, filler)
        return batch


def _room(layout: Layout, pairing: str, max_tokens: int) -> int:
    """How many tokens of a text stand in a row."""
    if pairing not in PAIRINGS:
        raise InputError(f"unknown pairing {pairing!r}, expected one of {', '.join(PAIRINGS)}")
    capacity = max_tokens - (len(SPECIAL_TOKENS) - 2 if pairing == "marker" else 0)
    room = capacity - len(layout.prefix) - len(layout.suffix)
    if room < 4:
        raise InputError(f"max_tokens {max_tokens} leaves no room for text")
    return room


def _shown(pair: Pair, tokens: Tokens, room: int) -> tuple[Places, int]:
    """Where a pair stands, and the first token of its window."""
    try:
        holder = None if pair.holder is None else align(pair.holder, tokens.offsets)
        places = Places(align(pair.target, tokens.offsets), holder)
        return places, _window(places, len(tokens.ids), room)
    except InputError as error:
        raise InputError(f"pair {pair.id!r}: {error}") from None


def _window(places: Places, length: int, room: int) -> int:
    """The first token of the window for a pair: 0 for short texts, else a multiple of a quarter window."""
    if length <= room:
        return 0
    low, high = places.extent
    if high - low >= room:
        raise InputError(
            f"target and holder stand {high - low + 1} tokens apart; the encoder reads {room} at once"
        )
    # The grid point nearest to centring the pair, among those whose window holds it whole.
    step = max(1, room // 4)
    centred = (low + high + 1 - room) / 2
    last = length - room
    grid = {0, last, *range(0, last, step), min(low, last), max(0, high - room + 1)}
    holding = [start for start in grid if start <= low and high < start + room]
    on_grid = [start for start in holding if start % step == 0 or start == last]
    best: int = min(on_grid or holding, key=lambda start: (abs(start - centred), start))
    return best
