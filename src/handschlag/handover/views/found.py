"""The handover a page speaks of, found through what the person may do with it."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from handschlag.handover.models import Handover
from handschlag.organisation.requests import Request


def answerable(request: Request, handover_id: UUID) -> Handover:
    """The handover, where the person is in charge of it; 404 otherwise, as for one that does not exist."""
    return get_object_or_404(
        Handover.objects.in_charge_of(request.user).select_related("lead__contact"), id=handover_id
    )
