"""What both sides owe each other, for the morning's mail: counted, with the page that lists it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handschlag.organisation.core.notifying import Kind, Line, Section, Way, register_kinds
from handschlag.scoreboard.readings.debts import marketing_owes, own_results


def _owes(user: Any, _at: datetime) -> bool:
    return bool(user.is_sales or user.is_marketing)


def _debts(user: Any, _since: datetime, now: datetime) -> Section | None:
    """Results that are due by the end of the day, for sales; leads that lack what was promised, for marketing."""
    said, page = [], settings.PUBLIC_URL + reverse("scoreboard:debts")
    midnight = localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    results = own_results(user).filter(due_at__lte=midnight).count() if user.is_sales else 0
    lacking = len(marketing_owes(now)) if user.is_marketing else 0
    if results:
        said.append(
            ngettext("A result is owed today.", "{count} results are owed today.", results).format(count=results)
        )
    if lacking:
        words = ngettext(
            "A lead in sales' hands lacks something marketing promised.",
            "{count} leads in sales' hands lack something marketing promised.",
            lacking,
        )
        said.append(words.format(count=lacking))
    return Section(" ".join(said), [Line(_("Open debts"), page)]) if said else None


register_kinds(
    Kind(
        "debt",
        gettext_lazy("What my side owes"),
        gettext_lazy("Sales: results due today. Marketing: brief, consent and data that leads in sales' hands lack."),
        Way.MORNING,
        (Way.MORNING, Way.NEVER),
        _owes,
        _debts,
    )
)
