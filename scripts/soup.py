"""A model soup: the average weights of several checkpoints; see configs/soup.yaml for the commands."""

from __future__ import annotations

from common import check_apart, command_line, script

from actorstance.atomic import check_writable
from actorstance.settings import SoupSettings


@script("soup", SoupSettings)
def main(settings: SoupSettings) -> None:
    """Average, and save with the first checkpoint's tokenizer, actors and run."""
    from actorstance.checkpoint import checkpoint_folder, load_checkpoint, model_card, save_checkpoint
    from actorstance.ensemble import average_weights

    check_writable(settings.output, folder=True)
    check_apart({f"checkpoint {name}": name for name in settings.checkpoints}, {"output": settings.output})
    soup = average_weights(settings.checkpoints)
    first = checkpoint_folder(settings.checkpoints[0])
    _, tokenizer, registry = load_checkpoint(first)
    run = first / "run.yaml"
    save_checkpoint(
        settings.output,
        soup,
        tokenizer,
        card=model_card(
            soup,
            title="soup",
            data=[f"what {checkpoint} learned from" for checkpoint in settings.checkpoints],
            command=command_line(),
        ),
        registry=registry,
        run=run.read_text(encoding="utf-8") if run.is_file() else None,
    )
    print(f"{len(settings.checkpoints)} checkpoints averaged; checkpoint: {settings.output}")


if __name__ == "__main__":
    main()
