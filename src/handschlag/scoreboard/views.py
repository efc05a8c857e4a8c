"""The scoreboard, the same for both sides."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from handschlag.learning.forms import PeriodForm
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request
from handschlag.scoreboard.readings import FIRST_SHOWN, page_of
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


SIDES = {
    "sales": (owed.results_owed, owed.results_sheet),
    "marketing": (owed.leads_owed, owed.leads_sheet),
}
