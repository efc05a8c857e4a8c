"""What this room and the ones before it put on a contact's timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handschlag.capture.models import Touch
from handschlag.people.core.timeline import TimelineEntry
from handschlag.people.models import ClosedBecause, Consent, Identifier, Lead, Purpose


def touches(contact_id: UUID, since: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Everything that happened between the person and the brand, in whichever browser."""
    keys = list(Identifier.objects.filter(contact=contact_id).values_list("key", flat=True)[:500])
    for touch in _newest(Touch.objects.filter(who__in=keys), "happened_at", since, limit):
        places = (touch.channel, touch.campaign, touch.material, touch.page)
        yield TimelineEntry(
            touch.happened_at, "touch", touch.kind.replace("_", " "), " · ".join(place for place in places if place)
        )


def consents(contact_id: UUID, since: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """What the person allowed or forbade."""
    for consent in _newest(Consent.objects.filter(contact=contact_id), "happened_at", since, limit):
        purpose = str(Purpose(consent.purpose).label)
        said = _("Allowed: {purpose}") if consent.is_given else _("Forbidden: {purpose}")
        yield TimelineEntry(consent.happened_at, "consent", said.format(purpose=purpose), consent.wording)


def leads(contact_id: UUID, since: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """When a pass began and how it ended."""
    rows = Lead.objects.filter(contact=contact_id).select_related("closure").order_by("-opened_at")
    for lead in rows[:limit]:
        if since is None or lead.opened_at >= since:
            yield TimelineEntry(lead.opened_at, "lead", _("Became a lead"))
        closure = getattr(lead, "closure", None)
        if closure and (since is None or closure.happened_at >= since):
            because = str(ClosedBecause(closure.because).label)
            yield TimelineEntry(closure.happened_at, "lead", _("Lead closed: {because}").format(because=because))


def _newest(rows: QuerySet[Any], key: str, since: datetime | None, limit: int) -> QuerySet[Any]:
    if since is not None:
        rows = rows.filter(**{f"{key}__gte": since})
    return rows.order_by(f"-{key}", "-id")[:limit]
