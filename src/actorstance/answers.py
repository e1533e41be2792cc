"""What checkpoints answered, kept in a folder, so that nobody asks twice.

The folder holds one file a checkpoint, named after the checkpoint's contents; its records are named after what was asked. So another checkpoint
in the same place, or another pair of the same id, is asked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from actorstance.checkpoint import checkpoint_folder
from actorstance.inference import StancePredictor
from actorstance.records import read_structs, write_records
from actorstance.schema import Pair, Probabilities

DIGITS = 32


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record of the file: what was asked, in hexadecimal digits, and the probabilities of the three stances."""

    id: str
    against: float
    neutral: float
    favor: float


def ask(
    checkpoint: str | Path,
    pairs: Sequence[Pair],
    kept: str | Path | None = None,
    *,
    device: str | None = None,
    progress: bool = False,
) -> list[Probabilities]:
    """A checkpoint's probabilities for each pair.

    Args:
        checkpoint: its folder or Hub id.
        pairs: the questions.
        kept: the folder with earlier answers, to which new ones are added; None for keeping none.
        device: where to compute; by default the GPU if there is one.
        progress: show a bar where there is a terminal.

    Raises:
        InputError: the checkpoint cannot be used, or the file with its answers is damaged.
    """
    folder = checkpoint_folder(checkpoint)
    path = None if kept is None else Path(kept) / f"{fingerprint(folder)}.parquet"
    known = earlier(path) if path is not None and path.is_file() else {}
    names = [question(pair) for pair in pairs]
    new = {name: pair for name, pair in zip(names, pairs, strict=True) if name not in known}
    if new:
        predictor = StancePredictor.from_pretrained(folder, device=device)
        found = predictor.predict_pairs(new.values(), progress=progress)
        known.update(zip(new, (prediction.probabilities for prediction in found), strict=True))
        if path is not None:
            write_records(path, (Answer(name, a.against, a.neutral, a.favor) for name, a in known.items()))
    return [known[name] for name in names]


def earlier(path: Path) -> dict[str, Probabilities]:
    """The answers in a file, by what was asked.

    Raises:
        InputError: a record is no answer.
    """
    return {a.id: Probabilities(a.against, a.neutral, a.favor) for a in read_structs(path, Answer)}


def question(pair: Pair) -> str:
    """What a pair asks, in hexadecimal digits: its text and its places, whatever its id.

    Examples:
        >>> from actorstance.schema import Mention
        >>> question(Pair(id="1", text="Peru thanked Chile.", target=Mention(13, 18)))
        '5cbc00f8021e0c0607689261545586a1'
    """
    places = [mention and (mention.start, mention.end) for mention in (pair.holder, pair.target)]
    return hashlib.sha256(f"{places} {pair.text}".encode()).hexdigest()[:DIGITS]


def fingerprint(folder: Path) -> str:
    """A checkpoint's configuration, tokenizer and weights in hexadecimal digits."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in {".json", ".safetensors"}:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:DIGITS]
