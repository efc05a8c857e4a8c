"""Readings become touches: stored once per source and message id, however often and however many at once they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from handschlag.capture.core.messages import Reading
from handschlag.capture.models.count import Outcome
from handschlag.capture.models.source import Source
from handschlag.capture.models.stored_message import StoredMessage, key_of
from handschlag.capture.models.touch import SeenKey, Touch, Waiting
from handschlag.kernel.ids import new_id
from handschlag.ledger.models.bulk import insert_values

CHUNK = 1_000
ATTEMPTS = 5

CONFLICT = "conflict"
"""Another message under an id already taken: the first one counts."""


Arrival = tuple[UUID, Reading]
"""A reading with the id of its source."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message. ``touch_id`` is the touch it is, or the one it repeats."""

    outcome: Outcome
    reason: str = ""
    touch_id: UUID | None = None
    detail: str = ""


def store(source: Source, readings: Sequence[Reading], received_at: datetime) -> list[Result]:
    """Store what is new of one source; a result per reading, in their order. See ``store_all``."""
    return store_all([(source.id, reading) for reading in readings], received_at)


def store_all(arrivals: Sequence[Arrival], at: datetime) -> list[Result]:
    """Store what is new, with the mark that it waits; a result per arrival, in their order. In the caller's transaction.

    Where another process stores the same message at the same time, the database lets one of them win and the other sees a
    duplicate at its next attempt.
    """
    results: list[Result] = []
    for start in range(0, len(arrivals), CHUNK):
        results += _store_chunk(arrivals[start : start + CHUNK], at)
    return results


def _store_chunk(arrivals: Sequence[Arrival], at: datetime) -> list[Result]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _store_new(arrivals, at)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    return []


def _store_new(arrivals: Sequence[Arrival], at: datetime) -> list[Result]:
    keys = [key_of(source_id, reading.message_id) for source_id, reading in arrivals]
    known = StoredMessage.among(keys)
    new: dict[UUID, tuple[UUID, Arrival]] = {}
    results = []
    for key, arrival in zip(keys, arrivals, strict=True):
        digest = arrival[1].body_digest
        if key in known:
            touch_id, first_digest = known[key]
            results.append(Result(Outcome.DUPLICATE, "" if first_digest == digest else CONFLICT, touch_id))
        else:
            touch_id = new_id(arrival[1].received_at)
            known[key] = (touch_id, digest)
            new[key] = (touch_id, arrival)
            results.append(Result(Outcome.ACCEPTED, touch_id=touch_id))
    _insert(new, at)
    return results


def _insert(new: Mapping[UUID, tuple[UUID, Arrival]], at: datetime) -> None:
    # Sorted: two processes that store the same messages meet at the first of them, and never wait for each other crosswise.
    taken = [(key, touch_id, arrival[1].body_digest) for key, (touch_id, arrival) in sorted(new.items())]
    insert_values(StoredMessage, ("key", "touch_id", "body_digest"), taken)
    insert_values(Touch, COLUMNS, [_row(touch_id, *arrival) for touch_id, arrival in new.values()])
    waiting = [(touch_id, reading.received_at, "") for touch_id, (_source, reading) in new.values()]
    insert_values(Waiting, ("touch_id", "known_at", "problem"), waiting)
    remember_keys([reading for _touch_id, (_source, reading) in new.values()], at)


COLUMNS = (
    "id",
    "source_id",
    "known_at",
    "happened_at",
    "who",
    "message_id",
    "kind",
    "identifiers",
    "traits",
    "channel",
    "campaign",
    "material",
    "page",
    "properties",
    "flags",
)


def _row(touch_id: UUID, source_id: UUID, reading: Reading) -> tuple[object, ...]:
    """The touch as it is stored, in the order of ``COLUMNS``; as values and not as an object, because there are so many."""
    return (
        touch_id,
        source_id,
        reading.received_at,
        reading.happened_at or reading.received_at,
        reading.who,
        reading.message_id,
        reading.kind,
        reading.identifiers,
        reading.traits,
        reading.channel,
        reading.campaign,
        reading.material,
        reading.page,
        reading.properties,
        reading.flags,
    )


def remember_keys(readings: Sequence[Reading], at: datetime) -> None:
    """Keep which channels, campaigns and materials touches speak of; sorted, so that two processes never wait for each other."""
    named = {(of, getattr(reading, of)) for reading in readings for of in SeenKey.KINDS}
    rows = [SeenKey(of=of, key=key, first_known_at=at) for of, key in sorted(named) if key]
    SeenKey.objects.bulk_create(rows, ignore_conflicts=True)
