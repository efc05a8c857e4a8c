"""The page of a verdict."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.qualification import readings
from handschlag.qualification.models import Verdict

READERS = (Role.MARKETING, Role.SALES, Role.DATA_PROTECTION)
"""Whoever may read about contacts."""


@allowed(*READERS)
@require_GET
def verdict(request: Request, verdict_id: UUID) -> HttpResponse:
    """Why a lead was judged so: every reason with its points and what gave them."""
    found = get_object_or_404(Verdict.objects.select_related("version", "lead__contact__company"), id=verdict_id)
    context = {"shown": readings.explain(found), "others": readings.verdicts_of(found.lead)}
    return render(request, "qualification/verdict.html", context)
