"""How leads are worked: which steps for which segment, and who gets which lead."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from handschlag.agreement.core.terms.conditions import AttributeCondition
from handschlag.agreement.core.terms.parts import Flag, Key, Named, Part, Text


class Step(Part):
    """One step of a procedure: through which channel, with which material and question guide.

    ``after_days`` × 24 hours pass since the step before, before the first one since acceptance.
    """

    channel: Key
    material: Text | None = None
    guide: Key | None = None
    after_days: Annotated[int, Field(ge=0, le=365, strict=True)] = 0


class Procedure(Named):
    """How sales works the leads of a segment, step by step; without a segment, those of every segment that has none of its own."""

    segment: Key | None = None
    steps: tuple[Step, ...] = Field(min_length=1, max_length=20)


class RoutingRule(Named):
    """Leads of which all this holds go to reps of this team, or with this skill, or both; teams and skills by their name in the house."""

    where: tuple[AttributeCondition, ...] = Field(min_length=1, max_length=5)
    team: Text | None = None
    skill: Text | None = None

    @model_validator(mode="after")
    def says_to_whom(self) -> RoutingRule:
        if self.team is None and self.skill is None:
            raise PydanticCustomError("to_whom", "needs a team or a skill")
        return self


class Routing(Part):
    """Who gets a lead: whoever knows the company, then the first rule that applies, then territories. Rosters and absences stay outside."""

    owner_first: Flag = True
    rules: tuple[RoutingRule, ...] = Field(default=(), max_length=40)
    by_territory: Flag = True
