"""Setting a handover's clocks: when a duty is due in the rep's own working hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from handschlag.agreement.core.terms import Within
from handschlag.handover.models.deadline import Deadline, Duty
from handschlag.kernel.business_time import (
    Calendar,
    NoWorkingTime,
    add_working_time,
    time_zone_data,
    working_time_between,
)
from handschlag.organisation.models import Rep
from handschlag.organisation.models.calendar import reckoners

HORIZON = timedelta(days=400)
"""How far ahead working hours are reckoned; a rep without any until then owes the answer at its end."""


def set_clock(handover_id: UUID, duty: Duty, *, within: Within, rep: Rep, calendar: Calendar, at: datetime) -> Deadline:
    """A deadline, not saved yet: so many hours of the rep's working time from ``at``, or so many days of 24 hours."""
    return Deadline(
        handover_id=handover_id,
        duty=duty,
        runs_from_at=at,
        due_at=_due(at, within, calendar),
        reckoned_with={
            "calendar": str(rep.calendar_id),
            "calendar_version": rep.calendar.version,
            "time_zone": rep.calendar.time_zone,
            "time_zone_data": time_zone_data(),
            "within": within.model_dump(exclude_none=True),
        },
    )


def calendars_of(reps: list[Rep], at: datetime) -> Mapping[UUID, Calendar]:
    """User id → the working hours from ``at`` on, own absences taken out."""
    return reckoners(reps, at, at + HORIZON)


def time_left(deadline: Deadline, calendar: Calendar, at: datetime) -> timedelta:
    """What was left of it at ``at``: working time, or any time where the agreement counts days; nought where it was past due."""
    if deadline.due_at <= at:
        return timedelta(0)
    return deadline.due_at - at if _counts_days(deadline) else working_time_between(at, deadline.due_at, calendar)


def due_after(deadline: Deadline, left: timedelta, calendar: Calendar, at: datetime) -> datetime:
    """When it is due with so much time left, in the way it counts."""
    if _counts_days(deadline) or not left:
        return at + left
    return _worked(at, left, calendar)


def _counts_days(deadline: Deadline) -> bool:
    return (deadline.reckoned_with.get("within") or {}).get("days") is not None


def _due(at: datetime, within: Within, calendar: Calendar) -> datetime:
    if within.days is not None:
        return at + timedelta(days=within.days)
    return _worked(at, timedelta(hours=within.working_hours or 0), calendar)


def _worked(at: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    try:
        return add_working_time(at, amount, calendar)
    except NoWorkingTime:
        return at + HORIZON
