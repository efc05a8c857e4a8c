"""A period of whole days in the house's time zone, half-open: the day after the last one is where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """From ``from_on`` (included) until ``until_on`` (excluded); ``None`` leaves that side open.

    >>> Period(date(2026, 3, 1), date(2026, 4, 1)).until_at(ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-31T22:00:00+00:00'
    """

    from_on: date | None = None
    until_on: date | None = None

    def __post_init__(self) -> None:
        if self.from_on and self.until_on and self.from_on >= self.until_on:
            raise ValueError("a period ends after it begins")

    @classmethod
    def last_days(cls, days: int, today: date) -> Period:
        """The last ``days`` days; today is the last of them."""
        return cls(today - timedelta(days=days - 1), today + timedelta(days=1))

    @classmethod
    def between(cls, from_on: date | None, last_on: date | None) -> Period:
        """As people say it: both days included. ValueError where the last lies before the first."""
        return cls(from_on, None if last_on is None else last_on + timedelta(days=1))

    @property
    def last_on(self) -> date | None:
        """The last day that counts, as people say it."""
        return self.until_on and self.until_on - timedelta(days=1)

    def from_at(self, zone: ZoneInfo) -> datetime | None:
        """The first moment that counts, in UTC."""
        return _midnight(self.from_on, zone)

    def until_at(self, zone: ZoneInfo) -> datetime | None:
        """The first moment that no longer counts, in UTC."""
        return _midnight(self.until_on, zone)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
