"""The question an open page asks every half minute: has anything changed?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from handschlag.handover import readings
from handschlag.organisation.requests import Request


@require_GET
@login_required
def news(request: Request) -> HttpResponseBase:
    """304 as long as nothing has, after one query; who may ask is part of it, so that roles are not read by another."""
    found = readings.news(request.user)
    if found is None:
        raise PermissionDenied
    answer = get_conditional_response(request, etag=found.etag)
    if answer is None:
        told = {"waiting": found.waiting, "newest": found.newest, "words": found.words}
        answer = JsonResponse(told | {"announced": readings.announced(request.user, found)})
    answer["ETag"], answer["Cache-Control"] = found.etag, "private, no-store"
    return answer
