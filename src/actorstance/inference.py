"""`StancePredictor`: from sentences to typed predictions."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import compress, islice
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
from actorstance.location import Place, locate
from actorstance.model import StanceModel
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

NAMED, BEGINNING = 3, 40
"""How many sentences `left_out` names, and how many of their characters it shows."""


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
        if batch_size < 1:
            raise InputError(f"batch_size must be at least 1, got {batch_size}")
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
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
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

        Returns:
            For each sentence one prediction per pair: first the overall stance toward every mention, then the directed
            stance of every ordered pair of actors. One list for a string, a list of lists for several.

        Warns:
            UserWarning: pairs of a long sentence do not fit the encoder, and are left out.

        Raises:
            InputError: a sentence is not a string, or no Unicode text.
        """
        if isinstance(sentences, str):
            return self._judge([self._found(sentences)])[0]
        # A set or a dictionary has no order for the answers to come in.
        if not isinstance(sentences, Iterable) or isinstance(sentences, Set | Mapping):
            raise InputError(f"expected a string or several, got {type(sentences).__name__}")
        return self._judge([self._found(text) for text in sentences])

    def predict(self, sentence: str, target: Place, holder: Place | None = None) -> Prediction:
        """The stance toward one target, of one holder or (without) of the sentence as a whole.

        Args:
            sentence: the text.
            target: words in the sentence, a name that the registry knows, a span (start, end), a mention or an actor.
            holder: the same; None for the overall stance.

        Raises:
            InputError: the sentence is not a string, or no Unicode text; an actor does not occur in it; target and holder are one place.

        Examples:
            >>> predictor.predict("Peru thanked Chile.", target="Chile", holder="Peru").stance  # doctest: +SKIP
            <Stance.FAVOR: 'favor'>
        """
        return self.predict_pairs([self.pair(sentence, target, holder)])[0]

    def pair(self, sentence: str, target: Place, holder: Place | None = None, pair_id: str = "pair") -> Pair:
        """The pair of two actors in a sentence, as `predict` would judge it.

        Raises:
            InputError: as `predict`.
        """
        _check_text(sentence)
        at_target = self.locate(sentence, target)
        at_holder = None if holder is None else self.locate(sentence, holder)
        if at_holder is not None and (at_holder.start, at_holder.end) == (at_target.start, at_target.end):
            raise InputError(f"target and holder are the same words, {holder!r}")
        return Pair(id=pair_id, text=sentence, target=at_target, holder=at_holder)

    def predict_article(self, article: str | Article) -> list[Prediction]:
        """Split an article into sentences and judge every pair of actors in it; see `ActorFinder.article_pairs`.

        `prediction.pair.meta` has the sentence id, the paragraph and the sentence's `start` in the article.

        Warns:
            UserWarning: pairs of a long sentence do not fit the encoder, and are left out.
        """
        (predictions,) = self._judge([self.finder.article_pairs(article)])
        return predictions

    def predict_pairs(self, pairs: Iterable[Pair], progress: bool = False) -> list[Prediction]:
        """Judge pairs; the predictions come in the order of the pairs.

        Args:
            pairs: pairs of any texts; those of one text share its encoder pass.
            progress: show a bar where there is a terminal.

        Raises:
            InputError: something is no pair, a span covers no token, or a pair does not fit the encoder.
        """
        if not isinstance(pairs, Iterable):
            raise InputError(f"expected pairs, several, got {type(pairs).__name__}")
        pairs = list(pairs)
        wrong = next((pair for pair in pairs if not isinstance(pair, Pair)), None)
        if wrong is not None:
            raise InputError(f"expected pairs (actorstance.Pair), got {type(wrong).__name__}")
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

    def fits(self, pairs: Sequence[Pair]) -> list[bool]:
        """Whether `predict_pairs` can judge each pair: its spans cover tokens, and stand near enough to be read at once."""
        config = self.model.config
        return fits(pairs, self.tokenizer, pairing=config.pairing, max_tokens=config.max_tokens)

    def locate(self, sentence: str, place: Place) -> Mention:
        """Where an actor stands in a sentence, see `location.locate`.

        Raises:
            InputError: it does not stand there.
        """
        # Only words need the registry, which takes its time to be put together.
        return locate(sentence, place, self.registry if isinstance(place, str) else None)

    @torch.inference_mode()
    def _scores(self, batch: dict[str, torch.Tensor]) -> list[list[list[float]]]:
        device = self.model.device
        tensors = {name: value.to(device) for name, value in batch.items() if name != "labels"}
        logits = self.model(**tensors).logits.float() / self.model.config.softmax_temperature
        scores: list[list[list[float]]] = logits.softmax(-1).cpu().tolist()
        return scores

    def _found(self, text: str) -> list[Pair]:
        _check_text(text)
        return self.finder.sentence_pairs(Sentence(id="sentence", text=text))

    def _judge(self, groups: list[list[Pair]]) -> list[list[Prediction]]:
        """Judge pairs that we made ourselves: for one that does not fit, nobody's other answers are to be lost."""
        pairs = [pair for group in groups for pair in group]
        fitting = self.fits(pairs)
        left = [pair for pair, fit in zip(pairs, fitting, strict=True) if not fit]
        if left:
            warnings.warn(left_out(left), stacklevel=3)
        predictions = iter(self.predict_pairs(compress(pairs, fitting)))
        fit = iter(fitting)
        return [[next(predictions) for _ in group if next(fit)] for group in groups]


def left_out(pairs: Sequence[Pair]) -> str:
    """What is to be told of pairs that were left out since they do not fit: how many, and of which sentences.

    Examples:
        >>> left_out([Pair(id="p", text="Peru thanked Chile.", target=Mention(13, 18), meta={"sentence": "s1"})])
        "1 pairs left out that do not fit the encoder: s1 'Peru thanked Chile.' (1)"
    """
    sentences: dict[str, list[Pair]] = {}
    for pair in pairs:
        sentences.setdefault(pair.text, []).append(pair)
    named = [
        f"{members[0].meta.get('sentence', members[0].id)} {text[:BEGINNING]!r} ({len(members)})"
        for text, members in islice(sentences.items(), NAMED)
    ]
    more = [f"{len(sentences) - NAMED} further sentences"] if len(sentences) > NAMED else []
    return f"{len(pairs):,} pairs left out that do not fit the encoder: {', '.join([*named, *more])}"


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


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise InputError(f"a sentence must be a string, got {type(text).__name__}")
    check_text(text)


def _prediction(pair: Pair, scores: list[float]) -> Prediction:
    best = max(range(len(scores)), key=scores.__getitem__)
    return Prediction(pair=pair, stance=Stance.from_id(best), probabilities=Probabilities(*scores))
