"""Both sides' duties, counted from the records. Totals only; no query here groups by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from handschlag.agreement.core.terms import Completeness
from handschlag.agreement.models import Version
from handschlag.handover.models import Deadline, DeadlineEnd, Duty, Handover
from handschlag.kernel.verdict import Decision
from handschlag.learning.core.period import Period
from handschlag.qualification.models import Verdict
from handschlag.scoreboard.core.duties import Promise, Standing, acceptance_rate, completeness, in_time, qualified_leads

ANSWERS_COUNT_FOR_DAYS = 90

PROMISED = {
    Duty.ACCEPT: Promise.ANSWERED_IN_TIME,
    Duty.FIRST_CONTACT: Promise.FIRST_CONTACT_IN_TIME,
    Duty.ATTEMPTS: Promise.ATTEMPTS_IN_TIME,
    Duty.RESULT: Promise.RESULT_IN_TIME,
}


@dataclass(frozen=True)
class Duties:
    """What marketing and sales owe each other, and how it stands."""

    marketing: list[Standing]
    sales: list[Standing]


def duties_of(period: Period, now: datetime, zone: ZoneInfo) -> Duties:
    """Marketing's duties as of ``now`` (this month; handovers of the last 90 days), sales' of the deadlines that ended in ``period``."""
    return Duties(marketing=_marketing(now, zone), sales=_sales(period, now, zone))


def _marketing(now: datetime, zone: ZoneInfo) -> list[Standing]:
    version = Version.in_force(now)
    agreed = version.parsed.marketing if version else None
    today = now.astimezone(zone).date()
    qualified = _qualified_since(_first_of_month(today, zone))
    handed = _handed_since(now - timedelta(days=ANSWERS_COUNT_FOR_DAYS))
    answered = handed["accepted"] + handed["returned"] - handed["upheld"]
    return [
        qualified_leads(qualified, agreed.qualified_leads_per_month if agreed else None, today),
        acceptance_rate(handed["accepted"], answered, agreed.acceptance_rate_percent if agreed else None),
        _completeness(handed, agreed.completeness if agreed else None),
    ]


def _completeness(handed: dict[str, int], agreed: Completeness | None) -> Standing:
    """As agreed, of the handovers made since it was; before that, by what everybody needs to be called."""
    if agreed is None:
        return completeness(handed["complete"], handed["all"])
    return completeness(handed["nothing_missing"], handed["owed"], agreed.percent)


def _qualified_since(since: datetime) -> int:
    """Leads that became qualified for the first time since then.

    The decision is asked for while aggregating: as a condition it would lead SQLite through all qualified verdicts for each lead.
    """
    lately = Verdict.objects.filter(decision=Decision.QUALIFIED, at__gte=since).order_by().values("lead")
    first = Min("at", filter=Q(decision=Decision.QUALIFIED))
    return (
        Verdict.objects.filter(lead__in=lately)
        .order_by()
        .values("lead")
        .annotate(first=first)
        .filter(first__gte=since)
        .count()
    )


def _handed_since(since: datetime) -> dict[str, int]:
    """Handovers since then: all of them, the accepted and the returned (of which some do not count, for a dispute was upheld), and those whose contact can be reached and placed."""
    contact = "lead__contact__"
    can_be_reached = ~Q(**{f"{contact}phone": ""}) | ~Q(**{f"{contact}email": ""})
    is_placed = Q(**{f"{contact}company__isnull": False})
    return Handover.objects.filter(handed_at__gte=since).aggregate(
        all=Count("pk"),
        accepted=Count("acceptance"),
        returned=Count("return_row"),
        upheld=Count("return_row", filter=Q(return_row__dispute__ruling__is_upheld=True)),
        complete=Count("pk", filter=can_be_reached & is_placed),
        owed=Count("pk", filter=Q(missing__isnull=False)),
        nothing_missing=Count("pk", filter=Q(missing=[])),
    )


def _sales(period: Period, now: datetime, zone: ZoneInfo) -> list[Standing]:
    ended = _ended_within(period, zone)
    overdue = _overdue(now)
    return [
        in_time(
            promise,
            met := ended.get((duty, DeadlineEnd.MET), 0),
            met + ended.get((duty, DeadlineEnd.MISSED), 0),
            overdue.get(duty, 0),
        )
        for duty, promise in PROMISED.items()
        if duty != Duty.ATTEMPTS
        or _attempts_are_agreed(now)
        or duty in {*overdue, *(ended_duty for ended_duty, _how in ended)}
    ]


def _attempts_are_agreed(now: datetime) -> bool:
    """An agreement may leave them out; then nobody is told of a duty that nobody has."""
    version = Version.in_force(now)
    return version is not None and version.parsed.sales.attempts is not None


def _ended_within(period: Period, zone: ZoneInfo) -> dict[tuple[str, str], int]:
    """Deadlines met and missed within the period, by duty; those lifted were never owed."""
    ended = Deadline.objects.filter(closed_as__in=[DeadlineEnd.MET, DeadlineEnd.MISSED]).order_by()
    if from_at := period.from_at(zone):
        ended = ended.filter(closed_at__gte=from_at)
    if until_at := period.until_at(zone):
        ended = ended.filter(closed_at__lt=until_at)
    counts = ended.values_list("duty", "closed_as").annotate(number=Count("pk"))
    return {(duty, closed_as): number for duty, closed_as, number in counts}


def _overdue(now: datetime) -> dict[str, int]:
    """Open debts by duty: past due, not done, on handovers that are still open."""
    owed: Any = Deadline.objects.owed().filter(handover__is_open=True, due_at__lt=now).order_by()
    return dict(owed.values_list("duty").annotate(number=Count("pk")))


def _first_of_month(today: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(today.replace(day=1), time.min, tzinfo=zone).astimezone(UTC)
