"""Settings of prediction, evaluation and release."""

from __future__ import annotations

from dataclasses import dataclass, field

from actorstance.settings.corpora import MISSING, CorpusSettings


@dataclass
class PredictSettings:
    """`scripts/predict.py`.

    Attributes:
        text: a sentence to judge, or several (with `target` they are judged as one); or
        input: a JSONL, CSV or Parquet file of pairs, or of articles (a column `text`; further ones such as `outlet` or `date` are kept), or a `.txt` article.
        output: where the predictions go, for a file; None for `predictions.jsonl`.
        pairs: where the pairs that were judged go, for `scripts/claims.py` and whoever labels some; None for nowhere.
        checkpoint: a checkpoint folder or Hub id; None for the released one.
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
    output: str | None = None
    pairs: str | None = None
    checkpoint: str | None = None
    registry: list[str] = field(default_factory=list)
    world: bool = True
    proposals: str = "rules"
    target: str | None = None
    holder: str | None = None
    batch_size: int = 32


@dataclass
class SilenceSettings:
    """Where a system stays silent.

    Attributes:
        wanted: the accuracy that its answers should have.
        corpus: development data, with its `split`, on which the confidence is chosen that reaches it; a name of `none` for no silence. Where the command of
            `scripts/evaluate.py` says nothing of it, it is found as `train` is, among what chose the checkpoint's epoch.
        predictions: with `predictions` of the corpus evaluated: those of the development data.
    """

    wanted: float = 0.9
    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    predictions: str | None = None


@dataclass
class EvaluateSettings:
    """`scripts/evaluate.py`.

    Attributes:
        corpus: what to evaluate on; its `split` chooses the part.
        checkpoint: a checkpoint folder or Hub id; or
        predictions: a predictions file, which needs no torch.
        train: the corpus that the baselines learn from, with its `split`, and that tells seen actors from unseen ones; a name of `none`
            leaves out both. Where the command says nothing of it: this, if a checkpoint's `run.yaml` says that it learned from it; else what it says
            instead, as far as that is there; of a predictions file this, if it is the corpus evaluated on.
        silence: where the system stays silent.
        controls: whether a checkpoint is asked again with target and holder hidden, swapped and renamed.
        behaviour: a folder of behavioural tests for a checkpoint; None for none.
        report: `html` for a page, the same as Markdown, LaTeX tables and figures beside the files; `none` for `metrics.json` and, of a checkpoint,
            `predictions.jsonl` alone.
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
        card: the card's template; None for that of this project's own release, whose text tells of its data and its making.
        base_model: the encoder's Hub id, for the card.
        remark: what else the card has to say of how the checkpoint was made, such as the machine.
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
    card: str | None = None
    base_model: str = MISSING
    remark: str = ""
    resamples: int = 1000
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
class ClaimsSettings:
    """`scripts/claims.py`.

    Attributes:
        input: all pairs of the corpus: JSONL, CSV or Parquet.
        predictions: a prediction for each of them.
        gold: a random sample of them with stances, and in `meta.probability` how likely each was to be drawn; or
        sample: draw so many to label, and stop.
        extend: with `sample`: a sample drawn before, labelled or in part, that the new one is to contain; `sample` is the size of both together.
        sheet: with `sample`: `jsonl` for pairs, `to_label.jsonl`; `csv` for a table to label in a spreadsheet, `to_label.csv`.
        output: a folder for the claims, or for the sample.
        method: `dsl`, or `ppi` for simple random samples.
        answers: correct predicted `probabilities` or `stances`; `auto` for probabilities where the predictions have them.
        part: draw from and count `all` pairs, or only `overall` or `directed` ones.
        by: `article`, or a key of `meta` that makes groups, such as `date` or `outlet`; `none` for no groups.
        period: with `by: date`: `year`, `month` or `day`.
        least: only actors, and pairs of actors, with at least this many pairs.
        cluster: what counts as drawn together: `article`, `paragraph` or `sentence`; `none` for claims about this corpus alone.
        strata: stratify the sample by predicted `stance` or by target `actor`; `none` for a simple one. For gold without probabilities: how it was drawn.
        registry: YAML files with the actors' display names, which go before those of the world's registry and of `meta.names`.
        most: how many actors of a role tables and figure show; the files have all.
        seed: of the sample.
    """

    input: str = MISSING
    predictions: str = MISSING
    gold: str | None = None
    sample: int | None = None
    extend: str | None = None
    sheet: str = "jsonl"
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
