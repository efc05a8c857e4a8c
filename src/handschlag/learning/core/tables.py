"""Rows from the records become tables that measures run on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
import pyarrow as pa


def table(schema: ibis.Schema, rows: Iterable[tuple[Any, ...]]) -> ibis.Table:
    """Rows, with their values in the order of the schema's columns, as a table in memory."""
    columns = list(zip(*rows, strict=True)) or [() for _name in schema.names]
    fields = schema.to_pyarrow()
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, fields, strict=True)]
    return ibis.memtable(pa.Table.from_arrays(arrays, schema=fields))
