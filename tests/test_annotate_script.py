"""`scripts/annotate.py`: what it writes and says, and how it refuses bad input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actorstance.actors import Registry
from actorstance.markup import place_in_article, read_markup
from actorstance.records import read_annotations, read_labelled_pairs
from actorstance.schema import Labeler
from actorstance.sentences import read_article

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "venezuela-2019-01-25.txt"

ACTORS = """actors:
  - {id: peru, name: Peru, kind: country, aliases: [Peruvian]}
  - {id: chile, name: Chile, kind: country}
"""


def annotate(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, str(ROOT / "scripts" / "annotate.py"), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def story(tmp_path: Path) -> dict[str, Path]:
    """A tiny article with a dateline, two paragraphs and accents before the second sentence."""
    article, registry = tmp_path / "story.txt", tmp_path / "actors.yaml"
    text = "LIMA (Agency) — Señora Núñez slept. Peru thanked Chile.\n\nChile met Peruvian envoys.\n"
    article.write_text(text, encoding="utf-8")
    registry.write_text(ACTORS, encoding="utf-8")
    return {"article": article, "registry": registry, "output": tmp_path / "out"}


def arguments(story: dict[str, Path]) -> list[str]:
    return [f"article={story['article']}", f"registry=[{story['registry']}]", f"output={story['output']}"]


def test_it_writes_annotations_and_pairs(story: dict[str, Path]) -> None:
    done = annotate(*arguments(story))
    assert done.returncode == 0, done.stderr
    annotations = list(read_annotations(story["output"] / "annotations.jsonl"))
    assert [(a.id, a.article, a.paragraph) for a in annotations] == [
        ("story/s01", "story", 1),
        ("story/s02", "story", 1),
        ("story/s03", "story", 2),
    ]
    text = read_article(story["article"]).text
    assert all(text[a.start : a.end] == a.text for a in annotations)
    assert {(a.labeler.name, a.labeler.version) for a in annotations} == {("rules", "1")}
    stances = {pair.id: pair.stance for pair in read_labelled_pairs(story["output"] / "pairs.jsonl")}
    assert len(stances) == 8
    assert stances["story/s02:peru>chile"] == "favor"
    assert stances["story/s03:chile>peru"] == "neutral"


def test_it_says_what_it_found(story: dict[str, Path]) -> None:
    done = annotate(*arguments(story))
    assert "3 sentences" in done.stdout
    assert "Peru" in done.stdout
    assert "directed" in done.stdout
    assert sorted(path.name for path in story["output"].iterdir()) == [
        "annotations.jsonl",
        "annotations.txt",
        "pairs.jsonl",
    ]


def test_the_seed_is_the_default(tmp_path: Path) -> None:
    done = annotate(f"output={tmp_path}")
    assert done.returncode == 0, done.stderr
    annotations = list(read_annotations(tmp_path / "annotations.jsonl"))
    text = read_article(SEED).text
    assert len(annotations) == 38
    assert all(text[a.start : a.end] == a.text for a in annotations)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("article=missing.txt", "missing.txt"),
        ("registry=[missing.yaml]", "missing.yaml"),
        ("registry=[]", "registry is empty"),
        ("artikel=story.txt", "artikel"),
    ],
)
def test_bad_input_ends_with_one_line_and_code_2(story: dict[str, Path], change: str, says: str) -> None:
    done = annotate(*arguments(story), change)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert not story["output"].exists()


def test_what_it_proposes_can_be_corrected_and_read_back(story: dict[str, Path]) -> None:
    annotate(*arguments(story))
    proposed = list(read_annotations(story["output"] / "annotations.jsonl"))
    registry = Registry.load(story["registry"])
    read, _ = read_markup(story["output"] / "annotations.txt", Labeler("rules", "1"), registry)
    assert place_in_article(read, read_article(story["article"])) == proposed


def test_a_registry_of_which_the_article_names_nobody_is_told(story: dict[str, Path]) -> None:
    story["article"].write_text("It rained.")
    assert "note: story names no actor of" in annotate(*arguments(story)).stdout
