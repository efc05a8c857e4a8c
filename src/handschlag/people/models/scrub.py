"""What a database leaves behind of deleted rows in its files is overwritten: only then is somebody erased from the disk as well."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic, perf_counter, sleep
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connections, models
from django.utils import timezone

from handschlag.kernel.erasing import Fate, fates
from handschlag.people.models.erasure import Erasure

LONGEST_WAIT = timedelta(hours=23)
"""Whatever the hour, an erasure is scrubbed within a day."""

PATIENCE_SECONDS = 20.0
"""How long a scrub waits for transactions that still see the database as it was before."""


class Scrub(models.Model):
    """The database's files were cleaned: when, how long it took, and whether nothing stood in the way (``is_complete``)."""

    at = models.DateTimeField()
    seconds = models.FloatField()
    is_complete = models.BooleanField()

    class Meta:
        ordering = ["-at"]


def scrub(at: datetime) -> Scrub:
    """Clean the files of all our databases; outside any transaction. Incomplete where a reader holds on to what is to be overwritten;
    then it is to be done again.

    SQLite: the log is written back, the file written anew without free pages (``VACUUM``), the log cut to nothing. PostgreSQL: the tables
    from which erasing takes rows are written anew (``VACUUM FULL``) and a checkpoint follows; the write-ahead log is recycled by the
    server (see docs/reference/privacy.md). A long transaction anywhere on the server makes it incomplete.
    """
    started = perf_counter()
    done = [_scrub(alias) for alias in dict.fromkeys((settings.INBOX, "default"))]
    is_complete = all(done)
    row = Scrub.objects.create(at=at, seconds=perf_counter() - started, is_complete=is_complete)
    if is_complete:
        Erasure.objects.filter(scrubbed_at=None, at__lte=at).update(scrubbed_at=at)
    return row


def scrub_when_due(now: datetime) -> int:
    """Chore of the worker: scrub at the hour set, or when an erasure has waited for nearly a day; nothing where none waits."""
    oldest = Erasure.objects.filter(scrubbed_at=None).order_by("at").values_list("at", flat=True).first()
    if oldest is None:
        return 0
    local = timezone.localtime(now)
    if local.hour != settings.SCRUB_HOUR and now - oldest < LONGEST_WAIT:
        return 0
    return int(scrub(now).is_complete)


def _scrub(alias: str) -> bool:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
            return not busy
        is_clean = _written_anew(cursor)
        with suppress(
            OperationalError, ProgrammingError
        ):  # only for pg_checkpoint; the server's own comes within minutes
            cursor.execute("CHECKPOINT")
    return is_clean


def _written_anew(cursor: Any) -> bool:
    """Every table with deleted rows written without them, and what the planner remembers of their values forgotten; whether that held for all.

    A row deleted is left out only once no transaction of the whole server is older than its deletion. So a mark is set first: a table
    whose rows are frozen up to that mark (``relfrozenxid``, which ``VACUUM FULL`` sets to the oldest transaction it had to respect) kept
    nothing deleted before it.
    """
    cursor.execute("SELECT pg_current_xact_id()::xid::text")
    [mark] = cursor.fetchone()
    _wait_for_the_older(cursor, mark)
    tables = [*_touched(), "pg_statistic"]
    for table in tables:
        how = "FULL" if table == "pg_statistic" else "FULL, ANALYZE"
        cursor.execute(f'VACUUM ({how}) "{table}"')
    cursor.execute(
        "SELECT NOT EXISTS (SELECT 1 FROM pg_class WHERE oid = ANY(%s::regclass[]) AND age(relfrozenxid) > age(%s::xid))",
        [tables, mark],
    )
    [is_clean] = cursor.fetchone()
    return bool(is_clean)


def _wait_for_the_older(cursor: Any, mark: str) -> None:
    """Until every transaction begun before ``mark`` has ended, those of the server's other databases too, or patience has."""
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND (age(backend_xid) >= age(%s::xid) OR datname = current_database() AND age(backend_xmin) >= age(%s::xid)))",
            [mark, mark],
        )
        if cursor.fetchone() == (False,):
            return
        sleep(0.2)


def _touched() -> list[str]:
    """Tables from which erasing takes or changes rows."""
    return [apps.get_model(label)._meta.db_table for label, (fate, _why) in fates().items() if fate is not Fate.KEPT]
