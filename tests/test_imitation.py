"""Learning a teacher's hidden states: where they are told by the student's already, where not, and who cannot teach whom."""

import msgspec
import pytest
import torch
from transformers import AutoConfig, AutoModel, AutoTokenizer, TrainingArguments

from actorstance.checkpoint import load_checkpoint, model_card, save_checkpoint
from actorstance.encoding import PairCollator, encode_pairs
from actorstance.errors import InputError
from actorstance.imitation import FIRST, Imitation
from actorstance.mixture import heed, mix
from actorstance.model import build_model
from actorstance.schema import LabelledPair, Mention, Stance
from actorstance.settings import TrainingSettings
from actorstance.trainer import StanceTrainer
from actorstance.training import train_model

PAIRS = [
    LabelledPair(
        id=f"{a}{verb}{b}",
        text=f"{a} {verb} {b}.",
        holder=Mention(0, len(a), a),
        target=Mention(len(a) + len(verb) + 2, len(a) + len(verb) + 2 + len(b), b),
        stance=stance,
    )
    for a in ("Peru", "Chile", "Cuba", "Spain")
    for b in ("France", "Russia", "Germany")
    for verb, stance in (("thanked", Stance.FAVOR), ("warned", Stance.AGAINST))
]


def saved(encoder, folder, *, pairing="query", max_tokens=256):
    """An untrained checkpoint on an encoder."""
    torch.manual_seed(2)
    model, tokenizer = build_model(encoder, pairing=pairing, max_tokens=max_tokens)
    card = model_card(model, title="teacher", data=["none: random weights"], command="pytest")
    return str(save_checkpoint(folder, model, tokenizer, card=card))


@pytest.fixture
def deeper(tiny_bert, tmp_path):
    """A teacher of four layers and more dimensions, with the student's vocabulary."""
    config = AutoConfig.from_pretrained(tiny_bert)
    config.num_hidden_layers, config.hidden_size, config.intermediate_size = 4, 24, 48
    torch.manual_seed(3)
    AutoModel.from_config(config).save_pretrained(tmp_path / "encoder")
    AutoTokenizer.from_pretrained(tiny_bert).save_pretrained(tmp_path / "encoder")
    return saved(str(tmp_path / "encoder"), tmp_path / "teacher")


def batch_of(model, tokenizer):
    rows = encode_pairs(PAIRS, tokenizer, pairing="query", max_tokens=model.config.max_tokens)
    return PairCollator(tokenizer.pad_token_id)(rows)


def missed(model, imitation, batch):
    states = model(**batch, output_hidden_states=True).hidden_states
    return imitation.missed(states, imitation.read(batch).hidden_states, batch)


def test_nothing_is_asked_before_the_maps_are_known(tiny_checkpoint, deeper):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    imitation, batch = Imitation(deeper, model, tokenizer), batch_of(model, tokenizer)
    errors = [missed(model, imitation, batch).item() for _ in range(FIRST + 1)]
    assert errors[:FIRST] == [0.0] * FIRST
    assert errors[FIRST] > 0.1


def test_a_model_reads_as_its_own_copy_does(tiny_checkpoint, deeper):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    batch = batch_of(model, tokenizer)

    def left(checkpoint):
        imitation = Imitation(checkpoint, model, tokenizer)
        return [missed(model, imitation, batch).item() for _ in range(FIRST + 1)][-1]

    assert left(tiny_checkpoint) < 0.1 * left(deeper)


def test_what_is_lacking_can_be_learned(tiny_checkpoint, deeper):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    imitation, batch = Imitation(deeper, model, tokenizer), batch_of(model, tokenizer)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    errors = []
    for _ in range(FIRST + 30):
        error = missed(model, imitation, batch)
        errors.append(error.item())
        if error.requires_grad:
            optimizer.zero_grad()
            error.backward()
            optimizer.step()
    assert errors[-1] < 0.8 * errors[FIRST]
    assert all(not parameter.requires_grad for parameter in imitation.teacher.parameters())


def test_training_with_a_teacher_to_imitate(tiny_checkpoint, deeper):
    def trained(**kwargs):
        model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
        settings = TrainingSettings(epochs=8, batch_size=12, learning_rate=1e-3, precision="fp32", **kwargs)
        epochs = train_model(model, tokenizer, mix({"": PAIRS}), {}, settings)
        return [epoch.loss for epoch in epochs], model.classifier.weight

    plain, _ = trained()
    losses, weights = trained(imitated=deeper)
    again, same = trained(imitated=deeper)
    none, unmoved = trained(imitated=deeper, imitation=0.0)
    assert losses[-1] > plain[-1]  # the last epochs' loss has another part
    assert losses == again
    assert torch.equal(weights, same)
    assert none == plain
    assert not torch.equal(unmoved, weights)


def test_a_teacher_that_answers_meanwhile_is_what_is_learned_of_open_questions(tiny_checkpoint, deeper):
    """Of pairs that are labelled otherwise than the teacher answers."""
    teacher, _, _ = load_checkpoint(deeper)
    teacher.classifier.bias.data += torch.tensor([-4.0, 4.0, 0.0])  # neutral, whatever it reads
    save_checkpoint(
        deeper,
        teacher,
        AutoTokenizer.from_pretrained(deeper),
        card=model_card(teacher, title="teacher", data=[], command="pytest"),
    )

    def answers(trust):
        model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
        settings = TrainingSettings(
            epochs=12,
            batch_size=12,
            learning_rate=3e-3,
            precision="fp32",
            imitated=deeper,
            imitation=0.0,
            consistency=0.5,
            twins=True,
        )
        mixture = heed(mix({"": favorable}), [trust] * len(PAIRS))
        train_model(model, tokenizer, mixture, {}, settings)
        return model(**batch_of(model, tokenizer)).logits.argmax(-1).flatten().tolist()

    favorable = [msgspec.structs.replace(pair, stance=Stance.FAVOR) for pair in PAIRS]
    assert answers(1.0) == [Stance.NEUTRAL.id] * len(PAIRS)
    assert answers(0.0) == [Stance.FAVOR.id] * len(PAIRS)


def test_two_readings_are_answered_as_one(tiny_checkpoint, deeper, tmp_path):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    teacher = Imitation(deeper, model, tokenizer)
    arguments = TrainingArguments(output_dir=str(tmp_path), use_cpu=True)
    trainer = StanceTrainer(model=model, args=arguments, imitated=teacher, imitation=0.0, consistency=1.0)
    rows = encode_pairs(PAIRS[:4], tokenizer, pairing="query", max_tokens=256)
    rows = [{**row, "weights": [1.0], "trusts": [1.0]} for row in rows]
    batch = PairCollator(tokenizer.pad_token_id)(rows)
    said = teacher.read(batch).logits.softmax(-1)
    model.train()
    told = {}
    model.register_forward_pre_hook(lambda _, __, kwargs: told.update(kwargs), with_kwargs=True)
    trainer.compute_loss(model, batch)
    mean = (said[:2] + said[2:]) / 2
    assert torch.allclose(told["targets"], torch.cat([mean, mean]))
    assert "trusts" not in told


def test_a_teacher_of_another_vocabulary_is_refused(tiny_checkpoint, tiny_mpnet, tmp_path):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    with pytest.raises(InputError, match=r"same vocabulary; it lacks [\d,]+ tokens, such as"):
        Imitation(saved(tiny_mpnet, tmp_path / "other"), model, tokenizer)


def test_a_teacher_of_markers_or_shorter_texts_is_refused(tiny_checkpoint, tiny_bert, tmp_path):
    model, tokenizer, _ = load_checkpoint(tiny_checkpoint)
    with pytest.raises(InputError, match="shows pairs as 'marker', not 'query'"):
        Imitation(saved(tiny_bert, tmp_path / "marker", pairing="marker"), model, tokenizer)
    with pytest.raises(InputError, match="reads 64 tokens, fewer than the model's 256"):
        Imitation(saved(tiny_bert, tmp_path / "short", max_tokens=64), model, tokenizer)


@pytest.mark.parametrize("name", ["bert", "roberta", "distilbert", "modernbert", "mpnet"])
def test_every_encoder_tells_its_states(name, request):
    model, tokenizer = build_model(request.getfixturevalue(f"tiny_{name}"))
    batch = batch_of(model, tokenizer)
    shape = (*batch["input_ids"].shape, model.config.encoder.hidden_size)
    assert [state.shape for state in model(**batch, output_hidden_states=True).hidden_states] == [shape] * 3
    assert model(**batch).hidden_states is None
