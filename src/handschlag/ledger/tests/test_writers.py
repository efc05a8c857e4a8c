"""Several writers at once, on a database that commits."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection

from handschlag.ledger.models import Entry, verify
from handschlag.ledger.tests.facts_of_tests import chain


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="the embedded database of the tests lives in the memory of one thread"
)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def write(_n: int) -> None:
        for _turn in range(5):
            chain(4)
        connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    assert verify().count == 8 * 5 * 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_guard_stands_again_after_a_test_that_committed(turn: str) -> None:
    chain(2)
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.all().delete()
    assert verify().count == 2, turn
