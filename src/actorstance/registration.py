"""Makes the model known to transformers: `AutoConfig`, `AutoModel` and `pipeline("stance-classification")`.

Importing the package must stay light, and importing the model while transformers is still being imported would meet
half a library. So each step waits for the end of an import, whoever asks for it first:

    transformers' AutoConfig ready   the configuration is registered as a stand-in, imported when it is used
    transformers' AutoModel ready    the model is imported
    the model imported               configuration and model are registered
    transformers' pipelines ready    the pipeline is imported
    the pipeline imported            it is registered

A module that is imported already counts as one whose import has just ended.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import wrapt

TASK = "stance-classification"
MODEL = "actorstance.model"
PIPELINE = "actorstance.pipeline"


def register() -> None:
    """Set up the steps; called once, when the package is imported."""
    autos = "transformers.models.auto"
    wrapt.register_post_import_hook(_register_stand_in, f"{autos}.configuration_auto")
    wrapt.register_post_import_hook(lambda _: import_module(MODEL), f"{autos}.modeling_auto")
    wrapt.register_post_import_hook(_register_model, MODEL)
    wrapt.register_post_import_hook(lambda _: import_module(PIPELINE), "transformers.pipelines")
    wrapt.register_post_import_hook(_register_pipeline, PIPELINE)


def _register_stand_in(configuration_auto: ModuleType) -> None:
    config = wrapt.lazy_import(MODEL, "StanceConfig")
    configuration_auto.CONFIG_MAPPING.register("actorstance", config, exist_ok=True)


def _register_model(model: ModuleType) -> None:
    from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification

    config = model.StanceConfig
    AutoConfig.register(config.model_type, config, exist_ok=True)
    AutoModel.register(config, model.StanceModel, exist_ok=True)
    AutoModelForSequenceClassification.register(config, model.StanceModel, exist_ok=True)


def _register_pipeline(pipeline: ModuleType) -> None:
    from transformers.pipelines import PIPELINE_REGISTRY

    model = import_module(MODEL).StanceModel
    PIPELINE_REGISTRY.register_pipeline(TASK, pipeline.StancePipeline, pt_model=model, type="text")
