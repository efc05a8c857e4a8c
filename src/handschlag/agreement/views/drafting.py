"""The pages on which a version is drafted and put before both sides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.agreement.core import yaml_form
from handschlag.agreement.core.problems import Unreadable
from handschlag.agreement.forms import DraftForm, ProposeForm, YamlForm, language
from handschlag.agreement.models import State, Version
from handschlag.agreement.starters import STARTERS, starter, starter_text
from handschlag.agreement.views.found import found, refuse_unless_may_draft
from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_GET
def new(request: Request) -> HttpResponse:
    """Where a draft may start from."""
    refuse_unless_may_draft(request)
    in_force = Version.in_force(request.now)
    return render(request, "agreement/new.html", {"in_force": in_force, "starters": STARTERS})


@allowed(*EVERYBODY)
@require_POST
def draft(request: Request, source: str) -> HttpResponse:
    """Begin a draft: from a starter, or from the version of this number; on a proposed one it is a counter-proposal."""
    refuse_unless_may_draft(request)
    based_on = found(int(source)) if source.isdecimal() else None
    if based_on is None and source not in STARTERS:
        raise Http404
    terms = based_on.parsed if based_on else starter(source, language())
    text = None if based_on else starter_text(source, language())
    made = Version.draft(terms, by=request.user, at=request.now, based_on=based_on, source=text)
    return redirect("agreement:edit", made.number)


@allowed(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def edit(request: Request, number: int) -> HttpResponse:
    """The draft as a form. A button that adds a row saves nothing."""
    draft = _draft(request, number)
    add = request.POST.get("add", "")
    form = DraftForm(draft.parsed, request.POST if request.method == "POST" else None, add)
    if request.method == "POST" and not add and (terms := form.read()):
        draft.revise(terms, by=request.user, at=request.now)
        messages.success(request, _("The draft is saved."))
        return redirect("agreement:version", draft.number)
    status = 422 if request.method == "POST" and not add else 200
    return render(request, "agreement/edit.html", {"version": draft, "form": form}, status=status)


@allowed(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def edit_yaml(request: Request, number: int) -> HttpResponse:
    """The draft as YAML, with every problem named by place and line."""
    draft = _draft(request, number)
    if request.method == "GET":
        form = YamlForm(initial={"text": draft.as_yaml()})
        return render(request, "agreement/edit_yaml.html", {"version": draft, "form": form})
    form = YamlForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            draft.revise(yaml_form.read(text), by=request.user, at=request.now, source=text)
        except Unreadable as unreadable:
            for problem in unreadable.problems:
                form.add_error(None, problem.sentence(language()))
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("agreement:version", draft.number)
    return render(request, "agreement/edit_yaml.html", {"version": draft, "form": form}, status=422)


@allowed(*EVERYBODY)
@require_POST
def propose(request: Request, number: int) -> HttpResponse:
    form = ProposeForm(request.POST)
    if not form.is_valid():
        raise Refused(_("The moment could not be read."))
    said = form.cleaned_data
    found(number).propose(by=request.user, at=request.now, from_at=said["from_at"], shown=said["shown"])
    messages.success(request, _("Both sides can sign now."))
    return redirect("agreement:version", number)


@allowed(*EVERYBODY)
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Discard a draft, or take a proposal back."""
    version = found(number)
    verb = version.discard if version.state(request.now) is State.DRAFT else version.withdraw
    verb(by=request.user, at=request.now)
    messages.success(request, _("Version {number} is taken back.").format(number=number))
    return redirect("agreement:versions")


def _draft(request: Request, number: int) -> Version:
    refuse_unless_may_draft(request)
    version = found(number)
    if version.state(request.now) is not State.DRAFT:
        raise Refused(_("Only a draft can be revised; draft a new version on this one instead."))
    return version
