"""What giving a lead to a rep consists of: the assignment, then clocks, ledger entry and mail for a whole batch together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q

from handschlag.agreement.core.terms import Within
from handschlag.agreement.models import Version
from handschlag.capture.models import insert_values
from handschlag.handover.models.clocks import calendars_of, carry_on, set_clock
from handschlag.handover.models.deadline import Deadline, Duty
from handschlag.handover.models.lineup import Lineup
from handschlag.handover.models.messages import Handed, tell_reps
from handschlag.kernel.business_time import Calendar
from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Draft, record_many
from handschlag.market.models import Segment
from handschlag.organisation.models import Rep
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover

BY_HAND: Mapping[str, Any] = {"tie": "by_hand"}
"""Why a rep got a lead that a person, not the routing, gave them."""


GIVEN_BACK = Q(handover__return_row__isnull=False) | Q(handover__letting_go__isnull=False)


@dataclass(frozen=True)
class Assignment:
    """Who gets which lead and why; nothing is written yet. ``rep`` comes with user and calendar."""

    lead: Lead
    verdict: Verdict
    rep: Rep
    chosen_because: Mapping[str, Any] = field(default_factory=lambda: BY_HAND)
    brief: Mapping[str, Any] = field(default_factory=dict)
    segment: Segment | None = None
    lineup: Lineup | None = None

    @property
    def came_by(self) -> dict[str, str]:
        """The keys of the last touch before the handover, as the source named them."""
        last = self.brief.get("last") or {}
        return {
            "channel": last.get("channel", ""),
            "campaign": last.get("campaign", ""),
            "material": last.get("material_key", ""),
        }


def start(
    handovers: Sequence[Handover], reps: Mapping[UUID, Rep], version: Version, now: datetime, by: UUID | None
) -> None:
    """Start the clocks of saved handovers, record them, and tell their reps. ``by=None`` is the routing."""
    clocks = _clocks(handovers, reps, version, now)
    _keep(zip(handovers, clocks, strict=True))
    record_many(
        Draft(
            "handover_made",
            now,
            by,
            ("handover", handover.id),
            {"lead": str(handover.lead_id), "rep": str(handover.rep_id), "version": version.number},
        )
        for handover in handovers
    )
    tell_reps(
        (
            Handed(one.id, reps[one.rep_id], accept.due_at, bool(one.brief.get("asked_for_contact")))
            for one, (accept, *_) in zip(handovers, clocks, strict=True)
        ),
        now,
    )


def _clocks(
    handovers: Sequence[Handover], reps: Mapping[UUID, Rep], version: Version, now: datetime
) -> list[list[Deadline]]:
    """Acceptance, which each rep has anew; then what the lead is owed: from its first handover, whoever had it since.

    Of leads that are new to sales all that one rep is given at the same moment are reckoned alike: they share their clocks here.
    """
    before = _before([handover.lead_id for handover in handovers])
    stopped = [one.closed_at for owed in before.values() for one in owed if one.closed_at]
    calendars = calendars_of(list(reps.values()), min([now, *stopped]))
    of_reps: dict[UUID, list[Deadline]] = {}
    clocks = []
    for handover in handovers:
        rep, owed = reps[handover.rep_id], before.get(handover.lead_id, ())
        if not owed and handover.rep_id in of_reps:
            clocks.append(of_reps[handover.rep_id])
            continue
        clocks.append(_clocks_of(handover.id, owed, rep, calendars, version, now))
        if not owed:
            of_reps[handover.rep_id] = clocks[-1]
    return clocks


OF_CLOCKS = [field.attname for field in Deadline._meta.concrete_fields if field.attname not in ("id", "handover_id")]


def _keep(clocks: Iterable[tuple[Handover, list[Deadline]]]) -> None:
    """Write each handover's clocks, those that are shared once for each."""
    values: dict[UUID, list[Any]] = {}
    rows = []
    for handover, several in clocks:
        for clock in several:
            if clock.id not in values:
                values[clock.id] = [getattr(clock, name) for name in OF_CLOCKS]
            key = clock.id if clock.handover_id == handover.id else new_id()
            rows.append((key, handover.id, *values[clock.id]))
    insert_values(Deadline, ["id", "handover_id", *OF_CLOCKS], rows)


def _clocks_of(
    handover_id: UUID,
    before: Iterable[Deadline],
    rep: Rep,
    calendars: Mapping[UUID, Calendar],
    version: Version,
    now: datetime,
) -> list[Deadline]:
    agreed, calendar = version.parsed.sales, calendars[rep.user_id]
    going_on = [carry_on(one, handover_id, rep=rep, calendar=calendar, at=now) for one in before]
    carried = {one.duty: one for one in going_on if one}
    clocks = [set_clock(handover_id, Duty.ACCEPT, within=agreed.accept_within, rep=rep, calendar=calendar, at=now)]
    owed: list[tuple[Duty, Within, dict[str, int]]] = [(Duty.FIRST_CONTACT, agreed.first_contact_within, {})]
    if tries := agreed.attempts:
        owed.append((Duty.ATTEMPTS, tries.within, {"at_least": tries.at_least, "on_days": tries.on_days}))
    clocks += [
        set_clock(handover_id, duty, within=within, rep=rep, calendar=calendar, at=now, **asked)
        for duty, within, asked in owed
        if duty not in carried
    ]
    return clocks + list(carried.values())


def _before(leads: Sequence[UUID]) -> dict[UUID, list[Deadline]]:
    """Lead → the deadlines, but for acceptance, of the handover before, where the lead changed hands: it ran out or was reassigned.

    One that sales gave back is over: what comes after it is promised anew.
    """
    rows = (
        Deadline.objects.filter(handover__lead__among=leads, handover__is_open=False)
        .annotate(lead=F("handover__lead"), was_given_back=GIVEN_BACK)
        .order_by("handover__handed_at", "handover")
    )
    latest = {row.lead: row.handover_id for row in rows}  # type: ignore[attr-defined]
    before: dict[UUID, list[Deadline]] = defaultdict(list)
    for row in rows:
        if row.handover_id == latest[row.lead] and not row.was_given_back and row.duty != Duty.ACCEPT:  # type: ignore[attr-defined]
            before[row.lead].append(row)  # type: ignore[attr-defined]
    return before
