"""What a request of somebody without a login says about them: as little as is needed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from handschlag.capture.core.doubt import caller, network_of


def language_of(request: HttpRequest) -> str:
    """As the link says, else as the browser asks."""
    said = request.GET.get("lang", "")
    return said if said in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


def network_of_caller(request: HttpRequest) -> str:
    """The caller's address cut short, as far as trusted proxies vouch for it."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return network_of(caller(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES))
