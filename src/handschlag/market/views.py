"""The market's pages: every shelf is listed, filled and cleared in the same way; campaigns have their cost besides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.market.forms import FORMS, CostForm, ShelfForm
from handschlag.market.models import Campaign, Material, Prepared
from handschlag.market.readings import SHELVES, UnknownSort, costs_of, market_at_a_glance, sheet_of, shelf_page
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import House, Role, local_day
from handschlag.organisation.requests import Request


@require_GET
@allowed(*EVERYBODY)
def overview(request: Request) -> HttpResponse:
    return render(request, "market/overview.html", {"glances": market_at_a_glance()})


@require_GET
@allowed(*EVERYBODY)
def shelf(request: Request, slug: str) -> HttpResponseBase:
    form = ShelfForm(request.GET)
    context: dict[str, Any] = {"slug": slug, "shelf": SHELVES[slug], "form": form, "sort": request.GET.get("sort", "")}
    if not form.is_valid():
        return render(request, "market/shelf.html", context, status=400)
    text, archived = form.cleaned_data["q"], form.cleaned_data["show"] == "archived"
    try:
        context["page"] = shelf_page(
            SHELVES[slug], text=text, archived=archived, sort=context["sort"], page=request.GET.get("page")
        )
    except UnknownSort:
        return HttpResponse(
            _("This list cannot be sorted like that."), status=400, content_type="text/plain; charset=utf-8"
        )
    if file := exported(request, lambda: sheet_of(slug, context["page"])):
        return file
    part = "#rows" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"market/shelf.html{part}", context)


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def add(request: Request, slug: str) -> HttpResponse:
    """Key and name may come with the address: from the list of what touches named and nobody has described yet."""
    given = {name: request.GET[name][:120] for name in ("key", "name") if name in request.GET}
    form = FORMS[slug](request.POST or None, initial={"name": given.get("key", ""), **given} if given else None)
    if request.method == "POST" and form.is_valid():
        noun = form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is added.") % {"name": noun})
        return redirect("market:shelf", slug)
    return render(request, "market/noun.html", {"slug": slug, "shelf": SHELVES[slug], "form": form})


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def edit(request: Request, slug: str, noun_id: UUID) -> HttpResponse:
    noun = _noun(slug, noun_id)
    name = str(noun)  # before the form, which writes what was entered into the object, right or wrong
    form = FORMS[slug](request.POST or None, instance=noun)
    if request.method == "POST" and form.is_valid():
        form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is kept.") % {"name": noun})
        return redirect("market:shelf", slug)
    context = {"slug": slug, "shelf": SHELVES[slug], "form": form, "noun": noun, "name": name}
    return render(request, "market/noun.html", context)


@require_POST
@allowed(Role.MARKETING)
def archive(request: Request, slug: str, noun_id: UUID) -> HttpResponse:
    noun = _noun(slug, noun_id)
    noun.archive(by=request.user, at=request.now)
    messages.success(request, _("%(name)s is archived: offered no more, and not forgotten.") % {"name": noun})
    return redirect("market:shelf", slug)


@require_POST
@allowed(Role.MARKETING)
def restore(request: Request, slug: str, noun_id: UUID) -> HttpResponse:
    noun = _noun(slug, noun_id)
    noun.restore(by=request.user, at=request.now)
    messages.success(request, _("%(name)s is in use again.") % {"name": noun})
    return redirect("market:shelf", slug)


@require_POST
@allowed(Role.MARKETING)
def revise(request: Request, noun_id: UUID) -> HttpResponse:
    material = get_object_or_404(Material, pk=noun_id)
    revised = material.revise(by=request.user, at=request.now)
    messages.success(request, _("Version %(number)s: say what is new.") % {"number": revised.version})
    return redirect("market:edit", "materials", revised.id)


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def costs(request: Request, noun_id: UUID) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=noun_id)
    house = House.the()
    form = CostForm(
        request.POST or None,
        initial={"from_on": local_day(request.now), "currency": house.currency if house else "EUR"},
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            campaign.spend(answers["cost"], answers["from_on"], answers["until_on"], by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The cost is entered."))
            return redirect("market:costs", noun_id)
    return render(
        request,
        "market/costs.html",
        {"campaign": campaign, "form": form, **costs_of(campaign, request.GET.get("page"))},
    )


def _noun(slug: str, noun_id: UUID) -> Prepared:
    noun: Prepared = get_object_or_404(SHELVES[slug].model._default_manager.all(), pk=noun_id)
    return noun
