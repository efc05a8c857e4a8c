"""The credit account, the same for both sides, and the deals behind it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import get_default_timezone, localtime
from django.views.decorators.http import require_GET

from handschlag.learning.forms import AccountForm, BehindForm
from handschlag.learning.readings import account_of
from handschlag.learning.readings.account import name_of, names_at
from handschlag.learning.readings.behind import deals_behind
from handschlag.learning.readings.sheets import account_sheet
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_GET
def credit(request: Request) -> HttpResponseBase:
    """What every model credits to each channel, campaign, material or department, and what sales put in."""
    form = AccountForm(request.GET or None)
    account = account_of(form.chosen(localtime(request.now).date()), request.now, form.level)
    if file := exported(request, lambda: account_sheet(account)):
        return file
    return render(request, "learning/credit.html", {"form": form, "account": account})


@allowed(*EVERYBODY)
@require_GET
def deals(request: Request) -> HttpResponse:
    """The deals in which one channel, campaign, material or department took part."""
    form = BehindForm(request.GET)
    period, level = form.chosen(localtime(request.now).date()), form.level
    key = form.cleaned_data.get("key") or ""
    page = deals_behind(
        request.user, request.now, period, get_default_timezone(), level, key, request.GET.get("page", 1)
    )
    name = name_of(key, names_at(level), level=level)
    return render(request, "learning/deals.html", {"form": form, "page": page, "name": name})
