"""What became of an import: in figures, with the rows that were set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from handschlag.capture.core.mapping import Mapping
from handschlag.capture.core.problems import Problem
from handschlag.capture.core.rows import Reader
from handschlag.capture.models import Import, ImportRow
from handschlag.capture.models.wording import row_reason
from handschlag.kernel.ids import new_id
from handschlag.kernel.sheets import disarmed
from handschlag.kernel.tables import inspect

SHOWN = 20

STATES = {
    "unmapped": (_lazy("read in"), "caution"),
    "running": (_lazy("running"), "accent"),
    "finished": (_lazy("finished"), "positive"),
    "failed": (_lazy("failed"), "negative"),
    "undoing": (_lazy("is being taken back"), "accent"),
    "undone": (_lazy("taken back"), ""),
}
"""Where an import may stand: in words, and the kind of badge that shows it."""


@dataclass(frozen=True)
class RowReport:
    """A row with something to say: its number, the column, why (a code), and what became of it."""

    number: int
    column: str
    reason: str
    outcome: str

    @property
    def sentence(self) -> str:
        return str(row_reason(self.reason))


@dataclass(frozen=True)
class Report:
    """An import in figures. ``total`` = ``accepted`` + ``duplicate`` + ``quarantined`` once it has finished."""

    id: str
    file: str
    mapping: str
    state: str
    total: int
    done: int
    accepted: int
    duplicate: int
    quarantined: int
    started_at: datetime
    failed_because: str = ""
    problems: list[RowReport] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    @property
    def state_name(self) -> str:
        return str(STATES[self.state][0])

    @property
    def look(self) -> str:
        return STATES[self.state][1]

    def plain(self) -> dict[str, Any]:
        """For programs."""
        rows = [
            {"row": row.number, "column": row.column, "reason": row.reason, "outcome": row.outcome}
            for row in self.problems
        ]
        return {**self.__dict__, "started_at": self.started_at.isoformat(), "problems": rows}

    def __str__(self) -> str:
        figures = _("{total} rows: {accepted} taken over, {duplicate} known already, {quarantined} set aside").format(
            **self.__dict__
        )
        return (
            f"{self.id or '–'}  {self.file}  [{self.mapping}]  {self.state}  {figures}  {self.failed_because}".rstrip()
        )


def state_of(imported: Import) -> str:
    """Where an import stands, in one word."""
    if imported.undone_at:
        return "undone"
    if imported.undo_asked_at:
        return "undoing"
    if imported.failed_because:
        return "failed"
    if imported.finished_at:
        return "finished"
    return "running" if imported.asked_at else "unmapped"


def report_of(imported: Import, shown: int = SHOWN) -> Report:
    """The import as it stands, with the first rows that have something to say."""
    return Report(
        id=str(imported.id),
        file=imported.file_name,
        mapping=imported.mapping_name,
        state=state_of(imported),
        total=imported.rows_total,
        done=imported.rows_done,
        accepted=imported.rows_accepted,
        duplicate=imported.rows_duplicate,
        quarantined=imported.rows_quarantined,
        started_at=imported.started_at,
        failed_because=imported.failed_because,
        problems=list(_worth_saying(imported, shown)),
    )


def _worth_saying(imported: Import, shown: int) -> Iterator[RowReport]:
    """Rows set aside or taken over with a remark; after an undo, first of all those that stayed."""
    if imported.undo_asked_at:
        kept = imported.rows.exclude(undo_refused_because="").order_by("number")[:shown]
        yield from (RowReport(row.number, "", row.undo_refused_because, "kept") for row in kept)
    rows = imported.rows.exclude(reason="").order_by("number")[:shown]
    yield from (RowReport(row.number, row.column, row.reason, row.outcome) for row in rows)


def recent(limit: int = SHOWN) -> list[Import]:
    """The latest imports."""
    return list(Import.objects.select_related("by")[:limit])


def dry_run(path: Path, mapping: Mapping, at: datetime) -> Report:
    """Every row read and checked, nothing written. What only other rooms can object to is not seen here."""
    table = inspect(path)
    reader = Reader(mapping, table.headings)
    problems, good = [], 0
    for number, cells in table.rows():
        try:
            reader.read(new_id(at), number, cells, at)
            good += 1
        except Problem as problem:
            problems.append(RowReport(number, problem.column, problem.reason, "quarantined"))
    total = table.rows_total
    return Report(
        "", path.name, mapping.title, "dry run", total, total, good, 0, len(problems), at, problems=problems[:SHOWN]
    )


def first_row(imported: Import) -> list[str]:
    """The cells of the first row below the heading, to tell columns by."""
    return next((cells for _number, cells in imported.table.rows()), [])


@dataclass(frozen=True)
class PreviewRow:
    """A row as it will be taken: what each target says, or why the row will be set aside."""

    number: int
    values: list[str]
    problem: RowReport | None


def preview(imported: Import, at: datetime, limit: int = SHOWN) -> tuple[list[str], list[PreviewRow]]:
    """Targets, and the first rows as they will be taken."""
    reader = imported.reader()
    targets = list(reader.mapping.fields)
    return targets, list(_previewed(imported, reader, targets, at, limit))


def _previewed(imported: Import, reader: Reader, targets: list[str], at: datetime, limit: int) -> Iterator[PreviewRow]:
    for number, cells in islice(imported.table.rows(), limit):
        try:
            row = reader.read(new_id(at), number, cells, at)
            yield PreviewRow(number, [_shown(row.values.get(target, "")) for target in targets], None)
        except Problem as problem:
            by_heading = dict(zip(reader.headings, cells, strict=False))
            values = [by_heading.get(reader.columns.get(target, ""), "") for target in targets]
            yield PreviewRow(number, values, RowReport(number, problem.column, problem.reason, "quarantined"))


def _shown(value: object) -> str:
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)


def set_aside(imported: Import) -> Iterator[list[str]]:
    """Rows that were set aside as a table of its own: number, column, reason, and the cells as they came; a heading first.

    Cells a spreadsheet would run are disarmed.
    """
    headings = [str(heading) for heading in imported.headings]
    yield [disarmed(cell) for cell in (_("Row"), _("Column"), _("Reason"), *headings)]
    rows = ImportRow.objects.filter(imported=imported, outcome="quarantined").exclude(reason="").order_by("number")
    for row in rows.iterator(chunk_size=1_000):
        cells = [row.raw.get(heading, "") for heading in headings]
        yield [disarmed(cell) for cell in (str(row.number), row.column, str(row_reason(row.reason)), *cells)]
