"""The configuration of a stance model, and what an encoder must be able to do for it."""

from __future__ import annotations

from typing import Any

# From the modules themselves: transformers' front door may be half open while we are asked to register.
from transformers.configuration_utils import PreTrainedConfig
from transformers.models.auto.configuration_auto import AutoConfig

from actorstance.errors import InputError
from actorstance.schema import STANCES

PAIRINGS = ("query", "marker")

# Encoders whose `position_ids` decide where a token stands (tested), and where their positions begin.
POSITION_ENCODERS = frozenset(
    {"bert", "roberta", "xlm-roberta", "camembert", "distilbert", "electra", "modernbert", "mpnet"}
)
PADDED_POSITIONS = frozenset({"roberta", "xlm-roberta", "camembert", "mpnet"})


class StanceConfig(PreTrainedConfig):
    """Configuration of a `StanceModel`.

    Args:
        encoder: the encoder's own configuration, as an object or as a dictionary with `model_type`.
        pairing: how pairs are shown, `query` or `marker`.
        max_tokens: how many tokens of text the encoder reads at once.
        dropout: before the classifier.
        label_smoothing: share of the label mass spread over all classes.
        focal: the focusing exponent of focal loss (Lin et al., ICCV 2017): a pair's loss counts (1 - p) to this power, where p is
            the probability of what it should be; 0 for plain cross-entropy.
        head_size: width of the head's hidden layer; None for the encoder's hidden size.
        softmax_temperature: what logits are divided by before they become probabilities (Guo et al., ICML 2017); fitted on
            development data, 1 where nothing was fitted.
    """

    model_type = "actorstance"
    sub_configs = {"encoder": AutoConfig}  # noqa: RUF012 (transformers reads it as a class attribute)

    def __init__(
        self,
        encoder: PreTrainedConfig | dict[str, Any] | None = None,
        pairing: str = "query",
        max_tokens: int = 256,
        dropout: float = 0.1,
        label_smoothing: float = 0.0,
        focal: float = 0.0,
        head_size: int | None = None,
        softmax_temperature: float = 1.0,
        **kwargs: Any,
    ) -> None:
        if not isinstance(encoder, dict | PreTrainedConfig | None):
            raise InputError(f"encoder is {encoder!r}, must be an encoder's configuration")
        if isinstance(encoder, dict):
            encoder = AutoConfig.for_model(**encoder)
        self.encoder = encoder if encoder is not None else AutoConfig.for_model("bert")
        self.pairing = pairing
        self.max_tokens = max_tokens
        self.dropout = dropout
        self.label_smoothing = label_smoothing
        self.focal = focal
        self.head_size = head_size
        self.softmax_temperature = softmax_temperature
        kwargs.setdefault("id2label", {stance.id: str(stance) for stance in STANCES})
        kwargs.setdefault("label2id", {str(stance): stance.id for stance in STANCES})
        super().__init__(**kwargs)


def check_pairing(pairing: str, encoder: PreTrainedConfig) -> None:
    """Refuse a pairing that does not exist or that the encoder cannot take.

    Raises:
        InputError: as said.
    """
    if pairing not in PAIRINGS:
        raise InputError(f"unknown pairing {pairing!r}, expected one of {', '.join(PAIRINGS)}")
    if pairing == "query" and encoder.model_type not in POSITION_ENCODERS:
        raise InputError(
            f"a {encoder.model_type!r} encoder takes no positions, which pairing 'query' needs; "
            "use pairing 'marker' (model=marker)"
        )


def check_config(config: StanceConfig) -> None:
    """Refuse a configuration with which no model can be made or none can answer.

    Raises:
        InputError: names the value and what it must be.
    """
    check_pairing(config.pairing, config.encoder)
    positions = max_positions(config.encoder)
    wanted: dict[str, tuple[Any, Any, float, float, str]] = {
        "max_tokens": (config.max_tokens, int, 1, positions, f"from 1 to {positions}, which the encoder has positions for"),
        "softmax_temperature": (config.softmax_temperature, (int, float), 1e-6, 1e6, "a number over 0"),
        "dropout": (config.dropout, (int, float), 0, 1, "a share from 0 to 1"),
        "head_size": (1 if config.head_size is None else config.head_size, int, 1, 10**6, "1 or more, or null"),
    }  # fmt: skip
    for name, (value, kind, least, most, told) in wanted.items():
        if isinstance(value, bool) or not isinstance(value, kind) or not least <= value <= most:
            raise InputError(f"{name} is {value!r}, must be {told}")


def first_position(encoder: PreTrainedConfig) -> int:
    """Where an encoder begins to count positions."""
    return encoder.pad_token_id + 1 if encoder.model_type in PADDED_POSITIONS else 0


def set_attention_dropout(encoder: PreTrainedConfig, rate: float) -> None:
    """Set the dropout of an encoder's attention weights, whatever its family calls it; nothing where it has none.

    Raises:
        InputError: the rate is none.

    Examples:
        >>> bert = AutoConfig.for_model("bert")
        >>> set_attention_dropout(bert, 0.0)
        >>> bert.attention_probs_dropout_prob
        0.0
    """
    if not 0 <= rate < 1:
        raise InputError(f"encoder.attention_dropout is {rate}, must be from 0 to under 1")
    for name in ("attention_probs_dropout_prob", "attention_dropout"):
        if hasattr(encoder, name):
            setattr(encoder, name, rate)


def max_positions(encoder: PreTrainedConfig) -> int:
    """How many tokens an encoder has positions for."""
    limit = getattr(encoder, "max_position_embeddings", None)
    return 10**6 if limit is None or limit <= 0 else int(limit) - first_position(encoder)
