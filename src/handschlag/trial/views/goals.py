"""The page on which a revenue goal becomes what each side owes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handschlag.agreement.models import State, Version, may_draft
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.trial.core.adding import with_goal
from handschlag.trial.core.goals import needed
from handschlag.trial.forms import GoalForm
from handschlag.trial.models.lately import lately


@allowed(Role.MARKETING, Role.SALES)
@require_http_methods(["GET", "POST"])
def goal(request: Request, number: int) -> HttpResponse:
    """What a goal takes, in sums; posted, it fills the draft."""
    version = get_object_or_404(Version.objects.with_passage(), number=number)
    said = request.POST if request.method == "POST" else request.GET
    form = GoalForm(said if "revenue" in said else None, known := lately(request.now))
    found = needed(form.goal()) if form.is_valid() else None
    if request.method == "POST" and found:
        capacity = form.cleaned_data["capacity"]
        terms = with_goal(version.parsed, found.a_month, form.cleaned_data["acceptance"], capacity)
        version.revise(terms, by=request.user, at=request.now)
        messages.success(request, _("The goal is in the draft."))
        return redirect("trial:build", version.number)
    is_draft = version.state(request.now) is State.DRAFT and may_draft(request.user, request.now)
    context = {"version": version, "form": form, "found": found, "known": known, "is_draft": is_draft}
    if found:
        context |= {"said": form.cleaned_data, "is_too_much": found.exceeds(form.cleaned_data["capacity"])}
    return render(request, "trial/goal.html", context, status=422 if form.is_bound and not found else 200)
