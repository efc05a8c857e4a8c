"""What a rep does with a lead in hand: take the agreed steps, pause the clocks, let it go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.agreement.core.terms import Afterwards
from handschlag.handover import readings
from handschlag.handover.forms import LettingGoForm, PauseForm
from handschlag.handover.readings.sheets import recycled_sheet
from handschlag.handover.views.found import answerable
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@allowed(Role.SALES)
@require_POST
def take_step(request: Request, handover_id: UUID, number: int) -> HttpResponse:
    """A step of the agreed procedure is ticked off, or that is taken back."""
    handover = answerable(request, handover_id)
    handover.take_step(number, taken=request.POST.get("taken") == "yes", by=request.user, at=request.now)
    return redirect(f"{reverse('handover:show', args=[handover.id])}#procedure")


@allowed(Role.SALES)
@require_POST
def let_go(request: Request, handover_id: UUID) -> HttpResponse:
    """Sales does not keep a lead it had accepted."""
    handover = answerable(request, handover_id)
    form = LettingGoForm(handover.version_id, request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose what becomes of the lead, and a reason from the agreement."))
    said = form.cleaned_data
    went = handover.let_go(
        Afterwards(said["then"]), said["reason"], said["sentence"], on=said["on"], by=request.user, at=request.now
    )
    messages.success(request, went.what_follows)
    return redirect("handover:show", handover.id)


@allowed(Role.SALES)
@require_POST
def pause(request: Request, handover_id: UUID) -> HttpResponse:
    """The clocks of a lead in hand stand still for an agreed reason."""
    handover = answerable(request, handover_id)
    form = PauseForm(handover.version_id, request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose a reason for the pause from the agreement."))
    said = form.cleaned_data
    begun = handover.pause(said["reason"], said["sentence"], until=said["until"], by=request.user, at=request.now)
    until = date_format(timezone.localtime(begun.until_at), "DATETIME_FORMAT")
    messages.success(request, _("The clocks stand still until {until}.").format(until=until))
    return redirect("handover:show", handover.id)


@allowed(Role.SALES)
@require_POST
def resume(request: Request, handover_id: UUID) -> HttpResponse:
    """The clocks run again before the pause is over."""
    handover = answerable(request, handover_id)
    handover.resume(by=request.user, at=request.now)
    messages.success(request, _("The clocks run again, with the time that was left."))
    return redirect("handover:show", handover.id)


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def recycled(request: Request) -> HttpResponseBase:
    """Which closed leads are opened anew, and when."""
    page = readings.recycled(request.user, request.now, request.GET.get("page", 1))
    if file := exported(request, lambda: recycled_sheet(page)):
        return file
    context = {"page": page, "tabs": readings.tabs(request.user, request.now)}
    return render(request, "handover/recycled.html", context)
