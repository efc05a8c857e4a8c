from handschlag.handover.models.answer import Acceptance, Reassignment, Return, Timeout
from handschlag.handover.models.deadline import Deadline, DeadlineEnd, Duty, FollowUp
from handschlag.handover.models.handing import hand_over, route_pool
from handschlag.handover.models.handover import Handover, State, holds_sales_mandate, return_reasons
from handschlag.handover.models.joining import Joining, join, part
from handschlag.handover.models.pool import PoolEntry, may_empty_pool
from handschlag.handover.models.sweeping import sweep

__all__ = [
    "Acceptance",
    "Deadline",
    "DeadlineEnd",
    "Duty",
    "FollowUp",
    "Handover",
    "Joining",
    "PoolEntry",
    "Reassignment",
    "Return",
    "State",
    "Timeout",
    "hand_over",
    "holds_sales_mandate",
    "join",
    "may_empty_pool",
    "part",
    "return_reasons",
    "route_pool",
    "sweep",
]
