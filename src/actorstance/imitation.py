"""Learning how a large model reads, beside what it answers.

A teacher's answer is three numbers a pair; its hidden states are hundreds a token, so that a small model learns more of each sentence (Romero et
al., ICLR 2015; Jiao et al., Findings of EMNLP 2020). The teacher reads every batch as the student does, whatever names its actors have by then, so
its answers of the moment can be learned as well (Beyer et al., CVPR 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import layer_norm
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from actorstance.checkpoint import load_checkpoint
from actorstance.errors import InputError
from actorstance.model import StanceModel, StanceOutput

STAGES = 3
"""How many layers are compared: after a third of each model, after two thirds, at its end."""

REMEMBERED = 0.98
"""How much the batches before the last one count for a map, against the last one."""

RIDGE = 1e-3
"""Of the maps, against the mean variance of the student's states."""

FIRST = 10
"""Batches from which the maps are made before anything is learned by them."""

_ROLES = ("cls_token", "sep_token", "pad_token", "unk_token", "mask_token")


class Imitation:
    """What a teacher makes of the rows that a student reads, and how far the student's hidden states are from the teacher's.

    The student's states have fewer dimensions than the teacher's. What can be foretold of the latter by a linear map is found by ridge regression
    over the latest batches, anew for every batch; the error that remains is what the student has to learn. A resumed training finds
    the maps afresh.

    Args:
        checkpoint: the teacher.
        student: the model that learns.
        tokenizer: the student's.
        bf16: whether the teacher reads in mixed precision.

    Raises:
        InputError: the checkpoint cannot be used, one of the models shows pairs in another way than as query tokens, the teacher reads less text
            than the student, or its vocabulary lacks a token of the student's.
    """

    def __init__(
        self, checkpoint: str, student: StanceModel, tokenizer: PreTrainedTokenizerBase, *, bf16: bool = False
    ) -> None:
        self.teacher, known, _ = load_checkpoint(checkpoint)
        for model, name in ((student, "the model"), (self.teacher, checkpoint)):
            if model.config.pairing != "query":
                raise InputError(
                    f"training.imitated: {name} shows pairs as {model.config.pairing!r}, not 'query'"
                )
        if self.teacher.config.max_tokens < student.config.max_tokens:
            raise InputError(
                f"training.imitated: {checkpoint} reads {self.teacher.config.max_tokens} tokens, fewer than the model's {student.config.max_tokens}"
            )
        self.teacher.eval().requires_grad_(False)
        self.tokens = translation(tokenizer, known)
        self.bf16 = bf16
        self.layers = matched_layers(
            int(student.config.encoder.num_hidden_layers), int(self.teacher.config.encoder.num_hidden_layers)
        )
        self._maps = {layer: RunningMap() for layer in self.layers}

    def missed(self, states: Sequence[Tensor], told: Sequence[Tensor], batch: Mapping[str, Tensor]) -> Tensor:
        """The error, summed over the compared layers, of text and of query tokens; both as a share of the variance of the teacher's states.

        The text of the last layer is left out: nobody reads it.

        Args:
            states: the student's hidden states, those of the embeddings first, each B × L × D.
            told: the teacher's, see `read`, each B × L × E.
            batch: the student's input, see `encoding.PairCollator`.
        """
        shown = batch["attention_mask"].bool()
        text, query = shown & (batch["groups"] == 0), shown & (batch["groups"] > 0)
        error = states[0].new_zeros((), dtype=torch.float32)
        for layer, other in self.layers.items():
            own = states[layer].float()
            goal = layer_norm(told[other].float(), told[other].shape[-1:])
            running = self._maps[layer]
            if running.batches >= FIRST:
                weight, bias = running.solved()
                missed = (own @ weight + bias - goal).square().mean(-1)
                error = error + missed[query].mean()
                if layer < len(states) - 1:
                    error = error + missed[text].mean()
            running.add(own.detach()[shown], goal[shown])
        return error

    @torch.no_grad()
    def read(self, batch: Mapping[str, Tensor]) -> StanceOutput:
        """What the teacher answers and its hidden states, for the same input as the student's."""
        device = batch["input_ids"].device
        teacher: Any = self.teacher.to(device)  # type: ignore[arg-type]
        self.tokens = self.tokens.to(device)
        places = {name: batch[name] for name in ("attention_mask", "position_ids", "groups", "pair_tokens")}
        with torch.autocast(device.type, torch.bfloat16, enabled=self.bf16):
            found: StanceOutput = teacher(
                input_ids=self.tokens[batch["input_ids"]], output_hidden_states=True, **places
            )
        return found


class RunningMap:
    """The linear map by which one set of vectors tells most of another, over the latest batches (ridge regression).

    Examples:
        >>> running = RunningMap()
        >>> one = torch.tensor([[0.0], [1.0], [2.0]])
        >>> running.add(one, 3 * one + 1)
        >>> weight, bias = running.solved()
        >>> round(weight.item(), 2), round(bias.item(), 2)
        (3.0, 1.0)
    """

    def __init__(self) -> None:
        self.batches = 0
        self._sums: list[Tensor] = []

    def add(self, one: Tensor, other: Tensor) -> None:
        """Count a batch: N × D, and N × E."""
        count = one.new_tensor(float(len(one)))
        new = [count, one.sum(0), other.sum(0), one.T @ one, one.T @ other]
        self._sums = [REMEMBERED * a + b for a, b in zip(self._sums, new, strict=True)] if self._sums else new
        self.batches += 1

    def solved(self) -> tuple[Tensor, Tensor]:
        """The map, D × E, and what is added, E."""
        count, one, other, ones, both = self._sums
        one, other = one / count, other / count
        covariance = ones / count - one[:, None] * one
        covariance.diagonal().add_(RIDGE * covariance.diagonal().mean())
        weight = torch.linalg.solve(covariance, both / count - one[:, None] * other)
        return weight, other - one @ weight


def matched_layers(student: int, teacher: int) -> dict[int, int]:
    """Which of the teacher's layers each compared one of the student's goes with, counted from 1.

    Examples:
        >>> matched_layers(6, 12)
        {2: 4, 4: 8, 6: 12}
    """
    stages = range(1, STAGES + 1)
    return {max(1, round(s * student / STAGES)): max(1, round(s * teacher / STAGES)) for s in stages}


def translation(one: PreTrainedTokenizerBase, other: PreTrainedTokenizerBase) -> Tensor:
    """For each token id of a tokenizer, that of the same token of another.

    Raises:
        InputError: the other lacks one.
    """
    same = {getattr(one, role): getattr(other, role) for role in _ROLES}
    vocabulary = one.get_vocab()
    known = other.get_vocab()
    missing = [token for token in vocabulary if same.get(token, token) not in known]
    if missing:
        raise InputError(
            f"training.imitated needs a checkpoint of the same vocabulary; it lacks {len(missing):,} tokens, such as {min(missing)!r}"
        )
    ids = torch.zeros(max(vocabulary.values()) + 1, dtype=torch.long)
    for token, place in vocabulary.items():
        ids[place] = known[same.get(token, token)]
    return ids
