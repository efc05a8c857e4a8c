"""Working time: added to a moment, and counted between two. All arithmetic is in UTC; only the calendar knows wall clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

from handschlag.kernel.calendar import DAY, Calendar, Interval, Stretch

__all__ = [
    "Calendar",
    "Interval",
    "NoWorkingTime",
    "Stretch",
    "add_working_time",
    "is_working",
    "next_working_moment",
    "time_zone_data",
    "working_time_between",
]

LONGEST_WAIT = 5 * 366 * DAY
"""Who does not work once in this time does not work at all."""


class NoWorkingTime(ValueError):  # noqa: N818 – says what is the case
    """The calendar has no working time, at least none within five years."""


def add_working_time(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The moment, in UTC, by which ``amount`` of working time has passed since ``start`` (aware).

    Time runs only while it is worked: from outside hours it starts at the next opening. What ends exactly at closing time is
    due at closing time, not the next morning. Nothing at all is due at ``start`` inside hours, else at the next opening.
    Raises NoWorkingTime where five years pass without any, ValueError for a naive moment, a negative amount or one beyond five years.
    """
    if not timedelta(0) <= amount <= LONGEST_WAIT:
        raise ValueError(f"Working time to add is between nothing and five years, not {amount}")
    left = amount
    for opened, closed in _stretches_from(_utc(start), calendar):
        if left <= closed - opened:
            return opened + left
        left -= closed - opened
    raise NoWorkingTime(
        f"No working time in the five years after {start.isoformat()}, or none left in the calendar's time"
    )


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much of the time from ``start`` to ``end`` (aware; half-open) is working time. ValueError where ``end`` is earlier."""
    start, end = _utc(start), _utc(end)
    if end < start:
        raise ValueError(f"{end.isoformat()} is before {start.isoformat()}")
    worked = timedelta(0)
    for opened, closed in _stretches_from(start, calendar, until=end):
        worked += min(closed, end) - opened
    return worked


def is_working(at: datetime, calendar: Calendar) -> bool:
    """Is ``at`` (aware) inside working time? The moment of closing is not."""
    return calendar.is_working(_utc(at))


def next_working_moment(at: datetime, calendar: Calendar) -> datetime:
    """``at`` itself inside working time, else the next opening, in UTC. Raises NoWorkingTime as ``add_working_time`` does."""
    return add_working_time(at, timedelta(0), calendar)


@cache
def time_zone_data() -> str:
    """The version of the time zone data in use, to be kept beside whatever is computed with it; "unknown" where nothing tells."""
    for folder in ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"):
        stated = Path(folder, "tzdata.zi")
        if stated.is_file():
            with stated.open() as lines:
                return lines.readline().removeprefix("# version").strip()
        if Path(folder, "UTC").is_file():
            return "unknown"
    return version("tzdata")


def _stretches_from(start: datetime, calendar: Calendar, until: datetime | None = None) -> Iterator[Stretch]:
    """Working stretches after ``start``, the first one cut to begin there; up to those that begin before ``until``."""
    try:
        day = start.astimezone(calendar.zone).date()
        last_worked = start
        while until is None or day <= until.astimezone(calendar.zone).date():
            for opened, closed in calendar.stretches(day):
                if closed > start and (until is None or opened < until):
                    last_worked = closed
                    yield max(opened, start), closed
            if until is None and datetime(day.year, day.month, day.day, tzinfo=UTC) - last_worked > LONGEST_WAIT:
                return
            day += DAY
    except OverflowError:
        return


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"A moment without a time zone: {at.isoformat()}")
    return at.astimezone(UTC)
