"""A draft against another version, on what was known at the time: who would have been handed over, and in which week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import ibis
from ibis import Table, _

KNOWN = ibis.schema({"lead_id": "string", "known_at": "int64"})
"""One row per thing that became known about a lead. Moments are microseconds since 1970, UTC."""

LEADS = ibis.schema({"lead_id": "string", "until": "int64"})
"""One row per lead; ``until`` is when it was closed, null while it is open."""

BOUNDS = ibis.schema({"from_at": "int64", "until_at": "int64"})
"""One row: the period looked at, half-open."""


def moments_to_judge(leads: Table, known: Table, bounds: Table) -> Table:
    """When each lead is judged: as the period begins, and whenever something became known about it within the period.

    Grain: one row per lead and moment (``lead_id``, ``as_of``), each once, while the lead was not closed. Whoever was qualified
    as the period began is told apart by the first of these moments.
    """
    of_leads = known.join(leads, "lead_id").cross_join(bounds)
    before = of_leads.filter((_.known_at < _.from_at) & (_.until.isnull() | (_.until > _.from_at)))
    within = of_leads.filter(
        (_.known_at >= _.from_at) & (_.known_at < _.until_at) & (_.until.isnull() | (_.known_at <= _.until))
    )
    return ibis.union(
        before.select("lead_id", as_of=_.from_at), within.select("lead_id", as_of=_.known_at), distinct=True
    )


@dataclass(frozen=True)
class Week:
    """How many leads would have come to sales in the week that begins on ``monday``, under each version."""

    monday: date
    draft: int
    other: int


@dataclass(frozen=True)
class Preview:
    """Who would have been handed over when, by lead: under the draft alone (``new``), no more (``gone``), under both."""

    draft: Mapping[str, datetime]
    other: Mapping[str, datetime]

    @property
    def new(self) -> list[str]:
        return [lead for lead in self.draft if lead not in self.other]

    @property
    def gone(self) -> list[str]:
        return [lead for lead in self.other if lead not in self.draft]

    @property
    def both(self) -> list[str]:
        return [lead for lead in self.draft if lead in self.other]

    def earlier(self) -> int:
        """How many of both the draft would have handed over earlier."""
        return sum(self.draft[lead] < self.other[lead] for lead in self.both)

    def later(self) -> int:
        return sum(self.draft[lead] > self.other[lead] for lead in self.both)

    def weeks(self, from_at: datetime, until_at: datetime, zone: tzinfo) -> list[Week]:
        """Every week that the period touches, in order; weeks begin on Monday in ``zone``."""
        counts = [Counter(monday(at, zone) for at in found.values()) for found in (self.draft, self.other)]
        first, last = monday(from_at, zone), monday(until_at, zone)
        mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
        return [Week(day, counts[0][day], counts[1][day]) for day in mondays]


def monday(at: datetime, zone: tzinfo) -> date:
    """The Monday of the week that ``at`` falls into, in ``zone``."""
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
