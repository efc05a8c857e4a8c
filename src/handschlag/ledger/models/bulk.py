"""Writing many rows of one table at once, several times faster than the ORM builds its statements.

``bulk_create`` and ``bulk_update`` spend most of an import asking every field of every row how it wants to stand in one long
statement (measured: 60 µs a row, here 10). These prepare one short statement, execute it for each row, and convert a moment
or an id that stands in many rows once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from msgspec.json import encode

MANY = 100
"""From so many rows on PostgreSQL copies them instead of executing a statement for each."""


def insert(objects: Iterable[models.Model]) -> None:
    """Insert new objects of one model, all or none. Keys that the database numbers are left to it and not read back."""
    new = list(objects)
    if not new:
        return
    names = [field.attname for field in new[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
    insert_values(type(new[0]), names, [[getattr(one, name) for name in names] for one in new])
    for one in new:
        one._state.adding, one._state.db = False, DEFAULT_DB_ALIAS


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, unless_there: bool = False
) -> None:
    """Insert rows given as the values of these fields, all or none; for tables that get many small rows.

    ``unless_there``: a row that would break a uniqueness is left out.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table, columns = _quoted(model._meta.db_table), ", ".join(_quoted(field.column) for field in fields)
    written = _written(fields, rows)
    is_many = len(written) >= MANY and connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
    if is_many and not unless_there:
        _copy(f"COPY {table} ({columns}) FROM STDIN", written)
        return
    into, unless = f"INSERT INTO {table} ({columns})", " ON CONFLICT DO NOTHING" if unless_there else ""
    if is_many:
        arrays = ", ".join(f"%s::{_type(field)}[]" for field in fields)
        columns_of = tuple(map(list, zip(*written, strict=True)))
        _execute(f"{into} SELECT * FROM unnest({arrays}){unless}", [columns_of])  # noqa: S608 – our own names
    else:
        places = ", ".join(["%s"] * len(fields))
        _execute(f"{into} VALUES ({places}){unless}", written)


def update(objects: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write these fields of objects of one model, all or none."""
    changed = list(objects)
    if not changed:
        return
    meta: Any = changed[0]._meta
    fields: list[Any] = [*(meta.get_field(name) for name in names), meta.pk]
    columns = ", ".join(f"{_quoted(field.column)} = %s" for field in fields[:-1])
    sql = f"UPDATE {_quoted(meta.db_table)} SET {columns} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608 – our own names
    _execute(sql, _written(fields, [[getattr(one, field.attname) for field in fields] for one in changed]))


def refresh_statistics() -> None:
    """Let the database look at its tables again. Until it has, it plans for the sizes they had before many rows came in.

    PostgreSQL looks by itself, but minutes later; a funnel read before that took forever instead of a second.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def _written(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The rows as the database wants them, made column by column."""
    columns = zip(*rows, strict=True)
    written = [list(map(_writer(field), column)) for field, column in zip(fields, columns, strict=False)]
    return list(zip(*written, strict=True))


def _execute(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    with transaction.atomic(savepoint=False), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(sql, rows)


def _copy(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """PostgreSQL's own way for many rows, several times faster than a statement for each; constraints hold as ever."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    with (
        transaction.atomic(savepoint=False),
        database.cursor() as cursor,
        database.wrap_database_errors,
        cursor.cursor.copy(sql) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _writer(field: Any) -> Callable[[Any], Any]:
    """How the database wants a value of this field; asked once for each value."""
    database = connections[DEFAULT_DB_ALIAS]
    if isinstance(field, models.JSONField) and field.encoder is None:
        return _as_json
    if isinstance(field, models.UUIDField) and not database.features.has_native_uuid_field:
        return lambda value: value.hex if isinstance(value, UUID) else field.get_db_prep_save(value, database)
    seen: dict[Any, Any] = {}

    def write(value: Any) -> Any:
        try:
            return seen[value]
        except KeyError:
            seen[value] = written = field.get_db_prep_save(value, database)
            return written

    return str if isinstance(field, models.CharField | models.TextField) else write


def _as_json(value: Any) -> Any:
    """JSON as text, which both databases take for a JSON column; several times faster than through the field."""
    return None if value is None else encode(value).decode()


def _type(field: Any) -> str:
    """The column's type without its length, which an array would be cut to."""
    return str(field.db_type(connections[DEFAULT_DB_ALIAS])).partition("(")[0]


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
