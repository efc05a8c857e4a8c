"""The pages of the agreement."""

from __future__ import annotations

from typing import cast

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.agreement import readings
from handschlag.agreement.core import yaml_form
from handschlag.agreement.core.problems import Unreadable
from handschlag.agreement.core.text import Language
from handschlag.agreement.forms import DraftForm, ProposeForm, SignForm, YamlForm, language
from handschlag.agreement.models import State, Version, may_draft
from handschlag.agreement.starters import STARTERS, starter
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Side
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_GET
def current(request: Request) -> HttpResponse:
    """The contract in force, to read and to print; or how to come to one."""
    in_force = Version.in_force(request.now)
    found = in_force and Version.objects.with_passage().get(pk=in_force.pk)
    context = {
        "document": found and readings.document(found, _language(request), request.now),
        "waiting": readings.waiting(request.now),
        "may_draft": may_draft(request.user, request.now),
    }
    return render(request, "agreement/current.html", context)


@allowed(*EVERYBODY)
@require_GET
def versions(request: Request) -> HttpResponseBase:
    """Every version with its state."""
    page = readings.listing(request.now, request.GET.get("page", 1))
    if file := exported(request, lambda: readings.versions_sheet(page, request.now)):
        return file
    return render(request, "agreement/versions.html", {"page": page, "may_draft": may_draft(request.user, request.now)})


@allowed(*EVERYBODY)
@require_GET
def version(request: Request, number: int) -> HttpResponse:
    """One version: its contract, what differs, and what one may do with it."""
    found = _version(number)
    in_force = Version.in_force(request.now)
    other = found.based_on if request.GET.get("with") == "predecessor" else in_force
    doings = readings.doings(found, request.user, request.now)
    context = {
        "document": readings.document(found, _language(request), request.now),
        "doings": doings,
        "in_force": in_force,
        "compared_with": other if other != found else None,
        "differences": readings.compared(found, other, language()),
        "warnings": readings.warnings(found, language()) if found.state(request.now) in _BEFORE_FORCE else [],
        "propose_form": ProposeForm(),
        "sign_forms": [(side, SignForm(initial={"side": side}, prefix=side)) for side in doings.sign],
        "may_draft": may_draft(request.user, request.now),
    }
    return render(request, "agreement/version.html", context)


@allowed(*EVERYBODY)
@require_GET
def yaml(request: Request, number: int) -> HttpResponse:
    """The terms to take away."""
    found = _version(number)
    headers = {"Content-Disposition": f'attachment; filename="agreement-{found.number}.yaml"'}
    return HttpResponse(yaml_form.write(found.parsed), content_type="application/yaml; charset=utf-8", headers=headers)


@allowed(*EVERYBODY)
@require_GET
def new(request: Request) -> HttpResponse:
    """Where a draft may start from."""
    _refuse_unless_may_draft(request)
    in_force = Version.in_force(request.now)
    return render(request, "agreement/new.html", {"in_force": in_force, "starters": STARTERS})


@allowed(*EVERYBODY)
@require_POST
def draft(request: Request, source: str) -> HttpResponse:
    """Begin a draft: from a starter, or from the version of this number."""
    _refuse_unless_may_draft(request)
    based_on = _version(int(source)) if source.isdecimal() else None
    if based_on is None and source not in STARTERS:
        raise Http404
    terms = based_on.parsed if based_on else starter(source)
    made = Version.draft(terms, by=request.user, at=request.now, based_on=based_on)
    return redirect("agreement:edit", made.number)


@allowed(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def edit(request: Request, number: int) -> HttpResponse:
    """The draft as a form. A button that adds a row saves nothing."""
    found = _draft(request, number)
    add = request.POST.get("add", "")
    form = DraftForm(found.parsed, request.POST if request.method == "POST" else None, add)
    if request.method == "POST" and not add and (terms := form.read()):
        found.revise(terms, by=request.user, at=request.now)
        messages.success(request, _("The draft is saved."))
        return redirect("agreement:version", found.number)
    status = 422 if request.method == "POST" and not add else 200
    return render(request, "agreement/edit.html", {"version": found, "form": form}, status=status)


@allowed(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def edit_yaml(request: Request, number: int) -> HttpResponse:
    """The draft as YAML, with every problem named by place and line."""
    found = _draft(request, number)
    if request.method == "GET":
        form = YamlForm(initial={"text": yaml_form.write(found.parsed)})
        return render(request, "agreement/edit_yaml.html", {"version": found, "form": form})
    form = YamlForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found.revise(yaml_form.read(form.cleaned_data["text"]), by=request.user, at=request.now)
        except Unreadable as unreadable:
            for problem in unreadable.problems:
                form.add_error(None, problem.sentence(language()))
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("agreement:version", found.number)
    return render(request, "agreement/edit_yaml.html", {"version": found, "form": form}, status=422)


@allowed(*EVERYBODY)
@require_POST
def propose(request: Request, number: int) -> HttpResponse:
    form = ProposeForm(request.POST)
    if not form.is_valid():
        raise Refused(_("The moment could not be read."))
    _version(number).propose(by=request.user, at=request.now, from_at=form.cleaned_data["from_at"])
    messages.success(request, _("Both sides can sign now."))
    return redirect("agreement:version", number)


@allowed(*EVERYBODY)
@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    """Sign for one's side with one's password. Guessing is slowed down as at the log-in."""
    found = _version(number)
    prefix = next((side for side in Side.values if f"{side}-side" in request.POST), None)
    form = SignForm(request.POST, prefix=prefix)
    if not form.is_valid():
        raise Refused(_("Enter your password to sign."))
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise Refused(_("Too many attempts. Wait a minute and try again."))
    found.sign(Side(form.cleaned_data["side"]), by=request.user, password=form.cleaned_data["password"], at=request.now)
    messages.success(request, _("You have signed."))
    return redirect("agreement:version", number)


@allowed(*EVERYBODY)
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Discard a draft, or take a proposal back."""
    found = _version(number)
    verb = found.discard if found.state(request.now) is State.DRAFT else found.withdraw
    verb(by=request.user, at=request.now)
    messages.success(request, _("Version {number} is taken back.").format(number=number))
    return redirect("agreement:versions")


_BEFORE_FORCE = {State.DRAFT, State.PROPOSED, State.SIGNED_BY_ONE}


def _version(number: int) -> Version:
    return get_object_or_404(Version.objects.with_passage(), number=number)


def _draft(request: Request, number: int) -> Version:
    _refuse_unless_may_draft(request)
    found = _version(number)
    if found.state(request.now) is not State.DRAFT:
        raise Refused(_("Only a draft can be revised; draft a new version on this one instead."))
    return found


def _refuse_unless_may_draft(request: Request) -> None:
    if not may_draft(request.user, request.now):
        raise PermissionDenied


def _language(request: Request) -> Language:
    """The language of the contract: the viewer's, or the one asked for."""
    asked = request.GET.get("language")
    return cast(Language, asked) if asked in {"de", "en"} else language()
