"""The journeys that ended in a period, read from the records: deals that were won, leads that were closed without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value

from handschlag.capture.models import Touch
from handschlag.conversation.models import Conversation, Deal, DealOutcome
from handschlag.engine.duck import run_sql, sql_of
from handschlag.engine.records import arrow_from_queryset, arrow_from_rows
from handschlag.handover.models import Handover
from handschlag.kernel.money import Money
from handschlag.learning.core.account import Level
from handschlag.learning.core.journeys import ENDS, JOURNEYS, KEYS, PASSES, TOUCHES, journeys, touches_on_the_way
from handschlag.learning.core.period import Period
from handschlag.learning.readings.journeys import as_text, passes
from handschlag.market.models import CampaignCost
from handschlag.people.models import ClosedBecause, Identifier, Lead, LeadClosure

TABLES = {"passes": PASSES, "keys": KEYS, "touches": TOUCHES, "conversations": JOURNEYS, "ends": ENDS}

A_MOMENT = timedelta(microseconds=1)


MARKETING, SALES = "marketing", "sales"
"""The two departments: what came in as a touch was prepared by marketing, what was logged as a conversation was done by sales."""


@dataclass(frozen=True)
class Ended:
    """A journey that ended: whose, from which moment on touches no longer count, and, where it was won, the deal's worth.

    ``value_minor`` is in the smallest unit of ``currency``, missing where nobody recorded it.
    """

    lead_id: str
    ends_at: datetime
    handed_at: datetime | None
    is_won: bool
    value_minor: int | None = None
    currency: str = ""


def ended_within(period: Period, zone: ZoneInfo) -> list[Ended]:
    """The journeys of a period of days in ``zone``: first the deals won in it, then the leads closed in it without any deal won."""
    first_handed = Handover.objects.filter(lead=OuterRef("lead")).order_by("handed_at").values("handed_at")[:1]
    won = won_within(period, zone).annotate(handed_at=Subquery(first_handed)).order_by("closing__happened_at", "id")
    deals = won.values_list(as_text("lead_id"), "closing__happened_at", "handed_at", "value_minor", "currency")
    ended = [Ended(lead, at, handed, True, value, currency) for lead, at, handed, value, currency in deals.iterator()]
    closures = _within(LeadClosure.objects.all(), "happened_at", period, zone).exclude(because=ClosedBecause.WON)
    in_vain = (
        closures.exclude(lead__deals__closing__outcome=DealOutcome.WON)
        .annotate(handed_at=Subquery(first_handed))
        .order_by("happened_at", "lead_id")
    )
    closed = in_vain.values_list(as_text("lead_id"), "happened_at", "handed_at")
    return ended + [Ended(lead, at + A_MOMENT, handed, False) for lead, at, handed in closed.iterator()]


def won_within(period: Period, zone: ZoneInfo) -> QuerySet[Deal]:
    """The deals won on the days of ``period`` in ``zone``."""
    won = Deal.objects.filter(closing__outcome=DealOutcome.WON).order_by()
    return _within(won, "closing__happened_at", period, zone)


def _within(rows: QuerySet[Any], field: str, period: Period, zone: ZoneInfo) -> QuerySet[Any]:
    if from_at := period.from_at(zone):
        rows = rows.filter(**{f"{field}__gte": from_at})
    if until_at := period.until_at(zone):
        rows = rows.filter(**{f"{field}__lt": until_at})
    return rows


def touches_of(ended: list[Ended], period: Period, zone: ZoneInfo, level: Level) -> pa.Table:
    """The touches of these journeys, each with the number of its journey and who of ``level`` gets credit for it."""
    won, closed = won_within(period, zone), _within(LeadClosure.objects.all(), "happened_at", period, zone)
    leads = Lead.objects.filter(Q(id__in=won.values("lead")) | Q(id__in=closed.values("lead")))
    keys = Identifier.objects.filter(contact__in=leads.values("contact"))
    touches = Touch.objects.filter(who__in=keys.values("key")).order_by()
    both = level is Level.DEPARTMENT
    player: Any = Value(MARKETING) if both else F(level.value)
    held = Conversation.objects.filter(lead__in=leads.values("id")) if both else Conversation.objects.none()
    read = {
        "passes": passes(leads).values_list(as_text("id"), as_text("contact_id"), "begins_after", "ends_at"),
        "keys": keys.values_list("key", as_text("contact_id")),
        "touches": touches.annotate(player=player).values_list(as_text("id"), "who", "happened_at", "player"),
        "conversations": held.order_by().values_list(as_text("lead_id"), as_text("id"), "happened_at", Value(SALES)),
    }
    tables = {name: arrow_from_queryset(query, TABLES[name]) for name, query in read.items()}
    ends = ((number, one.lead_id, one.ends_at) for number, one in enumerate(ended))
    return run_sql(_sql(), tables | {"ends": arrow_from_rows(ENDS, ends)})


@cache
def _sql() -> str:
    """The measure compiled once: making SQL of it costs ten times as much as running it for a quarter's deals."""
    return sql_of(of_both_sides, {name: ibis.Schema.from_pyarrow(schema) for name, schema in TABLES.items()})


def of_both_sides(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    """Captured touches and logged conversations in one journey; a conversation belongs to the lead it was held about."""
    captured = journeys(tables["passes"], tables["keys"], tables["touches"])
    return touches_on_the_way(captured.union(tables["conversations"]), tables["ends"])


def costs_of(period: Period, level: Level) -> dict[str, list[Money]]:
    """What campaigns cost on the days of the period, by channel or campaign, each currency for itself; nothing else has costs."""
    if level not in (Level.CHANNEL, Level.CAMPAIGN):
        return {}
    key = "campaign__channel__key" if level is Level.CHANNEL else "campaign__key"
    costs = CampaignCost.objects.order_by("currency")
    if period.from_on:
        costs = costs.filter(on__gte=period.from_on)
    if period.until_on:
        costs = costs.filter(on__lt=period.until_on)
    found: defaultdict[str, list[Money]] = defaultdict(list)
    for row in costs.values(key, "currency").annotate(minor=Sum("amount_minor")):
        found[row[key]].append(Money(row["minor"], row["currency"]))
    return dict(found)


@dataclass(frozen=True)
class SalesPart:
    """What was won, and how many conversations sales held for it. Totals only, of nobody by name."""

    won: int
    values: list[Money]
    without_value: int
    conversations: int
    won_without_conversation: int

    @property
    def conversations_per_won(self) -> float | None:
        return self.conversations / self.won if self.won else None


def sales_part(period: Period, zone: ZoneInfo) -> SalesPart:
    """``conversations`` are those held before each of the deals was won."""
    won = won_within(period, zone)
    before_winning = Q(lead__conversations__happened_at__lte=F("closing__happened_at"))
    held = list(won.annotate(held=Count("lead__conversations", filter=before_winning)).values_list("held", flat=True))
    sums = won.exclude(value_minor=None).order_by("currency").values("currency").annotate(minor=Sum("value_minor"))
    return SalesPart(
        won=len(held),
        values=[Money(row["minor"], row["currency"]) for row in sums],
        without_value=won.filter(value_minor=None).count(),
        conversations=sum(held),
        won_without_conversation=sum(1 for number in held if not number),
    )
