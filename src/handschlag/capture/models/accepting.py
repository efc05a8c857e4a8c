"""Taking in: every message of a batch is read, stored once, or set aside, and counted, in one transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.messages import Reading, read
from handschlag.capture.models.count import IntakeCount, Outcome
from handschlag.capture.models.quarantine import Quarantined
from handschlag.capture.models.source import Source
from handschlag.capture.models.storing import Result, store
from handschlag.kernel.ids import new_id


def accept(source: Source, messages: Sequence[Any], received_at: datetime) -> list[Result]:
    """Take in messages as they arrived; a result for each, in their order. All of it or, where the database fails, nothing."""
    looked_at = [_look(message, received_at) for message in messages]
    readings = [seen for seen in looked_at if isinstance(seen, Reading)]
    dropped = [(message, seen) for message, seen in zip(messages, looked_at, strict=True) if isinstance(seen, Dropped)]
    with transaction.atomic():
        stored = iter(store(source, readings, received_at))
        results = [next(stored) if isinstance(seen, Reading) else _set_aside(seen) for seen in looked_at]
        Quarantined.objects.bulk_create([_quarantined(source, message, why, received_at) for message, why in dropped])
        counts = Counter((result.outcome.value, result.reason) for result in results)
        IntakeCount.add(source, received_at.astimezone(UTC).date(), counts)
    return results


def reject(source: Source, reason: DropReason, received_at: datetime) -> None:
    """A body that could not be read as a batch at all: counted as one message, and nothing of it is kept."""
    with transaction.atomic():
        IntakeCount.add(source, received_at.astimezone(UTC).date(), {(Outcome.REJECTED.value, reason.value): 1})


def _look(message: Any, received_at: datetime) -> Reading | Dropped:
    try:
        return read(message, received_at)
    except Dropped as dropped:
        return dropped


def _set_aside(dropped: Dropped) -> Result:
    return Result(Outcome.QUARANTINED, dropped.reason.value, detail=dropped.detail)


def _quarantined(source: Source, message: Any, dropped: Dropped, received_at: datetime) -> Quarantined:
    return Quarantined(
        id=new_id(received_at),
        source=source,
        received_at=received_at,
        raw=json.dumps(message),
        reason=dropped.reason.value,
        detail=dropped.detail,
    )
