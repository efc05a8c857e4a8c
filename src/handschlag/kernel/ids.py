"""Identifiers: UUIDv7 (RFC 9562), 128 bit, ordered by the millisecond they were made in."""

import secrets
from datetime import datetime
from random import Random
from uuid import UUID

from handschlag.kernel.clock import now


def new_id(at: datetime | None = None, rng: Random | None = None) -> UUID:
    """A fresh UUIDv7 for the moment ``at`` (aware; the clock when left out).

    Ids made in the same millisecond differ in 74 random bits and are not ordered among each other.
    A seeded ``rng`` makes them repeatable for the simulation; everywhere else they come from the system's secure source.
    """
    milliseconds = int((at or now()).timestamp() * 1000)
    bits = rng.getrandbits(74) if rng else secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (bits >> 62) << 64
    value |= 0b10 << 62
    value |= bits & (1 << 62) - 1
    return UUID(int=value)
