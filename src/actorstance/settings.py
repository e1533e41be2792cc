"""The settings of every script: the dataclasses behind the YAMLs.

A key that is not here, or a value of the wrong type, fails when the configuration is composed. Library functions take
these dataclasses or plain values, never a Hydra object.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# omegaconf's marker of a value that must be given; its own import would be the only one here.
MISSING = "???"


@dataclass
class ColumnSettings:
    """Which columns of a table hold what; None for what it lacks.

    Attributes:
        text: the text.
        target: the target's words, which the text has; or
        target_start: where they begin (Unicode code points), with
        target_end: where they end, exclusive.
        holder: the holder's words; or
        holder_start: where they begin, with
        holder_end: where they end.
        stance: the stance.
        against: what stands there for against; several, separated by `|`.
        neutral: what stands there for neutral.
        favor: what stands there for favor.
        id: the row's id; by default its number.
        article: the article's id.
        split: the split; by default the file's name.
    """

    text: str = "text"
    target: str | None = "target"
    target_start: str | None = None
    target_end: str | None = None
    holder: str | None = None
    holder_start: str | None = None
    holder_end: str | None = None
    stance: str = "stance"
    against: str = "against"
    neutral: str = "neutral"
    favor: str = "favor"
    id: str | None = None
    article: str | None = None
    split: str | None = None


@dataclass
class CorpusSettings:
    """One corpus: where labelled pairs come from.

    Attributes:
        name: its name in reports.
        reader: `annotations` (sentences with mentions and stances), `pairs` (JSONL, CSV or Parquet), `table` (a CSV by
            `columns`), or a published corpus: `newsmtsc`, `dse`, `persent`, `semeval2016`, `pstance`.
        path: a file, or a folder whose files are read in the order of their names.
        source: `local`, or `hub` for a dataset that `datasets.load_dataset` loads.
        hub: the dataset's id on the Hub, with `source: hub`.
        hub_config: which of its configurations.
        revision: of the dataset on the Hub.
        arrangement: of DSE's splits: `published`, or `clean`, grouped by sentence.
        targets: with `semeval2016` and `pstance`: the targets to read; all if empty.
        columns: with `table`: which columns hold what.
        split: which split to evaluate on; None for all.
        registry: YAML files with the corpus's actors.
    """

    name: str = MISSING
    reader: str = "annotations"
    path: str = MISSING
    source: str = "local"
    hub: str | None = None
    hub_config: str | None = None
    revision: str | None = None
    arrangement: str = "published"
    targets: list[str] = field(default_factory=list)
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    split: str | None = None
    registry: list[str] = field(default_factory=list)


@dataclass
class SilenceSettings:
    """Where a system stays silent.

    Attributes:
        wanted: the accuracy that its answers should have.
        corpus: development data, with its `split`, on which the confidence is chosen that reaches it; a name of `none` for no silence.
        predictions: with `predictions` of the corpus evaluated: those of the development data.
    """

    wanted: float = 0.9
    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    predictions: str | None = None


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
        head_size: width of the head's hidden layer; None for the encoder's hidden size.
        label_smoothing: share of the label mass spread over all classes.
        balance: how far rare classes count more: weights are frequency to the power of -balance, mean 1
            over the training pairs; 0 for equal weights.
        seed: of the fresh head and the special tokens' embeddings; None for that of the training. Models that
            are to be averaged need the same.
    """

    pairing: str = "query"
    dropout: float = 0.1
    head_size: int | None = None
    label_smoothing: float = 0.0
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
        device: `auto` for a GPU where there is one, or `cpu`.
        layer_decay: the learning rate of a layer is that of the layer above times this; 1 for one rate everywhere.
        consistency: weight of R-Drop's term, for which every row is read twice; 0 for none.
        twins: with consistency: the second reading is told of other actors, so that answers come to hang less on names.
        swap: share of the sentences that in each epoch get the names of other actors of their kind.
        mask: share of the sentences whose actors are called "Actor A", "Actor B" instead.
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
    layer_decay: float = 1.0
    consistency: float = 0.0
    twins: bool = False
    swap: float = 0.0
    mask: float = 0.0
    device: str = "auto"
    precision: str = "auto"
    seed: int = 13


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
        weight: how much a pair of it counts against those of the other corpora.
        joined: share of its sentences that are also told two at a time (see `joining`).
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    train: str | None = "train"
    dev: list[str] = field(default_factory=list)
    weight: float = 1.0
    joined: float = 0.0


@dataclass
class TeachingSettings:
    """Learning from earlier checkpoints.

    Attributes:
        teachers: checkpoints whose average answer is learned; none for learning from the stances alone.
        trust: their share in what is learned of a judged pair.
        unjudged: how much a pair counts that no corpus judges and only the teachers answer, such as the overall
            stances of a corpus of directed ones; 0 leaves such pairs out.
    """

    teachers: list[str] = field(default_factory=list)
    trust: float = 0.5
    unjudged: float = 0.0


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
        init: a checkpoint to start from.
        background: what `init` learned from; with cross-validation the baselines learn from it too, as is fair.
        registry: YAML files with the actors that the checkpoint's predictor finds by itself.
        output: the checkpoint folder to make; with cross-validation the folder for predictions and figures.
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
        train: the corpus that the baselines learn from, with its `split`, and that tells seen actors from unseen ones; a name of `none`
            leaves out both.
        silence: where the system stays silent.
        controls: whether a checkpoint is asked again with target and holder hidden, swapped and renamed.
        behaviour: a folder of behavioural tests for a checkpoint; None for none.
        report: `html` for a page, LaTeX tables and figures beside the files; `none` for `metrics.json` and `predictions.jsonl` alone.
        output: a folder for predictions, metrics, tables and figures.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap, the baselines and the names in the controls.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    checkpoint: str | None = None
    predictions: str | None = None
    train: CorpusSettings = field(default_factory=CorpusSettings)
    silence: SilenceSettings = field(default_factory=SilenceSettings)
    controls: bool = True
    behaviour: str | None = None
    report: str = "html"
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
        registry: YAML files with actors to find, before those of the checkpoint and the world.
        world: find the world's countries and bodies too; without, only the actors of `registry`, or else of the checkpoint.
        proposals: who finds actors that no registry has: `rules`, `none`, or `spacy` or `gliner` where installed
            (`spacy:MODEL` for another model).
        target: with `text`: judge this target only.
        holder: with `target`: the stance of this holder.
        batch_size: rows per encoder pass.
    """

    text: str | None = None
    input: str | None = None
    output: str = "predictions.jsonl"
    checkpoint: str = MISSING
    registry: list[str] = field(default_factory=list)
    world: bool = True
    proposals: str = "rules"
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


@dataclass
class ReleaseSettings:
    """`scripts/release.py`.

    Attributes:
        checkpoint: the checkpoint to release.
        output: the folder to make: 16-bit weights, fitted temperature, full model card.
        sets: the development sets by name: they fit the temperature and fill the card's tables.
        report: further sets, which only report.
        trained_on: the corpora that the checkpoint learned from, by name, each with its split; they tell seen actors from unseen ones.
        silence: the development data on which the threshold of silence is chosen, and the accuracy wanted.
        runs: further checkpoints, runs with other seeds, whose mean and spread the card shows beside the release.
        behaviour: a folder of behavioural tests; None for none.
        most: how many actors the card's table names.
        resamples: bootstrap samples for the intervals.
        seed: of the bootstrap.
    """

    checkpoint: str = MISSING
    output: str = MISSING
    sets: dict[str, CorpusSettings] = field(default_factory=dict)
    report: dict[str, CorpusSettings] = field(default_factory=dict)
    trained_on: dict[str, CorpusSettings] = field(default_factory=dict)
    silence: SilenceSettings = field(default_factory=SilenceSettings)
    runs: list[str] = field(default_factory=list)
    behaviour: str | None = None
    most: int = 15
    resamples: int = 1000
    seed: int = 13


@dataclass
class EvaluateAllSettings:
    """`scripts/evaluate_all.py`.

    Attributes:
        checkpoint: a checkpoint folder or Hub id.
        sets: corpora by name, each with its split.
        trained_on: the corpora that the checkpoint learned from, by name, each with its split; they tell seen actors from unseen ones.
        silence: where the checkpoint stays silent; one threshold for all sets.
        controls: whether it is asked again with target and holder hidden, swapped and renamed.
        behaviour: a folder of behavioural tests; None for none.
        report: as for `scripts/evaluate.py`.
        output: the folder for the report of all sets, and one folder for each.
        resamples: bootstrap samples for the intervals.
        seed: of the bootstrap and of the names in the controls.
    """

    checkpoint: str = MISSING
    sets: dict[str, CorpusSettings] = field(default_factory=dict)
    trained_on: dict[str, CorpusSettings] = field(default_factory=dict)
    silence: SilenceSettings = field(default_factory=SilenceSettings)
    controls: bool = True
    behaviour: str | None = None
    report: str = "html"
    output: str = MISSING
    resamples: int = 1000
    seed: int = 13


@dataclass
class CorpusReportSettings:
    """`scripts/corpus_report.py`.

    Attributes:
        corpus: the corpus; with a `split` only that is written.
        output: a JSONL, CSV or Parquet file for the pairs; None for the tables only.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    output: str | None = None


@dataclass
class CompareSettings:
    """`scripts/compare.py`.

    Attributes:
        corpus: what to compare on; its `split` chooses the part.
        first: predictions files, which need no torch, and checkpoints (folders or Hub ids) of the first system; several are runs of it.
        second: those of the second system; every difference is second − first.
        names: what the two systems are called in the report; by default as their files are.
        output: a folder for the comparison, tables and figure.
        cluster: what is drawn together in the bootstrap: `article`, `paragraph` or `sentence`.
        resamples: how many bootstrap samples.
        seed: of the bootstrap.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    first: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    output: str = MISSING
    cluster: str = "article"
    resamples: int = 2000
    seed: int = 13


@dataclass
class BehaviourSettings:
    """`scripts/behaviour.py`.

    Attributes:
        checkpoint: a checkpoint folder or Hub id, or `rules` for the rule labeler.
        pack: a folder with `actors.yaml` and files of test cases.
        output: the folder for `behaviour.json`, `behaviour.md` and `behaviour.png`.
        fills: how often each group of actors fills each case.
        examples: how many failing templates `behaviour.md` shows.
        resamples: bootstrap samples for the intervals.
        seed: of the fillings and the bootstrap.
    """

    checkpoint: str = MISSING
    pack: str = MISSING
    output: str = MISSING
    fills: int = 2
    examples: int = 40
    resamples: int = 2000
    seed: int = 13


@dataclass
class ClaimsSettings:
    """`scripts/claims.py`.

    Attributes:
        input: all pairs of the corpus: JSONL, CSV or Parquet.
        predictions: a prediction for each of them.
        gold: a random sample of them with stances, and in `meta.probability` how likely each was to be drawn; or
        sample: draw so many to label, and stop.
        output: a folder for the claims, or for `to_label.jsonl`.
        method: `dsl`, or `ppi` for simple random samples.
        answers: correct predicted `probabilities` or `stances`; `auto` for probabilities where the predictions have them.
        part: draw from and count `all` pairs, or only `overall` or `directed` ones.
        by: a key of `meta` that makes groups, such as `date` or `outlet`; `none` for no groups.
        period: with `by: date`: `year`, `month` or `day`.
        least: only actors, and pairs of actors, with at least this many pairs.
        cluster: what counts as drawn together: `article`, `paragraph` or `sentence`; `none` for claims about this corpus alone.
        strata: stratify the sample by predicted `stance` or by target `actor`; `none` for a simple one. For gold without probabilities: how it was drawn.
        registry: YAML files with the actors' display names.
        most: how many actors of a role tables and figure show; the files have all.
        seed: of the sample.
    """

    input: str = MISSING
    predictions: str = MISSING
    gold: str | None = None
    sample: int | None = None
    output: str = MISSING
    method: str = "dsl"
    answers: str = "auto"
    part: str = "all"
    by: str = "none"
    period: str = "month"
    least: int = 1
    cluster: str = "article"
    strata: str = "none"
    registry: list[str] = field(default_factory=list)
    most: int = 20
    seed: int = 13
