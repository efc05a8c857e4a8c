"""One semantics: the measure says the same on Spark as on DuckDB, for all that the grammar knows."""

from __future__ import annotations

from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest

from handschlag.agreement.tests import terms as drawn
from handschlag.qualification.core.judging import filled, judge, table
from handschlag.qualification.core.measure import Rules, judgements
from handschlag.qualification.core.measure import World as Tables
from handschlag.qualification.tests.oracle import DAY, A, B, N, T, World
from handschlag.qualification.tests.test_measure import VARIANTS, known, number_of, ruled

pytestmark = pytest.mark.spark

LEADS = range(60)


def world() -> World:
    """60 leads with everything the full agreement asks for, the same each time."""
    random = Random(7)

    def moments() -> tuple[int, int]:
        happened = random.randrange(90 * DAY)
        return happened, happened + random.choice((0, 0, 3 * DAY))

    touches = [
        T(
            lead=random.choice(LEADS),
            id=f"{number:04}",
            kind=random.choice(drawn.KINDS),
            happened=happened,
            known=known_at,
            material=random.choice(("", *VARIANTS)),
            page=random.choice(drawn.PAGES),
            properties=(("seats", "7", 7.0), ("topic", random.choice(("milling", "turning")), None)),
        )
        for number in range(900)
        for happened, known_at in [moments()]
    ]
    said = (
        ("country", "DE"),
        ("country", "FR"),
        ("employees", "50"),
        ("position", "student"),
        ("company_domain", "x.huber.example"),
    )
    attributes = [
        A(random.choice(LEADS), name, text, number_of(text), *moments()) for name, text in said for _each in range(40)
    ]
    attributes += [A(lead, f"estimate:{'a' * 64}", "40.0 %", 40.0, *moments()) for lead in LEADS if lead % 3]
    bases = [
        B(random.choice(LEADS), random.random() < 0.5, *moments(), purpose)
        for purpose in ("scoring", "email", "phone")
        for _each in range(30)
    ]
    return World(touches, attributes, bases, [N("brochure-mw5", "brochure-li", False, 10 * DAY)])


def test_spark_judges_as_duckdb_does(spark: Any) -> None:
    from ibis.backends.pyspark.datatypes import PySparkSchema

    terms, found = drawn.full(), world()
    moments = table("moments", [(lead, day * DAY) for lead in LEADS for day in (20, 60, 95)])
    tables = {"moments": moments, **known(found), **ruled(terms, found)}
    for name in filled(tables):
        schema = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(tables[name].schema))
        rows = [tuple(row.values()) for row in tables[name].to_pylist()]
        spark.createDataFrame(rows, schema).createOrReplaceTempView(name)
    house = ibis.pyspark.connect(spark)
    given = {name: house.table(name) for name in filled(tables)}
    on_spark = _plain(house.to_pyarrow(judgements(given["moments"], Tables.of(given), Rules.of(given))))
    assert on_spark == _plain(judge(tables))
    assert {row[2] for row in on_spark} == {"qualified", "not_yet", "never"}


def _plain(found: pa.Table) -> list[tuple[Any, ...]]:
    """Rows in an order of their own, since none is promised."""
    rows = []
    for row in found.to_pylist():
        reasons = [tuple(map(str, one.values())) for one in row.pop("reasons") or []]
        rows.append((*row.values(), sorted(reasons)))
    return sorted(rows, key=lambda row: row[:2])
