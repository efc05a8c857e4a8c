"""The pages about companies, and about the attributes the house keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.people.forms import AsOfForm, AttributeKindForm, CompanyFilterForm, CompanyForm
from handschlag.people.models import AttributeKind, Company, CompanyMerge, describe
from handschlag.people.readings import account, attributes, lists
from handschlag.people.readings.sheets import companies_sheet, kinds_sheet

READERS = (Role.MARKETING, Role.SALES, Role.DATA_PROTECTION)
WRITERS = (Role.MARKETING, Role.SALES)


@require_GET
@allowed(*READERS)
def companies(request: Request) -> HttpResponseBase:
    form = CompanyFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = lists.companies(
        search=chosen.get("q", ""), segment=chosen.get("segment", ""), after=request.GET.get("after", "")
    )
    if file := exported(request, lambda: companies_sheet(page.whole)):
        return file
    context = {"form": form, "page": page}
    return render(request, "people/companies.html#list" if request.htmx else "people/companies.html", context)


@require_GET
@allowed(*READERS)
def company(request: Request, company_id: UUID) -> HttpResponse:
    """The account: who of the firm has shown interest, in what; and what is known of it, today or as known on a day.

    One that joined another leads there.
    """
    if kept := CompanyMerge.ends([company_id]).get(company_id):
        return redirect("people:company", kept)
    found = get_object_or_404(Company, id=company_id)
    as_of = AsOfForm(request.GET)
    at = as_of.moment(request.now)
    known = attributes.of_company(found, at)
    context = {
        "company": found,
        "as_of": as_of,
        "is_past": at < request.now,
        "attributes": attributes.listed(known),
        "histories": attributes.with_history(known),
        "account": account.account_of(found, at),
    }
    return render(request, "people/company.html", context)


@require_http_methods(["GET", "POST"])
@allowed(*WRITERS)
def company_correct(request: Request, company_id: UUID) -> HttpResponse:
    found = get_object_or_404(Company, id=company_id)
    form = CompanyForm(request.POST or None, initial=CompanyForm.about(found))
    if request.method == "POST" and form.is_valid():
        try:
            describe(found, form.cleaned_data, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The company has been corrected."))
            return redirect("people:company", found.id)
    return render(request, "people/company_correct.html", {"form": form, "company": found})


@require_GET
@allowed(*READERS)
def kinds(request: Request) -> HttpResponseBase:
    """The attributes the house keeps, beyond those there always are."""
    shows_archived = request.GET.get("show") == "archived"
    rows = AttributeKind.objects.filter(archived_at__isnull=not shows_archived)
    if file := exported(request, lambda: kinds_sheet(rows)):
        return file
    return render(request, "people/attribute_kinds.html", {"kinds": rows, "shows_archived": shows_archived})


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def kind_add(request: Request) -> HttpResponse:
    return _kept(request, AttributeKindForm(request.POST or None))


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def kind(request: Request, kind_id: UUID) -> HttpResponse:
    found = get_object_or_404(AttributeKind, id=kind_id)
    return _kept(request, AttributeKindForm(request.POST or None, instance=found), name=str(found))


@require_POST
@allowed(Role.MARKETING)
def kind_archive(request: Request, kind_id: UUID) -> HttpResponse:
    """Archived it is offered no more; archived already it is taken back."""
    found = get_object_or_404(AttributeKind, id=kind_id)
    act = found.restore if found.archived_at else found.archive
    act(by=request.user, at=request.now)
    return redirect("people:attribute_kinds")


def _kept(request: Request, form: AttributeKindForm, name: str = "") -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        kept = form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is kept.") % {"name": kept})
        return redirect("people:attribute_kinds")
    return render(request, "people/attribute_kind.html", {"form": form, "kind": form.instance, "name": name})
