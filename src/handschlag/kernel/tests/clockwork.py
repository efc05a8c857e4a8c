"""An independent, slow, obvious reckoner: it looks at the wall clock once a minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from handschlag.kernel.business_time import Calendar

MINUTE = timedelta(minutes=1)
OFFICE = (((540, 720), (780, 1020)),) * 5 + ((), ())
"""Monday to Friday 9–12 and 13–17."""


def office(**changes: object) -> Calendar:
    """Office hours in Berlin, changed as the test needs it."""
    return Calendar(**{"timezone": "Europe/Berlin", "week": OFFICE, **changes})  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def works(minute: datetime, calendar: Calendar) -> bool:
    """Does the wall clock show working time during this minute?"""
    wall = minute.astimezone(calendar.zone)
    return (
        wall.date() not in calendar.days_off
        and any(start <= wall.hour * 60 + wall.minute < end for start, end in calendar.week[wall.weekday()])
        and not any(start <= minute < end for start, end in calendar.away)
    )


class Clockwork:
    """Every minute of a span of time, looked at one by one. Starts, amounts and absences are whole minutes."""

    def __init__(self, first: datetime, last: datetime, calendar: Calendar) -> None:
        self.first, self.last, self.calendar = first, last, calendar

    @cached_property
    def worked_before(self) -> list[int]:
        """For each minute, how many working minutes came before it in the span."""
        counts = [0]
        for minute in self._minutes():
            counts.append(counts[-1] + works(minute, self.calendar))
        return counts

    def between(self, start: datetime, end: datetime) -> timedelta:
        return (self.worked_before[self._index(end)] - self.worked_before[self._index(start)]) * MINUTE

    def add(self, start: datetime, amount: timedelta) -> datetime | None:
        """Steps on minute by minute; None where the span ends before the amount is worked."""
        wanted = amount // MINUTE
        counts = self.worked_before
        begin = self._index(start)
        for index in range(begin, len(counts) - 1):
            is_worked = counts[index + 1] > counts[index]
            if wanted == 0 and is_worked:
                return self.first + index * MINUTE
            if wanted and is_worked and counts[index + 1] - counts[begin] == wanted:
                return self.first + (index + 1) * MINUTE
        return None

    def _index(self, at: datetime) -> int:
        return (at - self.first) // MINUTE

    def _minutes(self) -> Iterator[datetime]:
        minute = self.first
        while minute < self.last:
            yield minute
            minute += MINUTE


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]
