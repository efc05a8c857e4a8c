"""Which touches belong to which lead: the journey of one pass."""

from __future__ import annotations

from datetime import UTC, datetime

import ibis

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""Before everything: where the first pass of a contact begins."""

END = datetime(9999, 12, 30, tzinfo=UTC)
"""After everything: where a pass ends that is still open."""

PASSES = ibis.schema(
    {
        "lead_id": "string",
        "contact_id": "string",
        "begins_after": "timestamp('UTC')",
        "ends_at": "timestamp('UTC')",
    }
)
"""One row per lead. A pass begins after the end of the contact's pass before it (``BEGINNING``: there was none)
and ends with its closure, that moment included (``END``: still open). UTC, nothing missing."""

KEYS = ibis.schema({"key": "string", "contact_id": "string"})
"""One row per identifier: the key touches carry, and the contact it belongs to."""

TOUCHES = ibis.schema({"touch_id": "string", "who": "string", "happened_at": "timestamp('UTC')", "channel": "string"})
"""One row per touch; ``channel`` is empty where the source named none. UTC."""

JOURNEYS = ibis.schema(
    {"lead_id": "string", "touch_id": "string", "happened_at": "timestamp('UTC')", "channel": "string"}
)
"""One row per lead and touch of its pass. UTC."""


def journeys(passes: ibis.Table, keys: ibis.Table, touches: ibis.Table) -> ibis.Table:
    """The touches of each lead's pass.

    Grain: one row per lead and touch, as in ``JOURNEYS``. A touch belongs to at most one lead: that of the contact its
    key belongs to, in whose pass it happened. Touches whose key belongs to nobody, or outside every pass, are left out.
    """
    touches_of_contacts = touches.inner_join(keys, touches.who == keys.key).select(
        "contact_id", "touch_id", "happened_at", "channel"
    )
    touches_of_passes = touches_of_contacts.inner_join(
        passes,
        [
            touches_of_contacts.contact_id == passes.contact_id,
            touches_of_contacts.happened_at > passes.begins_after,
            touches_of_contacts.happened_at <= passes.ends_at,
        ],
    )
    return touches_of_passes.select("lead_id", "touch_id", "happened_at", "channel")
