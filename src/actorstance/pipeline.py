"""`transformers.pipeline("stance-classification", model=CHECKPOINT)`, for those who live in that ecosystem.

It does what `StancePredictor` does, by way of it; the names of the results are those of transformers' other classifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from os import PathLike
from typing import Any

import msgspec
from transformers import Pipeline

from actorstance.errors import InputError
from actorstance.finder import OwnActors
from actorstance.inference import StancePredictor
from actorstance.location import Place
from actorstance.model import StanceModel
from actorstance.schema import Pair, Prediction

Example = dict[str, Any]
"""{"text", "target", "holder"?}: target and holder are words of the text or [start, end]."""


class StancePipeline(Pipeline):
    """Judges examples: a dictionary, a list of them, a generator or a data set.

    Args:
        *args: see `transformers.Pipeline`.
        registry: your actors, or their YAML, or several such files; they extend the world registry, by whose names target and holder can be given too.
        world: whether they do; without, only your own names are known.
        **kwargs: see `transformers.Pipeline`.

    Examples:
        >>> from transformers import pipeline  # doctest: +SKIP
        >>> judge = pipeline("stance-classification", model="models/actorstance-minilm")  # doctest: +SKIP
        >>> judge({"text": "Peru thanked Chile.", "target": "Chile", "holder": "Peru"})["label"]  # doctest: +SKIP
        'favor'
        >>> judge("Peru thanked Chile.", target="Chile", holder="Peru")["label"]  # doctest: +SKIP
        'favor'
    """

    _load_processor: Any = False
    _load_image_processor: Any = False
    _load_feature_extractor: Any = False
    _load_tokenizer: Any = True
    model: StanceModel

    def __init__(
        self, *args: Any, registry: OwnActors | None = None, world: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if self.tokenizer is None:
            raise InputError("the stance pipeline needs a tokenizer")
        self.predictor = StancePredictor(self.model, self.tokenizer, registry, world=world, proposals="none")

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Judge one example or many; a text takes its `target` and `holder` by name.

        Returns:
            For one example {"label", "score", "probabilities": {"against", "neutral", "favor"}}, for a list a list of these
            in its order, for a generator or data set an iterator.

        Raises:
            InputError: an example is not as it should be, or an actor does not occur in its text.
        """
        if isinstance(inputs, str):
            inputs = {
                "text": inputs,
                **{name: kwargs.pop(name) for name in ("target", "holder") if name in kwargs},
            }
        if isinstance(inputs, list) and not inputs:  # the base class looks at the first example
            return []
        if isinstance(inputs, Iterable) and not isinstance(inputs, list | dict | str):
            inputs = (example for example in inputs)  # data sets other than torch's are unknown to it
        return super().__call__(inputs, *args, **kwargs)

    def preprocess(self, input_: Example, **_: Any) -> dict[str, Any]:
        """An example to a pair, at all its places."""
        return {"choice": self._choice(input_)}

    def _forward(self, input_tensors: dict[str, Any], **_: Any) -> Any:
        return {"prediction": self.predictor.predict_choices([input_tensors["choice"]])[0]}

    def postprocess(self, model_outputs: Any, **_: Any) -> dict[str, Any]:
        """A prediction to the result."""
        prediction: Prediction = model_outputs["prediction"]
        probabilities = msgspec.to_builtins(prediction.probabilities)
        label = str(prediction.stance)
        return {"label": label, "score": probabilities[label], "probabilities": probabilities}

    def get_iterator(
        self,
        inputs: Iterable[Example],
        num_workers: int,
        batch_size: int,
        *params: dict[str, Any],
    ) -> Iterator[dict[str, Any]]:
        """Judge many examples, `batch_size` at a time; those of one text share its encoder pass."""
        size = batch_size if batch_size > 1 else self.predictor.batch_size
        examples = iter(inputs)
        while batch := list(islice(examples, size)):
            choices = [self._choice(example) for example in batch]
            for prediction in self.predictor.predict_choices(choices):
                yield self.postprocess({"prediction": prediction})

    def save_pretrained(self, save_directory: str | PathLike[Any], **kwargs: Any) -> None:
        """Save model and tokenizer, without a copy of this module, which transformers would add."""
        self.model.save_pretrained(save_directory, **kwargs)
        self.predictor.tokenizer.save_pretrained(save_directory, **kwargs)

    def _sanitize_parameters(
        self, **parameters: Any
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        if parameters:
            raise InputError(f"unknown parameter {next(iter(parameters))!r} of the stance pipeline")
        return {}, {}, {}

    def _choice(self, example: Example) -> list[Pair]:
        if not isinstance(example, dict) or not {"text", "target"} <= example.keys():
            raise InputError('expected a dictionary {"text", "target", "holder"?}')
        unknown = sorted(str(name) for name in example.keys() - {"text", "target", "holder"})
        if unknown:
            raise InputError(f'unknown key {unknown[0]!r}, expected {{"text", "target", "holder"?}}')
        holder = example.get("holder")
        return self.predictor.choice(
            example["text"],
            _place(example["target"]),
            None if holder is None else _place(holder),
        )


def _place(value: Any) -> Place:
    if isinstance(value, list | tuple) and len(value) == 2:
        return value[0], value[1]
    if not isinstance(value, str):
        raise InputError(f"target and holder must be words or [start, end], got {value!r}")
    return value
