"""The sales reps as routing sees them at one moment: loaded once for a batch, kept up to date while it is dealt out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from handschlag.agreement.core.terms import Terms
from handschlag.handover.core.firms import spelled
from handschlag.handover.core.replay import start_of_week
from handschlag.handover.core.routing import Area, Candidate, Dealing, plain
from handschlag.handover.models.handover import Handover
from handschlag.kernel.business_time import is_working
from handschlag.organisation.models import Absence, Rep, Role, Territory
from handschlag.organisation.models.calendar import reckoners

Rostered = tuple[Rep, Sequence[Territory]]
"""A rep with the territories to reckon with, whatever is stored."""

MONTH = timedelta(days=30)
DAY = timedelta(days=1)


class Roster:
    """Who could get a lead at ``now``. The week a capacity counts for begins on Monday, midnight in the rep's own time zone.

    Made in the transaction that deals out: it holds the reps' rows, so that of two who deal at the same time the second sees what the
    first gave, and nobody gets more than fits.
    """

    def __init__(self, now: datetime, terms: Terms) -> None:
        # Other transactions may go on to name these reps: only whoever routes waits.
        list(Rep.objects.select_for_update(no_key=True).order_by("user_id").values_list("user_id"))
        self.reps = {rep.user_id: rep for rep in reps_in_sales()}
        routing = terms.routing
        self.dealing = Dealing(
            _candidates(self.reps, now), owner_first=routing.owner_first, by_territory=routing.by_territory
        )


def _candidates(reps: Mapping[UUID, Rep], now: datetime) -> list[Candidate]:
    """The reps as they stand: who is away, who is at work, and what the week has brought."""
    absent = set(Absence.objects.filter(from_at__lte=now, until_at__gt=now).values_list("user_id", flat=True))
    calendars = reckoners(list(reps.values()), now, now + DAY)
    received = _received(reps.values(), now)
    candidates = []
    for user_id, rep in reps.items():
        one = candidate(rep, rep.territories.all())
        one.received, one.last_received_at = received.get(user_id, (0, None))
        one.capacity_left -= one.received
        one.is_away = user_id in absent
        one.is_working = not one.is_away and is_working(now, calendars[user_id])
        candidates.append(one)
    return candidates


def reps_in_sales() -> list[Rep]:
    """Reps who can log in and are in sales, with everything a handover needs of them."""
    in_sales = Rep.objects.filter(user__is_active=True, user__role_assignments__role=Role.SALES)
    related = in_sales.select_related("user", "calendar", "team").prefetch_related("territories")
    return list(related.order_by("user_id"))


def candidate(rep: Rep, territories: Iterable[Territory]) -> Candidate:
    """A rep who has received nothing yet this week, is there and at work."""
    return Candidate(
        rep.user_id,
        areas=tuple(map(area, territories)),
        team=plain(rep.team.name),
        skills=frozenset(map(plain, rep.skills)),
        languages=frozenset(rep.languages),
        weight=rep.weight,
        capacity_left=rep.capacity_per_week,
    )


def area(territory: Territory) -> Area:
    """The territory as routing sees it."""
    return Area(
        frozenset(territory.countries),
        tuple(territory.postal_prefixes),
        frozenset(map(plain, territory.industries)),
        frozenset(map(spelled, territory.accounts)),
    )


def _received(reps: Collection[Rep], now: datetime) -> dict[UUID, tuple[int, datetime | None]]:
    """Rep → how many handovers this week brought, and the moment of the last one. Who had none for a month waits as long as can be."""
    by_zone: dict[str, list[UUID]] = defaultdict(list)
    for rep in reps:
        by_zone[rep.calendar.time_zone].append(rep.user_id)
    received: dict[UUID, tuple[int, datetime | None]] = {}
    for zone, ids in by_zone.items():
        this_week = Count("id", filter=Q(handed_at__gte=start_of_week(now, ZoneInfo(zone))))
        lately = Handover.objects.filter(rep__in=ids, handed_at__gte=now - MONTH).order_by()
        received |= {
            rep: (count, last)
            for rep, count, last in lately.values_list("rep").annotate(count=this_week, last=Max("handed_at"))
        }
    return received
