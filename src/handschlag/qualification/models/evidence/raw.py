"""Reading rows fast: as the driver hands them over, in queries of a bearable length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

AT_ONCE = 5_000
"""So many values stand in one query; SQLite allows 32,766."""

Value = TypeVar("Value")


def raw(rows: QuerySet[Any], *columns: str) -> Iterator[Any]:
    """The columns as the driver hands them over: Django's conversions, value by value, would cost more than the judging."""
    yield from fetched(rows.values_list(*columns))


def fetched(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        yield from cursor.fetchall()


def rows_of(rows: QuerySet[Any], column: str, values: Iterable[Any], *, is_all: bool) -> Iterator[QuerySet[Any]]:
    """The rows with one of these values, in queries of a bearable length; all rows in one where all are asked for."""
    if is_all:
        yield rows
    else:
        yield from (rows.filter(**{f"{column}__among": some}) for some in portions(values))


def portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def uuid(written: Any) -> UUID:
    """An id as a driver writes it."""
    return written if isinstance(written, UUID) else UUID(written)


def written(key: Any) -> str:
    """An id in its usual form, however a driver writes it: SQLite leaves the hyphens out."""
    one = str(key)
    return one if len(one) == 36 else f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


def aware(at: datetime) -> datetime:
    """A moment as a driver hands it over, with its zone: SQLite keeps moments in UTC and does not say so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 in UTC, exactly; a moment without a zone is one of SQLite's, which keeps them in UTC."""
    return (at - (_EPOCH if at.tzinfo else _EPOCH_WITHOUT_ZONE)) // _MICROSECOND


def moment(value: int | None) -> datetime | None:
    """Microseconds as an aware moment in UTC; nothing for nothing."""
    return None if value is None else _EPOCH + value * _MICROSECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WITHOUT_ZONE = _EPOCH.replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)
