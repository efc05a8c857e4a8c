"""The pages of the handover."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from handschlag.agreement.core.terms import Afterwards
from handschlag.agreement.models import Version
from handschlag.handover import readings
from handschlag.handover.forms import (
    ChosenForm,
    DisputeForm,
    FilterForm,
    LettingGoForm,
    PoolFilterForm,
    RepForm,
    ReturnForm,
    RulingForm,
)
from handschlag.handover.models import Dispute, Handover, PoolEntry, may_empty_pool
from handschlag.handover.readings.sheets import disputes_sheet, handovers_sheet, pool_sheet, recycled_sheet
from handschlag.handover.readings.tabs import sees_team
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Rep, Role
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_GET
def inbox(request: Request) -> HttpResponse:
    """A rep's own work; whoever has none is shown what this room holds for them."""
    if request.user.is_sales:
        return _inbox(request)
    if request.user.is_marketing:
        return redirect("handover:all")
    if request.user.is_operations:
        return redirect("handover:team")
    raise PermissionDenied


@allowed(Role.SALES, Role.OPERATIONS)
@require_GET
def team(request: Request) -> HttpResponse:
    """Open work by name, for those who must act on it."""
    if not sees_team(request.user, request.now):
        raise PermissionDenied
    context = {
        "page": readings.team(request.user, request.now, request.GET.get("page", 1)),
        "tabs": readings.tabs(request.user, request.now),
        "rep_form": RepForm(auto_id=False),
        "sees_content": request.user.is_sales,
    }
    return render(request, "handover/team.html", context)


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def all_handovers(request: Request) -> HttpResponseBase:
    """Every handover the person may read."""
    version = Version.in_force(request.now)
    form = FilterForm(version.id if version else None, request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    page = readings.listing(request.user, request.now, filters, request.GET.get("page", 1))
    if file := exported(request, lambda: handovers_sheet(page)):
        return file
    context = {
        "form": form,
        "page": page,
        "tabs": readings.tabs(request.user, request.now),
    }
    return render(request, "handover/all.html#list" if request.htmx else "handover/all.html", context)


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def pool(request: Request) -> HttpResponseBase:
    """Who waits for a rep, and why."""
    form = PoolFilterForm(request.GET)
    page = readings.pool(form.cleaned_data if form.is_valid() else {}, request.GET.get("page", 1))
    if file := exported(request, lambda: pool_sheet(page)):
        return file
    context = {
        "form": form,
        "page": page,
        "rows": [(entry, readings.why_waiting(entry)) for entry in page],
        "sort": request.GET.get("sort", "since_at"),
        "tabs": readings.tabs(request.user, request.now),
        "rep_form": RepForm(auto_id=False)
        if request.user.is_sales and may_empty_pool(request.user, request.now)
        else None,
    }
    return render(request, "handover/pool.html#list" if request.htmx else "handover/pool.html", context)


@allowed(Role.SALES)
@require_POST
def hand_out(request: Request) -> HttpResponse:
    """A person in charge gives waiting leads to a rep."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose leads and a rep."))
    entries = _all_of(PoolEntry.objects.all(), form.cleaned_data["chosen"])
    with transaction.atomic():
        for entry in entries:
            entry.hand_to(form.cleaned_data["rep"], by=request.user, at=request.now)
    _tell_given(request, len(entries), form.cleaned_data["rep"])
    return redirect("handover:pool")


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def show(request: Request, handover_id: UUID) -> HttpResponse:
    """The brief and everything that happened to one handover."""
    handover = _readable(request, handover_id)
    shown = readings.shown(handover, request.user, request.now)
    context = {
        "shown": shown,
        "handover": handover,
        "rep_form": RepForm(auto_id=False) if shown.may_reassign else None,
        "let_go_form": LettingGoForm(handover.version_id, auto_id=False) if shown.may_let_go else None,
        "dispute_form": DisputeForm(auto_id=False) if shown.may_dispute else None,
        "ruling_form": RulingForm(auto_id=False) if shown.may_rule else None,
    }
    return render(request, "handover/show.html", context)


@allowed(Role.SALES)
@require_POST
def accept(request: Request, handover_id: UUID) -> HttpResponse:
    """Sales takes the lead."""
    handover = _answerable(request, handover_id)

    def take() -> str:
        handover.accept(by=request.user, at=request.now)
        return _("Accepted: {contact} is yours.").format(contact=handover.lead.contact)

    return _answered(request, take, redirect("handover:show", handover.id))


@allowed(Role.SALES)
@require_POST
def return_(request: Request, handover_id: UUID) -> HttpResponse:
    """Sales gives the lead back."""
    handover = _answerable(request, handover_id)
    form = ReturnForm(handover.version_id, request.POST)

    def give_back() -> str:
        if not form.is_valid():
            raise Refused(_("Please choose a reason from the agreement."))
        handover.return_(form.cleaned_data["reason"], form.cleaned_data["sentence"], by=request.user, at=request.now)
        return _("Returned: marketing sees the reason at once.")

    return _answered(request, give_back, redirect("handover:inbox"))


@allowed(Role.SALES)
@require_POST
def take_step(request: Request, handover_id: UUID, number: int) -> HttpResponse:
    """A step of the agreed procedure is ticked off, or that is taken back."""
    handover = _answerable(request, handover_id)
    handover.take_step(number, taken=request.POST.get("taken") == "yes", by=request.user, at=request.now)
    return redirect(f"{reverse('handover:show', args=[handover.id])}#procedure")


@allowed(Role.SALES)
@require_POST
def let_go(request: Request, handover_id: UUID) -> HttpResponse:
    """Sales does not keep a lead it had accepted."""
    handover = _answerable(request, handover_id)
    form = LettingGoForm(handover.version_id, request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose what becomes of the lead, and a reason from the agreement."))
    said = form.cleaned_data
    went = handover.let_go(
        Afterwards(said["then"]), said["reason"], said["sentence"], on=said["on"], by=request.user, at=request.now
    )
    messages.success(request, went.what_follows)
    return redirect("handover:show", handover.id)


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


@allowed(Role.SALES, Role.MARKETING)
@require_GET
def recycled(request: Request) -> HttpResponseBase:
    """Which closed leads are opened anew, and when."""
    page = readings.recycled(request.user, request.now, request.GET.get("page", 1))
    if file := exported(request, lambda: recycled_sheet(page)):
        return file
    context = {"page": page, "tabs": readings.tabs(request.user, request.now)}
    return render(request, "handover/recycled.html", context)


@allowed(Role.SALES, Role.OPERATIONS)
@require_POST
def reassign(request: Request) -> HttpResponse:
    """Leads go to another rep; operations may do so without reading them."""
    if not sees_team(request.user, request.now):
        raise Http404
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose leads and a rep."))
    visible = (
        Handover.objects.all() if request.user.is_operations else Handover.objects.visible_to(request.user, request.now)
    )
    handovers = _all_of(visible, form.cleaned_data["chosen"])
    with transaction.atomic():
        for handover in handovers:
            handover.reassign(form.cleaned_data["rep"], by=request.user, at=request.now)
    _tell_given(request, len(handovers), form.cleaned_data["rep"])
    return redirect("handover:team")


def _answered(request: Request, answer: Callable[[], str], onwards: HttpResponse) -> HttpResponse:
    """Carry out an answer and tell what came of it: htmx gets the inbox as it is now, everybody else goes onwards."""
    try:
        messages.success(request, answer())
    except Refused as refusal:
        if not request.htmx:
            raise
        messages.error(request, str(refusal))
    return _inbox(request) if request.htmx else onwards


def _inbox(request: Request) -> HttpResponse:
    context = {"inbox": readings.inbox(request.user, request.now, readings.page_asked_for(request))}
    return render(request, "handover/inbox.html#inbox" if request.htmx else "handover/inbox.html", context)


def _readable(request: Request, handover_id: UUID) -> Handover:
    """The handover, with what its page shows; 404 for what the person may not read."""
    related = (
        "lead__contact__company",
        "rep__rep__team",
        "version",
        "verdict",
        "segment",
        "lineup",
        "acceptance__by",
        "return_row__by",
        "return_row__dispute__by",
        "return_row__dispute__ruling__by",
        "reassignment__successor__rep",
        "letting_go__by",
    )
    visible = (
        Handover.objects.visible_to(request.user, request.now)
        .with_answers()
        .select_related(*related, "reassignment__by", "joining__other__rep", "follow_up")
    )
    return get_object_or_404(visible, id=handover_id)


def _answerable(request: Request, handover_id: UUID) -> Handover:
    """The handover, where the person is in charge of it; 404 otherwise, as for one that does not exist."""
    return get_object_or_404(
        Handover.objects.in_charge_of(request.user).select_related("lead__contact"), id=handover_id
    )


def _all_of(rows: QuerySet[Any], ids: Collection[UUID]) -> list[Any]:
    """Every row asked for; 404 where one is not there for this person, before anything is done with the others."""
    found = list(rows.filter(id__in=ids))
    if len(found) != len(set(ids)):
        raise Http404
    return found


def _tell_given(request: Request, count: int, rep: Rep) -> None:
    words = ngettext("One lead was given to {rep}.", "{count} leads were given to {rep}.", count)
    messages.success(request, words.format(count=count, rep=rep))
