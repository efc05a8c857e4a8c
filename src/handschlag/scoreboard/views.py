"""The scoreboard, the same for both sides."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from handschlag.learning.forms import PeriodForm
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request
from handschlag.scoreboard.readings import FIRST_SHOWN, page_of


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
