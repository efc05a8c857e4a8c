import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import duckdb
import ibis
import pyarrow as pa
import pytest

from handschlag.engine import duck
from handschlag.engine.records import MOMENT, arrow_from_rows

AT = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)  # a second before Berlin's clock goes forward
SCHEMA = pa.schema([("lead", pa.string()), ("at", MOMENT), ("points", pa.float64())])


def touches(count: int) -> pa.Table:
    return arrow_from_rows(SCHEMA, [(f"lead {n % 10}", AT + timedelta(seconds=n), float(n)) for n in range(count)])


def points_per_lead(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    recent = tables["touches"].filter(ibis._.at >= ibis.literal(AT))
    return recent.group_by("lead").agg(points=ibis._.points.sum(), last_at=ibis._["at"].max()).order_by("lead")


def test_a_measure_runs_over_arrow_tables() -> None:
    result = duck.run(points_per_lead, {"touches": touches(20)})
    assert result.num_rows == 10
    assert result.to_pylist()[3] == {"lead": "lead 3", "points": 16.0, "last_at": AT + timedelta(seconds=13)}


ELSEWHERE = """
from handschlag.engine import duck
from handschlag.engine.tests.test_duck import hours_of_moments, moments
for result in (
    duck.run(hours_of_moments, {"moments": moments()}),
    duck.run_sql(duck.sql_of(hours_of_moments, {"moments": {"at": "timestamp('UTC', 6)"}}), {"moments": moments()}),
):
    assert result.schema.field("at").type == moments().schema.field("at").type, result.schema
    assert result["at"].to_pylist() == moments()["at"].to_pylist()
    assert result["hour"].to_pylist() == [at.hour for at in moments()["at"].to_pylist()]
"""


def moments() -> pa.Table:
    return pa.table({"at": pa.array([AT + timedelta(hours=hour) for hour in range(-2, 3)], MOMENT)})


def hours_of_moments(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    return tables["moments"].mutate(hour=ibis._["at"].hour()).order_by("at")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_moments_come_back_aware_in_utc_and_unshifted_wherever_the_machine_stands(zone: str) -> None:
    subprocess.run([sys.executable, "-c", ELSEWHERE], env={**os.environ, "TZ": zone}, check=True)


def test_a_measure_compiled_once_runs_again_and_again() -> None:
    sql = duck.sql_of(points_per_lead, {"touches": ibis.Schema.from_pyarrow(SCHEMA)})
    for count in (20, 40):
        table = {"touches": touches(count)}
        assert duck.run_sql(sql, table).to_pylist() == duck.run(points_per_lead, table).to_pylist()


def test_no_variable_of_ours_is_taken_for_a_table() -> None:
    touches_of_a_neighbour = touches(3)
    with pytest.raises(duckdb.CatalogException):
        duck.run_sql("SELECT * FROM touches_of_a_neighbour", {})
    assert touches_of_a_neighbour.num_rows == 3


def test_an_empty_table_gives_an_empty_result_of_the_same_columns() -> None:
    result = duck.run(points_per_lead, {"touches": SCHEMA.empty_table()})
    assert (result.num_rows, result.column_names) == (0, ["lead", "points", "last_at"])


def test_a_measure_may_bring_a_small_table_of_its_own() -> None:
    def measure(tables: Mapping[str, ibis.Table]) -> ibis.Table:
        worth = ibis.memtable({"lead": ["lead 1", "lead 2"], "worth": [5, 7]})
        return tables["touches"].join(worth, "lead").agg(total=ibis._.worth.sum())

    assert duck.run(measure, {"touches": touches(20)})["total"].to_pylist() == [24]


def test_threads_run_at_the_same_time_without_seeing_each_others_tables() -> None:
    def one_run(count: int) -> bool:
        expected = float(sum(range(count)))
        return duck.run(lambda tables: tables["touches"].agg(total=ibis._.points.sum()), {"touches": touches(count)})[
            "total"
        ].to_pylist() == [expected]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(one_run, range(100, 180)))


def test_a_failing_measure_leaves_nothing_behind() -> None:
    with pytest.raises(duckdb.Error):
        duck.run(lambda tables: tables["touches"].mutate(x=ibis._.lead.cast("int64")), {"touches": touches(20)})
    with pytest.raises(duckdb.CatalogException):
        duck.run(lambda tables: ibis.table({"lead": "string"}, name="touches"), {})


def test_the_engine_reads_no_files_and_no_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        duck._shared_database().cursor().execute(f"SELECT * FROM read_csv('{secret}')")


def test_memory_is_bounded_by_what_was_configured() -> None:
    try:
        duck.configure(memory="100MB", threads=1)
        assert duck._shared_database().execute("SELECT current_setting('threads')").fetchone() == (1,)
        with pytest.raises(duckdb.OutOfMemoryException):
            duck._shared_database().execute(
                "CREATE TABLE much AS SELECT range AS n, repeat('x', 200) || range AS t FROM range(10_000_000)"
            )
    finally:
        duck.configure(memory="2GB")


def test_a_small_run_costs_milliseconds() -> None:
    table, quickest = touches(1000), 1.0
    for _run in range(20):
        started = perf_counter()
        duck.run(points_per_lead, {"touches": table})
        quickest = min(quickest, perf_counter() - started)
    assert quickest < 0.1  # about 0.01 on a quiet machine
