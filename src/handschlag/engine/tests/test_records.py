from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest

from handschlag.engine.records import MOMENT, ROWS_AT_ONCE, arrow_from_queryset, arrow_from_rows

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SCHEMA = pa.schema([("id", pa.string()), ("at", MOMENT), ("on", pa.date32()), ("points", pa.float64())])


def test_rows_become_a_table_of_the_schema() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-5)))
    table = arrow_from_rows(
        SCHEMA, [(UUID(int=1), AT, date(2026, 3, 2), 1), ("two", elsewhere, None, None), (None, None, None, 0.5)]
    )
    assert table.schema == SCHEMA
    assert table["id"].to_pylist() == [str(UUID(int=1)), "two", None]
    assert table["at"].to_pylist() == [AT, AT, None]
    assert table["points"].to_pylist() == [1.0, None, 0.5]


def test_no_rows_become_an_empty_table_of_the_schema() -> None:
    assert arrow_from_rows(SCHEMA, []).schema == SCHEMA


def test_many_rows_arrive_complete_and_in_order() -> None:
    count = 2 * ROWS_AT_ONCE + 1
    table = arrow_from_rows(pa.schema([("n", pa.int64())]), ((n,) for n in range(count)))
    assert table["n"].to_pylist() == list(range(count))


class ThreeRows:
    def iterator(self, chunk_size: int) -> Iterator[Any]:
        return iter([("a", AT, None, 1.0)] * 3)


def test_a_query_is_read_in_pieces() -> None:
    assert arrow_from_queryset(ThreeRows(), SCHEMA).num_rows == 3


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone in 'at'"):
        arrow_from_rows(SCHEMA, [("a", AT.replace(tzinfo=None), None, 1.0)])


@pytest.mark.parametrize("row", [("a", AT, None), ("a", AT, None, 1.0, "more"), ("a", AT, None, "many")])
def test_a_row_that_does_not_fit_is_refused(row: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 – Python's or Arrow's own words
        arrow_from_rows(SCHEMA, [row])
