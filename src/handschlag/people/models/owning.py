"""What touches told goes to whoever the touches belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from handschlag.capture.models import Touch
from handschlag.people.models.addresses import speakers_of
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.consent import Consent
from handschlag.people.models.contact import Identifier
from handschlag.people.models.employment import Employment
from handschlag.people.models.following import refresh_contacts
from handschlag.people.models.lead import resettle

TOLD = (AttributeValue, Employment, Consent)
"""What a touch, a row or a colleague tells about a contact."""


def reown(contact_ids: Iterable[UUID], now: datetime) -> None:
    """After keys have changed hands between these contacts: what their touches told follows, then the columns and the leads.

    What rows and colleagues told stays where it was said.
    """
    concerned = set(contact_ids)
    if not concerned:
        return
    speakers = speakers_of(concerned)
    for model in TOLD:
        _reown(model, concerned, speakers)
    refresh_contacts(concerned)
    resettle(concerned, now)


def _reown(
    model: type[AttributeValue] | type[Employment] | type[Consent], concerned: set[UUID], speakers: Mapping[UUID, UUID]
) -> None:
    rows: Any = model._default_manager.filter(contact__in=concerned, told_by__isnull=False)
    told: list[tuple[Any, UUID, UUID]] = list(rows.values_list("pk", "contact_id", "told_by"))
    owners = _owners({told_by for _pk, _contact, told_by in told}) | dict(speakers)
    moving = defaultdict(list)
    for pk, contact, told_by in told:
        if (owner := owners.get(told_by)) and owner != contact:
            moving[owner].append(pk)
    for owner, pks in moving.items():
        model._default_manager.filter(pk__in=pks).update(contact=owner)


def _owners(touch_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Touches of these ids → the contacts they belong to now."""
    who = dict(Touch.objects.filter(id__in=touch_ids).values_list("id", "who"))
    contacts = dict(Identifier.objects.filter(key__in=set(who.values())).values_list("key", "contact_id"))
    return {touch_id: contacts[key] for touch_id, key in who.items() if key in contacts}
