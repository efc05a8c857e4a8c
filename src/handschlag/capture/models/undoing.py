"""Taking an import back, row by row: a row stays, with the reason, where a person has acted since on what it became."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from handschlag.capture.core.taking import Record, Taker
from handschlag.capture.models.count import Outcome
from handschlag.capture.models.imports import Import, ImportedRecord, ImportRow
from handschlag.capture.models.walking import walking
from handschlag.ledger.models import record

CHUNK = 1_000


def undo(
    imported: Import, takers: Sequence[Taker], at: datetime, keep_going: Callable[[], bool] = lambda: True
) -> None:
    """Take back what is left to take back, the last row first, to the end or until ``keep_going`` says no between two chunks."""
    while ids := _next(imported):
        _undo_chunk(imported, ids, takers, at)
        if not keep_going():
            return
    with transaction.atomic():
        imported.undone_at = at
        imported.save(update_fields=["undone_at"])
        rows = ImportRow.objects.filter(imported=imported, outcome=Outcome.ACCEPTED)
        kept = rows.filter(undone_at=None).count()
        counts = {"undone": rows.count() - kept, "kept": kept}
        record("import_undone", at=at, actor=imported.undo_asked_by_id, subject=("import", imported.id), payload=counts)


def _next(imported: Import) -> list[UUID]:
    left = ImportRow.objects.filter(
        imported=imported, outcome=Outcome.ACCEPTED, undone_at=None, undo_refused_because=""
    )
    return list(left.order_by("-number").values_list("id", flat=True)[:CHUNK])


def _undo_chunk(imported: Import, ids: Sequence[UUID], takers: Sequence[Taker], at: datetime) -> None:
    with transaction.atomic():
        walking()
        Import.objects.select_for_update().get(id=imported.id)
        made = [
            Record(row_id, kind, record_id)
            for row_id, kind, record_id in ImportedRecord.objects.filter(row__in=ids).values_list(
                "row_id", "kind", "record_id"
            )
        ]
        kept: dict[UUID, str] = {}
        for taker in takers:
            kept |= taker.kept_because(made, since=imported.started_at)
        back = [one for one in made if one.row_id not in kept]
        for taker in reversed(takers):
            taker.undo(back, at=at, by=imported.undo_asked_by_id)
        for reason in set(kept.values()):
            stay = [row_id for row_id, because in kept.items() if because == reason]
            ImportRow.objects.filter(id__in=stay).update(undo_refused_because=reason)
        gone = [row_id for row_id in ids if row_id not in kept]
        ImportRow.objects.filter(id__in=gone).update(undone_at=at)
        ImportedRecord.objects.filter(row__in=gone).delete()
