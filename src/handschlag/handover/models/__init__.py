from handschlag.handover.models.agreed import holds_sales_mandate, may_be_recycled, return_reasons
from handschlag.handover.models.answer import Acceptance, LettingGo, Reassignment, Return, Timeout
from handschlag.handover.models.deadline import Deadline, DeadlineEnd, Duty, FollowUp, owed
from handschlag.handover.models.dispute import Dispute, Ruling
from handschlag.handover.models.handing import hand_over, route_pool
from handschlag.handover.models.handover import Handover, State
from handschlag.handover.models.joining import Joining, join, part
from handschlag.handover.models.lineup import Lineup
from handschlag.handover.models.pause import Pause, pause_reasons, running_pause
from handschlag.handover.models.pool import PoolEntry, may_empty_pool
from handschlag.handover.models.procedure import StepTaken, procedure_of, stands_of
from handschlag.handover.models.reopening import Reopening
from handschlag.handover.models.sweeping import sweep

__all__ = [
    "Acceptance",
    "Deadline",
    "DeadlineEnd",
    "Dispute",
    "Duty",
    "FollowUp",
    "Handover",
    "Joining",
    "LettingGo",
    "Lineup",
    "Pause",
    "PoolEntry",
    "Reassignment",
    "Reopening",
    "Return",
    "Ruling",
    "State",
    "StepTaken",
    "Timeout",
    "hand_over",
    "holds_sales_mandate",
    "join",
    "may_be_recycled",
    "may_empty_pool",
    "owed",
    "part",
    "pause_reasons",
    "procedure_of",
    "return_reasons",
    "route_pool",
    "running_pause",
    "stands_of",
    "sweep",
]
