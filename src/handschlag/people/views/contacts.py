"""The pages about people: lists, one contact, one company, and what colleagues enter themselves."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.people.forms import AsOfForm, ContactFilterForm, ContactForm
from handschlag.people.models import Contact, correct, enter
from handschlag.people.readings import attributes, lists, privacy, profile
from handschlag.people.readings.sheets import contacts_sheet

READERS = (Role.MARKETING, Role.SALES, Role.DATA_PROTECTION)
WRITERS = (Role.MARKETING, Role.SALES)


@require_GET
@allowed(*READERS)
def contacts(request: Request) -> HttpResponseBase:
    form = ContactFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = lists.contacts(
        request.now,
        search=chosen.get("q", ""),
        segment=chosen.get("segment", ""),
        order=chosen.get("order", ""),
        after=request.GET.get("after", ""),
    )
    if file := exported(
        request, lambda: contacts_sheet(page.whole, request.now, is_segment=bool(chosen.get("segment")))
    ):
        return file
    context = {"form": form, "page": page}
    return render(request, "people/contacts.html#list" if request.htmx else "people/contacts.html", context)


@require_GET
@allowed(*READERS)
def contact(request: Request, contact_id: UUID) -> HttpResponse:
    found = get_object_or_404(Contact.objects.select_related("company"), id=contact_id)
    as_of = AsOfForm(request.GET)
    at = as_of.moment(request.now)
    known_then = attributes.of_contact(found, at)
    context = {
        "contact": found,
        "as_of": as_of,
        "is_past": at < request.now,
        "attributes": attributes.listed(known_then),
        "histories": attributes.with_history(known_then),
        "identifiers": profile.identifiers(found, at),
        "consents": profile.consents(found, at),
        "leads": profile.leads(found),
        "timeline": profile.timeline(found),
        **privacy.about(found, request.now),
    }
    return render(request, "people/contact.html", context)


@require_http_methods(["GET", "POST"])
@allowed(*WRITERS)
def contact_add(request: Request) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = enter(form.cleaned_data, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has been entered.") % {"name": made})
            return redirect("people:contact", made.id)
    return render(request, "people/contact_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allowed(*WRITERS)
def contact_correct(request: Request, contact_id: UUID) -> HttpResponse:
    found = get_object_or_404(Contact.objects.select_related("company"), id=contact_id)
    form = ContactForm(request.POST or None, initial=ContactForm.about(found))
    if request.method == "POST" and form.is_valid():
        try:
            correct(found, form.cleaned_data, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The contact has been corrected."))
            return redirect("people:contact", found.id)
    return render(request, "people/contact_correct.html", {"form": form, "contact": found})
