"""When somebody's working day begins: the moment at which what is open is told by mail."""

from __future__ import annotations

from datetime import date, datetime, time

from handschlag.kernel.calendar import Calendar, Stretch

EARLIEST = time(6)
"""Whoever works through the night has a morning too."""


def morning_of(day: date, calendar: Calendar) -> Stretch | None:
    """From when until when the morning's mail of a local day is good (half-open, UTC); None on a day that is not worked.

    It begins with the first working moment from six o'clock on (with the first at all, where work ends before six) and is over with the last.
    """
    worked = calendar.stretches(day)
    if not worked:
        return None
    earliest = datetime.combine(day, EARLIEST, calendar.zone)
    from_at = next((max(opened, earliest) for opened, closed in worked if closed > earliest), worked[0][0])
    return from_at, worked[-1][1]
