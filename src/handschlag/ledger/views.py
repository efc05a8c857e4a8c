"""The ledger's page: read what happened, and have the chain verified."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from handschlag.ledger.access import only
from handschlag.ledger.exporting import exported
from handschlag.ledger.forms import Narrowing, Verifying
from handschlag.ledger.models import head, verify
from handschlag.ledger.readings import latest, ledger_sheet

LARGEST_SEQ = 2**63 - 1


def holds_any_role(user: Any) -> bool:
    return bool(user.has_any_role)


@require_GET
@only(holds_any_role)
def entries(request: HttpRequest) -> HttpResponseBase:
    narrowing = Narrowing(request.GET)
    if file := exported(request, lambda: ledger_sheet(**narrowing.asked())):
        return file
    excerpt = latest(before=_entry_number(request.GET.get("before", "")), **narrowing.asked())
    context = {"excerpt": excerpt, "narrowing": narrowing, "verifying": Verifying(), "head": head()}
    template = "ledger/entries.html#excerpt" if getattr(request, "htmx", False) else "ledger/entries.html"
    return render(request, template, context)


@require_POST
@only(holds_any_role)
def verification(request: HttpRequest) -> HttpResponse:
    verifying = Verifying(request.POST)
    outcome = verify(exported_head=verifying.cleaned_data["head"]) if verifying.is_valid() else None
    return render(request, "ledger/verification.html", {"verifying": verifying, "outcome": outcome, "head": head()})


def _entry_number(text: str) -> int | None:
    return min(int(text), LARGEST_SEQ) if text.isascii() and text.isdigit() and len(text) < 30 else None
