"""The pages of data protection: requests by right, from their coming to their answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.ledger.models import record
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.people.forms.privacy import RequestForm, SentenceForm
from handschlag.people.models import Contact, Disclosure, Restriction, RightsRequest
from handschlag.people.readings import privacy as reading
from handschlag.people.readings.sheets import requests_sheet


@require_GET
@allowed(Role.DATA_PROTECTION)
def privacy(request: Request) -> HttpResponseBase:
    if file := exported(request, requests_sheet):
        return file
    context = {
        "waiting": reading.open_requests(request.now),
        "answered": reading.answered_requests(request.now),
        "state": reading.state(),
    }
    return render(request, "people/privacy/requests.html", context)


@require_http_methods(["GET", "POST"])
@allowed(Role.DATA_PROTECTION)
def request_add(request: Request, contact_id: UUID) -> HttpResponse:
    contact = get_object_or_404(Contact, id=contact_id, erased_at=None)
    form = RequestForm(
        request.POST or None, initial={"received_on": request.now.date(), "right": request.GET.get("right")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = RightsRequest.enter(contact, by=request.user, at=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("people:rights_request", made.id)
    return render(request, "people/privacy/request_add.html", {"form": form, "contact": contact})


@require_GET
@allowed(Role.DATA_PROTECTION)
def rights_request(request: Request, request_id: UUID) -> HttpResponse:
    found = get_object_or_404(
        RightsRequest.objects.select_related("contact", "entered_by", "answered_by"), id=request_id
    )
    context = {
        "asked": reading.Asked(found, request.now.date()),
        "disclosures": found.contact.disclosures.all()[:5],
        "identity": SentenceForm(label=_("How did you make sure who asks?")),
        "extension": SentenceForm(label=_("Why does it take longer?")),
        "refusal": SentenceForm(label=_("Why is it declined?")),
    }
    return render(request, "people/privacy/request.html", context)


@require_POST
@allowed(Role.DATA_PROTECTION)
def request_step(request: Request, request_id: UUID, step: str) -> HttpResponse:
    """One of: identity, extension, refusal, fulfilment."""
    found = get_object_or_404(RightsRequest.objects.select_related("contact"), id=request_id)
    sentence = request.POST.get("sentence", "")
    try:
        if step == "identity":
            found.identify(sentence, by=request.user, at=request.now)
        elif step == "extension":
            found.extend(sentence, by=request.user, at=request.now)
        elif step == "refusal":
            found.decline(sentence, by=request.user, at=request.now)
        else:
            found.fulfil(by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is done and stands in the ledger."))
    return redirect("people:rights_request", found.id)


@never_cache
@require_GET
@allowed(Role.DATA_PROTECTION)
def disclosure_file(request: Request, disclosure_id: UUID) -> HttpResponseBase:
    found = get_object_or_404(Disclosure, id=disclosure_id)
    if not found.is_ready or not found.file.exists():
        raise Http404
    record("disclosure_downloaded", at=request.now, actor=request.user.id, subject=("contact", found.contact_id))
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{_('disclosure')}-{found.id}.zip")


@require_POST
@allowed(Role.DATA_PROTECTION)
def restriction_lift(request: Request, contact_id: UUID) -> HttpResponse:
    found = get_object_or_404(Restriction, contact=contact_id, lifted_at=None)
    found.lift(by=request.user, at=request.now)
    messages.success(request, _("The data may be used again, as far as the person allows it."))
    return redirect("people:contact", contact_id)
