"""Which column means what: a closed grammar, written as YAML, in which nothing is code."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from handschlag.capture.core.targets import IDENTIFYING, Kind, target

Cell = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
Heading = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
LARGEST = 100_000


class Part(BaseModel):
    """Frozen, and knows exactly its own fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Part):
    """Where a value comes from, and how it is read.

    ``column`` names a heading; ``columns`` several, of which a row's first cell that says something counts: programs export one
    thing under different headings. A table without any of them is refused, unless the rule is ``optional``. ``constant`` is the same for every row. ``values`` translates cells, ``otherwise`` stands for
    cells it does not name (left out: they stay as they are). ``format`` is a date pattern such as ``%d.%m.%Y``; without one ISO
    and German dates are understood. ``decimal`` is the sign before the decimals.
    """

    column: Heading | None = None
    columns: tuple[Heading, ...] = Field(default=(), max_length=20)
    optional: bool = False
    constant: Cell | None = None
    required: bool = False
    format: Annotated[str, StringConstraints(min_length=2, max_length=40)] | None = None
    decimal: Literal[".", ","] = "."
    values: dict[Cell, Cell] = Field(default={}, max_length=500)
    otherwise: Cell | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if [self.column is None, not self.columns, self.constant is None].count(False) != 1:
            raise ValueError("exactly one of column, columns and constant is needed")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings it may come from; none for a constant."""
        return self.columns or ((self.column,) if self.column else ())

    @field_validator("format")
    @classmethod
    def _a_pattern(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            sample = datetime(2001, 2, 3, 4, 5, 6)  # noqa: DTZ001 – only the shape matters
            datetime.strptime(sample.strftime(pattern), pattern)  # noqa: DTZ007
        return pattern


class Mapping(Part):
    """What every column of a table means.

    ``time_zone`` is that of moments without one. ``external_system`` keeps the ids of two systems apart that both count from 1.
    ``phone_region`` is the country of numbers without one.
    """

    grammar: Literal[1] = 1
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    time_zone: str = "Europe/Berlin"
    external_system: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_-]*$")] = ""
    phone_region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "DE"
    fields: dict[str, Rule] = Field(min_length=1, max_length=200)

    @field_validator("time_zone")
    @classmethod
    def _a_known_zone(cls, name: str) -> str:
        if name not in _zones():
            raise ValueError("no time zone of that name")
        return name

    @model_validator(mode="after")
    def _understood(self) -> Self:
        for name in self.fields:
            if target(name) is None:
                raise ValueError(f"{name} is nothing a column can mean")
        if not any(name in self.fields for name in IDENTIFYING):
            raise ValueError(
                "one of contact.email, contact.external_id and contact.phone is needed to know whose row it is"
            )
        if any(name.startswith("touch.") for name in self.fields) and "touch.happened_at" not in self.fields:
            raise ValueError("a touch needs touch.happened_at")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def found_in(self, headings: Collection[str]) -> dict[str, list[str]]:
        """Targets that come from columns → those of their headings that the table has."""
        found = {name: [one for one in rule.headings if one in headings] for name, rule in self.fields.items()}
        return {name: ones for name, ones in found.items() if ones}

    def missing_in(self, headings: Collection[str]) -> str | None:
        """A heading without which the table cannot be read; nothing where all that is needed is there."""
        found = self.found_in(headings)
        for name, rule in self.fields.items():
            if rule.headings and not rule.optional and name not in found:
                return rule.headings[0]
        whose = [rule for name, rule in self.fields.items() if name in IDENTIFYING]
        if any(not rule.headings or set(rule.headings) & set(headings) for rule in whose):
            return None
        return whose[0].headings[0]

    def kinds(self) -> dict[str, Kind]:
        """Each target with how its cells are read."""
        found = {name: target(name) for name in self.fields}
        return {name: one.kind for name, one in found.items() if one}


def parse(text: str) -> Mapping:
    """A mapping from YAML. Raises ValueError (pydantic's among them) that names the place of the mistake."""
    if len(text) > LARGEST:
        raise ValueError("a mapping has at most 100,000 characters")
    try:
        return Mapping.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError) as mistake:
        raise ValueError(f"not YAML: {mistake}") from None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
