"""The settings of every script: the dataclasses behind the YAMLs.

A key that is not here, or a value of the wrong type, fails when the configuration is composed. Library functions take
these dataclasses or plain values, never a Hydra object.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# omegaconf's marker of a value that must be given; its own import would be the only one here.
MISSING = "???"


@dataclass
class CorpusSettings:
    """One corpus: where labelled pairs come from.

    Attributes:
        name: its name in reports.
        reader: `annotations` (sentences with mentions and stances), or `pairs` (JSONL, CSV or Parquet).
        path: a file, or a folder whose `*.jsonl` files are read in the order of their names.
        split: which split to evaluate on; None for all.
        registry: YAML files with the corpus's actors.
    """

    name: str = MISSING
    reader: str = "annotations"
    path: str = MISSING
    split: str | None = None
    registry: list[str] = field(default_factory=list)


@dataclass
class EncoderSettings:
    """The pretrained encoder.

    Attributes:
        name: a Hub id, a folder, or `package:NAME` for one inside a Python package.
        revision: of a Hub id.
        max_tokens: how much text it reads at once.
    """

    name: str = MISSING
    revision: str | None = None
    max_tokens: int = 256


@dataclass
class ModelSettings:
    """How pairs are shown, and the head.

    Attributes:
        pairing: `query` or `marker`.
        dropout: before the classifier.
        label_smoothing: share of the label mass spread over all classes.
        balance: how far rare classes count more: weights are frequency to the power of -balance, mean 1
            over the training pairs; 0 for equal weights.
    """

    pairing: str = "query"
    dropout: float = 0.1
    label_smoothing: float = 0.0
    balance: float = 0.5


@dataclass
class TrainingSettings:
    """How the model is trained.

    Attributes:
        epochs: passes over the training rows.
        batch_size: rows per step (with `query` a row is a sentence with all its pairs).
        accumulation: steps whose gradients are added up to one update.
        learning_rate: its peak.
        warmup: share of the updates in which it rises; then it falls linearly.
        weight_decay: of AdamW.
        max_grad_norm: gradients are clipped to this norm.
        device: `auto` for a GPU where there is one, or `cpu`.
        precision: `fp32`, `bf16` for mixed precision, or `auto` for bf16 where the processor computes in it.
        seed: of the head, the order of the data and dropout.
    """

    epochs: int = 5
    batch_size: int = 16
    accumulation: int = 1
    learning_rate: float = 3e-4
    warmup: float = 0.1
    weight_decay: float = 0.01
    max_grad_norm: float = 1.0
    device: str = "auto"
    precision: str = "auto"
    seed: int = 13


@dataclass
class CrossValidationSettings:
    """Grouped cross-validation.

    Attributes:
        folds: how many; 0 for none.
        by: what stays together: `article`, `paragraph` or `sentence`.
        seed: of the division into folds.
    """

    folds: int = 0
    by: str = "article"
    seed: int = 13


@dataclass
class TrainSettings:
    """`scripts/train.py`.

    Attributes:
        corpus: the corpus.
        train_split: the split to learn from; None for all of the corpus.
        dev_split: the split that chooses the epoch; None for none (the last epoch is kept).
        encoder: the encoder.
        model: how pairs are shown, and the head.
        training: the schedule and the seed.
        cross_validation: with folds > 0 the corpus is cross-validated instead, and evaluated out of fold.
        init: a checkpoint to start from.
        background: what `init` learned from; with cross-validation the baselines learn from it too, as is fair.
        registry: YAML files with the actors that the checkpoint's predictor finds by itself.
        output: the checkpoint folder to make; with cross-validation the folder for predictions and figures.
        resume: go on with an interrupted training.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    train_split: str | None = "train"
    dev_split: str | None = "dev"
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    cross_validation: CrossValidationSettings = field(default_factory=CrossValidationSettings)
    init: str | None = None
    background: CorpusSettings | None = None
    registry: list[str] = field(default_factory=list)
    output: str = MISSING
    resume: bool = False


@dataclass
class SplitShares:
    """Which share of a corpus goes to which split; all 0 for no splits, else they sum to 1."""

    train: float = 0.0
    dev: float = 0.0
    test: float = 0.0


@dataclass
class ImportSettings:
    """`scripts/import_markup.py`.

    Attributes:
        sources: markup files.
        output: with shares a folder, which gets a JSONL file per split and `actors.yaml`; else a JSONL file.
        labeler: who annotated.
        version: in which version.
        registry: YAML files with actors that the sources do not declare.
        article: an article whose sentences the sources annotate; gives offsets and checks the text.
        shares: the splits and their shares, grouped by story.
        seed: of the division.
    """

    sources: list[str] = MISSING  # type: ignore[assignment]
    output: str = MISSING
    labeler: str = MISSING
    version: str = "1"
    registry: list[str] = field(default_factory=list)
    article: str | None = None
    shares: SplitShares = field(default_factory=SplitShares)
    seed: int = 13


@dataclass
class EvaluateSettings:
    """`scripts/evaluate.py`.

    Attributes:
        corpus: what to evaluate on; its `split` chooses the part.
        checkpoint: a checkpoint folder or Hub id; or
        predictions: a predictions file, which needs no torch.
        train: the corpus that the baselines learn from, with its `split`; a name of `none` leaves out those that learn.
        output: a folder for predictions, metrics, tables and figures.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap and the baselines.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    checkpoint: str | None = None
    predictions: str | None = None
    train: CorpusSettings = field(default_factory=CorpusSettings)
    output: str = MISSING
    cluster: str = "article"
    resamples: int = 2000
    seed: int = 13


@dataclass
class PredictSettings:
    """`scripts/predict.py`.

    Attributes:
        text: a sentence to judge; or
        input: a JSONL, CSV or Parquet file of pairs, or of texts, or a `.txt` article.
        output: where the predictions go, for a file; by default `predictions.jsonl`.
        checkpoint: a checkpoint folder or Hub id.
        registry: YAML files with the actors to find, instead of the checkpoint's.
        target: with `text`: judge this target only.
        holder: with `target`: the stance of this holder.
        batch_size: rows per encoder pass.
    """

    text: str | None = None
    input: str | None = None
    output: str = "predictions.jsonl"
    checkpoint: str = MISSING
    registry: list[str] = field(default_factory=list)
    target: str | None = None
    holder: str | None = None
    batch_size: int = 32


@dataclass
class AgreementSettings:
    """`scripts/agreement.py`.

    Attributes:
        first: one pass.
        second: the other.
        common: compare only the sentences that both passes have, instead of refusing passes that differ in them.
        output: the report as JSON; None for the screen only.
        gold: markup of the adjudicator, with a `reason:` for every disagreement; makes `gold_output`.
        gold_output: the gold JSONL.
        article: the article that was annotated.
        registry: YAML files with the actors.
        worksheet: a markup file to make for the adjudicator: the first pass, with every disagreement as an open `reason:`.
        resamples: bootstrap samples for alpha's interval.
        seed: of the bootstrap.
    """

    first: str = MISSING
    second: str = MISSING
    common: bool = False
    output: str | None = None
    gold: str | None = None
    gold_output: str | None = None
    article: str | None = None
    registry: list[str] = field(default_factory=list)
    worksheet: str | None = None
    resamples: int = 1000
    seed: int = 13


@dataclass
class AnnotateSettings:
    """`scripts/annotate.py`.

    Attributes:
        article: a text file in UTF-8.
        registry: YAML files with the actors to find.
        output: the folder for `annotations.jsonl` and `pairs.jsonl`.
    """

    article: str = MISSING
    registry: list[str] = field(default_factory=list)
    output: str = MISSING
