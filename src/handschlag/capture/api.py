"""Touches for programs to read. They come in elsewhere: see ``door``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from handschlag.capture.models import Touch
from handschlag.organisation.models import Role
from handschlag.organisation.tokens import bearer

router = Router(tags=["capture"])


class TouchOutput(Schema):
    id: UUID
    kind: str
    happened_at: datetime
    known_at: datetime
    who: str
    channel: str
    campaign: str
    material: str
    page: str
    properties: dict[str, Any]
    flags: list[str]


@router.get("/touches", response=list[TouchOutput], auth=bearer("read", Role.MARKETING))
@paginate
def touches(request: HttpRequest, who: str = "") -> QuerySet[Touch]:
    """Touches, the newest arrival first; or those of one identifier, such as ``email:anna@example.com``."""
    rows = Touch.objects.order_by("-known_at", "-id")
    return rows.filter(who=who) if who else rows
