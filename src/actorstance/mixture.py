"""Several corpora in one training: their pairs, how much each pair counts, and what teachers say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from actorstance.errors import InputError
from actorstance.pairs import label
from actorstance.schema import STANCES, LabelledPair, Mention, Pair, Probabilities, Stance
from actorstance.settings import check_share


@dataclass(frozen=True)
class Mixture:
    """Pairs to learn from.

    Attributes:
        pairs: the pairs; a taught pair that nobody judged carries its teachers' most probable stance.
        weights: how much each pair's loss counts; mean 1.
        targets: the distributions over against, neutral, favor to learn, where teachers gave some; else empty, and the
            stances themselves are learned.
        passes: how often an epoch reads each pair's sentence; empty for once. Of the pairs of a row (`encoding.encode_pairs`) the largest counts.
        trusts: the share, in what is learned of each pair, of a teacher that answers while the model learns; empty where none does.
    """

    pairs: Sequence[LabelledPair]
    weights: Sequence[float]
    targets: Sequence[Probabilities] = field(default=())
    passes: Sequence[float] = field(default=())
    trusts: Sequence[float] = field(default=())

    def __len__(self) -> int:
        return len(self.pairs)


def mix(
    corpora: Mapping[str, Sequence[LabelledPair]],
    weights: Mapping[str, float] | None = None,
    *,
    balance: float | Mapping[str, float] = 0.0,
    passes: Mapping[str, float] | None = None,
) -> Mixture:
    """Put corpora together.

    Args:
        corpora: pairs by corpus.
        weights: how much a pair of a corpus counts against those of the others; 1 unless given. With 0 a corpus is left out.
        balance: how far rare stances count more, in all corpora or in each: weights are frequency to the power of -balance.
        passes: how often an epoch reads a corpus's sentences; 1 unless given.

    Raises:
        InputError: there is no pair, a weight is negative, or an epoch would read nothing of a corpus.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = LabelledPair(id="p", text="A", target=Mention(0, 1), stance=Stance.FAVOR)
        >>> mix({"a": [pair], "b": [pair] * 3}, {"a": 3.0}).weights
        [2.0, 0.6666666666666666, 0.6666666666666666, 0.6666666666666666]
    """
    weights = weights or {}
    for name, weight in weights.items():
        if weight < 0:
            raise InputError(f"the weight of corpus {name} is {weight}, must be 0 or more")
    passes = passes or {}
    for name, often in passes.items():
        if often <= 0:
            raise InputError(f"the passes of corpus {name} are {often}, must be over 0")
    pairs: list[LabelledPair] = []
    raw: list[float] = []
    reads: list[float] = []
    for name, members in corpora.items():
        weight = weights.get(name, 1.0)
        if not members or not weight:
            continue
        often = passes.get(name, 1.0)
        sentences = len({pair.text for pair in members})
        if round(often * sentences) < 1:
            raise InputError(
                f"with passes of {often} an epoch reads none of the {sentences} sentences of corpus {name}"
            )
        rare = balance if isinstance(balance, float | int) else balance[name]
        of_stance = dict(zip(STANCES, class_weights(members, rare), strict=True))
        pairs += members
        raw += [weight * of_stance[pair.stance] for pair in members]
        reads += [often] * len(members)
    if not pairs:
        raise InputError("there are no pairs to train on")
    return Mixture(pairs, _mean_one(raw), passes=reads)


def class_weights(pairs: Sequence[LabelledPair], balance: float) -> list[float]:
    """Loss weights of against, neutral, favor: frequency ** -balance, with mean 1 over the pairs.

    Examples:
        >>> from actorstance.schema import Mention
        >>> stances = [Stance.AGAINST] * 1 + [Stance.NEUTRAL] * 4
        >>> pairs = [LabelledPair(id="p", text="A", target=Mention(0, 1), stance=s) for s in stances]
        >>> class_weights(pairs, 0.5)
        [1.6666666666666667, 0.8333333333333334, 1.6666666666666667]
    """
    counts = Counter(pair.stance for pair in pairs)
    # A class that the data lack weighs as if it stood once: it is never seen anyway.
    raw = [max(counts[stance], 1) ** -balance for stance in STANCES]
    mean = sum(w * counts[s] for w, s in zip(raw, STANCES, strict=True)) / len(pairs)
    return [weight / mean for weight in raw]


def unjudged(pairs: Sequence[LabelledPair]) -> list[Pair]:
    """The questions that a corpus leaves open: all other pairs of the places that its pairs of a sentence name.

    A corpus of directed stances says nothing of the overall ones, and the other way round; teachers do (`teach`).

    Examples:
        >>> a, b = Mention(0, 4), Mention(13, 18)
        >>> pair = LabelledPair(id="p", text="Peru thanked Chile.", holder=a, target=b, stance=Stance.FAVOR)
        >>> [(p.holder_text, p.target_text) for p in unjudged([pair])]
        [(None, 'Peru'), (None, 'Chile'), ('Chile', 'Peru')]
    """
    judged: dict[str, set[tuple[Place | None, Place]]] = {}
    places: dict[str, dict[Place, Mention]] = {}
    for pair in pairs:
        for mention in (pair.target, pair.holder):
            if mention is not None:
                places.setdefault(pair.text, {}).setdefault(_place(mention), mention)
        holder = None if pair.holder is None else _place(pair.holder)
        judged.setdefault(pair.text, set()).add((holder, _place(pair.target)))
    found = []
    for number, (text, mentions) in enumerate(places.items()):
        ordered = sorted(mentions)
        questions: list[tuple[Place | None, Place]] = [(None, target) for target in ordered]
        questions += [(h, t) for h in ordered for t in ordered if _apart(h, t, mentions)]
        found += [
            Pair(
                id=f"open-{number}-{holder}-{target}",
                text=text,
                target=mentions[target],
                holder=None if holder is None else mentions[holder],
            )
            for holder, target in questions
            if (holder, target) not in judged[text]
        ]
    return found


def teach(
    mixture: Mixture,
    taught: Sequence[Probabilities | None],
    trust: float | Sequence[float],
    further: Sequence[tuple[Pair, Probabilities]] = (),
    weight: float = 1.0,
) -> Mixture:
    """Let teachers have a say: distillation on judged pairs, self-training on others.

    Hinton, Vinyals & Dean (2015) for the former, with the teachers' average as in Furlanello et al. (2018).

    Args:
        mixture: judged pairs.
        taught: what the teachers say of them; None for a pair that is learned as it stands.
        trust: the teachers' share in the target, 0 to 1, for all judged pairs or for each; the rest is the stance itself.
        further: pairs that nobody judged, with what the teachers say.
        weight: how much such a pair counts against a judged one.

    Raises:
        InputError: `trust` is no share.
    """
    trusts = [trust] * len(mixture) if isinstance(trust, (int, float)) else trust
    _check_shares(trusts)
    targets = [
        _between(pair.stance, answer, share)
        for pair, answer, share in zip(mixture.pairs, taught, trusts, strict=True)
    ]
    answered = [label(pair, _most_probable(answer)) for pair, answer in further]
    return replace(
        _extended(mixture, answered, weight), targets=[*targets, *(answer for _, answer in further)]
    )


def heed(
    mixture: Mixture, trusts: Sequence[float], further: Sequence[Pair] = (), weight: float = 1.0
) -> Mixture:
    """Mark how much of each pair's target comes from the teacher that runs during training (`training.imitated`), about each sentence as it stands by then.

    Args:
        mixture: judged pairs.
        trusts: the teacher's share in what is learned of each, 0 to 1; the rest is the stance itself.
        further: pairs that nobody judged, of which the teacher's answer alone is learned.
        weight: how much such a pair counts against a judged one.

    Raises:
        InputError: a trust is no share.

    Examples:
        >>> from actorstance.schema import Mention
        >>> judged = LabelledPair(id="p", text="A", target=Mention(0, 1), stance=Stance.FAVOR)
        >>> heed(mix({"a": [judged]}), [0.7], [Pair(id="q", text="B", target=Mention(0, 1))]).trusts
        [0.7, 1.0]
    """
    _check_shares(trusts)
    # The label says no more than that the pair counts.
    unknown = [label(pair, Stance.NEUTRAL) for pair in further]
    return replace(_extended(mixture, unknown, weight), trusts=[*trusts, *(1.0 for _ in further)])


Place = tuple[int, int]


def _place(mention: Mention) -> Place:
    return mention.start, mention.end


def _apart(holder: Place, target: Place, mentions: Mapping[Place, Mention]) -> bool:
    """Whether two places are those of different actors that do not stand inside each other."""
    one, other = mentions[holder].actor, mentions[target].actor
    overlap = holder[0] < target[1] and target[0] < holder[1]
    return holder != target and not overlap and (one is None or one != other)


def _between(stance: Stance, taught: Probabilities | None, trust: float) -> Probabilities:
    own = [float(stance is candidate) for candidate in STANCES]
    if taught is None:
        return Probabilities(*own)
    told = (taught.against, taught.neutral, taught.favor)
    return Probabilities(*((1 - trust) * o + trust * t for o, t in zip(own, told, strict=True)))


def _check_shares(trusts: Sequence[float]) -> None:
    for share in set(trusts):
        check_share("trust in teachers", share)


def _extended(mixture: Mixture, further: Sequence[LabelledPair], weight: float) -> Mixture:
    """With pairs that only teachers answer; they are read as often as the others of their sentence, wherever these stand in other rows."""
    often: dict[str, float] = {}
    for pair, reads in zip(mixture.pairs, mixture.passes, strict=False):
        often[pair.text] = max(reads, often.get(pair.text, 0.0))
    return replace(
        mixture,
        pairs=[*mixture.pairs, *further],
        weights=_mean_one([*mixture.weights, *(weight for _ in further)]),
        passes=[*mixture.passes, *(often.get(pair.text, 1.0) for pair in further)] if often else (),
    )


def _most_probable(answer: Probabilities) -> Stance:
    scores = (answer.against, answer.neutral, answer.favor)
    return Stance.from_id(scores.index(max(scores)))


def _mean_one(weights: Sequence[float]) -> list[float]:
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights]
