"""A colleague enters a contact, or corrects one: said by a person, kept beside what touches and imports say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handschlag.capture.core.keys import email_key, kind_of, phone_key
from handschlag.capture.models import walking
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.core.identity import NAMING
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.company_merge import owners_of
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.employment import Employment
from handschlag.people.models.firms import Firms
from handschlag.people.models.following import COLUMNS, refresh_companies, refresh_contacts
from handschlag.people.models.heeding import heed_suppressions
from handschlag.people.models.profile import Saying, tell
from handschlag.people.models.statement import number_of, text_of

Details = Mapping[str, str]
"""``given_name``, ``family_name``, ``email``, ``phone``, ``language``, ``company``, and any attribute by its name; as a form cleaned them."""

KEYS = {"email": email_key, "phone": phone_key}


def enter(details: Details, *, by: User, at: datetime) -> Contact:
    """A new contact. Refused without an address or a number, and where one of them belongs to somebody already.

    No lead is opened: a lead begins with the person's first touch.
    """
    keys = [make(details[name]) for name, make in KEYS.items() if details.get(name)]
    if not keys:
        raise Refused(_("A contact needs an e-mail address or a phone number."))
    with transaction.atomic():
        walking()
        contact_id = new_id(at)
        _link(keys, contact_id, by, at)
        said = {name: value for name, value in details.items() if value}
        tell([Saying(contact_id, said, at, by.id)], at, [contact_id])
        record("contact_made", at=at, actor=by.id, subject=("contact", contact_id))
    return Contact.objects.get(id=contact_id)


def correct(contact: Contact, details: Details, *, by: User, at: datetime) -> list[str]:
    """Set what is named in ``details`` to these values; an empty one says that nothing is known. Returns what was changed.

    The history keeps what was said before; the ledger learns which fields were corrected, not what they say. Refused where
    an address or number belongs to somebody else.
    """
    with transaction.atomic():
        walking()
        contact = Contact.objects.select_for_update(of=("self",)).select_related("company").get(id=contact.id)
        changed = [name for name, value in details.items() if value != known(contact, name)]
        if not changed:
            return []
        _link(
            [make(details[name]) for name, make in KEYS.items() if name in changed and details[name]],
            contact.id,
            by,
            at,
        )
        if "company" in changed:
            _employ(contact, details["company"], by, at)
        AttributeValue.objects.bulk_create(
            AttributeValue(
                contact=contact,
                name=name,
                text=text_of(details[name]),
                number=number_of(details[name]),
                happened_at=at,
                known_at=at,
                told_by=by.id,
            )
            for name in changed
        )
        refresh_contacts([contact.id])
        fields = ", ".join(sorted(changed))
        record("contact_corrected", at=at, actor=by.id, subject=("contact", contact.id), payload={"fields": fields})
    return changed


def describe(company: Company, details: Details, *, by: User, at: datetime) -> list[str]:
    """Set what is named in ``details`` (``called``, ``domain``, or any attribute) to these values; returns what was changed.

    The history keeps what was said before. Refused where the domain is another company's.
    """
    with transaction.atomic():
        company = Company.objects.select_for_update().get(id=company.id)
        changed = [name for name, value in details.items() if value != known_of(company, name)]
        if not changed:
            return []
        if "domain" in changed:
            _give_domain(company, details["domain"])
        AttributeValue.objects.bulk_create(
            AttributeValue(
                company=company,
                name=name,
                text=text_of(details[name]),
                number=number_of(details[name]),
                happened_at=at,
                known_at=at,
                told_by=by.id,
            )
            for name in changed
            if name != "domain"
        )
        refresh_companies([company.id])
        fields = ", ".join(sorted(changed))
        record("company_described", at=at, actor=by.id, subject=("company", company.id), payload={"fields": fields})
    return changed


def known_of(company: Company, name: str) -> str:
    """What is known of a company now under that name."""
    if name in ("called", "domain"):
        return company.name if name == "called" else company.domain
    latest = company.attributes.filter(name=name).order_by("-happened_at", "-text").first()
    return latest.text if latest else ""


def known(contact: Contact, name: str) -> str:
    """What is known now under that name."""
    if name in COLUMNS:
        return str(getattr(contact, name))
    if name == "company":
        return contact.company.name if contact.company else ""
    latest = contact.attributes.filter(name=name).order_by("-happened_at", "-text").first()
    return latest.text if latest else ""


def _link(keys: list[str], contact_id: UUID, by: User, at: datetime) -> None:
    if Identifier.objects.filter(key__in=keys).exclude(contact=contact_id).exists():
        raise Refused(_("This address or number belongs to another contact already."))
    mine = set(Identifier.objects.filter(contact=contact_id).values_list("key", flat=True))
    through = next((key for key in sorted({*keys, *mine}) if kind_of(key) in NAMING), "")
    Identifier.objects.bulk_create(
        Identifier(
            key=key,
            contact_id=contact_id,
            by="" if kind_of(key) in NAMING else through,
            happened_at=at,
            known_at=at,
            told_by=by.id,
        )
        for key in keys
        if key not in mine
    )
    heed_suppressions(((key, contact_id) for key in keys), at)


def _give_domain(company: Company, domain: str) -> None:
    if domain and company.id != owners_of([domain]).get(domain, company).id:
        raise Refused(_("Another company has this domain already."))
    company.domain, company.matched_at = domain, None
    company.save(update_fields=["domain", "matched_at"])


def _employ(contact: Contact, name: str, by: User, at: datetime) -> None:
    said = {"company": name} if name else {}
    firms = Firms.looked_up([said], at)
    company = firms.of(said, told_by=by.id)
    firms.save()
    Employment.objects.create(contact=contact, company=company, happened_at=at, known_at=at, told_by=by.id)
