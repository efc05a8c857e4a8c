"""How rooms take imported rows, and take them back: what capture asks of rooms it does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from handschlag.capture.core.problems import Problem
from handschlag.capture.core.rows import MappedRow


@dataclass(frozen=True, slots=True)
class Record:
    """Something a room made from a row: its kind, and its id; ``row_id`` is the row's."""

    row_id: UUID
    kind: str
    id: UUID


@dataclass(slots=True)
class Taken:
    """What a room made of one row, or why it cannot; a ``remark`` is worth knowing and stops nothing."""

    records: list[Record] = field(default_factory=list)
    problem: Problem | None = None
    remark: Problem | None = None


class Taker(Protocol):
    """A room's ``imports.py``. All three run in the caller's transaction, and take a handful of queries for any number of rows."""

    ROOM: str

    def take(self, rows: Sequence[MappedRow], *, at: datetime, by: UUID | None) -> list[Taken]:
        """Make records of rows; one answer per row, in their order."""

    def kept_because(self, records: Sequence[Record], *, since: datetime) -> Mapping[UUID, str]:
        """Rows that cannot be taken back, each with the reason's code: a person has acted ``since`` on what they became.

        ``records`` are those of all rooms, so that a later room can speak for what it built on an earlier one's.
        """

    def undo(self, records: Sequence[Record], *, at: datetime, by: UUID | None) -> None:
        """Take back this room's own among ``records``."""
