"""The website's own pages: the look and its choice."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.website.context import APPEARANCE_COOKIE, APPEARANCES

A_YEAR = 365 * 24 * 3600


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keeps light, dark or "as the device says" for a year, in this browser alone."""
    came_from = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(came_from if safe else "/")
    chosen = request.POST.get("appearance", "")
    if chosen in APPEARANCES:
        response.set_cookie(APPEARANCE_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@require_GET
@allowed(Role.OPERATIONS)
def style(request: HttpRequest) -> HttpResponse:
    """Every component with sample content: the reference for whoever writes a page."""
    return render(request, "website/style.html")
