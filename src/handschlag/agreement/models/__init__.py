from handschlag.agreement.models.passage import Commencement, Proposal, Signature, Withdrawal, sides
from handschlag.agreement.models.version import State, Version, may_draft

__all__ = ["Commencement", "Proposal", "Signature", "State", "Version", "Withdrawal", "may_draft", "sides"]
