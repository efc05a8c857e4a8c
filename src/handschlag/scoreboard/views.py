"""The scoreboard, the same for both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import get_default_timezone, localtime
from django.views.decorators.http import require_GET

from handschlag.learning.core.period import Period
from handschlag.learning.forms import PeriodForm
from handschlag.ledger.exporting import exported
from handschlag.market.models import Campaign, Material
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.scoreboard.readings import FIRST_SHOWN, echo, page_of
from handschlag.scoreboard.readings import debts as owed


@allowed(*EVERYBODY)
@require_GET
def funnel(request: Request) -> HttpResponse:
    """Funnel, both sides' duties, and what is wrong with the data."""
    form = PeriodForm(request.GET or None)
    sort = request.GET.get("sort", FIRST_SHOWN)
    try:
        page = page_of(form.chosen(localtime(request.now).date()), request.now, sort)
    except LookupError:
        raise BadRequest("unknown column") from None
    return render(request, "scoreboard/funnel.html", {"form": form, "page": page, "sort": sort})


@allowed(*EVERYBODY)
@require_GET
def debts(request: Request) -> HttpResponseBase:
    """What both sides still owe each other: totals for everybody, leads for who may read them."""
    user, now = request.user, request.now
    reads_leads = user.is_marketing or user.is_sales
    side = request.GET.get("side", "sales")
    listed, sheet = SIDES.get(side, SIDES["sales"])
    if reads_leads and (file := exported(request, lambda: sheet(user, now))):
        return file
    context = {
        "totals": owed.totals(now),
        "page": listed(user, now, request.GET.get("page", 1)) if reads_leads else None,
        "side": side if side in SIDES else "sales",
    }
    return render(request, "scoreboard/debts.html", context)


@allowed(Role.MARKETING, Role.SALES)
@require_GET
def echoes(request: Request) -> HttpResponse:
    """What came back, campaign by campaign and material by material."""
    form = PeriodForm(request.GET or None)
    campaigns, materials = echo.overview(_period(form, request), get_default_timezone())
    context = {"form": form, "campaigns": campaigns, "materials": materials}
    return render(request, "scoreboard/echoes.html", context)


@allowed(Role.MARKETING, Role.SALES)
@require_GET
def campaign(request: Request, campaign_id: UUID) -> HttpResponse:
    """What the conversations with a campaign's leads said, and what came of them."""
    found = get_object_or_404(Campaign, id=campaign_id)
    return _echo(request, found, echo.of_campaign, {"campaign": found.key})


@allowed(Role.MARKETING, Role.SALES)
@require_GET
def material(request: Request, material_id: UUID) -> HttpResponse:
    """What the conversations with a material's leads said, and what came of them."""
    found = get_object_or_404(Material, id=material_id)
    return _echo(request, found, echo.of_material, {"material": found.id})


def _echo(request: Request, noun: Any, handed_by: Callable[..., Any], by: dict[str, object]) -> HttpResponse:
    form, zone = PeriodForm(request.GET or None), get_default_timezone()
    period = _period(form, request)
    came = echo.echo_of(handed_by(noun, period, zone), request.user, request.now, echo.since_of(period, zone), **by)
    context = {"form": form, "noun": noun, "echo": came, "by": urlencode(by)}
    return render(request, "scoreboard/echo.html", context)


def _period(form: PeriodForm, request: Request) -> Period:
    return form.chosen(localtime(request.now).date())


SIDES = {
    "sales": (owed.results_owed, owed.results_sheet),
    "marketing": (owed.leads_owed, owed.leads_sheet),
}
