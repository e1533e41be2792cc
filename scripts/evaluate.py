"""Evaluate a checkpoint or a predictions file on a corpus; see configs/evaluate.yaml for the commands."""

from __future__ import annotations

from common import numbered, script

from actorstance.errors import InputError
from actorstance.schema import LabelledPair, Stance
from actorstance.settings import EvaluateSettings


@script("evaluate", EvaluateSettings)
def main(settings: EvaluateSettings) -> float:
    """Score, write everything to the output folder, print the table; a sweep gets the macro-F1."""
    from rich.console import Console

    from actorstance.actors import Registry
    from actorstance.corpora import load_reading, select
    from actorstance.evaluation import evaluate, match_predictions
    from actorstance.records import read_predictions
    from actorstance.report.files import write_evaluation
    from actorstance.report.tables import print_evaluation

    if (settings.checkpoint is None) == (settings.predictions is None):
        raise InputError("give either checkpoint=FOLDER or predictions=FILE")
    reading = load_reading(settings.corpus)
    pairs = select(reading.pairs, settings.corpus.split, settings.corpus.path)
    baselines = baseline_answers(settings, pairs)
    predictions = None
    if settings.checkpoint is not None:
        from actorstance.inference import StancePredictor

        predictor = StancePredictor.from_pretrained(settings.checkpoint)
        predictions = predictor.predict_pairs(pairs, progress=True)
        stances = [prediction.stance for prediction in predictions]
    else:
        path = str(settings.predictions)
        stances = match_predictions(pairs, read_predictions(path), path)
    evaluation = evaluate(
        pairs,
        stances,
        corpus=settings.corpus.name,
        system=settings.checkpoint or str(settings.predictions),
        baselines=baselines,
        registry=Registry(reading.actors),
        cluster=settings.cluster,
        resamples=settings.resamples,
        seed=settings.seed,
    )
    output = numbered(settings.output)
    write_evaluation(output, evaluation, predictions)
    console = Console()
    print_evaluation(evaluation, console)
    console.print(f"tables, figures and metrics.json: {output}")
    return evaluation.macro_f1


def baseline_answers(settings: EvaluateSettings, pairs: list[LabelledPair]) -> dict[str, list[Stance]]:
    """The answers of the baselines; those that learn do it on the training corpus."""
    from actorstance.baselines import majority_baseline, rules_baseline, tfidf_baseline
    from actorstance.corpora import load_corpus

    answers = {"rules": rules_baseline(pairs)}
    if settings.train.name != "none":
        train = load_corpus(settings.train)
        answers["majority"] = majority_baseline(train, pairs)
        answers["tfidf"] = tfidf_baseline(train, pairs, settings.seed)
    return answers


if __name__ == "__main__":
    main()
