"""Where touches come from, the keys they are sent with, and the pages they may be sent from."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.capture.forms import OriginsForm, RotationForm, SourceForm
from handschlag.capture.models import Source, WriteKey
from handschlag.capture.readings import sources as reading
from handschlag.capture.readings.sheets import sources_sheet
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING, Role.OPERATIONS)
def sources(request: Request) -> HttpResponseBase:
    """All sources; a new one shows its key once."""
    form, key = SourceForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _source, key = Source.make(form.cleaned_data["name"], by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            form = SourceForm()
    every = reading.every(request.now)
    if file := exported(request, lambda: sources_sheet(every)):
        return file
    return render(request, "capture/sources.html", {"sources": every, "form": form, "key": key})


@require_GET
@allowed(Role.MARKETING, Role.OPERATIONS)
def source(request: Request, source_id: UUID) -> HttpResponse:
    """One source: its keys, its pages, and whether its website asks for consent."""
    return _shown(request, get_object_or_404(Source, id=source_id))


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def rotate(request: Request, source_id: UUID) -> HttpResponse:
    """A new key in place of the old ones, or beside them; it is shown in the answer and never again."""
    found = get_object_or_404(Source, id=source_id)
    form = RotationForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, rotation=form)
    if form.is_beside:
        return _shown(request, found, key=found.add_key(by=request.user, at=request.now))
    key = found.rotate(by=request.user, at=request.now, old_until=form.old_until(request.now))
    return _shown(request, found, key=key)


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def void(request: Request, source_id: UUID, key_id: UUID) -> HttpResponse:
    found = get_object_or_404(WriteKey, id=key_id, source=source_id)
    found.void(by=request.user, at=request.now)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("capture:source", source_id)


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def origins(request: Request, source_id: UUID) -> HttpResponse:
    """From which pages it may send."""
    found = get_object_or_404(Source, id=source_id)
    form = OriginsForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, pages=form)
    found.allow(**form.cleaned_data, by=request.user, at=request.now)
    messages.success(request, _("Saved."))
    return redirect("capture:source", source_id)


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def consent(request: Request, source_id: UUID) -> HttpResponse:
    """Declare that the website asks before it sends device ids, or take that back."""
    found = get_object_or_404(Source, id=source_id)
    found.wire_consent(is_wired=request.POST.get("is_wired") == "yes", by=request.user, at=request.now)
    return redirect("capture:source", source_id)


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def revoke(request: Request, source_id: UUID) -> HttpResponse:
    found = get_object_or_404(Source, id=source_id)
    found.revoke(by=request.user, at=request.now)
    messages.success(request, _("Nothing is accepted with the key of %(name)s any more.") % {"name": found})
    return redirect("capture:sources")


def _shown(
    request: Request,
    found: Source,
    *,
    key: str = "",
    rotation: RotationForm | None = None,
    pages: OriginsForm | None = None,
) -> HttpResponse:
    context = {
        "source": reading.one(found, request.now),
        "key": key,
        "rotation": rotation or RotationForm(),
        "pages": pages or OriginsForm.of(found),
        "address": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "capture/source.html", context)
