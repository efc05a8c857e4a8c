"""The nouns of the ledger and its verbs: ``record``, ``record_many``, ``head``, ``verify``."""

from handschlag.ledger.models.among import Among
from handschlag.ledger.models.entry import BEGINNING, Draft, Entry, Head, head, record, record_many
from handschlag.ledger.models.verification import ExportedHead, Verification, verify

__all__ = [
    "BEGINNING",
    "Among",
    "Draft",
    "Entry",
    "ExportedHead",
    "Head",
    "Verification",
    "head",
    "record",
    "record_many",
    "verify",
]
