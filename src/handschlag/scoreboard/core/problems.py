"""What is wrong with the data, so that nobody quarrels over figures that rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Problem(StrEnum):
    """Kinds of data problems, those that bend the funnel first.

    ``WON_BEFORE_FIRST_CONTACT``: a deal was won before its lead opened. ``WON_WITHOUT_VALUE``: a won deal has no value.
    ``HANDED_OVER_WITHOUT_CONSENT``: a lead was handed over though nobody recorded what its contact allows.
    ``SET_ASIDE``: touches that could not be walked. ``QUARANTINED``: messages that could not be understood, not yet replayed.
    """

    WON_BEFORE_FIRST_CONTACT = "won_before_first_contact"
    WON_WITHOUT_VALUE = "won_without_value"
    HANDED_OVER_WITHOUT_CONSENT = "handed_over_without_consent"
    SET_ASIDE = "set_aside"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Example:
    """One record a problem was found in. Moments in UTC."""

    lead_id: UUID
    contact_id: UUID
    deal_id: UUID | None = None
    handover_id: UUID | None = None
    handed_at: datetime | None = None
    opened_at: datetime | None = None
    won_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, how often it occurs, and a few records to look at first."""

    problem: Problem
    count: int
    examples: tuple[Example, ...] = ()
