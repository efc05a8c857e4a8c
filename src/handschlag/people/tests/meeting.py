"""Two transactions on two connections of PostgreSQL, one of them held open in the middle while the other begins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

from django.db import connection, connections, transaction

PATIENCE = 20.0


def meet(first: Callable[[], object], second: Callable[[], object]) -> None:
    """``first`` has done everything but commit when ``second`` begins; it commits when ``second`` is done, or waits for it."""
    is_done, may_commit = Event(), Event()

    def held() -> None:
        with transaction.atomic():
            first()
            is_done.set()
            assert may_commit.wait(PATIENCE)

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(_closing, held)
        try:
            _until(lambda: is_done.is_set() or one.done())
            other = threads.submit(_closing, second)
            _until(lambda: other.done() or _waits())
        finally:
            may_commit.set()
        _results(one, other)


def _closing(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connections.close_all()


def _waits() -> bool:
    """Whether some connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        [number] = cursor.fetchone()
    return bool(number)


def _until(is_so: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end, "Neither done nor waiting."
        sleep(0.01)


def _results(*futures: Future[None]) -> None:
    for future in futures:
        future.result(PATIENCE)
