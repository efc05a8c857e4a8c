"""Touches and attributes as the tables that are counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from handschlag.capture.models import Mark, Touch
from handschlag.engine.records import arrow_from_rows
from handschlag.ledger.models.raw import raw
from handschlag.people.models import AttributeValue
from handschlag.qualification.models.evidence import NEVER_SCORED, microseconds
from handschlag.trial.core.occurring import ATTRIBUTES, TOUCHES

OF_ONE_PERSON = ("email", "phone", "given_name", "family_name", "name", "company", "domain", "company_domain")
"""Attributes that tell who somebody is: never counted by their values."""


def touches_since(at: datetime) -> pa.Table:
    """Touches known since ``at``, but those of machines: see ``core.occurring.TOUCHES``."""
    return arrow_from_rows(TOUCHES.to_pyarrow(), _touches(at))


def _touches(at: datetime) -> Iterator[tuple[Any, ...]]:
    marked = set(raw(Mark.objects.filter(flag__in=NEVER_SCORED, known_at__gte=at), "touch_id"))
    columns = ("id", "flags", *TOUCHES.names)
    for touch, flags, *row in raw(Touch.objects.filter(known_at__gte=at).order_by(), *columns):
        is_machine = flags != "[]" and any(f'"{flag}"' in flags for flag in NEVER_SCORED)
        if not is_machine and (not marked or (touch,) not in marked):
            yield tuple(row)


def attributes() -> pa.Table:
    """Every value an attribute ever took, but those that tell who somebody is: see ``core.occurring.ATTRIBUTES``."""
    columns = ("contact_id", "company_id", "name", "text", "number", "happened_at")
    rows = raw(AttributeValue.objects.exclude(name__in=OF_ONE_PERSON).order_by(), *columns)
    return arrow_from_rows(ATTRIBUTES.to_pyarrow(), ((*row, microseconds(at)) for *row, at in rows))
