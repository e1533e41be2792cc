"""`fit`: a mixture of labelled pairs to a checkpoint, with the Hugging Face `Trainer` underneath."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np
from transformers import (
    EvalPrediction,
    PreTrainedTokenizerBase,
    PrinterCallback,
    TrainingArguments,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

from actorstance.actors import Registry
from actorstance.callbacks import DivergenceError, Epoch, History, ProgressBar
from actorstance.checkpoint import RUN, load_checkpoint, model_card, save_checkpoint
from actorstance.encoding import PairCollator, encode_pairs
from actorstance.errors import InputError
from actorstance.imitation import Imitation
from actorstance.metrics import confusion, macro_f1
from actorstance.mixture import Mixture, mix
from actorstance.model import StanceModel, build_model
from actorstance.precision import chosen_device, resolved
from actorstance.renaming import NamePool
from actorstance.resumption import DATA, WORK, check_data, check_start, fingerprint
from actorstance.rows import IGNORED
from actorstance.schema import LabelledPair
from actorstance.settings import EncoderSettings, ModelSettings, TrainingSettings, check_model, check_settings
from actorstance.trainer import NewNames, StanceTrainer, TrainingRows, TwiceCollator


@dataclass(frozen=True)
class Fit:
    """The outcome of `fit`: the checkpoint's folder, the epochs, and the one that was kept."""

    folder: Path
    epochs: list[Epoch]
    best: Epoch


def fit(
    train: Mixture | Iterable[LabelledPair],
    dev: Mapping[str, Sequence[LabelledPair]] | Iterable[LabelledPair],
    output: str | Path,
    *,
    encoder: EncoderSettings | None = None,
    model: ModelSettings | None = None,
    training: TrainingSettings | None = None,
    init: str | None = None,
    names: NamePool | None = None,
    registry: Registry | None = None,
    data: Sequence[str] = (),
    command: str = "python scripts/train.py",
    run: str | None = None,
    resume: bool = False,
    report: Callable[[Epoch], None] | None = None,
) -> Fit:
    """Fine-tune an encoder on labelled pairs and save the checkpoint.

    With development sets the epoch with the best macro-F1 is kept, averaged over the sets; else the last one.

    Args:
        train: the pairs to learn from, or several corpora of them, see `actorstance.mixture.mix`.
        dev: the pairs that choose the epoch, or several sets of them by their names; may be empty.
        output: the checkpoint folder to make.
        encoder: the encoder; MiniLM-L6 unless given.
        model: how pairs are shown, and the head; unless given `query` tokens, and rare stances count more (`ModelSettings.balance`).
        training: the schedule and the seed; unless given three epochs.
        init: a checkpoint to start from, instead of a fresh head on the encoder; its shape and dropout stay as they are.
        names: what actors are renamed to with `training.swap`; by default the names in `train`.
        registry: saved with the checkpoint, for prediction.
        data: one line per corpus, for the model card.
        command: the command that made the checkpoint, for the model card.
        run: the run's configuration as YAML, saved with the checkpoint.
        resume: go on where an interrupted training to the same output stopped.
        report: called after each epoch.

    Raises:
        InputError: no training pairs, the encoder cannot be used, the training diverges, or what `check_start` and `check_data` find.

    Examples:
        >>> from actorstance.records import read_labelled_pairs as read
        >>> fit(read("train.jsonl"), read("dev.jsonl"), "models/mine").folder  # doctest: +SKIP
        PosixPath('models/mine')
    """
    encoder, model = encoder or EncoderSettings(), model or ModelSettings()
    training = training or TrainingSettings()
    if not isinstance(train, Mixture):
        train = mix({"train": list(train)}, balance=model.balance)
    if not isinstance(dev, Mapping):
        chosen_by = list(dev)
        dev = {"dev": chosen_by} if chosen_by else {}
    check_settings(training)
    output = Path(output)
    work = output.with_name(output.name + WORK)
    last = check_start(output, run, resume=resume)
    data_now = fingerprint(train, dev)
    if last is not None:
        check_data(work, data_now)
    network, tokenizer = start_model(encoder, model, training.seed, init)
    if last is None:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    if run is not None:
        (work / RUN).write_text(run, encoding="utf-8")
    (work / DATA).write_text(data_now, encoding="utf-8")
    try:
        epochs = train_model(
            network, tokenizer, train, dev, training, names=names, work=work, resume_from=last, report=report
        )
    except DivergenceError:
        shutil.rmtree(work)  # it would go the same way again
        raise
    except BaseException:
        if get_last_checkpoint(str(work)) is None:
            shutil.rmtree(work)  # there is nothing to go on with
        raise
    best = max(epochs, key=lambda e: e.dev_macro_f1 or 0.0) if dev else epochs[-1]
    save_checkpoint(
        output,
        network,
        tokenizer,
        card=model_card(
            network,
            title=output.name,
            data=[*data, *_before(init)],
            command=command,
            figures=_figures(best, dev) if dev else None,
            precision=resolved(training.precision, chosen_device(training.device)),
        ),
        registry=registry,
        run=run,
    )
    shutil.rmtree(work, ignore_errors=True)
    return Fit(output, epochs, best)


def start_model(
    encoder: EncoderSettings,
    model: ModelSettings,
    seed: int,
    init: str | None = None,
) -> tuple[StanceModel, PreTrainedTokenizerBase]:
    """A seeded model to train: a fresh head on the encoder, or a checkpoint's model.

    Raises:
        InputError: the encoder or checkpoint cannot be used.
    """
    check_model(model)
    set_seed(seed if model.seed is None else model.seed)
    if init is not None:
        network, tokenizer, _ = load_checkpoint(init)
        if network.config.pairing != model.pairing:
            raise InputError(
                f"checkpoint {init} shows pairs as {network.config.pairing!r}, not {model.pairing!r}"
            )
    else:
        network, tokenizer = build_model(
            encoder.name,
            pairing=model.pairing,
            max_tokens=encoder.max_tokens,
            dropout=model.dropout,
            head_size=model.head_size,
            attention_dropout=encoder.attention_dropout,
            revision=encoder.revision,
        )
    network.config.softmax_temperature = 1.0  # a checkpoint's own was fitted for its own weights
    network.config.label_smoothing = model.label_smoothing
    network.config.focal = model.focal
    return network, tokenizer


def train_model(
    model: StanceModel,
    tokenizer: PreTrainedTokenizerBase,
    train: Mixture,
    dev: Mapping[str, Sequence[LabelledPair]],
    settings: TrainingSettings,
    *,
    names: NamePool | None = None,
    work: Path | None = None,
    resume_from: str | None = None,
    report: Callable[[Epoch], None] | None = None,
) -> list[Epoch]:
    """Train a model in place; with development sets it ends with the weights of the best epoch.

    Args:
        model: the model.
        tokenizer: its tokenizer.
        train: the pairs to learn from.
        dev: the pairs that choose the epoch, by the name of their set; may be empty.
        settings: the schedule and the seed.
        names: what actors are renamed to with `swap`; by default the names in `train`.
        work: a folder for the state after each epoch, needed with a development set; by default nothing is written.
        resume_from: such a state to go on from.
        report: called after each epoch.

    Raises:
        InputError: a setting with which nothing can be trained.
        DivergenceError: the loss is no number any more.
    """
    check_settings(settings)
    device = chosen_device(settings.device)
    arguments = TrainingArguments(
        output_dir=str(work) if work else tempfile.gettempdir(),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        per_device_eval_batch_size=4 * settings.batch_size,
        gradient_accumulation_steps=settings.accumulation,
        learning_rate=settings.learning_rate,
        warmup_steps=settings.warmup,
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.max_grad_norm,
        lr_scheduler_type="linear",
        eval_strategy="epoch" if dev else "no",
        save_strategy="epoch" if work else "no",
        logging_strategy="epoch",
        logging_nan_inf_filter=False,  # else a loss that is no number would look like one
        save_total_limit=1,
        train_sampling_strategy="group_by_length",
        load_best_model_at_end=bool(dev),
        metric_for_best_model="macro_f1" if dev else None,
        greater_is_better=True if dev else None,
        label_names=["labels"],
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        dataloader_num_workers=settings.workers,
        ddp_find_unused_parameters=False,
        use_cpu=device == "cpu",
        bf16=resolved(settings.precision, device) == "bf16",
        seed=settings.seed,
        data_seed=settings.seed,
        report_to="none",
        disable_tqdm=True,
    )
    imitated = (
        None
        if settings.imitated is None
        else Imitation(settings.imitated, model, tokenizer, bf16=arguments.bf16)
    )
    history = History(report)
    rows = TrainingRows(
        train,
        model,
        tokenizer,
        swap=settings.swap,
        mask=settings.mask,
        twins=settings.twins,
        pool=names,
        seed=settings.seed,
    )
    dev_rows = {
        name: encode_pairs(pairs, tokenizer, pairing=model.config.pairing, max_tokens=model.config.max_tokens)
        for name, pairs in dev.items()
    }
    collator = PairCollator if not settings.consistency else TwiceCollator
    trainer = StanceTrainer(
        layer_decay=settings.layer_decay,
        consistency=settings.consistency,
        imitated=imitated,
        imitation=settings.imitation,
        model=model,
        args=arguments,
        train_dataset=rows,
        eval_dataset=[row for members in dev_rows.values() for row in members] if dev else None,
        data_collator=collator(tokenizer.pad_token_id),
        compute_metrics=partial(_dev_metrics, {name: len(members) for name, members in dev_rows.items()}),
        callbacks=[history, ProgressBar(), NewNames(rows)],
    )
    trainer.remove_callback(PrinterCallback)  # it prints raw logs
    usual = model.encoder.config._attn_implementation
    if arguments.bf16 and arguments.use_cpu:
        # The fused attention is slow at gradients in bfloat16 on a processor (benchmarks/attention.py).
        model.encoder.set_attn_implementation("eager")
    trainer.train(resume_from_checkpoint=resume_from)
    model.encoder.set_attn_implementation(usual)
    # Mixed precision wraps the model's forward for good; predictions are made in full precision.
    trainer.accelerator.unwrap_model(model, keep_fp32_wrapper=False)
    model.eval()
    return history.epochs


def _dev_metrics(sizes: Mapping[str, int], prediction: EvalPrediction) -> dict[str, float]:
    """Macro-F1 of each development set, whose rows stand one behind the other, and their mean."""
    labels = np.asarray(prediction.label_ids)
    predicted = np.asarray(prediction.predictions).argmax(-1)
    figures = {}
    first = 0
    for name, size in sizes.items():
        part = slice(first, first + size)
        known = labels[part] != IGNORED
        figures[name] = float(macro_f1(confusion(labels[part][known], predicted[part][known])))
        first += size
    return {
        **{f"dev_{name}": figure for name, figure in figures.items()},
        "macro_f1": fmean(figures.values()),
    }


def _before(init: str | None) -> list[str]:
    return [] if init is None else [f"before that, what `{init}` had learned from: the training began there"]


def _figures(best: Epoch, dev: Mapping[str, Sequence[LabelledPair]]) -> str:
    lines = ["| development set | pairs | macro-F1 |", "|---|---|---|"]
    lines += [
        f"| {name} | {len(pairs):,} | {100 * best.dev.get(name, 0.0):.1f} |" for name, pairs in dev.items()
    ]
    return "\n".join(
        [*lines, "", f"Their mean, {100 * (best.dev_macro_f1 or 0):.1f}, chose epoch {best.epoch}."]
    )
