"""Pages of single nouns: materials with their files, positions, signals, surveys."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.market.forms import ComparedForm, SignalTableForm, initial_of
from handschlag.market.forms.position import IntendedPositionForm
from handschlag.market.models import Brand, IntendedPosition, Material, MaterialFile, Signal, Survey
from handschlag.market.readings import SHELVES
from handschlag.market.readings.nouns import course_of, material_page, survey_table
from handschlag.market.readings.panels import panels
from handschlag.market.readings.positions import position_page
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Role, local_day
from handschlag.organisation.requests import Request

NOTHING_BESIDE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A shown file may fetch nothing and run nothing. A sandbox would be stricter still, but keeps browsers from showing a PDF."""


@require_GET
@allowed(*EVERYBODY)
def material(request: Request, noun_id: UUID) -> HttpResponse:
    found = get_object_or_404(Material.objects.select_related("campaign", "file"), pk=noun_id)
    context = {
        "slug": "materials",
        "shelf": SHELVES["materials"],
        "noun": found,
        "shown": material_page(found),
        "panels": panels(found, request.user, request.now),
    }
    return render(request, "market/material.html", context)


@require_POST
@allowed(Role.MARKETING)
def revise(request: Request, noun_id: UUID) -> HttpResponse:
    material = get_object_or_404(Material, pk=noun_id)
    revised = material.revise(by=request.user, at=request.now)
    messages.success(request, _("Version %(number)s: say what is new.") % {"number": revised.version})
    return redirect("market:edit", "materials", revised.id)


@require_GET
@allowed(*EVERYBODY)
def file(request: Request, file_id: UUID) -> HttpResponseBase:
    """The file itself, as a download."""
    return _served(get_object_or_404(MaterialFile, pk=file_id), as_attachment=True)


@require_GET
@allowed(*EVERYBODY)
def preview(request: Request, file_id: UUID) -> HttpResponseBase:
    """A picture or a PDF to look at."""
    found = get_object_or_404(MaterialFile, pk=file_id)
    if not found.is_shown:
        raise Http404
    return _served(found, as_attachment=False)


@require_GET
@allowed(*EVERYBODY)
def position(request: Request, noun_id: UUID) -> HttpResponse:
    stated = get_object_or_404(IntendedPosition.objects.select_related("brand", "segment"), pk=noun_id)
    shown = position_page(stated, local_day(request.now))
    return render(
        request,
        "market/position.html",
        {"slug": "positions", "shelf": SHELVES["positions"], "noun": stated, "shown": shown},
    )


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def state(request: Request, noun_id: UUID | None = None) -> HttpResponse:
    """State a position, or state one anew: first beside whom, then the statement itself."""
    earlier = get_object_or_404(IntendedPosition, pk=noun_id) if noun_id else None
    asked = next((given for given in (request.GET, request.POST) if "brand" in given), None)
    compared = ComparedForm(asked, initial=_compared_before(earlier))
    context: dict[str, Any] = {"shelf": SHELVES["positions"], "compared": compared, "earlier": earlier}
    if not compared.is_valid():
        return render(request, "market/state_position.html", context)
    brand = compared.cleaned_data["brand"]
    initial = {"from_on": local_day(request.now), **(initial_of(earlier) if earlier else {})}
    posted = request.POST.copy() if request.method == "POST" else None
    if posted is not None:
        posted["brand"] = str(brand.pk)
    form = IntendedPositionForm(posted, initial=initial)
    if posted is not None and form.is_valid():
        stated = form.keep(by=request.user, at=request.now)
        messages.success(request, _("The position is stated; earlier statements stay as they were."))
        return redirect("market:position", stated.pk)
    brands = [brand, *compared.cleaned_data["against"]]
    return render(
        request,
        "market/state_position.html",
        {**context, "form": form, "brands": brands, "matrix": form.matrix(brands)},
    )


@require_GET
@allowed(*EVERYBODY)
def signal(request: Request, noun_id: UUID) -> HttpResponse:
    found = get_object_or_404(Signal.objects.prefetch_related("segments", "brands"), pk=noun_id)
    context = {"course": course_of(found), "is_valid": found.is_valid_on(local_day(request.now))}
    return render(
        request, "market/signal.html", {"slug": "signals", "shelf": SHELVES["signals"], "noun": found, **context}
    )


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def signal_table(request: Request) -> HttpResponse:
    form = SignalTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        number = form.keep(by=request.user, at=request.now)
        done = ngettext("%(number)s signal is added.", "%(number)s signals are added.", number)
        messages.success(request, done % {"number": number})
        return redirect("market:shelf", "signals")
    return render(request, "market/signal_table.html", {"form": form, "shelf": SHELVES["signals"]})


@require_GET
@allowed(*EVERYBODY)
def survey(request: Request, noun_id: UUID) -> HttpResponse:
    found = get_object_or_404(Survey.objects.select_related("segment"), pk=noun_id)
    context = {"slug": "surveys", "shelf": SHELVES["surveys"], "noun": found, "table": survey_table(found)}
    return render(request, "market/survey.html", context)


def _served(found: MaterialFile, *, as_attachment: bool) -> HttpResponseBase:
    if not default_storage.exists(found.path):
        raise Http404
    answer = FileResponse(
        default_storage.open(found.path), as_attachment=as_attachment, filename=found.name, content_type=found.kind
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = NOTHING_BESIDE
    return answer


def _compared_before(earlier: IntendedPosition | None) -> dict[str, Any]:
    if earlier is None:
        return {"against": list(Brand.objects.filter(archived_at=None, is_ours=False)[:4])}
    placed = earlier.strengths.values_list("brand_id", flat=True).distinct()
    return {"brand": earlier.brand_id, "against": [pk for pk in placed if pk != earlier.brand_id]}
