"""The words of the house about deals: stages, reasons and products, kept by whoever may sign for sales and by operations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from handschlag.conversation.forms.deals import StageForm, WordForm
from handschlag.conversation.models import (
    DealStage,
    DealWord,
    LossReason,
    Product,
    ensure_starter_deal_words,
    may_keep_words,
)
from handschlag.conversation.readings.sheets import deal_words_sheet
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request

KINDS: dict[str, tuple[type[DealWord], type[WordForm], Any]] = {
    "stages": (DealStage, StageForm, gettext_lazy("Stages")),
    "reasons": (LossReason, WordForm, gettext_lazy("Reasons for which deals are lost")),
    "products": (Product, WordForm, gettext_lazy("Products")),
}
READERS = (Role.MARKETING, Role.SALES, Role.OPERATIONS)
KEEPERS = (Role.SALES, Role.OPERATIONS)


@allowed(*READERS)
@require_GET
def words(request: Request) -> HttpResponseBase:
    """All of them, in their order."""
    if file := exported(request, deal_words_sheet):
        return file
    return _show(request)


@allowed(*KEEPERS)
@require_POST
def begin(request: Request) -> HttpResponse:
    """A house without stages and reasons takes those we suggest."""
    if not may_keep_words(request.user, request.now):
        raise Refused(_("Only whoever may sign for sales, or operations, may change these words."))
    ensure_starter_deal_words()
    messages.success(request, _("The suggested words are in use. Rename and archive them as you like."))
    return redirect("conversation:deal-words")


@allowed(*KEEPERS)
@require_POST
def add(request: Request, kind: str) -> HttpResponse:
    """Another word at the end of its list."""
    model, form_class, _title = _kind(kind)
    form = form_class(request.POST, auto_id=f"{kind}_%s")
    if not form.is_valid():
        return _show(request, {kind: form})
    model.add(**form.cleaned_data, by=request.user, at=request.now)
    messages.success(request, _("The word was added."))
    return redirect("conversation:deal-words")


@allowed(*KEEPERS)
@require_POST
def change(request: Request, kind: str, word_id: UUID) -> HttpResponse:
    """Another name, or another chance."""
    model, form_class, _title = _kind(kind)
    word, form = get_object_or_404(model, id=word_id), form_class(request.POST)
    if not form.is_valid():
        raise Refused(_("A word needs a name in both languages, and a chance lies between 0 and 100."))
    word.change(**form.cleaned_data, by=request.user, at=request.now)
    messages.success(request, _("The word was changed."))
    return redirect("conversation:deal-words")


@allowed(*KEEPERS)
@require_POST
def put(request: Request, kind: str, word_id: UUID) -> HttpResponse:
    """One place up or down."""
    word = get_object_or_404(_kind(kind)[0], id=word_id)
    word.put(-1 if request.POST.get("to") == "up" else 1, by=request.user, at=request.now)
    return redirect("conversation:deal-words")


@allowed(*KEEPERS)
@require_POST
def archive(request: Request, kind: str, word_id: UUID) -> HttpResponse:
    """Offered no more."""
    get_object_or_404(_kind(kind)[0], id=word_id).put_away(by=request.user, at=request.now)
    return redirect("conversation:deal-words")


@allowed(*KEEPERS)
@require_POST
def restore(request: Request, kind: str, word_id: UUID) -> HttpResponse:
    """Offered again."""
    get_object_or_404(_kind(kind)[0], id=word_id).put_back(by=request.user, at=request.now)
    return redirect("conversation:deal-words")


def _kind(kind: str) -> tuple[type[DealWord], type[WordForm], Any]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _show(request: Request, wrong: dict[str, WordForm] | None = None) -> HttpResponse:
    groups = [
        {
            "kind": kind,
            "title": title,
            "words": list(model._default_manager.filter(archived_at=None)),
            "archived": list(model._default_manager.exclude(archived_at=None)),
            "form": (wrong or {}).get(kind) or form_class(auto_id=f"{kind}_%s"),
        }
        for kind, (model, form_class, title) in KINDS.items()
    ]
    context = {
        "groups": groups,
        "may_keep": may_keep_words(request.user, request.now),
        "is_bare": not any(group["words"] or group["archived"] for group in groups[:2]),
    }
    return render(request, "conversation/deal_words.html", context, status=422 if wrong else 200)
