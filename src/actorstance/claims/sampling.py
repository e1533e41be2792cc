"""Random samples of pairs for people to label, and how likely each pair was to be drawn: what a correction of predictions rests on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from actorstance.errors import InputError
from actorstance.metrics import FEW, Floats
from actorstance.schema import LabelledPair, Pair, Stance

STRATA = ("none", "stance", "actor")


def draw_sample(
    pairs: Sequence[Pair],
    predicted: Sequence[Stance],
    size: int,
    *,
    strata: str = "none",
    seed: int = 13,
    kept: Sequence[Pair] = (),
    path: str = "kept",
) -> list[Pair]:
    """Draw pairs to label, at random and without replacement.

    With strata each gets the same number of pairs, or all of its pairs where it has fewer (equal allocation, Cochran 1977, chapter 5): rare stances and
    actors are then not missed. Which pairs are drawn does not depend on the order of the rows.

    Each stratum has one random order, which only the seed decides, and its first pairs are drawn: a larger sample contains the smaller one of the same
    seed. A sample that was drawn in any other way is extended as well: together with a simple random sample of the remaining pairs, a simple
    random sample is one, so every pair of the union has the probability of the larger sample. That needs the whole sample, also the pairs that
    nobody has labelled yet.

    Args:
        pairs: all pairs of the corpus, with unique ids.
        predicted: the predicted stance of each.
        size: how many to draw.
        strata: `none` for a simple random sample; `stance` to stratify by predicted stance; `actor` by target, where targets under ten pairs make up one
            stratum together.
        seed: of the draw.
        kept: a sample drawn before from the same pairs, with the same strata, which the new one is to contain; with stances where they have some.
        path: what errors call it.

    Returns:
        Those kept, as they are but for their probability, then the others drawn, in the order of the corpus, without stances. Each has the probability with
        which a sample of this size gets it as `meta["probability"]`.

    Raises:
        InputError: an unknown `strata`, more pairs than there are, or fewer than there are strata or pairs kept; or what is kept is no whole sample of
            these pairs.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pairs = [Pair(id=f"p{i}", text="Peru won.", target=Mention(0, 4)) for i in range(100)]
        >>> predicted = [Stance.FAVOR] * 8 + [Stance.NEUTRAL] * 92
        >>> [(p.id, p.meta["probability"]) for p in draw_sample(pairs, predicted, 4, strata="stance")]
        [('p0', 0.25), ('p7', 0.25), ('p11', 0.021739130434782608), ('p33', 0.021739130434782608)]
        >>> [p.id for p in draw_sample(pairs, predicted, 6, strata="stance")]
        ['p0', 'p3', 'p7', 'p11', 'p33', 'p62']
    """
    names = stratum_names(pairs, predicted, strata)
    members: dict[str, list[int]] = {name: [] for name in sorted(set(names))}
    for place in sorted(range(len(pairs)), key=lambda place: pairs[place].id):
        members[names[place]].append(place)
    if size > len(pairs):
        raise InputError(f"a sample of {size:,} is more than there are pairs: {len(pairs):,}")
    if size < 1:
        raise InputError(f"a sample must have a pair or more, got {size:,}")
    if size < len(members):
        raise InputError(f"a sample of {size:,} cannot have a pair of each of {len(members):,} strata")
    before = match_gold(pairs, kept, path) if kept else []
    if kept:
        _check_whole(kept, [names[place] for place in before], names, path)
    random = np.random.default_rng(seed)
    chances: dict[int, float] = {}
    left = size
    smallest_first = sorted(members.items(), key=lambda item: len(item[1]))
    for number, (name, stratum) in enumerate(smallest_first):
        take = min(len(stratum), left // (len(smallest_first) - number))
        left -= take
        own = {place: None for place in before if names[place] == name}
        if len(own) > take:
            at = "" if strata == "none" else f" of the stratum {name!r}"
            message = f"{len(own):,} pairs{at} stand here, and a sample of {size:,} has only {take:,}"
            raise InputError.at(message, path=path)
        order = [stratum[number] for number in random.permutation(len(stratum))]
        further = [place for place in order if place not in own][: take - len(own)]
        chances.update(dict.fromkeys([*own, *further], take / len(stratum)))
    again = [_with_chance(pair, chances.pop(place)) for pair, place in zip(kept, before, strict=True)]
    return again + [_with_chance(_bare(pairs[place]), chances[place]) for place in sorted(chances)]


def match_gold(pairs: Sequence[Pair], gold: Sequence[Pair], path: str = "gold") -> list[int]:
    """Where each labelled pair stands among the pairs.

    Raises:
        InputError: there is no labelled pair, or its id is not among the pairs, stands twice, or belongs there to another question.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pairs = [Pair(id=name, text="Peru won.", target=Mention(0, 4)) for name in "abc"]
        >>> match_gold(pairs, [LabelledPair(id="c", text="Peru won.", target=Mention(0, 4), stance=Stance.FAVOR)])
        [2]
    """
    if not gold:
        raise InputError.at("there is no labelled pair", path=path)
    places = {pair.id: place for place, pair in enumerate(pairs)}
    seen: set[str] = set()
    for labelled in gold:
        if labelled.id not in places:
            raise InputError.at(f"id {labelled.id!r} is not in the input", path=path, field="id")
        if labelled.id in seen:
            raise InputError.at(f"id {labelled.id!r} stands twice", path=path, field="id")
        if _question(labelled) != _question(pairs[places[labelled.id]]):
            message = f"{labelled.id!r} has another text, target or holder in the input"
            raise InputError.at(message, path=path)
        seen.add(labelled.id)
    return [places[labelled.id] for labelled in gold]


def sampling_probabilities(
    names: Sequence[str], gold: Sequence[LabelledPair], places: Sequence[int], path: str = "gold"
) -> Floats:
    """How likely each labelled pair was to be drawn: as its `meta["probability"]` says, else the share of its stratum that is labelled.

    Args:
        names: the stratum of every pair that could be drawn, as `stratum_names` gives it.
        gold: the labelled pairs.
        places: where each stands among these.
        path: what errors call the gold.

    Raises:
        InputError: a probability is no number in (0, 1], some pairs have one and others none, or a stratum has no labelled pair.

    Examples:
        >>> from actorstance.schema import Mention
        >>> won = LabelledPair(id="1", text="Peru won.", target=Mention(0, 4), stance=Stance.NEUTRAL)
        >>> sampling_probabilities(["all pairs"] * 4, [won], [2]).tolist()
        [0.25]
    """
    written = written_probabilities(gold, path)
    if written is not None:
        return written
    sizes, labelled = Counter(names), Counter(names[place] for place in places)
    for name in sorted(sizes):
        if name not in labelled:
            raise InputError.at(
                f"no labelled pair in the stratum {name!r}, so its errors stay unknown", path=path
            )
    return np.array([labelled[names[place]] / sizes[names[place]] for place in places])


def written_probabilities(gold: Sequence[Pair], path: str = "gold") -> Floats | None:
    """The probabilities that the pairs have as `meta["probability"]`; None where none has one.

    Raises:
        InputError: a probability is no number in (0, 1], or some pairs have one and others none.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = Pair(id="1", text="Peru won.", target=Mention(0, 4), meta={"probability": 0.25})
        >>> written_probabilities([pair]).tolist()
        [0.25]
    """
    written = [pair.meta.get("probability") for pair in gold]
    for pair, chance in zip(gold, written, strict=True):
        number = isinstance(chance, int | float) and not isinstance(chance, bool)
        if chance is not None and not (number and 0 < chance <= 1):
            raise _wrong(f"pair {pair.id!r}: {chance!r} is no probability in (0, 1]", path)
    missing = [pair.id for pair, chance in zip(gold, written, strict=True) if chance is None]
    if missing and len(missing) < len(gold):
        raise _wrong(f"pair {missing[0]!r} has none, but others have: all or none must have one", path)
    return None if missing else np.array(written, dtype=float)


def sample_gap(chances: Floats, total: int, everything: int) -> str:
    """What tells that labelled pairs are no whole sample, in a sentence or two; empty where nothing does.

    The inverse probabilities of a sample that `draw_sample` drew sum to the number of pairs that it was drawn from, exactly: where all probabilities are
    alike, any label that is missing shows. A sample whose pairs were drawn independently, or of which only the pairs of a part are left, may be off by chance,
    by some Σ (1 − π) / π² in variance.

    Args:
        chances: the labelled pairs' probabilities.
        total: how many pairs the sample is claimed to stand for.
        everything: how many the corpus has.

    Examples:
        >>> sample_gap(np.full(30, 60 / 709), 709, 709)
        'Only 30 of the 60 sampled pairs have a stance. The figures hold only if chance decided which: label the others too.'
        >>> sample_gap(np.full(60, 60 / 709), 709, 709)
        ''
    """
    stands_for = float((1 / chances).sum())
    if any(math.isclose(stands_for, number, rel_tol=1e-6) for number in (total, everything)):
        return ""
    labelled, drawn = len(chances), float(chances[0]) * total
    alike = bool(np.ptp(chances) < 1e-9)
    if alike and round(drawn) > labelled and math.isclose(drawn, round(drawn), rel_tol=1e-6):
        return (
            f"Only {labelled:,} of the {drawn:,.0f} sampled pairs have a stance. "
            "The figures hold only if chance decided which: label the others too."
        )
    off = f"By their probabilities the labelled pairs stand for {stands_for:,.0f} of {total:,} pairs"
    if abs(stands_for - total) > 3 * math.sqrt(float(((1 - chances) / chances**2).sum())):
        return f"{off}, which is further off than chance allows: stances are missing, or the probabilities are those of another corpus or part."
    if not alike and total == everything:
        return f"{off}; a whole sample by strata stands for all of them, so stances may be missing."
    return ""


def stratum_names(pairs: Sequence[Pair], predicted: Sequence[Stance], strata: str) -> list[str]:
    """The stratum of each pair, see `draw_sample`.

    Raises:
        InputError: an unknown `strata`.

    Examples:
        >>> from actorstance.schema import Mention
        >>> pair = Pair(id="1", text="Peru won.", target=Mention(0, 4, "peru"))
        >>> stratum_names([pair] * 10, [Stance.FAVOR] * 10, "actor")[0], stratum_names([pair], [Stance.FAVOR], "actor")
        ('peru', ['other actors'])
    """
    if strata not in STRATA:
        raise InputError(f"unknown strata {strata!r}, expected one of {', '.join(STRATA)}")
    if strata == "none":
        return ["all pairs"] * len(pairs)
    if strata == "stance":
        return [str(stance) for stance in predicted]
    targets = [pair.target.actor for pair in pairs]
    counts = Counter(targets)
    return [target if target is not None and counts[target] >= FEW else "other actors" for target in targets]


def _question(pair: Pair) -> tuple[object, ...]:
    holder = None if pair.holder is None else (pair.holder.start, pair.holder.end)
    return pair.text, pair.target.start, pair.target.end, holder


def _check_whole(kept: Sequence[Pair], own: Sequence[str], names: Sequence[str], path: str) -> None:
    """Check that as many pairs of each stratum are kept as the probability of each says were drawn."""
    written = written_probabilities(kept, path)
    sizes, counts = Counter(names), Counter(own)
    drawn = {name: float(max(counts[name], 1)) for name in sizes}
    for name, chance in zip(own, () if written is None else written, strict=written is not None):
        expected = chance * sizes[name]
        if not math.isclose(expected, counts[name], rel_tol=1e-6):
            drawn[name] = expected
    for name, size in sorted(sizes.items()):
        if counts[name] != drawn[name]:
            at = "" if len(sizes) == 1 else f", stratum {name!r}"
            raise InputError.at(
                f"{counts[name]:,} pairs stand here where {drawn[name]:,.6g} of {size:,} were drawn{at}: only a whole sample can be extended, of the same "
                "pairs, part and strata",
                path=path,
            )


def _bare(pair: Pair) -> Pair:
    return Pair(**{name: getattr(pair, name) for name in Pair.__struct_fields__})


def _with_chance(pair: Pair, chance: float) -> Pair:
    return msgspec.structs.replace(pair, meta={**pair.meta, "probability": chance})


def _wrong(message: str, path: str) -> InputError:
    return InputError.at(message, path=path, field="meta.probability")
