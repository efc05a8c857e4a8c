"""Moments as other programs write them, read into aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nobody's marketing system is older; an earlier moment is a clock that was never set."""

TOLERANCE = timedelta(minutes=5)
"""How far another clock may run ahead of ours without being called wrong."""


def read_moment(text: str, zone: tzinfo = UTC) -> tuple[datetime, bool]:
    """An ISO 8601 moment in UTC, and whether it named its time zone; without one it is read in ``zone``.

    Raises ValueError for what is no moment at all.
    """
    moment = datetime.fromisoformat(text.strip())
    named_zone = moment.tzinfo is not None
    if not named_zone:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC), named_zone
    except OverflowError:
        raise ValueError("beyond the calendar") from None


def settle(said: datetime, received_at: datetime, named_zone: bool) -> tuple[datetime, bool]:
    """When it happened as far as one can believe it, and whether the source's clock is to be doubted.

    Never later than ``received_at``. A moment before 2000 or more than five minutes ahead is replaced by ``received_at``.
    """
    if said < EARLIEST or said > received_at + TOLERANCE:
        return received_at, True
    return min(said, received_at), not named_zone


def correct(said: datetime, sent_at: datetime | None, received_at: datetime) -> tuple[datetime, bool]:
    """The moment on our clock, and whether the sender's was more than five minutes off.

    As in Segment's specification: a message says when it happened and when it was sent on the same clock, so it happened as
    long before it was received here as it happened there before it was sent: ``received_at - (sent_at - said)``.
    """
    if sent_at is None:
        return said, False
    off = received_at - sent_at
    try:
        return said + off, abs(off) > TOLERANCE
    except OverflowError:
        return said, True
