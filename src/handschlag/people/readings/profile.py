"""One contact or one company: all that is known, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.keys import KINDS, kind_of, value_of
from handschlag.people.core.timeline import TimelineEntry, collect
from handschlag.people.models import Consent, Contact, Identifier, Lead, Purpose

MOST_ENTRIES = 100
MOST_CONTACTS = 50

KIND_LABELS = {
    "email": _("E-mail"),
    "user": _("User id"),
    "external": _("Id in another system"),
    "phone": _("Phone"),
    "anon": _("Browser"),
}


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


def identifiers(contact: Contact, at: datetime) -> list[Sign]:
    """By what touches found this contact as known at ``at``, the strongest kinds first; of browsers the latest few."""
    rows = Identifier.objects.filter(contact=contact, known_at__lte=at).order_by("-happened_at")[:100]
    ranked = sorted(rows, key=lambda row: KINDS.index(kind_of(row.key)))
    return [Sign(KIND_LABELS[kind_of(row.key)], value_of(row.key), row.happened_at) for row in ranked]


def consents(contact: Contact, at: datetime) -> list[Standing]:
    """For each purpose, what was said last, as known at ``at``."""
    rows = Consent.objects.filter(contact=contact, happened_at__lte=at, known_at__lte=at).order_by("happened_at", "id")
    latest = {consent.purpose: consent for consent in rows[:1_000]}
    return [Standing(purpose.label, latest.get(purpose.value)) for purpose in Purpose]


def leads(contact: Contact) -> list[Lead]:
    """All passes of this contact, the newest first."""
    return list(Lead.objects.filter(contact=contact).select_related("closure").order_by("-opened_at")[:50])


def timeline(contact: Contact) -> list[TimelineEntry]:
    """What happened, from all rooms, the newest first."""
    return collect(contact.id, None, MOST_ENTRIES)
