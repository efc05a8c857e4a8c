"""The pages where people decide which companies are one firm, and take back what was merged."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.people.models import CompanyMerge, PossibleSameCompany, match_companies_again, take_back_company
from handschlag.people.readings import same_companies as reading
from handschlag.people.readings.sheets import merges_sheet, questions_sheet

LOOKING = (Role.MARKETING, Role.SALES, Role.OPERATIONS)
DECIDING = (Role.MARKETING, Role.OPERATIONS)


@require_GET
@allowed(*LOOKING)
def duplicates(request: Request) -> HttpResponseBase:
    page, questions = reading.company_questions(request.GET.get("page"))
    if file := exported(request, lambda: questions_sheet("company-duplicates", page)):
        return file
    context = {
        "page": page,
        "questions": questions,
        "to_compare": reading.companies_to_compare(),
        "may_decide": not request.user.roles.isdisjoint(DECIDING),
    }
    template = "people/company_duplicates.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)


@require_POST
@allowed(*DECIDING)
def same_company(request: Request, duplicate_id: UUID) -> HttpResponse:
    question = get_object_or_404(PossibleSameCompany, id=duplicate_id)
    try:
        done = question.unite(by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:company_duplicates")
    sentence = _("%(name)s is one company now.") % {"name": done.kept}
    return _answered(request, sentence, reverse("people:company_merges"))


@require_POST
@allowed(*DECIDING)
def two_companies(request: Request, duplicate_id: UUID) -> HttpResponse:
    question = get_object_or_404(PossibleSameCompany, id=duplicate_id)
    try:
        question.keep_apart(by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:company_duplicates")
    return _answered(
        request, _("They stay two companies; nobody is asked again."), reverse("people:company_duplicates")
    )


@require_POST
@allowed(*DECIDING)
def comparison(request: Request) -> HttpResponse:
    number = match_companies_again()
    messages.success(request, _("%(number)s companies are being compared again.") % {"number": number})
    return redirect("people:company_duplicates")


@require_GET
@allowed(*LOOKING)
def merges(request: Request) -> HttpResponseBase:
    page, joined = reading.company_merges(request.GET.get("page"))
    if file := exported(request, lambda: merges_sheet("company-merges", page)):
        return file
    may_decide = not request.user.roles.isdisjoint(DECIDING)
    return render(request, "people/company_merges.html", {"page": page, "joined": joined, "may_decide": may_decide})


@require_POST
@allowed(*DECIDING)
def undoing(request: Request, merge_id: UUID) -> HttpResponse:
    done = get_object_or_404(CompanyMerge, id=merge_id)
    try:
        back = take_back_company(done, by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is a company again, with all that was known.") % {"name": back})
    return redirect("people:company_merges")


def _answered(request: Request, sentence: str, address: str) -> HttpResponse:
    """Htmx gets the answer in place of the question."""
    if request.htmx:
        return render(request, "people/_answered.html", {"sentence": sentence, "address": address})
    messages.success(request, sentence)
    return redirect("people:company_duplicates")
