"""The model: one encoder pass for all pairs of a sentence, answers that do not depend on neighbours, an exact loss."""

import pytest
import torch
from transformers import AutoModel, AutoTokenizer, ElectraConfig, PreTrainedTokenizerFast

from actorstance.encoding import PairCollator, encode_pairs, tokenize
from actorstance.errors import InputError
from actorstance.mixture import Mixture
from actorstance.model import build_model
from actorstance.pairs import label
from actorstance.rows import IGNORED
from actorstance.schema import Mention, Pair, Stance
from actorstance.settings import TrainingSettings
from actorstance.training import train_model

TEXT = "Peru thanked Chile for its help; Ana Ruiz and the opposition’s leader warned the government in Lima."
OTHER = "Russia and Cuba backed the president."
NAMES = ["Peru", "Chile", "Ana Ruiz", "Lima"]

QUERY = ["tiny_bert", "tiny_roberta", "tiny_distilbert", "tiny_modernbert", "tiny_mpnet", "tiny_electra"]
ALL = [*QUERY, "tiny_deberta"]


def pair(text, target, holder=None, stance=None):
    def mention(name):
        start = text.index(name)
        return Mention(start, start + len(name), name)

    made = Pair(
        id=f"{holder}>{target}",
        text=text,
        target=mention(target),
        holder=None if holder is None else mention(holder),
    )
    return made if stance is None else label(made, stance)


def all_pairs():
    return [pair(TEXT, t, h) for t in NAMES for h in (None, *NAMES) if t != h]


@pytest.fixture(scope="session")
def tiny_electra(tiny_bert, tmp_path_factory):
    """Its embeddings are narrower than its hidden states."""
    tokenizer = AutoTokenizer.from_pretrained(tiny_bert)
    torch.manual_seed(13)
    config = ElectraConfig(
        vocab_size=len(tokenizer),
        embedding_size=8,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=0.5,
        pad_token_id=tokenizer.pad_token_id,
    )
    folder = tmp_path_factory.mktemp("electra")
    AutoModel.from_config(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture
def folder(request):
    return request.getfixturevalue(request.param)


def built(folder, pairing="query", **options):
    """A model whose random head tells pairs apart, in evaluation mode."""
    torch.manual_seed(13)
    model, tokenizer = build_model(folder, pairing=pairing, **options)
    for layer in (model.transform, model.classifier):
        torch.nn.init.normal_(layer.weight, std=0.5)
    return model.eval(), tokenizer


def encoded(model, tokenizer, pairs):
    config = model.config
    return encode_pairs(pairs, tokenizer, pairing=config.pairing, max_tokens=config.max_tokens)


@torch.no_grad()
def logits(model, tokenizer, pairs, rows_at_once=64):
    """The logits of the pairs in their order."""
    rows = encoded(model, tokenizer, pairs)
    found = {}
    for first in range(0, len(rows), rows_at_once):
        batch = rows[first : first + rows_at_once]
        scores = model(**PairCollator(tokenizer.pad_token_id)(batch)).logits
        for row, of_row in zip(batch, scores, strict=True):
            found.update(zip(row["indices"], of_row, strict=False))
    return torch.stack([found[index] for index in range(len(pairs))])


def close(first, second):
    return torch.allclose(first, second, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("folder", QUERY, indirect=True)
def test_a_sentence_with_all_its_pairs_is_one_pass(folder):
    model, tokenizer = built(folder)
    passes = []
    model.encoder.register_forward_hook(lambda *_: passes.append(1))
    pairs = all_pairs()
    assert logits(model, tokenizer, pairs).shape == (len(pairs), 3)
    assert len(passes) == 1


@pytest.mark.parametrize("folder", QUERY, indirect=True)
def test_a_pair_gets_the_same_answer_alone_and_in_any_company(folder):
    model, tokenizer = built(folder)
    pairs = all_pairs()
    alone = torch.cat([logits(model, tokenizer, [p]) for p in pairs])
    assert alone.std(0).min() > 0.01, "the pairs must get different answers for this test to mean anything"
    assert close(logits(model, tokenizer, pairs), alone)
    assert close(logits(model, tokenizer, pairs[::-1]).flip(0), alone)
    padded = [pair(OTHER, "Cuba"), *pairs, pair(OTHER, "Russia", "Cuba")]
    assert close(logits(model, tokenizer, padded)[1:-1], alone)
    short = [pair(OTHER, "Cuba"), pair(OTHER, "Russia", "Cuba")]
    by_itself = logits(model, tokenizer, short)
    beside_longer = logits(model, tokenizer, [short[0], *pairs, short[1]])
    assert close(beside_longer[[0, -1]], by_itself)


@pytest.mark.parametrize("folder", ALL, indirect=True)
def test_markers_work_with_every_encoder(folder):
    model, tokenizer = built(folder, "marker")
    pairs = all_pairs()
    alone = torch.cat([logits(model, tokenizer, [p]) for p in pairs])
    assert alone.std(0).min() > 0.01
    # DeBERTa's relative positions and padding leave a little more rounding.
    together = logits(model, tokenizer, [pair(OTHER, "Cuba"), *pairs])[1:]
    assert torch.allclose(together, alone, atol=1e-4, rtol=0)


@pytest.mark.parametrize("folder", QUERY, indirect=True)
def test_the_sentence_does_not_read_the_query_tokens(folder):
    model, tokenizer = built(folder)
    seen = []
    model.encoder.register_forward_hook(lambda _, __, output: seen.append(output.last_hidden_state))
    logits(model, tokenizer, all_pairs())
    plain = tokenizer(TEXT, return_tensors="pt", return_token_type_ids=False)
    with torch.no_grad():
        expected = model.encoder(**plain).last_hidden_state
    length = expected.shape[1]
    assert seen[0].shape[1] == length + 4 * len(all_pairs())
    assert close(seen[0][:, :length], expected)


def test_the_windowed_encoder_has_a_window_shorter_than_the_sentence(tiny_modernbert):
    # Else the tests above would say nothing about windows.
    model, tokenizer = built(tiny_modernbert)
    assert model.config.encoder.sliding_window < len(tokenize(TEXT, tokenizer).ids) / 2


@pytest.mark.parametrize("pairing", ["query", "marker"])
def test_who_holds_and_who_is_target_matters(tiny_bert, pairing):
    model, tokenizer = built(tiny_bert, pairing)
    both = [pair(TEXT, "Chile", "Peru"), pair(TEXT, "Peru", "Chile")]
    first, second = [encoded(model, tokenizer, [p])[0] for p in both]
    assert (first["input_ids"], first["position_ids"]) != (second["input_ids"], second["position_ids"])
    forth, back = logits(model, tokenizer, both)
    assert (forth - back).abs().max() > 0.01


@pytest.mark.parametrize("pairing", ["query", "marker"])
def test_a_holder_matters(tiny_bert, pairing):
    model, tokenizer = built(tiny_bert, pairing)
    overall, directed = logits(model, tokenizer, [pair(TEXT, "Chile"), pair(TEXT, "Chile", "Peru")])
    assert (overall - directed).abs().max() > 0.01


def test_an_encoder_without_positions_is_told_to_use_markers(tiny_deberta):
    with pytest.raises(InputError, match="marker"):
        build_model(tiny_deberta, pairing="query")


def test_query_needs_positions(tiny_bert):
    model, tokenizer = built(tiny_bert)
    batch = PairCollator(tokenizer.pad_token_id)(encoded(model, tokenizer, all_pairs()))
    del batch["position_ids"]
    with pytest.raises(InputError, match="position_ids"):
        model(**batch)


@pytest.mark.parametrize(
    ("name", "pairing", "says"),
    [
        ("tiny_bert", "levitated", "unknown pairing 'levitated'"),
        ("no/such/folder/at/all", "query", "no/such/folder/at/all"),
        ("package:no_such_package", "query", "no_such_package"),
        ("package:json", "query", "json"),
    ],
)
def test_what_cannot_be_built_is_refused_by_name(request, name, pairing, says):
    folder = request.getfixturevalue(name) if name.startswith("tiny") else name
    with pytest.raises(InputError, match=says) as refused:
        build_model(folder, pairing=pairing)
    assert "\n" not in str(refused.value)


def test_a_slow_tokenizer_is_refused(tiny_bert, monkeypatch):
    _, tokenizer = built(tiny_bert)
    monkeypatch.setattr(PreTrainedTokenizerFast, "is_fast", False)
    with pytest.raises(InputError, match="fast tokenizer"):
        tokenize(TEXT, tokenizer)


@pytest.mark.parametrize("folder", QUERY, indirect=True)
def test_the_text_may_fill_all_positions_of_the_encoder(folder):
    model, tokenizer = built(folder, max_tokens=10**9)
    assert model.config.max_tokens == 512
    text = "Peru " + "thanked " * 600 + "Chile"
    first, last = pair(text, "Peru"), pair(text, "Chile")
    assert logits(model, tokenizer, [first, last]).isfinite().all()


def test_loss_without_labels_is_zero(tiny_bert):
    model, tokenizer = built(tiny_bert)
    batch = PairCollator(tokenizer.pad_token_id)(encoded(model, tokenizer, all_pairs()))
    assert (batch["labels"] == IGNORED).all()
    loss = model(**batch).loss
    assert loss.item() == 0
    loss.backward()
    assert all(p.grad is None or p.grad.isfinite().all() for p in model.parameters())


def test_no_labels_no_loss(tiny_bert):
    model, tokenizer = built(tiny_bert)
    batch = PairCollator(tokenizer.pad_token_id)(encoded(model, tokenizer, all_pairs()))
    del batch["labels"]
    assert model(**batch).loss is None


LABELLED = [
    pair(TEXT, "Peru", stance=Stance.FAVOR),
    pair(TEXT, "Chile", "Peru", stance=Stance.AGAINST),
    pair(OTHER, "Cuba", stance=Stance.NEUTRAL),
]


def batch_of(model, tokenizer, pairs=LABELLED):
    return PairCollator(tokenizer.pad_token_id)(encoded(model, tokenizer, pairs))


def test_loss_is_the_mean_over_labelled_pairs(tiny_bert):
    model, tokenizer = built(tiny_bert)
    unlabelled = pair(TEXT, "Lima")
    loss = model(**batch_of(model, tokenizer, [*LABELLED, unlabelled])).loss
    scores = logits(model, tokenizer, LABELLED).log_softmax(-1)
    assert loss.item() == pytest.approx(-(scores[0, 2] + scores[1, 0] + scores[2, 1]).item() / 3, rel=1e-5)


def test_loss_can_be_divided_by_the_pairs_of_the_whole_update(tiny_bert):
    model, tokenizer = built(tiny_bert)
    batch = batch_of(model, tokenizer)
    assert model(**batch, num_items_in_batch=12).loss.item() == pytest.approx(model(**batch).loss.item() / 4)


def test_weights_weigh(tiny_bert):
    model, tokenizer = built(tiny_bert)
    scores = logits(model, tokenizer, LABELLED).log_softmax(-1)
    batch = batch_of(model, tokenizer)
    weights = torch.tensor([[3.0, 1.0], [0.0, 0.0]])  # two sentences, of two pairs and one
    loss = model(**batch, weights=weights).loss
    assert loss.item() == pytest.approx(-(3 * scores[0, 2] + scores[1, 0]).item() / 3, rel=1e-5)


def test_targets_are_learned_instead_of_labels(tiny_bert):
    model, tokenizer = built(tiny_bert)
    scores = logits(model, tokenizer, LABELLED).log_softmax(-1)
    batch = batch_of(model, tokenizer)
    sure = torch.nn.functional.one_hot(batch["labels"].clamp(min=0), 3).float()
    assert model(**batch, targets=sure).loss.item() == pytest.approx(model(**batch).loss.item(), rel=1e-5)
    even = torch.full_like(sure, 1 / 3)
    assert model(**batch, targets=even).loss.item() == pytest.approx(-scores.mean().item(), rel=1e-5)


def test_label_smoothing_raises_the_loss_of_a_sure_model(tiny_bert):
    sharp, tokenizer = built(tiny_bert)
    smooth, _ = built(tiny_bert, label_smoothing=0.2)
    answers = logits(sharp, tokenizer, LABELLED).argmax(-1).tolist()
    sure = [label(p, Stance.from_id(answer)) for p, answer in zip(LABELLED, answers, strict=True)]
    assert smooth(**batch_of(smooth, tokenizer, sure)).loss > sharp(**batch_of(sharp, tokenizer, sure)).loss


@pytest.mark.parametrize("pairing", ["query", "marker"])
def test_accumulated_gradients_train_as_one_batch_does(tiny_bert, pairing):
    # Sentences with 1, 2 and 4 pairs: a mean of the sentences' means is not the mean of their pairs.
    targets = [["Peru"], ["Cuba", "Russia"], ["Chile", "Lima", "Peru", "Ana Ruiz"], ["Russia"]] * 2
    pairs = [
        pair(
            f"{OTHER if name in OTHER else TEXT} {number}", name, stance=Stance.from_id((number + place) % 3)
        )
        for number, names in enumerate(targets)
        for place, name in enumerate(names)
    ]

    def trained(batch_size, accumulation):
        model, tokenizer = built(tiny_bert, pairing)
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        settings = TrainingSettings(
            epochs=2,
            batch_size=batch_size,
            accumulation=accumulation,
            learning_rate=1e-2,
            device="cpu",
            precision="fp32",
        )
        weights = [2.0 if pair.stance is Stance.FAVOR else 0.5 for pair in pairs]
        train_model(model, tokenizer, Mixture(pairs, weights), {}, settings)
        return model, logits(model, tokenizer, pairs)

    (one, answers), (four, same_answers) = trained(4, 1), trained(1, 4)
    assert torch.allclose(answers, same_answers, atol=1e-3)
    for (name, weight), other in zip(one.named_parameters(), four.parameters(), strict=True):
        # A key's bias changes no answer, so its gradient is rounding alone, which Adam blows up.
        if not name.endswith("key.bias"):
            assert torch.allclose(weight, other, atol=1e-4), name


def test_focal_loss_passes_over_what_is_answered_right(tiny_bert):
    model, tokenizer = built(tiny_bert)
    stances = [pair(TEXT, "Chile", "Peru", Stance.FAVOR), pair(TEXT, "Lima", "Ana Ruiz", Stance.AGAINST)]
    stances.append(pair(OTHER, "Cuba", None, Stance.NEUTRAL))
    batch = PairCollator(tokenizer.pad_token_id)(encoded(model, tokenizer, stances))
    plain = model(**batch)
    probabilities = plain.logits.softmax(-1).gather(-1, batch["labels"].clamp(min=0)[..., None])[..., 0]
    judged = batch["labels"] != IGNORED
    model.config.focal = 2.0
    expected = (-(probabilities.log()) * (1 - probabilities) ** 2)[judged].mean()
    assert model(**batch).loss.item() == pytest.approx(expected.item(), rel=1e-5)
    # Learning a distribution that is all on the label is learning the label.
    sure = torch.nn.functional.one_hot(batch["labels"].clamp(min=0), 3).float()
    assert model(**batch, targets=sure).loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_focal_loss_has_a_gradient_where_the_answer_is_certain(tiny_bert):
    model, tokenizer = built(tiny_bert)
    batch = PairCollator(tokenizer.pad_token_id)(
        encoded(model, tokenizer, [pair(OTHER, "Cuba", None, Stance.NEUTRAL)])
    )
    torch.nn.init.zeros_(model.classifier.weight)
    model.classifier.bias.data = torch.tensor([0.0, 99.0, 0.0])
    model.config.focal = 0.5
    model(**batch).loss.backward()
    assert all(p.grad.isfinite().all() for p in model.parameters() if p.grad is not None)


def test_attention_dropout_is_the_settings_and_not_the_encoders(tiny_bert):
    model, _ = build_model(tiny_bert, attention_dropout=0.25)
    assert model.config.encoder.attention_probs_dropout_prob == 0.25
    assert model.encoder.encoder.layer[0].attention.self.dropout.p == 0.25
    with pytest.raises(InputError, match=r"attention_dropout is 1\.0"):
        build_model(tiny_bert, attention_dropout=1.0)
