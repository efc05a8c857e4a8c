"""The base in which people are compared: how many there are, and how common each name and firm is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from handschlag.people.core.matching.person import Person
from handschlag.people.core.matching.weights import RAREST

FEWEST = 1_000
"""A young base is treated as if it had this many; it will."""
OFTEN_ENOUGH = 1 / 2**RAREST


@dataclass(frozen=True)
class Base:
    """``size`` people; ``given``, ``family`` and ``firm`` hold the share (0–1) of each name that is no rarer than ``OFTEN_ENOUGH``."""

    size: int = FEWEST
    given: Mapping[str, float] = field(default_factory=dict)
    family: Mapping[str, float] = field(default_factory=dict)
    firm: Mapping[str, float] = field(default_factory=dict)

    @property
    def prior(self) -> float:
        """Bits against any two records being one person: about half of all people are taken to occur a second time."""
        return -log2(2 * max(self.size, FEWEST))

    @classmethod
    def of(cls, people: Sequence[Person]) -> Base:
        """Counted from all people or a sample; a name needs three bearers to count as common."""
        given = Counter(person.given for person in people if person.given)
        family = Counter(person.family for person in people if person.family)
        firm = Counter(person.company or person.domain for person in people if person.company or person.domain)
        return cls(len(people), *(_shares(counted, len(people)) for counted in (given, family, firm)))


def _shares(counted: Counter[str], total: int) -> dict[str, float]:
    return {name: count / total for name, count in counted.items() if count >= 3 and count / total >= OFTEN_ENOUGH}
