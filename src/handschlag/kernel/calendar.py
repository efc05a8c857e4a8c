"""When somebody works: weekly hours on the wall clock of one time zone, days off, absences; as stretches of UTC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Interval = tuple[int, int]
"""Half-open, in minutes of the local day: (540, 720) is 9 to 12 o'clock; 1440 is the midnight that ends the day."""

Stretch = tuple[datetime, datetime]
"""Half-open, two moments in UTC."""

DAY = timedelta(days=1)
MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True)
class Calendar:
    """Working time is whenever the clock on the wall shows a time inside one of the day's intervals.

    So on the night the clock goes forward, an interval loses what the wall clock skips; on the night it goes back, the
    hour that is shown twice is worked twice. ``week`` is Monday to Sunday; breaks are gaps between intervals. ``away`` are
    absences, half-open, as aware moments. Raises ValueError for what cannot be a calendar; one without any working time can.
    """

    timezone: str
    week: tuple[tuple[Interval, ...], ...]
    days_off: frozenset[date] = frozenset()
    away: tuple[Stretch, ...] = ()

    def __post_init__(self) -> None:
        _zone(self.timezone)
        if len(self.week) != 7:
            raise ValueError(f"A week has seven days, Monday to Sunday; {len(self.week)} were given")
        for weekday, intervals in enumerate(self.week):
            _check_intervals(weekday, intervals)
        for start, end in self.away:
            if start.tzinfo is None or end.tzinfo is None:
                raise ValueError("An absence without a time zone")
            if end <= start:
                raise ValueError(f"An absence ends after it starts, not at {end.isoformat()}")

    @cached_property
    def zone(self) -> ZoneInfo:
        return _zone(self.timezone)

    @cached_property
    def absences(self) -> tuple[Stretch, ...]:
        """``away`` in UTC, in order, overlapping ones joined."""
        joined: list[Stretch] = []
        for start, end in sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in self.away):
            if joined and start <= joined[-1][1]:
                start, end = joined[-1][0], max(end, joined.pop()[1])
            joined.append((start, end))
        return tuple(joined)

    def is_working(self, at: datetime) -> bool:
        """Is ``at`` (aware) inside working time?"""
        wall = at.astimezone(self.zone)
        if wall.date() in self.days_off or any(start <= at < end for start, end in self.absences):
            return False
        into_the_day = timedelta(
            hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond
        )
        return any(
            timedelta(minutes=start) <= into_the_day < timedelta(minutes=end)
            for start, end in self.week[wall.weekday()]
        )

    def stretches(self, day: date) -> list[Stretch]:
        """The working time of one local day in order, without absences and without empty stretches."""
        if day in self.days_off or not self.week[day.weekday()]:
            return []
        midnight = datetime.combine(day, time(), UTC)
        found = []
        for since, until, offset in wall_clock(self.timezone, day):
            for start, end in self.week[day.weekday()]:
                from_at = max(since, midnight + timedelta(minutes=start) - offset)
                until_at = min(until, midnight + timedelta(minutes=end) - offset)
                if from_at < until_at:
                    found.append((from_at, until_at))
        return self._without_absences(found) if self.absences else found

    def _without_absences(self, stretches: list[Stretch]) -> list[Stretch]:
        for away_from, away_until in self.absences:
            stretches = [
                part
                for start, end in stretches
                for part in ((start, min(end, away_from)), (max(start, away_until), end))
                if part[0] < part[1]
            ]
        return stretches


@lru_cache(maxsize=8192)
def wall_clock(timezone: str, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The offsets from UTC around a local day: (since, until, offset), half-open in UTC, in order; one but for the days of a change."""
    zone = _zone(timezone)
    # No zone is further than 15 hours from UTC, so these three days hold all of the local one.
    since = datetime.combine(day, time(), UTC) - DAY
    until = since + 3 * DAY
    if _offset(since, zone) == _offset(until, zone):
        return ((since, until, _offset(since, zone)),)
    changes = [since, *_changes(since, until, zone), until]
    return tuple((start, end, _offset(start, zone)) for start, end in pairwise(changes))


def _changes(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments at which the offset changes; by halving, to the second, because zoneinfo does not tell them."""
    if _offset(since, zone) == _offset(until, zone):
        return
    if until - since <= timedelta(seconds=1):
        yield until
        return
    middle = since + timedelta(seconds=(until - since) // timedelta(seconds=2))
    yield from _changes(since, middle, zone)
    yield from _changes(middle, until, zone)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # a zone always knows
    return offset


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{timezone!r} is not a time zone") from None


def _check_intervals(weekday: int, intervals: tuple[Interval, ...]) -> None:
    before = 0
    for start, end in intervals:
        if not 0 <= start <= end <= MINUTES_OF_A_DAY:
            raise ValueError(
                f"Weekday {weekday}: ({start}, {end}) is not an interval of minutes between 0 and {MINUTES_OF_A_DAY}"
            )
        if start < before:
            raise ValueError(f"Weekday {weekday}: ({start}, {end}) begins before the interval before it has ended")
        before = end
