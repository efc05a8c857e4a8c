"""Moments and ids as the measure writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


def written(key: Any) -> str:
    """An id in its usual form, however a driver writes it: SQLite leaves the hyphens out."""
    one = str(key)
    return one if len(one) == 36 else f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


def microseconds(at: datetime | str) -> int:
    """Whole microseconds since 1970 in UTC, exactly; a moment without a zone is as databases keep and write it, in UTC."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return (at - (_EPOCH if at.tzinfo else _EPOCH_WITHOUT_ZONE)) // _MICROSECOND


def moment(value: int | None) -> datetime | None:
    """Microseconds as an aware moment in UTC; nothing for nothing."""
    return None if value is None else _EPOCH + value * _MICROSECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WITHOUT_ZONE = _EPOCH.replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)
