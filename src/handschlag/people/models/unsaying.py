"""Taking back what somebody said: their rows go, the columns follow what is left, and who has nothing left is gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from handschlag.capture.models import Touch
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.company_merge import CompanyMerge
from handschlag.people.models.consent import Consent
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.employment import Employment
from handschlag.people.models.following import refresh_companies, refresh_contacts
from handschlag.people.models.lead import Lead, LeadOpening, resettle


def unsay(
    tellers: Collection[UUID],
    at: datetime,
    *,
    contacts: Collection[UUID],
    companies: Collection[UUID],
    leads: Collection[UUID],
) -> None:
    """Take back all that ``tellers`` (imported rows) said about these contacts and companies, and the leads they opened.

    In the caller's transaction. An identifier by which touches of others find somebody stays, and with it the contact and
    its lead.
    """
    companies = {*companies, *CompanyMerge.ends(companies).values()}
    said = AttributeValue.objects.filter(told_by__in=tellers)
    said.filter(contact__in=contacts).delete()
    said.filter(company__in=companies).delete()
    Consent.objects.filter(contact__in=contacts, told_by__in=tellers).delete()
    Employment.objects.filter(contact__in=contacts, told_by__in=tellers).delete()
    LeadOpening.objects.filter(lead__contact__in=contacts, told_by__in=tellers).delete()
    own = Identifier.objects.filter(contact__in=contacts, told_by__in=tellers)
    own.exclude(Exists(Touch.objects.filter(who=OuterRef("key")))).delete()
    known = set(Identifier.objects.filter(contact__in=contacts).values_list("contact_id", flat=True))
    gone = set(contacts) - known
    touched = Touch.objects.filter(who=OuterRef("contact__identifiers__key"))
    Lead.objects.filter(id__in=leads, contact__in=known).exclude(Exists(touched)).delete()
    Contact.objects.filter(id__in=gone).delete()
    refresh_contacts(known)
    resettle(known, at)
    Company.objects.filter(id__in=companies, contacts=None, attributes=None, employments=None).delete()
    refresh_companies(companies)
