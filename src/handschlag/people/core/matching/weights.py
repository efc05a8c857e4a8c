"""What agreement and disagreement say, in bits: the logarithm of how much likelier they are for one person than for two.

Fellegi and Sunter, "A Theory for Record Linkage", JASA 64 (1969): a field that agrees by chance once in 1,000 pairs speaks with
about ten bits for one person. The figures are estimates from how such fields behave (a wrong day of birth is one digit off in
most cases; one in three people has changed the address), one set for every base, never fitted to labelled pairs. Two things come
from the base itself: how common each name and firm is, and how many people there are to be confused with.
"""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType


class Level(IntEnum):
    """How far a field agrees. ``PART``: what can be compared agrees in the larger part; ``WEAK``: it agrees, and says little."""

    MISSING = 0
    DIFFERENT = 1
    WEAK = 2
    PART = 3
    SIMILAR = 4
    SAME = 5


FIELDS = ("given", "family", "email", "phone", "company", "birth", "street", "postal_code", "city", "number")

BITS = MappingProxyType(
    {
        "given": {Level.DIFFERENT: -6.0, Level.WEAK: -0.5, Level.PART: -1.0, Level.SIMILAR: -2.5},
        "family": {Level.DIFFERENT: -6.0, Level.WEAK: -0.5, Level.PART: -1.0, Level.SIMILAR: -2.5},
        "email": {Level.DIFFERENT: -1.0, Level.WEAK: 0.0, Level.PART: 7.0, Level.SIMILAR: 10.0, Level.SAME: 17.0},
        "phone": {Level.DIFFERENT: -0.5, Level.SIMILAR: 6.0, Level.SAME: 11.0},
        "company": {Level.DIFFERENT: -2.0, Level.SIMILAR: 4.0, Level.SAME: 11.0},
        "birth": {Level.DIFFERENT: -5.0, Level.WEAK: -1.5, Level.PART: 5.0, Level.SIMILAR: 8.0, Level.SAME: 14.0},
        "street": {Level.DIFFERENT: -1.5, Level.WEAK: 3.0, Level.SIMILAR: 6.0, Level.SAME: 9.0},
        "postal_code": {Level.DIFFERENT: -1.0, Level.SIMILAR: 3.0, Level.SAME: 6.0},
        "city": {Level.DIFFERENT: -1.0, Level.SIMILAR: 2.0, Level.SAME: 3.0},
        "number": {Level.DIFFERENT: -4.0, Level.SIMILAR: 8.0, Level.SAME: 16.0},
    }
)
"""For names the figure below SAME is added to what the name itself says by being rare (see ``Base``). A firm many work for says less than 11."""

SWAPPED = -2.0
"""Given and family name in each other's place."""
COLLEAGUES_AT_MOST = 4.0
"""What the same firm says where the names do not both agree: relatives and namesakes work in one firm."""
PLACE_AT_MOST = 8.0
"""Postal code and city say the same thing twice."""
RAREST = 12.0
"""No name says more than one in 4,000 would; misspelt names look rarer than they are."""

SURE = 8.0
"""Bits above even odds from which two records are merged without asking: 1 : 256 that they are two people, before the gates."""
LIKELY = 1.75
"""Bits from which two records count as one person where a yes or no is wanted (groups, figures of the benchmark)."""
DOUBTFUL = -1.0
"""Below these bits (1 : 8 for one person) nobody is asked."""
