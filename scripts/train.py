"""Fine-tune a stance model, or cross-validate one; see configs/train.yaml for the commands."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from common import as_yaml, command_line, numbered, screen, script
from rich.console import Console

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import SourceSettings, TeachingSettings, TrainSettings, check_settings, check_share

if TYPE_CHECKING:
    from actorstance.crossvalidation import Answers
    from actorstance.mixture import Mixture
    from actorstance.schema import LabelledPair, Pair, Probabilities


@script("train", TrainSettings)
def main(settings: TrainSettings) -> float | None:
    """Train or cross-validate; a sweep gets the development or out-of-fold macro-F1."""
    console = screen()
    output = numbered(settings.output)
    check_writable(output, folder=True)
    check_settings(settings.training)
    if settings.cross_validation.leave_out:
        return left_out(settings, output, console)
    if settings.cross_validation.folds:
        return cross_validated(settings, output, console)
    return trained(settings, output, console)


def trained(settings: TrainSettings, output: str, console: Console) -> float | None:
    """Train on some splits, choose the epoch on others, save the checkpoint."""
    from actorstance.actors import Registry
    from actorstance.callbacks import Epoch
    from actorstance.checkpoint import checkpoint_folder
    from actorstance.corpora import load_registry
    from actorstance.joining import contested, joined
    from actorstance.mixture import mix
    from actorstance.renaming import NamePool
    from actorstance.training import fit

    sources = settings.mixture or {settings.corpus.name: only_source(settings)}
    for name, source in sources.items():
        check_share(f"mixture.{name}.joined", source.joined)
        check_share(f"mixture.{name}.contested", source.contested)
    teachers = teachers_of(settings, sources)
    check_teachers(sources, teachers)
    for named in (settings.init, settings.training.imitated):
        if named is not None:
            checkpoint_folder(named)  # before teachers are asked, not after
    train, told, retold, dev = {}, {}, {}, {}
    for name, source in sources.items():
        train[name], chosen = read(source)
        seed = settings.training.seed
        told[name] = joined(train[name], source.joined, seed) if source.joined else []
        told[name] += contested(train[name], source.contested, seed) if source.contested else []
        retold[name] = (
            in_other_words(train[name], source.varied, teachers[name][0], seed) if source.varied else []
        )
        dev.update({f"{name} {split}": pairs for split, pairs in chosen.items()})
        choosing = ", ".join(f"{len(pairs):,} of {split}" for split, pairs in chosen.items()) or "none"
        further = f" and {len(told[name]):,} of joined sentences" if told[name] else ""
        further += f" and {len(retold[name]):,} of sentences in other words" if retold[name] else ""
        console.print(
            f"{name}: {len(train[name]):,} pairs to learn from{further}; to choose the epoch: {choosing}",
            soft_wrap=True,
        )
    learned = {name: [*train[name], *told[name], *retold[name]] for name in sources}
    mixture = mix(
        learned,
        {name: source.weight for name, source in sources.items()},
        balance=settings.model.balance,
        passes={name: source.passes for name, source in sources.items()},
    )
    if any(teachers.values()):
        mixture = taught(mixture, train, told, retold, sources, teachers, settings.teaching, console)

    def report(epoch: Epoch) -> None:
        figure = "" if epoch.dev_macro_f1 is None else f"   dev macro-F1 {epoch.dev_macro_f1:.3f}"
        sets = "" if len(epoch.dev) < 2 else f" ({', '.join(f'{k} {v:.3f}' for k, v in epoch.dev.items())})"
        console.print(f"epoch {epoch.epoch}   loss {epoch.loss:.3f}{figure}{sets}", soft_wrap=True)

    known = load_registry([source.corpus for source in sources.values()])
    outcome = fit(
        mixture,
        dev,
        output,
        encoder=settings.encoder,
        model=settings.model,
        training=settings.training,
        init=settings.init,
        names=NamePool.of(mixture.pairs, known)
        if settings.training.swap or settings.training.twins
        else None,
        registry=Registry.load(*settings.registry) if settings.registry else None,
        data=[f"{name}: {len(train[name]):,} pairs ({s.corpus.path})" for name, s in sources.items()],
        command=command_line(),
        run=as_yaml(settings),
        resume=settings.resume,
        report=report,
    )
    console.print(f"kept epoch {outcome.best.epoch}; checkpoint: {outcome.folder}")
    return outcome.best.dev_macro_f1


def only_source(settings: TrainSettings) -> SourceSettings:
    """The one corpus of a training that names no mixture."""
    dev = [settings.dev_split] if settings.dev_split else []
    return SourceSettings(settings.corpus, settings.train_split, dev)


def teachers_of(settings: TrainSettings, sources: dict[str, SourceSettings]) -> dict[str, list[str]]:
    """The checkpoints that teach each corpus.

    Raises:
        InputError: a teacher is to answer meanwhile, and none is named, or others are named beside it.
    """
    if not settings.teaching.live:
        return {name: source.teachers or settings.teaching.teachers for name, source in sources.items()}
    if settings.training.imitated is None:
        raise InputError("teaching.live needs training.imitated, the checkpoint that answers")
    others = {f"mixture.{name}.teachers": source.teachers for name, source in sources.items()}
    for setting, named in {"teaching.teachers": settings.teaching.teachers, **others}.items():
        if named:
            raise InputError(
                f"{setting} names a teacher, but with teaching.live only training.imitated answers"
            )
    return {name: [settings.training.imitated] for name in sources}


def read(source: SourceSettings) -> tuple[list[LabelledPair], dict[str, list[LabelledPair]]]:
    """A corpus's pairs to learn from, and those of each of its development splits."""
    from actorstance.corpora import load_corpus, select

    pairs = load_corpus(source.corpus)
    path = source.corpus.path
    return select(pairs, source.train, path), {split: select(pairs, split, path) for split in source.dev}


def taught(
    mixture: Mixture,
    train: dict[str, list[LabelledPair]],
    told: dict[str, list[LabelledPair]],
    retold: dict[str, list[LabelledPair]],
    sources: dict[str, SourceSettings],
    teachers: dict[str, list[str]],
    teaching: TeachingSettings,
    console: Console,
) -> Mixture:
    """Ask each corpus's teachers about its pairs, and about those that it leaves open, or leave it to a teacher to answer meanwhile."""
    from actorstance.ensemble import average_answers
    from actorstance.mixture import heed, teach, unjudged

    answers: list[Probabilities | None] = []
    trusts: list[float] = []
    left: list[Pair] = []
    further: list[tuple[Pair, Probabilities]] = []
    for name, source in sources.items():
        if not source.weight:
            continue  # as `mix` does
        judged, alone = train[name], told[name]
        if teaching.joined or not source.judged:
            judged, alone = [*judged, *alone], []
        trust = teaching.trust if source.judged else 1.0
        open_pairs = unjudged(train[name]) if teaching.unjudged else []
        known = len(judged) if source.judged else 0
        unknown = len(judged) - known + len(retold[name]) + len(open_pairs)
        if teaching.live:
            trusts += [trust] * len(judged) + [0.0] * len(alone) + [1.0] * len(retold[name])
            left += open_pairs
            console.print(
                f"{name}: {known:,} judged and {unknown:,} open pairs for the teacher to answer meanwhile"
            )
            continue
        console.print(
            f"{name}: {len(teachers[name])} teachers answer {known:,} judged and {unknown:,} open pairs"
        )
        asked = [*judged, *retold[name], *open_pairs]
        said = iter(average_answers(teachers[name], asked, kept=teaching.answers, progress=True))
        answers += [*islice(said, len(judged)), *(None for _ in alone), *islice(said, len(retold[name]))]
        trusts += [trust] * (len(judged) + len(alone)) + [1.0] * len(retold[name])
        further += zip(open_pairs, said, strict=True)
    if teaching.live:
        return heed(mixture, trusts, left, teaching.unjudged)
    return teach(mixture, answers, trusts, further, teaching.unjudged)


def check_teachers(sources: dict[str, SourceSettings], teachers: dict[str, list[str]]) -> None:
    """Refuse a corpus that nobody teaches where somebody must, before anything is read."""
    for name, source in sources.items():
        if teachers[name]:
            continue
        if not source.judged:
            raise InputError(f"mixture.{name}.judged is false: without teachers nobody knows the stances")
        if source.varied:
            raise InputError(
                f"mixture.{name}.varied is {source.varied}: without teachers nobody knows the stances of sentences in other words"
            )
        if any(teachers.values()):
            raise InputError(
                f"mixture.{name}.teachers is empty, and so is teaching.teachers: expected a checkpoint"
            )


def in_other_words(pairs: list[LabelledPair], copies: float, teacher: str, seed: int) -> list[LabelledPair]:
    """A corpus's sentences with words exchanged for such as a teacher holds to be similar."""
    from actorstance.checkpoint import load_checkpoint
    from actorstance.similarity import similar_words
    from actorstance.variation import varied

    model, tokenizer, _ = load_checkpoint(teacher)
    return varied(pairs, copies, similar_words(model, tokenizer), seed=seed)


def cross_validated(settings: TrainSettings, output: str, console: Console) -> float:
    """Predict every fold with a model that did not see it, and evaluate all predictions together."""
    from actorstance.corpora import load_corpus, select
    from actorstance.crossvalidation import Answers, cross_validate

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
    validation = settings.cross_validation
    system = f"{validation.folds}-fold cross-validation by {validation.by}"
    return evaluated(pairs, Answers(predictions, baselines), system, validation.by, output, settings, console)


def left_out(settings: TrainSettings, output: str, console: Console) -> float:
    """Leave out each article or actor in its turn; actors are evaluated in each role that they have, apart."""
    from actorstance.corpora import load_corpus, select
    from actorstance.crossvalidation import Answers, answer_left_out, as_role
    from actorstance.splits import leave_one_out

    validation = settings.cross_validation
    by = str(validation.leave_out)
    pairs = select(load_corpus(settings.corpus), settings.train_split, settings.corpus.path)
    rounds = leave_one_out(pairs, by, least=validation.least, most=validation.most)
    answers = answer_left_out(
        pairs,
        rounds,
        encoder=settings.encoder,
        model=settings.model,
        training=settings.training,
        init=settings.init,
        background=load_corpus(settings.background) if settings.background else (),
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
    """Evaluate answers to held-out pairs, write and print what was found."""
    from actorstance.breakdowns import names_in
    from actorstance.corpora import load_corpus, load_registry
    from actorstance.evaluation import evaluate
    from actorstance.report.files import write_evaluation
    from actorstance.report.tables import print_evaluation

    evaluation = evaluate(
        pairs,
        [prediction.stance for prediction in answers.predictions],
        corpus=settings.corpus.name,
        system=system,
        baselines=answers.baselines,
        registry=load_registry([settings.corpus]),
        seen=names_in(load_corpus(settings.background)) if settings.background else None,
        cluster=cluster,
        seed=settings.cross_validation.seed,
    )
    write_evaluation(output, evaluation, answers.predictions)
    print_evaluation(evaluation, console)
    console.print(f"tables, figures and metrics.json: {output}")
    return evaluation.macro_f1


if __name__ == "__main__":
    main()
