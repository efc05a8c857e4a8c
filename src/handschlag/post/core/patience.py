"""How long to wait before something is tried again."""

from __future__ import annotations

from datetime import timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 840, 1200, 1440))
"""How long to wait after each failed attempt; after the last a message is given up, about three days in."""

RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 60, 300, 900, 1800, 3600))
"""How long a receiver is left alone after so many failures in a row, whatever waits for it."""

LONGEST_FAILING = timedelta(days=3)
"""A receiver that took nothing for so long is left alone until somebody has looked."""

LONGEST_ASKED = timedelta(days=1)
"""No longer than this is a receiver obeyed that asks to be left alone (``Retry-After``)."""


def pause(attempts: int) -> timedelta | None:
    """The wait after this many failed attempts; None where it is time to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def rest(failures: int, asked: timedelta = timedelta(0)) -> timedelta:
    """How long the receiver rests after this many failures in a row (at least one), and as long as it asked for."""
    return max(RESTS[min(failures, len(RESTS)) - 1], min(asked, LONGEST_ASKED))
