"""Which touches belong to which lead: the journey of one pass."""

from __future__ import annotations

from datetime import UTC, datetime

import ibis
import pyarrow as pa

from handschlag.engine.records import MOMENT

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""Before everything: where the first pass of a contact begins."""

END = datetime(9999, 12, 30, tzinfo=UTC)
"""After everything: where a pass ends that is still open."""

PASSES = pa.schema({"lead_id": pa.string(), "contact_id": pa.string(), "begins_after": MOMENT, "ends_at": MOMENT})
"""One row per lead. A pass begins after the end of the contact's pass before it (``BEGINNING``: there was none)
and ends with its closure, that moment included (``END``: still open). UTC, nothing missing."""

KEYS = pa.schema({"key": pa.string(), "contact_id": pa.string()})
"""One row per identifier: the key touches carry, and the contact it belongs to."""

TOUCHES = pa.schema({"touch_id": pa.string(), "who": pa.string(), "happened_at": MOMENT, "player": pa.string()})
"""One row per touch; ``player`` is who gets the credit (a channel, a campaign …), empty where the source named none. UTC."""

JOURNEYS = pa.schema({"lead_id": pa.string(), "touch_id": pa.string(), "happened_at": MOMENT, "player": pa.string()})
"""One row per lead and touch of its pass. UTC."""

ENDS = pa.schema({"journey": pa.int64(), "lead_id": pa.string(), "ends_at": MOMENT})
"""One row per journey: a deal that was won, or a lead that was closed without one. Its number, whose it is, and from which moment on
touches no longer belong to it. A lead with two deals has two journeys. UTC."""


def journeys(passes: ibis.Table, keys: ibis.Table, touches: ibis.Table) -> ibis.Table:
    """The touches of each lead's pass.

    Grain: one row per lead and touch, as in ``JOURNEYS``. A touch belongs to at most one lead: that of the contact its
    key belongs to, in whose pass it happened. Touches whose key belongs to nobody, or outside every pass, are left out.
    """
    touches_of_contacts = touches.inner_join(keys, touches.who == keys.key).select(
        "contact_id", "touch_id", "happened_at", "player"
    )
    touches_of_passes = touches_of_contacts.inner_join(
        passes,
        [
            touches_of_contacts.contact_id == passes.contact_id,
            touches_of_contacts.happened_at > passes.begins_after,
            touches_of_contacts.happened_at <= passes.ends_at,
        ],
    )
    return touches_of_passes.select("lead_id", "touch_id", "happened_at", "player")


def touches_on_the_way(touches: ibis.Table, ends: ibis.Table) -> ibis.Table:
    """The touches of each journey before its end, as in ``attribution.coding.TOUCHES``, with their ids.

    ``touches`` as in ``JOURNEYS``, ``ends`` as in ``ENDS``. Grain: one row per journey and touch, in the order of time; at the same
    moment the touch with the smaller id goes first, whatever the order of arrival.
    """
    before_the_end = ends.inner_join(touches, ends.lead_id == touches.lead_id).filter(
        lambda joined: joined.happened_at < joined.ends_at
    )
    return before_the_end.select("journey", "player", "happened_at", "touch_id").order_by("happened_at", "touch_id")
