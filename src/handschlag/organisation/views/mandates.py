"""Giving the power to sign, and letting it end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import allowed
from handschlag.organisation.forms import MandateEndForm, MandateForm
from handschlag.organisation.models import Mandate, OnePersonMode, Role, Side, local_day
from handschlag.organisation.requests import Request


@require_http_methods(["GET", "POST"])
@allowed(Role.OPERATIONS)
def mandate_add(request: Request) -> HttpResponse:
    form = MandateForm(
        request.POST or None, initial={"from_on": local_day(request.now), "holder": request.GET.get("holder")}
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        days = {"from_on": answers["from_on"], "until_on": answers["until_on"]}
        try:
            Mandate.give(answers["holder"], Side(answers["side"]), **days, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The mandate is given."))
            return redirect("organisation:overview")
    return render(
        request, "organisation/mandate_add.html", {"form": form, "is_one_person": OnePersonMode.is_on(request.now)}
    )


@require_http_methods(["GET", "POST"])
@allowed(Role.OPERATIONS)
def mandate_end(request: Request, mandate_id: UUID) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.select_related("holder"), pk=mandate_id)
    form = MandateEndForm(request.POST or None, initial={"last_day": local_day(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            mandate.end(form.cleaned_data["last_day"], by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _("The mandate has its last day."))
            return redirect("organisation:overview")
    return render(request, "organisation/mandate_end.html", {"form": form, "mandate": mandate})
