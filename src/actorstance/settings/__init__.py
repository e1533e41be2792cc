"""The settings of every script: the dataclasses behind the YAMLs.

A key that is not here, or a value of the wrong type, fails when the configuration is composed. Library functions take
these dataclasses or plain values, never a Hydra object.
"""

from actorstance.settings.corpora import (
    AgreementSettings,
    AnnotateSettings,
    ColumnSettings,
    CorpusReportSettings,
    CorpusSettings,
    ImportSettings,
    SplitShares,
)
from actorstance.settings.evaluation import (
    BehaviourSettings,
    ClaimsSettings,
    CompareSettings,
    EvaluateAllSettings,
    EvaluateSettings,
    PredictSettings,
    ReleaseSettings,
    SilenceSettings,
)
from actorstance.settings.limits import check_known, check_values
from actorstance.settings.training import (
    CrossValidationSettings,
    EncoderSettings,
    ModelSettings,
    SoupSettings,
    SourceSettings,
    TeachingSettings,
    TrainingSettings,
    TrainSettings,
    check_model,
    check_settings,
    check_share,
)

__all__ = [
    "AgreementSettings",
    "AnnotateSettings",
    "BehaviourSettings",
    "ClaimsSettings",
    "ColumnSettings",
    "CompareSettings",
    "CorpusReportSettings",
    "CorpusSettings",
    "CrossValidationSettings",
    "EncoderSettings",
    "EvaluateAllSettings",
    "EvaluateSettings",
    "ImportSettings",
    "ModelSettings",
    "PredictSettings",
    "ReleaseSettings",
    "SilenceSettings",
    "SoupSettings",
    "SourceSettings",
    "SplitShares",
    "TeachingSettings",
    "TrainSettings",
    "TrainingSettings",
    "check_known",
    "check_model",
    "check_settings",
    "check_share",
    "check_values",
]
