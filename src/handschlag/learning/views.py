"""The credit account, the same for both sides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from handschlag.learning.forms import PeriodForm
from handschlag.learning.readings import account_of
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_GET
def credit(request: Request) -> HttpResponse:
    """What each channel was credited with, by first and by last touch, and what sales put in."""
    form = PeriodForm(request.GET or None)
    period = form.chosen(localtime(request.now).date())
    return render(request, "learning/credit.html", {"form": form, "account": account_of(period, request.now)})
