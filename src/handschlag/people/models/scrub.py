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
"""How long a scrub waits for those who look at the database as it was before."""


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
    server (see docs/reference/privacy.md).
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
        is_seen = _is_still_seen(cursor)
        for table in _touched():
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
        with suppress(
            OperationalError, ProgrammingError
        ):  # only for pg_checkpoint; the server's own comes within minutes
            cursor.execute("CHECKPOINT")
    return not is_seen


def _is_still_seen(cursor: Any) -> bool:
    """Whether somebody else looks at this database as it was before, a reader or the server's own analysis: rows deleted since are written
    along then. Waits a while for them to end."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL)"
        )
        [is_seen] = cursor.fetchone()
        if not is_seen or monotonic() > deadline:
            return bool(is_seen)
        sleep(0.2)


def _touched() -> list[str]:
    """Tables from which erasing takes or changes rows."""
    return [apps.get_model(label)._meta.db_table for label, (fate, _why) in fates().items() if fate is not Fate.KEPT]
