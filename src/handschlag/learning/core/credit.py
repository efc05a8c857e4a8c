"""Whose channel gets the credit for a won deal. Counting, not causality: nobody knows what would have happened without."""

from __future__ import annotations

import ibis
import pyarrow as pa

from handschlag.agreement.core.terms import CreditModel
from handschlag.engine.records import MOMENT

CONVERSIONS = pa.schema(
    {
        "deal_id": pa.string(),
        "lead_id": pa.string(),
        "won_at": MOMENT,
        "value_minor": pa.int64(),
        "currency": pa.string(),
    }
)
"""One row per won deal. ``value_minor`` is in the smallest unit of ``currency``, missing where nobody recorded it. UTC."""


def credit(touches: ibis.Table, conversions: ibis.Table, model: CreditModel) -> ibis.Table:
    """Won deals and their value by the channel that ``model`` credits.

    ``touches`` are journeys (``journeys.JOURNEYS``), ``conversions`` as in ``CONVERSIONS``. A deal is credited whole to one
    touch of its lead before the moment it was won: the earliest or the latest, at the same moment the one with the smaller
    or the greater id. A deal without such a touch is credited to the channel "", so that every deal is counted exactly once.

    Grain: one row per channel and currency: ``channel``, ``currency``, ``won`` (deals), ``value_minor`` (sum of the known
    values in the currency's smallest unit, 0 where none is known), ``without_value`` (deals whose value is unknown).
    """
    touches_before_winning = (
        conversions.inner_join(touches, conversions.lead_id == touches.lead_id)
        .filter(lambda joined: joined.happened_at < joined.won_at)
        .select("deal_id", "touch_id", "happened_at", "channel")
    )
    credited_touches = _one_per_deal(touches_before_winning, model)
    credited_deals = conversions.left_join(credited_touches, conversions.deal_id == credited_touches.deal_id).select(
        conversions.currency, conversions.value_minor, channel=credited_touches.channel.coalesce("")
    )
    return credited_deals.group_by("channel", "currency").aggregate(
        won=credited_deals.count(),
        value_minor=credited_deals.value_minor.sum().coalesce(0),
        without_value=credited_deals.count(where=credited_deals.value_minor.isnull()),
    )


def _one_per_deal(touches: ibis.Table, model: CreditModel) -> ibis.Table:
    """The credited touch of each deal, by row number: the form every engine knows."""
    match model:
        case CreditModel.FIRST_TOUCH:
            order = [touches.happened_at.asc(), touches.touch_id.asc()]
        case CreditModel.LAST_TOUCH:
            order = [touches.happened_at.desc(), touches.touch_id.desc()]
    place = ibis.row_number().over(group_by=touches.deal_id, order_by=order)
    return touches.mutate(place=place).filter(lambda placed: placed.place == 0).select("deal_id", "channel")
