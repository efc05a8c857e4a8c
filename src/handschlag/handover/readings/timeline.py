"""Handovers of a contact, for the contact's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.handover.models import Handover
from handschlag.people.core.timeline import TimelineEntry


def on_timeline(contact_id: UUID, since: datetime | None, limit: int) -> Iterable[TimelineEntry]:
    """That a lead was handed over, and how the handover was answered."""
    after = {"handed_at__gte": since} if since else {}
    for handover in (
        Handover.objects.filter(lead__contact=contact_id, **after).with_answers().select_related("rep")[:limit]
    ):
        address = reverse("handover:show", args=[handover.id])
        yield TimelineEntry(
            handover.handed_at, "handover", _("Handed over to {rep}").format(rep=handover.rep), "", address
        )
        if hasattr(handover, "acceptance"):
            yield TimelineEntry(handover.acceptance.at, "handover", _("Accepted by sales"), "", address)
        if hasattr(handover, "return_row"):
            yield TimelineEntry(
                handover.return_row.at, "handover", _("Returned by sales"), handover.return_row.sentence, address
            )
        if hasattr(handover, "joining"):
            ended = _("Ended: the person had been handed over before")
            yield TimelineEntry(handover.joining.at, "handover", ended, "", address)
        if hasattr(handover, "letting_go"):
            went = handover.letting_go
            yield TimelineEntry(went.at, "handover", _("Let go by sales"), went.sentence or went.what_follows, address)
        if hasattr(handover, "timeout"):
            yield TimelineEntry(handover.timeout.at, "handover", _("Ran out unanswered"), "", address)
