"""The evaluation report as sections of text, tables and figures: what the page, the Markdown and the LaTeX tables have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from actorstance.behaviour import BehaviourResult
from actorstance.calibration import Calibration
from actorstance.evaluation import ROLES, Evaluation
from actorstance.examination import Examination
from actorstance.report import behaviour as tests
from actorstance.report import quality_tables as quality
from actorstance.report import tables
from actorstance.report.cells import Row, counted
from actorstance.report.overview import HEADER, overview_rows
from actorstance.silence import Silence

BREAKDOWNS = {
    "kind": "By kind of target",
    "holder kind": "By kind of holder",
    "phenomenon": "By phenomenon (a pair may stand in several groups)",
    "seen": "By whether the actors were seen in training",
}
ROWS = 40
"""Rows of a table that a reader is shown at most; `metrics.json` has all."""

VERDICTS = {
    True: ("good", "✓", "The controls passed."),
    False: ("bad", "✗", "The controls failed."),
    None: ("open", "?", "The controls decide nothing."),
}


class Table(NamedTuple):
    """A table of the report.

    Attributes:
        name: short, for anchors, files and labels.
        caption: what stands in it.
        header: names of the columns.
        rows: all rows; whoever shows fewer says so.
        left: how many columns are words; the others are aligned to the right.
        note: how to read it.
        fold: whether a figure shows the same, so that the page can fold the table away.
        own: the cell that marks the rows of the system itself.
    """

    name: str
    caption: str
    header: Row
    rows: list[Row]
    left: int = 1
    note: str = ""
    fold: bool = False
    own: str | None = None


class Section(NamedTuple):
    """A part of the report: a heading, sentences, figures by the names of `quality_figures.examination_figures`, tables."""

    name: str
    title: str
    text: list[str]
    figures: dict[str, str]
    tables: list[Table]


class Verdict(NamedTuple):
    """The verdict of the controls: `good`, `bad` or `open`, as a sign, in a word and in full."""

    kind: str
    symbol: str
    label: str
    text: str


def evaluated(evaluation: Evaluation) -> str:
    """What was evaluated and on what, in one sentence.

    Examples:
        >>> from actorstance.evaluation import evaluate
        >>> from actorstance.schema import LabelledPair, Mention, Stance
        >>> pair = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4, "peru"), stance=Stance.NEUTRAL)
        >>> evaluated(evaluate([pair], [Stance.NEUTRAL], corpus="mine", system="rules"))
        'The answers of rules to 1 pair of mine (1 overall, 0 directed) from 1 article, beside the gold stances.'
    """
    parts = {name: scores.n for name, scores in evaluation.parts.items()}
    clusters = counted(int(evaluation.clusters["n"]), str(evaluation.clusters["by"]))
    return (
        f"The answers of {evaluation.system} to {counted(evaluation.n, 'pair')} of {evaluation.corpus} ({parts.get('overall', 0):,} overall, "
        f"{parts.get('directed', 0):,} directed) from {clusters}, beside the gold stances."
        + (f" {tables.UNEQUAL}" if evaluation.unequal else "")
    )


def intervals_note(evaluation: Evaluation) -> str:
    """How the intervals were made."""
    unit = str(evaluation.clusters["by"])
    one = f"an {unit}" if unit[0] == "a" else f"a {unit}"
    return (
        f"In brackets stand 95 % confidence intervals that take the pairs of {one} as belonging together: of a bootstrap over {unit}s, "
        f"and for the accuracy in few {unit}s Wilson’s with their design effect."
    )


def overview_table(examinations: Mapping[str, Examination]) -> Table:
    """All corpora, one row each."""
    return Table("overview", "All corpora", HEADER, overview_rows(examinations))


def shown(table: Table, most: int = ROWS) -> tuple[Table, str]:
    """The table as a reader wants it: no columns that are empty, at most so many rows; and what to say of the others.

    Examples:
        >>> shown(Table("t", "Actors", ("actor", "n", "note"), [("Peru", "7", ""), ("Chile", "5", "")]), 1)[0].rows
        [('Peru', '7')]
    """
    first, more = table.rows[:most], len(table.rows[most:])
    kept = [c for c in range(len(table.header)) if c < table.left or any(row[c] for row in first)]
    rows = [tuple(row[c] for c in kept) for row in first]
    note = f"{more:,} more with fewer pairs; metrics.json has them all." if more else ""
    return table._replace(header=tuple(table.header[c] for c in kept), rows=rows), note


def sections(examination: Examination) -> list[Section]:
    """The sections of one corpus in the order of reading; what was not found out has none."""
    evaluation = examination.evaluation
    found = [_systems(examination), _actors(evaluation)]
    if evaluation.spread:
        table = Table(
            "spread", "Actors as a group", *tables.spread_table(evaluation), note=tables.SPREAD_NOTE
        )
        found.append(Section("spread", "How even it is over actors", [], {}, [table]))
    if evaluation.per_pair:
        header = ("holder → target", *tables.GROUP_HEADER[1:])
        rows = tables.group_rows(evaluation.per_pair)
        table = Table("pairs", "Accuracy by holder and target", header, rows, note=tables.GROUP_NOTE)
        found.append(Section("pairs", "Holder toward target", [], {}, [table]))
    if evaluation.breakdowns:
        found.append(_breakdowns(evaluation))
    confusion = Table(
        "confusion", "Counts of pairs, gold in rows, answers in columns", *tables.confusion_table(evaluation)
    )
    label = "The same as a figure."
    found.append(Section("confusion", "Confusion matrix", [], {"confusion": label}, [confusion]))
    found += [*_confidence(examination), *_controls(examination)]
    if examination.errors:
        found.append(_errors(examination))
    return found


def behaviour_section(result: BehaviourResult) -> Section:
    """The behavioural tests; the failing examples are shown by whoever writes the report."""
    found = [
        Table("phenomena", "By phenomenon", ("phenomenon", *tests.RATE_HEADER[1:]), tests.phenomenon_rows(result), fold=True),
        Table("types", "By type of test", ("type", *tests.RATE_HEADER[1:]), tests.type_rows(result)),
        Table("groups", "By group of actors", tests.GROUP_HEADER, tests.group_rows(result), left=2, note=tests.GROUP_NOTE, fold=True),
    ]  # fmt: skip
    for kind in dict.fromkeys(group.kind for group in result.groups):
        header, rows = tests.cell_table(result, kind)
        name = f"cells-{kind}"
        found.append(
            Table(name, f"Phenomenon by group ({kind}): tests passed of tests", header, rows, fold=True)
        )
    label = "Pass rates by phenomenon and by group of actors with their intervals; the tables below have the same figures."
    text = [tests.headline(result), tests.NOTE]
    return Section("behaviour", "Behavioural tests", text, {"behaviour": label}, found)


def verdict(examination: Examination) -> Verdict:
    """Whether the figures show that the system looks at its target."""
    controls = examination.controls
    if controls is None:
        text = (
            "Nothing here tells whether the system looks at its target, or only at the tone of the sentence."
        )
        return Verdict("open", "?", "No controls were run.", text)
    kind, symbol, label = VERDICTS[controls.target_dependent]
    return Verdict(kind, symbol, label, controls.verdict)


def _systems(examination: Examination) -> Section:
    evaluation = examination.evaluation
    text = [intervals_note(evaluation)]
    if not tables.MEASURES.keys() <= evaluation.intervals.keys():
        text.append("[–]: too few of them for an interval.")
    if examination.five_class is not None:
        text.append(quality.five_class_sentence(examination.five_class))
    text += examination.remarks
    rows = tables.system_rows(evaluation)
    table = Table(
        "systems", "The system and its baselines", tables.SYSTEM_HEADER, rows, left=2, own=evaluation.system
    )
    label = "Macro-F1 of the system and its baselines with intervals; the table has the same figures."
    return Section("systems", "Beside the baselines", text, {"systems": label}, [table])


def _actors(evaluation: Evaluation) -> Section:
    text, figures, found = [tables.ACTOR_NOTE], {}, []
    for role in ROLES:
        rows = tables.actor_rows(evaluation, role)
        if not rows:
            text.append(tables.no_actors(role))
            continue
        figures[f"per_actor_{role}"] = (
            f"Accuracy of each actor as {role} with its interval; the table has the same figures."
        )
        found.append(
            Table(f"actors-{role}", f"Accuracy by actor as {role}", tables.ACTOR_HEADER, rows, fold=True)
        )
    return Section("actors", "Actor by actor", text, figures, found)


def _breakdowns(evaluation: Evaluation) -> Section:
    found = [
        Table(
            f"by-{name.replace(' ', '-')}", BREAKDOWNS.get(name, f"By {name}"), tables.GROUP_HEADER, tables.group_rows(scores),
            fold=True,
        )
        for name, scores in evaluation.breakdowns.items()
    ]  # fmt: skip
    figures = {
        f"by_{name.replace(' ', '_')}": f"Accuracy {BREAKDOWNS.get(name, name).lower()} with intervals; the table has the same figures."
        for name in evaluation.breakdowns
    }
    return Section("breakdowns", "Kinds and phenomena", [tables.GROUP_NOTE], figures, found)


def _controls(examination: Examination) -> list[Section]:
    controls = examination.controls
    if controls is None or not controls.controls:
        return []
    rows = quality.control_rows(controls)
    table = Table("controls", "The answers under each control", quality.CONTROL_HEADER, rows, left=2)
    label = "Macro-F1 of the full answers and under each control; the table has the same figures."
    text = [quality.CONTROL_NOTE, *quality.left_out_sentence(controls)]
    return [Section("controls", "Does it look at its target?", text, {"controls": label}, [table])]


def _confidence(examination: Examination) -> list[Section]:
    calibration, silence = examination.calibration, examination.silence
    text: list[str] = []
    figures: dict[str, str] = {}
    found: list[Table] = []
    if calibration is not None:
        figures["reliability"] = (
            "Reliability diagram: accuracy by confidence, and how many answers each bin has; the table of bins has the same figures."
        )
        found += _calibration_tables(calibration)
    if silence is not None:
        area = f"The area under the risk-coverage curve is {silence.area:.3f}: 0 is best."
        text += [quality.silence_sentence(silence), area]
        figures["coverage"] = (
            "Accuracy of the answered pairs by their share, the chosen threshold marked; the table of thresholds has the same figures."
        )
        found += _silence_tables(silence)
    title = "Confidence: calibration and silence"
    return [Section("confidence", title, text, figures, found)] if found else []


def _calibration_tables(found: Calibration) -> list[Table]:
    note = quality.CALIBRATION_NOTE.format(found.binning)
    measures, bins = quality.calibration_rows(found), quality.bin_rows(found)
    return [
        Table("calibration", "Measures of calibration", quality.CALIBRATION_HEADER, measures, note=note),
        Table("bins", "Bins of the reliability diagram", quality.BIN_HEADER, bins, note=quality.BIN_NOTE, fold=True),
    ]  # fmt: skip


def _silence_tables(found: Silence) -> list[Table]:
    curve, actors = quality.curve_rows(found), quality.coverage_rows(found)
    found_tables = [
        Table("curve", "Coverage and accuracy by threshold", quality.CURVE_HEADER, curve, note=quality.CURVE_NOTE, fold=True),
        Table(
            "silence", "What is answered of each actor", quality.COVERAGE_HEADER, actors, left=2, note=quality.COVERAGE_NOTE,
            fold=True,
        ),
    ]  # fmt: skip
    return found_tables if actors else found_tables[:1]


def _errors(examination: Examination) -> Section:
    rows = quality.error_rows(examination.errors)
    count = "The wrong answer" if len(rows) == 1 else f"The {len(rows)} wrong answers"
    text = [f"{count} of the highest probability, the highest first. Some may be errors of the gold."]
    table = Table("errors", "Most confident errors", quality.ERROR_HEADER, rows, left=4)
    return Section("errors", "Most confident errors", text, {}, [table])
