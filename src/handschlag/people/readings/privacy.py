"""What data protection sees: requests and their deadlines, what the house may do on which basis, what is owed and what is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from handschlag.capture.models import SuppressedBecause, Suppression
from handschlag.organisation.models import local_day
from handschlag.people.core.periods import months_later
from handschlag.people.core.permission import BLOCKED
from handschlag.people.models import (
    CATEGORIES,
    Consent,
    Contact,
    Erasure,
    Notice,
    Purpose,
    Restriction,
    RetentionPeriod,
    RightsRequest,
    Scrub,
    SuppressedContact,
    over,
    permissions,
)
from handschlag.people.models.retention import Category

SAMPLE = 5
MOST_ANSWERED = 20


@dataclass(frozen=True)
class Asked:
    """An open or answered request, and how its deadline stands on the day."""

    request: RightsRequest
    today: date

    @property
    def days_left(self) -> int:
        return (self.request.due_on - self.today).days

    @property
    def is_late(self) -> bool:
        return self.request.answered_at is None and self.days_left < 0


def open_requests(now: datetime) -> list[Asked]:
    """What is to be answered, the most urgent first."""
    rows = RightsRequest.objects.filter(answered_at=None).select_related("contact")
    return [Asked(one, local_day(now)) for one in rows]


def answered_requests(now: datetime) -> list[Asked]:
    """What was answered last."""
    rows = RightsRequest.objects.exclude(answered_at=None).select_related("contact").order_by("-answered_at")
    return [Asked(one, local_day(now)) for one in rows[:MOST_ANSWERED]]


@dataclass(frozen=True)
class Said:
    """How many contacts said last what, about a purpose, on which basis."""

    purpose: Any
    is_given: bool
    basis: str
    count: int


def what_was_said() -> list[Said]:
    """By purpose and basis, the latest statement of each contact; whoever said nothing is not counted."""
    last = Window(
        RowNumber(), partition_by=[F("contact"), F("purpose")], order_by=[F("happened_at").desc(), F("is_given").asc()]
    )
    latest = Consent.objects.annotate(place=last).filter(place=1).values_list("purpose", "is_given", "basis")
    counts: dict[tuple[str, bool, str], int] = {}
    for row in latest.iterator():
        counts[row] = counts.get(row, 0) + 1
    return [
        Said(Purpose(purpose).label, given, basis, count) for (purpose, given, basis), count in sorted(counts.items())
    ]


@dataclass(frozen=True)
class State:
    """The figures beside the requests."""

    erasures: int
    to_scrub: int
    last_scrub: Scrub | None
    restricted: int
    suppressed: int


def state() -> State:
    """As of now."""
    erased = Erasure.objects.aggregate(all=Count("id"), scrubbed=Count("scrubbed_at"))
    return State(
        erasures=erased["all"],
        to_scrub=erased["all"] - erased["scrubbed"],
        last_scrub=Scrub.objects.first(),
        restricted=Restriction.objects.filter(lifted_at=None).count(),
        suppressed=SuppressedContact.objects.count(),
    )


def suppressed() -> dict[str, int]:
    """How many addresses and numbers are suppressed altogether (``count``), and of how many an objection is remembered (``objected``)."""
    objected = Q(because=SuppressedBecause.OBJECTED)
    return Suppression.objects.aggregate(
        count=Count("digest", filter=~objected), objected=Count("digest", filter=objected)
    )


@dataclass(frozen=True)
class Owed:
    """Somebody who has not been told yet, and until when they have to be."""

    contact: Contact
    due_on: date
    is_late: bool


def notices(now: datetime, rows: Sequence[Contact]) -> list[Owed]:
    """With the day one month after the data came (GDPR 14 (3) a)."""
    today = local_day(now)
    due = [(contact, months_later(local_day(contact.made_at), 1)) for contact in rows]
    return [Owed(contact, due_on, due_on < today) for contact, due_on in due]


def notices_owed() -> QuerySet[Contact]:
    """All of them, the longest known first."""
    return Notice.owed()


@dataclass(frozen=True)
class Kept:
    """A category, the days that were decided or are suggested, and what would go now."""

    category: Category
    days: int
    is_decided: bool
    count: int
    sample: Sequence[str]


def retention(now: datetime) -> list[Kept]:
    """A dry run: counted, with a few of them; nothing goes by looking."""
    decided = dict(RetentionPeriod.objects.values_list("category", "days"))
    return [_kept(category, decided.get(category.key), now) for category in CATEGORIES.values()]


def _kept(category: Category, decided: int | None, now: datetime) -> Kept:
    days = decided or category.days
    rows = over(category, now, days)
    sample = [_named(row) for row in rows[:SAMPLE]]
    return Kept(category, days, decided is not None, rows.count(), sample)


def _named(row: Any) -> str:
    if isinstance(row, Contact):
        return str(row)
    at = next(
        (getattr(row, name) for name in ("known_at", "received_at", "created_at", "until_at") if hasattr(row, name)),
        None,
    )
    return f"{at:%Y-%m-%d}" if at else str(row.pk)


def about(contact: Contact, now: datetime) -> dict[str, Any]:
    """What a contact's page says about rights: why nothing may be done with the data, if so, and what was asked for."""
    scoring = permissions([contact.id], now)[contact.id][Purpose.SCORING]
    return {
        "blocked": scoring.basis if scoring.basis in BLOCKED else "",
        "restriction": scoring.basis == "restricted",
        "rights_requests": contact.rights_requests.order_by("-received_on")[:5],
    }
