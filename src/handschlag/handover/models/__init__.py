from handschlag.handover.models.answer import Acceptance, Reassignment, Return, Timeout
from handschlag.handover.models.deadline import Deadline, DeadlineEnd, Duty, FollowUp
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.pool import PoolEntry

__all__ = ["Acceptance", "Deadline", "DeadlineEnd", "Duty", "FollowUp", "Handover", "PoolEntry", "Reassignment", "Return", "Timeout"]
