"""What a model has to beat: the majority class, TF-IDF with logistic regression, and the rule labeler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from actorstance.annotation.rules import RuleLabeler
from actorstance.pairs import who
from actorstance.schema import LabelledPair, Mention, Pair, Sentence, Stance


def majority_baseline(train: Sequence[LabelledPair], test: Sequence[Pair]) -> list[Stance]:
    """The most frequent stance of the training pairs, separately for overall and directed ones."""
    answers = {}
    for directed in (False, True):
        counts = Counter(p.stance for p in train if (p.holder is not None) is directed)
        # Of two equally frequent stances the first in the order of the class ids.
        answers[directed] = max(Stance, key=lambda stance: counts[stance]) if counts else Stance.NEUTRAL
    return [answers[pair.holder is not None] for pair in test]


def tfidf_baseline(train: Sequence[LabelledPair], test: Sequence[Pair], seed: int) -> list[Stance]:
    """Logistic regression on TF-IDF of words and word pairs, target and holder replaced by placeholders.

    Only words in two texts count, unless there are none. Training pairs of one stance teach no words: there it answers as the majority does.
    """
    if len({pair.stance for pair in train}) < 2:
        return majority_baseline(train, test)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    texts = [masked_text(pair) for pair in train]
    try:
        learned = words.fit_transform(texts)
    except ValueError:  # a few short texts need not share a word
        learned = words.set_params(min_df=1).fit_transform(texts)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000, random_state=seed)
    model.fit(learned, [pair.stance.id for pair in train])
    answers = model.predict(words.transform([masked_text(pair) for pair in test]))
    return [Stance.from_id(i) for i in answers]


def rules_baseline(test: Sequence[Pair]) -> list[Stance]:
    """The rule labeler's answers; it is told which spans are mentions, as the model is."""
    labeler = RuleLabeler()
    by_text: dict[str, list[Pair]] = {}
    for pair in test:
        by_text.setdefault(pair.text, []).append(pair)
    answers: dict[tuple[str, str | None, str], Stance] = {}
    for text, pairs in by_text.items():
        spans = {(m.start, m.end): m for p in pairs for m in (p.target, p.holder) if m is not None}
        mentions = [
            Mention(m.start, m.end, who(m), m.form) for _, m in sorted(spans.items(), key=lambda s: s[0])
        ]
        annotation = labeler.label(Sentence(id="s", text=text), mentions)
        for mention in annotation.mentions:
            answers[text, None, str(mention.actor)] = mention.overall
        for entry in annotation.directed:
            answers[text, entry.holder, entry.target] = entry.stance
    return [
        answers.get(
            (pair.text, None if pair.holder is None else who(pair.holder), who(pair.target)),
            Stance.NEUTRAL,
        )
        for pair in test
    ]


def masked_text(pair: Pair) -> str:
    """The text with target and holder replaced by placeholders, longer spans first where they nest.

    Examples:
        >>> masked_text(Pair(id="p", text="Peru thanked Chile.", target=Mention(13, 18), holder=Mention(0, 4)))
        'HOLDERX thanked TARGETX.'
    """
    text = pair.text
    spans = [(pair.target, "TARGETX")] + ([(pair.holder, "HOLDERX")] if pair.holder else [])
    taken = len(text)
    for mention, word in sorted(spans, key=lambda span: (-span[0].end, span[0].start)):
        if mention.end <= taken:
            text = text[: mention.start] + word + text[mention.end :]
            taken = mention.start
    return text
