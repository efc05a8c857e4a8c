"""The credit account of a period: which channel was there first and last when a deal was won, and what sales put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import ibis
from django.db.models import Count, F, Q, QuerySet, Sum

from handschlag.agreement.core.terms import CreditModel
from handschlag.capture.models import Touch
from handschlag.conversation.models import Deal, DealOutcome
from handschlag.engine.duck import run_sql, sql_of
from handschlag.engine.records import arrow_from_queryset
from handschlag.kernel.money import Money
from handschlag.learning.core.credit import CONVERSIONS, credit
from handschlag.learning.core.journeys import KEYS, PASSES, TOUCHES, journeys
from handschlag.learning.core.period import Period
from handschlag.learning.readings.journeys import as_text, passes
from handschlag.market.models import CampaignCost
from handschlag.people.models import Identifier, Lead

TABLES = {"passes": PASSES, "keys": KEYS, "touches": TOUCHES, "won_deals": CONVERSIONS}


@dataclass
class Share:
    """What one model credits to one channel: won deals, their known values (one amount per currency), deals without value."""

    won: int = 0
    values: list[Money] = field(default_factory=list)
    without_value: int = 0


@dataclass
class ChannelCredit:
    """One channel, "" where none is known: its share by each model, and what its campaigns cost in the period."""

    channel: str
    shares: dict[CreditModel, Share]
    costs: list[Money]

    def cost_per_won(self, model: CreditModel) -> list[Money]:
        """Cost divided by the deals ``model`` credits, rounded to the smallest unit; empty without cost or without deals."""
        won = self.shares[model].won
        return [Money(round(cost.minor / won), cost.currency) for cost in self.costs] if won else []


@dataclass(frozen=True)
class Credit:
    """The credit account of a period. ``conversations`` are those sales held before each of the ``won`` deals was won."""

    channels: list[ChannelCredit]
    won: int
    values: list[Money]
    conversations: int
    won_without_conversation: int

    @property
    def conversations_per_won(self) -> float | None:
        return self.conversations / self.won if self.won else None


def credit_of(period: Period, zone: ZoneInfo) -> Credit:
    """The deals won within ``period`` (days in ``zone``), credited by every model that can be agreed on."""
    won_deals = _won_within(period, zone)
    shares = {model: _shares(measured) for model, measured in _measure(won_deals).items()}
    costs = _costs(period)
    names = sorted({*costs, *(channel for by_channel in shares.values() for channel in by_channel)})
    channels = [
        ChannelCredit(name, {model: shares[model].get(name, Share()) for model in CreditModel}, costs.get(name, []))
        for name in names
    ]
    return Credit(channels, **_sales_part(won_deals))


def _won_within(period: Period, zone: ZoneInfo) -> QuerySet[Deal]:
    won = Deal.objects.filter(closing__outcome=DealOutcome.WON).order_by()
    if from_at := period.from_at(zone):
        won = won.filter(closing__happened_at__gte=from_at)
    if until_at := period.until_at(zone):
        won = won.filter(closing__happened_at__lt=until_at)
    return won


def _measure(won_deals: QuerySet[Deal]) -> dict[CreditModel, list[dict[str, Any]]]:
    """The measure of each model, over the journeys of the leads that won."""
    leads = Lead.objects.filter(id__in=won_deals.values("lead"))
    keys = Identifier.objects.filter(contact__in=leads.values("contact"))
    touches = Touch.objects.filter(who__in=keys.values("key")).order_by()
    read = {
        "passes": passes(leads).values_list(as_text("id"), as_text("contact_id"), "begins_after", "ends_at"),
        "keys": keys.values_list("key", as_text("contact_id")),
        "touches": touches.values_list(as_text("id"), "who", "happened_at", "channel"),
        "won_deals": won_deals.values_list(
            as_text("id"), as_text("lead_id"), "closing__happened_at", "value_minor", "currency"
        ),
    }
    tables = {name: arrow_from_queryset(query, TABLES[name]) for name, query in read.items()}
    return {model: run_sql(_sql(model), tables).to_pylist() for model in CreditModel}


@cache
def _sql(model: CreditModel) -> str:
    """The measure compiled once: making SQL of it costs ten times as much as running it for a quarter's deals."""

    def measure(tables: Mapping[str, ibis.Table]) -> ibis.Table:
        journeys_of_winners = journeys(tables["passes"], tables["keys"], tables["touches"])
        return credit(journeys_of_winners, tables["won_deals"], model)

    return sql_of(measure, {name: ibis.Schema.from_pyarrow(schema) for name, schema in TABLES.items()})


def _shares(measured: list[dict[str, Any]]) -> Mapping[str, Share]:
    """The rows of one measure, by channel, each currency for itself."""
    shares: defaultdict[str, Share] = defaultdict(Share)
    for row in sorted(measured, key=lambda row: row["currency"]):
        share = shares[row["channel"]]
        share.won += row["won"]
        share.without_value += row["without_value"]
        if row["value_minor"]:
            share.values.append(Money(int(row["value_minor"]), row["currency"]))
    return dict(shares)


def _costs(period: Period) -> dict[str, list[Money]]:
    """What the campaigns of each channel cost on the days of the period, each currency for itself."""
    costs = CampaignCost.objects.order_by("currency")
    if period.from_on:
        costs = costs.filter(on__gte=period.from_on)
    if period.until_on:
        costs = costs.filter(on__lt=period.until_on)
    found: defaultdict[str, list[Money]] = defaultdict(list)
    sums = costs.values("campaign__channel__key", "currency").annotate(minor=Sum("amount_minor"))
    for row in sums:
        found[row["campaign__channel__key"]].append(Money(row["minor"], row["currency"]))
    return dict(found)


def _sales_part(won_deals: QuerySet[Deal]) -> dict[str, Any]:
    """What was won, and how many conversations sales held for it. Totals only, of nobody by name."""
    before_winning = Q(lead__conversations__happened_at__lte=F("closing__happened_at"))
    held = won_deals.annotate(held=Count("lead__conversations", filter=before_winning)).values_list("held", flat=True)
    sums = (
        won_deals.exclude(value_minor=None).order_by("currency").values("currency").annotate(minor=Sum("value_minor"))
    )
    return {
        "won": len(held),
        "values": [Money(row["minor"], row["currency"]) for row in sums],
        "conversations": sum(held),
        "won_without_conversation": sum(1 for number in held if not number),
    }
