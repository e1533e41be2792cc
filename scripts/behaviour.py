"""Ask a checkpoint, or the rule labeler, the behavioural tests of a pack; see configs/behaviour.yaml for the commands."""

from __future__ import annotations

from collections.abc import Sequence

from common import screen, script

from actorstance.atomic import check_writable
from actorstance.schema import Pair, Prediction
from actorstance.settings import BehaviourSettings

RULES = "rules"


@script("behaviour", BehaviourSettings)
def main(settings: BehaviourSettings) -> None:
    """Run the pack, write the report, print the tables."""
    from actorstance.behaviour import certain, load_pack, run_behaviour
    from actorstance.report.behaviour import print_behaviour, write_behaviour

    check_writable(settings.output, folder=True)
    pack = load_pack(settings.pack)  # before the checkpoint, which takes longer
    if settings.checkpoint == RULES:
        from actorstance.baselines import rules_baseline

        predict = certain(rules_baseline)
    else:
        from actorstance.inference import StancePredictor

        predictor = StancePredictor.from_pretrained(settings.checkpoint)

        def predict(pairs: Sequence[Pair]) -> Sequence[Prediction]:
            return predictor.predict_pairs(pairs, progress=True)

    result = run_behaviour(
        pack,
        predict,
        fills=settings.fills,
        seed=settings.seed,
        resamples=settings.resamples,
        system=settings.checkpoint,
    )
    write_behaviour(settings.output, result, settings.examples)
    console = screen()
    print_behaviour(result, console)
    console.print(f"behaviour.json, behaviour.md and behaviour.png: {settings.output}")


if __name__ == "__main__":
    main()
