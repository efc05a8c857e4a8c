"""Question guides: both sides say what is to be asked, by segment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.conversation.forms.guides import GuideForm, QuestionForm
from handschlag.conversation.readings.guide import guides_in_use
from handschlag.conversation.readings.sheets import guides_sheet
from handschlag.ledger.exporting import exported
from handschlag.market.models import GuideQuestion, QuestionGuide
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request

BOTH_SIDES = (Role.MARKETING, Role.SALES)


@allowed(*BOTH_SIDES)
@require_GET
def guides(request: Request) -> HttpResponseBase:
    """Every guide in use with its questions."""
    if file := exported(request, guides_sheet):
        return file
    archived = QuestionGuide.objects.exclude(archived_at=None)
    return render(request, "conversation/guides.html", {"guides": guides_in_use(), "archived": archived})


@allowed(*BOTH_SIDES)
@require_http_methods(["GET", "POST"])
def guide(request: Request, guide_id: UUID | None = None) -> HttpResponse:
    """A guide's name and segments: a new one, or one that is there."""
    found = get_object_or_404(QuestionGuide, pk=guide_id) if guide_id else None
    form = GuideForm(request.POST or None, instance=found)
    if form.is_valid():
        kept = form.save(commit=False)
        with transaction.atomic():
            kept.keep(by=request.user, at=request.now, changed=form.changed_data)
            form.save_m2m()
        messages.success(request, _("The guide is kept."))
        return redirect("conversation:guides")
    context = {"form": form, "guide": found}
    return render(request, "conversation/guide.html", context, status=422 if form.is_bound else 200)


@allowed(*BOTH_SIDES)
@require_http_methods(["GET", "POST"])
def question(request: Request, guide_id: UUID, question_id: UUID | None = None) -> HttpResponse:
    """A question of a guide: a new one, or one that is reworded."""
    of = get_object_or_404(QuestionGuide, pk=guide_id)
    found = get_object_or_404(GuideQuestion, pk=question_id, guide=of) if question_id else None
    form = QuestionForm(request.POST or None, instance=found)
    if form.is_valid():
        kept = form.save(commit=False)
        if found:
            kept.keep(by=request.user, at=request.now, changed=form.changed_data)
        else:
            kept.add_to(of, by=request.user, at=request.now)
        messages.success(request, _("The question is kept."))
        return redirect("conversation:guides")
    context = {"form": form, "guide": of, "question": found}
    return render(request, "conversation/question.html", context, status=422 if form.is_bound else 200)


@allowed(*BOTH_SIDES)
@require_POST
def archive_guide(request: Request, guide_id: UUID) -> HttpResponse:
    """Used no more; what was answered stays. Once more, and it is used again."""
    found = get_object_or_404(QuestionGuide, pk=guide_id)
    _turn(found, request)
    return redirect("conversation:guides")


@allowed(*BOTH_SIDES)
@require_POST
def archive_question(request: Request, guide_id: UUID, question_id: UUID) -> HttpResponse:
    """Asked no more; what was answered stays."""
    _turn(get_object_or_404(GuideQuestion, pk=question_id, guide=guide_id), request)
    return redirect("conversation:guides")


def _turn(prepared: QuestionGuide | GuideQuestion, request: Request) -> None:
    if prepared.archived_at:
        prepared.restore(by=request.user, at=request.now)
        messages.success(request, _("It is in use again."))
    else:
        prepared.archive(by=request.user, at=request.now)
        messages.success(request, _("It is used no more. Answers given to it stay."))
