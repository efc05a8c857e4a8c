"""The pages on which a draft is built from what occurs, and shows at once what it would do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from handschlag.agreement.models import State, Version, may_draft
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.trial import readings
from handschlag.trial.core.adding import with_criterion
from handschlag.trial.forms import PickForm
from handschlag.trial.models.naming import TABS

BUILDING = (Role.MARKETING, Role.SALES)


@allowed(*BUILDING)
@require_http_methods(["GET", "POST"])
def build(request: Request, number: int) -> HttpResponse:
    """What occurs, to pick from; what was picked becomes a criterion of the draft."""
    version = _version(number)
    is_draft = version.state(request.now) is State.DRAFT and may_draft(request.user, request.now)
    said = request.POST if request.method == "POST" else request.GET
    form = PickForm(said, is_posted=request.method == "POST") if is_draft and _is_picked(said) else None
    if request.method == "POST" and _added(request, version, form):
        return redirect(f"{request.path}?what={said.get('what', '')}")
    what = said.get("what", "")
    found = readings.occurring(what if what in TABS else "page", request.GET.get("q", "")[:100], request.now)
    context = {"version": version, "is_draft": is_draft, "form": form, "found": found, "tabs": TABS}
    page = "trial/build.html#found" if request.htmx and request.method == "GET" else "trial/build.html"
    return render(request, page, context, status=422 if request.method == "POST" else 200)


@allowed(*BUILDING)
@require_GET
def preview(request: Request, number: int) -> HttpResponse:
    """Leads and customers under the draft: a part of the page, or a page of its own."""
    version = _version(number)
    context = {"version": version, "preview": readings.previewed(version, request.now)}
    return render(request, "trial/_preview.html" if request.htmx else "trial/preview.html", context)


@allowed(*BUILDING)
@require_GET
def customers(request: Request, number: int) -> HttpResponseBase:
    """Customers whom the draft would not have found in time."""
    version = _version(number)
    if file := exported(request, lambda: readings.sheet_of_customers(version, request.now)):
        return file
    page = readings.customers_missed(version, request.now, request.GET.get("page"))
    return render(request, "trial/customers.html", {"version": version, "page": page})


def _is_picked(said: QueryDict) -> bool:
    return said.get("pick") == "1"


def _added(request: Request, version: Version, form: PickForm | None) -> bool:
    """Whether the criterion is in the draft now; otherwise the form says why not."""
    if form is None:
        raise Refused(_("Only a draft can be revised; draft a new version on this one instead."))
    if not form.is_valid():
        return False
    try:
        version.revise(with_criterion(version.parsed, *form.criterion()), by=request.user, at=request.now)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("“{label}” is in the draft.").format(label=form.cleaned_data["label"]))
    return True


def _version(number: int) -> Version:
    return get_object_or_404(Version.objects.with_passage(), number=number)
