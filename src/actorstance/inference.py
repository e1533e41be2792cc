"""`StancePredictor`: from sentences to typed predictions."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import overload

import torch
from tqdm import tqdm
from transformers import PreTrainedTokenizerBase

from actorstance.actors import Registry
from actorstance.checkpoint import load_checkpoint
from actorstance.encoding import PairCollator, check_text, encode_pairs, fits
from actorstance.errors import InputError
from actorstance.finder import ActorFinder, OwnActors
from actorstance.location import Place, places
from actorstance.model import StanceModel
from actorstance.omissions import left_out
from actorstance.pairs import placed_pairs
from actorstance.precision import chosen_device
from actorstance.schema import (
    Article,
    Mention,
    Pair,
    Prediction,
    Probabilities,
    Sentence,
    Stance,
)

RELEASE = Path("models/actorstance-minilm")
DEFAULT_CHECKPOINT = str(next((p for p in (Path(__file__).parents[2] / RELEASE,) if p.is_dir()), RELEASE))
"""The released checkpoint, where predictions come from unless told otherwise: that of this checkout, from any folder."""


class StancePredictor:
    """Predicts stances; made with `from_pretrained`.

    Args:
        model: a stance model.
        tokenizer: its tokenizer.
        registry: your actors, or their YAML, or several such files; they go before those of the checkpoint and of the world, which they extend.
        batch_size: rows per encoder pass.
        world: find the countries and bodies of `Registry.world` too; without, only the actors of `registry`, or
            those of the checkpoint if there is none.
        proposals: who finds actors that no registry has: `rules`, `none`, `spacy` or `gliner` (see `recognisers`).
        saved: the checkpoint's own registry.

    Raises:
        InputError: `batch_size` is under 1, `proposals` cannot be had, or `registry` cannot be read.
    """

    def __init__(
        self,
        model: StanceModel,
        tokenizer: PreTrainedTokenizerBase,
        registry: OwnActors | None = None,
        batch_size: int = 32,
        *,
        world: bool = True,
        proposals: str = "rules",
        saved: Registry | None = None,
    ) -> None:
        if not isinstance(batch_size, int) or batch_size < 1:
            raise InputError(f"batch_size must be a whole number of at least 1, got {batch_size!r}")
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.batch_size = batch_size
        self.finder = ActorFinder(registry, saved, world=world, proposals=proposals)

    @property
    def registry(self) -> Registry:
        """The actors that are found by name."""
        return self.finder.registry

    @classmethod
    def from_pretrained(
        cls,
        checkpoint: str | Path = DEFAULT_CHECKPOINT,
        *,
        registry: OwnActors | None = None,
        revision: str | None = None,
        device: str | None = None,
        batch_size: int = 32,
        world: bool = True,
        proposals: str = "rules",
    ) -> StancePredictor:
        """Load a checkpoint folder or Hub id.

        Args:
            checkpoint: the folder or id.
            registry: your actors, or their YAML, or several such files; they go before the checkpoint's and the world's.
            revision: of a Hub id.
            device: where to compute, for example `cuda`; by default the GPU if there is one.
            batch_size: rows per encoder pass.
            world: find the world's countries and bodies too; without, only the actors of `registry`, or of the checkpoint.
            proposals: who finds actors that no registry has: `rules`, `none`, `spacy` or `gliner`.

        Raises:
            InputError: the checkpoint, the registry or the device cannot be used.
        """
        model, tokenizer, saved = load_checkpoint(checkpoint, revision)
        device = chosen_device(device)
        try:
            model.to(torch.device(device))  # type: ignore[arg-type]
        except (
            RuntimeError,
            AssertionError,
        ) as error:  # torch minds a name in one way, a missing GPU in the other
            raise InputError(
                f"device {device!r} cannot be used: {str(error).partition(chr(10))[0]}"
            ) from None
        return cls(model, tokenizer, registry, batch_size, world=world, proposals=proposals, saved=saved)

    @overload  # a string is a sequence of strings too, which mypy minds
    def __call__(self, sentences: str) -> list[Prediction]: ...  # type: ignore[overload-overlap]

    @overload
    def __call__(self, sentences: Iterable[str]) -> list[list[Prediction]]: ...

    def __call__(self, sentences: str | Iterable[str]) -> list[Prediction] | list[list[Prediction]]:
        """Find the actors in a sentence, or in each of several, and judge all their pairs.

        A text of several sentences is read as one, and actors of different sentences have pairs, too; `predict_article` splits it.

        Returns:
            For each sentence one prediction per pair: first the overall stance toward every mention, then the directed
            stance of every ordered pair of actors. One list for a string, a list of lists for several. Where an actor is named
            several times, a directed pair stands at the two mentions (of the first three of each) for which the answer is the least neutral.

        Warns:
            UserWarning: pairs of a long sentence do not fit the encoder, and are left out.

        Raises:
            InputError: a sentence is not a string, or no Unicode text.
        """
        if isinstance(sentences, str):
            return self._judge([self._found(sentences)])[0]
        # A set or a dictionary has no order for the answers to come in, and a table gives the names of its columns.
        unordered = isinstance(sentences, Set | Mapping | bytes) or hasattr(sentences, "columns")
        if not isinstance(sentences, Iterable) or unordered:
            raise InputError(f"expected a string or several, got {type(sentences).__name__}")
        return self._judge([self._found(text, f"sentence-{n}") for n, text in enumerate(sentences, 1)])

    def predict(self, sentence: str, target: Place, holder: Place | None = None) -> Prediction:
        """The stance toward one target, of one holder or (without) of the sentence as a whole.

        Where words or names stand for a holder and a target that the sentence names several times, all combinations of the first
        three places of each are asked about, and the least neutral answer counts; a span is one place. Overall the first place counts.

        Args:
            sentence: the text.
            target: words in the sentence, a name that the registry knows, a span (start, end), a mention or an actor.
            holder: the same; None for the overall stance.

        Raises:
            InputError: the sentence is not a string, or no Unicode text; an actor does not occur in it, or the words may be any of several;
                target and holder are one place.

        Examples:
            >>> predictor.predict("Peru thanked Chile.", target="Chile", holder="Peru").stance  # doctest: +SKIP
            <Stance.FAVOR: 'favor'>
        """
        return self.predict_choices([self.choice(sentence, target, holder)])[0]

    def choice(
        self, sentence: str, target: Place, holder: Place | None = None, pair_id: str = "pair"
    ) -> list[Pair]:
        """The pair of two actors at all the places that `predict` asks about, the first of each first.

        Raises:
            InputError: as `predict`.
        """
        _check_text(sentence)
        targets = self._places(sentence, target)
        if holder is None:
            return [Pair(id=pair_id, text=sentence, target=targets[0])]
        holders = self._places(sentence, holder)
        if _span(holders[0]) == _span(targets[0]):
            raise InputError(f"target and holder are the same words, {holder!r}")
        return placed_pairs(Pair(id=pair_id, text=sentence, target=targets[0]), targets, holders)

    def predict_article(self, article: str | Article) -> list[Prediction]:
        """Split an article into sentences and judge every pair of actors in it, as a call does; see `ActorFinder.article_choices`.

        `prediction.pair.meta` has the sentence id, the paragraph and the sentence's `start` in the article.

        Warns:
            UserWarning: pairs of a long sentence do not fit the encoder, and are left out.
        """
        (predictions,) = self._judge([self.finder.article_choices(article)])
        return predictions

    def predict_pairs(self, pairs: Iterable[Pair], progress: bool = False) -> list[Prediction]:
        """Judge pairs; the predictions come in the order of the pairs.

        Args:
            pairs: pairs of any texts; those of one text share its encoder pass.
            progress: show a bar where there is a terminal.

        Raises:
            InputError: something is no pair, a span covers no token, or a pair does not fit the encoder.
        """
        pairs = _checked(pairs)
        rows = encode_pairs(
            pairs,
            self.tokenizer,
            pairing=self.model.config.pairing,
            max_tokens=self.model.config.max_tokens,
        )
        # Rows of like length pad little; `indices` brings the answers home.
        rows.sort(key=lambda row: len(row["input_ids"]))
        collate = PairCollator(self.tokenizer.pad_token_id)
        found: dict[int, list[float]] = {}
        batches = range(0, len(rows), self.batch_size)
        for first in tqdm(batches, desc="predict", unit="batch", disable=None if progress else True):
            batch = rows[first : first + self.batch_size]
            for row, scores in zip(batch, self._scores(collate(batch)), strict=True):
                indices = row["indices"]
                found.update(zip(indices, scores[: len(indices)], strict=True))
        return [_prediction(pair, found[place]) for place, pair in enumerate(pairs)]

    def predict_choices(self, choices: Iterable[Sequence[Pair]], progress: bool = False) -> list[Prediction]:
        """Judge pairs that may stand at several places each: the prediction is the one that is the least neutral.

        A stance is told at one place, and the answers at the others are neutral. The rule was chosen on newswire dev with an earlier release. Of its 48
        directed pairs with a name that stands several times the released checkpoint gets 43 right by it, 42 by the first mentions and 42 by the nearest; of test's 72
        it gets 66, 60 and 63, and of the 24 with a stance among them 21, 15 and 18 (`python benchmarks/mentions.py FILE`).

        Args:
            choices: for each prediction its pair at one or more places; places that do not fit the encoder are passed over.
            progress: show a bar where there is a terminal.

        Raises:
            InputError: a pair fits the encoder at none of its places.
        """
        given = [_checked(choice) for choice in choices]
        # Of one that fits nowhere the first place is asked for, which tells the fault.
        asked = [fit or choice[:1] for fit, choice in zip(self.fitting(given), given, strict=True)]
        return self._least_neutral(asked, progress)

    def fitting(self, choices: Sequence[Sequence[Pair]]) -> list[list[Pair]]:
        """Of each choice the pairs that `predict_pairs` can judge."""
        fit = iter(self.fits([pair for choice in choices for pair in choice]))
        return [[pair for pair in choice if next(fit)] for choice in choices]

    def fits(self, pairs: Sequence[Pair]) -> list[bool]:
        """Whether `predict_pairs` can judge each pair: its spans cover tokens, and stand near enough to be read at once."""
        config = self.model.config
        return fits(_checked(pairs), self.tokenizer, pairing=config.pairing, max_tokens=config.max_tokens)

    def _places(self, sentence: str, place: Place) -> list[Mention]:
        if not isinstance(
            place, str
        ):  # only words need the registry, which takes its time to be put together
            return places(sentence, place)
        proposed = [m for m in self.finder.find(sentence) if m.actor not in self.registry]
        return places(sentence, place, self.registry, proposed)

    @torch.inference_mode()
    def _scores(self, batch: dict[str, torch.Tensor]) -> list[list[list[float]]]:
        device = self.model.device
        tensors = {name: value.to(device) for name, value in batch.items() if name != "labels"}
        logits = self.model(**tensors).logits.float() / self.model.config.softmax_temperature
        scores: list[list[list[float]]] = logits.softmax(-1).cpu().tolist()
        return scores

    def _least_neutral(self, choices: Sequence[Sequence[Pair]], progress: bool = False) -> list[Prediction]:
        answers = iter(self.predict_pairs((pair for choice in choices for pair in choice), progress))
        return [
            min(islice(answers, len(choice)), key=lambda answer: answer.probabilities.neutral)
            for choice in choices
        ]

    def _found(self, text: str, sentence_id: str = "sentence") -> list[list[Pair]]:
        _check_text(text)
        return self.finder.sentence_choices(Sentence(id=sentence_id, text=text))

    def _judge(self, groups: list[list[list[Pair]]]) -> list[list[Prediction]]:
        """Judge pairs that we made ourselves: for one that does not fit, nobody's other answers are to be lost."""
        choices = [choice for group in groups for choice in group]
        fitting = self.fitting(choices)
        left = [choice[0] for choice, fit in zip(choices, fitting, strict=True) if not fit]
        if left:
            warnings.warn(left_out(left), stacklevel=3)
        predictions = iter(self._least_neutral([fit for fit in fitting if fit]))
        fits = iter(fitting)
        return [[next(predictions) for _ in group if next(fits)] for group in groups]


def predict(
    sentence: str,
    target: Place,
    holder: Place | None = None,
    *,
    checkpoint: str | Path = DEFAULT_CHECKPOINT,
    registry: OwnActors | None = None,
) -> Prediction:
    """The stance toward a target in a sentence, of a holder or of the sentence as a whole.

    Checkpoint and registry are loaded once and kept; see `StancePredictor` for what the arguments may be.
    """
    if isinstance(registry, Iterable) and not isinstance(registry, Registry | str):
        registry = tuple(registry)  # a list is no key
    return _loaded(str(checkpoint), registry).predict(sentence, target, holder)


@lru_cache(maxsize=2)
def _loaded(
    checkpoint: str, registry: Registry | str | Path | tuple[str | Path, ...] | None
) -> StancePredictor:
    return StancePredictor.from_pretrained(checkpoint, registry=registry)


def _checked(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs that are some."""
    if not isinstance(pairs, Iterable):
        raise InputError(f"expected pairs, several, got {type(pairs).__name__}")
    found = list(pairs)
    for pair in found:
        if not isinstance(pair, Pair):
            raise InputError(f"expected pairs (actorstance.Pair), got {type(pair).__name__}")
    return found


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise InputError(f"a sentence must be a string, got {type(text).__name__}")
    check_text(text)


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _prediction(pair: Pair, scores: list[float]) -> Prediction:
    best = max(range(len(scores)), key=scores.__getitem__)
    return Prediction(pair=pair, stance=Stance.from_id(best), probabilities=Probabilities(*scores))
