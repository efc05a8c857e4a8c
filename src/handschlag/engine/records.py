"""Rows into Arrow tables: how records leave the database for the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

import pyarrow as pa

MOMENT = pa.timestamp("us", tz="UTC")
"""The Arrow type of every moment: microseconds, UTC."""

ROWS_AT_ONCE = 50_000


class Query(Protocol):
    """A query that yields tuples in pieces: ``SomeModel.objects.values_list(…)``."""

    def iterator(self, chunk_size: int) -> Iterator[Any]: ...


def arrow_from_queryset(query: Query, schema: pa.Schema) -> pa.Table:
    """The query's tuples as a table; ``values_list`` names its columns in the order of ``schema``."""
    return arrow_from_rows(schema, query.iterator(chunk_size=5_000))


def arrow_from_rows(schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows with their values in the order of ``schema`` as a table; ids (UUID) become text where the column is text.

    Raises ValueError for a moment without a time zone, and for a row that is longer or shorter than the schema;
    pyarrow.ArrowInvalid for a value that does not fit its column.
    """
    rest = iter(rows)
    batches = []
    while batch := list(islice(rest, ROWS_AT_ONCE)):
        columns = [_column(field, values) for field, values in zip(schema, zip(*batch, strict=True), strict=True)]
        batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _column(field: pa.Field, values: Sequence[Any]) -> pa.Array:
    if pa.types.is_string(field.type):
        values = [value if value is None or isinstance(value, str) else str(value) for value in values]
    elif field.type == MOMENT and any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        raise ValueError(f"A moment without a time zone in {field.name!r}")
    return pa.array(values, type=field.type)
