"""Fine-tune a stance model, or cross-validate one; see configs/train.yaml for the commands."""

from __future__ import annotations

from common import as_yaml, command_line, numbered, script
from rich.console import Console

from actorstance.settings import TrainSettings


@script("train", TrainSettings)
def main(settings: TrainSettings) -> float | None:
    """Train or cross-validate; a sweep gets the development or out-of-fold macro-F1."""
    console = Console()
    output = numbered(settings.output)
    if settings.cross_validation.folds:
        return cross_validated(settings, output, console)
    return trained(settings, output, console)


def trained(settings: TrainSettings, output: str, console: Console) -> float | None:
    """Train on one split, choose the epoch on another, save the checkpoint."""
    from actorstance.actors import Registry
    from actorstance.callbacks import Epoch
    from actorstance.corpora import load_corpus, select
    from actorstance.training import fit

    pairs = load_corpus(settings.corpus)
    train = select(pairs, settings.train_split, settings.corpus.path)
    dev = select(pairs, settings.dev_split, settings.corpus.path) if settings.dev_split else []
    console.print(
        f"{settings.corpus.name}: {len(train):,} pairs to learn from, {len(dev):,} to choose the epoch"
    )

    def report(epoch: Epoch) -> None:
        figure = "" if epoch.dev_macro_f1 is None else f"   dev macro-F1 {epoch.dev_macro_f1:.3f}"
        console.print(f"epoch {epoch.epoch}   loss {epoch.loss:.3f}{figure}")

    outcome = fit(
        train,
        dev,
        output,
        encoder=settings.encoder,
        model=settings.model,
        training=settings.training,
        init=settings.init,
        registry=Registry.load(*settings.registry) if settings.registry else None,
        data=[f"{settings.corpus.name}: {len(train):,} pairs ({settings.corpus.path})"],
        command=command_line(),
        run=as_yaml(settings),
        resume=settings.resume,
        report=report,
    )
    console.print(f"kept epoch {outcome.best.epoch}; checkpoint: {outcome.folder}")
    return outcome.best.dev_macro_f1


def cross_validated(settings: TrainSettings, output: str, console: Console) -> float:
    """Predict every fold with a model that did not see it, and evaluate all predictions together."""
    from actorstance.corpora import load_corpus, load_registry, select
    from actorstance.crossvalidation import cross_validate
    from actorstance.evaluation import evaluate
    from actorstance.report.files import write_evaluation
    from actorstance.report.tables import print_evaluation

    pairs = select(load_corpus(settings.corpus), settings.train_split, settings.corpus.path)
    predictions, baselines = cross_validate(
        pairs,
        encoder=settings.encoder,
        model=settings.model,
        training=settings.training,
        settings=settings.cross_validation,
        init=settings.init,
        background=load_corpus(settings.background) if settings.background else (),
        progress=True,
    )
    evaluation = evaluate(
        pairs,
        [prediction.stance for prediction in predictions],
        corpus=settings.corpus.name,
        system=f"{settings.cross_validation.folds}-fold cross-validation by {settings.cross_validation.by}",
        baselines=baselines,
        registry=load_registry([settings.corpus]),
        cluster=settings.cross_validation.by,
        seed=settings.cross_validation.seed,
    )
    write_evaluation(output, evaluation, predictions)
    print_evaluation(evaluation, console)
    console.print(f"tables, figures and metrics.json: {output}")
    return evaluation.macro_f1


if __name__ == "__main__":
    main()
