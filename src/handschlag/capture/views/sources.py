"""Where touches come from, and the keys they are sent with."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.capture.forms import SourceForm
from handschlag.capture.models import Source
from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING, Role.OPERATIONS)
def sources(request: Request) -> HttpResponse:
    """All sources; a new one shows its key once."""
    form, key = SourceForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _source, key = Source.make(form.cleaned_data["name"], by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            form = SourceForm()
    return render(request, "capture/sources.html", {"sources": Source.objects.all()[:200], "form": form, "key": key})


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def rotate(request: Request, source_id: UUID) -> HttpResponse:
    """A new key in place of the old one; it is shown in the answer and never again."""
    source = get_object_or_404(Source, id=source_id)
    key = source.rotate(by=request.user, at=request.now)
    context = {"sources": Source.objects.all()[:200], "form": SourceForm(), "key": key}
    return render(request, "capture/sources.html", context)


@require_POST
@allowed(Role.MARKETING, Role.OPERATIONS)
def revoke(request: Request, source_id: UUID) -> HttpResponse:
    source = get_object_or_404(Source, id=source_id)
    source.revoke(by=request.user, at=request.now)
    messages.success(request, _("Nothing is accepted with the key of %(name)s any more.") % {"name": source})
    return redirect("capture:sources")
