"""The sales reps as routing sees them at one moment: loaded once for a batch, kept up to date while it is dealt out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from handschlag.handover.core.routing import Area, Candidate, Choice, Place, choose
from handschlag.handover.models.answer import Timeout
from handschlag.handover.models.handover import Handover
from handschlag.organisation.models import Absence, Rep, Role
from handschlag.people.models import Lead

MONTH = timedelta(days=30)


class Roster:
    """Who could get a lead at ``now``. The week a capacity counts for begins on Monday, midnight in the rep's own time zone."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.reps = {rep.user_id: rep for rep in _reps()}
        received = _received(self.reps.values(), now)
        away = set(Absence.objects.filter(from_at__lte=now, until_at__gt=now).values_list("user_id", flat=True))
        self.candidates = {
            user_id: _candidate(rep, *received.get(user_id, (0, None)), is_away=user_id in away)
            for user_id, rep in self.reps.items()
        }
        self._dealt = list(self.candidates.values())
        self._owners: dict[UUID, UUID] = {}
        self._run_out: dict[UUID, set[UUID]] = defaultdict(set)

    @property
    def has_room(self) -> bool:
        """Whether anybody at all could take a lead."""
        return any(candidate.capacity_left > 0 and not candidate.is_away for candidate in self._dealt)

    def look_up(self, leads: Collection[Lead]) -> None:
        """Learn who owns these leads' companies, and who let one of these leads run out before."""
        companies = {lead.contact.company_id for lead in leads if lead.contact.company_id}
        accepted = Handover.objects.filter(lead__contact__company__in=companies, acceptance__isnull=False).order_by(
            "handed_at", "id"
        )
        self._owners.update(accepted.values_list("lead__contact__company_id", "rep_id"))
        for lead_id, rep_id in Timeout.objects.filter(handover__lead__in=leads).values_list(
            "handover__lead_id", "handover__rep_id"
        ):
            self._run_out[lead_id].add(rep_id)

    def choose(self, lead: Lead, place: Place) -> Choice:
        """The rep for one lead; who gets it has one place less from here on."""
        owner = self.candidates.get(self._owners.get(lead.contact.company_id)) if lead.contact.company_id else None  # type: ignore[arg-type]
        barred = [self.candidates[rep_id] for rep_id in self._run_out.get(lead.id, ()) if rep_id in self.candidates]
        self._mark(owner, barred, applies=True)
        choice = choose(place, self._dealt)
        self._mark(owner, barred, applies=False)
        if choice.rep_id is not None:
            self.candidates[choice.rep_id].takes(self.now)
        return choice

    @staticmethod
    def _mark(owner: Candidate | None, barred: Collection[Candidate], *, applies: bool) -> None:
        """What holds for one lead only, set before and taken back after its choice."""
        if owner is not None:
            owner.owns_company = applies
        for candidate in barred:
            candidate.let_run_out = applies


def start_of_week(now: datetime, time_zone: str) -> datetime:
    """Monday, midnight, where the calendar is."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time.min, ZoneInfo(time_zone))


def _reps() -> list[Rep]:
    """Reps who can log in and are in sales, with everything a handover needs of them."""
    in_sales = Rep.objects.filter(user__is_active=True, user__role_assignments__role=Role.SALES)
    return list(in_sales.select_related("user", "calendar").prefetch_related("territories").order_by("user_id"))


def _received(reps: Collection[Rep], now: datetime) -> dict[UUID, tuple[int, datetime | None]]:
    """Rep → how many handovers this week brought, and the moment of the last one. Who had none for a month waits as long as can be."""
    by_zone: dict[str, list[UUID]] = defaultdict(list)
    for rep in reps:
        by_zone[rep.calendar.time_zone].append(rep.user_id)
    received: dict[UUID, tuple[int, datetime | None]] = {}
    for zone, ids in by_zone.items():
        this_week = Count("id", filter=Q(handed_at__gte=start_of_week(now, zone)))
        lately = Handover.objects.filter(rep__in=ids, handed_at__gte=now - MONTH).order_by()
        received |= {
            rep: (count, last)
            for rep, count, last in lately.values_list("rep").annotate(count=this_week, last=Max("handed_at"))
        }
    return received


def _candidate(rep: Rep, received: int, last_received_at: datetime | None, *, is_away: bool) -> Candidate:
    return Candidate(
        rep.user_id,
        areas=tuple(
            Area(frozenset(territory.countries), tuple(territory.postal_prefixes))
            for territory in rep.territories.all()
        ),
        weight=rep.weight,
        capacity_left=rep.capacity_per_week - received,
        received=received,
        last_received_at=last_received_at,
        is_away=is_away,
    )
