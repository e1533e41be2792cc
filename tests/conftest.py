"""Tiny encoders and a tiny checkpoint, made once per test run, so that no test needs the network.

The folders are shared by all tests: read them, copy them, never write into them.
"""

from __future__ import annotations

import importlib.util
import os
import re
import string
import sys
from collections.abc import Callable, Iterator

# Before anything imports huggingface_hub, which reads them once.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")  # several threads only get in each other's way in a tiny model
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")

from pathlib import Path
from typing import Any

import pytest
from hydra.core.global_hydra import GlobalHydra
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from actorstance.actors import Registry
from actorstance.schema import Actor

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = [
    "Peru thanked Chile for its help.",
    "Ana Ruiz, the Peruvian minister, warned the government in Santiago.",
    "“We reject the plan,” said the opposition’s leader in Lima.",
    "The United States recognised the assembly; Russia and Cuba backed the president.",
    "Germany, France and Spain urged both sides to talk, Guaidó’s party said on Friday.",
]
"""What the tiny tokenizers know words from; every printable ASCII character has a piece of its own."""

SIZE = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 512,
}
SPREAD = 0.5
"""Of the random weights; the usual 0.02 would make all answers nearly the same."""
PIECES = 400


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Three actors; the tiny checkpoint carries them."""
    return Registry(
        [
            Actor(id="peru", name="Peru", kind="country", aliases=("Peruvian", "Lima")),
            Actor(id="chile", name="Chile", kind="country", aliases=("Chilean", "Santiago")),
            Actor(id="ruiz", name="Ana Ruiz", kind="person", aliases=("Ruiz",)),
        ]
    )


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random BERT encoder with a lower-casing WordPiece tokenizer."""
    from transformers import BertConfig

    return _encoder(tmp_path_factory.mktemp("bert"), BertConfig, _word_piece(), SIZE)


@pytest.fixture(scope="session")
def tiny_roberta(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random RoBERTa encoder with a byte-level BPE tokenizer; its positions begin behind the padding's."""
    from transformers import RobertaConfig

    size = {**SIZE, "max_position_embeddings": SIZE["max_position_embeddings"] + 2, "type_vocab_size": 1}
    tokenizer = _byte_level("<s>", "</s>", "<pad>", "<unk>", "<mask>", roberta=True)
    return _encoder(tmp_path_factory.mktemp("roberta"), RobertaConfig, tokenizer, size)


@pytest.fixture(scope="session")
def tiny_distilbert(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random DistilBERT encoder with a WordPiece tokenizer; its configuration has names of its own."""
    from transformers import DistilBertConfig

    size = {
        "dim": SIZE["hidden_size"],
        "n_layers": SIZE["num_hidden_layers"],
        "n_heads": SIZE["num_attention_heads"],
        "hidden_dim": SIZE["intermediate_size"],
        "max_position_embeddings": SIZE["max_position_embeddings"],
    }
    return _encoder(tmp_path_factory.mktemp("distilbert"), DistilBertConfig, _word_piece(), size)


@pytest.fixture(scope="session")
def tiny_deberta(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random DeBERTa-v2 encoder with a Unigram tokenizer; it takes no positions."""
    from transformers import DebertaV2Config

    size = {
        **SIZE,
        "relative_attention": True,
        "position_biased_input": False,
        "pos_att_type": ["p2c", "c2p"],
        "position_buckets": 16,
        "type_vocab_size": 0,
    }
    return _encoder(tmp_path_factory.mktemp("deberta"), DebertaV2Config, _unigram(), size)


@pytest.fixture(scope="session")
def tiny_modernbert(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random ModernBERT encoder with a byte-level BPE tokenizer; its second layer reads a window only."""
    from transformers import ModernBertConfig

    size = {**SIZE, "local_attention": 8, "global_attn_every_n_layers": 2}
    tokenizer = _byte_level("[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]", roberta=False)
    return _encoder(tmp_path_factory.mktemp("modernbert"), ModernBertConfig, tokenizer, size)


@pytest.fixture(scope="session")
def tiny_mpnet(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A random MPNet encoder with a byte-level BPE tokenizer; it has positions and distances between places too."""
    from transformers import MPNetConfig

    size = {**SIZE, "max_position_embeddings": SIZE["max_position_embeddings"] + 2}
    tokenizer = _byte_level("<s>", "</s>", "<pad>", "<unk>", "<mask>", roberta=True)
    return _encoder(tmp_path_factory.mktemp("mpnet"), MPNetConfig, tokenizer, size)


@pytest.fixture(scope="session")
def tiny_checkpoint(tiny_bert: str, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An untrained checkpoint on `tiny_bert`, pairing `query`, with `registry`."""
    import torch

    from actorstance.checkpoint import model_card, save_checkpoint
    from actorstance.model import build_model

    torch.manual_seed(13)
    model, tokenizer = build_model(tiny_bert)
    for layer in (model.transform, model.classifier):
        torch.nn.init.normal_(layer.weight, std=SPREAD)
    folder = tmp_path_factory.mktemp("checkpoint") / "tiny"
    card = model_card(model, title="tiny", data=["none: random weights"], command="pytest")
    return str(save_checkpoint(folder, model, tokenizer, card=card, registry=registry))


def _encoder(folder: Path, config_class: Any, tokenizer: Any, size: dict[str, Any]) -> str:
    import torch
    from transformers import AutoModel

    ids = {
        "pad_token_id": tokenizer.pad_token_id,
        "cls_token_id": tokenizer.cls_token_id,
        "sep_token_id": tokenizer.sep_token_id,
        "bos_token_id": tokenizer.cls_token_id,
        "eos_token_id": tokenizer.sep_token_id,
    }
    torch.manual_seed(13)
    config = config_class(vocab_size=len(tokenizer), initializer_range=SPREAD, **ids, **size)
    model = AutoModel.from_config(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def _word_piece() -> Any:
    special = {"cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]", "unk": "[UNK]", "mask": "[MASK]"}
    characters = [c for c in string.printable.strip() if not c.isupper()] + list("“”’‘–—")
    pieces = [*special.values(), *characters, *(f"##{c}" for c in characters if c.isalnum()), *_words()]
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return _wrapped(tokenizer, special)


def _byte_level(cls: str, sep: str, pad: str, unk: str, mask: str, *, roberta: bool) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES,
        special_tokens=[cls, pad, sep, unk, mask],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return _wrapped(
        tokenizer, {"cls": cls, "sep": sep, "pad": pad, "unk": unk, "mask": mask}, roberta=roberta
    )


def _unigram() -> Any:
    special = {"pad": "[PAD]", "cls": "[CLS]", "sep": "[SEP]", "unk": "[UNK]", "mask": "[MASK]"}
    words = [(f"▁{word}", -4.0) for word in _words()]
    characters = [(character, -8.0) for character in ["▁", *string.printable.strip(), *"“”’‘–—ó"]]
    vocabulary = [*((token, 0.0) for token in special.values()), *words, *characters]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=list(special).index("unk")))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return _wrapped(tokenizer, special)


def _words() -> list[str]:
    """The words in small letters; names are left to the characters, so that they have many pieces."""
    return sorted({word for text in SENTENCES for word in re.findall(r"\w+", text) if word.islower()})


def _wrapped(tokenizer: Tokenizer, special: dict[str, str], *, roberta: bool = False) -> Any:
    """The tokenizer with [CLS] and [SEP] around a text, as transformers wants it."""
    from transformers import PreTrainedTokenizerFast

    cls, sep = special["cls"], special["sep"]
    ends = [(token, tokenizer.token_to_id(token)) for token in (cls, sep)]
    if roberta:
        tokenizer.post_processor = processors.RobertaProcessing(ends[1], ends[0], add_prefix_space=False)
    else:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{cls} $A {sep}", pair=f"{cls} $A {sep} $B {sep}", special_tokens=ends
        )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=512,
        **{f"{name}_token": token for name, token in special.items()},
    )


@pytest.fixture
def script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Runs a script in this process, in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    for name in ("HYDRA_FULL_ERROR", "TOKENIZERS_PARALLELISM"):
        monkeypatch.setenv(name, os.environ.get(name, "0"))

    def run(name, *arguments):
        spec = importlib.util.spec_from_file_location(f"script_{name}", ROOT / "scripts" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        monkeypatch.setattr(sys, "argv", [str(ROOT / "scripts" / f"{name}.py"), *map(str, arguments)])
        GlobalHydra.instance().clear()
        capsys.readouterr()
        code = 0
        try:
            module.main()
        except SystemExit as stop:
            code = stop.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield run
    GlobalHydra.instance().clear()
    sys.modules.pop("common", None)
