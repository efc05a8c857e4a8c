"""The tables the measure reads: what one row means, and what each column holds.

Moments are whole microseconds since 1970-01-01 00:00 UTC (``int64``), the one form of time in which every engine agrees to the
last digit. Points are whole hundredths of a point, so that sums do not depend on the order of their parts. Leads are numbers:
their place in the list of passes that whoever fills the tables keeps; joins over them cost a fraction of joins over ids.
"""

from __future__ import annotations

import ibis

MOMENTS = ibis.schema({"lead": "int64", "as_of": "int64"})
"""One row per judgement asked for: judge this lead at this moment, with what was known by then. No row twice."""

TOUCHES = ibis.schema(
    {
        "lead": "int64",
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

PROPERTIES = ibis.schema({"touch_id": "string", "name": "string", "text": "string", "number": "float64"})
"""One row per property of a touch that a rule asks for. ``number`` is null where the value is none."""

ATTRIBUTES = ibis.schema(
    {
        "lead": "int64",
        "name": "string",
        "text": "string",
        "number": "float64",
        "happened_at": "int64",
        "known_at": "int64",
    }
)
"""One row per value an attribute of the lead's contact or company ever took. ``number`` is null where the value is none.

Estimates are attributes too: ``estimate:`` and the model's fingerprint, the probability as ``number`` in per cent.
"""

BASES = ibis.schema(
    {"lead": "int64", "purpose": "string", "is_given": "boolean", "happened_at": "int64", "known_at": "int64"}
)
"""One row per turn in whether the contact may be scored (``scoring``), or reached by a way (``email``, ``phone``). Without a row
scoring is allowed, and of the ways what ``ways`` says."""

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
        "conditions": "int64",
        "hundredths": "int64",
        "window": "int64",
        "at_most": "int64",
        "half_life": "int64",
    }
)
"""One row per interest criterion or hand-raiser (``reason`` says which), and where it asks for a material, per name that means it: no
touch meets two rows of a criterion. From ``since`` on the name is known to mean it. Null conditions match everything; times in
microseconds. ``conditions`` is how many conditions on properties must be met besides."""

PROPERTY_RULES = ibis.schema(
    {
        "criterion": "string",
        "condition": "int64",
        "name": "string",
        "comparison": "string",
        "value": "string",
        "at_least": "float64",
        "below": "float64",
    }
)
"""One row per condition on a property and value it asks for; conditions of a criterion are numbered. For ``comparison`` see below."""

ATTRIBUTE_RULES = ibis.schema(
    {
        "criterion": "string",
        "reason": "string",
        "group": "string",
        "name": "string",
        "comparison": "string",
        "value": "string",
        "at_least": "float64",
        "below": "float64",
        "hundredths": "int64",
    }
)
"""One row per fit criterion, estimate or exclusion and value it asks for; ``comparison`` is ``text``, ``starts``, ``ends`` (with the
value, whatever its case), ``between`` or ``present``. ``group`` is null outside of groups."""

GROUPS = ibis.schema({"group": "string", "at_most": "int64"})
"""One row per group of fit criteria: the most hundredths that those which give points give together."""

WAYS = ibis.schema({"way": "string", "is_open": "boolean"})
"""One row per way to reach somebody of which one must be open; ``is_open`` where nothing is known. No row: none is asked for."""

THRESHOLDS = ibis.schema({"points": "int64", "fit": "int64", "interest": "int64"})
"""One row per alternative: from how many hundredths a lead is qualified. One that is reached is enough."""

KNOWN = {"touches": TOUCHES, "properties": PROPERTIES, "attributes": ATTRIBUTES, "bases": BASES}
"""What is known about leads."""

RULES = {
    "touch_rules": TOUCH_RULES,
    "property_rules": PROPERTY_RULES,
    "attribute_rules": ATTRIBUTE_RULES,
    "groups": GROUPS,
    "ways": WAYS,
    "thresholds": THRESHOLDS,
}
"""What an agreement says."""

MAY_BE_MISSING = ("property_rules", "groups", "ways")
"""Rules that most agreements do without."""

SCHEMAS = {"moments": MOMENTS, **KNOWN, **RULES}

REASON = "struct<criterion: string, reason: string, hundredths: int64, evidence: array<string>>"
JUDGEMENTS = ibis.schema(
    {
        "lead": "int64",
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
