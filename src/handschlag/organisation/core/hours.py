"""Working hours of one day, read from and written as people write them: ``09:00-12:00, 13:00-17:00``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

MINUTES_OF_A_DAY = 1440
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_INTERVAL = re.compile(rf"{_TIME}\s*(?:-|–|bis|to)\s*{_TIME}\s*(?:Uhr|h)?", re.IGNORECASE)


class UnreadableHours(ValueError):  # noqa: N818 – named for what it says
    """``part`` of the text cannot be read as ``from-to``, or hours overlap or end before they begin."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read_hours(text: str) -> list[list[int]]:
    """Half-open intervals in minutes of the local day, in order; an empty text is a day without work.

    >>> read_hours("9-12, 13:00–17:30")
    [[540, 720], [780, 1050]]
    >>> read_hours("")
    []
    """
    intervals = [_interval(part.strip()) for part in re.split(r"[,;]| und | and ", text) if part.strip()]
    for (_start, end), (start, _end) in pairwise(intervals):
        if start < end:
            raise UnreadableHours(text.strip())
    return intervals


def show_hours(intervals: Iterable[Sequence[int]]) -> str:
    """The text that ``read_hours`` reads back.

    >>> show_hours([[540, 720], [780, 1440]])
    '09:00-12:00, 13:00-24:00'
    """
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in intervals)


def _interval(part: str) -> list[int]:
    match = _INTERVAL.fullmatch(part)
    if not match:
        raise UnreadableHours(part)
    start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
    if not 0 <= start < end <= MINUTES_OF_A_DAY:
        raise UnreadableHours(part)
    return [start, end]


def _minutes(hours: str, minutes: str | None) -> int:
    return int(hours) * 60 + int(minutes or 0) if int(minutes or 0) < 60 else -1


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
