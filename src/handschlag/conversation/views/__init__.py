"""The pages of conversations; topics and deals have files of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.conversation import readings
from handschlag.conversation.forms import ConversationFilter, ConversationForm
from handschlag.conversation.models import Conversation
from handschlag.conversation.readings.chips import chips
from handschlag.conversation.readings.sheets import conversations_sheet
from handschlag.handover.models import Handover
from handschlag.handover.readings import inbox, page_asked_for
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
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
    context = {"conversation": said, "as_said": readings.as_said(said), "said_by": readings.said_by(said)}
    return render(request, "conversation/show.html", context)


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
    offered = readings.offered_for(handover, request.now)
    if request.htmx:
        return ConversationForm.in_line(handover.id, said, **offered)
    return ConversationForm(said, **offered)


def _show_form(request: Request, handover: Handover, form: ConversationForm, status: int) -> HttpResponse:
    """htmx puts an answer only where the status says that all is well; what is wrong belongs to the line it was sent from."""
    context = {"handover": handover, "form": form, "chips": chips(form) if form.is_bound else []}
    if not request.htmx:
        return render(request, "conversation/new.html", context, status=status)
    answer = render(request, "conversation/_here.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#below-{handover.id}", "innerHTML"
    return answer


def _in_charge(request: Request, handover_id: UUID) -> Handover:
    """The handover, where the person is in charge of it; 404 otherwise, as for one that does not exist."""
    mine = Handover.objects.in_charge_of(request.user).select_related(
        "lead__contact__company", "rep", "acceptance", "segment"
    )
    return get_object_or_404(mine, id=handover_id)
