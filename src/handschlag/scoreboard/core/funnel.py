"""The funnel: how many leads were recorded at each stage, by the channel of their first touch."""

from __future__ import annotations

from enum import StrEnum

import ibis
import pyarrow as pa


class Stage(StrEnum):
    """The stages of a lead's way, in order."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    CONVERSATION = "conversation"
    DEAL = "deal"
    WON = "won"


LEADS = pa.schema({"lead_id": pa.string(), "channel": pa.string()})
"""One row per lead of the cohort. ``channel`` is that of its first touch, "" where none is known."""

RECORDS = pa.schema({"lead_id": pa.string(), "stage": pa.string()})
"""A lead was recorded at a stage beyond the first. Any number of rows per lead and stage; other cohorts may be among them."""

WINS = pa.schema({"deal_id": pa.string(), "lead_id": pa.string(), "value_minor": pa.int64(), "currency": pa.string()})
"""One row per won deal: its value in the smallest unit of its currency, missing where nobody recorded it."""


def funnel(leads: ibis.Table, records: ibis.Table) -> ibis.Table:
    """Leads at each stage, by channel.

    A stage counts the leads recorded *at that stage*: an imported history that knows leads and won deals alone has
    zeros between, for nothing is invented. A stage may therefore count more leads than the one before it.

    Grain: one row per channel and stage with at least one lead: ``channel``, ``stage`` (a ``Stage``), ``leads``.
    """
    everybody = leads.mutate(stage=ibis.literal(Stage.LEAD.value))
    recorded_leads = (
        leads.inner_join(records, leads.lead_id == records.lead_id).select("lead_id", "channel", "stage").distinct()
    )
    on_their_way = everybody.union(recorded_leads)
    return on_their_way.group_by("channel", "stage").aggregate(leads=on_their_way.count())


def won_value(leads: ibis.Table, wins: ibis.Table) -> ibis.Table:
    """The value of the leads' won deals, by channel and currency; different currencies are never added.

    Grain: one row per channel and currency: ``channel``, ``currency``, ``value_minor`` (sum of the known values in the
    currency's smallest unit), ``without_value`` (deals whose value is unknown).
    """
    wins_of_leads = wins.inner_join(leads, wins.lead_id == leads.lead_id).select("channel", "currency", "value_minor")
    return wins_of_leads.group_by("channel", "currency").aggregate(
        value_minor=wins_of_leads.value_minor.sum().coalesce(0),
        without_value=wins_of_leads.count(where=wins_of_leads.value_minor.isnull()),
    )
