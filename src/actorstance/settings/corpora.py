"""Settings of corpora and of their annotation."""

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
        standoff: a JSONL file of overall stances to add, toward places in the corpus's sentences (see `corpora.standoff`).
        directed: a JSONL file of directed stances to add, likewise.
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
    standoff: str | None = None
    directed: str | None = None
    split: str | None = None
    registry: list[str] = field(default_factory=list)


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
class AgreementSettings:
    """`scripts/agreement.py`.

    Attributes:
        first: one pass.
        second: the other.
        common: compare only the sentences that both passes have, instead of refusing passes that differ in them.
        standoff: both passes are files of stand-off labels (see `corpora.standoff`), compared on the places that both judged.
        directed: with `standoff`: they are files of directed stances.
        output: the report as JSON; None for the screen only.
        gold: markup of the adjudicator, with a `reason:` for every disagreement; makes `gold_output`.
        gold_output: the gold JSONL.
        article: the article that was annotated; None where the sentences belong to none.
        registry: YAML files with the actors, which must have all of both passes; without, any actor will do, and `gold` cannot be made.
        worksheet: a markup file to make for the adjudicator: the first pass, with every disagreement as an open `reason:`.
        resamples: bootstrap samples for alpha's interval.
        seed: of the bootstrap.
    """

    first: str = MISSING
    second: str = MISSING
    common: bool = False
    standoff: bool = False
    directed: bool = False
    output: str | None = None
    gold: str | None = None
    gold_output: str | None = None
    article: str | None = None
    registry: list[str] = field(default_factory=list)
    worksheet: str | None = None
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
