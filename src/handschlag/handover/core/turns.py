"""Whose turn it is among reps who could all take a lead: shares by weight, never off by a whole lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

NEVER = float("-inf")


class InTurn(Protocol):
    """A rep who waits for the next lead. ``received`` counts this week; ``last_received_at`` is None for who never had one."""

    rep_id: UUID
    weight: int
    received: int
    last_received_at: datetime | None


Waiting = TypeVar("Waiting", bound=InTurn)


def next_in_turn(standing: Sequence[Waiting]) -> Waiting:
    """The one whose turn it is; deterministic, whatever the order of ``standing``, which holds one at least.

    Among those who have not yet had their share of all leads with this one (their weight's part of them), the one whose next lead is due
    first by weight; then who has waited longest; then the smaller id. As long as the same reps share the leads, nobody is ever a whole
    lead away from their share. Who weighs nothing gets what only such reps are left for.

    Method: the quota method of Balinski and Young (The quota method of apportionment, American Mathematical Monthly 82, 1975,
    701-730), with reps for states and the leads of a week for seats. "The fewest for the weight" alone keeps no such bound: with one
    rep of weight 100 and 99 of weight 1 it would give each of a hundred one of the first hundred leads.
    """
    if len(standing) == 1:
        return standing[0]
    weighed = [(one, one.weight) for one in standing]
    whole = sum(weight for _one, weight in weighed)
    if not whole:
        weighed, whole = [(one, 1) for one in standing], len(standing)
    leads = sum(one.received for one in standing) + 1
    below_share = [(one, weight) for one, weight in weighed if one.received * whole < leads * weight]
    return min(below_share, key=lambda pair: _due(*pair))[0]


def _due(one: InTurn, weight: int) -> tuple[float, float, UUID]:
    """When the next lead is due by weight. Equal fractions give equal floats, and of such small numbers no others do."""
    waiting_since = one.last_received_at.timestamp() if one.last_received_at else NEVER
    return (one.received + 1) / weight, waiting_since, one.rep_id
