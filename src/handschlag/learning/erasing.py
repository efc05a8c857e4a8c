from handschlag.kernel.erasing import Eraser, Fate, register_eraser

register_eraser(
    Eraser(
        "learning",
        {
            "learning.Experiment": (Fate.KEPT, "counts by region or week; nobody is named"),
            "learning.ExperimentStop": (Fate.KEPT, "why an experiment was broken off; no person in it"),
            "learning.ExperimentReading": (Fate.KEPT, "figures of many; nobody is named"),
        },
    )
)
