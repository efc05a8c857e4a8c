"""Which of a contact's passes a moment belongs to, and when a new pass begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Pass:
    """One lead, from ``opened_at`` until ``closed_at`` (``None`` while open); both UTC."""

    opened_at: datetime
    closed_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """Its end; a deal dated before its first contact is a mistake in the records and ends the pass where it began."""
        return None if self.closed_at is None else max(self.closed_at, self.opened_at)


def settle(passes: Sequence[Pass], moments: Iterable[datetime]) -> tuple[list[tuple[int, datetime]], datetime | None]:
    """``(openings to be moved earlier, opening of a new pass or None)`` after touches at ``moments``, in whatever order they came.

    A moment up to a pass's end belongs to it, from the end of the one before; its earliest moment is its opening. A moment
    after the last end begins a new pass: somebody who shows up again is a lead again.
    """
    moved: dict[int, datetime] = {}
    new: datetime | None = None
    for moment in sorted(moments):
        place = next(
            (number for number, one in enumerate(passes) if one.ends_at is None or moment <= one.ends_at), None
        )
        if place is None:
            new = new or moment
        elif moment < passes[place].opened_at and place not in moved:
            moved[place] = moment
    return sorted(moved.items()), new


def firsts(passes: Sequence[Pass], moments: Iterable[datetime]) -> list[datetime | None]:
    """The earliest moment within each pass; ``None`` for a pass in which none lies."""
    earliest: list[datetime | None] = [None] * len(passes)
    for moment in moments:
        for number, one in enumerate(passes):
            if one.ends_at is None or moment <= one.ends_at:
                before = earliest[number]
                earliest[number] = moment if before is None else min(before, moment)
                break
    return earliest
