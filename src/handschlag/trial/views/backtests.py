"""The pages on which a draft is tried on history."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.ledger.exporting import exported, rows_of
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.trial import readings
from handschlag.trial.forms import BacktestForm
from handschlag.trial.models import Backtest

TRYING = (Role.MARKETING, Role.SALES)


@allowed(*TRYING)
@require_http_methods(["GET", "POST"])
def backtests(request: Request) -> HttpResponseBase:
    """Ask for a backtest; and all that were asked for."""
    page = readings.listing(request.GET.get("page", 1))
    if file := exported(request, lambda: readings.sheet_of_all(rows_of(page))):
        return file
    form = BacktestForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        draft, other = form.cleaned_data["draft"], form.cleaned_data["other"]
        asked = Backtest.ask(draft, other, *form.period(), by=request.user, at=request.now)
        return redirect("trial:backtest", asked.id)
    versions = form.fields["draft"].queryset  # type: ignore[attr-defined]
    context = {"form": form, "page": page, "may_ask": versions.count() > 1, "has_versions": versions.exists()}
    return render(request, "trial/backtests.html", context, status=422 if request.method == "POST" else 200)


@allowed(*TRYING)
@require_GET
def backtest(request: Request, backtest_id: UUID) -> HttpResponse:
    """How far it has come, and then what came of it."""
    found = _backtest(backtest_id)
    context = {"backtest": found, "shown": readings.shown(found, request.user, request.now)}
    return render(request, "trial/backtest.html#report" if request.htmx else "trial/backtest.html", context)


@allowed(*TRYING)
@require_GET
def leads(request: Request, backtest_id: UUID, key: str) -> HttpResponseBase:
    """The leads of one of the lists, to look at and to take away."""
    found = _backtest(backtest_id)
    if key not in readings.LISTS:
        raise Http404
    page = readings.leads_of(found, key, request.GET.get("page"))
    if file := exported(request, lambda: readings.sheet_of(found, key, rows_of(page))):
        return file
    context = {"backtest": found, "page": page, "label": readings.LISTS[key], "key": key}
    return render(request, "trial/leads.html", context)


@allowed(*TRYING)
@require_POST
def evidence(request: Request, backtest_id: UUID) -> HttpResponse:
    """Freeze the result with the draft."""
    found = _backtest(backtest_id)
    found.attach(request.user, request.now)
    messages.success(request, _("The result belongs to the draft now: whoever signs it signs this too."))
    return redirect("agreement:version", found.draft.number)


def _backtest(backtest_id: UUID) -> Backtest:
    return get_object_or_404(Backtest.objects.select_related("draft", "other", "asked_by"), id=backtest_id)
