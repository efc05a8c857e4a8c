"""The public API of qualification: where a lead stands, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate

from handschlag.organisation.models import Role
from handschlag.organisation.tokens import bearer
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict

router = Router(tags=["qualification"])

READING = bearer("read", Role.MARKETING, Role.SALES, Role.DATA_PROTECTION)


class VerdictOut(Schema):
    """A judgement: ``decision`` is qualified, not_yet or never; every reason names its criterion, kind, points and evidence."""

    id: UUID
    lead: UUID
    version: int
    at: datetime
    decision: str
    fit: float
    interest: float
    points: float
    threshold: float
    reasons: list[dict[str, Any]]

    @staticmethod
    def resolve_lead(verdict: Verdict) -> UUID:
        return verdict.lead_id

    @staticmethod
    def resolve_version(verdict: Verdict) -> int:
        return verdict.version.number


@router.get("/leads/{lead_id}/verdicts", response=list[VerdictOut], auth=READING, summary="The verdicts on a lead")
@paginate
def verdicts(request: HttpRequest, lead_id: UUID) -> QuerySet[Verdict]:
    """Newest first; the first is where the lead stands."""
    lead = get_object_or_404(Lead, id=lead_id)
    return Verdict.objects.filter(lead=lead).select_related("version")
