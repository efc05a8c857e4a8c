from handschlag.agreement.models.comment import Comment, Resolution
from handschlag.agreement.models.evidence import Evidence
from handschlag.agreement.models.mandated import local_day, may_draft, side_of, sides_held
from handschlag.agreement.models.passage import Commencement, Proposal, Signature, Withdrawal, sides
from handschlag.agreement.models.proof_key import ProofKey
from handschlag.agreement.models.state import OPEN, State
from handschlag.agreement.models.suspension import Lifting, Suspension
from handschlag.agreement.models.version import Version

__all__ = [
    "OPEN",
    "Commencement",
    "Comment",
    "Evidence",
    "Lifting",
    "ProofKey",
    "Proposal",
    "Resolution",
    "Signature",
    "State",
    "Suspension",
    "Version",
    "Withdrawal",
    "local_day",
    "may_draft",
    "side_of",
    "sides",
    "sides_held",
]
