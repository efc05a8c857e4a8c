"""The inbox: what the door took in, durable at once, and kept as it came until the worker has read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from handschlag.capture.core.parcels import Parcel, packed, parcels_in
from handschlag.kernel.ids import new_id

LONGEST_KEPT = timedelta(days=7)
"""After so long a bundle that could not be read is given up: reported, and its content deleted."""

Tally = Counter[tuple[UUID, date]]
"""Messages by source and day (UTC) of receipt."""


class Bundle(models.Model):
    """Requests that reached the disk together, packed; deleted once unpacked. Lives in the inbox's own database on SQLite.

    ``tally`` says as JSON how many messages of which source and day are within, so that they can be counted without being unpacked.
    ``set_aside_at`` is when it turned out that the bundle cannot be opened at all, ``problem`` why.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    received_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    tally = models.TextField()
    body = models.BinaryField()
    set_aside_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    @classmethod
    def put(cls, parcels: Sequence[Parcel]) -> UUID:
        """Write these requests down and count them as received, in one transaction. When this returns, they survive a power cut."""
        tally = tally_of(parcels)
        received_at = min(parcel.received_at for parcel in parcels)
        bundle_id = new_id(received_at)
        with transaction.atomic(using=settings.INBOX, durable=is_separate()):
            cls._insert(bundle_id, received_at, sum(tally.values()), _written(tally), packed(parcels), "")
            ReceivedCount.add(tally, using=settings.INBOX)
        return bundle_id

    @classmethod
    def _insert(cls, *values: Any) -> None:
        """In plain SQL: this is done hundreds of times a second, and a model's own way costs as much as all the rest."""
        database = connections[settings.INBOX]
        names = ("id", "received_at", "count", "tally", "body", "problem")
        fields: list[Any] = [cls._meta.get_field(name) for name in names]
        columns = ", ".join(map(database.ops.quote_name, names))
        sql = f"INSERT INTO capture_bundle ({columns}) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608 – our own names
        with database.cursor() as cursor:
            cursor.execute(
                sql,
                [field.get_db_prep_save(value, database) for field, value in zip(fields, values, strict=True)],
            )

    def open(self) -> list[Parcel]:
        """The requests within. Raises ValueError where it cannot be opened."""
        return parcels_in(bytes(self.body))

    @property
    def tallied(self) -> Tally:
        """How many messages of which source and day are within."""
        return Counter({(UUID(source), date.fromisoformat(on)): n for source, on, n in json.loads(self.tally)})


class Unpacked(models.Model):
    """The mark that a bundle has been read, written in the transaction that stored what was in it.

    The bundle itself may lie in another database: after a crash between that transaction and its deletion it is still there, and the
    mark says that it is only to be deleted. The mark goes when the bundle has gone; the youngest one stays, so that a reader of both
    databases sees that something was unpacked in between.
    """

    id = models.BigAutoField(primary_key=True)
    bundle_id = models.UUIDField(unique=True)
    at = models.DateTimeField()


class ReceivedCount(models.Model):
    """How many messages of a source arrived on one day (UTC): counted when they were written down, before anything is decided about them.

    What the door received is counted in the inbox's database, what came directly (imports of messages, the simulation) in the other.
    ``source_id`` is no foreign key, because the source may lie in another database.
    """

    source_id = models.UUIDField()
    on = models.DateField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_id", "on"], name="one_received_count_per_source_and_day")
        ]

    @classmethod
    def add(cls, tally: Tally, *, using: str = DEFAULT_DB_ALIAS) -> None:
        """Add to the days' counts, in the caller's transaction; sorted, so that two processes never wait for each other."""
        database = connections[using]
        table, of, on, count = map(database.ops.quote_name, (cls._meta.db_table, "source_id", "on", "count"))
        sql = (
            f"INSERT INTO {table} ({of}, {on}, {count}) VALUES (%s, %s, %s) "  # noqa: S608 – our own names
            f"ON CONFLICT ({of}, {on}) DO UPDATE SET {count} = {table}.{count} + excluded.{count}"
        )
        uuid: Any = cls._meta.get_field("source_id")
        with database.cursor() as cursor:
            for (source_id, day), amount in sorted(tally.items()):
                cursor.execute(sql, [uuid.get_db_prep_save(source_id, database), day.isoformat(), amount])


def tally_of(parcels: Sequence[Parcel]) -> Tally:
    """How many messages of which source and day these requests brought."""
    tally: Tally = Counter()
    for parcel in parcels:
        tally[parcel.source_id, parcel.received_at.astimezone(UTC).date()] += parcel.count
    return tally


def is_separate() -> bool:
    """Whether the inbox has a database of its own, as beside SQLite: then intake never waits for who writes in the other."""
    return bool(settings.INBOX != DEFAULT_DB_ALIAS)


def _written(tally: Tally) -> str:
    return json.dumps([(str(source_id), on.isoformat(), amount) for (source_id, on), amount in sorted(tally.items())])
