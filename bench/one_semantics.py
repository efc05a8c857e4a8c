"""One semantics: the same expressions judge leads on DuckDB and on a Spark cluster, and every judgement is the same.

    .venv/bin/python bench/one_semantics.py [--quick] [--master local-cluster[2,1,2048]]

A year of a million touches (``--quick``: 20,000) of a tenth as many leads by an agreement of twelve criteria, each lead judged at
three moments with all its reasons, and once more without, on both engines. The figure is how many rows differ.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, NoReturn

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from handschlag.qualification.core.judging import filled, judge
from handschlag.qualification.core.measure import Rules, World, decisions, judgements
from handschlag.qualification.core.rules import rules
from handschlag.qualification.core.tables import MOMENTS
from history import AGREEMENT, DAY, START, history
from report import finish, show

FEW, MANY = 20_000, 1_000_000
DAYS = (100, 200, 364)
BY = [("lead", "ascending"), ("as_of", "ascending")]


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{FEW:,} touches instead of {MANY:,}")
    parser.add_argument(
        "--master", default="local-cluster[2,1,2048]", help="two workers on this machine where left out"
    )
    options = parser.parse_args()
    tables = asked(FEW if options.quick else MANY)
    rows, different = {}, 0
    with tempfile.TemporaryDirectory(prefix="handschlag-bench-") as folder:
        house, seconds = cluster(options.master, Path(folder), tables)
        rows["starting Spark"] = f"{seconds:.0f} s"
        for name, measure in (("with reasons", judgements), ("without", decisions)):
            with_reasons = measure is judgements
            (on_duckdb, one), (on_spark, other) = (
                judged_here(tables, with_reasons),
                judged_there(house, tables, measure),
            )
            found = differences(on_duckdb, on_spark)
            rows[name] = f"{on_duckdb.num_rows:,} judgements, {found:,} differ; DuckDB {one:.1f} s, Spark {other:.1f} s"
            different += found
    show(f"{tables['touches'].num_rows:,} touches, {options.master}", rows)
    finish("one_semantics", different, "judgements that differ", "0", different == 0)


def asked(touches: int) -> dict[str, pa.Table]:
    """The history, the rules, and three moments of every lead."""
    past = history(touches)
    leads = past.leads["lead"].to_pylist()
    moments = {
        "lead": [lead for lead in leads for _day in DAYS],
        "as_of": [START + day * DAY for _lead in leads for day in DAYS],
    }
    return {"moments": pa.table(moments, MOMENTS.to_pyarrow()), **past.known, **rules(AGREEMENT)}


def cluster(master: str, folder: Path, tables: Mapping[str, pa.Table]) -> tuple[Any, float]:
    """A Spark session that knows the tables as Parquet files, and how long it took to start."""
    import pyspark
    from pyspark.sql import SparkSession

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", SPARK_HOME=str(Path(pyspark.__file__).parent))
    began = perf_counter()
    builder = SparkSession.builder.master(master).appName("one semantics")
    settings = {
        "ui.enabled": "false",
        "sql.shuffle.partitions": "8",
        "sql.session.timeZone": "UTC",
        "ui.showConsoleProgress": "false",
    }
    for name, value in {**settings, "sql.warehouse.dir": str(folder / "warehouse")}.items():
        builder = builder.config(f"spark.{name}", value)
    session = builder.getOrCreate()
    for name in filled(tables):
        pq.write_table(tables[name], folder / f"{name}.parquet")
        session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    return ibis.pyspark.connect(session), perf_counter() - began


def judged_here(tables: Mapping[str, pa.Table], with_reasons: bool) -> tuple[pa.Table, float]:
    began = perf_counter()
    return judge(tables, with_reasons=with_reasons).sort_by(BY), perf_counter() - began


def judged_there(house: Any, tables: Mapping[str, pa.Table], measure: Any) -> tuple[pa.Table, float]:
    began = perf_counter()
    given = {name: house.table(name) for name in filled(tables)}
    found = house.to_pyarrow(measure(given["moments"], World.of(given), Rules.of(given)))
    return found.sort_by(BY), perf_counter() - began


def differences(one: pa.Table, other: pa.Table) -> int:
    """Rows that are not the same; reasons are compared in an order of their own, since none is promised."""
    if one.num_rows != other.num_rows:
        return max(one.num_rows, other.num_rows)
    pairs = zip(one.to_pylist(), other.select(one.column_names).to_pylist(), strict=True)
    return sum(_plain(here) != _plain(there) for here, there in pairs)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    if "reasons" not in row:
        return row
    reasons = [(one["criterion"], one["reason"], one["hundredths"], one["evidence"]) for one in row["reasons"] or []]
    return {**row, "reasons": sorted(reasons)}


if __name__ == "__main__":
    main()
