from handschlag.capture.models.accepting import accept, reject
from handschlag.capture.models.bursts import Mark
from handschlag.capture.models.challenge import Challenge, SpentChallenge, TurnedAway
from handschlag.capture.models.claiming import WaitingTouch, claim, walked
from handschlag.capture.models.count import IntakeCount, Outcome
from handschlag.capture.models.forgetting import forget_overdue
from handschlag.capture.models.form import Form, FormCount, FormVersion
from handschlag.capture.models.imports import Import, ImportedRecord, ImportRow, SavedMapping
from handschlag.capture.models.inbox import Bundle, ReceivedCount, Unpacked
from handschlag.capture.models.opt_in import OptIn
from handschlag.capture.models.preference_key import PreferenceKey
from handschlag.capture.models.privacy_text import PrivacyText, Subject
from handschlag.capture.models.quarantine import Quarantined
from handschlag.capture.models.running import finish, run
from handschlag.capture.models.senders import Sender, Senders
from handschlag.capture.models.source import Source, WriteKey, source_of_key
from handschlag.capture.models.stored_message import StoredMessage
from handschlag.capture.models.storing import Result, store
from handschlag.capture.models.submission import Arrival, Submission
from handschlag.capture.models.suppression import SuppressedBecause, Suppression, secret_for
from handschlag.capture.models.touch import SeenKey, Touch, Waiting
from handschlag.capture.models.undoing import undo
from handschlag.capture.models.unpacking import give_up, unpack
from handschlag.capture.models.walking import between_walks, walking
from handschlag.capture.models.writing import NotWritten, Writer
from handschlag.ledger.models.bulk import insert, insert_values, update

__all__ = [
    "Arrival",
    "Bundle",
    "Challenge",
    "Form",
    "FormCount",
    "FormVersion",
    "Import",
    "ImportRow",
    "ImportedRecord",
    "IntakeCount",
    "Mark",
    "NotWritten",
    "OptIn",
    "Outcome",
    "PreferenceKey",
    "PrivacyText",
    "Quarantined",
    "ReceivedCount",
    "Result",
    "SavedMapping",
    "SeenKey",
    "Sender",
    "Senders",
    "Source",
    "SpentChallenge",
    "StoredMessage",
    "Subject",
    "Submission",
    "SuppressedBecause",
    "Suppression",
    "Touch",
    "TurnedAway",
    "Unpacked",
    "Waiting",
    "WaitingTouch",
    "WriteKey",
    "Writer",
    "accept",
    "between_walks",
    "claim",
    "finish",
    "forget_overdue",
    "give_up",
    "insert",
    "insert_values",
    "reject",
    "run",
    "secret_for",
    "source_of_key",
    "store",
    "undo",
    "unpack",
    "update",
    "walked",
    "walking",
]
