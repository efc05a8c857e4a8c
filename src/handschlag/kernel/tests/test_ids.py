from datetime import UTC, datetime, timedelta
from random import Random
from uuid import RFC_4122

from handschlag.kernel.clock import now
from handschlag.kernel.ids import new_id

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_7_that_carries_its_millisecond() -> None:
    made = new_id(AT)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == AT.timestamp() * 1000


def test_ids_sort_in_the_order_of_the_milliseconds_they_were_made_in() -> None:
    ids = [new_id(AT + timedelta(milliseconds=n)) for n in range(100)]
    assert ids == sorted(ids)
    assert [str(one) for one in ids] == sorted(str(one) for one in ids)


def test_ids_of_one_millisecond_differ() -> None:
    assert len({new_id(AT) for _n in range(10_000)}) == 10_000


def test_a_seed_makes_ids_repeatable() -> None:
    assert new_id(AT, Random(7)) == new_id(AT, Random(7)) != new_id(AT, Random(8))


def test_the_clock_tells_an_aware_moment_in_utc() -> None:
    assert now().tzinfo is UTC
    assert new_id().int >> 80 >= AT.timestamp() * 1000
