"""The agreement as pages and programs read it: the contract, the list, what was said, what was proved."""

from handschlag.agreement.readings.comments import Said, comments
from handschlag.agreement.readings.contract import Document, compared, document, warnings
from handschlag.agreement.readings.proof import proof
from handschlag.agreement.readings.sheets import versions_sheet
from handschlag.agreement.readings.shown import Doings, Shown, doings, listing, may_renew_key, waiting
from handschlag.agreement.readings.signers import is_of_one_person, signers
from handschlag.agreement.readings.succession import Talks, talks
from handschlag.agreement.readings.suspensions import ShownSuspension, running

__all__ = [
    "Document",
    "Doings",
    "Said",
    "Shown",
    "ShownSuspension",
    "Talks",
    "comments",
    "compared",
    "document",
    "doings",
    "is_of_one_person",
    "listing",
    "may_renew_key",
    "proof",
    "running",
    "signers",
    "talks",
    "versions_sheet",
    "waiting",
    "warnings",
]
