"""The funnel of a cohort, read from the records of every room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

import ibis
from django.db.models import QuerySet

from handschlag.conversation.models import Conversation, Deal, DealOutcome
from handschlag.engine.duck import run_sql, sql_of
from handschlag.engine.records import arrow_from_rows
from handschlag.handover.models import Acceptance, Handover
from handschlag.kernel.money import Money
from handschlag.kernel.verdict import Decision
from handschlag.learning.core.period import Period
from handschlag.learning.readings import as_text, first_channels
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict
from handschlag.scoreboard.core.funnel import LEADS, RECORDS, WINS, Stage, funnel, won_value
from handschlag.scoreboard.core.rates import Interval, wilson

TABLES = {"leads": LEADS, "records": RECORDS, "wins": WINS}
SCHEMAS = {name: ibis.Schema.from_pyarrow(schema) for name, schema in TABLES.items()}


@dataclass
class ChannelFunnel:
    """One channel, "" where none is known: leads at each stage, and what the won ones were worth."""

    channel: str
    counts: dict[Stage, int] = field(default_factory=lambda: dict.fromkeys(Stage, 0))
    values: list[Money] = field(default_factory=list)
    won_without_value: int = 0

    @property
    def leads(self) -> int:
        return self.counts[Stage.LEAD]

    @property
    def won(self) -> int:
        return self.counts[Stage.WON]

    @property
    def rate(self) -> float:
        """Won leads among all leads of the channel, 0 to 1."""
        return self.won / self.leads

    @property
    def interval(self) -> Interval | None:
        """Where the rate lies with 95 % confidence."""
        return wilson(self.won, self.leads)


@dataclass(frozen=True)
class Funnel:
    """A cohort's funnel. Every channel in it has at least one lead."""

    channels: list[ChannelFunnel]

    @cached_property
    def counts(self) -> dict[Stage, int]:
        """Leads at each stage, of all channels together."""
        return {stage: sum(channel.counts[stage] for channel in self.channels) for stage in Stage}

    def share(self, stage: Stage) -> float | None:
        """Leads recorded at ``stage`` among all leads, 0 to 1; missing without leads."""
        return self.counts[stage] / self.counts[Stage.LEAD] if self.counts[Stage.LEAD] else None

    def only(self, channel: str) -> Funnel:
        """The same funnel for one channel alone; empty where the cohort has no lead of it."""
        return Funnel([found for found in self.channels if found.channel == channel])


def cohort(period: Period, zone: ZoneInfo) -> QuerySet[Lead]:
    """The leads opened within ``period`` (days in ``zone``)."""
    leads = Lead.objects.order_by()
    if from_at := period.from_at(zone):
        leads = leads.filter(opened_at__gte=from_at)
    if until_at := period.until_at(zone):
        leads = leads.filter(opened_at__lt=until_at)
    return leads


def funnel_of(period: Period, zone: ZoneInfo) -> Funnel:
    """The funnel of the leads opened within ``period``, the channels with the most leads first."""
    read = {
        "leads": first_channels(cohort(period, zone)),
        "records": _records(period, zone),
        "wins": _wins(period, zone),
    }
    tables = {name: arrow_from_rows(TABLES[name], rows) for name, rows in read.items()}
    channels: dict[str, ChannelFunnel] = {}
    for row in run_sql(_funnel_sql(), tables).to_pylist():
        channel = channels.setdefault(row["channel"], ChannelFunnel(row["channel"]))
        channel.counts[Stage(row["stage"])] = row["leads"]
    for row in sorted(run_sql(_won_value_sql(), tables).to_pylist(), key=lambda row: row["currency"]):
        channel = channels[row["channel"]]
        channel.won_without_value += row["without_value"]
        if row["value_minor"]:
            channel.values.append(Money(int(row["value_minor"]), row["currency"]))
    return Funnel(sorted(channels.values(), key=lambda channel: (-channel.leads, channel.channel)))


@cache
def _funnel_sql() -> str:
    """Compiled once: making SQL of a measure costs more than running it."""
    return sql_of(lambda table: funnel(table["leads"], table["records"]), SCHEMAS)


@cache
def _won_value_sql() -> str:
    return sql_of(lambda table: won_value(table["leads"], table["wins"]), SCHEMAS)


def _records(period: Period, zone: ZoneInfo) -> Iterable[tuple[str, str]]:
    """At which stages beyond the first the cohort's leads were recorded."""
    found: dict[Stage, tuple[QuerySet[Any], str]] = {
        Stage.QUALIFIED: (Verdict.objects.filter(decision=Decision.QUALIFIED), "lead"),
        Stage.HANDED_OVER: (Handover.objects.all(), "lead"),
        Stage.ACCEPTED: (Acceptance.objects.all(), "handover__lead"),
        Stage.CONVERSATION: (Conversation.objects.all(), "lead"),
        Stage.DEAL: (Deal.objects.all(), "lead"),
        Stage.WON: (Deal.objects.filter(closing__outcome=DealOutcome.WON), "lead"),
    }
    for stage, (records, lead) in found.items():
        for lead_id in _of_cohort(records, lead, period, zone).values_list(as_text(f"{lead}_id"), flat=True):
            yield lead_id, stage.value


def _wins(period: Period, zone: ZoneInfo) -> Iterable[tuple[Any, ...]]:
    won = _of_cohort(Deal.objects.filter(closing__outcome=DealOutcome.WON), "lead", period, zone)
    return won.values_list(as_text("id"), as_text("lead_id"), "value_minor", "currency")


def _of_cohort(records: QuerySet[Any], lead: str, period: Period, zone: ZoneInfo) -> QuerySet[Any]:
    """Those of ``records`` whose ``lead`` belongs to the cohort; without bounds every lead does, and nothing is looked up."""
    records = records.order_by()
    return records if period == Period() else records.filter(**{f"{lead}__in": cohort(period, zone)})
