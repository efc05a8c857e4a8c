"""Running measures on DuckDB, in this process, from any thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import ibis
import pyarrow as pa

Measure = Callable[[Mapping[str, ibis.Table]], ibis.Table]
"""From named table expressions to one table expression; pure, so that every engine can run it."""

_limits: dict[str, Any] = {"memory_limit": "2GB", "temp_directory": ""}
_database: duckdb.DuckDBPyConnection | None = None
_lock = Lock()


def configure(*, memory: str, threads: int | None = None, spill_to: Path | None = None) -> None:
    """Set what all runs of this process share: memory (``"2GB"``), threads (all cores where left out), and a folder for what does
    not fit into memory (where left out, a run that needs more fails). Effective for runs that begin afterwards."""
    global _limits, _database
    with _lock:
        _limits = {"memory_limit": memory, "temp_directory": str(spill_to or "")}
        if threads:
            _limits["threads"] = threads
        _database = None


def run(measure: Measure, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The measure's result over these tables. Timestamps with a zone go in and come out in UTC.

    Safe from any thread: each run has a connection of its own, which sees its own tables only. A run of a thousand rows costs
    about 10 ms, most of it making SQL of the expression, so leads are judged in batches.
    """
    with _connection(tables) as connection:
        backend = ibis.duckdb.from_connection(connection)
        return backend.to_pyarrow(measure({name: expression_of(name, table.schema) for name, table in tables.items()}))


def sql_of(measure: Measure, schemas: Mapping[str, ibis.Schema]) -> str:
    """The measure as DuckDB's SQL over tables of these schemas: for a large measure run often, compiled once and kept by its owner.

    Such a measure brings no tables of its own (``ibis.memtable``); they would be missing when it runs.
    """
    expression = measure({name: ibis.table(schema, name=name) for name, schema in schemas.items()})
    return str(ibis.to_sql(expression, dialect="duckdb"))


def run_sql(sql: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """The result of what ``sql_of`` made, over these tables. Sums of whole numbers may come out as decimals."""
    with _connection(tables) as connection:
        return connection.execute(sql).to_arrow_table()


def run_steps(
    steps: Mapping[str, str], tables: Mapping[str, pa.Table], keep: Collection[str] = ()
) -> dict[str, pa.Table]:
    """Run SQL step by step, each with the results of those before as tables of its name; returns the last, and those to ``keep``.

    What several steps read is worked out once, and spills to disk where memory ends. Sums of whole numbers may come out as decimals.
    """
    *_others, last = steps
    with _connection(tables) as connection:
        for name, sql in steps.items():
            connection.execute(f'CREATE TEMP TABLE "{name}" AS {sql}')
        try:
            return {name: connection.table(name).to_arrow_table() for name in (*keep, last)}
        finally:
            for name in steps:
                connection.execute(f'DROP TABLE "{name}"')


def expression_of(name: str, schema: pa.Schema) -> ibis.Table:
    """The table expression that stands for an Arrow table of this schema."""
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


@contextmanager
def _connection(tables: Mapping[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that knows these tables and no other, with its clock in UTC wherever the machine stands."""
    connection = _shared_database().cursor()
    try:
        for name, table in tables.items():
            connection.register(name, table)
        yield connection
    finally:
        connection.close()


def _shared_database() -> duckdb.DuckDBPyConnection:
    """One database in memory for the whole process, so that its limits hold for all threads together; it never reaches out."""
    global _database
    with _lock:
        if _database is None:
            database = duckdb.connect(":memory:", config={**_limits, "autoinstall_known_extensions": False})
            database.execute("SET GLOBAL TimeZone = 'UTC'; SET GLOBAL python_enable_replacements = false")
            database.execute("SET enable_external_access = false")  # last: it also locks where to spill
            _database = database
        return _database
