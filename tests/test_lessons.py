"""What a training learns from each corpus."""

from __future__ import annotations

import pytest

from actorstance.errors import InputError
from actorstance.lessons import Lesson, mixed, taught, teachers_of
from actorstance.schema import LabelledPair, Mention, Probabilities, Stance
from actorstance.settings import SourceSettings, TeachingSettings

PAIR = LabelledPair(id="p", text="Peru won.", target=Mention(0, 4), stance=Stance.FAVOR)


@pytest.fixture
def doubtful(monkeypatch):
    """A teacher that holds against and favor for equally probable."""

    def answer(checkpoints, pairs, **_):
        return [Probabilities(0.5, 0.0, 0.5)] * len(pairs)

    monkeypatch.setattr("actorstance.lessons.average_answers", answer)


def test_a_corpus_may_trust_its_teachers_more_or_less_than_others_do(doubtful):
    sources = {
        "as all": SourceSettings(),
        "more": SourceSettings(trust=1.0),
        "not at all": SourceSettings(trust=0.0),
        "unjudged": SourceSettings(judged=False, trust=0.0),  # nothing else is known of it
    }
    lessons = {name: Lesson(source, ["a"], [PAIR]) for name, source in sources.items()}
    mixture = taught(mixed(lessons, 0.0), lessons, TeachingSettings(trust=0.5), lambda _: None)
    assert [target.favor for target in mixture.targets] == [0.75, 0.5, 1.0, 0.5]
    meanwhile = taught(mixed(lessons, 0.0), lessons, TeachingSettings(live=True), lambda _: None)
    assert list(meanwhile.trusts) == [0.5, 1.0, 0.0, 1.0]


def test_a_trust_that_is_no_share_is_told_by_its_name():
    with pytest.raises(InputError, match=r"mixture\.ours\.trust"):
        teachers_of({"ours": SourceSettings(trust=1.5)}, TeachingSettings())
