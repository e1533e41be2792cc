"""The package from outside: light to import, complete, and known to transformers in whatever order things are imported."""

import os
import subprocess
import sys
from importlib import metadata

import pytest

import actorstance
from actorstance import InputError, Registry, StancePredictor

TEXT = "Peru thanked Chile and Ana Ruiz."
EXAMPLE = {"text": TEXT, "target": "Chile", "holder": "Peru"}

CONFIG = "assert type(AutoConfig.from_pretrained(FOLDER)).__name__ == 'StanceConfig'"
MODEL = "assert type(AutoModel.from_pretrained(FOLDER)).__name__ == 'StanceModel'"
CLASSIFIER = (
    "assert type(AutoModelForSequenceClassification.from_pretrained(FOLDER)).__name__ == 'StanceModel'"
)
PIPELINE = f"assert pipeline('stance-classification', model=FOLDER)({EXAMPLE!r})['label']"

ORDERS = {
    "pipeline after": ["import actorstance", "from transformers import pipeline", PIPELINE],
    "pipeline before": ["from transformers import pipeline", "import actorstance", PIPELINE],
    "configuration, then model": [
        "import actorstance",
        "from transformers import AutoConfig",
        "import sys; assert 'actorstance.model' not in sys.modules",
        CONFIG,
        "from transformers import AutoModel",
        MODEL,
    ],
    "configuration before": [
        "from transformers import AutoConfig",
        "import actorstance",
        CONFIG,
        "from transformers import AutoModelForSequenceClassification",
        CLASSIFIER,
    ],
    "another model's module first": [
        "import actorstance",
        "from transformers import BertModel, AutoModel",
        MODEL,
    ],
    "tokenizer, then model": [
        "import actorstance",
        "from transformers import AutoTokenizer",
        "AutoTokenizer.from_pretrained(FOLDER)",
        "from transformers import AutoModel, AutoConfig, pipeline",
        CONFIG,
        MODEL,
        PIPELINE,
    ],
    "our checkpoints first": [
        "import actorstance.checkpoint",
        "from transformers import AutoTokenizer, AutoModel",
        MODEL,
    ],
    "our model first": ["import actorstance.model", "from transformers import AutoModel", MODEL],
    "our pipeline first": [
        "import actorstance.pipeline",
        "from transformers import AutoConfig, pipeline",
        CONFIG,
        PIPELINE,
    ],
}


def run(lines: list[str]) -> None:
    outcome = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, env=os.environ
    )
    assert outcome.returncode == 0, outcome.stderr


def test_import_is_light():
    heavy = ["torch", "transformers", "numpy", "sklearn", "datasets", "matplotlib", "hydra"]
    run(["import actorstance, sys", f"assert not set({heavy}) & set(sys.modules)"])


@pytest.mark.parametrize("module", ["records", "actors", "sentences", "pairs", "metrics", "evaluation"])
def test_what_needs_no_torch_does_without(module):
    run([f"import actorstance.{module}, sys", "assert 'torch' not in sys.modules"])


def test_exports():
    for name in actorstance.__all__:
        assert getattr(actorstance, name) is not None
        assert name in dir(actorstance)
    assert not hasattr(actorstance, "NoSuchName")


def test_version_is_that_of_the_distribution():
    try:
        assert metadata.version("actorstance") == actorstance.__version__
    except metadata.PackageNotFoundError:
        pytest.skip("the package is on the path, but not installed")


@pytest.mark.parametrize("order", ORDERS)
def test_transformers_knows_the_model(order, tiny_checkpoint):
    run([f"FOLDER = {tiny_checkpoint!r}", *ORDERS[order]])


@pytest.fixture(scope="module")
def judge(tiny_checkpoint):
    from transformers import pipeline

    return pipeline("stance-classification", model=tiny_checkpoint)


def test_pipeline_says_what_the_predictor_says(judge, tiny_checkpoint):
    predictor = StancePredictor.from_pretrained(tiny_checkpoint)
    expected = predictor.predict(TEXT, "Chile", "Peru")
    result = judge(EXAMPLE)
    assert result["label"] == expected.stance
    assert result["score"] == max(result["probabilities"].values())
    assert result["probabilities"] == pytest.approx(
        {name: getattr(expected.probabilities, name) for name in ("against", "neutral", "favor")}
    )


def test_pipeline_takes_spans_and_no_holder(judge):
    assert judge({"text": TEXT, "target": [13, 18], "holder": [0, 4]}) == judge(EXAMPLE)
    assert judge({"text": TEXT, "target": "Chile"}) == judge(
        {"text": TEXT, "target": (13, 18), "holder": None}
    )


@pytest.mark.parametrize("batch_size", [1, 2])
def test_pipeline_keeps_the_order(judge, batch_size):
    examples = [
        {"text": TEXT, "target": "Ana Ruiz"},
        {"text": "Lima warned Santiago about a long and costly trial.", "target": "Lima"},
        EXAMPLE,
    ]
    expected = [judge(example) for example in examples]
    many = judge(examples, batch_size=batch_size)
    lazily = list(judge((example for example in examples), batch_size=batch_size))
    assert [result["label"] for result in many] == [result["label"] for result in expected]
    assert [r["score"] for r in many] == pytest.approx([r["score"] for r in expected], abs=1e-5)
    assert [r["score"] for r in lazily] == pytest.approx([r["score"] for r in expected], abs=1e-5)
    assert judge([]) == []


def test_pipeline_with_a_registry(tiny_checkpoint, registry, tmp_path):
    from transformers import pipeline

    by_name = pipeline("stance-classification", model=tiny_checkpoint, registry=registry)
    text = "Lima thanked Santiago."
    assert by_name({"text": text, "target": "Chile"}) == by_name({"text": text, "target": "Santiago"})
    registry.save(tmp_path / "actors.yaml")
    of_file = pipeline("stance-classification", model=tiny_checkpoint, registry=str(tmp_path / "actors.yaml"))
    assert of_file({"text": text, "target": "Chile"}) == by_name({"text": text, "target": "Chile"})


def test_pipeline_judges_a_data_set(judge):
    from datasets import Dataset

    examples = [EXAMPLE, {"text": TEXT, "target": "Ana Ruiz", "holder": None}]
    assert list(judge(Dataset.from_list(examples))) == judge(examples)
    with pytest.raises(InputError, match="dictionary"):
        list(judge(Dataset.from_list([{"text": TEXT}])))


@pytest.mark.parametrize(
    ("example", "message"),
    [
        ("Peru thanked Chile.", "dictionary"),
        ({"text": TEXT}, "dictionary"),
        ({"text": 3, "target": "Chile"}, "string"),
        ({"text": TEXT, "target": "Brazil"}, "does not occur"),
        ({"text": TEXT, "target": "Chile", "holder": [13, 18]}, "same words"),
        ({"text": TEXT, "target": [13, 99]}, "ends after"),
        ({"text": TEXT, "target": 7}, "words or"),
    ],
)
def test_pipeline_refuses(judge, example, message):
    with pytest.raises(InputError, match=message):
        judge(example)


def test_pipeline_refuses_unknown_parameters(judge):
    with pytest.raises(InputError, match="top_k"):
        judge(EXAMPLE, top_k=2)


def test_pipeline_saves_a_checkpoint(judge, tmp_path):
    from transformers import pipeline

    judge.save_pretrained(tmp_path)
    assert not list(tmp_path.glob("*.py"))
    assert pipeline("stance-classification", model=str(tmp_path))(EXAMPLE) == judge(EXAMPLE)
    assert isinstance(StancePredictor.from_pretrained(tmp_path).registry, Registry)
