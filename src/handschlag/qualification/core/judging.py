"""The measure at work: compiled once in a process, run on any tables by the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from handschlag.engine.duck import run_sql, sql_of
from handschlag.engine.records import arrow_from_rows
from handschlag.qualification.core.measure import judgements
from handschlag.qualification.core.tables import JUDGEMENTS, SCHEMAS


def judge(tables: Mapping[str, pa.Table], *, with_reasons: bool = True) -> pa.Table:
    """Judge every row of ``tables["moments"]``; the tables are those of ``tables.SCHEMAS``.

    Without reasons the answer has no such column and comes two to three times as fast.
    """
    found = run_sql(_sql(with_reasons=with_reasons), {name: tables[name] for name in SCHEMAS})
    return found.cast(pa.schema([JUDGEMENTS.to_pyarrow().field(name) for name in found.column_names]))


def table(name: str, rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows as one of the measure's tables."""
    return arrow_from_rows(SCHEMAS[name].to_pyarrow(), rows)


@cache
def _sql(*, with_reasons: bool) -> str:
    """Compiling takes a third of a second, so it is done once; the rules of an agreement are data and not part of it."""
    return sql_of(
        lambda tables: judgements(**tables) if with_reasons else judgements(**tables).drop("reasons"), SCHEMAS
    )
