"""The grammar of the terms, number 1: closed, typed, bounded data. Nothing in it is code and nothing is evaluated."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

GRAMMAR = 1
MOST_CRITERIA = 60

Key = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Points = Annotated[int, Field(ge=-1000, le=1000)]
Days = Annotated[int, Field(ge=1, le=1825)]
Hours = Annotated[int, Field(ge=1, le=400)]


class Part(BaseModel):
    """Every part is frozen and knows exactly its own fields; an unknown field is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Comparison(StrEnum):
    """How an attribute is compared. ``between`` is half-open: from included, up to excluded."""

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
    at_least: float | None = None
    below: float | None = None
    points: Points

    @model_validator(mode="after")
    def has_what_its_comparison_needs(self) -> FitCriterion:
        if self.comparison is Comparison.EQUALS and len(self.values) != 1:
            raise ValueError("equals needs exactly one value")
        if self.comparison is Comparison.IN and not self.values:
            raise ValueError("in needs at least one value")
        if self.comparison is Comparison.BETWEEN and self.at_least is None and self.below is None:
            raise ValueError("between needs at_least, below, or both")
        if self.at_least is not None and self.below is not None and self.at_least >= self.below:
            raise ValueError("at_least must be smaller than below")
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
    at_most: Annotated[int, Field(ge=1, le=100)] = 1
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

    points: Annotated[int, Field(ge=1, le=10_000)]
    fit: Annotated[int, Field(ge=0, le=10_000)] = 0
    interest: Annotated[int, Field(ge=0, le=10_000)] = 0


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

    qualified_leads_per_month: Annotated[int, Field(ge=0, le=1_000_000)]
    acceptance_rate_percent: Annotated[int, Field(ge=0, le=100)]


class AfterReturn(StrEnum):
    """What happens to a returned lead: back to marketing's nurturing, or closed."""

    NURTURE = "nurture"
    DISQUALIFY = "disqualify"


class CreditModel(StrEnum):
    """The models of shared credit both sides may agree on."""

    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"


class Terms(Part):
    """The whole agreement. ``language`` fields are avoided: sentences are made from the parts in either language."""

    grammar: Literal[1] = GRAMMAR
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
    sales_capacity_per_week: Annotated[int, Field(ge=1, le=1_000_000)]
    review_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]

    @model_validator(mode="after")
    def names_each_criterion_once(self) -> Terms:
        keys = [part.key for part in (*self.fit, *self.interest, *self.hand_raisers, *self.exclusions)]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise ValueError(f"used more than once: {', '.join(sorted(twice))}")
        return self
