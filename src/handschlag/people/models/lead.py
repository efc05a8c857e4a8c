"""A lead: one contact's single pass through an agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.capture.models import Touch, insert, update
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Draft, record, record_many
from handschlag.organisation.models import User
from handschlag.people.core.passes import Pass, firsts, settle
from handschlag.people.models.contact import Contact, Identifier


class Lead(models.Model):
    """Opened when the person is first identified; a contact has at most one open lead. Every rate counts leads.

    ``opened_at`` is when the person first showed up (the earliest touch of this pass), ``known_at`` when we learned who it was.
    ``stirred_at`` is set where something other than a touch changed what is known of the lead, until it has been judged again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="leads")
    opened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    stirred_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(
        default=True,
        help_text="True exactly while there is no closure; lets the database promise one open lead per contact.",
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(is_open=True), name="one_open_lead_per_contact"
            )
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="leads_by_opening"),
            models.Index(
                fields=["stirred_at"], condition=models.Q(stirred_at__isnull=False), name="leads_to_be_judged_again"
            ),
        ]

    @classmethod
    def open_for(cls, contact: Contact, opened_at: datetime, known_at: datetime) -> Lead:
        """The contact's open lead, or a new one from ``opened_at`` on: this is how recycling begins another pass."""
        with transaction.atomic():
            lead = cls.objects.filter(contact=contact, is_open=True).first()
            if lead is None:
                lead = cls.objects.create(id=new_id(known_at), contact=contact, opened_at=opened_at, known_at=known_at)
                record("lead_opened", at=known_at, actor=None, subject=("lead", lead.id))
        return lead

    def close(self, because: ClosedBecause, happened_at: datetime, known_at: datetime, by: User | None) -> None:
        """End this pass. Refused where it has ended already."""
        with transaction.atomic():
            if not close_leads([Ending(self.id, because, happened_at)], known_at, by.id if by else None):
                raise Refused(gettext("This lead has been closed already."))
        self.is_open = False


class LeadOpening(models.Model):
    """Somebody other than a touch (an imported row) said when this pass began. ``opened_at`` of the lead is the earliest of all."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="openings")
    happened_at = models.DateTimeField()
    told_by = models.UUIDField()


class ClosedBecause(models.TextChoices):
    """Why a pass ended."""

    WON = "won", _("won")
    LOST = "lost", _("lost")
    DISQUALIFIED = "disqualified", _("disqualified")
    RECYCLED = "recycled", _("recycled")
    MERGED = "merged", _("merged with another lead of the same person")
    ERASED = "erased", _("erased")


def endings() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return ClosedBecause.choices


class LeadClosure(models.Model):
    """The end of a lead: why, when, and when we knew."""

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True, related_name="closure")
    because = models.CharField(max_length=20, choices=endings)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()


@dataclass(frozen=True, slots=True)
class Ending:
    """A lead that is to be closed: why, and when it happened."""

    lead_id: UUID
    because: ClosedBecause
    happened_at: datetime


def close_leads(ends: Sequence[Ending], known_at: datetime, by: UUID | None) -> set[UUID]:
    """Close those of the leads that are still open; returns which. In the caller's transaction, a few queries for any number."""
    by_lead = {end.lead_id: end for end in ends}
    leads = Lead.objects.select_for_update().filter(id__in=by_lead, is_open=True)
    closing = set(leads.values_list("id", flat=True))
    Lead.objects.filter(id__in=closing).update(is_open=False)
    chosen = [by_lead[lead_id] for lead_id in by_lead if lead_id in closing]
    insert(
        LeadClosure(lead_id=end.lead_id, because=end.because, happened_at=end.happened_at, known_at=known_at)
        for end in chosen
    )
    record_many(
        Draft("lead_closed", known_at, by, ("lead", end.lead_id), {"because": str(end.because)}) for end in chosen
    )
    return closing


def reopen(lead_id: UUID, *, closed_at: datetime, at: datetime, by: UUID | None) -> bool:
    """Take back the closing of a lead that ended exactly at ``closed_at``, in the caller's transaction. Whether it is open again: not
    where it ended otherwise, or its contact has begun another pass since."""
    lead = Lead.objects.select_for_update().filter(id=lead_id, closure__happened_at=closed_at).first()
    if lead is None or Lead.objects.filter(contact=lead.contact_id, is_open=True).exists():
        return False
    LeadClosure.objects.filter(lead=lead).delete()
    Lead.objects.filter(id=lead_id).update(is_open=True, stirred_at=at)
    record("lead_reopened", at=at, actor=by, subject=("lead", lead_id))
    return True


def open_leads(moments: Mapping[UUID, Iterable[datetime]], known_at: datetime) -> dict[UUID, UUID]:
    """Contacts and the moments at which something happened to them → the open leads of those contacts, opened where needed.

    In the caller's transaction, a few queries for any number. A contact whose touches all belong to passes that have
    ended has no open lead and is left out.
    """
    open_before, opened = settle_leads(moments, known_at)
    return open_before | opened


def settle_leads(
    moments: Mapping[UUID, Iterable[datetime]], known_at: datetime
) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    """As ``open_leads``, but apart: the leads that were open already, and those that had to be opened."""
    leads = _leads_of(moments)
    moved, new = [], []
    for contact_id, happened in moments.items():
        passes = [Pass(lead.opened_at, closed_at) for lead, closed_at in leads[contact_id]]
        earlier, opening = settle(passes, happened)
        for place, opened_at in earlier:
            lead = leads[contact_id][place][0]
            lead.opened_at = opened_at
            moved.append(lead)
        if opening:
            new.append(Lead(id=new_id(known_at), contact_id=contact_id, opened_at=opening, known_at=known_at))
    update(moved, ["opened_at"])
    insert(new)
    record_many(Draft("lead_opened", known_at, None, ("lead", lead.id)) for lead in new)
    known = [lead for pairs in leads.values() for lead, _closed_at in pairs if lead.is_open]
    return {lead.contact_id: lead.id for lead in known}, {lead.contact_id: lead.id for lead in new}


def resettle(contact_ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """Openings follow the history these contacts have now, after touches have changed hands; returns their open leads.

    A pass begins with the earliest touch in it, or earlier where an imported row said so. One that has lost all its touches
    keeps its opening.
    """
    moments = {contact_id: _moments(contact_id) for contact_id in contact_ids}
    leads = _leads_of(moments)
    moved = []
    for contact_id, happened in moments.items():
        passes = [Pass(lead.opened_at, closed_at) for lead, closed_at in leads[contact_id]]
        for (lead, _closed_at), first in zip(leads[contact_id], firsts(passes, happened), strict=True):
            if first and first != lead.opened_at:
                lead.opened_at = first
                moved.append(lead)
    update(moved, ["opened_at"])
    opened = set(open_leads(moments, now).values())
    Lead.objects.filter(id__in=opened).update(stirred_at=now)
    return opened


def stir(contact_ids: Iterable[UUID], at: datetime) -> None:
    """Something other than a touch has changed what may be done with these contacts: their open leads are judged again at the worker's next turn."""
    Lead.objects.filter(contact__in=list(contact_ids), is_open=True).update(stirred_at=at)


def take_stirred(limit: int) -> set[UUID]:
    """Up to ``limit`` open leads that something other than a touch has stirred; they are stirred no longer. In the caller's transaction."""
    stirred = Lead.objects.select_for_update(of=("self",)).filter(stirred_at__isnull=False).order_by("stirred_at")
    leads = dict(stirred.values_list("id", "is_open")[:limit])
    Lead.objects.filter(id__in=leads).update(stirred_at=None)
    return {lead_id for lead_id, is_open in leads.items() if is_open}


def _moments(contact_id: UUID) -> list[datetime]:
    """When something happened to the contact: its walked touches, and what rows said about the beginning of its passes."""
    keys = Identifier.objects.filter(contact=contact_id).values("key")
    touches = Touch.objects.filter(who__in=keys).exclude(waiting__isnull=False)
    said = LeadOpening.objects.filter(lead__contact=contact_id).values_list("happened_at", flat=True)
    return [*touches.order_by().values_list("happened_at", flat=True), *said]


def _leads_of(contact_ids: Iterable[UUID]) -> dict[UUID, list[tuple[Lead, datetime | None]]]:
    """Every lead of these contacts with the moment of its closure, in the order of their opening, an open one last."""
    found: dict[UUID, list[tuple[Lead, datetime | None]]] = defaultdict(list)
    leads = Lead.objects.filter(contact__in=list(contact_ids)).annotate(closed_at=models.F("closure__happened_at"))
    for lead in leads.order_by("is_open", "opened_at", "id").select_for_update(of=("self",)):
        found[lead.contact_id].append((lead, lead.closed_at))
    return found
