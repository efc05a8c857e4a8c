"""Taking in: every message is read, stored once, or set aside, and counted, in one transaction."""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.messages import Reading, read
from handschlag.capture.models.bursts import mark_bursts
from handschlag.capture.models.count import IntakeCount, Outcome
from handschlag.capture.models.inbox import ReceivedCount
from handschlag.capture.models.quarantine import Quarantined
from handschlag.capture.models.source import Source
from handschlag.capture.models.storing import Result, store_all
from handschlag.kernel.ids import new_id

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """A message as it was sent (text, or what it stands for), when and by which source, and what was read in it, or why nothing."""

    source_id: UUID
    received_at: datetime
    raw: Any
    seen: Reading | Dropped

    @property
    def on(self) -> date:
        """The day (UTC) under which it is counted."""
        return self.received_at.astimezone(UTC).date()


def accept(source: Source, messages: Sequence[Any], received_at: datetime) -> list[Result]:
    """Take in messages as they arrived, at once; a result for each, in their order. All of it or, where the database fails, nothing."""
    looked_at = [Looked(source.id, received_at, message, look(message, received_at)) for message in messages]
    with transaction.atomic():
        ReceivedCount.add(Counter({(source.id, received_at.astimezone(UTC).date()): len(messages)}))
        return keep(looked_at, received_at)


def reject(source: Source, reason: DropReason, received_at: datetime, amount: int = 1) -> None:
    """Messages of which nothing is kept, or a body in which none could be read (it counts as one)."""
    on = received_at.astimezone(UTC).date()
    with transaction.atomic():
        ReceivedCount.add(Counter({(source.id, on): amount}))
        IntakeCount.add(source.id, on, {(Outcome.REJECTED.value, reason.value): amount})


def look(message: Any, received_at: datetime) -> Reading | Dropped:
    """The message read, or why it cannot be."""
    try:
        return read(message, received_at)
    except Dropped as dropped:
        return dropped


def keep(looked_at: Sequence[Looked], at: datetime) -> list[Result]:
    """Store, set aside and count what was looked at; in the caller's transaction. A result for each, in their order."""
    arrivals = [(one.source_id, one.seen) for one in looked_at if isinstance(one.seen, Reading)]
    mark_bursts([reading for _source_id, reading in arrivals], at)
    stored = iter(store_all(arrivals, at))
    results = [next(stored) if isinstance(one.seen, Reading) else _set_aside(one.seen) for one in looked_at]
    Quarantined.objects.bulk_create([_quarantined(one, one.seen) for one in looked_at if isinstance(one.seen, Dropped)])
    counts: dict[tuple[UUID, date], Counter[tuple[str, str]]] = defaultdict(Counter)
    for one, result in zip(looked_at, results, strict=True):
        counts[one.source_id, one.on][result.outcome.value, result.reason] += 1
    for (source_id, on), amounts in sorted(counts.items()):
        IntakeCount.add(source_id, on, amounts)
    return results


def _set_aside(dropped: Dropped) -> Result:
    return Result(Outcome.QUARANTINED, dropped.reason.value, detail=dropped.detail)


def _quarantined(one: Looked, dropped: Dropped) -> Quarantined:
    return Quarantined(
        id=new_id(one.received_at),
        source_id=one.source_id,
        received_at=one.received_at,
        raw=_as_text(one.raw),
        reason=dropped.reason.value,
        detail=dropped.detail,
    )


def _as_text(raw: Any) -> str:
    """As ASCII JSON, which any database keeps; text that is no JSON as a JSON text."""
    if not isinstance(raw, bytes):
        return json.dumps(raw)
    text = raw.decode("utf-8", "surrogateescape")
    try:
        return json.dumps(json.loads(text))
    except (ValueError, RecursionError):
        return json.dumps(text)
