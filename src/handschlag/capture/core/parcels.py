"""What the door keeps of a request until it is read: its messages as they came, in a form that is quick to write and to open."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

LEVEL = 1
"""Packed lightly: the disk is spared three quarters, the processor hardly notices."""


class Parcel(msgspec.Struct, array_like=True):
    """One request of one source. ``type`` is set where the address said what its message is; ``rejected`` counts, by reason,
    messages of which nothing is kept; ``flags`` go to every touch that comes of it."""

    source_id: UUID
    received_at: datetime
    messages: list[bytes]
    sent_at: str | None = None
    context: dict[str, Any] | None = None
    type: str = ""
    flags: list[str] = []
    rejected: dict[str, int] = {}

    @property
    def size(self) -> int:
        """Bytes it occupies, roughly."""
        return sum(map(len, self.messages)) + 200

    @property
    def count(self) -> int:
        """Messages received with it, kept or not."""
        return len(self.messages) + sum(self.rejected.values())


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Parcel]).decode


def packed(parcels: Sequence[Parcel]) -> bytes:
    """Parcels as bytes."""
    return zlib.compress(_encode(parcels), LEVEL)


def parcels_in(body: bytes) -> list[Parcel]:
    """Parcels from bytes. Raises ValueError for bytes that are none."""
    try:
        return _decode(zlib.decompress(body))
    except (zlib.error, msgspec.MsgspecError) as problem:
        raise ValueError(f"no parcels: {problem}") from problem
