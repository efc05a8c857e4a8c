"""The page on which another routing is tried on the leads of the last weeks."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handschlag.handover import readings
from handschlag.handover.forms import PreviewForm
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request

PER_PAGE = 50


@allowed(Role.SALES, Role.MARKETING, Role.OPERATIONS)
@require_GET
def routing(request: Request) -> HttpResponse:
    """Who would have got the leads of the last weeks: in figures that speak of nobody but the reader alone."""
    form = PreviewForm(request.GET, now=request.now)
    version = form.agreed()
    shown = readings.preview(version.parsed, request.now, form.rosters()) if version else None
    context = {
        "form": form,
        "version": version,
        "shown": shown,
        "own": shown.own(request.user) if shown else None,
        "lists": readings.lists() if request.user.is_sales or request.user.is_marketing else {},
        "tabs": readings.tabs(request.user, request.now),
    }
    return render(request, "handover/routing.html#found" if request.htmx else "handover/routing.html", context)


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def routing_leads(request: Request, which: str) -> HttpResponseBase:
    """The leads behind the figures, as far as the reader may read them."""
    form = PreviewForm(request.GET, now=request.now)
    version, lists = form.agreed(), readings.lists()
    if version is None or which not in lists:
        raise Http404
    shown = readings.preview(version.parsed, request.now, form.rosters())
    cases = readings.cases_of(shown, which, request.user, request.now)
    if file := exported(request, lambda: readings.preview_sheet(cases)):
        return file
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page") or 1)
    context = {"page": page, "rows": readings.named(list(page)), "heading": lists[which], "version": version}
    return render(request, "handover/routing_leads.html", context)
