"""What the measure is given: the world, and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ibis import Table


@dataclass(frozen=True)
class World:
    """What is known about leads: see ``tables.KNOWN``."""

    touches: Table
    properties: Table
    attributes: Table
    bases: Table

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> World:
        return cls(tables["touches"], tables["properties"], tables["attributes"], tables["bases"])


@dataclass(frozen=True)
class Rules:
    """What an agreement says: see ``tables.RULES``. Tables that most agreements leave empty may be missing: then the measure is
    built without what they are for, and as many queries are saved."""

    touch_rules: Table
    attribute_rules: Table
    thresholds: Table
    property_rules: Table | None = None
    groups: Table | None = None
    ways: Table | None = None

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> Rules:
        named = ("property_rules", "groups", "ways")
        return cls(
            tables["touch_rules"],
            tables["attribute_rules"],
            tables["thresholds"],
            *(tables.get(name) for name in named),
        )
