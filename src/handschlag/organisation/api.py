"""Oneself and one's absences, for programs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, ConfigDict

from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.models import Absence, User
from handschlag.organisation.models.calendar import people_whose_absences_are_entered_by
from handschlag.organisation.tokens import bearer

router = Router(tags=["organisation"])


class Me(Schema):
    id: UUID
    name: str
    email: str
    language: str
    roles: list[str]


class AbsenceRead(Schema):
    id: UUID
    user: UUID
    from_at: datetime
    until_at: datetime

    @staticmethod
    def resolve_user(row: Any) -> UUID:
        return row.user_id if isinstance(row, Absence) else row["user"]


class AbsenceEntered(Schema):
    """Half-open, moments with a zone. ``user`` is oneself where it is left out."""

    model_config = ConfigDict(extra="forbid")

    from_at: AwareDatetime
    until_at: AwareDatetime
    user: UUID | None = None


@router.get("/me", auth=bearer("read", *EVERYBODY), response=Me, summary="Whose token this is")
def me(request: HttpRequest) -> dict[str, Any]:
    user = _owner(request)
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "roles": sorted(user.roles),
    }


@router.get("/absences", auth=bearer("read", *EVERYBODY), response=list[AbsenceRead], summary="Absences not yet over")
@paginate
def absences(request: HttpRequest) -> QuerySet[Absence]:
    """One's own, those of the teams one leads, all of them for operations."""
    return Absence.objects.visible_to(_owner(request)).filter(until_at__gt=request.now)  # type: ignore[attr-defined]


@router.post(
    "/absences", auth=bearer("organisation", *EVERYBODY), response={201: AbsenceRead}, summary="Enter an absence"
)
def enter_absence(request: HttpRequest, payload: AbsenceEntered) -> Status[Absence]:
    by = _owner(request)
    user = get_object_or_404(people_whose_absences_are_entered_by(by), pk=payload.user or by.pk)
    return Status(201, Absence.enter(user, payload.from_at, payload.until_at, by=by, at=request.now))  # type: ignore[attr-defined]


@router.delete(
    "/absences/{uuid:absence_id}",
    auth=bearer("organisation", *EVERYBODY),
    response={204: None},
    summary="Withdraw an absence",
)
def withdraw_absence(request: HttpRequest, absence_id: UUID) -> Status[None]:
    by = _owner(request)
    absence = get_object_or_404(Absence.objects.visible_to(by).select_related("user"), pk=absence_id)
    absence.withdraw(by=by, at=request.now)  # type: ignore[attr-defined]
    return Status(204, None)


def _owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
