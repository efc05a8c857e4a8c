"""The pages of conversations and of deals; topics have a file of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.conversation import readings
from handschlag.conversation.forms import (
    ClosingForm,
    ConversationFilter,
    ConversationForm,
    DealFilter,
    DealForm,
)
from handschlag.conversation.models import Conversation, Deal
from handschlag.conversation.readings.chips import chips
from handschlag.conversation.readings.sheets import conversations_sheet, deals_sheet
from handschlag.handover.models import Handover
from handschlag.handover.readings import inbox, page_asked_for
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import House, Role
from handschlag.organisation.requests import Request

BOTH_SIDES = (Role.MARKETING, Role.SALES)


@allowed(*BOTH_SIDES)
@require_GET
def conversations(request: Request) -> HttpResponseBase:
    """What was said, the latest first."""
    form = ConversationFilter(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    page = readings.conversations(request.user, request.now, filters, request.GET.get("page", 1))
    if file := exported(request, lambda: conversations_sheet(page)):
        return file
    context = {"form": form, "page": page}
    return render(request, "conversation/list.html#list" if request.htmx else "conversation/list.html", context)


@allowed(*BOTH_SIDES)
@require_GET
def show(request: Request, conversation_id: UUID) -> HttpResponse:
    """One conversation, with everything that was heard in it."""
    visible = readings.with_what_was_heard(Conversation.objects.visible_to(request.user, request.now))
    said = get_object_or_404(visible, id=conversation_id)
    return render(request, "conversation/show.html", {"conversation": said, "as_said": readings.as_said(said)})


@allowed(*BOTH_SIDES)
@require_GET
def voices(request: Request) -> HttpResponse:
    """What customers said in the last days, counted."""
    return render(request, "conversation/voices.html", {"voices": readings.voices(request.now)})


@allowed(Role.SALES)
@require_GET
def new(request: Request, handover_id: UUID) -> HttpResponse:
    """The form: on a page of its own, or for htmx to stand in a line of the inbox."""
    handover = _in_charge(request, handover_id)
    return _show_form(request, handover, _form(request, handover), 200)


@allowed(Role.SALES)
@require_POST
def log(request: Request, handover_id: UUID) -> HttpResponse:
    """A conversation is logged, of a lead that still waits as well; what is still missing is asked for."""
    handover = _in_charge(request, handover_id)
    form = _form(request, handover, request.POST)
    if not form.is_valid():
        return _show_form(request, handover, form, 422)
    accepts = "accepts" in request.POST
    Conversation.log(handover, by=request.user, at=request.now, accepts=accepts, **form.told())
    messages.success(request, _("Logged. Marketing sees it now."))
    if request.htmx:
        mine = inbox(request.user, request.now, page_asked_for(request))
        return render(request, "handover/inbox.html#inbox", {"inbox": mine})
    return redirect("handover:show", handover.id)


@allowed(Role.SALES)
@require_POST
def suggest(request: Request, handover_id: UUID) -> HttpResponse:
    """Topics the note may speak of; nothing is kept. Without script the whole form comes again with them."""
    handover = _in_charge(request, handover_id)
    form = _form(request, handover, request.POST)
    context = {"form": form, "handover": handover, "chips": chips(form)}
    if request.htmx:
        return render(request, "conversation/_suggested.html", context)
    return render(request, "conversation/new.html", context)


def _form(request: Request, handover: Handover, said: Any = None) -> ConversationForm:
    materials = readings.materials_for(handover)
    if request.htmx:
        return ConversationForm.in_line(handover.id, said, materials=materials)
    return ConversationForm(said, materials=materials)


def _show_form(request: Request, handover: Handover, form: ConversationForm, status: int) -> HttpResponse:
    """htmx puts an answer only where the status says that all is well; what is wrong belongs to the line it was sent from."""
    context = {"handover": handover, "form": form, "chips": chips(form) if form.is_bound else []}
    if not request.htmx:
        return render(request, "conversation/new.html", context, status=status)
    answer = render(request, "conversation/_here.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#below-{handover.id}", "innerHTML"
    return answer


@allowed(*BOTH_SIDES)
@require_GET
def deals(request: Request) -> HttpResponseBase:
    """Open, won and lost, with their sums."""
    form = DealFilter(request.GET)
    sort = form.sort_of(request.GET.get("sort", ""))
    filters = (form.cleaned_data if form.is_valid() else {}) | {"sort": sort}
    pipeline = readings.pipeline(request.user, request.now, filters, request.GET.get("page", 1))
    if file := exported(request, lambda: deals_sheet(pipeline.page)):
        return file
    context = {"form": form, "pipeline": pipeline, "sort": sort}
    return render(request, "conversation/deals.html#list" if request.htmx else "conversation/deals.html", context)


@allowed(*BOTH_SIDES)
@require_GET
def deal(request: Request, deal_id: UUID) -> HttpResponse:
    """One deal, who worked on it, and how it ended."""
    found = _readable_deal(request, deal_id)
    may_close = (
        not hasattr(found, "closing") and request.user.is_sales and found.is_in_charge(request.user, request.now)
    )
    return render(request, "conversation/deal.html", {"deal": found, "form": ClosingForm() if may_close else None})


@allowed(Role.SALES)
@require_GET
def new_deal(request: Request, handover_id: UUID) -> HttpResponse:
    """The form for a new deal."""
    handover = _in_charge(request, handover_id)
    name = str(handover.lead.contact.company or handover.lead.contact)
    return render(
        request,
        "conversation/new_deal.html",
        {"handover": handover, "form": DealForm(_currency(), initial={"name": name})},
    )


@allowed(Role.SALES)
@require_POST
def open_deal(request: Request, handover_id: UUID) -> HttpResponse:
    """An opportunity has come of a lead."""
    handover = _in_charge(request, handover_id)
    form = DealForm(_currency(), request.POST)
    if not form.is_valid():
        return render(request, "conversation/new_deal.html", {"handover": handover, "form": form}, status=422)
    value = form.cleaned_data["value"]
    said = {"name": form.cleaned_data["name"], "value_minor": value and value.minor, "currency": _currency()}
    opened = Deal.open(handover.lead, **said, owner=handover.rep, by=request.user, at=request.now)
    messages.success(request, _("The deal is open."))
    return redirect("conversation:deal", opened.id)


@allowed(Role.SALES)
@require_POST
def close_deal(request: Request, deal_id: UUID) -> HttpResponse:
    """How the deal ended."""
    found = _readable_deal(request, deal_id)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return render(request, "conversation/deal.html", {"deal": found, "form": form}, status=422)
    found.close(form.cleaned_data["outcome"], form.cleaned_data["reason"], by=request.user, at=request.now)
    messages.success(request, _("The deal is closed, and the lead with it."))
    return redirect("conversation:deal", found.id)


def _in_charge(request: Request, handover_id: UUID) -> Handover:
    """The handover, where the person is in charge of it; 404 otherwise, as for one that does not exist."""
    mine = Handover.objects.in_charge_of(request.user).select_related("lead__contact__company", "rep", "acceptance")
    return get_object_or_404(mine, id=handover_id)


def _readable_deal(request: Request, deal_id: UUID) -> Deal:
    related = ("lead__contact__company", "owner", "closing__by")
    visible = (
        Deal.objects.visible_to(request.user, request.now).select_related(*related).prefetch_related("roles__user")
    )
    return get_object_or_404(visible, id=deal_id)


def _currency() -> str:
    house = House.the()
    return house.currency if house else "EUR"
