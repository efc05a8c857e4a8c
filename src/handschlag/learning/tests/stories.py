"""Stories of leads written straight into the records, for readings that only look."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Commencement, Version
from handschlag.capture.models import Source, Touch
from handschlag.conversation.models import Conversation, Deal, DealClosing
from handschlag.handover.models import Acceptance, Deadline, DeadlineEnd, Duty, Handover, Return
from handschlag.kernel.ids import new_id
from handschlag.organisation.models import User
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Contact, Identifier, Lead, LeadClosure
from handschlag.qualification.models import Verdict

TERMS = {
    "title": "Between marketing and sales",
    "thresholds": {"points": 10},
    "return_reasons": [{"key": "no_need", "de": "Kein Bedarf", "en": "No need"}],
    "marketing": {"qualified_leads_per_month": 31, "acceptance_rate_percent": 70},
    "sales_capacity_per_week": 20,
    "review_on": "2026-12-31",
}


def day(number: float) -> datetime:
    """Days after the Monday at which stories begin; negative ones lie before it."""
    return MONDAY + timedelta(days=number)


def agree(by: User, at: datetime = MONDAY - timedelta(days=400), **changed: Any) -> Version:
    """An agreement in force from ``at``."""
    terms = Terms.model_validate(TERMS | changed).model_dump(mode="json")
    version = Version.objects.create(number=1, terms=terms, hash="0" * 64, drafted_by=by, drafted_at=at)
    Commencement.objects.create(version=version, from_at=at)
    return version


def meet(name: str, at: datetime, **known: Any) -> Contact:
    """A contact found by ``email:NAME`` and ``anon:NAME``."""
    contact = Contact.objects.create(id=new_id(at), given_name=name, made_at=at, **known)
    for key in (f"email:{name}", f"anon:{name}"):
        Identifier.objects.create(key=key, contact=contact, happened_at=at, known_at=at)
    return contact


def touch(who: str, at: datetime, channel: str = "", *, id: UUID | None = None) -> Touch:
    """A touch of whoever owns the key ``who``."""
    source, _is_new = Source.objects.get_or_create(name="website", defaults={"made_at": at})
    touch_id = id or new_id(at)
    facts = {"kind": "page_viewed", "happened_at": at, "known_at": at, "who": who, "channel": channel}
    return Touch.objects.create(id=touch_id, source=source, message_id=str(touch_id), **facts)


def open_lead(contact: Contact, at: datetime) -> Lead:
    return Lead.objects.create(id=new_id(at), contact=contact, opened_at=at, known_at=at)


def close_lead(lead: Lead, at: datetime, because: str = "lost") -> None:
    Lead.objects.filter(id=lead.id).update(is_open=False)
    LeadClosure.objects.create(lead=lead, because=because, happened_at=at, known_at=at)


def qualify(lead: Lead, version: Version, at: datetime, decision: str = "qualified") -> Verdict:
    points = {"fit": 10, "interest": 0, "points": 10, "threshold": 10}
    return Verdict.objects.create(id=new_id(at), lead=lead, version=version, at=at, decision=decision, **points)


def hand_over(lead: Lead, version: Version, rep: User, at: datetime, **answered: datetime) -> Handover:
    """A handover with its verdict; ``accepted=`` or ``returned=`` a moment answers it."""
    verdict = qualify(lead, version, at)
    handover = Handover.objects.create(
        id=new_id(at),
        lead=lead,
        verdict=verdict,
        version=version,
        rep=rep,
        handed_at=at,
        is_open="returned" not in answered,
    )
    if accepted_at := answered.get("accepted"):
        Acceptance.objects.create(handover=handover, by=rep, at=accepted_at)
    if returned_at := answered.get("returned"):
        Return.objects.create(handover=handover, by=rep, at=returned_at, reason="no_need")
    return handover


def owe(
    handover: Handover, duty: Duty, due_at: datetime, *, done_at: datetime | None = None, closed_as: str = ""
) -> Deadline:
    """A deadline: done in time, done late, missed and still open, or not yet due."""
    end = closed_as or (done_at and (DeadlineEnd.MET if done_at <= due_at else DeadlineEnd.MISSED)) or ""
    closed_at = None if not end else done_at if end == DeadlineEnd.MET else due_at
    moments = {"runs_from_at": handover.handed_at, "due_at": due_at, "done_at": done_at, "closed_at": closed_at}
    return Deadline.objects.create(id=new_id(due_at), handover=handover, duty=duty, closed_as=end, **moments)


def talk(lead: Lead, by: User, at: datetime, outcome: str = "reached") -> Conversation:
    return Conversation.objects.create(id=new_id(at), lead=lead, by=by, happened_at=at, known_at=at, outcome=outcome)


def win(lead: Lead, at: datetime, value_minor: int | None = 100_000, currency: str = "EUR") -> Deal:
    """A deal of ``lead``, won ``at``; the lead closes with it."""
    opened_at = min(lead.opened_at, at)
    facts = {"name": "Deal", "value_minor": value_minor, "currency": currency}
    deal = Deal.objects.create(id=new_id(at), lead=lead, happened_at=opened_at, known_at=at, **facts)
    DealClosing.objects.create(deal=deal, outcome="won", happened_at=at, known_at=at)
    if not LeadClosure.objects.filter(lead=lead).exists():
        close_lead(lead, at, "won")
    return deal


def today() -> date:
    return MONDAY.date()
