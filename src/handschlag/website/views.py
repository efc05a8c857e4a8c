"""The website's own pages: what awaits somebody today, and the look and its choice."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from handschlag.agreement.models import Version
from handschlag.organisation.access import allowed
from handschlag.organisation.models import House, Role
from handschlag.organisation.requests import Request
from handschlag.website.context import APPEARANCE_COOKIE, APPEARANCES
from handschlag.website.icons import ICONS
from handschlag.website.readings import matters
from handschlag.website.samples import samples

A_YEAR = 365 * 24 * 3600


@require_GET
def today(request: Request) -> HttpResponse:
    """What awaits this person; a house not set up yet leads to its set-up."""
    if not request.user.is_authenticated and House.the() is None:
        return redirect("organisation:setup")
    return _today(request)


@login_required
def _today(request: Request) -> HttpResponse:
    found = matters(request.user, request.now)
    return render(
        request, "website/today.html", {"matters": found, "has_agreement": Version.in_force(request.now) is not None}
    )


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keeps light, dark or "as the device says" for a year, in this browser alone."""
    came_from = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(came_from if safe else "/")
    chosen = request.POST.get("appearance", "")
    if chosen in APPEARANCES:
        response.set_cookie(
            APPEARANCE_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


@require_GET
@allowed(Role.OPERATIONS)
def style(request: Request) -> HttpResponse:
    """Every component with sample content: the reference for whoever writes a page."""
    return render(request, "website/style.html", {**samples(request.now), "icons": ICONS})
