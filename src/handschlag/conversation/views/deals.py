"""The pages of deals: the list, the board, one deal and what may be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.conversation import readings
from handschlag.conversation.forms.deals import (
    BoardFilter,
    BuyingPartForm,
    ClosingForm,
    DealFilter,
    DealForm,
    MoveForm,
    NewDealForm,
    ProductLineForm,
)
from handschlag.conversation.models import Deal, DealStage, Product
from handschlag.conversation.readings.board import board as board_of
from handschlag.conversation.readings.sheets import deals_sheet
from handschlag.handover.models import Handover
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import House, Role
from handschlag.organisation.requests import Request
from handschlag.people.models import Contact

BOTH_SIDES = (Role.MARKETING, Role.SALES)


@allowed(*BOTH_SIDES)
@require_GET
def deals(request: Request) -> HttpResponseBase:
    """Open, won and lost, with their sums."""
    form = DealFilter(request.user, request.now, request.GET)
    sort = form.sort_of(request.GET.get("sort", ""))
    asked = {**form.asked, "sort": sort}
    pipeline = readings.pipeline(request.user, request.now, asked, request.GET.get("page", 1))
    if file := exported(request, lambda: deals_sheet(pipeline.page)):
        return file
    context = {"form": form, "pipeline": pipeline, "sort": sort, "today": localtime(request.now).date()}
    return render(request, "conversation/deals.html#list" if request.htmx else "conversation/deals.html", context)


@allowed(*BOTH_SIDES)
@require_GET
def board(request: Request) -> HttpResponse:
    """Open deals by stage."""
    return _board(request)


@allowed(*BOTH_SIDES)
@require_GET
def deal(request: Request, deal_id: UUID) -> HttpResponse:
    """One deal, who and what belongs to it, its history, and how it ended."""
    return _show(request, _readable(request, deal_id))


@allowed(Role.SALES)
@require_GET
def new_deal(request: Request, handover_id: UUID) -> HttpResponse:
    """The form for a new deal."""
    handover = _handover(request, handover_id)
    name = str(handover.lead.contact.company or handover.lead.contact)
    context = {"handover": handover, "form": NewDealForm(_currency(), initial={"name": name})}
    return render(request, "conversation/new_deal.html", context)


@allowed(Role.SALES)
@require_POST
def open_deal(request: Request, handover_id: UUID) -> HttpResponse:
    """An opportunity has come of a lead."""
    handover = _handover(request, handover_id)
    form = NewDealForm(_currency(), request.POST)
    if not form.is_valid():
        return render(request, "conversation/new_deal.html", {"handover": handover, "form": form}, status=422)
    opened = Deal.open(handover.lead, **form.told(), owner=handover.rep, by=request.user, at=request.now)
    messages.success(request, _("The deal is open."))
    return redirect("conversation:deal", opened.id)


@allowed(Role.SALES)
@require_POST
def move_deal(request: Request, deal_id: UUID) -> HttpResponse:
    """The deal has come further; from the board one comes back to the board, with its filters."""
    found, form = _readable(request, deal_id), MoveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose a stage."))
    found.move(form.cleaned_data["stage"], by=request.user, at=request.now)
    if "board" not in request.POST:
        return redirect("conversation:deal", found.id)
    if request.htmx:
        return _board(request)
    return redirect(f"{reverse('conversation:deals-board')}?{request.GET.urlencode()}")


@allowed(Role.SALES)
@require_POST
def correct_deal(request: Request, deal_id: UUID) -> HttpResponse:
    """Name, value and expected day are thought of otherwise now."""
    found = _readable(request, deal_id)
    form = DealForm(found.currency, request.POST)
    if not form.is_valid():
        return _show(request, found, correct_form=form)
    found.correct(**form.told(), by=request.user, at=request.now)
    messages.success(request, _("Corrected; what stood there before is kept."))
    return redirect("conversation:deal", found.id)


@allowed(Role.SALES)
@require_POST
def close_deal(request: Request, deal_id: UUID) -> HttpResponse:
    """How the deal ended."""
    found, form = _readable(request, deal_id), ClosingForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form)
    found.close(**form.cleaned_data, by=request.user, at=request.now)
    messages.success(request, _("The deal is closed, and the lead with it."))
    return redirect("conversation:deal", found.id)


@allowed(Role.SALES)
@require_POST
def reopen_deal(request: Request, deal_id: UUID) -> HttpResponse:
    """It was closed by mistake."""
    found = _readable(request, deal_id)
    found.reopen(by=request.user, at=request.now)
    messages.success(request, _("The deal is open again, and the lead with it."))
    return redirect("conversation:deal", found.id)


@allowed(Role.SALES)
@require_POST
def involve(request: Request, deal_id: UUID) -> HttpResponse:
    """Somebody at the customer's has a part in the deal."""
    found = _readable(request, deal_id)
    form = BuyingPartForm(found, request.POST)
    if not form.is_valid():
        return _show(request, found, buying_form=form)
    found.involve(form.cleaned_data["contact"], form.cleaned_data["role"], by=request.user, at=request.now)
    return redirect("conversation:deal", found.id)


@allowed(Role.SALES)
@require_POST
def release(request: Request, deal_id: UUID, contact_id: UUID) -> HttpResponse:
    """Somebody has no part in the deal any more."""
    found = _readable(request, deal_id)
    found.release(get_object_or_404(Contact, id=contact_id), by=request.user, at=request.now)
    return redirect("conversation:deal", found.id)


@allowed(Role.SALES)
@require_POST
def include(request: Request, deal_id: UUID) -> HttpResponse:
    """The deal is about this product too."""
    found = _readable(request, deal_id)
    form = ProductLineForm(found.currency, request.POST)
    if not form.is_valid():
        return _show(request, found, product_form=form)
    value = form.cleaned_data["value"]
    found.include(form.cleaned_data["product"], value.minor if value else None, by=request.user, at=request.now)
    return redirect("conversation:deal", found.id)


@allowed(Role.SALES)
@require_POST
def exclude(request: Request, deal_id: UUID, product_id: UUID) -> HttpResponse:
    """The deal is not about this product."""
    found = _readable(request, deal_id)
    found.exclude(get_object_or_404(Product, id=product_id), by=request.user, at=request.now)
    return redirect("conversation:deal", found.id)


def _board(request: Request) -> HttpResponse:
    form = BoardFilter(request.user, request.now, request.GET)
    context = {
        "form": form,
        "board": board_of(request.user, request.now, form.asked),
        "stages": list(DealStage.objects.active()),
        "query": request.GET.urlencode(),
    }
    return render(request, "conversation/board.html#board" if request.htmx else "conversation/board.html", context)


def _show(request: Request, found: Deal, **forms: Any) -> HttpResponse:
    """The page of a deal; a form that was filled in wrongly comes back with what is wrong."""
    is_open = not hasattr(found, "closing")
    is_mine = request.user.is_sales and found.is_in_charge(request.user, request.now)
    blank = _blank(found) if is_open and is_mine else {}
    context = {
        "deal": found,
        "page": readings.deal_page(found),
        "may_reopen": is_mine and found.may_be_reopened(request.user, request.now),
        "today": localtime(request.now).date(),
        **blank,
        **forms,
    }
    return render(request, "conversation/deal.html", context, status=422 if forms else 200)


def _blank(deal: Deal) -> dict[str, Any]:
    """Everything that whoever is in charge may do with an open deal."""
    return {
        "form": ClosingForm(),
        "move_form": MoveForm(initial={"stage": deal.stage_id}),
        "correct_form": DealForm.of(deal),
        "buying_form": BuyingPartForm(deal, auto_id="buying_%s"),
        "product_form": ProductLineForm(deal.currency, auto_id="product_%s"),
    }


def _handover(request: Request, handover_id: UUID) -> Handover:
    """The handover, where the person is in charge of it; 404 otherwise, as for one that does not exist."""
    mine = Handover.objects.in_charge_of(request.user).select_related("lead__contact__company", "rep")
    return get_object_or_404(mine, id=handover_id)


def _readable(request: Request, deal_id: UUID) -> Deal:
    related = ("lead__contact__company", "owner", "stage", "closing__by", "closing__loss_reason")
    parts = ("roles__user", "buying_centre__contact__company", "lines__product")
    visible = Deal.objects.visible_to(request.user, request.now).select_related(*related).prefetch_related(*parts)
    return get_object_or_404(visible, id=deal_id)


def _currency() -> str:
    house = House.the()
    return house.currency if house else "EUR"
