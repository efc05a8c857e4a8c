"""What stands in a colleague's own calendar: their open deadlines and the follow-ups they promised; nobody's name, nobody's words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from handschlag.conversation.models import Conversation
from handschlag.handover.models import Deadline
from handschlag.kernel.icalendar import Event, calendar
from handschlag.organisation.models import User
from handschlag.organisation.models.calendar import local_day

OLDEST = timedelta(days=31)
"""Overdue for longer than this is not a matter for a calendar."""


def own_calendar(user: User, now: datetime) -> bytes:
    """The feed, in the language of its owner."""
    with override(user.language):
        return calendar(_("Handschlag: my deadlines"), [*_deadlines(user, now), *_follow_ups(user, now)], now)


def _deadlines(user: User, now: datetime) -> list[Event]:
    owed = Deadline.objects.filter(
        handover__rep=user, handover__is_open=True, closed_at=None, due_at__gte=now - OLDEST
    ).order_by("due_at", "id")
    return [
        Event(
            f"deadline-{deadline.id}@handschlag",
            deadline.due_at,
            pgettext("calendar", "Lead: {duty}").format(duty=deadline.name),
            _link("handover:show", deadline.handover_id),
        )
        for deadline in owed
    ]


def _follow_ups(user: User, now: datetime) -> list[Event]:
    """Of each open handover what was promised last."""
    last = Conversation.objects.filter(handover=OuterRef("handover")).order_by("-happened_at", "-id").values("id")[:1]
    promised = Conversation.objects.filter(
        handover__rep=user,
        handover__is_open=True,
        next_step_on__gte=local_day(now - OLDEST),
        id=Subquery(last),
    ).order_by("next_step_on", "id")
    return [
        Event(
            f"follow-up-{said.id}@handschlag",
            said.next_step_on,
            pgettext("calendar", "Lead: follow-up"),
            _link("handover:show", said.handover_id),
        )
        for said in promised
        if said.next_step_on
    ]


def _link(name: str, of: object) -> str:
    return str(settings.PUBLIC_URL + reverse(name, args=[of]))
