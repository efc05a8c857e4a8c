"""The market's shelves: each is listed, filled and cleared in the same way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.ledger.exporting import exported
from handschlag.market.forms import FORMS, SHELF_FORMS, ShelfForm
from handschlag.market.models import MaterialVariant, Prepared
from handschlag.market.readings import SHELVES, UnknownSort, sheet_of, shelf_page
from handschlag.market.readings.overview import market_story
from handschlag.market.readings.panels import further
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@require_GET
@allowed(*EVERYBODY)
def overview(request: Request) -> HttpResponse:
    return render(request, "market/overview.html", {"chapters": list(market_story())})


@require_GET
@allowed(*EVERYBODY)
def shelf(request: Request, slug: str) -> HttpResponseBase:
    form = SHELF_FORMS.get(slug, ShelfForm)(request.GET)
    context: dict[str, Any] = {"slug": slug, "shelf": SHELVES[slug], "form": form, "sort": request.GET.get("sort", "")}
    context["further"] = further(slug) if request.user.is_marketing or request.user.is_sales else ""
    if not form.is_valid():
        return render(request, "market/shelf.html", context, status=400)
    text, archived = form.cleaned_data["q"], form.cleaned_data["show"] == "archived"
    try:
        context["page"] = shelf_page(
            SHELVES[slug],
            text=text,
            archived=archived,
            sort=context["sort"],
            page=request.GET.get("page"),
            chosen=form.chosen,
        )
    except UnknownSort:
        return HttpResponse(
            _("This list cannot be sorted like that."), status=400, content_type="text/plain; charset=utf-8"
        )
    if file := exported(request, lambda: sheet_of(slug, SHELVES[slug], context["page"])):
        return file
    part = "#rows" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"market/shelf.html{part}", context)


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def add(request: Request, slug: str) -> HttpResponse:
    """Some answers may come with the address: from the list of what touches named and nobody has described yet, or from a page."""
    given = {name: request.GET[name][:120] for name in ("key", "name", "material") if name in request.GET}
    initial = {"name": given.get("key", ""), **given} if given else None
    form = FORMS[slug](request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        noun = form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is added.") % {"name": noun})
        return _shown(slug, noun)
    return render(request, "market/noun.html", {"slug": slug, "shelf": SHELVES[slug], "form": form})


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def edit(request: Request, slug: str, noun_id: UUID) -> HttpResponse:
    noun = _noun(slug, noun_id)
    name = str(noun)  # before the form, which writes what was entered into the object, right or wrong
    form = FORMS[slug](request.POST or None, request.FILES or None, instance=noun)
    if request.method == "POST" and form.is_valid():
        form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is kept.") % {"name": noun})
        return _shown(slug, noun)
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


def _noun(slug: str, noun_id: UUID) -> Prepared:
    noun: Prepared = get_object_or_404(SHELVES[slug].model._default_manager.all(), pk=noun_id)
    return noun


def _shown(slug: str, noun: Prepared) -> HttpResponse:
    """Where the noun can be seen: on its own page, a variant on its material's, everything else on its shelf."""
    if isinstance(noun, MaterialVariant):
        return redirect("market:material", noun.material_id)
    return redirect(SHELVES[slug].page, noun.pk) if SHELVES[slug].page else redirect("market:shelf", slug)
