"""One semantics: the credit measure says the same on Spark as on DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest

from handschlag.agreement.core.terms import CreditModel
from handschlag.engine.duck import run
from handschlag.learning.core.credit import CONVERSIONS, credit
from handschlag.learning.core.journeys import JOURNEYS

pytestmark = pytest.mark.spark

START = datetime(2026, 1, 1, tzinfo=UTC)
CHANNELS = ("", "fair", "search", "webinar")


def history() -> dict[str, pa.Table]:
    """200 leads, 2,000 touches with many at the same moment, 80 won deals; the same each time."""
    rng = Random(7)
    leads = [f"lead-{number}" for number in range(200)]
    touches = [
        {
            "lead_id": rng.choice(leads),
            "touch_id": f"{number:05}",
            "happened_at": START + timedelta(days=rng.randrange(90)),
            "channel": rng.choice(CHANNELS),
        }
        for number in range(2_000)
    ]
    deals = [
        {
            "deal_id": f"deal-{lead}",
            "lead_id": lead,
            "won_at": START + timedelta(days=rng.randrange(120)),
            "value_minor": rng.choice((None, 500, 900)),
            "currency": "EUR",
        }
        for lead in leads[:80]
    ]
    return {
        "touches": pa.Table.from_pylist(touches, schema=JOURNEYS),
        "conversions": pa.Table.from_pylist(deals, schema=CONVERSIONS),
    }


@pytest.mark.parametrize("model", CreditModel)
def test_spark_credits_as_duckdb_does(spark: Any, model: CreditModel) -> None:
    from ibis.backends.pyspark.datatypes import PySparkSchema

    tables = history()
    for name, rows in tables.items():
        schema = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(rows.schema))
        spark.createDataFrame([tuple(row.values()) for row in rows.to_pylist()], schema).createOrReplaceTempView(name)
    house = ibis.pyspark.connect(spark)
    on_spark = house.to_pyarrow(credit(house.table("touches"), house.table("conversions"), model))
    on_duckdb = run(lambda given: credit(given["touches"], given["conversions"], model), tables)
    assert _by_channel(on_spark) == _by_channel(on_duckdb)
    assert sum(row["won"] for row in on_duckdb.to_pylist()) == 80


def _by_channel(table: pa.Table) -> dict[tuple[str, str], tuple[int, ...]]:
    return {
        (row["channel"], row["currency"]): (row["won"], int(row["value_minor"]), row["without_value"])
        for row in table.to_pylist()
    }
