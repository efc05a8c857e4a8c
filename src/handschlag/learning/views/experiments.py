"""Experiments: what a channel causes, where credit only counts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.learning.forms import ExperimentForm, StopForm
from handschlag.learning.models import Experiment
from handschlag.learning.readings.experiments import experiments_sheet, listed, shown
from handschlag.ledger.exporting import exported, rows_of
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request

BOTH_SIDES = (Role.MARKETING, Role.SALES)


@allowed(*EVERYBODY)
@require_GET
def experiments(request: Request) -> HttpResponseBase:
    """All there were, the latest first."""
    page = listed(request.GET.get("page", 1))
    if file := exported(request, lambda: experiments_sheet(rows_of(page), request.now)):
        return file
    rows = [(one, shown(one, request.now)) for one in page]
    return render(request, "learning/experiments.html", {"page": page, "rows": rows})


@allowed(*BOTH_SIDES)
@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan one; its lot is drawn at once."""
    form = ExperimentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = Experiment.plan(**form.cleaned_data, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The lot is drawn. Leave the channel out where it says so."))
            return redirect("learning:experiment", made.id)
    return render(request, "learning/plan.html", {"form": form}, status=422 if request.method == "POST" else 200)


@allowed(*EVERYBODY)
@require_GET
def experiment(request: Request, experiment_id: UUID) -> HttpResponse:
    """What is left out where and until when; afterwards, what it has shown."""
    found = _experiment(experiment_id)
    context = {"experiment": found, "shown": shown(found, request.now), "stop_form": StopForm()}
    return render(request, "learning/experiment.html", context)


@allowed(*BOTH_SIDES)
@require_POST
def reading(request: Request, experiment_id: UUID) -> HttpResponse:
    """Read the effect, once."""
    found = _experiment(experiment_id)
    found.read(by=request.user, at=request.now)
    return redirect("learning:experiment", found.id)


@allowed(*BOTH_SIDES)
@require_POST
def stop(request: Request, experiment_id: UUID) -> HttpResponse:
    """Break it off, and say why."""
    found = _experiment(experiment_id)
    found.break_off(request.POST.get("reason", ""), by=request.user, at=request.now)
    return redirect("learning:experiment", found.id)


def _experiment(experiment_id: UUID) -> Experiment:
    found = Experiment.objects.select_related("channel", "planned_by", "stop__by", "reading__by")
    return get_object_or_404(found, id=experiment_id)
