from handschlag.learning.models.experiment import (
    Design,
    Experiment,
    ExperimentReading,
    ExperimentStop,
    Metric,
    State,
)

__all__ = ["Design", "Experiment", "ExperimentReading", "ExperimentStop", "Metric", "State"]
