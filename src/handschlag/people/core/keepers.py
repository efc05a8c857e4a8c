"""A lead joined another and is closed, or is its own again: rooms that keep something of it do their part. No room need be known here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Keeper:
    """What a room does, in the transaction of the merge or of its undoing: it all holds, or none of it.

    ``joined(lead, goes_on, at, by)``: the lead is closed, its person's other lead goes on. ``parted(lead, at, by)``: it is open again.
    ``by`` is the colleague's id, ``None`` where nobody decided.
    """

    joined: Callable[[UUID, UUID, datetime, UUID | None], None]
    parted: Callable[[UUID, datetime, UUID | None], None]


_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Called once by a later room, in its ``AppConfig.ready``."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def keepers() -> tuple[Keeper, ...]:
    """Every room's, in the order they came."""
    return tuple(_keepers)
