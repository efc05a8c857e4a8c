"""What came in: figures, touches, and what was set aside."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.capture.forms import ReplayForm, TouchFilterForm
from handschlag.capture.models import Quarantined
from handschlag.capture.models.wording import message_reason
from handschlag.capture.readings import intake
from handschlag.capture.readings.sheets import quarantine_sheet, touches_sheet
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@require_GET
@allowed(*EVERYBODY)
def overview(request: Request) -> HttpResponse:
    """Figures for everybody; what to do about them for marketing."""
    context = {
        "days": intake.days(request.now),
        "reasons": intake.reasons(request.now),
        "backlog": intake.backlog(),
        "undescribed": intake.undescribed(),
    }
    return render(request, "capture/overview.html", context)


@require_GET
@allowed(Role.MARKETING)
def touches(request: Request) -> HttpResponseBase:
    form = TouchFilterForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    page = intake.touches(filters, request.GET.get("after", ""))
    if file := exported(request, lambda: touches_sheet(page.whole)):
        return file
    context = {
        "form": form,
        "page": page,
        "rows": [(touch, intake.marks_of(touch)) for touch in page.rows],
        "channels": intake.seen("channel"),
    }
    return render(request, "capture/touches.html#list" if request.htmx else "capture/touches.html", context)


@require_GET
@allowed(Role.MARKETING)
def quarantine(request: Request) -> HttpResponseBase:
    page = intake.quarantine(request.GET.get("after", ""))
    if file := exported(request, lambda: quarantine_sheet(page.whole)):
        return file
    rows = [(row, message_reason(row.reason)) for row in page.rows]
    return render(request, "capture/quarantine.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def quarantined(request: Request, quarantined_id: UUID) -> HttpResponse:
    """One message: read it, correct it, play it in again."""
    found = get_object_or_404(Quarantined.objects.open().select_related("source"), id=quarantined_id)
    form = ReplayForm(request.POST or None, initial={"text": _readable(found.raw)})
    if request.method == "POST" and form.is_valid():
        try:
            found.replay(form.cleaned_data["text"], by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The message has been taken in."))
            return redirect("capture:quarantine")
    context = {"found": found, "form": form, "reason": message_reason(found.reason)}
    return render(request, "capture/quarantined.html", context)


@require_POST
@allowed(Role.MARKETING)
def discard(request: Request, quarantined_id: UUID) -> HttpResponse:
    found = get_object_or_404(Quarantined.objects.open(), id=quarantined_id)
    found.discard(by=request.user, at=request.now)
    messages.success(request, _("The message has been discarded."))
    return redirect("capture:quarantine")


def _readable(raw: str) -> str:
    """Indented for the eye; as it is where it is no JSON."""
    try:
        return json.dumps(json.loads(raw), indent=2)
    except (ValueError, RecursionError):
        return raw
