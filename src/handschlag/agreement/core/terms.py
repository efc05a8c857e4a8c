"""The grammar of the terms, number 1: closed, typed, bounded data. Nothing in it is code and nothing is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from handschlag.kernel.canonical import sha256_hex

GRAMMAR = 1
MOST_CRITERIA = 60


def _a_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PydanticCustomError("no_day", "no day of the calendar, expected for example 2026-12-31") from None


# What is signed must be what is seen: no control characters, nothing invisible, nothing that turns the direction of writing.
_VISIBLE = r"^[^\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$"
Key = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=_VISIBLE)]
Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Points = Annotated[int, Field(ge=-1000, le=1000, strict=True)]
Sum = Annotated[int, Field(ge=0, le=10_000, strict=True)]
Count = Annotated[int, Field(ge=1, le=100, strict=True)]
Days = Annotated[int, Field(ge=1, le=1825, strict=True)]
Hours = Annotated[int, Field(ge=1, le=400, strict=True)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Monthly = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Weekly = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Day = Annotated[str, AfterValidator(_a_day)]


class Part(BaseModel):
    """Every part is frozen and knows exactly its own fields; an unknown field is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Comparison(StrEnum):
    """How an attribute is compared: texts without regard to upper and lower case; ``between`` is half-open, the end excluded."""

    EQUALS = "equals"
    IN = "in"
    BETWEEN = "between"
    PRESENT = "present"


class FitCriterion(Part):
    """An attribute of the contact or its company, as known at the moment, gives points."""

    key: Key
    label: Text
    attribute: Key
    comparison: Comparison
    values: tuple[Text, ...] = Field(default=(), max_length=100)
    at_least: Number | None = None
    below: Number | None = None
    points: Points

    @model_validator(mode="after")
    def has_what_its_comparison_needs(self) -> FitCriterion:
        is_between = self.comparison is Comparison.BETWEEN
        if self.comparison is Comparison.EQUALS and len(self.values) != 1:
            raise PydanticCustomError("one_value", "needs exactly one value")
        if self.comparison is Comparison.IN and not self.values:
            raise PydanticCustomError("some_value", "needs at least one value")
        if self.comparison in {Comparison.BETWEEN, Comparison.PRESENT} and self.values:
            raise PydanticCustomError("no_values", "takes no values")
        if is_between == (self.at_least is None and self.below is None):
            raise PydanticCustomError("bounds", "at_least and below belong to between, which needs one or both")
        if self.at_least is not None and self.below is not None and self.at_least >= self.below:
            raise PydanticCustomError("bounds_order", "at_least must be smaller than below")
        return self


class TouchCondition(Part):
    """Which touches are meant: all named properties must match; one left out matches every touch."""

    kind: Key
    channel: Text | None = None
    campaign: Text | None = None
    material: Text | None = None
    page_starts_with: Text | None = None


class InterestCriterion(Part):
    """Each matching touch within the window gives points, up to ``at_most`` touches, fading by half every ``half_life_days``.

    The window is half-open: a touch counts from its moment until ``window_days`` × 24 hours later, that end excluded.
    Of more matching touches than ``at_most`` the latest count.
    """

    key: Key
    label: Text
    touch: TouchCondition
    points: Points
    window_days: Days = 90
    at_most: Count = 1
    half_life_days: Days | None = None


class HandRaiser(Part):
    """A touch by which somebody asks for sales: goes at once, whatever the points."""

    key: Key
    label: Text
    touch: TouchCondition
    window_days: Days = 30


class Exclusion(Part):
    """Never handed over: an attribute among the values (a competitor's domain, students …)."""

    key: Key
    label: Text
    attribute: Key
    values: tuple[Text, ...] = Field(min_length=1, max_length=500)


class Thresholds(Part):
    """Qualified from ``points`` in all on, with at least ``fit`` of them from fit and ``interest`` from interest."""

    points: Annotated[Sum, Field(ge=1)]
    fit: Sum = 0
    interest: Sum = 0


class Reason(Part):
    """A reason for which sales may return a lead, named in both languages."""

    key: Key
    de: Text
    en: Text


class SalesDuties(Part):
    """What sales owes, in hours of the rep's working calendar from the handover (accept, first contact) and from acceptance (result)."""

    accept_within_hours: Hours = 8
    first_contact_within_hours: Hours = 16
    result_within_hours: Hours = 80


class MarketingDuties(Part):
    """What marketing owes: qualified leads a month, and how many of the answered handovers are accepted (percent)."""

    qualified_leads_per_month: Monthly
    acceptance_rate_percent: Percent


class AfterReturn(StrEnum):
    """What happens to a returned lead: back to marketing's nurturing, or closed."""

    NURTURE = "nurture"
    DISQUALIFY = "disqualify"


class CreditModel(StrEnum):
    """The models of shared credit both sides may agree on."""

    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"


class Terms(Part):
    """The whole agreement. No field is a sentence: sentences are made from the parts, in either language."""

    grammar: Literal[1] = 1
    title: Text
    fit: tuple[FitCriterion, ...] = Field(default=(), max_length=MOST_CRITERIA)
    interest: tuple[InterestCriterion, ...] = Field(default=(), max_length=MOST_CRITERIA)
    hand_raisers: tuple[HandRaiser, ...] = Field(default=(), max_length=20)
    exclusions: tuple[Exclusion, ...] = Field(default=(), max_length=20)
    thresholds: Thresholds
    return_reasons: tuple[Reason, ...] = Field(min_length=1, max_length=30)
    after_return: AfterReturn = AfterReturn.NURTURE
    sales: SalesDuties = SalesDuties()
    marketing: MarketingDuties
    credit: CreditModel = CreditModel.LAST_TOUCH
    sales_capacity_per_week: Weekly
    review_on: Day

    @model_validator(mode="after")
    def names_everything_once(self) -> Terms:
        for keys in ([part.key for part in self.criteria()], [reason.key for reason in self.return_reasons]):
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise PydanticCustomError(
                    "used_twice", "used more than once: {keys}", {"keys": ", ".join(sorted(twice))}
                )
        return self

    def criteria(self) -> Iterator[FitCriterion | InterestCriterion | HandRaiser | Exclusion]:
        """Whatever verdicts name as a reason, in the order of the contract."""
        yield from self.fit
        yield from self.interest
        yield from self.hand_raisers
        yield from self.exclusions

    def about_attributes(self) -> Iterator[FitCriterion | Exclusion]:
        """The criteria that ask for an attribute."""
        yield from self.fit
        yield from self.exclusions

    def about_touches(self) -> Iterator[InterestCriterion | HandRaiser]:
        """The criteria that ask for touches."""
        yield from self.interest
        yield from self.hand_raisers

    def plain(self) -> dict[str, Any]:
        """The terms in the types of JSON, every field written out: what is stored, and what is signed."""
        return self.model_dump(mode="json")

    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON of the plain terms, 64 hex digits."""
        return sha256_hex(self.plain())
