"""The pages on which the agreement is read, and its files taken away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handschlag.agreement import readings
from handschlag.agreement.core.parts import names_of_parts
from handschlag.agreement.forms import ProposeForm, SignForm, language
from handschlag.agreement.models import State, Version, local_day, may_draft
from handschlag.agreement.passage_forms import AnswerForm, CommentForm, SuspensionForm
from handschlag.agreement.views.found import found, language_asked
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request

BEFORE_FORCE = {State.DRAFT, State.PROPOSED, State.SIGNED_BY_ONE}


@allowed(*EVERYBODY)
@require_GET
def current(request: Request) -> HttpResponse:
    """The contract in force, to read and to print; or how to come to one."""
    in_force = Version.in_force(request.now)
    version = in_force and Version.objects.with_passage().get(pk=in_force.pk)
    doings = version and readings.doings(version, request.user, request.now)
    context = {
        "document": version and readings.document(version, language_asked(request), request.now),
        "doings": doings,
        "suspension_form": doings and _suspension_form(request, doings),
        "signers": readings.signers(request.now),
        "is_of_one_person": readings.is_of_one_person(request.now),
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
    """One version: its contract, what differs, what was said about it, and what one may do with it."""
    shown = found(number)
    context = {
        "document": readings.document(shown, language_asked(request), request.now),
        "warnings": readings.warnings(shown, language()) if shown.state(request.now) in BEFORE_FORCE else [],
        "may_draft": may_draft(request.user, request.now),
        **_compared(request, shown),
        **_doings(request, shown),
        **_said(request, shown),
    }
    return render(request, "agreement/version.html", context)


@allowed(*EVERYBODY)
@require_GET
def yaml(request: Request, number: int) -> HttpResponse:
    """The terms to take away."""
    taken = found(number)
    headers = {"Content-Disposition": f'attachment; filename="agreement-{taken.number}.yaml"'}
    return HttpResponse(taken.as_yaml(), content_type="application/yaml; charset=utf-8", headers=headers)


@allowed(*EVERYBODY)
@require_GET
def evidence(request: Request, number: int) -> HttpResponse:
    """What is signed with the terms, byte for byte as it is hashed."""
    carried = found(number).carried_evidence
    if carried is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="agreement-{number}-evidence.json"'}
    return HttpResponse(carried.document_json, content_type="application/json", headers=headers)


@allowed(*EVERYBODY)
@require_GET
def proof(request: Request, number: int) -> HttpResponse:
    """The proof that both sides have signed, to be checked anywhere."""
    file = readings.proof(found(number), request.now)
    headers = {"Content-Disposition": f'attachment; filename="agreement-{number}-proof.json"'}
    return HttpResponse(file, content_type="application/json", headers=headers)


def _compared(request: Request, shown: Version) -> dict[str, Any]:
    """Against the version in force; a counter-proposal against what it answers, unless the other is asked for."""
    in_force, talks = Version.in_force(request.now), readings.talks(shown, request.now)
    asked = request.GET.get("with") or ("predecessor" if talks.answers else "in_force")
    other = shown.based_on if asked == "predecessor" else in_force
    return {
        "in_force": in_force,
        "talks": talks,
        "compared_with": other if other != shown else None,
        "differences": readings.compared(shown, other, language()),
    }


def _doings(request: Request, shown: Version) -> dict[str, Any]:
    """What one may do here, each with its form; forms to sign and propose carry the hash that is shown."""
    doings, seen = readings.doings(shown, request.user, request.now), {"shown": shown.hash_to_sign}
    return {
        "doings": doings,
        "propose_form": ProposeForm(initial=seen),
        "sign_forms": [(side, SignForm(initial={"side": side, **seen}, prefix=side)) for side in doings.sign],
        "suspension_form": _suspension_form(request, doings),
        "signers": readings.signers(request.now),
        "is_of_one_person": readings.is_of_one_person(request.now),
    }


def _said(request: Request, shown: Version) -> dict[str, Any]:
    """Comments, and the forms to add to them."""
    return {
        "comments": readings.comments(shown, language(), request.GET.get("comments", 1)),
        "comment_form": CommentForm(names_of_parts(shown.terms, language())),
        "answer_form": AnswerForm(auto_id=False),
    }


def _suspension_form(request: Request, doings: readings.Doings) -> SuspensionForm | None:
    """For whoever may suspend; as a rule it is for the rest of today."""
    return SuspensionForm(doings.suspend, initial={"last_day": local_day(request.now)}) if doings.suspend else None
