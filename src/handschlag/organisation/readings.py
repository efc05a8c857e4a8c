"""What the pages of the house show, read in few queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.organisation.core.mornings import morning_of
from handschlag.organisation.core.public_holidays import public_holidays
from handschlag.organisation.models import (
    Absence,
    Mandate,
    NotificationSettings,
    OnePersonMode,
    Role,
    Team,
    Territory,
    User,
    WorkingCalendar,
    local_day,
)
from handschlag.organisation.models.calendar import hours_of
from handschlag.organisation.models.digest import calendar_of, usual_calendar

PEOPLE_PER_PAGE = 50
DAYS_AHEAD = 14


@dataclass(frozen=True)
class Holiday:
    """A day nobody with a calendar works: public (from the feed) or entered by the house (``row`` is its id)."""

    on: date
    name: str
    row: int | None = None


def people(text: str, role: str, page: str | None) -> Page[User]:
    """Colleagues whose name or address contains ``text`` and who hold ``role`` ("" is every role), with roles and place in sales."""
    found = User.objects.order_by("-is_active", "name", "id")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role:
        found = found.filter(role_assignments__role=Role(role))
    found = found.select_related("rep__team").prefetch_related("role_assignments", "rep__territories")
    return Paginator(found, PEOPLE_PER_PAGE).get_page(page)


def colleagues_sheet(page: Page[User]) -> Sheet:
    """One row per colleague of the list this page is part of."""
    headings = [
        gettext("Id"),
        gettext("Name"),
        gettext("E-mail"),
        gettext("May log in"),
        gettext("Roles"),
        gettext("Team"),
        gettext("Territories"),
    ]
    return Sheet("colleagues", headings, map(_colleague, rows_of(page)))


def _colleague(user: User) -> list[Cell]:
    rep = getattr(user, "rep", None)
    roles = ", ".join(str(assignment.label) for assignment in user.role_assignments.all())
    territories = ", ".join(str(territory) for territory in rep.territories.all()) if rep else ""
    team = str(rep.team or "") if rep else ""
    return [str(user.id), user.name, user.email, user.is_active, roles, team, territories]


def house_at_a_glance(at: datetime) -> dict[str, Any]:
    """Mandates, teams, territories and calendars, each with what hangs on it."""
    return {
        "mandates": mandates_from(local_day(at)),
        "former_mandates": mandates_until(local_day(at)),
        "is_one_person": OnePersonMode.is_on(at),
        "teams": Team.objects.select_related("leader").annotate(rep_count=Count("reps")),
        "territories": Territory.objects.annotate(rep_count=Count("reps")),
        "calendars": WorkingCalendar.objects.annotate(rep_count=Count("reps")),
    }


def mandates_from(day: date) -> QuerySet[Mandate]:
    """Mandates valid on ``day`` or later, marketing before sales."""
    valid = Mandate.objects.filter(Q(until_on=None) | Q(until_on__gte=day))
    return valid.select_related("holder", "given_by", "ended_by")


def mandates_until(day: date) -> list[Mandate]:
    """Mandates that ended before ``day``, the latest first, fifty at most."""
    over = Mandate.objects.filter(until_on__lt=day).select_related("holder", "given_by", "ended_by")
    return list(over.order_by("-until_on", "side")[:50])


def user_with_all(user_id: Any) -> QuerySet[User]:
    """One colleague, with roles, mandates, tokens and place in sales."""
    mandates = Prefetch("mandates", Mandate.objects.order_by("-from_on"))
    return (
        User.objects.filter(pk=user_id)
        .select_related("rep__team", "rep__calendar")
        .prefetch_related("role_assignments", mandates, "api_tokens", "rep__territories")
    )


@dataclass(frozen=True)
class ShownMorning:
    """When the next morning's mail comes: ``at`` (None where no day of the next two weeks is worked), by which calendar."""

    at: datetime | None
    calendar: WorkingCalendar
    last_at: datetime | None


def next_morning(user: User, now: datetime) -> ShownMorning:
    """As hours, holidays and absences stand now."""
    settings = NotificationSettings.of(user)
    user = User.objects.select_related("rep__calendar", "notification_settings__calendar").get(pk=user.pk)
    calendar = calendar_of(user, usual_calendar())
    hours = hours_of({user.id: calendar}, now - timedelta(days=1), now + timedelta(days=DAYS_AHEAD))[user.id]
    today = now.astimezone(hours.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    open_days = (day for day in days if settings.digest_on is None or day > settings.digest_on)
    mornings = (morning_of(day, hours) for day in open_days)
    coming = next((max(from_at, now) for from_at, until in filter(None, mornings) if until > now), None)
    return ShownMorning(coming, calendar, settings.digest_at)


def holidays_of(calendar: WorkingCalendar, year: int, language: str) -> list[Holiday]:
    """Public holidays and the house's own days off of one year, in order. A day that is both stands once, as public."""
    by_day: dict[date, Holiday] = {}
    for row in calendar.days_off.filter(on__year=year):
        by_day[row.on] = Holiday(row.on, row.name, row.pk)
    for on, name in public_holidays(calendar.country, calendar.subdivision, year, language):
        by_day[on] = Holiday(on, name)
    return [by_day[on] for on in sorted(by_day)]


def absences_from(at: datetime, user: User) -> dict[User, list[Absence]]:
    """Absences not yet over that ``user`` may see, person by person."""
    rows = (
        Absence.objects.visible_to(user)
        .filter(until_at__gt=at)
        .select_related("user")
        .order_by("user__name", "from_at")
    )
    by_person: dict[User, list[Absence]] = defaultdict(list)
    for absence in rows[:500]:
        by_person[absence.user].append(absence)
    return dict(by_person)
