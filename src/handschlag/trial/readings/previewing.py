"""What a draft would do, at once: whom it would have handed over lately, and which customers it would have found in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from uuid import UUID

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from handschlag.agreement.models import Version
from handschlag.kernel.sheets import Sheet
from handschlag.people.models import Lead
from handschlag.qualification.readings import history
from handschlag.trial.core.comparing import Comparison
from handschlag.trial.models.customers import Customers, customers
from handschlag.trial.models.running import first_moments, other_of

LOOKED_AT = timedelta(days=90)
KEPT_SECONDS = 3600
ON_A_PAGE = 25

_one_at_a_time = Lock()


@dataclass(frozen=True)
class Week:
    """A week of the picture: its Monday, how many leads, and the height of its bar in per cent."""

    monday: date
    draft: int
    height: str
    place: str
    is_over: bool


@dataclass(frozen=True)
class Previewed:
    """Leads of the last ninety days and customers of all time under a draft; ``other`` is None where no version is in force."""

    as_of: datetime
    draft: int
    other: int | None
    capacity: int
    weeks: Sequence[Mapping[str, object]]
    customers: Customers
    before: int | None

    @property
    def bars(self) -> list[Week]:
        """The weeks as a picture of 100 by 100, with the capacity within it."""
        width = 100 / len(self.weeks)
        return [
            Week(
                date.fromisoformat(str(week["monday"])),
                number := int(str(week["draft"])),
                f"{100 * number / self.most:.1f}",
                f"{place * width:.2f}",
                number > self.capacity,
            )
            for place, week in enumerate(self.weeks)
        ]

    @property
    def bar_width(self) -> str:
        return f"{0.7 * 100 / len(self.weeks):.2f}"

    @property
    def most(self) -> int:
        return max(self.capacity, 1, *(int(str(week["draft"])) for week in self.weeks))

    @property
    def capacity_height(self) -> str:
        return f"{100 - 100 * self.capacity / self.most:.1f}"

    @property
    def weeks_over(self) -> int:
        return sum(bar.is_over for bar in self.bars)


def previewed(version: Version, now: datetime) -> Previewed:
    """Kept for an hour under what both versions say: whoever comes back to the same terms does not wait."""
    other = other_of(version, now)
    name = f"trial:preview:{version.hash}:{other.hash if other else ''}"
    with _one_at_a_time:
        kept: Previewed | None = cache.get(name)
        if kept and timedelta(0) <= now - kept.as_of < timedelta(seconds=KEPT_SECONDS):
            return kept
        fresh = _previewed(version, other, now)
        cache.set(name, fresh, KEPT_SECONDS)
        return fresh


def _previewed(version: Version, other: Version | None, now: datetime) -> Previewed:
    terms = [one.parsed for one in (version, other) if one]
    since = now - LOOKED_AT
    known = history(terms, since=since)
    came = [first_moments(known, one, since, now) for one in terms]
    found = Comparison(came[0], came[-1])
    theirs = customers(terms)
    return Previewed(
        as_of=now,
        draft=len(found.draft),
        other=len(found.other) if other else None,
        capacity=version.parsed.sales_capacity_per_week,
        weeks=found.weeks(since, now, timezone.get_default_timezone()),
        customers=theirs[0],
        before=theirs[-1].would if other else None,
    )


@dataclass(frozen=True)
class Missed:
    """A customer whom the draft would not have found in time."""

    lead: Lead
    won_at: datetime


def customers_missed(version: Version, now: datetime, page: int | str | None) -> Page[Missed]:
    """Customers who would not have qualified in the year before they were won, the latest first."""
    missed = Paginator(previewed(version, now).customers.missed, ON_A_PAGE).get_page(page)
    missed.object_list = list(_with_leads(missed.object_list))  # type: ignore[arg-type]
    return missed  # type: ignore[return-value]


def sheet_of_customers(version: Version, now: datetime) -> Sheet:
    """The same as a file."""
    missed = previewed(version, now).customers.missed
    headings = (_("Contact"), _("Company"), _("Won"))
    rows = ((str(one.lead.contact), str(one.lead.contact.company or ""), one.won_at) for one in _with_leads(missed))
    return Sheet("customers-missed", headings, rows)


def _with_leads(missed: Sequence[tuple[UUID, datetime]]) -> Iterator[Missed]:
    for start in range(0, len(missed), 1_000):
        some = missed[start : start + 1_000]
        leads = Lead.objects.select_related("contact__company").in_bulk([lead for lead, _at in some])
        yield from (Missed(leads[lead], at) for lead, at in some if lead in leads)
