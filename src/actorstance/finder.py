"""Who is in a sentence or an article: registries and proposals together, and the pairs that come of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import chain
from pathlib import Path

import msgspec

from actorstance.actors import Registry
from actorstance.errors import InputError
from actorstance.headlines import in_sentence_case
from actorstance.matching import name_key
from actorstance.pairs import choices
from actorstance.recognisers import recogniser
from actorstance.references import proposed_actors
from actorstance.schema import Article, Mention, Pair, Prediction, Sentence
from actorstance.sentences import credits, split_sentences
from actorstance.titles import tell_apart

OwnActors = Registry | str | Path | Iterable[str | Path]
"""A user's actors: a registry, its YAML, or several such files."""


class ActorFinder:
    """Finds actors in any text.

    Args:
        own: the user's actors, or their YAML, or several such files; they go before those of the checkpoint and of the world, which they extend.
        saved: the checkpoint's actors; they add their names to the world's.
        world: find the countries and bodies of `Registry.world` too; without, only `own`, or else `saved`.
        proposals: who finds actors that no registry has: `rules`, `none`, `spacy` or `gliner` (see `recogniser`).

    Raises:
        InputError: `proposals` cannot be had, or `own` cannot be read.

    Examples:
        >>> [places[0].id for places in ActorFinder().article_choices("Ana Ruiz slept. Then Peru thanked Ruiz.")]
        ['article/s01:>ana-ruiz@0', 'article/s02:>peru@5', 'article/s02:>ana-ruiz@18', \
'article/s02:peru>ana-ruiz', 'article/s02:ana-ruiz>peru']
    """

    def __init__(
        self,
        own: OwnActors | None = None,
        saved: Registry | None = None,
        *,
        world: bool = True,
        proposals: str = "rules",
    ) -> None:
        self._own, self._saved, self._world = _read(own), saved, world
        self._propose = recogniser(proposals)

    @cached_property
    def registry(self) -> Registry:
        """All actors that are found by name; put together when first asked for, since judging given pairs needs none."""
        empty = Registry(())
        if not self._world:
            return next((r for r in (self._own, self._saved) if r is not None), empty)
        # The checkpoint's actors add their names to the world's; a user's take the place of both.
        known = Registry.world().extend(self._saved or empty, unite=True)
        return known.extend(self._own) if self._own is not None else known

    def find(self, text: str) -> list[Mention]:
        """The actors in a text, from left to right: those of the registry, and those that `proposals` proposes.

        In headlines, where capitals say nothing, names are looked for as a sentence would write them: "PERU SLAMS CHILE" is about Peru.

        Raises:
            InputError: the text is not a string.
        """
        if not isinstance(text, str):
            raise InputError(f"a text must be a string, got {type(text).__name__}")
        signed = credits(text)
        text = in_sentence_case(text, self.registry.spans)
        known = self.registry.find(text)
        proposed = self._propose(text, known, self.registry)
        apart = [k for k in known if not any(p.start <= k.start and k.end <= p.end for p in proposed)]
        found = tell_apart(
            text, sorted([*apart, *proposed], key=lambda mention: mention.start), self.registry
        )
        # Who reports, and from where, is nobody of whom the article tells.
        return [m for m in found if not any(m.start < end and start < m.end for start, end in signed)]

    def sentence_choices(self, sentence: Sentence) -> list[list[Pair]]:
        """The pairs, each at all the mentions that may stand for its actors; see `pairs.choices`."""
        mentions = self.find(sentence.text)
        return _with_names(choices(sentence, mentions), self._names(sentence.text, mentions))

    def article_choices(self, article: str | Article) -> list[list[Pair]]:
        """All pairs of the actors in an article, sentence by sentence, each at all the mentions that may stand for its actors.

        Actors are found in the whole article: a surname is the actor whose full name stood in an earlier sentence.

        Raises:
            InputError: the article is not a string.
        """
        if isinstance(article, str):
            article = Article(id="article", text=article)
        elif not isinstance(article, Article):
            raise InputError(f"an article must be a string, got {type(article).__name__}")
        mentions = self.find(article.text)
        names = self._names(article.text, mentions)
        found: list[list[Pair]] = []
        for sentence in split_sentences(article):
            end = sentence.start + len(sentence.text)
            inside = [
                msgspec.structs.replace(m, start=m.start - sentence.start, end=m.end - sentence.start)
                for m in mentions
                if sentence.start <= m.start and m.end <= end
            ]
            found += _with_start(sentence, _with_names(choices(sentence, inside), names))
        return found

    def known_actors(self, predictions: Iterable[Prediction]) -> Registry:
        """The registry with the actors that were proposed for these predictions, so that reports can call them by name."""
        names: dict[str, str] = {}
        for prediction in predictions:
            names.update(prediction.pair.meta.get("names", {}))
        taken = {name_key(name): (name, actor) for actor, name in names.items()}  # one actor a name
        new = [a for name, i in taken.values() for a in proposed_actors(name, [Mention(0, len(name), i)])]
        return self.registry.extend(Registry(new), unite=True)

    def _names(self, text: str, mentions: Iterable[Mention]) -> dict[str, str]:
        """The display names of the actors that the registry does not have."""
        new = [mention for mention in mentions if mention.actor not in self.registry]
        return {actor.id: actor.name for actor in proposed_actors(text, new)}


def _read(own: OwnActors | None) -> Registry | None:
    if own is None or isinstance(own, Registry):
        return own
    paths = [own] if isinstance(own, str | Path) or not isinstance(own, Iterable) else list(own)
    for path in paths:
        if not isinstance(path, str | Path):
            raise InputError(f"registry must be a Registry, or YAML files, got {type(path).__name__}")
    return Registry.load(*paths) if paths else None


def _with_names(found: list[list[Pair]], names: dict[str, str]) -> list[list[Pair]]:
    """The pairs, with the names of proposed actors in `meta`: an id alone ("ana-ruiz") is nothing to show."""
    for pair in chain.from_iterable(found):
        actors = [m.actor for m in (pair.target, pair.holder) if m is not None and m.actor is not None]
        here = {actor: names[actor] for actor in actors if actor in names}
        if here:
            pair.meta["names"] = here
    return found


def _with_start(sentence: Sentence, found: list[list[Pair]]) -> list[list[Pair]]:
    for pair in chain.from_iterable(found):
        pair.meta["start"] = sentence.start
    return found
