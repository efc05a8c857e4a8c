"""Taking back what somebody said: their rows go, the columns follow what is left, and who has nothing left is gone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from handschlag.capture.core.keys import kind_of, value_of
from handschlag.capture.models import Touch, update
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.consent import Consent
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.lead import Lead
from handschlag.people.models.profile import COLUMNS


def unsay(
    tellers: Collection[UUID], *, contacts: Collection[UUID], companies: Collection[UUID], leads: Collection[UUID]
) -> None:
    """Take back all that ``tellers`` (imported rows) said about these contacts and companies, and the leads they opened.

    In the caller's transaction. An identifier by which touches of others find somebody stays, and with it the contact and
    its lead.
    """
    said = AttributeValue.objects.filter(told_by__in=tellers)
    said.filter(contact__in=contacts).delete()
    said.filter(company__in=companies).delete()
    Consent.objects.filter(contact__in=contacts, told_by__in=tellers).delete()
    own = Identifier.objects.filter(contact__in=contacts, told_by__in=tellers)
    own.exclude(Exists(Touch.objects.filter(who=OuterRef("key")))).delete()
    known = set(Identifier.objects.filter(contact__in=contacts).values_list("contact_id", flat=True))
    gone = set(contacts) - known
    touched = Touch.objects.filter(who=OuterRef("contact__identifiers__key"))
    Lead.objects.filter(id__in=leads, contact__in=known).exclude(Exists(touched)).delete()
    Contact.objects.filter(id__in=gone).delete()
    _refill_contacts(known)
    Company.objects.filter(id__in=companies, contacts=None, attributes=None).delete()
    _refill_companies(companies)


def _refill_contacts(contact_ids: Collection[UUID]) -> None:
    """A column whose value nobody has said any more takes the first value that is left."""
    left = AttributeValue.objects.filter(contact__in=contact_ids, name__in=COLUMNS).order_by("-happened_at", "-id")
    first = {(contact, name): text for contact, name, text in left.values_list("contact_id", "name", "text")}
    keys = Identifier.objects.filter(contact__in=contact_ids).order_by("-happened_at", "-key")
    first |= {(contact, kind_of(key)): value_of(key) for contact, key in keys.values_list("contact_id", "key")}
    contacts = list(Contact.objects.filter(id__in=contact_ids))
    for contact in contacts:
        for name, longest in COLUMNS.items():
            setattr(contact, name, first.get((contact.id, name), "")[:longest])
        contact.index_name()
    update(contacts, [*COLUMNS, "by_family", "by_given"])


def _refill_companies(company_ids: Collection[UUID]) -> None:
    """Columns follow the newest value that is left."""
    left = AttributeValue.objects.filter(company__in=company_ids, name__in=Company.FOLLOWING).order_by(
        "happened_at", "id"
    )
    newest = {(company, name): text for company, name, text in left.values_list("company_id", "name", "text")}
    companies = list(Company.objects.filter(id__in=company_ids))
    for company in companies:
        for name in Company.FOLLOWING:
            company.follow(name, newest.get((company.id, name), ""))
    update(companies, Company.FOLLOWING)
