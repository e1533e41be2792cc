"""Two sentences told as one, so that a model learns which clause a holder belongs to.

Sentences with one quarrel teach that whoever speaks is meant. In "Peru thanked Chile, but Cuba accused Togo" it is not so: what Cuba does
tells nothing of Peru. Joining sentences of a corpus gives such cases with labels that are known (`joined`), and so does joining one that is
for an actor with one that is against it (`contested`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec

from actorstance.pairs import label
from actorstance.renaming import by_text
from actorstance.schema import LabelledPair, Mention, Pair, Stance
from actorstance.settings import check_share

LINKS = (", while ", ", but ", ", and ", "; ", ", whereas ", ". ")
"""What stands between the two."""

ENDS = ".;:, "
OPENERS = frozenset(
    "The A An In On At By After Before But And As For It He She They This That While When".split()
)
"""First words that are written small in the middle of a sentence."""


def joined(pairs: Sequence[LabelledPair], share: float, seed: int = 13) -> list[LabelledPair]:
    """Further pairs: of some sentences, two at a time told as one.

    The pairs of both sentences keep their stances. Across the two every holder is neutral toward every target. Only sentences with directed
    pairs are joined, and only such as share no actor, by id or by words.

    Args:
        pairs: those of a corpus.
        share: of the sentences with directed pairs, how many take part; each does once.
        seed: of the choice.

    Raises:
        InputError: `share` is none.

    Examples:
        >>> def pair(number, text, holder, target):
        ...     spans = [Mention(text.index(word), text.index(word) + len(word)) for word in (holder, target)]
        ...     return LabelledPair(id=str(number), text=text, holder=spans[0], target=spans[1], stance=Stance.FAVOR)
        >>> both = [pair(1, "Peru thanked Chile.", "Peru", "Chile"), pair(2, "The Cuban envoy hugged Togo.", "Cuban", "Togo")]
        >>> for told in joined(both, 1.0, seed=2):
        ...     print(told.text, "|", told.holder_text, "→", told.target_text, told.stance)
        Peru thanked Chile, while the Cuban envoy hugged Togo. | Peru → Chile favor
        Peru thanked Chile, while the Cuban envoy hugged Togo. | Cuban → Togo favor
        Peru thanked Chile, while the Cuban envoy hugged Togo. | Peru → Togo neutral
        Peru thanked Chile, while the Cuban envoy hugged Togo. | Cuban → Chile neutral
    """
    check_share("joined", share)
    draw = random.Random(seed)
    places = by_text(pairs)
    sentences = [text for text, found in places.items() if any(pairs[i].holder is not None for i in found)]
    chosen = draw.sample(sentences, round(share * len(sentences)))
    found: list[LabelledPair] = []
    for number, (one, other) in enumerate(zip(chosen[::2], chosen[1::2], strict=False)):
        first, second = ([pairs[i] for i in places[text]] for text in (one, other))
        link = draw.choice(LINKS)
        if not _actors(first) & _actors(second):
            found += _told(first, second, link, f"joined-{number}")
    return found


def contested(pairs: Sequence[LabelledPair], share: float, seed: int = 13) -> list[LabelledPair]:
    """Further pairs: a sentence for an actor and one against it told as one, which leaves the actor overall neutral.

    So it is by rule O3 of `data/seed/GUIDELINES.md`. All other pairs keep their stances, and across the two every holder is neutral toward
    every target, but for the contested actor, about whom nothing is asked across. Only sentences are joined that share no other actor.

    Args:
        pairs: those of a corpus with actors, and with overall and directed stances.
        share: how many of the couples that can be made are told; a sentence takes part in one couple at most.
        seed: of the choice.

    Raises:
        InputError: `share` is none.

    Examples:
        >>> def sentence(text, holder, target, stance):
        ...     spans = [Mention(text.index(w), text.index(w) + len(w), w) for w in (holder, target)]
        ...     yield LabelledPair(id=text, text=text, target=spans[1], stance=stance)
        ...     yield LabelledPair(id=holder, text=text, holder=spans[0], target=spans[1], stance=stance)
        >>> both = [*sentence("Peru thanked Chile.", "Peru", "Chile", Stance.FAVOR), *sentence("Cuba mocked Chile.", "Cuba", "Chile", Stance.AGAINST)]
        >>> for told in contested(both, 1.0, seed=2):
        ...     print(told.text, "|", told.holder_text, "→", told.target_text, told.stance)
        Peru thanked Chile, but Cuba mocked Chile. | None → Chile neutral
        Peru thanked Chile, but Cuba mocked Chile. | Peru → Chile favor
        Peru thanked Chile, but Cuba mocked Chile. | None → Chile neutral
        Peru thanked Chile, but Cuba mocked Chile. | Cuba → Chile against
    """
    check_share("contested", share)
    draw = random.Random(seed)
    sentences = [[pairs[i] for i in found] for found in by_text(pairs).values()]
    draw.shuffle(sentences)
    against: dict[str, list[list[LabelledPair]]] = {}
    for members in sentences:
        for actor in _treated(members, Stance.AGAINST):
            against.setdefault(actor, []).append(members)
    couples: list[tuple[str, list[LabelledPair], list[LabelledPair]]] = []
    taken: set[str] = set()
    for members in sentences:
        couple = next(
            (
                (actor, members, other)
                for actor in _treated(members, Stance.FAVOR)
                for other in against.get(actor, ())
                if not {members[0].text, other[0].text} & taken and _apart(members, other, actor)
            ),
            None,
        )
        if couple:
            couples.append(couple)
            taken |= {members[0].text, couple[2][0].text}
    told: list[LabelledPair] = []
    for number, (actor, favorable, hostile) in enumerate(draw.sample(couples, round(share * len(couples)))):
        first, second = draw.sample([favorable, hostile], 2)
        told += _told(first, second, draw.choice(LINKS), f"contested-{number}", actor)
    return told


def _told(
    first: Sequence[LabelledPair],
    second: Sequence[LabelledPair],
    link: str,
    prefix: str,
    shared: str | None = None,
) -> list[LabelledPair]:
    tail = second[0].text
    reach = max(m.end for pair in first for m in (pair.target, pair.holder) if m is not None)
    head = first[0].text[:reach] + first[0].text[reach:].rstrip(ENDS)  # "the U.S." keeps its stop
    word = tail.split(" ", 1)[0]
    if word in OPENERS and not link.startswith("."):
        tail = tail[0].lower() + tail[1:]
    text = head + link + tail
    shift = len(head) + len(link)
    moved = [
        *(_moved(pair, text, 0, f"{prefix}-a") for pair in first),
        *(_moved(pair, text, shift, f"{prefix}-b") for pair in second),
    ]
    if shared is not None:
        moved = [
            msgspec.structs.replace(pair, stance=Stance.NEUTRAL)
            if pair.holder is None and pair.target.actor == shared
            else pair
            for pair in moved
        ]
    return [*moved, *_across(moved, shift, prefix, shared)]


def _moved(pair: LabelledPair, text: str, shift: int, prefix: str) -> LabelledPair:
    def along(mention: Mention) -> Mention:
        return msgspec.structs.replace(mention, start=mention.start + shift, end=mention.end + shift)

    return msgspec.structs.replace(
        pair,
        id=f"{prefix}-{pair.id}",
        text=text,
        target=along(pair.target),
        holder=None if pair.holder is None else along(pair.holder),
        article=None,
    )


def _across(
    pairs: Sequence[LabelledPair], border: int, prefix: str, shared: str | None
) -> list[LabelledPair]:
    """Neutral pairs from each holder to each target on the other side, but for the actor that stands on both."""
    holders = list(dict.fromkeys(pair.holder for pair in pairs if pair.holder is not None))
    targets = list(dict.fromkeys(pair.target for pair in pairs if pair.holder is not None))
    return [
        label(
            Pair(
                id=f"{prefix}-{h.start}-{t.start}",
                text=pairs[0].text,
                holder=h,
                target=t,
                split=pairs[0].split,
            ),
            Stance.NEUTRAL,
        )
        for h in holders
        for t in targets
        if (h.start < border) != (t.start < border) and (shared is None or shared not in (h.actor, t.actor))
    ]


def _treated(pairs: Sequence[LabelledPair], stance: Stance) -> list[str]:
    """The actors toward whom a sentence has this stance overall, and holders with this stance and none with the reverse."""
    overall: dict[str, set[Stance]] = {}
    held: dict[str, set[Stance]] = {}
    for pair in pairs:
        if pair.target.actor is not None:
            side = overall if pair.holder is None else held
            side.setdefault(pair.target.actor, set()).add(pair.stance)
    return [a for a in held if overall.get(a) == {stance} and held[a] - {Stance.NEUTRAL} == {stance}]


def _apart(first: Sequence[LabelledPair], second: Sequence[LabelledPair], actor: str) -> bool:
    """Whether two sentences share no actor but this one, by id or by words."""
    return not (_actors(first, actor) & _actors(second) or _actors(first) & _actors(second, actor))


def _actors(pairs: Sequence[LabelledPair], without: str | None = None) -> set[str]:
    """What the actors of a sentence are called, but for one: ids and words, so that none comes to stand on both sides."""
    found = set()
    for pair in pairs:
        for mention in (pair.target, pair.holder):
            if mention is not None and (without is None or mention.actor != without):
                found |= {pair.text[mention.start : mention.end].casefold(), mention.actor or ""}
    return found - {""}
