"""A checkpoint folder: saved whole, and refused when broken or untrusted.

model.safetensors      weights
config.json            model and encoder configuration, `id2label`
tokenizer.json, …      the tokenizer with the special tokens
README.md              the model card
actors.yaml            the registry that the model was trained with (where there was one)
run.yaml               the configuration of the run that made it (where there was one)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import ModelCard, ModelCardData, snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from safetensors import SafetensorError, safe_open
from transformers import PreTrainedTokenizerBase

from actorstance.actors import Registry
from actorstance.atomic import replacing_folder
from actorstance.configuration import StanceConfig, check_config
from actorstance.errors import InputError
from actorstance.model import StanceModel
from actorstance.rows import SPECIAL_TOKENS

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
ACTORS = "actors.yaml"
RUN = "run.yaml"
CARD = "README.md"
READABLE = 0o644


def save_checkpoint(
    folder: str | Path,
    model: StanceModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    card: ModelCard,
    registry: Registry | None = None,
    run: str | None = None,
) -> Path:
    """Save a checkpoint; its folder appears only when all of it is written.

    Args:
        folder: where to; a checkpoint that stands there is replaced.
        model: the model.
        tokenizer: its tokenizer.
        card: the model card, see `model_card`.
        registry: the actors that the predictor finds by default.
        run: the run's configuration as YAML.

    Raises:
        InputError: the folder exists and is no checkpoint, or a weight is no number.
    """
    folder = Path(folder)
    check_output(folder)
    check_finite(model, folder)
    with replacing_folder(folder) as new:
        model.save_pretrained(new)
        tokenizer.save_pretrained(new)
        card.save(new / CARD)
        if registry is not None:
            registry.save(new / ACTORS)
        if run is not None:
            (new / RUN).write_text(run, encoding="utf-8")
        for file in new.iterdir():  # safetensors gives its file to the owner alone
            file.chmod(READABLE)
    return folder


def load_checkpoint(
    name: str | Path, revision: str | None = None
) -> tuple[StanceModel, PreTrainedTokenizerBase, Registry | None]:
    """Load a checkpoint from a folder or a Hub id.

    Returns:
        The model in evaluation mode, its tokenizer, and its registry where it has one.

    Raises:
        InputError: there is no such checkpoint; a file is missing, truncated or not what it should be; the weights do not
            fit the configuration; the weights are pickled.
    """
    # At the top it would come before the model, which transformers then tries to import in the middle of its own tokenizers.
    from transformers import AutoTokenizer

    folder = checkpoint_folder(name, revision)
    check_checkpoint(folder)
    with _blaming(folder / CONFIG):
        config = StanceConfig.from_pretrained(folder)
        check_config(config)
    with _blaming(folder / WEIGHTS):
        # Tensors of another shape are counted below, with those that are missing.
        loaded: Any = StanceModel.from_pretrained(
            folder,
            config=config,
            use_safetensors=True,
            dtype=torch.float32,  # a release is stored in 16 bits; computing in them would cost accuracy and, on a CPU, time
            ignore_mismatched_sizes=True,
            output_loading_info=True,
        )
    with _blaming(folder / TOKENIZER):
        tokenizer = AutoTokenizer.from_pretrained(folder)
    model: StanceModel = loaded[0]
    info: dict[str, Any] = loaded[1]
    lacking = sorted(info["missing_keys"]) + sorted(str(k) for k in info["mismatched_keys"])
    if lacking:
        raise InputError.at(f"weights do not fit the configuration: {lacking[0]}", path=folder / WEIGHTS)
    check_finite(model, folder / WEIGHTS)
    missing = [t for t in SPECIAL_TOKENS if t not in tokenizer.get_vocab()]
    if missing:
        raise InputError.at(f"the tokenizer lacks {missing[0]}", path=folder / TOKENIZER)
    registry = Registry.load(folder / ACTORS) if (folder / ACTORS).is_file() else None
    return model.eval(), tokenizer, registry


def check_finite(model: StanceModel, path: Path) -> None:
    """Check that a model can say anything: that all its weights are numbers.

    Raises:
        InputError: names the path and the first tensor where one is not.
    """
    for name, tensor in model.state_dict().items():
        if tensor.is_floating_point() and not tensor.isfinite().all():
            raise InputError.at(f"not all weights are numbers (NaN or infinite in {name})", path=path)


def checkpoint_folder(name: str | Path, revision: str | None = None) -> Path:
    """The local folder of a checkpoint; a Hub id is fetched first.

    Raises:
        InputError: no such folder, and the Hub does not have it or cannot be reached.
    """
    if not isinstance(name, str | Path):
        raise InputError(f"a checkpoint must be a folder or a Hub id, got {type(name).__name__}")
    folder = Path(name)
    if folder.is_dir():
        return folder
    parts = str(name).split("/")
    if parts[0] == "models":  # a folder of the repository, and nobody's name on the Hub
        raise InputError.at(
            "no such checkpoint folder; the released one comes with the repository, not with the package alone",
            path=folder,
        )
    if len(parts) != 2 or not all(parts) or str(name).startswith((".", "~")):
        raise InputError.at("no such checkpoint folder", path=folder)
    patterns = ["*.json", "*.safetensors", "*.txt", "*.model", ACTORS, CARD]
    try:
        return Path(snapshot_download(str(name), revision=revision, allow_patterns=patterns))
    except (HfHubHTTPError, HFValidationError, OfflineModeIsEnabled, OSError) as error:
        reason = " ".join(str(error).split())[:160]
        raise InputError.at(f"no such checkpoint folder, and not on the Hub: {reason}", path=folder) from None


def check_output(folder: Path) -> None:
    """Check that a checkpoint may be saved to a folder: there is none yet, an empty one, or a checkpoint.

    Raises:
        InputError: something else stands there.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        content = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict) or content.get("model_type") != StanceConfig.model_type:
        raise InputError.at("something else than a checkpoint stands here", path=folder)


def check_checkpoint(folder: Path) -> None:
    """Check that a folder holds a whole checkpoint, without loading it.

    Raises:
        InputError: names the file that is missing or broken.
    """
    for name in (CONFIG, TOKENIZER, WEIGHTS):
        path = folder / name
        if not path.is_file():
            pickled = sorted(folder.glob("*.bin")) + sorted(folder.glob("*.pt"))
            if name == WEIGHTS and pickled:
                raise InputError.at(
                    f"pickled weights ({pickled[0].name}) can run code and are not loaded; "
                    "expected safetensors",
                    path=path,
                )
            raise InputError.at("missing from the checkpoint", path=path)
    for name in (CONFIG, TOKENIZER):
        try:
            content = json.loads((folder / name).read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError) as error:
            raise InputError.at(f"not JSON: {error}", path=folder / name) from None
        if not isinstance(content, dict):
            raise InputError.at("expected a JSON object", path=folder / name)
        if name == CONFIG and content.get("model_type") != StanceConfig.model_type:
            raise InputError.at(
                f"model_type is {content.get('model_type')!r}, expected {StanceConfig.model_type!r}",
                path=folder / name,
            )
    try:
        with safe_open(folder / WEIGHTS, framework="pt") as weights:
            weights.keys()
    except (SafetensorError, OSError) as error:
        raise InputError.at(f"broken or truncated: {error}", path=folder / WEIGHTS) from None


def model_card(
    model: StanceModel,
    *,
    title: str,
    data: list[str],
    command: str,
    figures: str | None = None,
    precision: str | None = None,
    licence: str = "apache-2.0",
) -> ModelCard:
    """The model card of a checkpoint.

    Args:
        model: the model.
        title: its first heading.
        data: one line per corpus that it was trained on.
        command: the command that made it.
        figures: development figures as a Markdown table.
        precision: what it was trained in, `bf16` or `fp32`; None where it was not trained.
        licence: an identifier that the Hub knows.
    """
    metadata = ModelCardData(
        language="en",
        license=licence,
        library_name="transformers",
        pipeline_tag="text-classification",
        tags=["stance-detection", "news", "actors"],
    )
    encoder = model.config.encoder
    size = sum(parameter.numel() for parameter in model.parameters())
    lines = [
        "---",
        metadata.to_yaml(),
        "---",
        f"# {title}",
        "",
        "Who supports or opposes whom, sentence by sentence: for a holder and a target (or a target alone) in "
        "an English news sentence, the model says `against`, `neutral` or `favor`.",
        "",
        f"* Encoder: `{encoder._name_or_path or encoder.model_type}` "
        f"({encoder.num_hidden_layers} layers, hidden size {encoder.hidden_size}); {size:,} parameters in all",
        f"* Pairs shown as: `{model.config.pairing}`; at most {model.config.max_tokens} tokens of text",
        "",
        "## Training data",
        "",
        *[f"* {line}" for line in data],
        "",
        "## Made by",
        "",
        "```",
        command,
        "```",
        "",
        *([f"Precision: `{precision}`.", ""] if precision else []),
        "## Use",
        "",
        "```python",
        "from actorstance import StancePredictor",
        "",
        'predictor = StancePredictor.from_pretrained("THIS FOLDER")',
        'predictor.predict("Russia warned the United States.", target="United States", holder="Russia")',
        "```",
        "",
        "## Figures",
        "",
        figures or "No development set was given; evaluate with `scripts/evaluate.py`.",
        "",
        "## Limits",
        "",
        "English news text. Probabilities are not calibrated unless the configuration says so. A sentence is judged by "
        "itself; pronouns are not resolved. Figures per actor with few pairs carry wide intervals: read those, not "
        "the point.",
        "",
    ]
    return ModelCard("\n".join(lines))


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    """Whatever a damaged file makes the libraries stumble over becomes an error that names the file."""
    try:
        yield
    except InputError as error:
        raise InputError.at(str(error), path=path) from None
    except Exception as error:
        message = " ".join(str(error).split())[:300]
        raise InputError.at(f"cannot be loaded: {message}", path=path) from error
