"""One contact or one company: all that is known, since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.keys import KINDS, kind_of, value_of
from handschlag.people.core.timeline import TimelineEntry, collect
from handschlag.people.models import AttributeValue, Company, Consent, Contact, Identifier, Lead, Purpose

NAMED = ("given_name", "family_name", "company", "language")
"""Attributes that stand in the heading and are not listed again."""

MOST_ENTRIES = 100
MOST_CONTACTS = 50

KIND_LABELS = {
    "email": _("E-mail"),
    "user": _("User id"),
    "external": _("Id in another system"),
    "phone": _("Phone"),
    "anon": _("Browser"),
}
ATTRIBUTE_LABELS = {
    "position": _("Role in the firm"),
    "industry": _("Industry"),
    "employees": _("Employees"),
    "country": _("Country"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "domain": _("Domain of the address"),
}


@dataclass(frozen=True)
class Known:
    """A value with its name and since when it holds; ``of_company`` where it is the firm's."""

    name: str
    text: str
    since: datetime
    of_company: bool = False

    @property
    def label(self) -> Any:
        return ATTRIBUTE_LABELS.get(self.name, self.name.replace("_", " "))


@dataclass(frozen=True)
class Sign:
    """An identifier: what kind, which, since when."""

    label: Any
    value: str
    since: datetime


@dataclass(frozen=True)
class Standing:
    """What the person said last about a purpose; ``consent`` is ``None`` where nothing was said."""

    label: Any
    consent: Consent | None


def attributes(contact: Contact) -> list[Known]:
    """The latest value of each attribute, the contact's own first."""
    own = _latest(AttributeValue.objects.filter(contact=contact).exclude(name__in=NAMED), of_company=False)
    firm = (
        AttributeValue.objects.filter(company=contact.company_id)
        if contact.company_id
        else AttributeValue.objects.none()
    )
    return own + _latest(firm, of_company=True)


def attributes_of(company: Company) -> list[Known]:
    """The latest value of each attribute of a company."""
    return _latest(AttributeValue.objects.filter(company=company), of_company=True)


def _latest(rows: QuerySet[AttributeValue], of_company: bool) -> list[Known]:
    latest = {row.name: row for row in rows.order_by("happened_at", "id")[:2_000]}
    return [Known(row.name, row.text, row.happened_at, of_company) for name, row in sorted(latest.items()) if row.text]


def identifiers(contact: Contact) -> list[Sign]:
    """By what touches find this contact, the strongest kinds first; of browsers the latest few."""
    rows = Identifier.objects.filter(contact=contact).order_by("-happened_at")[:100]
    ranked = sorted(rows, key=lambda row: KINDS.index(kind_of(row.key)))
    return [Sign(KIND_LABELS[kind_of(row.key)], value_of(row.key), row.happened_at) for row in ranked]


def consents(contact: Contact, now: datetime) -> list[Standing]:
    """For each purpose, what was said last."""
    rows = Consent.objects.filter(contact=contact, happened_at__lte=now).order_by("happened_at", "id")
    latest = {consent.purpose: consent for consent in rows[:1_000]}
    return [Standing(purpose.label, latest.get(purpose.value)) for purpose in Purpose]


def leads(contact: Contact) -> list[Lead]:
    """All passes of this contact, the newest first."""
    return list(Lead.objects.filter(contact=contact).select_related("closure").order_by("-opened_at")[:50])


def timeline(contact: Contact) -> list[TimelineEntry]:
    """What happened, from all rooms, the newest first."""
    return collect(contact.id, None, MOST_ENTRIES)


def colleagues(company: Company) -> Iterable[Contact]:
    """Contacts of a company by name."""
    return Contact.objects.filter(company=company).order_by("by_family", "id")[:MOST_CONTACTS]
