"""What campaigns cost: entered by hand or from a table, shown before anything is written, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.market.forms import CostChoiceForm, CostForm, CostTableForm
from handschlag.market.forms.costs import SHOWN_FLAWS
from handschlag.market.forms.wording import said
from handschlag.market.models import Campaign, CostImport
from handschlag.market.readings.costs import cost_imports_sheet, costs_of, costs_sheet, earlier_imports, read_of
from handschlag.organisation.access import allowed
from handschlag.organisation.models import House, Role, local_day
from handschlag.organisation.requests import Request


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def costs(request: Request, noun_id: UUID) -> HttpResponseBase:
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
    if file := exported(request, lambda: costs_sheet(campaign)):
        return file
    context = {"campaign": campaign, "form": form, **costs_of(campaign, request.GET.get("page"))}
    return render(request, "market/costs.html", context)


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def cost_imports(request: Request) -> HttpResponseBase:
    """Read a table of costs; nothing is entered before it was looked at."""
    house = House.the()
    form = CostTableForm(
        request.POST or None, request.FILES or None, initial={"currency": house.currency if house else "EUR"}
    )
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["table"].name
        begun = CostImport.begin(name, form.costs.lines, by=request.user, at=request.now)
        request.session["cost_flaws"] = {"of": str(begun.id), **_left_out(form)}
        return redirect("market:cost_import", begun.id)
    if file := exported(request, cost_imports_sheet):
        return file
    return render(request, "market/cost_imports.html", {"form": form, **earlier_imports()})


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def cost_import(request: Request, import_id: UUID) -> HttpResponse:
    """What a table says, and entering it."""
    begun = get_object_or_404(CostImport, pk=import_id, by=request.user, entered_at=None)
    form = CostChoiceForm(request.POST if request.method == "POST" else None, begun)
    if request.method == "POST" and form.is_valid():
        try:
            days = begun.enter(form.choices, form.cleaned_data.get("channel"), by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said_days = ngettext("Costs of %(number)s day are entered.", "Costs of %(number)s days are entered.", days)
            messages.success(request, said_days % {"number": days})
            return redirect("market:cost_imports")
    flaws = request.session.get("cost_flaws", {})
    left_out = flaws if flaws.get("of") == str(begun.id) else {}
    context = {"begun": begun, "form": form, "read": read_of(begun), "left_out": left_out}
    return render(request, "market/cost_import.html", context)


@require_POST
@allowed(Role.MARKETING)
def undo_cost_import(request: Request, import_id: UUID) -> HttpResponse:
    entered = get_object_or_404(CostImport.objects.exclude(entered_at=None), pk=import_id)
    kept = entered.undo(by=request.user, at=request.now)
    messages.success(request, _("The import is taken back: what stood before stands again."))
    if kept:
        stay = ngettext(
            "%(number)s day stays as it is: somebody has entered something else since.",
            "%(number)s days stay as they are: somebody has entered something else since.",
            kept,
        )
        messages.warning(request, stay % {"number": kept})
    return redirect("market:cost_imports")


def _left_out(form: CostTableForm) -> dict[str, object]:
    """What the table says that cannot be entered, in sentences."""
    shown = [said(flaw) for flaw in form.flaws[:SHOWN_FLAWS]]
    return {"flaws": shown, "count": len(form.flaws), "summaries": form.costs.summaries}
