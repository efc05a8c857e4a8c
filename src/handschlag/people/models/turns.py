"""Who merges, merges alone: two who merge the same people at the same moment would wait for each other for ever.

The turn comes after the lock of walks and before any row, for the match, the page, and the walk that finds two keys of one person.
"""

from __future__ import annotations

from django.db import connection

from handschlag.capture.models import walking

TURN = 0x4D61_7463
"""The number of the lock, the same in every process."""


def have_turn(*, wait: bool) -> bool:
    """Whether it is ours until the transaction ends; ``wait`` for it, or do without. SQLite has one writer at a time anyway.

    Nobody is erased meanwhile: who is erased must not be joined by somebody.
    """
    walking()
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        [is_ours] = cursor.fetchone()
    return bool(is_ours)
