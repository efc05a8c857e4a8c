from handschlag.agreement.models.passage import Commencement, Proposal, Signature, Withdrawal, sides
from handschlag.agreement.models.version import State, Version, local_day, may_draft

__all__ = ["Commencement", "Proposal", "Signature", "State", "Version", "Withdrawal", "local_day", "may_draft", "sides"]
