"""The tables the measure reads: what one row means, and what each column holds.

Moments are whole microseconds since 1970-01-01 00:00 UTC (``int64``), the one form of time in which every engine agrees to the
last digit. Points are whole hundredths of a point, so that sums do not depend on the order of their parts.
"""

from __future__ import annotations

import ibis

MOMENTS = ibis.schema({"lead_id": "string", "as_of": "int64"})
"""One row per judgement asked for: judge this lead at this moment, with what was known by then. No row twice."""

TOUCHES = ibis.schema(
    {
        "lead_id": "string",
        "touch_id": "string",
        "kind": "string",
        "channel": "string",
        "campaign": "string",
        "material": "string",
        "page": "string",
        "happened_at": "int64",
        "known_at": "int64",
    }
)
"""One row per touch of a lead's pass. ``known_at`` is when we knew both of the touch and of whose it was. "" means not said."""

ATTRIBUTES = ibis.schema(
    {
        "lead_id": "string",
        "name": "string",
        "text": "string",
        "number": "float64",
        "happened_at": "int64",
        "known_at": "int64",
    }
)
"""One row per value an attribute of the lead's contact or company ever took. ``number`` is null where the value is none."""

BASES = ibis.schema({"lead_id": "string", "is_given": "boolean", "happened_at": "int64", "known_at": "int64"})
"""One row per statement on whether the contact may be scored. No row at all: legitimate interest, nobody has objected."""

TOUCH_RULES = ibis.schema(
    {
        "criterion": "string",
        "reason": "string",
        "kind": "string",
        "channel": "string",
        "campaign": "string",
        "material": "string",
        "page": "string",
        "page_start": "string",
        "since": "int64",
        "hundredths": "int64",
        "window": "int64",
        "at_most": "int64",
        "half_life": "int64",
    }
)
"""One row per interest criterion or hand-raiser (``reason`` says which), and where it asks for a material, per name that means it: no touch
meets two rows of a criterion. From ``since`` on the name is known to mean it. Null conditions match everything; times in microseconds."""

ATTRIBUTE_RULES = ibis.schema(
    {
        "criterion": "string",
        "reason": "string",
        "name": "string",
        "comparison": "string",
        "value": "string",
        "at_least": "float64",
        "below": "float64",
        "hundredths": "int64",
    }
)
"""One row per fit criterion or exclusion and value it asks for; ``comparison`` is ``text``, ``between`` or ``present``."""

THRESHOLDS = ibis.schema({"points": "int64", "fit": "int64", "interest": "int64"})
"""One row: from how many hundredths a lead is qualified."""

SCHEMAS = {
    "moments": MOMENTS,
    "touches": TOUCHES,
    "attributes": ATTRIBUTES,
    "bases": BASES,
    "touch_rules": TOUCH_RULES,
    "attribute_rules": ATTRIBUTE_RULES,
    "thresholds": THRESHOLDS,
}

REASON = "struct<criterion: string, reason: string, hundredths: int64, evidence: array<string>>"
JUDGEMENTS = ibis.schema(
    {
        "lead_id": "string",
        "as_of": "int64",
        "decision": "string",
        "fit": "int64",
        "interest": "int64",
        "points": "int64",
        "look_again_at": "int64",
        "reasons": f"array<{REASON}>",
    }
)
"""What the measure answers: see ``measure.judgements``."""
