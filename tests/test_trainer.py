"""What training adds to the Trainer: names that change by the epoch, layers with rates of their own, consistency."""

import pytest
import torch
from transformers import TrainingArguments

from actorstance.encoding import PairCollator
from actorstance.errors import InputError
from actorstance.mixture import Mixture, heed, mix, unjudged
from actorstance.model import build_model
from actorstance.objectives import rdrop_divergence
from actorstance.renaming import NamePool
from actorstance.schema import LabelledPair, Mention, Probabilities, Stance
from actorstance.settings import TrainingSettings, check_settings
from actorstance.trainer import StanceTrainer, TrainingRows, TwiceCollator, layer_heights
from actorstance.training import train_model

NAMES = ["Peru", "Chile", "Cuba", "Spain", "Oman"]
PAIRS = [
    LabelledPair(
        id=f"{a}{b}",
        text=f"{a} warned {b}.",
        holder=Mention(0, len(a), a),
        target=Mention(len(a) + 8, len(a) + 8 + len(b), b),
        stance=Stance.AGAINST,
    )
    for a in NAMES
    for b in NAMES
    if a != b
]


@pytest.fixture
def built(tiny_bert):
    torch.manual_seed(1)
    return build_model(tiny_bert)


@pytest.fixture
def arguments(tmp_path):
    """A trainer without arguments makes a folder in the working directory."""
    return TrainingArguments(output_dir=str(tmp_path), use_cpu=True)


def shown(rows, tokenizer):
    return [tokenizer.decode(rows[i]["input_ids"]) for i in range(len(rows))]


def test_names_change_with_the_epoch_and_only_in_their_share(built):
    model, tokenizer = built
    rows = TrainingRows(mix({"": PAIRS}), model, tokenizer, swap=0.5, seed=3)
    as_given = shown(rows, tokenizer)
    rows.set_epoch(0)
    first = shown(rows, tokenizer)
    rows.set_epoch(1)
    second = shown(rows, tokenizer)
    rows.set_epoch(0)
    assert shown(rows, tokenizer) == first  # a resumed training sees what the first one saw
    changed = sum(a != b for a, b in zip(as_given, first, strict=True))
    assert 4 <= changed <= 16
    assert first != second
    assert [rows[i]["indices"] for i in range(len(rows))] == [[i] for i in range(len(PAIRS))]
    assert all(rows[i]["labels"] == [Stance.AGAINST.id] for i in range(len(rows)))


def test_masked_names(built):
    model, tokenizer = built
    rows = TrainingRows(mix({"": PAIRS[:4]}), model, tokenizer, mask=1.0)
    rows.set_epoch(0)
    assert all("actor a warned actor b" in text for text in shown(rows, tokenizer))


def test_a_row_that_other_names_make_too_long_stays_as_it_was(built):
    model, tokenizer = built
    model.config.max_tokens = 20
    pool = NamePool({"": [("Saint Vincent and the Grenadines",), ("Sao Tome and Principe",)]})
    rows = TrainingRows(mix({"": PAIRS[:2]}), model, tokenizer, swap=1.0, twins=True, pool=pool)
    as_given = shown(rows, tokenizer)
    rows.set_epoch(0)
    assert shown(rows, tokenizer) == as_given
    assert rows[0]["twin"]["input_ids"] == rows[0]["input_ids"]


def test_rows_carry_weights_and_targets(built):
    model, tokenizer = built
    targets = [Probabilities(0.5, 0.25, 0.25), Probabilities(1.0, 0.0, 0.0)]
    rows = TrainingRows(Mixture(PAIRS[:2], [0.5, 1.5], targets), model, tokenizer)
    batch = PairCollator(tokenizer.pad_token_id)([rows[0], rows[1]])
    assert batch["weights"].tolist() == [[0.5], [1.5]]
    assert batch["targets"].tolist() == [[[0.5, 0.25, 0.25]], [[1.0, 0.0, 0.0]]]


def test_rows_are_made_alike_in_whatever_order_and_process_they_are_asked_for(built):
    model, tokenizer = built
    rows = TrainingRows(mix({"": PAIRS}), model, tokenizer, swap=0.5, twins=True, seed=3)
    rows.set_epoch(1)
    forward = [rows[i] for i in range(len(rows))]
    assert [rows[i] for i in reversed(range(len(rows)))] == forward[::-1]
    settings = {
        "swap": 0.5,
        "twins": True,
        "consistency": 1.0,
        "epochs": 2,
        "batch_size": 8,
        "precision": "fp32",
    }
    losses = []
    for workers in (0, 2):
        torch.manual_seed(1)
        model, tokenizer = build_model(model.config.encoder.name_or_path)
        epochs = train_model(
            model, tokenizer, mix({"": PAIRS}), {}, TrainingSettings(workers=workers, **settings)
        )
        losses.append([epoch.loss for epoch in epochs])
    assert losses[0] == losses[1]


def test_rows_carry_the_share_of_a_teacher_that_answers_meanwhile(built):
    model, tokenizer = built
    mixture = heed(mix({"": PAIRS[:2]}), [0.7, 0.2])
    rows = TrainingRows(mixture, model, tokenizer)
    batch = PairCollator(tokenizer.pad_token_id)([rows[0], rows[1]])
    assert batch["trusts"].flatten().tolist() == pytest.approx([0.7, 0.2])
    assert "targets" not in batch


def test_only_rows_of_training_are_read_twice(built):
    model, tokenizer = built
    rows = TrainingRows(mix({"": PAIRS}), model, tokenizer)
    collate = TwiceCollator(tokenizer.pad_token_id)
    assert len(collate([rows[0], rows[1]])["input_ids"]) == 4
    dev = {name: value for name, value in rows[0].items() if name not in ("weights", "targets")}
    assert len(collate([dev])["input_ids"]) == 1


def test_disagreement_is_zero_for_one_mind_and_counts_only_judged_pairs():
    one, other = (
        torch.tensor([[[2.0, 0.0, 0.0], [9.0, 0.0, 0.0]]]),
        torch.tensor([[[0.0, 2.0, 0.0], [0.0, 9.0, 0.0]]]),
    )
    judged = torch.tensor([[True, False], [True, False]])
    assert rdrop_divergence(torch.cat([one, one]), judged).item() == 0
    p, q = one[0, 0].softmax(-1), other[0, 0].softmax(-1)
    expected = ((p - q) * (p.log() - q.log())).sum().item()
    assert rdrop_divergence(torch.cat([one, other]), judged).item() == pytest.approx(expected)


def test_consistency_is_part_of_the_loss(built):
    model, tokenizer = built
    plain = train_model(model, tokenizer, mix({"": PAIRS}), {}, settings())
    torch.manual_seed(1)
    with_it = train_model(model, tokenizer, mix({"": PAIRS}), {}, settings(consistency=50.0))
    assert with_it[0].loss > plain[0].loss


def settings(**changes):
    return TrainingSettings(
        **{"epochs": 1, "learning_rate": 0.0, "device": "cpu", "precision": "fp32", **changes}
    )


def test_each_layer_has_its_rate(built, arguments):
    model, _tokenizer = built
    trainer = StanceTrainer(model=model, args=arguments, layer_decay=0.5, train_dataset=[])
    optimizer = trainer.create_optimizer()
    rate = {id(p): group["lr"] for group in optimizer.param_groups for p in group["params"]}
    base = trainer.args.learning_rate
    names = dict(model.named_parameters())
    assert len(rate) == len(names)
    assert rate[id(names["classifier.weight"])] == base
    assert rate[id(names["encoder.encoder.layer.1.output.dense.weight"])] == base * 0.5
    assert rate[id(names["encoder.encoder.layer.0.output.dense.bias"])] == base * 0.25
    assert rate[id(names["encoder.embeddings.word_embeddings.weight"])] == base * 0.125


def test_development_sets_are_told_apart(built, tmp_path):
    model, tokenizer = built
    neutral = [LabelledPair(**{**fields(p), "stance": Stance.NEUTRAL}) for p in PAIRS]
    # Texts of very different lengths, which a grouping by length would mix.
    short, long = (
        PAIRS[:8],
        [LabelledPair(**{**fields(p), "text": p.text + " And so on" * 9}) for p in neutral[:8]],
    )
    epochs = train_model(
        model,
        tokenizer,
        mix({"": PAIRS}),
        {"long": long, "short": short},
        settings(batch_size=2),
        work=tmp_path,
    )
    answers = {name: scores(model, tokenizer, pairs) for name, pairs in (("long", long), ("short", short))}
    assert epochs[0].dev == pytest.approx(answers)
    assert epochs[0].dev_macro_f1 == pytest.approx(sum(answers.values()) / 2)


def fields(pair):
    return {name: getattr(pair, name) for name in pair.__struct_fields__}


def scores(model, tokenizer, pairs):
    from actorstance.inference import StancePredictor
    from actorstance.metrics import confusion, macro_f1

    predicted = [p.stance.id for p in StancePredictor(model, tokenizer).predict_pairs(pairs)]
    return float(macro_f1(confusion([p.stance.id for p in pairs], predicted)))


def test_twins_without_consistency_are_refused():
    with pytest.raises(InputError, match=r"training\.twins needs training\.consistency"):
        check_settings(TrainingSettings(twins=True))


def test_twins_are_the_same_questions_about_others(built):
    model, tokenizer = built
    targets = [Probabilities(0.5, 0.25, 0.25)] * len(PAIRS)
    rows = TrainingRows(Mixture(PAIRS, [1.0] * len(PAIRS), targets), model, tokenizer, twins=True, seed=3)
    rows.set_epoch(0)
    batch = TwiceCollator(tokenizer.pad_token_id)([rows[i] for i in range(len(rows))])
    (one, other), half = batch["input_ids"].chunk(2), len(PAIRS)
    assert not any(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    for name in ("labels", "weights", "targets"):
        assert torch.equal(batch[name][:half], batch[name][half:])
    texts = [tokenizer.decode(ids, skip_special_tokens=True) for ids in other]
    assert all(text.partition(" warned ")[0].capitalize() in NAMES for text in texts)


@pytest.mark.parametrize(("passes", "least", "most"), [(0.5, 0, 1), (2.0, 2, 2), (1.5, 1, 2), (1.0, 1, 1)])
def test_an_epoch_reads_a_corpus_as_often_as_it_is_told(built, passes, least, most):
    model, tokenizer = built
    rows = TrainingRows(mix({"a": PAIRS}, passes={"a": passes}), model, tokenizer, seed=5)
    seen = []
    for epoch in range(2):
        rows.set_epoch(epoch)
        assert len(rows) == round(passes * len(PAIRS))
        seen.append([rows[i]["indices"][0] for i in range(len(rows))])
        counts = [seen[-1].count(index) for index in range(len(PAIRS))]
        assert least <= min(counts)
        assert max(counts) <= most
    assert (seen[0] != seen[1]) == (passes % 1 != 0)


def test_pairs_that_only_a_teacher_answers_are_read_also_in_rows_of_their_own(tiny_bert):
    torch.manual_seed(1)
    model, tokenizer = build_model(tiny_bert, pairing="marker")
    judged = mix({"a": PAIRS}, passes={"a": 2.0})
    rows = TrainingRows(heed(judged, [0.5] * len(PAIRS), unjudged(PAIRS)), model, tokenizer)
    rows.set_epoch(0)
    read = [index for i in range(len(rows)) for index in rows[i]["indices"]]
    assert len(rows.mixture) == 4 * len(PAIRS)
    assert read.count(0) == read.count(len(PAIRS)) == 2


def test_rows_keep_about_their_length_from_epoch_to_epoch(built):
    model, tokenizer = built
    long = [
        LabelledPair(
            id=str(n),
            text="Peru left " + "and left " * n,
            target=Mention(0, 4, "Peru"),
            stance=Stance.NEUTRAL,
        )
        for n in range(20)
    ]
    rows = TrainingRows(mix({"a": long}, passes={"a": 0.5}), model, tokenizer)
    rows.set_epoch(0)
    first = [len(rows[i]["input_ids"]) for i in range(len(rows))]
    rows.set_epoch(1)
    second = [len(rows[i]["input_ids"]) for i in range(len(rows))]
    neighbour = len(tokenizer("and left", add_special_tokens=False)["input_ids"])
    assert max(abs(a - b) for a, b in zip(first, second, strict=True)) <= neighbour
    assert first != second


def loss_of(trainer, batch, count):
    trainer.model.train()
    return trainer.compute_loss(trainer.model, dict(batch), num_items_in_batch=count).item()


def test_with_two_processes_both_parts_of_the_loss_count_twice(built, arguments, monkeypatch):
    """Their gradients are averaged, and the number of pairs is that of both."""
    model, tokenizer = built
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # nothing random
    rows = TrainingRows(mix({"": PAIRS}), model, tokenizer)
    batch = TwiceCollator(0)([rows[i] for i in range(len(rows))])
    with torch.no_grad():
        model.classifier.weight[:, 0] += 1.0
    for consistency in (0.0, 50.0):
        trainer = StanceTrainer(model=model, args=arguments, train_dataset=[], consistency=consistency)
        once = loss_of(trainer, batch, len(rows))
        monkeypatch.setattr(type(trainer.accelerator), "num_processes", 2)
        assert loss_of(trainer, batch, len(rows)) == pytest.approx(2 * once)
        monkeypatch.undo()


def test_what_layers_share_lies_below_them_and_the_last_norm_above():
    names = {
        "encoder.embeddings.word_embeddings.weight": 0,
        "encoder.encoder.rel_embeddings.weight": 0,
        "encoder.encoder.relative_attention_bias.weight": 0,
        "encoder.encoder.embedding_hidden_mapping_in.weight": 0,
        "encoder.encoder.layer.0.output.dense.weight": 1,
        "encoder.encoder.layer.3.output.dense.weight": 4,
        "encoder.final_norm.weight": 5,
        "encoder.encoder.LayerNorm.weight": 5,
        "classifier.weight": 5,
    }
    assert layer_heights(names) == names
