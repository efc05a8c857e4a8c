"""Imported rows that speak of a touch become touches like any other: append-only, waiting to be walked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.messages import Reading
from handschlag.capture.core.moments import EARLIEST
from handschlag.capture.core.problems import RowProblem
from handschlag.capture.core.rows import MappedRow
from handschlag.capture.core.taking import Record, Taken
from handschlag.capture.models import Outcome, Source, StoredMessage, Touch, store

ROOM = "capture"
SOURCE = "Import"
KIND = "imported"
"""What a touch is called that a table gives no kind."""


def take(rows: Sequence[MappedRow], *, at: datetime, by: UUID | None) -> list[Taken]:
    """A touch for each row that says when one happened."""
    source, _is_new = Source.objects.get_or_create(name=SOURCE, defaults={"made_at": at})
    taken = [Taken() for _row in rows]
    spoken = []
    for place, row in enumerate(rows):
        moment = row.moment("touch.happened_at")
        if moment and moment < EARLIEST:
            taken[place].problem = row.problem("touch.happened_at", RowProblem.TOO_EARLY)
        elif moment:
            spoken.append((place, row, _reading(row, moment, at)))
    results = store(source, [reading for _place, _row, reading in spoken], at)
    for (place, row, _reading_of_row), result in zip(spoken, results, strict=True):
        if result.outcome is Outcome.ACCEPTED and result.touch_id:
            taken[place].records.append(Record(row.id, "touch", result.touch_id))
    return taken


def kept_because(records: Sequence[Record], *, since: datetime) -> Mapping[UUID, str]:
    """Nobody acts on a touch itself."""
    return {}


def undo(records: Sequence[Record], *, at: datetime, by: UUID | None) -> None:
    """The touches of an undone import never were; this is the one case in which a touch is deleted."""
    touches = Touch.objects.filter(id__in=[record.id for record in records if record.kind == "touch"])
    StoredMessage.forget(touches.values_list("source_id", "message_id"))
    touches.delete()


def _reading(row: MappedRow, moment: datetime, at: datetime) -> Reading:
    return Reading(
        message={},
        received_at=at,
        message_id=row.fingerprint,
        body_digest=row.fingerprint[:16],
        kind=row.text("touch.kind") or KIND,
        happened_at=moment,
        identifiers=row.keys,
        channel=row.text("touch.channel"),
        campaign=row.text("touch.campaign"),
        material=row.text("touch.material"),
        page=row.text("touch.page"),
    )
