"""Conditions: what must be so of an attribute, of a property of a touch, of a touch."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from handschlag.agreement.core.terms.parts import Key, Named, Number, Part, Text


class Comparison(StrEnum):
    """How a value is compared: texts without regard to upper and lower case; ``between`` is half-open, the end excluded.

    ``matches`` asks for a value of a list of the terms; an entry that ends with ``*`` stands for all that begin so, one that
    begins with ``*`` for all that end so.
    """

    EQUALS = "equals"
    IN = "in"
    MATCHES = "matches"
    BETWEEN = "between"
    PRESENT = "present"


class ValueList(Named):
    """A list with a name, for conditions that match it: target postal codes, competitors' domains, named accounts."""

    values: tuple[Text, ...] = Field(min_length=1, max_length=2000)

    @model_validator(mode="after")
    def stars_stand_at_an_end(self) -> ValueList:
        for value in self.values:
            if "*" in value[1:-1] or value.strip("*") == "" or value.count("*") > 1:
                raise PydanticCustomError("star", "one * at the beginning or at the end of “{value}”", {"value": value})
        return self


class Condition(Part):
    """A value is compared: with one text, with some, with a list, with bounds; or it is only asked whether there is one."""

    comparison: Comparison = Comparison.IN
    values: tuple[Text, ...] = Field(default=(), max_length=500)
    list: Key | None = None
    at_least: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def has_what_its_comparison_needs(self) -> Condition:
        is_between = self.comparison is Comparison.BETWEEN
        if self.comparison is Comparison.EQUALS and len(self.values) != 1:
            raise PydanticCustomError("one_value", "needs exactly one value")
        if self.comparison is Comparison.IN and not self.values:
            raise PydanticCustomError("some_value", "needs at least one value")
        if self.comparison not in {Comparison.EQUALS, Comparison.IN} and self.values:
            raise PydanticCustomError("no_values", "takes no values")
        if (self.comparison is Comparison.MATCHES) != (self.list is not None):
            raise PydanticCustomError("which_list", "list belongs to matches, which needs one")
        if is_between == (self.at_least is None and self.below is None):
            raise PydanticCustomError("bounds", "at_least and below belong to between, which needs one or both")
        if self.at_least is not None and self.below is not None and self.at_least >= self.below:
            raise PydanticCustomError("bounds_order", "at_least must be smaller than below")
        return self


class OfAttribute(Part):
    attribute: Key


class AttributeCondition(Condition, OfAttribute):
    """Of an attribute of the contact or its company, as known at the moment."""


class OfProperty(Part):
    name: Text


class PropertyCondition(Condition, OfProperty):
    """Of a property that the touch carries, by its name at the source."""


class TouchCondition(Part):
    """Which touches are meant: all that is named must match; what is left out matches every touch."""

    kind: Key
    channel: Text | None = None
    campaign: Text | None = None
    material: Text | None = None
    page_starts_with: Text | None = None
    properties: tuple[PropertyCondition, ...] = Field(default=(), max_length=5)
