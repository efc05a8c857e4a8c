"""The wordings that stand on forms: read by everybody who may answer for them, written by marketing and data protection."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handschlag.capture.forms.building import PrivacyTextForm, suggestion
from handschlag.capture.models import PrivacyText, Subject
from handschlag.capture.readings.forms import texts
from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import allowed
from handschlag.organisation.models import House, Role
from handschlag.organisation.requests import Request

WRITERS = (Role.MARKETING, Role.DATA_PROTECTION)


@require_GET
@allowed(*WRITERS)
def privacy_texts(request: Request) -> HttpResponse:
    return render(request, "capture/privacy_texts.html", {"rows": texts()})


@require_http_methods(["GET", "POST"])
@allowed(*WRITERS)
def privacy_text(request: Request, subject: str) -> HttpResponse:
    """One subject: all its wordings, and a new one that begins as the latest."""
    if subject not in Subject.values:
        raise Http404
    about = Subject(subject)
    versions = list(PrivacyText.objects.filter(subject=subject).order_by("-number")[:50])
    house = House.the()
    initial = {} if versions else suggestion(about, house.name if house else "")
    form = PrivacyTextForm(about, request.POST or None, instance=PrivacyText.beginning_as(versions), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            PrivacyText.write(about, form.words(), by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new wording is kept. Forms carry it once they are published again."))
            return redirect("capture:privacy_texts")
    return render(request, "capture/privacy_text.html", {"about": about, "versions": versions, "form": form})
