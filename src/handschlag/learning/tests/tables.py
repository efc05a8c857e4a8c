"""Small tables for the tests of cores, and the engine they run on."""

from collections.abc import Iterable
from typing import Any

import ibis
import pyarrow as pa


def table(schema: ibis.Schema, rows: Iterable[tuple[Any, ...]]) -> ibis.Table:
    """Rows in the order of the schema's columns as an Ibis table."""
    columns = list(zip(*rows, strict=True)) or [[] for _name in schema.names]
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema.to_pyarrow(), strict=True)]
    return ibis.memtable(pa.table(arrays, names=list(schema.names)))


def rows(expression: ibis.Table) -> list[dict[str, Any]]:
    """The result on DuckDB, as dictionaries."""
    found: list[dict[str, Any]] = ibis.duckdb.connect().to_pyarrow(expression).to_pylist()
    return found
