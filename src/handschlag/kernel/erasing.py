"""A person is erased: each room registers what becomes of its tables, and does its part. No room need know another.

Every table of the product is listed by its room with its fate, those without personal data too; a test asks for it, so that a new table
cannot be forgotten. ``docs/reference/privacy.md`` shows the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Fate(StrEnum):
    """What becomes of a person's rows in a table."""

    GONE = "gone"
    EMPTIED = "emptied"
    KEPT = "kept"


@dataclass(frozen=True)
class Person:
    """Who is to be erased: ids of the contact and its leads, the identifier keys (``email:…``), and the words by which traces without
    an id are found: addresses, numbers and ids as somebody may have written them, and the full names."""

    contact_id: UUID
    leads: frozenset[UUID] = frozenset()
    keys: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    told_by: frozenset[UUID] = frozenset()

    def is_in(self, text: str) -> bool:
        """Whether a text speaks of this person: by an address, number or id, or by given and family name together."""
        lower = text.lower()
        return any(word in lower for word in self.words) or any(
            given in lower and family in lower for given, family in self.names
        )


Counts = Mapping[str, int]
"""Table (``capture.Touch``) → how many rows."""


@dataclass(frozen=True)
class Eraser:
    """What a room does: ``fates`` by table, each with a sentence why; ``erase`` in the caller's transaction, returning what it did."""

    room: str
    fates: Mapping[str, tuple[Fate, str]]
    erase: Callable[[Person, datetime], Counts] = field(default=lambda _person, _at: {})


_erasers: dict[str, Eraser] = {}


def register_eraser(eraser: Eraser) -> None:
    """Called by a room's ``erasing.py``."""
    _erasers[eraser.room] = eraser


def erasers() -> list[Eraser]:
    """Every room's, the latest room first: what stands on something goes before it."""
    return list(reversed(_erasers.values()))


def fates() -> dict[str, tuple[Fate, str]]:
    """Every table of the product, in the order of the rooms."""
    return {table: fate for eraser in _erasers.values() for table, fate in eraser.fates.items()}
