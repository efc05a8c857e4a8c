from handschlag.capture.models.imports import Import, ImportedRecord, ImportRow, SavedMapping
from handschlag.capture.models.intake import IntakeCount, Quarantined, Source
from handschlag.capture.models.touch import SeenKey, Touch, Waiting

__all__ = [
    "Import",
    "ImportRow",
    "ImportedRecord",
    "IntakeCount",
    "Quarantined",
    "SavedMapping",
    "SeenKey",
    "Source",
    "Touch",
    "Waiting",
]
