"""Encoder + stance head: one model for pairs with and without a holder.

The encoder is any Hugging Face encoder. The head reads the last hidden states of a pair's four tokens (query tokens or
markers, see `actorstance.encoding`) and gives three logits.
"""

from __future__ import annotations

import importlib.util
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn

# From the modules themselves: transformers' front door may be half open while we are asked to register.
from transformers.modeling_utils import PreTrainedModel
from transformers.models.auto.configuration_auto import AutoConfig
from transformers.models.auto.modeling_auto import AutoModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase
from transformers.utils.generic import ModelOutput

from actorstance.configuration import (
    StanceConfig,
    check_pairing,
    first_position,
    max_positions,
    set_attention_dropout,
)
from actorstance.errors import InputError
from actorstance.rows import IGNORED, SPECIAL_TOKENS
from actorstance.schema import STANCES


@dataclass
class StanceOutput(ModelOutput):
    """What `StanceModel` returns.

    Attributes:
        loss: the mean cross-entropy over labelled pairs; None without labels.
        logits: B × K × 3, in the order against, neutral, favor.
        hidden_states: those of the embeddings and of each layer, B × L × D; None unless asked for.
    """

    loss: Tensor | None = None
    logits: Tensor | None = None
    hidden_states: tuple[Tensor, ...] | None = None


class StanceModel(PreTrainedModel):
    """An encoder with a stance head. Make one with `build_model`, load one with `from_pretrained`.

    Raises:
        InputError: pairing `query` with an encoder whose positions cannot be given.
    """

    config_class = StanceConfig
    config: StanceConfig
    base_model_prefix = "stance"
    main_input_name = "input_ids"
    accepts_loss_kwargs = True  # without it Trainer keeps `num_items_in_batch` to itself
    _supports_sdpa = True
    _supports_attention_backend = True

    def __init__(self, config: StanceConfig, encoder: PreTrainedModel | None = None) -> None:
        super().__init__(config)
        check_pairing(config.pairing, config.encoder)
        self.encoder = encoder if encoder is not None else AutoModel.from_config(config.encoder)
        if getattr(self.encoder, "pooler", None) is not None:
            self.encoder.pooler = None  # nobody reads it
        accepted = inspect.signature(self.encoder.forward).parameters
        self._gives_token_types = "token_type_ids" in accepted
        size = config.encoder.hidden_size
        width = config.head_size or size
        self.transform = nn.Linear(4 * size, width)
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(width, len(STANCES))
        self.post_init()

    def get_input_embeddings(self) -> nn.Module:
        """The encoder's word embeddings."""
        return self.encoder.get_input_embeddings()

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Replace the encoder's word embeddings."""
        self.encoder.set_input_embeddings(value)

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        pair_tokens: Tensor,
        position_ids: Tensor | None = None,
        groups: Tensor | None = None,
        labels: Tensor | None = None,
        weights: Tensor | None = None,
        targets: Tensor | None = None,
        num_items_in_batch: Tensor | int | None = None,
        output_hidden_states: bool = False,
    ) -> StanceOutput:
        """Score all pairs of a batch in one encoder pass.

        Args:
            input_ids: B × L.
            attention_mask: B × L, 1 for tokens and 0 for padding.
            pair_tokens: B × K × 4, the places of each pair's four tokens.
            position_ids: B × L, from 0; used with `query`.
            groups: B × L, 0 for text and k for the query tokens of pair k; used with `query`.
            labels: B × K class ids, -100 where there is none.
            weights: B × K, how much each pair's loss counts; by default all alike.
            targets: B × K × 3, distributions to learn instead of the labels, which then only say which pairs count.
            num_items_in_batch: the number of labelled pairs in the whole update, which the summed loss is divided by, so that
                gradient accumulation and several processes change nothing; by default those of this batch.
            output_hidden_states: whether the encoder's states are returned too.

        Returns:
            Loss (with labels), logits, B × K × 3, and the states if asked for.
        """
        inputs: dict[str, Any] = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self.config.pairing == "query":
            if position_ids is None or groups is None:
                raise InputError("pairing 'query' needs position_ids and groups")
            inputs["attention_mask"] = self._query_masks(attention_mask, position_ids, groups)
            inputs["position_ids"] = position_ids + first_position(self.config.encoder)
        if self._gives_token_types:
            inputs["token_type_ids"] = torch.zeros_like(input_ids)
        if output_hidden_states:
            inputs["output_hidden_states"] = True
        read = self.encoder(**inputs)
        hidden = read.last_hidden_state

        batch, pairs, _ = pair_tokens.shape
        index = pair_tokens.reshape(batch, pairs * 4, 1).expand(-1, -1, hidden.shape[-1])
        shown = hidden.gather(1, index).reshape(batch, pairs, -1)
        logits = self.classifier(self.dropout(nn.functional.gelu(self.transform(self.dropout(shown)))))

        loss = None
        if labels is not None:
            judged = labels != IGNORED
            goal = labels[judged] if targets is None else targets[judged]
            losses = nn.functional.cross_entropy(
                logits[judged].float(),
                goal,
                label_smoothing=self.config.label_smoothing,
                reduction="none",
            )
            if self.config.focal:
                reached = _probability(logits[judged].float().softmax(-1), goal)
                # Where nothing is missing, the slope of a power under 1 is infinite.
                missing = (1 - reached).clamp(min=torch.finfo(reached.dtype).eps)
                losses = losses * missing**self.config.focal
            summed = (losses if weights is None else losses * weights[judged]).sum()
            if num_items_in_batch is None:
                num_items_in_batch = judged.sum().clamp(min=1)
            loss = summed / num_items_in_batch
        return StanceOutput(loss, logits, read.hidden_states if output_hidden_states else None)

    def _query_masks(
        self, attention_mask: Tensor, position_ids: Tensor, groups: Tensor
    ) -> Tensor | dict[str, Tensor]:
        """Who reads whom, B × 1 × L × L, additive: everybody the text, query tokens also those of their own pair."""
        text = (attention_mask.bool() & (groups == 0))[:, None, :]
        own = (groups[:, :, None] == groups[:, None, :]) & (groups[:, None, :] > 0)
        reads = text | own
        # In mixed precision a wider mask would widen all that it is added to.
        device = attention_mask.device.type
        dtype = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else self.dtype
        if self.config.encoder.model_type == "mpnet":
            return _additive(reads, dtype) + self._moved(position_ids).to(dtype)
        if self.config.encoder.model_type != "modernbert":
            return _additive(reads, dtype)
        # Half of ModernBERT's layers read only a window; its distance is one of positions, not of places in the row.
        distance = (position_ids[:, :, None] - position_ids[:, None, :]).abs()
        near = reads & (distance <= self.config.encoder.sliding_window)
        # Padding would read nothing at all, and its NaNs would spread: let it read itself.
        near |= torch.eye(near.shape[-1], dtype=torch.bool, device=near.device)
        return {
            "full_attention": _additive(reads, dtype),
            "sliding_attention": _additive(near, dtype),
        }

    def _moved(self, position_ids: Tensor) -> Tensor:
        """What MPNet's attention scores lack, B × heads × L × L, where tokens stand at positions other than their places.

        MPNet biases a score by the distance of two tokens, which it counts by their places in the row (Song et al.,
        NeurIPS 2020), whatever positions it is given.
        """
        layers: Any = self.encoder.encoder
        distance = position_ids[:, None, :] - position_ids[:, :, None]
        bias: Tensor = layers.relative_attention_bias(layers.relative_position_bucket(distance))
        by_place: Tensor = layers.compute_position_bias(position_ids)
        return bias.permute(0, 3, 1, 2) - by_place


def build_model(
    encoder: str,
    *,
    pairing: str = "query",
    max_tokens: int = 256,
    dropout: float = 0.1,
    label_smoothing: float = 0.0,
    head_size: int | None = None,
    attention_dropout: float | None = None,
    revision: str | None = None,
) -> tuple[StanceModel, PreTrainedTokenizerBase]:
    """A new model on a pretrained encoder, and its tokenizer with the special tokens added.

    The head and the special tokens' embeddings are drawn from torch's generator: seed it before.

    Args:
        encoder: a Hub id, a folder, or `package:NAME` for an encoder inside a Python package (its folder `model/`).
        pairing: `query` or `marker`.
        max_tokens: at most this many tokens of text; less where the encoder has fewer positions.
        dropout: before the classifier.
        label_smoothing: see `StanceConfig`.
        head_size: see `StanceConfig`.
        attention_dropout: of the encoder's attention weights; None for its own.
        revision: of a Hub id.

    Raises:
        InputError: the encoder cannot be loaded, is a checkpoint of this package, or cannot take `query`.
    """
    from transformers import AutoTokenizer

    source = encoder_source(encoder)
    try:
        config = AutoConfig.from_pretrained(source, revision=revision)
        if config.model_type == StanceConfig.model_type:
            raise InputError(
                f"encoder {encoder!r} is a checkpoint of ours, to be started from: init={encoder}"
            )
        check_pairing(pairing, config)
        if attention_dropout is not None:
            set_attention_dropout(config, attention_dropout)
        tokenizer = AutoTokenizer.from_pretrained(source, revision=revision)
        body = AutoModel.from_pretrained(source, config=config, revision=revision, dtype=torch.float32)
    except InputError:
        raise
    except (OSError, ValueError, SafetensorError) as error:
        raise InputError(f"encoder {encoder!r} cannot be loaded: {_one_line(error)}") from None
    tokenizer.add_special_tokens({"additional_special_tokens": list(SPECIAL_TOKENS)})
    body.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    body.config._name_or_path = encoder  # not the folder of this machine
    stance_config = StanceConfig(
        encoder=body.config,
        pairing=pairing,
        max_tokens=min(max_tokens, max_positions(body.config)),
        dropout=dropout,
        label_smoothing=label_smoothing,
        head_size=head_size,
        # Making the outer configuration would reset the encoder's choice.
        attn_implementation=body.config._attn_implementation,
    )
    return StanceModel(stance_config, encoder=body), tokenizer


def encoder_source(encoder: str) -> str:
    """What `from_pretrained` is to be given: the folder inside a package, or the name as it is.

    Raises:
        InputError: the package is not installed or has no folder `model`.
    """
    if not encoder.startswith("package:"):
        return encoder
    name = encoder.removeprefix("package:")
    spec = importlib.util.find_spec(name)
    for root in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(root) / "model"
        if folder.is_dir():
            return str(folder)
    raise InputError(f"encoder {encoder!r}: no installed package {name!r} with a folder 'model'")


def _probability(answers: Tensor, goal: Tensor) -> Tensor:
    """How probable the answers (N × 3) make what is to be learned: class ids (N) or distributions (N × 3)."""
    if goal.dim() == 1:
        return answers.gather(1, goal[:, None])[:, 0]
    return (answers * goal).sum(-1)


def _additive(reads: Tensor, dtype: torch.dtype) -> Tensor:
    mask = torch.zeros(reads.shape, dtype=dtype, device=reads.device)
    return mask.masked_fill(~reads, torch.finfo(dtype).min)[:, None]


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
