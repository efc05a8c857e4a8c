"""Two open leads of one person become one; and two again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from handschlag.people.core.keepers import keepers
from handschlag.people.models.contact import Contact
from handschlag.people.models.lead import ClosedBecause, Ending, Lead, LeadClosure, close_leads
from handschlag.people.models.repointing import Moved, put, rows_of

Before = dict[str, Any]
"""What was, for the way back; empty where there were not two open leads."""


def join_leads(kept: Contact, gone: Contact, at: datetime, by: UUID | None) -> Before:
    """Of the open leads of both contacts the one that came further goes on, with all that hangs on the other.

    Where both came so far that they cannot be one (both handed over), the other is closed as merged, and what later rooms keep of it
    ends (``core.keepers``). In the caller's transaction.
    """
    open_leads = list(Lead.objects.select_for_update().filter(contact__in=[kept, gone], is_open=True))
    if len(open_leads) < 2:
        return {}
    rows = {lead.id: rows_of(lead) for lead in open_leads}
    stays, joins = sorted(open_leads, key=lambda lead: (-_weight(rows[lead.id]), lead.opened_at, lead.id))
    try:
        with transaction.atomic():
            put(rows[joins.id], stays)
            before = {
                "id": str(joins.id),
                "contact": str(joins.contact_id),
                "opened_at": joins.opened_at.isoformat(),
                "known_at": joins.known_at.isoformat(),
                "moved": rows[joins.id],
            }
            joins.delete()
            return before
    except IntegrityError:
        for keeper in keepers():
            keeper.joined(joins.id, stays.id, at, by)
        close_leads([Ending(joins.id, ClosedBecause.MERGED, at)], at, by)
        return {"closed": str(joins.id)}


def split_leads(before: Before, at: datetime, by: UUID | None) -> None:
    """The lead that joined is a lead again, with what hung on it. Where its contact has begun another pass since, it is left joined."""
    if closed := before.get("closed"):
        _reopen(UUID(closed), at, by)
    elif before and not Lead.objects.filter(contact=before["contact"], is_open=True).exists():
        moments = {name: datetime.fromisoformat(before[name]) for name in ("opened_at", "known_at")}
        put(before["moved"], Lead.objects.create(id=UUID(before["id"]), contact_id=UUID(before["contact"]), **moments))


def _reopen(lead_id: UUID, at: datetime, by: UUID | None) -> None:
    lead = Lead.objects.select_for_update().filter(id=lead_id, closure__because=ClosedBecause.MERGED).first()
    if lead is None or Lead.objects.filter(contact=lead.contact_id, is_open=True).exists():
        return
    LeadClosure.objects.filter(lead=lead).delete()
    Lead.objects.filter(id=lead_id).update(is_open=True)
    for keeper in keepers():
        keeper.parted(lead_id, at, by)


def _weight(rows: Moved) -> int:
    """How far a lead came: how many kinds of records later rooms have made of it."""
    return sum(not place.startswith("people.") for place in rows)
