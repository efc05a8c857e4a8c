"""Running an import chunk by chunk: each chunk is one transaction, so that an import can stop anywhere and go on."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handschlag.capture.core.problems import Problem
from handschlag.capture.core.rows import MappedRow, Reader
from handschlag.capture.core.taking import Record, Taker
from handschlag.capture.models.count import Outcome
from handschlag.capture.models.imports import Import, ImportedRecord, ImportRow
from handschlag.capture.models.walking import walking
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.ledger.models.bulk import insert, insert_values, refresh_statistics

CHUNK = 1_000
MANY_ROWS = 1_000
"""So many new rows change how the database should plan."""

Lines = Sequence[tuple[int, list[str]]]


def run(imported: Import, takers: Sequence[Taker], at: datetime, keep_going: Callable[[], bool] = lambda: True) -> None:
    """Run the import from where it stands, to its end or until ``keep_going`` says no between two chunks."""
    reader = imported.reader()
    lines = islice(imported.table.rows(), imported.rows_done, None)
    while chunk := list(islice(lines, CHUNK)):
        with collector_paused():
            _run_chunk(imported, reader, chunk, takers, at)
        if not keep_going():
            break
    if imported.rows_done >= imported.rows_total:
        finish(imported, at)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Python's cycle collector would walk the tens of thousands of objects of a chunk again and again: a quarter of an import."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def finish(imported: Import, at: datetime, failed_because: str = "") -> None:
    """Close the import, with what came of it in the ledger; its file is no longer needed."""
    with transaction.atomic():
        imported.finished_at, imported.failed_because = at, failed_because[:300]
        imported.save(update_fields=["finished_at", "failed_because"])
        counts = {
            "accepted": imported.rows_accepted,
            "duplicate": imported.rows_duplicate,
            "quarantined": imported.rows_quarantined,
        }
        record("import_run", at=at, actor=imported.by_id, subject=("import", imported.id), payload=counts)
    imported.drop_file()
    if imported.rows_done >= MANY_ROWS:
        refresh_statistics()


@dataclass
class Chunk:
    """What became of the rows of one chunk so far; ``open`` are those every room still wants."""

    open: list[MappedRow] = field(default_factory=list)
    rows: list[ImportRow] = field(default_factory=list)
    records: dict[UUID, list[tuple[str, Record]]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[UUID, Problem] = field(default_factory=dict)


def _run_chunk(imported: Import, reader: Reader, lines: Lines, takers: Sequence[Taker], at: datetime) -> None:
    with transaction.atomic():
        walking()
        locked = Import.objects.select_for_update().get(id=imported.id)
        if locked.rows_done != imported.rows_done or locked.finished_at:
            raise Refused(_("This import is run by another process."))
        raw = dict(lines)
        chunk = _read(imported, reader, lines, at)
        _drop_known(imported, chunk)
        for place, taker in enumerate(takers):
            _let_take(imported, chunk, takers[:place], taker, at)
        accepted = [_accepted(imported, row, chunk.remarks.get(row.id)) for row in chunk.open]
        _write(imported, reader, chunk, accepted, raw)
        counts = {outcome: sum(row.outcome == outcome for row in chunk.rows) for outcome in Outcome.values}
        imported.rows_done += len(lines)
        imported.rows_accepted += len(accepted)
        imported.rows_duplicate += counts[Outcome.DUPLICATE]
        imported.rows_quarantined += counts[Outcome.QUARANTINED]
        imported.save(update_fields=["rows_done", "rows_accepted", "rows_duplicate", "rows_quarantined"])


def _read(imported: Import, reader: Reader, lines: Lines, at: datetime) -> Chunk:
    chunk = Chunk()
    for number, cells in lines:
        row_id = new_id(at)
        try:
            chunk.open.append(reader.read(row_id, number, cells, at))
        except Problem as problem:
            chunk.rows.append(_quarantined(imported, row_id, number, "", problem))
    return chunk


def _drop_known(imported: Import, chunk: Chunk) -> None:
    """Rows that say what an accepted row says already, in an earlier import or above in this file."""
    said = [row.fingerprint for row in chunk.open]
    in_effect = ImportRow.objects.filter(fingerprint__in=said, outcome=Outcome.ACCEPTED, undone_at=None)
    known = set(in_effect.values_list("fingerprint", flat=True))
    new = []
    for row in chunk.open:
        if row.fingerprint in known:
            chunk.rows.append(_row(imported, row, Outcome.DUPLICATE))
        else:
            known.add(row.fingerprint)
            new.append(row)
    chunk.open = new


def _let_take(imported: Import, chunk: Chunk, before: Sequence[Taker], taker: Taker, at: datetime) -> None:
    """One room takes the rows; where it cannot take one, the rooms before it give back what they made of that row."""
    taken = taker.take(chunk.open, at=at, by=imported.by_id)
    refused = []
    for row, one in zip(chunk.open, taken, strict=True):
        if one.problem:
            refused.append((row, one.problem))
            continue
        chunk.records[row.id] += [(taker.ROOM, made) for made in one.records]
        if one.remark:
            chunk.remarks[row.id] = one.remark
    for row, problem in refused:
        chunk.rows.append(_quarantined(imported, row.id, row.number, row.fingerprint, problem))
    back = [made for row, _problem in refused for _room, made in chunk.records.pop(row.id, [])]
    for earlier in reversed(before) if back else ():
        earlier.undo(back, at=at, by=imported.by_id)
    gone = {row.id for row, _problem in refused}
    chunk.open = [row for row in chunk.open if row.id not in gone]


def _write(
    imported: Import, reader: Reader, chunk: Chunk, accepted: list[ImportRow], raw: dict[int, list[str]]
) -> None:
    for row in chunk.rows:
        if row.outcome == Outcome.QUARANTINED:
            row.raw = dict(_cells(reader.headings, raw[row.number]))
    insert([*chunk.rows, *accepted])
    made = [(room, one) for records in chunk.records.values() for room, one in records]
    insert_values(
        ImportedRecord,
        ("row_id", "room", "kind", "record_id"),
        [(one.row_id, room, one.kind, one.id) for room, one in made],
    )


def _cells(headings: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Headings with their cells; cells beyond the headings are numbered."""
    for place, cell in enumerate(cells):
        heading = headings[place] if place < len(headings) else ""
        yield heading or f"#{place + 1}", cell[:2_000]


def _row(imported: Import, row: MappedRow, outcome: Outcome) -> ImportRow:
    return ImportRow(id=row.id, imported=imported, number=row.number, fingerprint=row.fingerprint, outcome=outcome)


def _accepted(imported: Import, row: MappedRow, remark: Problem | None) -> ImportRow:
    accepted = _row(imported, row, Outcome.ACCEPTED)
    if remark:
        accepted.column, accepted.reason = remark.column[:300], remark.reason
    return accepted


def _quarantined(imported: Import, row_id: UUID, number: int, fingerprint: str, problem: Problem) -> ImportRow:
    return ImportRow(
        id=row_id,
        imported=imported,
        number=number,
        fingerprint=fingerprint,
        outcome=Outcome.QUARANTINED,
        column=problem.column[:300],
        reason=problem.reason,
    )
