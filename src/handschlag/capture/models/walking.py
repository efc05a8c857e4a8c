"""Erasures, suppressions and objections happen between walks, never during one.

Whoever walks touches (or takes rows, or enters somebody) has looked up who is suppressed, and holds what touches tell in memory. Were
somebody erased in that very moment, on PostgreSQL neither would see the other: the walk would bring the person back without the
mark. So walks share a lock, and whoever erases or suppresses takes it alone; those who ask first go first. One lock for all, because a
batch has thousands of keys and PostgreSQL's table of locks is no larger than that. The order is always: this lock, the turn of
matching, rows, the end of the ledger. SQLite has one writer at a time.
"""

from __future__ import annotations

from django.db import connection

WALKS = 0x5761_6C6B
"""The number of the lock, the same in every process."""


def walking() -> None:
    """Until the transaction ends nobody is erased or suppressed; others may walk as well. Waits for who is erasing now."""
    _take("SELECT pg_advisory_xact_lock_shared(%s)")


def between_walks() -> None:
    """Until the transaction ends nobody walks. Waits for the walks on their way: about a second, under load."""
    _take("SELECT pg_advisory_xact_lock(%s)")


def _take(statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [WALKS])
