"""The deals behind a line of the account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from handschlag.capture.models import Touch
from handschlag.conversation.models import Conversation, Deal
from handschlag.learning.core.account import Level
from handschlag.learning.core.period import Period
from handschlag.learning.readings.gathering import MARKETING, SALES, won_within
from handschlag.learning.readings.journeys import passes
from handschlag.organisation.models import User
from handschlag.people.models import Identifier, Lead

PAGE = 25


def deals_behind(
    user: User, at: datetime, period: Period, zone: ZoneInfo, level: Level, key: str, page: Any = 1
) -> Page[Any]:
    """The deals won in the period in which ``key`` took part, of those the person may read, the latest first."""
    won = won_within(period, zone).filter(id__in=Deal.objects.visible_to(user, at).order_by().values("id"))
    of_passes = won.annotate(begins_after=_of_pass("begins_after"), ends_at=_of_pass("ends_at"))
    found = of_passes.filter(_took_part(level, key)).select_related("lead__contact__company", "closing", "owner")
    return Paginator(found.order_by("-closing__happened_at", "id"), PAGE).get_page(page)


def _took_part(level: Level, key: str) -> Q | Exists:
    """Whether a touch of ``key`` belongs to the deal's journey, as the account counts it; for "" whether one named nobody, or none was."""
    touches = _touches()
    if level is not Level.DEPARTMENT:
        named = Exists(touches.filter(**{level.value: key}))
        return named if key else Q(named) | Q(~Exists(touches))
    held = Conversation.objects.filter(lead=OuterRef("lead"), happened_at__lt=OuterRef("closing__happened_at"))
    return {MARKETING: Q(Exists(touches)), SALES: Q(Exists(held))}.get(key, ~Exists(touches) & ~Exists(held))


def _touches() -> QuerySet[Touch]:
    """The touches of a deal's journey: in the pass of its lead, before it was won."""
    keys = Identifier.objects.filter(contact__leads=OuterRef(OuterRef("lead")))
    return Touch.objects.filter(
        who__in=keys.values("key"),
        happened_at__gt=OuterRef("begins_after"),
        happened_at__lte=OuterRef("ends_at"),
        happened_at__lt=OuterRef("closing__happened_at"),
    )


def _of_pass(bound: str) -> Subquery:
    return Subquery(passes(Lead.objects.filter(id=OuterRef("lead"))).order_by().values(bound)[:1])
