"""Runs a measure on DuckDB for the tests of cores."""

from typing import Any

import ibis


def rows(expression: ibis.Table) -> list[dict[str, Any]]:
    """The result as dictionaries."""
    found: list[dict[str, Any]] = ibis.duckdb.connect().to_pyarrow(expression).to_pylist()
    return found
