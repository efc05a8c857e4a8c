"""The pages where people decide what is one person or one firm, and take back what was merged. Which of the two says the ``review``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.people.models import take_back
from handschlag.people.readings import duplicates as reading
from handschlag.people.readings.duplicates import Review
from handschlag.people.readings.sheets import merges_sheet, questions_sheet

LOOKING = (Role.MARKETING, Role.SALES, Role.OPERATIONS)
DECIDING = (Role.MARKETING, Role.OPERATIONS)


@require_GET
@allowed(*LOOKING)
def duplicates(request: Request, review: Review) -> HttpResponseBase:
    page, questions = reading.questions(review, request.GET.get("page"))
    if file := exported(request, lambda: questions_sheet(f"{review.prefix}duplicates", page)):
        return file
    waiting = review.to_compare()
    context = {
        "review": review,
        "page": page,
        "questions": questions,
        "still_to_compare": review.still_to_compare(waiting) if waiting else "",
        "may_decide": not request.user.roles.isdisjoint(DECIDING),
    }
    return render(request, "people/duplicates.html#progress" if request.htmx else "people/duplicates.html", context)


@require_POST
@allowed(*DECIDING)
def same(request: Request, review: Review, duplicate_id: UUID) -> HttpResponse:
    question = get_object_or_404(review.questions, id=duplicate_id)
    try:
        done = question.unite(by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(review.pages.questions)
    return _answered(request, review, review.united % {"name": done.kept}, review.pages.merges)


@require_POST
@allowed(*DECIDING)
def apart(request: Request, review: Review, duplicate_id: UUID) -> HttpResponse:
    question = get_object_or_404(review.questions, id=duplicate_id)
    try:
        question.keep_apart(by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(review.pages.questions)
    return _answered(request, review, str(review.kept_apart), review.pages.questions)


@require_POST
@allowed(*DECIDING)
def comparison(request: Request, review: Review) -> HttpResponse:
    messages.success(request, review.comparing % {"number": review.compare_again()})
    return redirect(review.pages.questions)


@require_GET
@allowed(*LOOKING)
def merges(request: Request, review: Review) -> HttpResponseBase:
    page, joined = reading.merges(review, request.GET.get("page"))
    if file := exported(request, lambda: merges_sheet(f"{review.prefix}merges", page)):
        return file
    may_decide = not request.user.roles.isdisjoint(DECIDING)
    context = {"review": review, "page": page, "joined": joined, "may_decide": may_decide}
    return render(request, "people/merges.html", context)


@require_POST
@allowed(*DECIDING)
def undoing(request: Request, review: Review, merge_id: UUID) -> HttpResponse:
    done: Any = get_object_or_404(review.merges, id=merge_id)
    try:
        back = take_back(done, by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, review.is_back % {"name": back})
    return redirect(review.pages.merges)


def _answered(request: Request, review: Review, sentence: str, page: str) -> HttpResponse:
    """Htmx gets the answer in place of the question."""
    if request.htmx:
        return render(request, "people/_answered.html", {"sentence": sentence, "address": reverse(page)})
    messages.success(request, sentence)
    return redirect(review.pages.questions)
