"""What came, by region or week."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Concat, Substr, TruncWeek
from django.utils.timezone import get_default_timezone

from handschlag.conversation.models import Deal, DealOutcome
from handschlag.handover.models import Handover
from handschlag.people.models import Lead

DIGITS = 2
"""A region is a country and so many characters of the postal code: ``DE-86``."""


def counted_by_region(metric: str, from_on: date, until_on: date) -> Counter[str]:
    """How many came on the days from ``from_on`` until ``until_on`` (excluded), by the region of the contact's company as it is known now."""
    rows, company = _came(metric, from_on, until_on)
    known = rows.exclude(**{f"{company}__postal_code": ""}).exclude(**{f"{company}__country": ""})
    code = Concat(
        F(f"{company}__country"), Value("-"), Substr(F(f"{company}__postal_code"), 1, DIGITS), output_field=CharField()
    )
    found = known.filter(**{f"{company}__isnull": False}).annotate(region=code).order_by()
    return Counter(dict(found.values("region").annotate(came=Count("pk")).values_list("region", "came")))


def counted_by_week(metric: str, from_on: date, until_on: date) -> Counter[str]:
    """How many came, by the Monday of the week in the house's zone (``2026-03-02``)."""
    rows, _company = _came(metric, from_on, until_on)
    weekly = rows.annotate(week=TruncWeek(MOMENTS[metric], tzinfo=get_default_timezone())).order_by()
    found = weekly.values("week").annotate(came=Count("pk")).values_list("week", "came")
    return Counter({week.date().isoformat(): came for week, came in found})


MOMENTS = {"leads": "opened_at", "handovers": "handed_at", "deals": "closing__happened_at"}


def _came(metric: str, from_on: date, until_on: date) -> tuple[QuerySet[Any], str]:
    rows: QuerySet[Any]
    if metric == "leads":
        rows, company = Lead.objects.all(), "contact__company"
    elif metric == "handovers":
        rows, company = Handover.objects.all(), "lead__contact__company"
    else:
        rows, company = Deal.objects.filter(closing__outcome=DealOutcome.WON), "lead__contact__company"
    moment = MOMENTS[metric]
    return rows.filter(**{f"{moment}__gte": _midnight(from_on), f"{moment}__lt": _midnight(until_on)}), company


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, get_default_timezone())


def mondays(from_on: date, last_on: date) -> list[str]:
    """The Mondays of the whole weeks within these days."""
    first = from_on + timedelta(days=-from_on.weekday() % 7)
    found = []
    while first + timedelta(days=6) <= last_on:
        found.append(first.isoformat())
        first += timedelta(days=7)
    return found
