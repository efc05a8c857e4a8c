"""The public API of the agreement. Signing is not offered here: it needs a person who proves again who they are, on the page."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from ninja.pagination import paginate
from pydantic import ConfigDict

from handschlag.agreement.core import yaml_form
from handschlag.agreement.core.problems import Unreadable
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import State, Version
from handschlag.agreement.readings import Shown
from handschlag.agreement.readings import proof as prove
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.organisation.tokens import bearer

router = Router(tags=["agreement"])

READING = bearer("read", *EVERYBODY)
DRAFTING = bearer("agreement", Role.MARKETING, Role.SALES)


class SignatureOut(Schema):
    """A side's signature under one hash."""

    side: str
    at: datetime
    hash: str
    in_one_person_mode: bool


class VersionOut(Schema):
    """A version without its terms. ``state``: draft, proposed, signed_by_one, sealed, in_force, superseded, withdrawn.

    ``hash`` is that of the terms; ``signed_hash`` what both sides sign, which differs where there is evidence. ``answered_by`` is the
    number of the counter-proposal that closed it. ``suspended_until`` is set while nothing new is handed over under it.
    """

    number: int
    state: str
    title: str
    hash: str
    signed_hash: str
    answered_by: int | None
    suspended_until: datetime | None
    drafted_at: datetime
    in_force_from: datetime | None
    signatures: list[SignatureOut]


class VersionWithTermsOut(VersionOut):
    """A version with its terms, as data in the grammar."""

    terms: dict[str, Any]


class DraftIn(Schema):
    """Terms for a new draft: as data (``terms``) or as YAML (``yaml``), one of the two; and the number it is based on."""

    model_config = ConfigDict(extra="forbid")

    terms: dict[str, Any] | None = None
    yaml: str | None = None
    based_on: int | None = None


@router.get("/current", response=VersionWithTermsOut, auth=READING, summary="The agreement in force")
def current(request: HttpRequest) -> dict[str, Any]:
    """The version that judges leads now, with its terms; 404 before the first one is in force."""
    now = cast(Request, request).now
    in_force = Version.in_force(now)
    if in_force is None:
        raise HttpError(404, _("No agreement is in force."))
    return _plain(Version.objects.with_passage().get(pk=in_force.pk), now)


@router.get("/versions", response=list[VersionOut], auth=READING, summary="All versions, newest first")
@paginate
def versions(request: HttpRequest) -> list[dict[str, Any]]:
    """Every wording there was."""
    now = cast(Request, request).now
    return [_plain(version, now) for version in Version.objects.with_passage()]


@router.get("/versions/{number}", response=VersionWithTermsOut, auth=READING, summary="One version with its terms")
def version(request: HttpRequest, number: int) -> dict[str, Any]:
    """A version by its number."""
    found = get_object_or_404(Version.objects.with_passage(), number=number)
    return _plain(found, cast(Request, request).now)


@router.get("/versions/{number}/yaml", auth=READING, summary="The terms of a version as YAML")
def yaml(request: HttpRequest, number: int) -> HttpResponse:
    """Read back, they give the same hash."""
    found = get_object_or_404(Version, number=number)
    return HttpResponse(found.as_yaml(), content_type="application/yaml; charset=utf-8")


@router.get("/versions/{number}/proof", auth=READING, summary="The proof of a version both sides have signed")
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """Byte for byte the file that ``handschlag agreement verify`` checks anywhere; 409 before both sides have signed."""
    found = get_object_or_404(Version.objects.with_passage(), number=number)
    return HttpResponse(prove(found, cast(Request, request).now), content_type="application/json")


@router.post("/drafts", response={201: VersionWithTermsOut}, auth=DRAFTING, summary="Draft a new version")
def draft(request: HttpRequest, draft: DraftIn) -> Status[dict[str, Any]]:
    """A draft changes nothing until it is proposed and signed by both sides, which people do on the pages. Terms outside the grammar: 422."""
    asked = cast(Request, request)
    based_on = get_object_or_404(Version, number=draft.based_on) if draft.based_on is not None else None
    made = Version.draft(_terms(draft), by=asked.user, at=asked.now, based_on=based_on, source=draft.yaml)
    return Status(201, _plain(made, asked.now))


def _terms(draft: DraftIn) -> Terms:
    if (draft.terms is None) == (draft.yaml is None):
        raise HttpError(422, _("Give either terms or yaml."))
    try:
        return yaml_form.read(draft.yaml) if draft.yaml is not None else yaml_form.check(draft.terms)
    except Unreadable as unreadable:
        raise HttpError(422, unreadable.sentence("en")) from None


def _plain(version: Version, now: datetime) -> dict[str, Any]:
    shown = Shown(version, version.state(now))
    commencement, withdrawal = getattr(version, "commencement", None), getattr(version, "withdrawal", None)
    return {
        "number": version.number,
        "state": shown.state.value,
        "title": version.parsed.title,
        "hash": version.hash,
        "signed_hash": version.hash_to_sign,
        "answered_by": withdrawal and withdrawal.answered_by and withdrawal.answered_by.number,
        "suspended_until": _suspended_until(version, now) if shown.state is State.IN_FORCE else None,
        "drafted_at": version.drafted_at,
        "in_force_from": commencement and commencement.from_at,
        "signatures": list(version.signatures.all()),
        "terms": version.terms,
    }


def _suspended_until(version: Version, now: datetime) -> datetime | None:
    until: datetime | None = version.suspensions.running(now).aggregate(until=Max("until_at"))["until"]
    return until
