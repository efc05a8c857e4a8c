"""A handover's clocks: when a duty is due in the rep's own working hours, and what is left of it when the lead changes hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from handschlag.agreement.core.terms import Within
from handschlag.handover.models.deadline import Deadline, DeadlineEnd, Duty
from handschlag.kernel.business_time import (
    Calendar,
    NoWorkingTime,
    add_working_time,
    time_zone_data,
    working_time_between,
)
from handschlag.organisation.models import Rep
from handschlag.organisation.models.calendar import reckoners

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover

HORIZON = timedelta(days=400)
"""How far ahead working hours are reckoned; a rep without any until then owes the answer at its end."""


WARNED_WITH = 0.25
"""The rep is warned when so much of the agreed time is left."""


def set_clock(
    handover_id: UUID, duty: Duty, *, within: Within, rep: Rep, calendar: Calendar, at: datetime, **asked: int
) -> Deadline:
    """A deadline, not saved yet: so many hours of the rep's working time from ``at``, or so many days of 24 hours.

    ``asked`` is what is to be done by then, where it is counted (see :class:`~handschlag.agreement.core.terms.Attempts`).
    """
    reckoned_with = _reckoning(within, rep) | asked
    deadline = Deadline(handover_id=handover_id, duty=duty, runs_from_at=at, reckoned_with=reckoned_with)
    run_on(deadline, _agreed(deadline), calendar, at)
    return deadline


def run_on(deadline: Deadline, left: timedelta, calendar: Calendar, at: datetime) -> None:
    """Let its clock run from ``at`` with so much time left, in the way it counts; not saved."""
    deadline.due_at = _passed(deadline, left, calendar, at)
    before = left - WARNED_WITH * _agreed(deadline)
    deadline.warn_at = _passed(deadline, before, calendar, at) if before > timedelta(0) else None
    deadline.warned_at = deadline.left = None


def stop(handover: Handover, at: datetime) -> list[Deadline]:
    """What was left of each clock that runs, written down; the caller ends them. In its transaction, under the handover's lock."""
    running = list(handover.deadlines.filter(closed_at=None))
    if running and (rep := Rep.objects.select_related("calendar", "user").filter(user=handover.rep_id).first()):
        calendar = calendars_of([rep], at)[rep.user_id]
        for deadline in running:
            deadline.left = time_left(deadline, calendar, at)
        Deadline.objects.bulk_update(running, ["left"])
    return running


RESUMED = ("closed_at", "closed_as", "due_at", "warn_at", "warned_at", "left", "reckoned_with")
"""What :func:`resume` and :func:`stand_still` change."""


def resume(deadline: Deadline, calendar: Calendar, *, since: datetime, at: datetime) -> None:
    """Let a clock that stood still ``since`` then run again from ``at``; not saved. The deadline keeps how it was due before."""
    assert deadline.left is not None
    deadline.closed_at, deadline.closed_as = None, ""
    stand_still(deadline, deadline.left, calendar, since=since, until=at)


def stand_still(deadline: Deadline, left: timedelta, calendar: Calendar, *, since: datetime, until: datetime) -> None:
    """Let a clock with so much time ``left`` stand still between two moments; not saved. The deadline keeps how it was due before."""
    stood = {"from": since.isoformat(), "until": until.isoformat(), "due_before": deadline.due_at.isoformat()}
    before = deadline.reckoned_with.get("stood_still", ())
    deadline.reckoned_with = deadline.reckoned_with | {"stood_still": [*before, stood]}
    run_on(deadline, left, calendar, until)


def carry_on(before: Deadline, handover_id: UUID, *, rep: Rep, calendar: Calendar, at: datetime) -> Deadline | None:
    """The same duty for the rep who has the lead next, not saved; None where that rep owes it anew.

    Changing hands gives nobody more time: what was left when the former rep's clock stopped is reckoned from then on in the working
    hours of the next one. What was done for the lead already is done. What was missed was counted, so the next rep owes it anew.
    """
    if before.done_at is None and (before.closed_as != DeadlineEnd.LIFTED or before.left is None):
        return None
    kept = ("within", "at_least", "on_days", "days")
    told = {name: before.reckoned_with[name] for name in kept if name in before.reckoned_with}
    deadline = Deadline(
        handover_id=handover_id,
        duty=before.duty,
        runs_from_at=before.runs_from_at,
        attempts=before.attempts,
        reckoned_with=_calendar(rep) | told | {"carried_from": str(before.id)},
    )
    if before.done_at is None:
        assert before.left is not None
        assert before.closed_at is not None
        run_on(deadline, before.left, calendar, before.closed_at)
    else:
        deadline.due_at, deadline.done_at = before.due_at, before.done_at
        deadline.closed_at, deadline.closed_as = at, DeadlineEnd.LIFTED
    return deadline


def calendars_of(reps: list[Rep], at: datetime) -> Mapping[UUID, Calendar]:
    """User id → the working hours from ``at`` on, own absences taken out."""
    return reckoners(reps, at, at + HORIZON)


def time_left(deadline: Deadline, calendar: Calendar, at: datetime) -> timedelta:
    """What was left of it at ``at``: working time, or any time where the agreement counts days; nought where it was past due."""
    if deadline.due_at <= at:
        return timedelta(0)
    return deadline.due_at - at if _counts_days(deadline) else working_time_between(at, deadline.due_at, calendar)


def _passed(deadline: Deadline, amount: timedelta, calendar: Calendar, at: datetime) -> datetime:
    """When so much time has passed, in the way it counts."""
    if _counts_days(deadline) or not amount:
        return at + amount
    return _worked(at, amount, calendar)


def _agreed(deadline: Deadline) -> timedelta:
    within = deadline.reckoned_with["within"]
    return timedelta(days=within.get("days", 0), hours=within.get("working_hours", 0))


def _counts_days(deadline: Deadline) -> bool:
    return (deadline.reckoned_with.get("within") or {}).get("days") is not None


def _reckoning(within: Within, rep: Rep) -> dict[str, Any]:
    return _calendar(rep) | {"within": within.model_dump(exclude_none=True)}


def _calendar(rep: Rep) -> dict[str, Any]:
    return {
        "calendar": str(rep.calendar_id),
        "calendar_version": rep.calendar.version,
        "time_zone": rep.calendar.time_zone,
        "time_zone_data": time_zone_data(),
    }


def _worked(at: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    try:
        return add_working_time(at, amount, calendar)
    except NoWorkingTime:
        return at + HORIZON
