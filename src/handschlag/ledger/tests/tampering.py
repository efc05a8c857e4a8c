"""Somebody with the keys to the database: lifts the guard and changes the ledger behind its back."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from random import Random
from types import SimpleNamespace

from django.db import connection, transaction
from django.test import TransactionTestCase

append_only = import_module("handschlag.ledger.migrations.0002_append_only")

EDITOR = SimpleNamespace(connection=connection)
"""All the migration needs of a schema editor; SQLite's own wants to stand outside of transactions."""


def let_tests_empty_the_ledger() -> None:
    """Tests that commit empty every table when they end: for that moment alone the guard is lifted."""
    empty = TransactionTestCase._fixture_teardown

    def empty_unguarded(test: TransactionTestCase) -> None:
        append_only.lift(None, EDITOR)
        empty(test)
        append_only.guard(None, EDITOR)

    TransactionTestCase._fixture_teardown = empty_unguarded  # type: ignore[method-assign]


TEXTS = ["at_utc", "fact", "actor", "subject_kind", "subject_id", "payload_json", "previous_hash", "hash"]
COLUMNS = ", ".join(["seq", *TEXTS])


@contextmanager
def unguarded() -> Iterator[None]:
    """The database without the guard; afterwards the guard and every entry are as before."""
    point = transaction.savepoint()
    append_only.lift(None, EDITOR)
    yield
    transaction.savepoint_rollback(point)


def run(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def flip(random: Random, count: int) -> str:
    """One character of one column of one entry becomes another."""
    seq, column = random.randint(1, count), random.choice(TEXTS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM ledger_entry WHERE seq = %s", [seq])
        [text] = cursor.fetchone()
    place = random.randrange(len(text) or 1)
    other = random.choice([c for c in "0123456789abcdefxyzZ :\n" if c != text[place : place + 1]])
    run(f"UPDATE ledger_entry SET {column} = %s WHERE seq = %s", text[:place] + other + text[place + 1 :], seq)
    return f"flip {column} of {seq}"


def swap(random: Random, count: int) -> str:
    """Two entries change places."""
    one, other = random.sample(range(1, count + 1), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", new, old)
    return f"swap {one} and {other}"


def insert(random: Random, count: int) -> str:
    """A copy of one entry is pushed in: in between, or after the last."""
    seq = random.randint(1, count)
    if random.random() < 0.5:
        for later in range(count, seq, -1):
            run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", later + 1, later)
        place = seq + 1
    else:
        place = count + 1
    texts = ", ".join(TEXTS)
    run(f"INSERT INTO ledger_entry (seq, {texts}) SELECT {place}, {texts} FROM ledger_entry WHERE seq = %s", seq)
    return f"insert a copy of {seq} as {place}"


def delete(random: Random, count: int) -> str:
    """One entry goes; with luck those after it close the gap."""
    seq = random.randint(1, count)
    run("DELETE FROM ledger_entry WHERE seq = %s", seq)
    if random.random() < 0.5:
        for later in range(seq + 1, count + 1):
            run("UPDATE ledger_entry SET seq = %s WHERE seq = %s", later - 1, later)
    return f"delete {seq}"
