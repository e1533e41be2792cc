"""Several checkpoints as one: averaged answers, averaged weights."""

import json
import shutil

import msgspec
import pytest
import torch

from actorstance.checkpoint import load_checkpoint, model_card, save_checkpoint
from actorstance.ensemble import average_answers, average_weights
from actorstance.errors import InputError
from actorstance.inference import StancePredictor
from actorstance.model import build_model
from actorstance.schema import Mention, Pair

TEXT = "Peru thanked Chile."
PAIRS = [
    Pair(id="overall", text=TEXT, target=Mention(13, 18)),
    Pair(id="directed", text=TEXT, target=Mention(13, 18), holder=Mention(0, 4)),
]


@pytest.fixture
def checkpoints(tiny_bert, tmp_path):
    """Three with heads of their own, the last of another width."""
    folders = []
    for seed, head_size in ((1, None), (2, None), (3, 8)):
        torch.manual_seed(seed)
        model, tokenizer = build_model(tiny_bert, head_size=head_size)
        torch.nn.init.normal_(model.classifier.weight, std=0.5)
        card = model_card(model, title="tiny", data=[], command="none")
        folders.append(save_checkpoint(tmp_path / f"{seed}", model, tokenizer, card=card))
    return folders


def test_the_answer_of_several_is_the_mean_of_theirs(checkpoints):
    alone = [StancePredictor.from_pretrained(folder).predict_pairs(PAIRS) for folder in checkpoints]
    together = average_answers(checkpoints, PAIRS)
    assert len(together) == len(PAIRS)
    for place, answer in enumerate(together):
        said = [predictions[place].probabilities for predictions in alone]
        for stance in ("against", "neutral", "favor"):
            mean = sum(getattr(one, stance) for one in said) / len(said)
            assert getattr(answer, stance) == pytest.approx(mean, abs=0.02)  # bfloat16 has three digits
    assert together[0] != together[1]


def test_a_soup_of_one_is_that_one_and_unlike_tensors_are_refused(checkpoints):
    one = load_checkpoint(checkpoints[0])[0].state_dict()
    assert all(
        torch.equal(tensor, one[name])
        for name, tensor in average_weights(checkpoints[:1]).state_dict().items()
    )
    with pytest.raises(InputError, match="differ in their tensors"):
        average_weights(checkpoints)


@pytest.mark.parametrize(("name", "value"), [("pairing", "marker"), ("max_tokens", 64)])
def test_a_soup_of_checkpoints_that_read_differently_is_refused(checkpoints, name, value):
    config = checkpoints[1] / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), name: value}))
    with pytest.raises(InputError, match=f"differ in {name}: .* and {value}"):
        average_weights(checkpoints[:2])


def test_nothing_cannot_be_averaged():
    with pytest.raises(InputError, match="at least one checkpoint"):
        average_answers([], PAIRS)
    with pytest.raises(InputError, match="at least one checkpoint"):
        average_weights([])


def test_answers_are_kept_and_only_new_questions_asked(checkpoints, tmp_path, monkeypatch):
    kept = tmp_path / "answers"
    asked = []
    predict = StancePredictor.predict_pairs

    def listening(predictor, pairs, **settings):
        pairs = list(pairs)
        asked.append([(pair.holder, pair.text) for pair in pairs])
        return predict(predictor, pairs, **settings)

    monkeypatch.setattr(StancePredictor, "predict_pairs", listening)
    overall, directed = PAIRS
    first = average_answers(checkpoints[:2], [overall], kept=kept)
    assert len(list(kept.iterdir())) == len(asked) == 2
    again = average_answers(checkpoints[:2], [directed, overall], kept=kept)
    assert asked[2:] == [[(directed.holder, TEXT)]] * 2
    assert again == [*average_answers(checkpoints[:2], [directed]), *first]

    asked.clear()
    renamed = [msgspec.structs.replace(pair, id="other") for pair in PAIRS]
    assert average_answers(checkpoints[:2], renamed, kept=kept) == again[::-1]
    assert not asked


def test_another_checkpoint_in_the_same_place_is_asked_anew(checkpoints, tmp_path):
    kept = tmp_path / "answers"
    first = average_answers(checkpoints[:1], PAIRS, kept=kept)
    shutil.rmtree(checkpoints[0])
    shutil.copytree(checkpoints[1], checkpoints[0])
    second = average_answers(checkpoints[:1], PAIRS, kept=kept)
    assert second == average_answers(checkpoints[1:2], PAIRS) != first


def test_a_damaged_file_of_answers_is_named(checkpoints, tmp_path):
    kept = tmp_path / "answers"
    average_answers(checkpoints[:1], PAIRS, kept=kept)
    (file,) = kept.iterdir()
    file.write_bytes(b"PAR1")
    with pytest.raises(InputError, match=file.name):
        average_answers(checkpoints[:1], PAIRS, kept=kept)
