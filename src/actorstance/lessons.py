"""What a training learns from each corpus: its pairs, some of its sentences joined or in other words, and what teachers say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from actorstance.checkpoint import checkpoint_folder, load_checkpoint
from actorstance.configuration import StanceConfig
from actorstance.corpora import load_corpus, select
from actorstance.encoding import fits
from actorstance.ensemble import average_answers
from actorstance.errors import InputError
from actorstance.joining import contested, joined
from actorstance.mixture import Mixture, heed, mix, teach, unjudged
from actorstance.schema import LabelledPair, Pair, Probabilities
from actorstance.sentences import normal
from actorstance.settings import SourceSettings, TeachingSettings, check_share
from actorstance.similarity import similar_words
from actorstance.variation import varied

P = TypeVar("P", bound=Pair)


@dataclass(frozen=True)
class Splits:
    """What a training needs of a corpus.

    Attributes:
        train: the pairs to learn from.
        dev: the pairs that choose the epoch, by split.
        shared: how many pairs of `train` were taken out, for their sentences stand in a split that chooses, of this corpus or another.
    """

    train: Sequence[LabelledPair]
    dev: Mapping[str, Sequence[LabelledPair]]
    shared: int


@dataclass(frozen=True)
class Lesson:
    """What one corpus gives to learn.

    Attributes:
        source: how it is to be read.
        teachers: the checkpoints that teach it; none for learning its stances as they are.
        pairs: those of its train split.
        joined: pairs of its sentences told two at a time.
        reworded: pairs of its sentences in other words, whose stances only a teacher knows.
        open: pairs of its sentences that it does not judge, for a teacher to answer.
        lost: how many of these three were left out, for the encoder cannot read them at once.
    """

    source: SourceSettings
    teachers: Sequence[str]
    pairs: Sequence[LabelledPair]
    joined: Sequence[LabelledPair] = ()
    reworded: Sequence[LabelledPair] = ()
    open: Sequence[Pair] = ()
    lost: int = 0


def teachers_of(
    sources: Mapping[str, SourceSettings], teaching: TeachingSettings, imitated: str | None = None
) -> dict[str, list[str]]:
    """The checkpoints that teach each corpus.

    Args:
        sources: the corpora.
        teaching: names the teachers of the corpora that name none.
        imitated: the checkpoint that answers with `teaching.live`.

    Raises:
        InputError: a share is none; a corpus that needs a teacher has none; a teacher is to answer meanwhile, and none is named, or others
            are named beside it; or a checkpoint is not there.
    """
    check_share("teaching.trust", teaching.trust)
    if teaching.unjudged < 0:
        raise InputError(f"teaching.unjudged is {teaching.unjudged}, must be 0 or more")
    for name, source in sources.items():
        check_share(f"mixture.{name}.joined", source.joined)
        check_share(f"mixture.{name}.contested", source.contested)
        if source.trust is not None:
            check_share(f"mixture.{name}.trust", source.trust)
    teachers = {name: source.teachers or teaching.teachers for name, source in sources.items()}
    if teaching.live:
        if imitated is None:
            raise InputError("teaching.live needs training.imitated, the checkpoint that answers")
        others = {f"mixture.{name}.teachers": source.teachers for name, source in sources.items()}
        for setting, named in {"teaching.teachers": teaching.teachers, **others}.items():
            if named:
                raise InputError(
                    f"{setting} names a teacher, but with teaching.live only training.imitated answers"
                )
        teachers = {name: [imitated] for name in sources}
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
    for checkpoint in dict.fromkeys(one for members in teachers.values() for one in members):
        checkpoint_folder(checkpoint)
    return teachers


def read(sources: Mapping[str, SourceSettings]) -> dict[str, Splits]:
    """Each corpus's pairs. A sentence that helps to choose the epoch is not learned from, in whichever corpus it stands too.

    Raises:
        InputError: a corpus or split cannot be read.
    """
    train: dict[str, list[LabelledPair]] = {}
    dev: dict[str, dict[str, list[LabelledPair]]] = {}
    for name, source in sources.items():
        pairs = load_corpus(source.corpus)
        train[name] = select(pairs, source.train, source.corpus.path)
        dev[name] = {split: select(pairs, split, source.corpus.path) for split in source.dev}
    choosing = {normal(p.text) for splits in dev.values() for members in splits.values() for p in members}
    found = {}
    for name, pairs in train.items():
        kept = [pair for pair in pairs if normal(pair.text) not in choosing]
        found[name] = Splits(kept, dev[name], len(pairs) - len(kept))
    return found


def lesson(
    pairs: Sequence[LabelledPair],
    source: SourceSettings,
    teachers: Sequence[str],
    *,
    questions: bool,
    tokenizer: PreTrainedTokenizerBase,
    config: StanceConfig,
    seed: int,
) -> Lesson:
    """Make of a corpus's pairs what its settings ask for.

    What is made here and does not fit the encoder is left out, for nobody asked for it in so many words.

    Args:
        pairs: those to learn from.
        source: how they are to be read.
        teachers: of this corpus; the first knows which words are similar.
        questions: whether teachers are asked about what the corpus leaves open.
        tokenizer: of the model that will learn.
        config: of that model.
        seed: of the choice of sentences and of words.

    Raises:
        InputError: a setting that cannot be meant, or a checkpoint that cannot be used.
    """
    told = joined(pairs, source.joined, seed) if source.joined else []
    told += contested(pairs, source.contested, seed) if source.contested else []
    retold: list[LabelledPair] = []
    if source.varied:
        model, words, _ = load_checkpoint(teachers[0])
        retold = varied(pairs, source.varied, similar_words(model, words), seed=seed)

    def fitting(made: Sequence[P]) -> list[P]:
        fit = fits(made, tokenizer, pairing=config.pairing, max_tokens=config.max_tokens)
        return [pair for pair, holds in zip(made, fit, strict=True) if holds]

    left = unjudged(pairs) if questions else []
    found = Lesson(source, teachers, pairs, fitting(told), fitting(retold), fitting(left))
    kept = len(found.joined) + len(found.reworded) + len(found.open)
    return replace(found, lost=len(told) + len(retold) + len(left) - kept)


def mixed(lessons: Mapping[str, Lesson], balance: float) -> Mixture:
    """All lessons as one mixture, not yet taught; see `mixture.mix`.

    Args:
        lessons: by corpus.
        balance: how far rare stances count more, where a corpus knows its stances.

    Raises:
        InputError: nothing is left to learn from, or a weight or number of passes cannot be meant.
    """
    return mix(
        {name: [*one.pairs, *one.joined, *one.reworded] for name, one in lessons.items()},
        {name: one.source.weight for name, one in lessons.items()},
        balance={name: balance if one.source.judged else 0.0 for name, one in lessons.items()},
        passes={name: one.source.passes for name, one in lessons.items()},
    )


def taught(
    mixture: Mixture,
    lessons: Mapping[str, Lesson],
    teaching: TeachingSettings,
    say: Callable[[str], None],
    device: str | None = None,
) -> Mixture:
    """Ask each corpus's teachers about its pairs, and about those that it leaves open.

    With `teaching.live` nothing is asked now: the teacher answers during training.

    Args:
        mixture: what `mixed` made of the lessons.
        lessons: by corpus.
        teaching: how far teachers are trusted, and what they are asked about.
        say: is told how much each corpus's teachers are asked, before they are.
        device: where those compute that answer beforehand; by default the GPU if there is one.

    Raises:
        InputError: a teacher cannot be used.
    """
    answers: list[Probabilities | None] = []
    trusts: list[float] = []
    left: list[Pair] = []
    further: list[tuple[Pair, Probabilities]] = []
    for name, one in lessons.items():
        if not one.source.weight:
            continue  # as `mix` does
        asked, alone = list(one.pairs), list(one.joined)
        if teaching.joined or not one.source.judged:
            asked, alone = [*asked, *alone], []
        trust = _trust(one.source, teaching)
        if not trust:
            asked, alone = [], [*asked, *alone]
        known = len(asked) if one.source.judged else 0
        unknown = len(asked) - known + len(one.reworded) + len(one.open)
        trusts += [trust] * len(asked) + [0.0] * len(alone) + [1.0] * len(one.reworded)
        if teaching.live:
            left += one.open
            say(f"{name}: {known:,} judged and {unknown:,} open pairs for the teacher to answer meanwhile")
            continue
        say(f"{name}: {len(one.teachers)} teachers answer {known:,} judged and {unknown:,} open pairs")
        questions = [*asked, *one.reworded, *one.open]
        said = iter(
            average_answers(one.teachers, questions, kept=teaching.answers, device=device, progress=True)
        )
        answers += [*islice(said, len(asked)), *(None for _ in alone), *islice(said, len(one.reworded))]
        further += zip(one.open, said, strict=True)
    if teaching.live:
        return heed(mixture, trusts, left, teaching.unjudged)
    return teach(mixture, answers, trusts, further, teaching.unjudged)


def _trust(source: SourceSettings, teaching: TeachingSettings) -> float:
    """The teachers' share in what is learned of a corpus's own pairs."""
    if not source.judged:
        return 1.0
    return teaching.trust if source.trust is None else source.trust
