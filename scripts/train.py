"""Fine-tune a stance model, or cross-validate one; see configs/train.yaml for the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common import as_yaml, command_line, screen, script
from rich.console import Console

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import CorpusSettings, SourceSettings, TrainSettings, check_model, check_settings

if TYPE_CHECKING:
    from actorstance.crossvalidation import Answers
    from actorstance.lessons import Lesson, Splits
    from actorstance.schema import LabelledPair


@script("train", TrainSettings)
def main(settings: TrainSettings) -> float | None:
    """Train or cross-validate; a sweep gets the development or out-of-fold macro-F1."""
    console = screen()
    output = settings.output
    check_writable(output, folder=True)
    check_settings(settings.training)
    check_model(settings.model)
    if settings.cross_validation.leave_out or settings.cross_validation.folds:
        check_alone(settings)
    if settings.cross_validation.leave_out:
        return left_out(settings, output, console)
    if settings.cross_validation.folds:
        return cross_validated(settings, output, console)
    return trained(settings, output, console)


def trained(settings: TrainSettings, output: str, console: Console) -> float | None:
    """Train on some splits, choose the epoch on others, save the checkpoint."""
    from actorstance import lessons
    from actorstance.actors import Registry
    from actorstance.callbacks import Epoch
    from actorstance.checkpoint import checkpoint_folder
    from actorstance.corpora import load_registry
    from actorstance.renaming import NamePool
    from actorstance.resumption import check_start
    from actorstance.training import fit, start_model

    # Whatever can be known to go wrong is told before teachers are asked, which may take long.
    training, run = settings.training, as_yaml(settings)
    sources = settings.mixture or {settings.corpus.name: only_source(settings)}
    teachers = lessons.teachers_of(sources, settings.teaching, training.imitated)
    for named in (settings.init, training.imitated):
        if named is not None:
            checkpoint_folder(named)
    check_start(output, run, resume=settings.resume)
    splits = lessons.read(sources)
    tell_skipped([source.corpus for source in sources.values()], console)
    registry = Registry.load(*settings.registry) if settings.registry else None
    known = load_registry([source.corpus for source in sources.values()])
    network, tokenizer = start_model(settings.encoder, settings.model, training.seed, settings.init)
    given = {}
    for name, source in sources.items():
        given[name] = lessons.lesson(
            splits[name].train,
            source,
            teachers[name],
            questions=bool(teachers[name] and settings.teaching.unjudged),
            tokenizer=tokenizer,
            config=network.config,
            seed=training.seed,
        )
        console.print(contents(name, splits[name], given[name]), soft_wrap=True)
    mixture = lessons.mixed(given, settings.model.balance)
    if any(teachers.values()):
        device = None if training.device == "auto" else training.device
        mixture = lessons.taught(mixture, given, settings.teaching, console.print, device)

    def report(epoch: Epoch) -> None:
        figure = "" if epoch.dev_macro_f1 is None else f"   dev macro-F1 {epoch.dev_macro_f1:.3f}"
        sets = "" if len(epoch.dev) < 2 else f" ({', '.join(f'{k} {v:.3f}' for k, v in epoch.dev.items())})"
        console.print(f"epoch {epoch.epoch}   loss {epoch.loss:.3f}{figure}{sets}", soft_wrap=True)

    outcome = fit(
        mixture,
        {f"{name} {split}": pairs for name, one in splits.items() for split, pairs in one.dev.items()},
        output,
        encoder=settings.encoder,
        model=settings.model,
        training=training,
        init=settings.init,
        names=NamePool.of(mixture.pairs, known) if training.swap or training.twins else None,
        registry=registry,
        data=[f"{n}: {len(splits[n].train):,} pairs ({s.corpus.path})" for n, s in sources.items()],
        command=command_line(),
        run=run,
        resume=settings.resume,
        report=report,
    )
    console.print(f"kept epoch {outcome.best.epoch}; checkpoint: {outcome.folder}")
    return outcome.best.dev_macro_f1


def tell_skipped(corpora: list[CorpusSettings], console: Console) -> None:
    """Say which rows of the corpora nobody learns from, since their readers left them out."""
    from actorstance.corpora import load_reading

    for corpus in corpora:
        if skips(corpus) and (line := load_reading(corpus).report.told()):
            console.print(f"{corpus.name}: {line}", soft_wrap=True)


def skips(corpus: CorpusSettings) -> bool:
    """Whether a corpus's reader may leave rows out: those of this project's own formats refuse what they cannot read."""
    own = corpus.reader in ("annotations", "pairs")
    return not own or corpus.standoff is not None or corpus.directed is not None


def only_source(settings: TrainSettings) -> SourceSettings:
    """The one corpus of a training that names no mixture."""
    dev = [settings.dev_split] if settings.dev_split else []
    return SourceSettings(settings.corpus, settings.train_split, dev)


def contents(name: str, splits: Splits, lesson: Lesson) -> str:
    """What a corpus gives to learn, in a line."""
    further = f" and {len(lesson.joined):,} of joined sentences" if lesson.joined else ""
    further += f" and {len(lesson.reworded):,} of sentences in other words" if lesson.reworded else ""
    choosing = ", ".join(f"{len(pairs):,} of {split}" for split, pairs in splits.dev.items()) or "none"
    line = f"{name}: {len(lesson.pairs):,} pairs to learn from{further}; to choose the epoch: {choosing}"
    if splits.shared:
        line += f"; left out: {splits.shared:,} pairs whose sentences choose the epoch"
    if lesson.lost:
        line += f"; left out: {lesson.lost:,} made pairs that do not fit the encoder"
    return line


def check_alone(settings: TrainSettings) -> None:
    """Refuse what cross-validation would pass over: it learns the stances of one corpus, from the start."""
    asked = {
        "mixture": settings.mixture,
        "teaching.teachers": settings.teaching.teachers,
        "teaching.live": settings.teaching.live,
        "resume": settings.resume,
    }
    for name, value in asked.items():
        if value:
            raise InputError(
                f"{name} is set, but cross-validation learns from one corpus, without teachers, in one go"
            )


def cross_validated(settings: TrainSettings, output: str, console: Console) -> float:
    """Predict every fold with a model that did not see it, and evaluate all predictions together."""
    from actorstance.corpora import load_corpus, load_registry, select
    from actorstance.crossvalidation import cross_validate

    pairs = select(load_corpus(settings.corpus), settings.train_split, settings.corpus.path)
    tell_skipped([settings.corpus], console)
    answers = cross_validate(
        pairs,
        encoder=settings.encoder,
        model=settings.model,
        training=settings.training,
        settings=settings.cross_validation,
        init=settings.init,
        background=load_corpus(settings.background) if settings.background else (),
        registry=load_registry([settings.corpus]),
        progress=True,
    )
    validation = settings.cross_validation
    system = f"{validation.folds}-fold cross-validation by {validation.by}"
    return evaluated(pairs, answers, system, validation.by, output, settings, console)


def left_out(settings: TrainSettings, output: str, console: Console) -> float:
    """Leave out each article or actor in its turn; actors are evaluated in each role that they have, apart."""
    from actorstance.corpora import load_corpus, load_registry, select
    from actorstance.crossvalidation import Answers, answer_left_out, as_role, known_actors
    from actorstance.splits import leave_one_out

    validation = settings.cross_validation
    by = str(validation.leave_out)
    pairs = select(load_corpus(settings.corpus), settings.train_split, settings.corpus.path)
    tell_skipped([settings.corpus], console)
    background = load_corpus(settings.background) if settings.background else []
    known = known_actors(pairs, background) if by == "actor" else set()
    if known:
        console.print(f"not left out: {len(known):,} actors whom {settings.background.path} names too")
    rounds = leave_one_out(pairs, by, least=validation.least, most=validation.most, known=known)
    answers = answer_left_out(
        pairs,
        rounds,
        encoder=settings.encoder,
        model=settings.model,
        training=settings.training,
        init=settings.init,
        background=background,
        registry=load_registry([settings.corpus]),
        progress=True,
    )
    system = f"leave one {by} out, {len(rounds)} rounds"
    if by == "actor":
        in_roles = {role: as_role(pairs, rounds, answers, role) for role in ("target", "holder")}
        figures = [
            evaluated(judged, told, f"{system}, as {role}", "sentence", f"{output}/{role}", settings, console)
            for role, (judged, told) in in_roles.items()
            if judged
        ]
        return figures[0]
    judged = [pairs[i] for left in rounds for i in left.test]
    everything = Answers(
        [prediction for found in answers for prediction in found.predictions],
        {name: [s for found in answers for s in found.baselines[name]] for name in answers[0].baselines},
    )
    return evaluated(judged, everything, system, by, output, settings, console)


def evaluated(
    pairs: list[LabelledPair],
    answers: Answers,
    system: str,
    cluster: str,
    output: str,
    settings: TrainSettings,
    console: Console,
) -> float:
    """Examine answers to held-out pairs, write and print what was found, as `scripts/evaluate.py` does."""
    from actorstance.breakdowns import names_in
    from actorstance.corpora import load_corpus, load_reading, load_registry
    from actorstance.examination import examine
    from actorstance.report.bundle import write_reports
    from actorstance.report.console import print_examination

    # Without controls: there is no one model that could be asked again.
    found = examine(
        pairs,
        [prediction.stance for prediction in answers.predictions],
        [prediction.probabilities for prediction in answers.predictions],
        corpus=settings.corpus.name,
        system=system,
        baselines=answers.baselines,
        registry=load_registry([settings.corpus]),
        seen=names_in(load_corpus(settings.background)) if settings.background else None,
        cluster=cluster,
        seed=settings.cross_validation.seed,
        skipped=load_reading(settings.corpus).report.skipped if skips(settings.corpus) else None,
    )
    write_reports(output, {settings.corpus.name: found}, {settings.corpus.name: answers.predictions})
    print_examination(found, console)
    console.print(f"metrics.json and what else was made of it: {output}")
    return found.evaluation.macro_f1


if __name__ == "__main__":
    main()
