"""The whole agreement as data, and its fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from handschlag.agreement.core.terms.conditions import Condition, ValueList
from handschlag.agreement.core.terms.criteria import (
    EstimateCriterion,
    Exclusion,
    FitCriterion,
    Group,
    HandRaiser,
    InterestCriterion,
    Thresholds,
)
from handschlag.agreement.core.terms.duties import (
    AfterTimeout,
    Afterwards,
    MarketingDuties,
    Reason,
    Recycling,
    SalesDuties,
)
from handschlag.agreement.core.terms.parts import Day, Named, Part, Text, Weekly
from handschlag.agreement.core.terms.work import Procedure, Routing
from handschlag.kernel.canonical import sha256_hex

GRAMMAR = 4
MOST_CRITERIA = 60

Criterion = FitCriterion | EstimateCriterion | InterestCriterion | HandRaiser | Exclusion


class Stage(StrEnum):
    """The stages of a lead's way that an agreement may give names of its own."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    OPPORTUNITY = "opportunity"
    WON = "won"


class StageName(Part):
    """What this house calls a stage, in both languages. What the stage means is said by the contract and the same for everybody."""

    stage: Stage
    de: Text
    en: Text


class Way(StrEnum):
    """A way to reach somebody, each with a lawful basis of its own."""

    EMAIL = "email"
    PHONE = "phone"


class CreditModel(StrEnum):
    """The models of shared credit both sides may agree on; ``learning`` counts by every one of them."""

    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"
    LINEAR = "linear"
    POSITION_BASED = "position_based"
    W_SHAPED = "w_shaped"
    TIME_DECAY = "time_decay"
    MARKOV_1 = "markov_1"
    MARKOV_2 = "markov_2"
    SHAPLEY = "shapley"


class Terms(Part):
    """The whole agreement. No field is a sentence: sentences are made from the parts, in either language."""

    grammar: Literal[4] = 4
    title: Text
    stages: tuple[StageName, ...] = Field(default=(), max_length=len(Stage))
    lists: tuple[ValueList, ...] = Field(default=(), max_length=20)
    groups: tuple[Group, ...] = Field(default=(), max_length=20)
    fit: tuple[FitCriterion, ...] = Field(default=(), max_length=MOST_CRITERIA)
    estimates: tuple[EstimateCriterion, ...] = Field(default=(), max_length=5)
    interest: tuple[InterestCriterion, ...] = Field(default=(), max_length=MOST_CRITERIA)
    hand_raisers: tuple[HandRaiser, ...] = Field(default=(), max_length=20)
    exclusions: tuple[Exclusion, ...] = Field(default=(), max_length=20)
    reachable_by: tuple[Way, ...] = Field(default=(), max_length=len(Way))
    thresholds: Thresholds
    routing: Routing = Routing()
    procedures: tuple[Procedure, ...] = Field(default=(), max_length=30)
    sales: SalesDuties = SalesDuties()
    marketing: MarketingDuties
    return_reasons: tuple[Reason, ...] = Field(min_length=1, max_length=30)
    after_return: Afterwards = Afterwards.NURTURE
    after_timeout: AfterTimeout = AfterTimeout.ANOTHER_REP
    after_no_answer: Afterwards = Afterwards.NURTURE
    recycling: Recycling | None = None
    credit: CreditModel = CreditModel.LAST_TOUCH
    credit_half_life_days: Annotated[int, Field(ge=1, le=365, strict=True)] | None = None
    sales_capacity_per_week: Weekly
    review_on: Day

    @model_validator(mode="after")
    def names_everything_once(self) -> Terms:
        for keys in (
            [part.key for part in (*self.criteria(), *self.groups, *self.lists)],
            [reason.key for reason in self.return_reasons],
            [pause.key for pause in self.sales.pauses],
            [procedure.key for procedure in self.procedures],
            [rule.key for rule in self.routing.rules],
            [named.stage.value for named in self.stages],
            [way.value for way in self.reachable_by],
        ):
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise PydanticCustomError(
                    "used_twice", "used more than once: {keys}", {"keys": ", ".join(sorted(twice))}
                )
        return self

    @model_validator(mode="after")
    def refers_to_what_there_is(self) -> Terms:
        groups, lists = {group.key for group in self.groups}, {one.key for one in self.lists}
        missing = [part.group for part in self.fit if part.group and part.group not in groups]
        missing += [part.list for part in self.conditions() if part.list and part.list not in lists]
        if missing:
            raise PydanticCustomError(
                "refers_to_nothing", "there is no group or list {keys}", {"keys": ", ".join(sorted(set(missing)))}
            )
        return self

    @model_validator(mode="after")
    def has_one_procedure_for_a_segment(self) -> Terms:
        segments = [procedure.segment for procedure in self.procedures]
        if twice := sorted({segment or "–" for segment in segments if segments.count(segment) > 1}):
            raise PydanticCustomError(
                "two_procedures", "more than one procedure for the segment {keys}", {"keys": ", ".join(twice)}
            )
        return self

    @model_validator(mode="after")
    def says_when_what_is_recycled_opens_anew(self) -> Terms:
        if self.recycles() and self.recycling is None:
            raise PydanticCustomError("no_recycling", "something is recycled, but recycling is not agreed")
        return self

    @model_validator(mode="after")
    def says_how_fast_credit_decays(self) -> Terms:
        if (self.credit is CreditModel.TIME_DECAY) != (self.credit_half_life_days is not None):
            raise PydanticCustomError("credit_half_life", "credit_half_life_days belongs to time_decay, which needs it")
        return self

    def recycles(self) -> bool:
        """Whether anything in the terms has a lead opened anew."""
        afterwards = (self.after_return, self.after_no_answer, *(reason.then for reason in self.return_reasons))
        return Afterwards.RECYCLE in afterwards

    def criteria(self) -> Iterator[Criterion]:
        """Whatever verdicts name as a reason, in the order of the contract."""
        yield from self.fit
        yield from self.estimates
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

    def conditions(self) -> Iterator[Condition]:
        """Every comparison in the terms."""
        yield from self.about_attributes()
        for part in self.about_touches():
            yield from part.touch.properties
        for rule in self.routing.rules:
            yield from rule.where

    def labels(self) -> dict[str, str]:
        """What groups and lists are called, by their keys."""
        named: tuple[Named, ...] = (*self.groups, *self.lists)
        return {part.key: part.label for part in named}

    def values_of(self, condition: Condition) -> tuple[str, ...]:
        """The texts a condition asks for, those of its list included."""
        listed = next((one.values for one in self.lists if one.key == condition.list), ())
        return condition.values + listed

    def plain(self) -> dict[str, Any]:
        """The terms in the types of JSON, every field written out: what is stored, and what is signed."""
        return self.model_dump(mode="json")

    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON of the plain terms, 64 hex digits."""
        return sha256_hex(self.plain())
