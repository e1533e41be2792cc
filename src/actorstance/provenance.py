"""Provenance: what a checkpoint learned from, as its `run.yaml` tells, so that what is compared with it learns from the same. No torch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actorstance.settings import CorpusSettings

RUN = "run.yaml"


@dataclass(frozen=True)
class Provenance:
    """What a checkpoint learned from in its last training.

    Attributes:
        train: the corpora it learned from, each with its training split.
        dev: those that chose its epoch, likewise; one entry a split.
    """

    train: Sequence[CorpusSettings]
    dev: Sequence[CorpusSettings]


def provenance(checkpoint: str | Path) -> Provenance | None:
    r"""What a checkpoint's run tells of its data; None where it has no `run.yaml`, or one that tells nothing.

    Examples:
        >>> import tempfile
        >>> run = "corpus: {name: mine, reader: pairs, path: pairs.jsonl}\ntrain_split: train\ndev_split: dev\n"
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "run.yaml").write_text(run)
        >>> found = provenance(folder)
        >>> [described(corpus) for corpus in (*found.train, *found.dev)]
        ['mine train', 'mine dev']
    """
    try:
        run: Any = yaml.safe_load((Path(checkpoint) / RUN).read_text(encoding="utf-8"))
        entries = list((run.get("mixture") or {}).values()) or [
            {"corpus": run["corpus"], "train": run.get("train_split"), "dev": [run.get("dev_split")]}
        ]
        train, dev = [], []
        for entry in entries:
            corpus = msgspec.convert(entry["corpus"], CorpusSettings)
            train.append(replace(corpus, split=entry.get("train", "train")))
            dev += [replace(corpus, split=split) for split in entry.get("dev") or () if split]
    except (
        OSError,
        ValueError,
        yaml.YAMLError,
        msgspec.ValidationError,
        LookupError,
        AttributeError,
        TypeError,
    ):
        return None  # made elsewhere, or by another version: then nothing is known
    return Provenance(train, dev)


def described(corpus: CorpusSettings) -> str:
    """A corpus and its split in words.

    Examples:
        >>> described(CorpusSettings(name="newswire", split="dev")), described(CorpusSettings(name="seed"))
        ('newswire dev', 'seed')
    """
    return corpus.name if corpus.split is None else f"{corpus.name} {corpus.split}"


def readable(corpora: Sequence[CorpusSettings]) -> list[CorpusSettings]:
    """Those that lie on this computer."""
    return [corpus for corpus in corpora if corpus.source == "local" and Path(corpus.path).exists()]


def matching(corpora: Sequence[CorpusSettings], usual: CorpusSettings) -> CorpusSettings | None:
    """The usual corpus, where it is one of these with the same split."""
    same = (one for one in corpora if _place(one) == _place(usual) and one.split == usual.split)
    return usual if next(same, None) is not None else None


def learned_here(known: Provenance, corpus: CorpusSettings, splits: Collection[str | None]) -> str | None:
    """The training data that some pairs are of, in words; None where their place and split are none that was learned from.

    Args:
        known: what the checkpoint learned from.
        corpus: where the pairs come from.
        splits: theirs.
    """
    for one in known.train:
        if _place(one) == _place(corpus) and (one.split is None or one.split in splits):
            return described(one)
    return None


def _place(corpus: CorpusSettings) -> str:
    return f"hub {corpus.hub}" if corpus.source == "hub" else str(Path(corpus.path).resolve())
