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
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from handschlag.agreement.models import Version
from handschlag.handover import readings
from handschlag.handover.forms import (
    ChosenForm,
    DisputeForm,
    FilterForm,
    LettingGoForm,
    PauseForm,
    PoolFilterForm,
    RepForm,
    ReturnForm,
    RulingForm,
)
from handschlag.handover.models import Handover, PoolEntry, may_empty_pool
from handschlag.handover.readings.sheets import handovers_sheet, pool_sheet
from handschlag.handover.readings.tabs import sees_team
from handschlag.handover.views.found import answerable
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
    sort = form.sort_of(request.GET.get("sort", "")) or "since_at"
    filters = form.cleaned_data if form.is_valid() else {}
    page = readings.pool({**filters, "sort": sort}, request.GET.get("page", 1))
    if file := exported(request, lambda: pool_sheet(page)):
        return file
    context = {
        "form": form,
        "page": page,
        "rows": [(entry, readings.why_waiting(entry)) for entry in page],
        "sort": sort,
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
        "pause_form": PauseForm(handover.version_id, auto_id=False) if shown.may_pause else None,
        "dispute_form": DisputeForm(auto_id=False) if shown.may_dispute else None,
        "ruling_form": RulingForm(auto_id=False) if shown.may_rule else None,
    }
    return render(request, "handover/show.html", context)


@allowed(Role.SALES)
@require_POST
def accept(request: Request, handover_id: UUID) -> HttpResponse:
    """Sales takes the lead."""
    handover = answerable(request, handover_id)

    def take() -> str:
        handover.accept(by=request.user, at=request.now)
        return _("Accepted: {contact} is yours.").format(contact=handover.lead.contact)

    return _answered(request, take, redirect("handover:show", handover.id))


@allowed(Role.SALES)
@require_POST
def return_(request: Request, handover_id: UUID) -> HttpResponse:
    """Sales gives the lead back."""
    handover = answerable(request, handover_id)
    form = ReturnForm(handover.version_id, request.POST)

    def give_back() -> str:
        if not form.is_valid():
            raise Refused(_("Please choose a reason from the agreement."))
        handover.return_(form.cleaned_data["reason"], form.cleaned_data["sentence"], by=request.user, at=request.now)
        return _("Returned: marketing sees the reason at once.")

    return _answered(request, give_back, redirect("handover:inbox"))


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


def _all_of(rows: QuerySet[Any], ids: Collection[UUID]) -> list[Any]:
    """Every row asked for; 404 where one is not there for this person, before anything is done with the others."""
    found = list(rows.filter(id__in=ids))
    if len(found) != len(set(ids)):
        raise Http404
    return found


def _tell_given(request: Request, count: int, rep: Rep) -> None:
    words = ngettext("One lead was given to {rep}.", "{count} leads were given to {rep}.", count)
    messages.success(request, words.format(count=count, rep=rep))
