"""The page on which a draft is tried on history."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from handschlag.agreement.models import Version
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.trial import readings
from handschlag.trial.forms import PreviewForm


@allowed(Role.MARKETING, Role.SALES)
@require_http_methods(["GET", "POST"])
def preview(request: Request) -> HttpResponse:
    """Ask, and answer. Nothing is stored: the question is posted because the answer takes a second."""
    in_force = Version.in_force(request.now)
    form = PreviewForm(request.POST or None, in_force=in_force)
    asked = form.cleaned_data if form.is_valid() else None
    result = asked and readings.preview(asked["draft"], asked["other"], asked["days"], request.now)
    context = {"form": form, "result": result, "has_versions": form.fields["draft"].queryset.exists()}  # type: ignore[attr-defined]
    status = 422 if request.method == "POST" and result is None else 200
    return render(
        request, "trial/preview.html#result" if request.htmx else "trial/preview.html", context, status=status
    )
