"""The measure at work: compiled once in a process, run on any tables by the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from handschlag.engine.duck import run_sql, sql_of
from handschlag.engine.records import arrow_from_rows
from handschlag.qualification.core.measure import (
    Rules,
    World,
    conditions_met,
    decisions,
    judgements,
    values_known,
)
from handschlag.qualification.core.tables import JUDGEMENTS, MAY_BE_MISSING, SCHEMAS


def judge(tables: Mapping[str, pa.Table], *, with_reasons: bool = True) -> pa.Table:
    """Judge every row of ``tables["moments"]``; the tables are those of ``tables.SCHEMAS``.

    Without reasons there are no columns ``reasons`` and ``look_again_at`` either, and the answer comes several times as fast.
    """
    used = filled(tables)
    found = run_sql(_sql(used, with_reasons=with_reasons), {name: tables[name] for name in used})
    return found.cast(pa.schema([JUDGEMENTS.to_pyarrow().field(name) for name in found.column_names]))


def values(tables: Mapping[str, pa.Table]) -> pa.Table:
    """What ``values_known`` says of ``tables["moments"]`` and ``tables["attributes"]``."""
    used = ("moments", "attributes")
    return run_sql(_values_sql(), {name: tables[name] for name in used})


def met(tables: Mapping[str, pa.Table]) -> pa.Table:
    """What ``conditions_met`` says of moments, attributes and attribute rules."""
    used = ("moments", "attributes", "attribute_rules")
    return run_sql(_met_sql(), {name: tables[name] for name in used})


def table(name: str, rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows as one of the measure's tables."""
    return arrow_from_rows(SCHEMAS[name].to_pyarrow(), rows)


def filled(tables: Mapping[str, pa.Table]) -> tuple[str, ...]:
    """The tables the measure cannot do without, and of the others those that say something."""
    return tuple(name for name in SCHEMAS if name not in MAY_BE_MISSING or tables[name].num_rows)


@cache
def _sql(used: tuple[str, ...], *, with_reasons: bool) -> str:
    """Compiling takes half a second, so it is done once for each set of tables; what an agreement says is data and not part of it."""
    measure = judgements if with_reasons else decisions
    schemas = {name: SCHEMAS[name] for name in used}
    return sql_of(lambda tables: measure(tables["moments"], World.of(tables), Rules.of(tables)), schemas)


@cache
def _values_sql() -> str:
    schemas = {name: SCHEMAS[name] for name in ("moments", "attributes")}
    return sql_of(lambda tables: values_known(tables["moments"], tables["attributes"]), schemas)


@cache
def _met_sql() -> str:
    schemas = {name: SCHEMAS[name] for name in ("moments", "attributes", "attribute_rules")}
    return sql_of(
        lambda tables: conditions_met(tables["moments"], tables["attributes"], tables["attribute_rules"]), schemas
    )
