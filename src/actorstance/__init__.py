"""Stance toward actors in news text: who supports or opposes whom.

    from actorstance import StancePredictor

    predictor = StancePredictor.from_pretrained()
    predictor.predict("Peru thanked Chile.", target="Chile", holder="Peru").stance

Names are imported when they are first used, so that `import actorstance` costs neither torch nor transformers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from actorstance.registration import register

if TYPE_CHECKING:
    from actorstance.actors import Registry
    from actorstance.configuration import StanceConfig
    from actorstance.errors import InputError
    from actorstance.evaluation import evaluate
    from actorstance.inference import StancePredictor, predict
    from actorstance.model import StanceModel
    from actorstance.schema import (
        Actor,
        Annotation,
        Article,
        LabelledPair,
        Mention,
        Pair,
        Prediction,
        Sentence,
        Stance,
    )
    from actorstance.training import fit

__version__ = "0.1.0"

_MODULES = {
    "actors": ["Registry"],
    "configuration": ["StanceConfig"],
    "errors": ["InputError"],
    "evaluation": ["evaluate"],
    "inference": ["StancePredictor", "predict"],
    "model": ["StanceModel"],
    "schema": [
        "Actor", "Annotation", "Article", "LabelledPair", "Mention", "Pair", "Prediction", "Sentence", "Stance",
    ],
    "training": ["fit"],
}  # fmt: skip
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Actor",
    "Annotation",
    "Article",
    "InputError",
    "LabelledPair",
    "Mention",
    "Pair",
    "Prediction",
    "Registry",
    "Sentence",
    "Stance",
    "StanceConfig",
    "StanceModel",
    "StancePredictor",
    "__version__",
    "evaluate",
    "fit",
    "predict",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


register()
