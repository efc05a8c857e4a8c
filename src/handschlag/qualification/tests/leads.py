"""Leads with stories, for tests on real rows."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.capture.models import Source, Touch
from handschlag.kernel.ids import new_id
from handschlag.organisation.models import Side
from handschlag.organisation.tests.world import PASSWORD, World
from handschlag.people.models import AttributeValue, Contact, Identifier, Lead

_numbers = count(1)


def agreed(world: World, terms: Terms, at: datetime) -> Version:
    """The terms, signed by both sides and in force at once."""
    version = Version.draft(terms, by=world.mara, at=at)
    version.propose(by=world.mara, at=at)
    version.sign(Side.MARKETING, world.theo, PASSWORD, at)
    version.sign(Side.SALES, world.lena, PASSWORD, at)
    return version


def lead_of(email: str, at: datetime) -> Lead:
    """A contact known by this address since ``at``, with an open lead."""
    contact = Contact.objects.create(id=new_id(at), email=email, by_family=email, by_given=email, made_at=at)
    Identifier.objects.create(key=f"email:{email}", contact=contact, happened_at=at, known_at=at)
    return Lead.objects.create(id=new_id(at), contact=contact, opened_at=at, known_at=at)


def touch(email: str, kind: str, at: datetime, known_at: datetime | None = None, **columns: Any) -> Touch:
    source, _is_new = Source.objects.get_or_create(name="website", defaults={"made_at": at})
    return Touch.objects.create(
        id=new_id(at),
        source=source,
        message_id=str(next(_numbers)),
        kind=kind,
        happened_at=at,
        known_at=known_at or at,
        who=f"email:{email}",
        **columns,
    )


def attribute(lead: Lead, name: str, value: object, at: datetime) -> None:
    number = float(value) if isinstance(value, int | float) else None
    AttributeValue.objects.create(
        contact=lead.contact, name=name, text=str(value), number=number, happened_at=at, known_at=at
    )
