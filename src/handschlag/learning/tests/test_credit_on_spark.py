"""One semantics: the journeys that are counted over are the same on Spark as on DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest

from handschlag.engine.duck import run
from handschlag.learning.core.attribution.coding import OUTCOMES, coded
from handschlag.learning.core.attribution.sharing import shared
from handschlag.learning.core.journeys import BEGINNING, END, ENDS, JOURNEYS, KEYS, PASSES, TOUCHES
from handschlag.learning.readings.gathering import of_both_sides

pytestmark = pytest.mark.spark

START = datetime(2026, 1, 1, tzinfo=UTC)
CHANNELS = ("", "fair", "search", "webinar")
LEADS = 200


def history() -> dict[str, pa.Table]:
    """200 leads, 2,000 touches with many at the same moment, 300 conversations, 80 deals; the same each time."""
    rng = Random(7)

    def day() -> datetime:
        return START + timedelta(days=rng.randrange(90))

    rows: dict[pa.Schema, Any] = {
        "passes": (PASSES, [(f"lead-{n}", f"contact-{n}", BEGINNING, END) for n in range(LEADS)]),
        "keys": (KEYS, [(f"key-{n}", f"contact-{n}") for n in range(LEADS)]),
        "touches": (
            TOUCHES,
            [(f"{n:05}", f"key-{rng.randrange(LEADS)}", day(), rng.choice(CHANNELS)) for n in range(2_000)],
        ),
        "conversations": (JOURNEYS, [(f"lead-{rng.randrange(LEADS)}", f"c{n}", day(), "sales") for n in range(300)]),
        "ends": (ENDS, [(n, f"lead-{n}", day() + timedelta(days=30)) for n in range(80)]),
    }
    return {name: pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in of], schema=schema) for name, (schema, of) in rows.items()}  # fmt: skip


def test_spark_hands_over_the_same_journeys_as_duckdb_batch_by_batch(spark: Any) -> None:
    from ibis.backends.pyspark.datatypes import PySparkSchema

    tables = history()
    for name, rows in tables.items():
        schema = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(rows.schema))
        spark.createDataFrame([tuple(row.values()) for row in rows.to_pylist()], schema).createOrReplaceTempView(name)
    house = ibis.pyspark.connect(spark)
    on_spark = house.to_pyarrow_batches(of_both_sides({name: house.table(name) for name in tables}))
    on_duckdb = run(of_both_sides, tables).to_batches()
    outcomes = pa.table(
        {
            "journey": pa.array(range(80), pa.int64()),
            "won": pa.array([number % 3 == 0 for number in range(80)]).cast(pa.int64()),
            "value": pa.array([float(number) for number in range(80)]),
            "lost": pa.array([number % 3 != 0 for number in range(80)]).cast(pa.int64()),
        }
    )
    assert set(outcomes.column_names) <= set(OUTCOMES.names)
    first, second = (shared(coded(batches, outcomes)) for batches in (on_spark, on_duckdb))
    assert first.names == second.names
    for model, credit in first.credit.items():
        assert credit.tobytes() == second.credit[model].tobytes()
        assert credit[0].sum() + first.untouched[0] == pytest.approx(27)
