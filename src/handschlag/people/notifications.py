"""What data protection is told of: requests by right that wait for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handschlag.organisation.core.notifying import Kind, Line, Section, Way, register_kinds
from handschlag.people.models import RightsRequest

MOST = 10


def _protects(user: Any, _at: datetime) -> bool:
    return bool(user.is_data_protection)


def _asked(_user: Any, _since: datetime, _now: datetime) -> Section | None:
    waiting = list(RightsRequest.objects.filter(answered_at=None).order_by("due_on", "id"))
    if not waiting:
        return None
    sentence = ngettext(
        "A request by right is to be answered.", "{count} requests by right are to be answered.", len(waiting)
    )
    return Section(sentence.format(count=len(waiting)), [_line(one) for one in waiting[:MOST]])


def _line(one: RightsRequest) -> Line:
    day = date_format(one.due_on, "DATE_FORMAT")
    return Line(_("until {due}").format(due=day), settings.PUBLIC_URL + reverse("people:rights_request", args=[one.id]))


register_kinds(
    Kind(
        "rights_request",
        gettext_lazy("Requests by right"),
        gettext_lazy("What people ask for by law, with the day it is due."),
        Way.MORNING,
        (Way.MORNING, Way.NEVER),
        _protects,
        _asked,
    )
)
