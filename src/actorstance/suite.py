"""One checkpoint on several corpora: all that can be found out about it on each."""

from __future__ import annotations

from collections.abc import Mapping

from tqdm import tqdm

from actorstance.actors import Registry
from actorstance.baselines import majority_baseline, rules_baseline
from actorstance.behaviour import BehaviourResult, load_pack, run_behaviour
from actorstance.breakdowns import names_in
from actorstance.corpora import load_corpus, load_reading, select
from actorstance.examination import Examination, Threshold, examine, find_threshold
from actorstance.inference import StancePredictor
from actorstance.provenance import described
from actorstance.schema import Prediction
from actorstance.settings import CorpusSettings


def examine_all(
    predictor: StancePredictor,
    sets: Mapping[str, CorpusSettings],
    *,
    system: str = "checkpoint",
    trained_on: Mapping[str, CorpusSettings] | None = None,
    threshold: Threshold | None = None,
    controls: bool = True,
    resamples: int = 1000,
    seed: int = 13,
    progress: bool = False,
) -> tuple[dict[str, Examination], dict[str, list[Prediction]]]:
    """Examine the checkpoint on each corpus (on the split that its settings name).

    A bootstrap draws articles where pairs name them, else sentences.

    Args:
        predictor: the checkpoint.
        sets: the corpora to examine it on, by name.
        system: what the checkpoint is called.
        trained_on: the corpora that it learned from, each with its training split, to tell seen actors from unseen ones.
        threshold: where to stay silent, see `threshold_for`.
        controls: whether to ask again under the controls.
        resamples: bootstrap samples.
        seed: of the bootstrap and of the controls' names.
        progress: show a bar where there is a terminal.

    Returns:
        What was found out on each corpus, and the answers.

    Raises:
        InputError: a corpus cannot be read.
    """
    learned = [pair for corpus in (trained_on or {}).values() for pair in load_corpus(corpus)]
    seen = names_in(learned) if learned else None
    found: dict[str, Examination] = {}
    answers: dict[str, list[Prediction]] = {}
    for name, settings in tqdm(
        sets.items(), desc="corpora", unit="corpus", disable=None if progress else True
    ):
        reading = load_reading(settings)
        pairs = select(reading.pairs, settings.split, settings.path)
        answers[name] = predictions = predictor.predict_pairs(pairs)
        baselines = {"rules": rules_baseline(pairs)}
        if learned:
            baselines["majority"] = majority_baseline(learned, pairs)
        found[name] = examine(
            pairs,
            [prediction.stance for prediction in predictions],
            [prediction.probabilities for prediction in predictions],
            corpus=name,
            system=system,
            baselines=baselines,
            registry=Registry(reading.actors),
            seen=seen,
            threshold=threshold,
            predict=predictor.predict_pairs if controls else None,
            fits=predictor.fits,
            cluster="article" if len({pair.article for pair in pairs}) > 1 else "sentence",
            resamples=resamples,
            seed=seed,
            skipped=reading.report.skipped,
            learned_from=[described(corpus) for corpus in (trained_on or {}).values()],
            remarks=[f"{line}." for line in [reading.report.told()] if line],
        )
    return found, answers


def threshold_for(predictor: StancePredictor, corpus: CorpusSettings, wanted: float) -> Threshold:
    """The threshold with which the checkpoint's answers on development data are as accurate as wanted.

    Raises:
        InputError: `wanted` is no share over 0, or the corpus cannot be read.
    """
    pairs = load_corpus(corpus)
    probabilities = [prediction.probabilities for prediction in predictor.predict_pairs(pairs)]
    return find_threshold(pairs, probabilities, wanted, described(corpus))


def behave(predictor: StancePredictor, pack: str, seed: int = 13) -> BehaviourResult:
    """Run a folder of behavioural tests on the checkpoint.

    Raises:
        InputError: the folder is no pack.
    """
    return run_behaviour(load_pack(pack), predictor.predict_pairs, seed=seed)
