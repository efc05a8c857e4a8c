"""What is known about leads, as the tables the measure reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pyarrow as pa

from handschlag.agreement.core.terms import Terms
from handschlag.qualification.core.judging import table
from handschlag.qualification.models.evidence.attributes import attributes, attributes_named
from handschlag.qualification.models.evidence.moments import microseconds, moment, written
from handschlag.qualification.models.evidence.passes import Pass, all_passes, by_contact, passes
from handschlag.qualification.models.evidence.permitted import bases
from handschlag.qualification.models.evidence.touches import NEVER_SCORED, touches_and_properties

__all__ = [
    "NEVER_SCORED",
    "Pass",
    "all_passes",
    "attributes_named",
    "by_contact",
    "evidence",
    "longest_window",
    "microseconds",
    "moment",
    "passes",
    "written",
]


def evidence(
    of: Sequence[Pass], terms: Sequence[Terms], since: datetime | None = None, *, is_all: bool = False
) -> dict[str, pa.Table]:
    """The tables of ``tables.KNOWN`` for these passes, as far as any of ``terms`` asks for them.

    A touch is known once both it and its owner are: the later of the two moments counts. Touches that happened before ``since``
    are left out. ``is_all`` says that these are all passes: then tables are read from end to end instead of person by person.
    """
    contacts = by_contact(of)
    touches, properties = touches_and_properties(contacts, terms, since, is_all=is_all)
    return {
        "touches": touches,
        "properties": table("properties", properties),
        "attributes": table("attributes", attributes(contacts, terms)),
        "bases": table("bases", bases(contacts, terms, is_all=is_all)),
    }


def longest_window(terms: Iterable[Terms]) -> timedelta:
    """Touches that happened longer ago than this give no points any more."""
    return timedelta(days=max((part.window_days for one in terms for part in one.about_touches()), default=0))
