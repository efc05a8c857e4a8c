"""The funnel: how many leads were recorded at each stage, by the channel of their first touch."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import ibis


class Stage(StrEnum):
    """The stages of a lead's way, in order."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    CONVERSATION = "conversation"
    DEAL = "deal"
    WON = "won"


MOMENTS = {
    Stage.LEAD: "opened_at",
    Stage.QUALIFIED: "qualified_at",
    Stage.HANDED_OVER: "handed_over_at",
    Stage.ACCEPTED: "accepted_at",
    Stage.CONVERSATION: "first_contact_at",
    Stage.DEAL: "deal_opened_at",
    Stage.WON: "won_at",
}
"""The column that holds the first moment at which a lead was recorded at the stage."""

LEADS = ibis.schema(
    {
        "lead_id": "!string",
        "channel": "!string",
        "opened_at": "!timestamp('UTC')",
        "qualified_at": "timestamp('UTC')",
        "handed_over_at": "timestamp('UTC')",
        "accepted_at": "timestamp('UTC')",
        "first_contact_at": "timestamp('UTC')",
        "deal_opened_at": "timestamp('UTC')",
        "won_at": "timestamp('UTC')",
    }
)
"""One row per lead. ``channel`` is that of its first touch ("" where none is known); a moment is missing where
the lead was never recorded at that stage. UTC."""

WINS = ibis.schema({"deal_id": "!string", "lead_id": "!string", "value_minor": "int64", "currency": "!string"})
"""One row per won deal: its value in the smallest unit of its currency, missing where nobody recorded it."""


def funnel(leads: ibis.Table) -> ibis.Table:
    """Leads recorded at each stage, by channel.

    A stage counts the leads recorded *at that stage*: an imported history that knows leads and won deals alone has
    zeros between, for nothing is invented. A stage may therefore count more leads than the one before it.

    Grain: one row per channel: ``channel`` and one count of leads per ``Stage``.
    """
    recorded = {stage.value: leads[column].count() for stage, column in MOMENTS.items()}
    return leads.group_by("channel").aggregate(**recorded)


def won_value(leads: ibis.Table, wins: ibis.Table) -> ibis.Table:
    """The value of the leads' won deals, by channel and currency; different currencies are never added.

    Grain: one row per channel and currency: ``channel``, ``currency``, ``value_minor`` (sum of the known values in the
    currency's smallest unit), ``without_value`` (deals whose value is unknown).
    """
    wins_of_leads = wins.inner_join(leads, wins.lead_id == leads.lead_id).select("channel", "currency", "value_minor")
    return wins_of_leads.group_by("channel", "currency").aggregate(
        value_minor=wins_of_leads.value_minor.sum().coalesce(0).cast("int64"),
        without_value=wins_of_leads.value_minor.isnull().sum(),
    )


def opened_within(leads: ibis.Table, from_at: datetime | None, until_at: datetime | None) -> ibis.Table:
    """The cohort: leads opened from ``from_at`` (included) until ``until_at`` (excluded); ``None`` leaves a side open."""
    if from_at is not None:
        leads = leads.filter(leads.opened_at >= from_at)
    if until_at is not None:
        leads = leads.filter(leads.opened_at < until_at)
    return leads
