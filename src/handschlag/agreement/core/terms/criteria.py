"""What gives points, what goes at once, what never goes; and from how many points on a lead is qualified."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from handschlag.agreement.core.terms.conditions import AttributeCondition, TouchCondition
from handschlag.agreement.core.terms.parts import Count, Days, Fingerprint, Key, Named, Part, Points, Sum


class Group(Named):
    """Fit criteria that together give at most so many points, however many of them are met; points below zero count in full beside."""

    at_most: Annotated[int, Field(ge=1, le=1000, strict=True)]


class FitCriterion(AttributeCondition, Named):
    """An attribute of the contact or its company, as known at the moment, gives points."""

    points: Points
    group: Key | None = None


class EstimateCriterion(Named):
    """A win probability of at least so much, by the model with this fingerprint and as estimated at the moment, gives points for fit."""

    model: Fingerprint
    at_least_percent: Annotated[int, Field(ge=1, le=100, strict=True)]
    points: Points


class InterestCriterion(Named):
    """Each matching touch within the window gives points, up to ``at_most`` touches, fading by half every ``half_life_days``.

    The window is half-open: a touch counts from its moment until ``window_days`` × 24 hours later, that end excluded.
    Of more matching touches than ``at_most`` the latest count.
    """

    touch: TouchCondition
    points: Points
    window_days: Days = 90
    at_most: Count = 1
    half_life_days: Days | None = None


class HandRaiser(Named):
    """A touch by which somebody asks for sales: goes at once, whatever the points."""

    touch: TouchCondition
    window_days: Days = 30


class Exclusion(AttributeCondition, Named):
    """Never handed over, not even with a raised hand (a competitor's domain, students …)."""


class Corner(Part):
    """Enough fit and enough interest together: one of the corners of the matrix."""

    fit: Sum
    interest: Sum


class Thresholds(Part):
    """From when on a lead is qualified: by a sum, or by a matrix of fit and interest.

    A sum: from ``points`` in all on, with at least ``fit`` of them from fit and ``interest`` from interest. A matrix: as soon as any
    of its corners is reached; more of either never disqualifies, so the corners are the whole matrix.
    """

    points: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None
    fit: Sum = 0
    interest: Sum = 0
    matrix: tuple[Corner, ...] = Field(default=(), max_length=12)

    @model_validator(mode="after")
    def is_a_sum_or_a_matrix(self) -> Thresholds:
        if (self.points is None) != bool(self.matrix) or (self.matrix and (self.fit or self.interest)):
            raise PydanticCustomError("sum_or_matrix", "needs either points or a matrix")
        for one, other in combinations(self.matrix, 2):
            if (one.fit - other.fit) * (one.interest - other.interest) >= 0:
                raise PydanticCustomError(
                    "corner_overlap",
                    "fit {fit} with interest {interest} says nothing beside another corner",
                    {"fit": max(one.fit, other.fit), "interest": max(one.interest, other.interest)},
                )
        return self

    def alternatives(self) -> tuple[tuple[int, int, int], ...]:
        """Points in all, from fit and from interest, of which one row must be reached."""
        if self.points is not None:
            return ((self.points, self.fit, self.interest),)
        return tuple((corner.fit + corner.interest, corner.fit, corner.interest) for corner in self.matrix)

    @property
    def lowest(self) -> int:
        """No lead is qualified by fewer points than these."""
        return min(points for points, _fit, _interest in self.alternatives())
