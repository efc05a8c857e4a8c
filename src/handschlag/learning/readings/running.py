"""Runs measures on DuckDB within this process."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

import ibis

_one_at_a_time = Lock()


@cache
def _engine() -> Any:
    return ibis.duckdb.connect()


def rows(expression: ibis.Table) -> list[dict[str, Any]]:
    """The rows of a measure's result, as dictionaries by column."""
    with _one_at_a_time:
        found: list[dict[str, Any]] = _engine().to_pyarrow(expression).to_pylist()
    return found
