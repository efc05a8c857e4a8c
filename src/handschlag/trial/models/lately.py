"""What the house has achieved in the last twelve months: where a goal may start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Exists, OuterRef, Q, Sum

from handschlag.conversation.models import DealClosing, DealOutcome
from handschlag.handover.models import Acceptance, Return
from handschlag.kernel.money import Money
from handschlag.organisation.models import Rep
from handschlag.people.models import ClosedBecause, LeadClosure

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Lately:
    """Figures with what they rest on. ``deal_value`` is the mean of ``valued`` won deals in ``currency``, the one most are in; ``win`` is
    the per cent of the ``ended`` leads sales had accepted that were won, ``acceptance`` of ``answered`` handovers; ``capacity`` is what all reps take a week. None where nothing is known."""

    currency: str
    deal_value: int | None
    valued: int
    win: int | None
    ended: int
    acceptance: int | None
    answered: int
    reps: int
    capacity: int


def lately(now: datetime) -> Lately:
    """From what was closed and answered in the 365 days before ``now``."""
    won = DealClosing.objects.filter(happened_at__gt=now - A_YEAR, happened_at__lte=now, outcome=DealOutcome.WON)
    valued = won.filter(deal__value_minor__isnull=False).values("deal__currency")
    ended = _accepted_leads_that_ended(now)
    most = (
        valued.annotate(number=Count("pk"), mean=Avg("deal__value_minor")).order_by("-number", "deal__currency").first()
    )
    accepted = Acceptance.objects.filter(at__gt=now - A_YEAR, at__lte=now).count()
    returned = Return.objects.that_stand().filter(at__gt=now - A_YEAR, at__lte=now).count()
    return Lately(
        currency=most["deal__currency"] if most else "EUR",
        deal_value=round(Money(round(most["mean"]), most["deal__currency"]).amount) if most else None,
        valued=most["number"] if most else 0,
        win=_per_cent(ended["won"], ended["all"]),
        ended=ended["all"],
        acceptance=_per_cent(accepted, accepted + returned),
        answered=accepted + returned,
        reps=Rep.objects.count(),
        capacity=Rep.objects.aggregate(all=Sum("capacity_per_week"))["all"] or 0,
    )


def _accepted_leads_that_ended(now: datetime) -> dict[str, int]:
    """How many, and how many of them were won; what became of those still open nobody knows."""
    accepted = Acceptance.objects.filter(handover__lead=OuterRef("lead"))
    ended = LeadClosure.objects.filter(Exists(accepted), happened_at__gt=now - A_YEAR, happened_at__lte=now)
    of_people = ended.exclude(because__in=[ClosedBecause.MERGED, ClosedBecause.ERASED])
    return of_people.aggregate(all=Count("pk"), won=Count("pk", filter=Q(because=ClosedBecause.WON)))


def _per_cent(part: int, of: int) -> int | None:
    return round(100 * part / of) if of else None
