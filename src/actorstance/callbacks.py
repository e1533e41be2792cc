"""What training tells while it runs: a progress bar, and one `Epoch` after each epoch."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from actorstance.errors import InputError

DEV = "eval_dev_"
"""How the Trainer's log begins the name of a development set's figure."""


class DivergenceError(InputError):
    """The loss of a training is no number any more; no later step can mend that."""


@dataclass(frozen=True)
class Epoch:
    """What is known after an epoch.

    Attributes:
        epoch: its number, from 1.
        loss: the mean training loss.
        dev_macro_f1: the mean of the development sets' macro-F1; None without one.
        dev: the macro-F1 of each development set.
    """

    epoch: int
    loss: float
    dev_macro_f1: float | None = None
    dev: dict[str, float] = field(default_factory=dict)


class ProgressBar(TrainerCallback):
    """A progress bar where there is a terminal, and nothing else."""

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Open the bar, where a resumed training stopped."""
        self._bar = tqdm(
            total=state.max_steps,
            initial=state.global_step,
            desc="train",
            unit="step",
            disable=None,
            leave=False,
        )

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Move the bar to the step that is done."""
        self._bar.update(state.global_step - self._bar.n)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Close the bar."""
        self._bar.close()


class History(TrainerCallback):
    """Collects one `Epoch` per epoch from the Trainer's logs."""

    def __init__(self, report: Callable[[Epoch], None] | None) -> None:
        self.epochs: list[Epoch] = []
        self._report = report

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Take up the earlier epochs of a resumed training."""
        # A resumed run knows its earlier epochs from the saved state.
        for entry in state.log_history:
            self._take(entry, quiet=True)

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Take an epoch's loss or its development figure from a log entry."""
        if logs:
            self._take({**logs, "epoch": state.epoch}, quiet=bool(args.eval_strategy != "no"))

    def on_evaluate(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Report the epoch that was just evaluated."""
        if self.epochs and self._report:
            self._report(self.epochs[-1])

    def _take(self, logs: dict[str, Any], *, quiet: bool) -> None:
        number = round(logs.get("epoch") or 0)
        if "loss" in logs:
            if not math.isfinite(logs["loss"]):
                raise DivergenceError(
                    f"the loss of epoch {number} is {logs['loss']}: try a smaller training.learning_rate"
                )
            self.epochs.append(Epoch(number, float(logs["loss"])))
            if self._report and not quiet:
                self._report(self.epochs[-1])
        elif "eval_macro_f1" in logs and self.epochs:
            dev = {k.removeprefix(DEV): float(v) for k, v in logs.items() if k.startswith(DEV)}
            self.epochs[-1] = replace(self.epochs[-1], dev_macro_f1=float(logs["eval_macro_f1"]), dev=dev)
