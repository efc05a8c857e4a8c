"""Two records, written one way."""

from __future__ import annotations

from uuid import UUID

Pair = tuple[UUID, UUID]
"""Two contacts or two companies, the smaller id first."""


def pair_of(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)
