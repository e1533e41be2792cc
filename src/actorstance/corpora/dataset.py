"""Labelled pairs as a `datasets.Dataset`, for those who go on with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actorstance.schema import STANCES, LabelledPair, Mention

if TYPE_CHECKING:
    from datasets import Dataset


def as_dataset(pairs: Sequence[LabelledPair]) -> Dataset:
    """The pairs as a dataset with the columns id, text, target, holder, stance, article, split and corpus.

    `target` and `holder` are {start, end, actor} in Unicode code points, `holder` is null for overall pairs; `stance` is a class
    label with the class ids of `Stance`.

    Examples:
        >>> from actorstance.schema import Stance
        >>> pair = LabelledPair(id="p", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> as_dataset([pair])[0]["target"]
        {'start': 0, 'end': 4, 'actor': 'peru'}
    """
    from datasets import ClassLabel, Dataset, Features, Value

    mention = {"start": Value("int32"), "end": Value("int32"), "actor": Value("string")}
    features = Features(
        {
            "id": Value("string"),
            "text": Value("string"),
            "target": mention,
            "holder": mention,
            "stance": ClassLabel(names=[str(stance) for stance in STANCES]),
            "article": Value("string"),
            "split": Value("string"),
            "corpus": Value("string"),
        }
    )
    rows = [
        {
            "id": pair.id,
            "text": pair.text,
            "target": _place(pair.target),
            "holder": None if pair.holder is None else _place(pair.holder),
            "stance": pair.stance.id,
            "article": pair.article,
            "split": pair.split,
            "corpus": pair.meta.get("corpus"),
        }
        for pair in pairs
    ]
    return Dataset.from_list(rows, features=features)


def _place(mention: Mention) -> dict[str, Any]:
    return {"start": mention.start, "end": mention.end, "actor": mention.actor}
