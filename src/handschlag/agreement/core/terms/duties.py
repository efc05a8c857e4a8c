"""What each side owes, and what becomes of a lead that is returned, forgotten or not reached."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from handschlag.agreement.core.terms.parts import Count, Days, Flag, Hours, Key, Monthly, Part, Percent, Text


class Afterwards(StrEnum):
    """What happens to a lead that sales does not keep: nurtured by marketing, closed, or opened anew after a while."""

    NURTURE = "nurture"
    DISQUALIFY = "disqualify"
    RECYCLE = "recycle"


class AfterTimeout(StrEnum):
    """What happens to a lead that nobody accepted in time: another rep gets it, or it waits in the pool for a person."""

    ANOTHER_REP = "another_rep"
    POOL = "pool"


class Reason(Part):
    """A reason for which sales may return a lead, named in both languages; ``then`` where it has a consequence of its own."""

    key: Key
    de: Text
    en: Text
    then: Afterwards | None = None


class Within(Part):
    """A time to do something in: hours of the rep's working calendar, or days of 24 hours. Exactly one of both."""

    working_hours: Hours | None = None
    days: Annotated[int, Field(ge=1, le=365, strict=True)] | None = None

    @model_validator(mode="after")
    def is_one_of_both(self) -> Within:
        if (self.working_hours is None) == (self.days is None):
            raise PydanticCustomError("hours_or_days", "needs either working_hours or days")
        return self


class Attempts(Part):
    """How often sales tries, at least, as long as nobody is reached, in which time, and on how many different days at least."""

    at_least: Count
    within: Within
    on_days: Count = 1


class Pause(Part):
    """A reason for which sales may let its times for a lead stand still, once, and for how many days of 24 hours at most."""

    key: Key
    de: Text
    en: Text
    at_most_days: Annotated[int, Field(ge=1, le=365, strict=True)]


class SalesDuties(Part):
    """What sales owes: from the handover (accept, first contact, attempts) and from acceptance (result)."""

    accept_within: Within = Within(working_hours=8)
    first_contact_within: Within = Within(working_hours=16)
    attempts: Attempts | None = None
    result_within: Within = Within(working_hours=80)
    pauses: tuple[Pause, ...] = Field(default=(), max_length=10)


class Completeness(Part):
    """Attributes that must be known of so many per cent of the leads marketing hands over."""

    attributes: tuple[Key, ...] = Field(min_length=1, max_length=30)
    percent: Percent = 100

    @model_validator(mode="after")
    def names_every_attribute_once(self) -> Completeness:
        if twice := {key for key in self.attributes if self.attributes.count(key) > 1}:
            raise PydanticCustomError("used_twice", "used more than once: {keys}", {"keys": ", ".join(sorted(twice))})
        return self


class MarketingDuties(Part):
    """What marketing owes: qualified leads a month, how many of the answered handovers are accepted (percent), complete data, a brief."""

    qualified_leads_per_month: Monthly
    acceptance_rate_percent: Percent
    completeness: Completeness | None = None
    brief: Flag = True


class Recycling(Part):
    """A recycled lead is closed and opened anew after so many days, for one person not more often than ``at_most`` times."""

    after_days: Days
    at_most: Annotated[int, Field(ge=1, le=20, strict=True)]
