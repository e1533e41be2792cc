"""Makes the model known to transformers: `AutoConfig`, `AutoModel` and `pipeline("stance-classification")`.

Importing the package must stay light, so nothing is imported here. Each step waits for the end of an import, whoever asks for
it first; a module that is imported already counts as one whose import has just ended.

    transformers' AutoConfig ready   our configuration is registered, to be imported when it is used
    transformers' AutoModel ready    our model is imported (or its import goes on, where that asked for AutoModel)
    our model imported               it is registered
    transformers' pipelines ready    our pipeline is imported
    our pipeline imported            it is registered
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import wrapt

TASK = "stance-classification"
MODEL = "actorstance.model"
PIPELINE = "actorstance.pipeline"
AUTOS = "transformers.models.auto"


def register() -> None:
    """Set up the steps; called once, when the package is imported."""
    wrapt.register_post_import_hook(_register_config, f"{AUTOS}.configuration_auto")
    wrapt.register_post_import_hook(lambda _: import_module(MODEL), f"{AUTOS}.modeling_auto")
    wrapt.register_post_import_hook(_register_model, MODEL)
    wrapt.register_post_import_hook(lambda _: import_module(PIPELINE), "transformers.pipelines")
    wrapt.register_post_import_hook(_register_pipeline, PIPELINE)


def _register_config(configuration_auto: ModuleType) -> None:
    # Not the class itself: our module imports AutoConfig, and may be on its way to it just now.
    config = wrapt.lazy_import("actorstance.configuration", "StanceConfig")
    configuration_auto.CONFIG_MAPPING.register("actorstance", config, exist_ok=True)


def _register_model(model: ModuleType) -> None:
    auto = import_module(f"{AUTOS}.modeling_auto")
    configuration_auto = import_module(f"{AUTOS}.configuration_auto")
    config = model.StanceConfig
    configuration_auto.AutoConfig.register(config.model_type, config, exist_ok=True)
    for kind in (auto.AutoModel, auto.AutoModelForSequenceClassification):
        kind.register(config, model.StanceModel, exist_ok=True)


def _register_pipeline(pipeline: ModuleType) -> None:
    from transformers.pipelines import PIPELINE_REGISTRY

    model = import_module(MODEL).StanceModel
    PIPELINE_REGISTRY.register_pipeline(TASK, pipeline.StancePipeline, pt_model=model, type="text")
