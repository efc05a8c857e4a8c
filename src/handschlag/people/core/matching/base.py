"""The base in which people are compared: how many there are, and how common each name is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

from handschlag.people.core.matching.weights import RAREST

FEWEST = 1_000
"""A young base is treated as if it had this many; it will."""
OFTEN_ENOUGH = 1 / 2**RAREST


@dataclass(frozen=True)
class Base:
    """``size`` people; ``given`` and ``family`` hold the share (0–1) of each name that is no rarer than ``OFTEN_ENOUGH``."""

    size: int = FEWEST
    given: Mapping[str, float] = field(default_factory=dict)
    family: Mapping[str, float] = field(default_factory=dict)

    @property
    def prior(self) -> float:
        """Bits against any two records being one person: about half of all people are taken to occur a second time."""
        return -log2(2 * max(self.size, FEWEST))

    @classmethod
    def of(cls, given: Iterable[str], family: Iterable[str]) -> Base:
        """Counted from the names of all (or a sample of) people; a name needs three bearers to count as common."""
        names = [Counter(filter(None, given)), Counter(filter(None, family))]
        size = max(sum(counted.values()) for counted in names)
        return cls(size, *(_shares(counted) for counted in names))


def _shares(counted: Counter[str]) -> dict[str, float]:
    total = sum(counted.values())
    return {name: count / total for name, count in counted.items() if count >= 3 and count / total >= OFTEN_ENOUGH}
