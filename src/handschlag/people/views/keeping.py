"""The pages of data protection: what may be done on which basis, who is left alone, who has to be told, and what goes when."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role, ScoringBasis
from handschlag.organisation.requests import Request
from handschlag.people.forms.privacy import AddressForm, BasisForm, PeriodForm, SuppressionForm
from handschlag.people.models import (
    CATEGORIES,
    Contact,
    Notice,
    RetentionPeriod,
    declare_scoring_basis,
    lift_suppression,
    suppress,
)
from handschlag.people.readings import privacy as reading
from handschlag.people.readings.sheets import notices_sheet

ROWS = 50


@require_http_methods(["GET", "POST"])
@allowed(Role.DATA_PROTECTION)
def basis(request: Request) -> HttpResponse:
    current = ScoringBasis.current()
    initial = {"basis": current.basis, "balancing": current.balancing} if current else {}
    form = BasisForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            declare_scoring_basis(**form.cleaned_data, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error("balancing", str(refusal))
        else:
            messages.success(request, _("Declared. All open leads are judged again."))
            return redirect("people:basis")
    context = {
        "form": form,
        "current": current,
        "said": reading.what_was_said(),
        "declared": ScoringBasis.objects.order_by("-from_at")[:10],
    }
    return render(request, "people/privacy/basis.html", context)


@require_http_methods(["GET", "POST"])
@allowed(Role.DATA_PROTECTION)
def suppression(request: Request) -> HttpResponse:
    form = SuppressionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        new = suppress(form.keys, by=request.user, at=request.now)
        messages.success(
            request,
            ngettext(
                "%(new)s address or number is suppressed from now on.",
                "%(new)s addresses or numbers are suppressed from now on.",
                new,
            )
            % {"new": new},
        )
        return redirect("people:suppression")
    context = {"form": form, "lifting": AddressForm(), **reading.suppressed()}
    return render(request, "people/privacy/suppression.html", context)


@require_POST
@allowed(Role.DATA_PROTECTION)
def suppression_lift(request: Request) -> HttpResponse:
    form = AddressForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("This is neither an address nor a number."))
        lift_suppression(form.cleaned_data["address"], by=request.user, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is suppressed no longer."))
    return redirect("people:suppression")


@require_http_methods(["GET", "POST"])
@allowed(Role.DATA_PROTECTION)
def notices(request: Request) -> HttpResponseBase:
    page = Paginator(reading.notices_owed(), ROWS).get_page(request.GET.get("page"))
    if request.method == "POST":
        try:
            told = _tell(request, list(page))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            sentence = ngettext("%(told)s person noted as told.", "%(told)s people noted as told.", told)
            messages.success(request, sentence % {"told": told})
        return redirect("people:notices")
    if file := exported(request, lambda: notices_sheet(reading.notices_owed(), request.now)):
        return file
    context = {"page": page, "owed": reading.notices(request.now, list(page))}
    return render(request, "people/privacy/notices.html", context)


def _tell(request: Request, contacts: list[Contact]) -> int:
    """By a mail of ours, or elsewhere."""
    if "mail" in request.POST:
        return Notice.send(contacts, by=request.user, at=request.now)
    return Notice.note([contact.id for contact in contacts], "elsewhere", by=request.user, at=request.now)


@require_GET
@allowed(Role.DATA_PROTECTION)
def retention(request: Request) -> HttpResponse:
    rows = [
        (one, PeriodForm(initial={"days": one.days}, prefix=one.category.key)) for one in reading.retention(request.now)
    ]
    return render(request, "people/privacy/retention.html", {"rows": rows})


@require_POST
@allowed(Role.DATA_PROTECTION)
def retention_decide(request: Request, category: str) -> HttpResponse:
    """Decide a period; "off" keeps the category until somebody decides again."""
    if category not in CATEGORIES:
        raise Http404
    form = PeriodForm(request.POST, prefix=category)
    if "off" in request.POST:
        RetentionPeriod.decide(category, None, by=request.user, at=request.now)
        messages.success(request, _("Nothing of it goes by itself any more."))
    elif form.is_valid():
        RetentionPeriod.decide(category, form.cleaned_data["days"], by=request.user, at=request.now)
        messages.success(request, _("Decided. The worker lets go what is over."))
    else:
        messages.error(request, _("Please give a number of days, at least one."))
    return redirect("people:retention")
