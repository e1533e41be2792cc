"""Evaluate a checkpoint or a predictions file on a corpus; see configs/evaluate.yaml for the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common import answers_in, screen, script

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import EvaluateSettings, SilenceSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actorstance.examination import Threshold
    from actorstance.records import PredictionRecord
    from actorstance.schema import LabelledPair, Prediction, Probabilities, Stance


@script("evaluate", EvaluateSettings)
def main(settings: EvaluateSettings) -> float:
    """Examine, write everything to the output folder, print the tables; a sweep gets the macro-F1."""
    from actorstance.actors import Registry
    from actorstance.breakdowns import names_in
    from actorstance.corpora import load_corpus, load_reading, select
    from actorstance.examination import examine
    from actorstance.report.bundle import check_report, write_reports
    from actorstance.report.tables import print_examination

    check_report(settings.report)
    if (settings.checkpoint is None) == (settings.predictions is None):
        raise InputError("give either checkpoint=FOLDER or predictions=FILE")
    if settings.checkpoint is None and settings.behaviour is not None:
        raise InputError("behaviour=… needs a checkpoint, a predictions file cannot be asked")
    output = settings.output
    check_writable(output, folder=True)
    reading = load_reading(settings.corpus)
    pairs = select(reading.pairs, settings.corpus.split, settings.corpus.path)
    train = [] if settings.train.name == "none" else load_corpus(settings.train)
    predict = fits = predictions = behaviour = None
    if settings.checkpoint is not None:
        from actorstance.inference import StancePredictor
        from actorstance.suite import behave, threshold_for

        predictor = StancePredictor.from_pretrained(settings.checkpoint)
        predictions = predictor.predict_pairs(pairs, progress=True)
        stances = [prediction.stance for prediction in predictions]
        probabilities: list[Probabilities] | None = [p.probabilities for p in predictions]
        predict, fits = predictor.predict_pairs if settings.controls else None, predictor.fits
        threshold = None
        if settings.silence.corpus.name != "none":
            threshold = threshold_for(predictor, settings.silence.corpus, settings.silence.wanted)
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
    )
    predicted: dict[str, Sequence[Prediction]] = (
        {} if predictions is None else {settings.corpus.name: predictions}
    )
    write_reports(output, {settings.corpus.name: found}, predicted, behaviour, settings.report)
    console = screen()
    print_examination(found, console)
    console.print(f"metrics.json and what else was made of it: {output}")
    return found.evaluation.macro_f1


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
