"""Make a release of a checkpoint: temperature fitted on development data, 16-bit weights, the full model card."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from common import check_apart, screen, script

from actorstance.atomic import check_writable
from actorstance.errors import InputError
from actorstance.settings import CorpusSettings, ReleaseSettings

if TYPE_CHECKING:
    from huggingface_hub import ModelCard

    from actorstance.behaviour import BehaviourResult
    from actorstance.examination import Examination
    from actorstance.inference import StancePredictor
    from actorstance.schema import LabelledPair, Prediction

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "configs" / "release_card.md.j2"

Figures = dict[str, dict[str, dict[str, float]]]  # by set, run and measure


@script("release", ReleaseSettings)
def main(settings: ReleaseSettings) -> None:
    """Fit the temperature, round the weights, judge all sets with what was rounded, write the folder."""
    from actorstance.actors import Registry
    from actorstance.checkpoint import ACTORS, checkpoint_folder, save_checkpoint
    from actorstance.inference import StancePredictor
    from actorstance.report.cells import rich_table
    from actorstance.report.overview import HEADER, overview_rows
    from actorstance.suite import behave, examine_all, threshold_for

    console = screen()
    check_writable(settings.output, folder=True)
    check_apart({"checkpoint": settings.checkpoint}, {"output": settings.output})
    check_unseen(settings)
    template = Path(settings.card or CARD)
    if not template.is_file():
        raise InputError.at("no such card template", path=template)
    source = checkpoint_folder(settings.checkpoint)
    predictor = StancePredictor.from_pretrained(source)
    run = source / "run.yaml"
    if not run.is_file():
        raise InputError.at("the run that made the checkpoint is not known", path=run)
    for one in settings.runs:  # they are read last
        checkpoint_folder(one)
    registry = source / ACTORS
    predictor.model.config.softmax_temperature = 1.0
    round_weights(predictor)
    temperature = fit(predictor, settings.sets)
    predictor.model.config.softmax_temperature = temperature
    found, _ = examine_all(
        predictor,
        {**settings.sets, **settings.report},
        system=Path(settings.output).name,
        trained_on=settings.trained_on,
        threshold=threshold_for(predictor, settings.silence.corpus, settings.silence.wanted),
        resamples=settings.resamples,
        seed=settings.seed,
        progress=True,
    )
    behaviour = None
    if settings.behaviour is not None:
        behaviour = behave(predictor, settings.behaviour, settings.seed)
    text = run.read_text(encoding="utf-8")
    save_checkpoint(
        settings.output,
        predictor.model.half(),
        predictor.tokenizer,
        card=card(predictor, found, spread(settings), behaviour, settings, text),
        registry=Registry.load(registry) if registry.is_file() else None,
        run=text,
    )
    console.print(rich_table(HEADER, overview_rows(found), title=settings.output))
    size = (Path(settings.output) / "model.safetensors").stat().st_size
    console.print(
        f"temperature {temperature:.3f}; {size / 1e6:.1f} MB of weights; checkpoint: {settings.output}"
    )


def check_unseen(settings: ReleaseSettings) -> None:
    """Refuse sets to report on whose sentences stand in the data that the checkpoint was trained or chosen on: they would not only report."""
    from actorstance.corpora import load_corpus
    from actorstance.sentences import normal

    def sentences(corpora: Iterable[CorpusSettings]) -> set[str]:
        return {normal(pair.text) for corpus in corpora for pair in load_corpus(corpus)}

    if not settings.report:
        return
    learned = sentences(settings.trained_on.values())
    chosen = sentences([*settings.sets.values(), settings.silence.corpus])
    for name, corpus in settings.report.items():
        for what, earlier in (("training", learned), ("development", chosen)):
            shared = len(sentences([corpus]) & earlier)
            if shared:
                raise InputError.at(
                    f"{shared} sentences of {name} stand in the {what} data, so it cannot only report",
                    path=corpus.path,
                )


def round_weights(predictor: StancePredictor) -> None:
    """Compute from here on with the weights that 16 bits can hold, as whoever loads the release will."""
    for parameter in predictor.model.parameters():
        parameter.data = parameter.data.half().float()


def fit(predictor: StancePredictor, sets: dict[str, CorpusSettings]) -> float:
    """One temperature for all development sets, each counting alike."""
    from actorstance.calibration import fit_temperature
    from actorstance.corpora import load_corpus

    scores, gold, weights = [], [], []
    for settings in sets.values():
        pairs = load_corpus(settings)
        for prediction in predictor.predict_pairs(pairs, progress=True):
            answer = prediction.probabilities
            scores.append((answer.against, answer.neutral, answer.favor))
            weights.append(1 / len(pairs))
        gold += [pair.stance.id for pair in pairs]
    return fit_temperature(scores, gold, weights)


def spread(settings: ReleaseSettings) -> Figures:
    """What the runs with other seeds reach on each set."""
    from actorstance.corpora import load_corpus
    from actorstance.inference import StancePredictor

    if not settings.runs:
        return {}
    runs = {run: StancePredictor.from_pretrained(run) for run in settings.runs}
    figures: Figures = {}
    for name, corpus in {**settings.sets, **settings.report}.items():
        pairs = load_corpus(corpus)
        figures[name] = {
            run: measured(pairs, predictor.predict_pairs(pairs, progress=True))
            for run, predictor in runs.items()
        }
    return figures


def measured(pairs: Sequence[LabelledPair], predictions: Sequence[Prediction]) -> dict[str, float]:
    """Accuracy and macro-F1 of single pairs, on DSE also those of its five classes."""
    from actorstance.five_class import five_class
    from actorstance.metrics import accuracy, confusion, macro_f1

    matrix = confusion([p.stance.id for p in pairs], [p.stance.id for p in predictions])
    shown = {"accuracy": float(accuracy(matrix)), "macro-F1": float(macro_f1(matrix))}
    five = five_class(pairs, [p.probabilities for p in predictions])
    if five is not None:
        shown |= {"five classes, micro-F1": five.micro_f1, "five classes, macro-F1": five.macro_f1}
    return shown


def card(
    predictor: StancePredictor,
    found: dict[str, Examination],
    runs: Figures,
    behaviour: BehaviourResult | None,
    settings: ReleaseSettings,
    run: str,
) -> ModelCard:
    """The model card of the release."""
    from huggingface_hub import ModelCard, ModelCardData

    from actorstance.report.behaviour import RATE_HEADER, phenomenon_rows
    from actorstance.report.cells import markdown_table
    from actorstance.report.overview import ACTOR_HEADER, HEADER, actor_rows, overview_rows, spread_table
    from actorstance.report.quality_tables import silence_sentence

    rates = phenomenon_rows(behaviour) if behaviour is not None else []
    metadata = ModelCardData(
        language="en",
        license="apache-2.0",
        library_name="transformers",
        pipeline_tag="text-classification",
        base_model=settings.base_model,
        tags=["stance-detection", "news", "actors"],
    )
    return ModelCard.from_template(
        metadata,
        template_path=str(settings.card or CARD),
        title=Path(settings.output).name,
        parameters=f"{sum(p.numel() for p in predictor.model.parameters()):,}",
        temperature=f"{predictor.model.config.softmax_temperature:.3f}",
        table="\n".join(markdown_table(HEADER, overview_rows(found))),
        actors="\n".join(markdown_table(ACTOR_HEADER, actor_rows(found, settings.most), left=2)),
        runs="\n".join(markdown_table(*spread_table(runs))) if runs else "",
        behaviour="\n".join(markdown_table(RATE_HEADER, rates)) if rates else "",
        silence="\n".join(
            f"* {name}: {silence_sentence(one.silence) if one.silence else told}"
            for name, one in found.items()
            # Where its own pairs chose the threshold there is a remark instead.
            for told in [" ".join(line for line in one.remarks if line.startswith("Silence"))]
            if one.silence or told
        ),
        verdicts="\n".join(
            f"* {name}: {one.controls.verdict}" for name, one in found.items() if one.controls
        ),
        remark=settings.remark,
        run_hash=hashlib.sha256(run.encode()).hexdigest()[:12],
        chosen=", ".join(settings.sets),
        reported=", ".join(settings.report),
    )


if __name__ == "__main__":
    main()
