"""The sweep: what is overdue fires, each deadline once; then the pool is tried again."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from handschlag.handover.models.answer import Timeout
from handschlag.handover.models.deadline import Deadline, DeadlineEnd, Duty
from handschlag.handover.models.handing import route_pool
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.messages import tell_leader
from handschlag.handover.models.pool import PoolEntry
from handschlag.ledger.models import record
from handschlag.organisation.models import Rep

log = logging.getLogger(__name__)


def sweep(now: datetime) -> int:
    """Fire every deadline that is past due at ``now``, and give waiting leads to reps who have room. Returns how many fired.

    Each fires in a transaction of its own, with what it changes, records and sends; one that fails is left for the next sweep,
    raises an alarm in the log and holds up nobody.
    """
    due = list(Deadline.objects.overdue(now).order_by("due_at", "id").values_list("id", "handover_id"))
    fired = sum(_fire_safely(deadline_id, handover_id, now) for deadline_id, handover_id in due)
    route_pool(now)
    return fired


def _fire_safely(deadline_id: UUID, handover_id: UUID, now: datetime) -> bool:
    try:
        return _fire(deadline_id, handover_id, now)
    except Exception:
        log.exception("Deadline %s could not be fired and is tried again.", deadline_id)
        return False


@transaction.atomic
def _fire(deadline_id: UUID, handover_id: UUID, now: datetime) -> bool:
    """Claim one deadline and do what its being missed means. False where somebody else was faster."""
    handover = Handover(id=handover_id).locked("lead", "verdict", "rep")
    if not (handover.is_open and handover.lead.is_open):
        handover.end(now)
        return False
    claimed = Deadline.objects.overdue(now).filter(id=deadline_id).update(closed_at=now, closed_as=DeadlineEnd.MISSED)
    if claimed != 1:
        return False
    deadline = Deadline.objects.get(id=deadline_id)
    record(
        "deadline_missed",
        at=now,
        actor=None,
        subject=("handover", handover_id),
        payload={"duty": deadline.duty, "due_at": deadline.due_at.isoformat()},
    )
    if deadline.duty == Duty.ACCEPT:
        _run_out(handover, now)
    _tell(handover, deadline, now)
    return True


def _run_out(handover: Handover, now: datetime) -> None:
    """Nobody answered: the lead waits for another rep."""
    Timeout.objects.create(handover=handover, at=now)
    handover.end(now)
    record(
        "handover_timed_out",
        at=now,
        actor=None,
        subject=("handover", handover.id),
        payload={"lead": str(handover.lead_id), "rep": str(handover.rep_id)},
    )
    PoolEntry.admit([(handover.lead, handover.verdict, "ran_out")], now)


def _tell(handover: Handover, deadline: Deadline, now: datetime) -> None:
    """The leader hears of it; a rep without a team has nobody to be told."""
    rep = Rep.objects.select_related("team__leader", "calendar").filter(user=handover.rep).first()
    if rep:
        tell_leader(deadline, rep.team.leader, handover.rep, rep.calendar.time_zone, now)
