"""Marketing disputes returns, and the mandate of sales rules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.handover import readings
from handschlag.handover.forms import DisputeForm, RulingForm
from handschlag.handover.models import Dispute, Handover
from handschlag.handover.readings.sheets import disputes_sheet
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def disputes(request: Request) -> HttpResponseBase:
    """Returns that marketing disputes: those that wait for a ruling first."""
    page = readings.disputes(request.user, request.now, request.GET.get("page", 1))
    if file := exported(request, lambda: disputes_sheet(page)):
        return file
    context = {"page": page, "tabs": readings.tabs(request.user, request.now)}
    return render(request, "handover/disputes.html", context)


@allowed(Role.MARKETING)
@require_POST
def dispute(request: Request, handover_id: UUID) -> HttpResponse:
    """Marketing disputes a return."""
    handover = get_object_or_404(Handover.objects.visible_to(request.user, request.now), id=handover_id)
    form = DisputeForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please say in a sentence why the lead should not have been returned."))
    Dispute.begin(handover, form.cleaned_data["sentence"], by=request.user, at=request.now)
    messages.success(request, _("Disputed: whoever may sign for sales is asked for a ruling."))
    return redirect("handover:show", handover.id)


@allowed(Role.SALES, Role.MARKETING)
@require_POST
def rule(request: Request, handover_id: UUID) -> HttpResponse:
    """Whoever holds the mandate for sales rules on a disputed return."""
    disputed = get_object_or_404(
        Dispute.objects.visible_to(request.user, request.now).select_related("by"), return_row=handover_id
    )
    form = RulingForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose whether the return stands."))
    said = form.cleaned_data
    ruling = disputed.rule(said["is_upheld"], said["sentence"], by=request.user, at=request.now)
    messages.success(request, readings.ruled(ruling))
    return redirect("handover:show", handover_id)
