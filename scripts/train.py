"""Fine-tune a stance model, or cross-validate one; see configs/train.yaml for the commands."""

from __future__ import annotations

from common import as_yaml, command_line, numbered, script

from actorstance.settings import TrainSettings


@script("train", TrainSettings)
def main(settings: TrainSettings) -> float | None:
    """Train, save the checkpoint and say how it went; a sweep minimises or maximises what is returned."""
    from rich.console import Console

    from actorstance.corpora import load_corpus, load_registry, select
    from actorstance.training import Epoch, fit

    console = Console()
    output = numbered(settings.output)
    pairs = load_corpus(settings.corpus)
    train = select(pairs, settings.train_split, settings.corpus.path)
    dev = select(pairs, settings.dev_split, settings.corpus.path) if settings.dev_split else []
    console.print(
        f"{settings.corpus.name}: {len(train):,} pairs to learn from, "
        f"{len(dev):,} to choose the epoch"
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
        registry=load_registry([settings.corpus]),
        data=[f"{settings.corpus.name}: {len(train):,} pairs ({settings.corpus.path})"],
        command=command_line(),
        run=as_yaml(settings),
        resume=settings.resume,
        report=report,
    )
    console.print(f"kept epoch {outcome.best.epoch}; checkpoint: {outcome.folder}")
    return outcome.best.dev_macro_f1


if __name__ == "__main__":
    main()
