"""What giving a lead to a rep consists of: the assignment, then clocks, ledger entry and mail for a whole batch together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from handschlag.agreement.models import Version
from handschlag.handover.models.clocks import calendars_of, set_clock
from handschlag.handover.models.deadline import Deadline, Duty
from handschlag.handover.models.messages import tell_rep
from handschlag.ledger.models import Draft, record_many
from handschlag.market.models import Segment
from handschlag.organisation.models import Rep
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover

BY_HAND: Mapping[str, Any] = {"tie": "by_hand"}
"""Why a rep got a lead that a person, not the routing, gave them."""


@dataclass(frozen=True)
class Assignment:
    """Who gets which lead and why; nothing is written yet. ``rep`` comes with user and calendar."""

    lead: Lead
    verdict: Verdict
    rep: Rep
    chosen_because: Mapping[str, Any] = field(default_factory=lambda: BY_HAND)
    brief: Mapping[str, Any] = field(default_factory=dict)
    segment: Segment | None = None

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
    Deadline.objects.bulk_create(clock for pair in clocks for clock in pair)
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
    for handover, (accept, _first_contact) in zip(handovers, clocks, strict=True):
        rep = reps[handover.rep_id]
        tell_rep(handover.id, rep.user, accept.due_at, rep.calendar.time_zone, now)


def _clocks(
    handovers: Sequence[Handover], reps: Mapping[UUID, Rep], version: Version, now: datetime
) -> list[tuple[Deadline, Deadline]]:
    """Acceptance and first contact run from the handover; the result's clock starts with the acceptance."""
    calendars = calendars_of(list(reps.values()), now)
    duties = version.parsed.sales
    pairs = []
    for handover in handovers:
        rep = reps[handover.rep_id]
        accept, first_contact = (
            set_clock(handover.id, duty, within=within, rep=rep, calendar=calendars[rep.user_id], at=now)
            for duty, within in (
                (Duty.ACCEPT, duties.accept_within),
                (Duty.FIRST_CONTACT, duties.first_contact_within),
            )
        )
        pairs.append((accept, first_contact))
    return pairs
