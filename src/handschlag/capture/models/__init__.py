from handschlag.capture.models.accepting import accept, reject
from handschlag.capture.models.bulk import insert, insert_values, update
from handschlag.capture.models.count import IntakeCount, Outcome
from handschlag.capture.models.imports import Import, ImportedRecord, ImportRow, SavedMapping
from handschlag.capture.models.quarantine import Quarantined
from handschlag.capture.models.running import finish, run
from handschlag.capture.models.source import Source
from handschlag.capture.models.storing import Result, store
from handschlag.capture.models.touch import SeenKey, Touch, Waiting
from handschlag.capture.models.undoing import undo

__all__ = [
    "Import",
    "ImportRow",
    "ImportedRecord",
    "IntakeCount",
    "Outcome",
    "Quarantined",
    "Result",
    "SavedMapping",
    "SeenKey",
    "Source",
    "Touch",
    "Waiting",
    "accept",
    "finish",
    "insert",
    "insert_values",
    "reject",
    "run",
    "store",
    "undo",
    "update",
]
