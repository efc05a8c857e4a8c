"""Readings become touches: stored once per source and message id, however often and however many at once they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from handschlag.capture.core.messages import Reading
from handschlag.capture.models.bulk import insert_values
from handschlag.capture.models.count import Outcome
from handschlag.capture.models.source import Source
from handschlag.capture.models.touch import SeenKey, Touch, Waiting
from handschlag.kernel.ids import new_id

CHUNK = 1_000
ATTEMPTS = 5

CONFLICT = "conflict"
"""Another message under an id already taken: the first one counts."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message. ``touch_id`` is the touch it is, or the one it repeats."""

    outcome: Outcome
    reason: str = ""
    touch_id: UUID | None = None
    detail: str = ""


def store(source: Source, readings: Sequence[Reading], received_at: datetime) -> list[Result]:
    """Store what is new, with the mark that it waits; a result per reading, in their order.

    Where another process stores the same message at the same time, the database lets one of them win and the other sees a
    duplicate at its next attempt.
    """
    results: list[Result] = []
    for start in range(0, len(readings), CHUNK):
        results += _store_chunk(source, readings[start : start + CHUNK], received_at)
    return results


def _store_chunk(source: Source, readings: Sequence[Reading], received_at: datetime) -> list[Result]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _store_new(source, readings, received_at)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    return []


def _store_new(source: Source, readings: Sequence[Reading], received_at: datetime) -> list[Result]:
    ids = [reading.message_id for reading in readings]
    rows = (
        Touch.objects.filter(source=source, message_id__in=ids)
        .order_by()
        .values_list("message_id", "id", "body_digest")
    )
    known = {message_id: (touch_id, digest) for message_id, touch_id, digest in rows}
    new: list[tuple[UUID, Reading]] = []
    results = []
    for reading in readings:
        if reading.message_id in known:
            touch_id, digest = known[reading.message_id]
            results.append(Result(Outcome.DUPLICATE, "" if digest == reading.body_digest else CONFLICT, touch_id))
        else:
            touch_id = new_id(received_at)
            known[reading.message_id] = (touch_id, reading.body_digest)
            new.append((touch_id, reading))
            results.append(Result(Outcome.ACCEPTED, touch_id=touch_id))
    insert_values(Touch, COLUMNS, [_row(touch_id, reading, source, received_at) for touch_id, reading in new])
    insert_values(
        Waiting, ("touch_id", "known_at", "problem"), [(touch_id, received_at, "") for touch_id, _reading in new]
    )
    remember_keys([reading for _touch_id, reading in new], received_at)
    return results


COLUMNS = (
    "id",
    "source_id",
    "known_at",
    "happened_at",
    "who",
    "message_id",
    "body_digest",
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


def _row(touch_id: UUID, reading: Reading, source: Source, received_at: datetime) -> tuple[object, ...]:
    """The touch as it is stored, in the order of ``COLUMNS``; as values and not as an object, because there are so many."""
    return (
        touch_id,
        source.id,
        received_at,
        reading.happened_at or received_at,
        reading.who,
        reading.message_id,
        reading.body_digest,
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
