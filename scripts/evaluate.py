"""Evaluate a checkpoint or a predictions file on a corpus; see configs/evaluate.yaml for the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common import answers_in, given, screen, script

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import CorpusSettings, EvaluateSettings, SilenceSettings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from actorstance.corpora import Report
    from actorstance.examination import Threshold
    from actorstance.provenance import Provenance
    from actorstance.records import PredictionRecord
    from actorstance.schema import LabelledPair, Prediction, Probabilities, Stance


@script("evaluate", EvaluateSettings)
def main(settings: EvaluateSettings) -> float:
    """Examine, write everything to the output folder, print the tables; a sweep gets the macro-F1."""
    from actorstance.actors import Registry
    from actorstance.breakdowns import names_in
    from actorstance.corpora import load_corpus, load_reading, select
    from actorstance.examination import examine
    from actorstance.provenance import described, provenance
    from actorstance.report.bundle import check_report, write_reports
    from actorstance.report.console import print_examination

    check_report(settings.report)
    if (settings.checkpoint is None) == (settings.predictions is None):
        raise InputError("give either checkpoint=FOLDER or predictions=FILE")
    if settings.checkpoint is None and settings.behaviour is not None:
        raise InputError("behaviour=… needs a checkpoint, a predictions file cannot be asked")
    output = settings.output
    check_writable(output, folder=True)
    reading = load_reading(settings.corpus)
    pairs = select(reading.pairs, settings.corpus.split, settings.corpus.path)
    known = provenance(settings.checkpoint) if settings.checkpoint is not None else None
    learned, remarks = training_data(settings, known)
    train = [pair for corpus in learned for pair in load_corpus(corpus)]
    remarks += warnings(settings, known, {pair.split for pair in pairs}) + lines(reading.report)
    predict = fits = predictions = behaviour = None
    if settings.checkpoint is not None:
        from actorstance.inference import StancePredictor
        from actorstance.suite import behave, threshold_for

        predictor = StancePredictor.from_pretrained(settings.checkpoint)
        predictions = predictor.predict_pairs(pairs, progress=True)
        stances = [prediction.stance for prediction in predictions]
        probabilities: list[Probabilities] | None = [p.probabilities for p in predictions]
        predict, fits = predictor.predict_pairs if settings.controls else None, predictor.fits
        development = development_data(settings, known)
        threshold = None
        if development is not None:
            threshold = threshold_for(predictor, development, settings.silence.wanted)
        elif settings.silence.corpus.name != "none":
            remarks.append(
                "Silence is left out: there is no development data to choose its threshold on; corpus@silence.corpus=jsonl with silence.corpus.path=FILE names some, silence.corpus.name=none says none."
            )
        if settings.behaviour is not None:
            behaviour = behave(predictor, settings.behaviour, settings.seed)
    else:
        records = checked_answers(str(settings.predictions), pairs)
        stances, probabilities = [record.stance for record in records], probabilities_of(records)
        without = sum(record.probabilities is None for record in records)
        if 0 < without < len(records):
            note = f"{settings.predictions}: {without:,} of {len(records):,} predictions have no probabilities, so nothing is said of those of the others"
            screen().print(note, soft_wrap=True)
        threshold = threshold_from(settings.silence)
    found = examine(
        pairs,
        stances,
        probabilities,
        corpus=settings.corpus.name,
        system=settings.checkpoint or str(settings.predictions),
        baselines=baseline_answers(train, pairs, settings.seed),
        registry=Registry(reading.actors),
        seen=names_in(train) if train else None,
        threshold=threshold,
        predict=predict,
        fits=fits,
        cluster=settings.cluster,
        resamples=settings.resamples,
        seed=settings.seed,
        skipped=reading.report.skipped,
        learned_from=[described(corpus) for corpus in learned],
        remarks=remarks,
    )
    predicted: dict[str, Sequence[Prediction]] = (
        {} if predictions is None else {settings.corpus.name: predictions}
    )
    write_reports(output, {settings.corpus.name: found}, predicted, behaviour, settings.report)
    console = screen()
    print_examination(found, console)
    console.print(f"metrics.json and what else was made of it: {output}")
    return found.evaluation.macro_f1


def training_data(
    settings: EvaluateSettings, known: Provenance | None
) -> tuple[list[CorpusSettings], list[str]]:
    """What the baselines learn from, and seen actors are told by, each with its split; and a sentence about it.

    What the command names; else the usual corpus, where the checkpoint learned from it too, or where it is the one evaluated on, of a predictions file;
    else what the checkpoint learned from, as far as it is there.
    """
    from actorstance.provenance import described, matching, readable

    usual = settings.train
    advice = "corpus@train=jsonl with train.path=FILE names some, train.name=none says none"
    if usual.name == "none":
        return [], []
    if given("train"):
        chosen = [usual]
    elif settings.checkpoint is None:
        chosen = [usual] if usual.path == settings.corpus.path else []
        if not chosen:
            return [], [
                f"No baseline learns: a predictions file does not tell what its system learned from; {advice}."
            ]
    elif known is None:
        return [], [
            f"No baseline learns: {settings.checkpoint} has no run.yaml that tells what it learned from; {advice}."
        ]
    else:
        same = matching(known.train, usual)
        chosen = [same] if same is not None else readable(known.train)
        if not chosen:
            named = ", ".join(f"{described(one)} ({one.path})" for one in known.train)
            return [], [
                f"No baseline learns: what {settings.checkpoint} learned from is not here, {named}; {advice}."
            ]
    names = ", ".join(map(described, chosen))
    return chosen, [f"Baselines that learn, and which actors count as seen: from {names}."]


def development_data(settings: EvaluateSettings, known: Provenance | None) -> CorpusSettings | None:
    """Where a checkpoint's threshold is chosen, by the same rule: the first split that is there of those that chose its epoch."""
    from actorstance.provenance import matching, readable

    usual = settings.silence.corpus
    if usual.name == "none":
        return None
    if given("silence.corpus"):
        return usual
    if known is None:
        return None
    return matching(known.dev, usual) or next(iter(readable(known.dev)), None)


def warnings(
    settings: EvaluateSettings, known: Provenance | None, splits: Collection[str | None]
) -> list[str]:
    """That a checkpoint is evaluated on what it learned from."""
    from actorstance.provenance import learned_here

    learned = None if known is None else learned_here(known, settings.corpus, splits)
    if learned is None:
        return []
    return [
        f"Warning: {settings.checkpoint} learned from {learned} ({settings.corpus.path}), which is evaluated here: these figures say nothing of other texts."
    ]


def lines(report: Report) -> list[str]:
    """That rows were left out, where some were."""
    return [f"{line}." for line in [report.told()] if line]


def checked_answers(path: str, pairs: Sequence[LabelledPair]) -> list[PredictionRecord]:
    """The predictions about the pairs in a file; one that contradicts itself is told with its line."""
    from actorstance.examination import check_answer
    from actorstance.records import error_at, numbered_predictions

    answers, wanted = answers_in(path, pairs), {pair.id for pair in pairs}
    for number, record in numbered_predictions(path):
        if record.id in wanted and record.probabilities is not None:
            try:
                check_answer(record.id, record.stance, record.probabilities)
            except InputError as error:
                raise error_at(path, number, str(error), "probabilities") from None
    return answers


def probabilities_of(records: Sequence[PredictionRecord]) -> list[Probabilities] | None:
    """The probabilities in a predictions file, if all records have some."""
    found = [record.probabilities for record in records if record.probabilities is not None]
    return found if len(found) == len(records) else None


def threshold_from(settings: SilenceSettings) -> Threshold | None:
    """The threshold that a file of predictions for development data gives; None without one."""
    from actorstance.corpora import load_corpus
    from actorstance.examination import find_threshold

    if settings.predictions is None:
        return None
    pairs = load_corpus(settings.corpus)
    probabilities = probabilities_of(checked_answers(settings.predictions, pairs))
    if probabilities is None:
        raise InputError.at(
            "a record has no probabilities, which silence needs",
            path=settings.predictions,
            field="probabilities",
        )
    return find_threshold(pairs, probabilities, settings.wanted, settings.corpus.name)


def baseline_answers(
    train: Sequence[LabelledPair], pairs: Sequence[LabelledPair], seed: int
) -> dict[str, list[Stance]]:
    """The answers of the baselines; those that learn do it on the training pairs, where there are any."""
    from actorstance.baselines import majority_baseline, rules_baseline, tfidf_baseline

    answers = {"rules": rules_baseline(pairs)}
    if train:
        answers["majority"] = majority_baseline(train, pairs)
        answers["tfidf"] = tfidf_baseline(train, pairs, seed)
    return answers


if __name__ == "__main__":
    main()
