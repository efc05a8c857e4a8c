"""Reading many rows fast: as the database's driver hands them over, without Django's conversions value by value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import CharField, DateTimeField, F, QuerySet, UUIDField
from django.db.models.expressions import Func

AT_ONCE = 20_000
"""So many rows are fetched at once."""


class Plain(Func):
    """A moment (in UTC) or an id as text: of a column whose declared type is a moment SQLite's driver would make an object in Python, at a
    microsecond apiece, and psycopg at three."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS TEXT)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        is_moment = isinstance(self.source_expressions[0].output_field, DateTimeField)
        template = "(%(expressions)s AT TIME ZONE 'UTC')::text" if is_moment else "(%(expressions)s)::text"
        return self.as_sql(compiler, connection, template=template, **extra)


def raw(rows: QuerySet[Any], *columns: str) -> Iterator[Any]:
    """The columns as the driver hands them over: moments on SQLite are without a zone (``aware``), ids are 32 digits."""
    return chain.from_iterable(in_batches(rows.values_list(*columns)))


def plain(rows: QuerySet[Any], *columns: str) -> Iterator[list[Any]]:
    """The columns in batches, and cheaper still: ids and moments are text (UTC, to be read by whoever reads the column as a whole, or by
    ``moment_of``)."""
    kinds = {field.attname: field for field in rows.model._meta.concrete_fields}
    changed = {
        f"plain_{name}": Plain(F(name)) for name in columns if isinstance(kinds.get(name), DateTimeField | UUIDField)
    }
    names = [f"plain_{name}" if f"plain_{name}" in changed else name for name in columns]
    return in_batches(rows.annotate(**changed).values_list(*names))


def in_batches(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    sql, params = rows.query.sql_with_params()
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, params)
        while batch := cursor.fetchmany(AT_ONCE):
            yield batch


def uuid(written: Any) -> UUID:
    """An id as a driver writes it."""
    return written if isinstance(written, UUID) else UUID(written)


def aware(at: datetime) -> datetime:
    """A moment as a driver hands it over, with its zone: SQLite keeps moments in UTC and does not say so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def moment_of(written: str) -> datetime:
    """A moment as ``plain`` hands it over, aware, in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
