"""Which mentions of two actors to believe where one is named several times: how many of the gold's directed pairs each rule gets right.

    python benchmarks/mentions.py data/newswire/dev.jsonl   what the rule was chosen on
    python benchmarks/mentions.py                           newswire test and the seed's gold

The pairs: every ordered pair of actors of a sentence, of whom one at least is named more than once, asked about all combinations of their
named mentions (at most `MOST` of each). Prints for each rule how many it gets right, of those with a stance and of the neutral ones, and the accuracy
and macro-F1 of all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from actorstance.inference import StancePredictor
from actorstance.metrics import confusion, macro_f1
from actorstance.pairs import choices
from actorstance.records import read_annotations
from actorstance.schema import STANCES, Annotation, Form, Mention, Pair, Prediction, Stance

Rule = Callable[[Sequence[Prediction]], Stance]


def confidence(answer: Prediction) -> float:
    """The probability of the answer."""
    shares = answer.probabilities
    return max(shares.against, shares.neutral, shares.favor)


def distance(answer: Prediction) -> int:
    """How far holder and target stand apart."""
    assert answer.holder is not None
    return abs(answer.holder.start - answer.target.start)


def mean(answers: Sequence[Prediction]) -> Stance:
    """The stance whose probability is the highest in the mean."""
    return max(STANCES, key=lambda stance: sum(getattr(a.probabilities, stance.value) for a in answers))


RULES: dict[str, Rule] = {
    "first mentions": lambda answers: answers[0].stance,
    "nearest mentions": lambda answers: min(answers, key=distance).stance,
    "most confident": lambda answers: max(answers, key=confidence).stance,
    "mean probabilities": mean,
    "least neutral": lambda answers: min(answers, key=lambda a: a.probabilities.neutral).stance,
}


def asked(annotation: Annotation) -> list[tuple[list[Pair], Stance]]:
    """The directed pairs with more than one combination of mentions, and their gold."""
    mentions = [Mention(m.start, m.end, m.actor) for m in annotation.mentions if m.form is Form.NAME]
    gold = {(entry.holder, entry.target): entry.stance for entry in annotation.directed}
    return [
        (choice, gold.get((choice[0].holder.actor or "", choice[0].target.actor or ""), Stance.NEUTRAL))
        for choice in choices(annotation.sentence, mentions)
        if len(choice) > 1 and choice[0].holder is not None
    ]


def main(paths: list[str]) -> None:
    """Print the table of each file."""
    predictor = StancePredictor.from_pretrained()
    for path in paths:
        questions = [question for a in read_annotations(Path(path)) for question in asked(a)]
        gold = [stance for _, stance in questions]
        answers = iter(predictor.predict_pairs(pair for choice, _ in questions for pair in choice))
        groups = [[next(answers) for _ in choice] for choice, _ in questions]
        neutral = gold.count(Stance.NEUTRAL)
        for name, rule in RULES.items():
            said = [rule(group) for group in groups]
            right = [one is other for one, other in zip(said, gold, strict=True)]
            quiet = sum(r for r, stance in zip(right, gold, strict=True) if stance is Stance.NEUTRAL)
            score = macro_f1(confusion([s.id for s in gold], [s.id for s in said]))
            print(
                f"{path}  {name:18}  with a stance {sum(right) - quiet} of {len(gold) - neutral}, neutral {quiet} of {neutral}"
                f"  accuracy {sum(right) / len(gold):.3f}  macro-F1 {score:.3f}"
            )


if __name__ == "__main__":
    main(sys.argv[1:] or ["data/newswire/test.jsonl", "data/seed/gold.jsonl"])
