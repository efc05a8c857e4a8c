"""The procedure agreed for a segment as a checklist: which step comes next, and from when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handschlag.agreement.core.terms import Procedure, Step


@dataclass(frozen=True, slots=True)
class Stand:
    """One step: its ``number`` from 1, when it was taken, and from when it may be; that is not known before the one before is taken."""

    number: int
    step: Step
    taken_at: datetime | None = None
    from_at: datetime | None = None


def procedure_for(segment: str | None, procedures: Collection[Procedure]) -> Procedure | None:
    """The procedure of a lead's segment (its key), else the one for every segment that has none of its own.

    >>> steps = [{"channel": "phone"}]
    >>> food = Procedure(key="food", label="Food", segment="food", steps=steps)
    >>> rest = Procedure(key="rest", label="Others", steps=steps)
    >>> [procedure_for(segment, [food, rest]).key for segment in ("food", "metal", None)]
    ['food', 'rest', 'rest']
    """
    by_segment = {procedure.segment: procedure for procedure in procedures}
    return by_segment.get(segment) or by_segment.get(None)


def checklist(steps: Sequence[Step], taken: Mapping[int, datetime], accepted_at: datetime | None) -> list[Stand]:
    """Every step as it stands. The days of a step count, 24 hours each, from the step before, those of the first from acceptance.

    >>> from datetime import UTC
    >>> steps = [Step(channel="phone"), Step(channel="email", after_days=2)]
    >>> [stand.from_at for stand in checklist(steps, {1: datetime(2026, 3, 2, tzinfo=UTC)}, None)][1].day
    4
    """
    before, stands = accepted_at, []
    for number, step in enumerate(steps, 1):
        taken_at = taken.get(number)
        stands.append(Stand(number, step, taken_at, before + timedelta(days=step.after_days) if before else None))
        before = taken_at
    return stands


def taken_with(
    stands: Sequence[Stand], channels: Collection[str], materials: Collection[str] | None, at: datetime
) -> int | None:
    """The number of the step a contact takes, if any: the next one, once its days are over. ``channels`` are the names of its channel.

    ``materials`` are those shown or sent, by key or name; None where nobody said, and then the channel alone decides.
    """
    following = next((stand for stand in stands if stand.taken_at is None), None)
    if (
        following is None
        or following.step.channel not in channels
        or following.from_at is None
        or at < following.from_at
    ):
        return None
    named = following.step.material
    return following.number if named is None or materials is None or named in materials else None
