"""The main job from end to end on the seed article: annotate, train, cross-validate, evaluate, predict, report.

    python scripts/demo.py

Every step but the last is one of the other scripts, run with the command that is printed, so each can be repeated by itself. The page that
brings their results together is runs/demo/report.html.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from common import one_line_errors, quiet_libraries, screen
from rich.console import Console

from actorstance.errors import InputError
from actorstance.evaluation import Evaluation
from actorstance.schema import Prediction

ROOT = Path(__file__).resolve().parent.parent
RUNS = Path("runs/demo")
CHECKPOINT = Path("models/newswire")
RELEASE = Path("models/actorstance-minilm")
ARTICLE = Path("seeds/venezuela-2019-01-25.txt")
STEPS = (
    ("Propose stances by rule", "annotate.py output=runs/demo/annotate"),
    ("Train on the newswire sentences, twice", "train.py training.epochs=2"),
    (
        "Evaluate on newswire's test stories",
        "evaluate.py checkpoint=models/newswire output=runs/demo/newswire",
    ),
    (
        "Evaluate on the whole seed article, of which the model saw nothing",
        "evaluate.py checkpoint=models/newswire corpus=seed corpus.split=null cluster=paragraph output=runs/demo/seed",
    ),
    (
        "Cross-validate the seed article by paragraph",
        "train.py experiment=seed_cv output=runs/demo/seed_cv",
    ),
    (
        "Read and evaluate the seed article with the released checkpoint",
        f"evaluate.py checkpoint={RELEASE} corpus=seed corpus.split=null cluster=paragraph output=runs/demo/release",
    ),
)
EXAMPLES = (
    "Russia warned the United States against meddling in Venezuela.",
    "Brazil and Colombia praised Guaidó, but Cuba refused to recognize him.",
    "Lavrov was criticized by Pompeo after meeting Maduro in Moscow.",
    "Mirna Kovel of the Harbour Party thanked Japan and accused Kenya of breaking its promise.",
)


def main() -> None:
    """Run the steps, then predict on new sentences and write the page."""
    check_arguments(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = screen()
    began = time.monotonic()
    for number, (title, command) in enumerate(STEPS, 1):
        if command.startswith("train.py training") and any(
            Path(f"{ROOT / CHECKPOINT}.training").glob("checkpoint-*")
        ):
            command += " resume=true"  # an earlier demo was stopped there
        console.rule(f"{number}/{len(STEPS) + 1}  {title}", align="left")
        console.print(f"python scripts/{command}", style="bold", highlight=False)
        code = step([sys.executable, f"scripts/{command.split()[0]}", *command.split()[1:]])
        if code:
            sys.exit(code)
    console.rule(f"{len(STEPS) + 1}/{len(STEPS) + 1}  Predict new sentences and write the page", align="left")
    page = report(time.monotonic() - began, console)
    closing_screen(page, time.monotonic() - began, console)


def step(command: list[str]) -> int:
    """Run a step; whoever ends the demo ends it too."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            return process.wait()
        except SystemExit:  # the keyboard interrupts both
            process.terminate()
            raise


def check_arguments(arguments: list[str]) -> None:
    """Tell what the demo does where somebody asks, and refuse all else: it takes no settings."""
    if {"-h", "--help"} & {*arguments}:
        print(__doc__)
        sys.exit(0)
    if arguments:
        raise InputError(f"it takes no settings, got {arguments[0]}; each of its steps is a script that does")


def report(seconds: float, console: Console) -> Path:
    """Predict the examples, bring the evaluations together, and write the page."""
    import msgspec
    import predict as predict_script

    from actorstance.actors import Registry
    from actorstance.inference import StancePredictor
    from actorstance.report.article_page import write_article_page
    from actorstance.sentences import read_article, split_sentences

    registry = Registry.load(ROOT / "seeds/actors.yaml")
    predictor = StancePredictor.from_pretrained(ROOT / RELEASE, registry=registry)
    found_in = predictor(EXAMPLES)
    examples = [prediction for found in found_in for prediction in found]
    for text, found in zip(EXAMPLES, found_in, strict=True):
        console.print(f"\n{text}", style="bold", highlight=False)
        predict_script.show([p for p in found if p.holder is not None], console)

    evaluations = [
        msgspec.json.decode((ROOT / RUNS / name / "metrics.json").read_bytes(), type=Evaluation)
        for name in ("release", "seed_cv", "seed", "newswire")
    ]
    article = read_article(ROOT / ARTICLE)
    article_predictions = read_by_the_release()
    page = ROOT / RUNS / "report.html"
    write_article_page(
        page,
        title="Who supports or opposes whom: Venezuela, 25 January 2019",
        article=article,
        sentences=split_sentences(article),
        predictions=article_predictions,
        evaluations=evaluations,
        registry=predictor.finder.known_actors([*examples, *article_predictions]),
        examples=examples,
        facts=facts(evaluations, seconds),
    )
    return page


def read_by_the_release() -> list[Prediction]:
    """The released checkpoint's predictions for the article's gold mentions; it learned nothing of the article."""
    from actorstance.corpora import load_corpus
    from actorstance.records import read_predictions
    from actorstance.schema import Probabilities
    from actorstance.settings import CorpusSettings

    gold = load_corpus(CorpusSettings(name="seed", path=str(ROOT / "data/seed/gold.jsonl")))
    records = {r.id: r for r in read_predictions(ROOT / RUNS / "release/predictions.jsonl")}
    return [
        Prediction(
            pair=pair,
            stance=records[pair.id].stance,
            probabilities=records[pair.id].probabilities or Probabilities(0.0, 0.0, 0.0),
        )
        for pair in gold
    ]


def facts(evaluations: list[Evaluation], seconds: float) -> list[tuple[str, str]]:
    """What to know of the run."""
    return [
        ("Encoder", "MiniLM-L6, 22 million parameters, pairs as query tokens"),
        (
            "models/newswire was trained on",
            "data/newswire, its training stories; the epoch chosen on its development stories",
        ),
        *[(f"Evaluated: {e.corpus}, {e.system}", f"{e.n:,} pairs") for e in evaluations],
        (
            "The article and the new sentences",
            f"read by the released checkpoint, {RELEASE}, which saw neither",
        ),
        ("Time", f"{seconds / 60:.1f} minutes for annotation, training and evaluation"),
    ]


def closing_screen(page: Path, seconds: float, console: Console) -> None:
    """Say where everything lies."""
    console.rule("Done", align="left")
    for what, where in (
        ("the page", page.relative_to(ROOT)),
        ("rule proposals", RUNS / "annotate"),
        ("checkpoint", CHECKPOINT),
        ("newswire test: tables, figures", RUNS / "newswire"),
        ("seed, trained on newswire only", RUNS / "seed"),
        ("seed, cross-validated", RUNS / "seed_cv"),
        ("seed, by the release", RUNS / "release"),
    ):
        console.print(f"  {what:<32} {where}", highlight=False)
    console.print(f"  {seconds / 60:.1f} minutes", highlight=False)


if __name__ == "__main__":
    quiet_libraries()
    with one_line_errors("demo"):
        main()
