"""Touches that tell nothing but an address speak once for it, however many they are.

Newsletters and logins name the address with every click. Kept as statements of their own they would be most of what is known;
so the earliest of them speaks for all, under an id made of the key, and an earlier one that arrives late takes its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from handschlag.capture.models import Touch, WaitingTouch
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.contact import Identifier
from handschlag.people.models.employment import Employment
from handschlag.people.models.following import refresh_contacts
from handschlag.people.models.profile import Saying

Passing = Touch | WaitingTouch
"""A touch on its walk, or one that was walked before."""

OF_KEYS = UUID("6f1c1f6e-8f0b-4a2e-9c57-0d6f5a3b7e11")
"""The namespace of ids that stand for keys (RFC 9562, version 5)."""


def speaker(key: str) -> UUID:
    """Who is said to have told what an address tells."""
    return uuid5(OF_KEYS, key)


def tells_only_an_address(touch: Passing) -> bool:
    """Whether all that the touch tells of the person is the address it came by."""
    return len(touch.traits) == 1 and "email" in touch.traits


def sayings_of(known: Iterable[tuple[Passing, UUID]]) -> Iterator[Saying]:
    """What the addresses of these touches say, as far as it has not been said; one said later than it was true is put right."""
    first: dict[str, tuple[Passing, UUID]] = {}
    for touch, contact in known:
        if tells_only_an_address(touch):
            key = f"email:{touch.traits['email']}"
            before = first.get(key)
            if before is None or touch.happened_at < before[0].happened_at:
                first[key] = (touch, contact)
    said = _said({contact for _touch, contact in first.values()}, {speaker(key) for key in first})
    for key, (touch, contact) in first.items():
        at = said.get(speaker(key))
        if at is None:
            yield Saying(contact, touch.traits, touch.happened_at, speaker(key))
        elif touch.happened_at < at:
            _correct(contact, speaker(key), touch.happened_at)


def speakers_of(contact_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Speaker → contact, for all addresses these contacts hold."""
    keys = Identifier.objects.filter(contact__in=contact_ids, key__startswith="email:")
    return {speaker(key): contact for key, contact in keys.values_list("key", "contact_id")}


def _said(contacts: Collection[UUID], speakers: Collection[UUID]) -> dict[UUID, datetime]:
    rows = AttributeValue.objects.filter(contact__in=contacts, name="email", told_by__in=speakers)
    return {told_by: at for told_by, at in rows.values_list("told_by", "happened_at") if told_by}


def _correct(contact: UUID, told_by: UUID, at: datetime) -> None:
    for model in (AttributeValue, Employment):
        model._default_manager.filter(contact=contact, told_by=told_by).update(happened_at=at)
    refresh_contacts([contact])
