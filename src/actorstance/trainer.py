"""What `training` adds to the Hugging Face `Trainer`: rows that change names, layer-wise learning rates, further objectives."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset, SequentialSampler
from transformers import PreTrainedTokenizerBase, Trainer, TrainerCallback

from actorstance.encoding import PairCollator, encode_pairs
from actorstance.errors import InputError
from actorstance.imitation import Imitation
from actorstance.mixture import Mixture
from actorstance.model import StanceModel, StanceOutput
from actorstance.objectives import distillation_targets, rdrop_divergence
from actorstance.renaming import NamePool, masked_names
from actorstance.rows import IGNORED, Row
from actorstance.schema import LabelledPair, Probabilities


class TrainingRows(Dataset[Row]):
    """The rows of a mixture, as often as it says; in every epoch some of their sentences get other names.

    Args:
        mixture: the pairs.
        model: the model that will read them.
        tokenizer: its tokenizer.
        swap: share of the sentences whose actors get the names of others of their kind.
        mask: share of the sentences whose actors get no names but "Actor A", "Actor B".
        twins: whether every row carries as its `twin` the same sentence told of other actors.
        pool: the names to choose from; by default those of the mixture.
        seed: of the choice.
    """

    def __init__(
        self,
        mixture: Mixture,
        model: StanceModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        swap: float = 0.0,
        mask: float = 0.0,
        twins: bool = False,
        pool: NamePool | None = None,
        seed: int = 13,
    ) -> None:
        self.mixture = mixture
        self.swap, self.mask, self.twins = swap, mask, twins
        needed = swap or twins
        self.pool = pool if pool is not None else NamePool.of(mixture.pairs) if needed else NamePool({})
        self.seed = seed
        self._config = model.config
        self._tokenizer = tokenizer
        rows = [self._weighed(row) for row in self._encode(mixture.pairs)]
        self._strata: dict[float, list[Row]] = {}
        for row in rows:
            self._strata.setdefault(self._passes(row), []).append(row)
        self._epoch: int | None = None  # before the first one sentences stand as they are
        self._now = self._drawn(random.Random(f"{seed} 0"))

    def __len__(self) -> int:
        return len(self._now)

    def __getitem__(self, index: int) -> Row:
        """A row of this epoch; its names are drawn when it is asked for, which several processes may do side by side."""
        row = told = self._now[index]
        if self._epoch is None:
            return row
        draw = random.Random(f"{self.seed} {self._epoch} {index}")
        if self.swap or self.mask:
            told = self._renamed(row, draw)
        if self.twins:
            pairs = [self.mixture.pairs[index] for index in row["indices"]]
            told = {**told, "twin": self._told(row, self.pool.swapped(pairs, draw))}
        return told

    def set_epoch(self, epoch: int) -> None:
        """Draw the sentences of this epoch; those of them that get other names, and the names, differ from epoch to epoch."""
        self._epoch = epoch
        self._now = self._drawn(random.Random(f"{self.seed} {epoch}"))

    def _drawn(self, draw: random.Random) -> list[Row]:
        """Every row as often as it is to be read.

        A systematic sample in the order of length: the n-th row is about as long in every epoch, and batches are made of rows
        by lengths that are asked for only once.
        """
        drawn: list[Row] = []
        for passes, rows in self._strata.items():
            if passes == 1:
                drawn += rows
                continue
            ordered = sorted(rows, key=lambda row: len(row["input_ids"]))
            places = (int((n + draw.random()) / passes) for n in range(round(passes * len(rows))))
            drawn += [ordered[min(place, len(rows) - 1)] for place in places]
        return drawn

    def _passes(self, row: Row) -> float:
        """Of corpora that share a sentence the one that is read most often decides."""
        passes = self.mixture.passes
        return max(passes[index] for index in row["indices"]) if passes else 1.0

    def _renamed(self, row: Row, draw: random.Random) -> Row:
        lot = draw.random()
        if lot >= self.swap + self.mask:
            return row
        pairs = [self.mixture.pairs[index] for index in row["indices"]]
        return self._told(row, self.pool.swapped(pairs, draw) if lot < self.swap else masked_names(pairs))

    def _told(self, row: Row, pairs: Sequence[LabelledPair]) -> Row:
        """The row with its pairs told otherwise; as it was where that is not possible pair by pair."""
        try:
            rows = self._encode(pairs)
        except InputError:  # longer names may drive a pair apart,
            return row
        # or ask for another window.
        if len(rows) != 1 or rows[0]["indices"] != list(range(len(pairs))):
            return row
        return self._weighed({**rows[0], "indices": row["indices"]})

    def _encode(self, pairs: Sequence[LabelledPair]) -> list[Row]:
        return encode_pairs(
            pairs,
            self._tokenizer,
            pairing=self._config.pairing,
            max_tokens=self._config.max_tokens,
        )

    def _weighed(self, row: Row) -> Row:
        row["weights"] = [self.mixture.weights[index] for index in row["indices"]]
        if self.mixture.targets:
            row["targets"] = [_distribution(self.mixture.targets[index]) for index in row["indices"]]
        if self.mixture.trusts:
            row["trusts"] = [self.mixture.trusts[index] for index in row["indices"]]
        return row


class NewNames(TrainerCallback):
    """Tells `TrainingRows` which epoch begins, also in a resumed training."""

    def __init__(self, rows: TrainingRows) -> None:
        self._rows = rows

    def on_epoch_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Draw new names."""
        self._rows.set_epoch(int(state.epoch or 0))


class TwiceCollator(PairCollator):
    """Every row of training twice, one batch behind the other, for `consistency`.

    The two passes differ in dropout, and where the rows have twins, in names.
    """

    def __call__(self, rows: Sequence[Row]) -> dict[str, Tensor]:
        """Collate the rows; those of a development set, which have no weights, once."""
        if "weights" not in rows[0]:
            return super().__call__(rows)
        return super().__call__([*rows, *(row.get("twin", row) for row in rows)])


class StanceTrainer(Trainer):
    """A `Trainer` with further habits.

    Args:
        layer_decay: the learning rate of each layer is that of the layer above times this (Howard & Ruder 2018); 1 for one rate.
        consistency: weight of `objectives.rdrop_divergence`, which needs `TwiceCollator`; 0 for none.
        imitated: a teacher whose hidden states are learned, too, and whose answers, where the rows have `trusts`; None for none.
        imitation: weight of the loss between hidden states.
    """

    def __init__(
        self,
        *args: Any,
        layer_decay: float = 1.0,
        consistency: float = 0.0,
        imitated: Imitation | None = None,
        imitation: float = 1.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.layer_decay = layer_decay
        self.consistency = consistency
        self.imitated = imitated
        self.imitation = imitation

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """The optimizer, with a group of parameters for each layer."""
        optimizer = super().create_optimizer(model)
        if self.layer_decay == 1.0:
            return optimizer
        trained = model if model is not None else self.model
        assert isinstance(trained, StanceModel)
        names = {parameter: name for name, parameter in trained.named_parameters()}
        layer_of = layer_heights(names.values())
        top = max(layer_of.values())
        groups = []
        for group in optimizer.param_groups:
            layers: dict[int, list[nn.Parameter]] = {}
            for parameter in group["params"]:
                layers.setdefault(layer_of[names[parameter]], []).append(parameter)
            for layer, members in sorted(layers.items()):
                rate = group["lr"] * self.layer_decay ** (top - layer)
                groups.append({**group, "params": members, "lr": rate, "initial_lr": rate})
        optimizer.param_groups[:] = groups
        return optimizer

    def _get_eval_sampler(self, eval_dataset: Dataset[Any]) -> SequentialSampler:
        """Development rows in their order: the Trainer would group them by length too, and lose whose they are."""
        return SequentialSampler(eval_dataset)  # type: ignore[arg-type]

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """The model's loss, and in training the further objectives."""
        teacher = self.imitated if model.training and (self.imitation or "trusts" in inputs) else None
        asked = {name: value for name, value in inputs.items() if name != "trusts"}
        if teacher is not None:
            told = teacher.read(inputs)
            asked["output_hidden_states"] = bool(self.imitation)
            if "trusts" in inputs:
                asked["targets"] = distillation_targets(
                    inputs["labels"], self._answers(told), inputs["trusts"]
                )
        loss, outputs = super().compute_loss(model, asked, True, num_items_in_batch)
        if teacher is not None and self.imitation:
            missed = teacher.missed(outputs["hidden_states"], told.hidden_states or (), inputs)
            loss = loss + self.imitation * missed / self.current_gradient_accumulation_steps
        if model.training and self.consistency:
            judged = inputs["labels"] != IGNORED
            apart = rdrop_divergence(outputs["logits"], judged)
            if num_items_in_batch is None:
                apart = apart / judged.sum()
            else:  # of all processes, whose gradients are averaged; the Trainer multiplies the model's own loss likewise
                apart = apart * self.accelerator.num_processes / num_items_in_batch
            loss = loss + self.consistency * apart
        return (loss, outputs) if return_outputs else loss

    def _answers(self, told: StanceOutput) -> Tensor:
        """A teacher's probabilities; of two readings their mean, so that the student does not learn what hangs on names."""
        assert told.logits is not None
        assert self.imitated is not None
        answers = (told.logits.float() / self.imitated.teacher.config.softmax_temperature).softmax(-1)
        if self.consistency:
            first, second = answers.chunk(2)
            answers = ((first + second) / 2).repeat(2, 1, 1)
        return answers


def layer_heights(names: Iterable[str]) -> dict[str, int]:
    """How high each parameter stands: 0 for embeddings, then the encoder's layers, then what lies above them: its last norm and the head."""
    found: dict[str, int | None] = {}
    for name in names:
        numbers = [int(part) for part in name.split(".") if part.isdigit()]
        if name.startswith("encoder.") and numbers:
            found[name] = numbers[0] + 1
        elif "embedding" in name or (name.startswith("encoder.") and "norm" not in name.lower()):
            found[name] = 0  # also what all layers share, such as a table of distances
        else:
            found[name] = None
    top = max((layer for layer in found.values() if layer is not None), default=0) + 1
    return {name: top if layer is None else layer for name, layer in found.items()}


def _distribution(answer: Probabilities) -> tuple[float, float, float]:
    return answer.against, answer.neutral, answer.favor
