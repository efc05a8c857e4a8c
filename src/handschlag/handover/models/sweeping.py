"""The sweep: who owes something soon is warned, what is overdue fires, each deadline once; then the pool is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Case, Value, When

from handschlag.agreement.core.terms import AfterTimeout
from handschlag.handover.models.agreed import terms_of
from handschlag.handover.models.answer import LettingGo, Timeout
from handschlag.handover.models.clocks import stop
from handschlag.handover.models.deadline import Deadline, DeadlineEnd, DeadlineQuerySet, Duty
from handschlag.handover.models.handing import route_pool
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.messages import tell_in_charge, tell_late, tell_let_go, warn_rep
from handschlag.handover.models.pool import FOR_A_PERSON, PoolEntry, Waits
from handschlag.handover.models.reopening import carry_out, open_anew
from handschlag.ledger.models import record
from handschlag.organisation.models import Rep
from handschlag.people.models import Lead

log = logging.getLogger(__name__)

TOGETHER = 20
"""How many deadlines share a transaction: few enough that nobody waits long for it."""

MOST_AT_ONCE = 500
"""After so many deadlines of a kind a sweep ends and others have their turn; what is still due comes with the next."""


def sweep(now: datetime) -> int:
    """Fire what is past due at ``now``, warn of what is due soon, open recycled leads anew whose day has come, and give waiting leads to
    reps who have room. Returns how many deadlines fired or warned and leads were opened; where that is many, more may wait.

    What a deadline changes, records and sends is one transaction, with a few others at a time; one that fails is left for a while, raises
    an alarm in the log and holds up nobody.
    """
    done = _each(_fire, Deadline.objects.overdue(now).tried(now).order_by("due_at", "id"), now)
    done += _each(_warn, Deadline.objects.to_warn_of(now).tried(now).order_by("warn_at", "id"), now)
    done += open_anew(now)
    route_pool(now)
    return done


Act = Callable[[UUID, UUID, datetime], bool]


def _each(act: Act, deadlines: DeadlineQuerySet, now: datetime) -> int:
    """Do it for each, a few in one transaction: to write it down costs as much for one as for all of them."""
    found = list(deadlines.values_list("id", "handover_id")[:MOST_AT_ONCE])
    return sum(_together(act, found[start : start + TOGETHER], now) for start in range(0, len(found), TOGETHER))


def _together(act: Act, rows: Sequence[tuple[UUID, UUID]], now: datetime) -> int:
    try:
        with transaction.atomic():
            free = _held({handover_id for _deadline_id, handover_id in rows})
            return sum(_safely(act, *row, now) for row in rows if row[1] in free)
    except DatabaseError:
        log.exception("Deadlines could not be fired; they are tried again.")
        return 0


def _held(handovers: Collection[UUID]) -> set[UUID]:
    """Those of the handovers that nobody else works on, held with their leads until the transaction ends.

    Nobody is waited for: whoever holds one of several and waits for another may wait for ever. What somebody works on comes later.
    """
    leads = Lead.objects.select_for_update(skip_locked=True, of=("self",)).filter(handovers__in=handovers)
    held = set(leads.order_by("id").values_list("id", flat=True))
    rows = Handover.objects.select_for_update(skip_locked=True).filter(id__in=handovers, lead__in=held)
    return set(rows.order_by("id").values_list("id", flat=True))


def _safely(act: Act, deadline_id: UUID, handover_id: UUID, now: datetime) -> bool:
    try:
        return act(deadline_id, handover_id, now)
    except Exception:
        log.exception("Deadline %s could not be fired and is tried again.", deadline_id)
        Deadline.objects.filter(id=deadline_id).update(failed_at=now)
        return False


@transaction.atomic
def _fire(deadline_id: UUID, handover_id: UUID, now: datetime) -> bool:
    """Claim one deadline and do what its being missed means. False where somebody else was faster."""
    handover = Handover(id=handover_id).locked("lead", "verdict", "rep")
    if not (handover.is_open and handover.lead.is_open):
        handover.end(now)
        return False
    if Deadline.objects.overdue(now).filter(id=deadline_id).update(closed_at=now, closed_as=_ENDS_AS) != 1:
        return False
    deadline = Deadline.objects.get(id=deadline_id)
    if deadline.duty == Duty.NO_ANSWER:
        _give_up(handover, now)
        return True
    record(
        "deadline_missed",
        at=now,
        actor=None,
        subject=("handover", handover_id),
        payload={"duty": deadline.duty, "due_at": deadline.due_at.isoformat()},
    )
    if deadline.duty == Duty.ACCEPT:
        _run_out(handover, now)
    if rep := _rep_of(handover):
        tell_late(deadline, rep, now)
        tell_in_charge(deadline, rep, terms_of(handover.version_id).after_timeout, now)
    return True


_ENDS_AS = Case(When(duty=Duty.NO_ANSWER, then=Value(DeadlineEnd.CAME.value)), default=Value(DeadlineEnd.MISSED.value))
"""What nobody owes is not missed: it comes about."""


@transaction.atomic
def _warn(deadline_id: UUID, handover_id: UUID, now: datetime) -> bool:
    """Claim one warning and send it. False where somebody else was faster, or the duty was done meanwhile."""
    handover = Handover(id=handover_id).locked("lead", "rep")
    if not (handover.is_open and handover.lead.is_open):
        handover.end(now)
        return False
    if Deadline.objects.to_warn_of(now).filter(id=deadline_id).update(warned_at=now) != 1:
        return False
    if rep := _rep_of(handover):
        warn_rep(Deadline.objects.get(id=deadline_id), rep, now)
    return True


def _run_out(handover: Handover, now: datetime) -> None:
    """Nobody answered: the lead waits for another rep, or for a person, as agreed. What it is owed keeps the time that is left."""
    Timeout.objects.create(handover=handover, at=now)
    stop(handover, now)
    handover.end(now)
    record(
        "handover_timed_out",
        at=now,
        actor=None,
        subject=("handover", handover.id),
        payload={"lead": str(handover.lead_id), "rep": str(handover.rep_id)},
    )
    is_for_a_person = terms_of(handover.version_id).after_timeout is AfterTimeout.POOL
    reason = FOR_A_PERSON if is_for_a_person else "ran_out"
    PoolEntry.admit([Waits(handover.lead, handover.verdict, reason)], now)


def _give_up(handover: Handover, now: datetime) -> None:
    """All agreed attempts were in vain: the lead goes the way that is agreed, and its rep is told."""
    terms = terms_of(handover.version_id)
    LettingGo.objects.create(handover=handover, at=now, then=terms.after_no_answer)
    handover.end(now)
    record(
        "handover_in_vain",
        at=now,
        actor=None,
        subject=("handover", handover.id),
        payload={"lead": str(handover.lead_id), "then": terms.after_no_answer},
    )
    carry_out(terms.after_no_answer, handover.lead, handover.id, terms.recycling, at=now, by=None)
    tell_let_go(handover.id, handover.rep, terms.after_no_answer, now)


def _rep_of(handover: Handover) -> Rep | None:
    """Whoever has no team any more has nobody to be told."""
    return Rep.objects.select_related("team__leader", "calendar", "user").filter(user=handover.rep_id).first()
