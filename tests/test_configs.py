"""Every YAML composes with its script's dataclass; a misspelt key does not."""

import dataclasses
import importlib.util
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from actorstance import settings

ROOT = Path(__file__).resolve().parent.parent
CONFIGS = ROOT / "configs"
NAMES = sorted(path.stem for path in CONFIGS.glob("*.yaml"))


def groups(name):
    """The groups in a config's defaults list, such as `corpus` and `corpus@train`."""
    for entry in yaml.safe_load((CONFIGS / f"{name}.yaml").read_text())["defaults"]:
        if isinstance(entry, dict):
            group = next(iter(entry)).removeprefix("optional ")
            if not group.startswith("override "):
                yield group


def choices(name):
    """Each option of each kind of group, at all places that the config has for it at once."""
    places = {}
    for group in groups(name):
        places.setdefault(group.partition("@")[0], []).append(group)
    for kind, named in places.items():
        for option in sorted((CONFIGS / kind).glob("*.yaml")):
            yield f"{kind}={option.stem}", [f"{group}={option.stem}" for group in named]


CHOICES = [
    pytest.param(name, overrides, id=f"{name}-{what}") for name in NAMES for what, overrides in choices(name)
]
GIVEN = {"sources": "[a.txt]", "checkpoints": "[a, b]"}  # what must be given and is no plain string


@pytest.fixture(autouse=True)
def schemas(monkeypatch):
    """The scripts register their dataclasses when they are imported."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    for name in NAMES:
        spec = importlib.util.spec_from_file_location(f"script_{name}", ROOT / "scripts" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    yield
    sys.modules.pop("common", None)


def composed(name, *overrides, folder=CONFIGS):
    """The settings as the script gets them, with a placeholder for what the user must give."""
    GlobalHydra.instance().clear()
    with initialize_config_dir(str(folder), version_base="1.3"):
        missing = OmegaConf.missing_keys(compose(name, list(overrides)))
        given = [f"{key}={GIVEN.get(key, 'x')}" for key in sorted(missing)]
        return OmegaConf.to_object(compose(name, [*overrides, *given]))


def schema(name):
    return OmegaConf.get_type(ConfigStore.instance().load(f"{name}_schema.yaml").node)


def test_every_config_has_its_script_and_every_group_a_config():
    assert {f"{name}.py" for name in NAMES} <= {path.name for path in (ROOT / "scripts").glob("*.py")}
    used = {group.partition("@")[0] for name in NAMES for group in groups(name)}
    assert used == {path.name for path in CONFIGS.iterdir() if path.is_dir()}


@pytest.mark.parametrize("name", NAMES)
def test_a_config_composes(name):
    assert type(composed(name)) is schema(name)


@pytest.mark.parametrize(("name", "overrides"), CHOICES)
def test_every_choice_composes(name, overrides):
    assert type(composed(name, *overrides)) is schema(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_config_names_every_setting(name):
    content = yaml.safe_load((CONFIGS / f"{name}.yaml").read_text())
    fields = {field.name for field in dataclasses.fields(schema(name))}
    assert fields <= content.keys() | {group.partition("@")[2] or group for group in groups(name)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["ouptut", "hydra.rnu.dir"])
def test_a_misspelt_key_on_the_command_line_is_named(name, key):
    with pytest.raises((HydraException, OmegaConfBaseException)) as error:
        composed(name, f"{key}=x")
    assert key.removeprefix("hydra.").partition(".")[0] in f"{error.value} {error.value.__cause__}"


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_key_in_a_file_is_named(name, tmp_path):
    folder = shutil.copytree(CONFIGS, tmp_path / "configs")
    with open(folder / f"{name}.yaml", "a") as file:
        file.write("\nouptut: x\n")
    with pytest.raises((HydraException, OmegaConfBaseException), match="ouptut"):
        composed(name, folder=folder)


@pytest.mark.parametrize(
    "override",
    ["training.epochs=many", "training.learning_rate=[1]", "corpus.registry=x", "model.dropout=high"],
)
def test_a_value_of_the_wrong_type_is_refused(override):
    with pytest.raises((HydraException, OmegaConfBaseException), match=override.split("=")[0].split(".")[1]):
        composed("train", override)


def test_the_seed_experiment():
    found = composed("train", "experiment=seed_cv")
    assert (found.corpus.name, found.train_split, found.dev_split) == ("seed", None, None)
    assert (found.init, found.output) == ("models/newswire", "runs/seed_cv")
    assert (found.cross_validation.folds, found.cross_validation.by) == (5, "paragraph")
    assert (found.training.epochs, found.training.batch_size, found.training.learning_rate) == (2, 8, 3e-5)
    # What it does not say stays as in train.yaml.
    assert (found.training.seed, found.model.pairing) == (13, "query")


def test_the_command_line_overrules_an_experiment():
    found = composed("train", "experiment=seed_cv", "init=null", "training.epochs=10", "model=marker")
    assert (found.init, found.training.epochs, found.model.pairing) == (None, 10, "marker")


def test_defaults_that_the_documents_promise():
    train, evaluate, predict = composed("train"), composed("evaluate"), composed("predict")
    assert train.output == "models/newswire"
    assert predict.checkpoint is None  # the released one, wherever the script is called from
    assert (evaluate.corpus.split, evaluate.train.split, evaluate.train.name) == ("test", "train", "newswire")
    assert evaluate.output == "runs/evaluate/newswire"
    assert composed("evaluate", "corpus=seed", "corpus.split=null").output == "runs/evaluate/seed"


def test_yaml_and_dataclass_have_the_same_training_defaults():
    assert composed("train").training == settings.TrainingSettings()
    assert composed("train").model == settings.ModelSettings()
    assert composed("train").cross_validation == settings.CrossValidationSettings()


def test_files_that_the_configs_name_are_there():
    for name in ("newswire", "pages", "seed"):
        corpus = composed("train", f"corpus={name}").corpus
        assert (ROOT / corpus.path).exists()
        assert all((ROOT / path).exists() for path in corpus.registry)
