"""A colleague's own calendar, fetched by a calendar program."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from handschlag.conversation.readings.calendar import own_calendar
from handschlag.organisation.models import CalendarFeed


@never_cache
@require_GET
def feed(request: Any, secret: str) -> HttpResponse:
    """404 for an address that is nobody's, or no longer."""
    owner = CalendarFeed.owner_of(secret)
    if owner is None or not owner.has_any_role:
        raise Http404
    answer = HttpResponse(own_calendar(owner, request.now), content_type="text/calendar; charset=utf-8")
    answer["Referrer-Policy"] = "no-referrer"
    return answer
