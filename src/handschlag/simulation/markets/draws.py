"""Random numbers that are the same on every machine and with every release of numpy.

Taken from PCG64's raw stream, which numpy promises to keep, and not through ``Generator``, whose distributions it may improve.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_TOUCHES = 15
"""No lead does the same thing more often than that."""


class Draws:
    """One stream, begun by whole numbers: the same numbers, the same draws."""

    def __init__(self, *begin: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(begin))

    def even(self, count: int) -> Numbers:
        """Between 0 and 1, both excluded."""
        raw = np.asarray(self._bits.random_raw(count), dtype=np.uint64) >> np.uint64(11)
        return (raw.astype(np.float64) + 0.5) * 2.0**-53

    def normal(self, count: int) -> Numbers:
        return np.asarray(ndtri(self.even(count)), dtype=np.float64)

    def waits(self, count: int, mean: float) -> Numbers:
        """Exponential, with this mean."""
        return -mean * np.log(self.even(count))

    def one_of(self, count: int, shares: Sequence[float]) -> Whole:
        """Places in ``shares``, which need not sum to one."""
        bounds = np.cumsum(np.asarray(shares, dtype=np.float64))
        return np.searchsorted(bounds / bounds[-1], self.even(count)).astype(np.int64)

    def counts(self, expected: Numbers) -> Whole:
        """Poisson, up to ``MOST_TOUCHES``."""
        drawn = self.even(len(expected))
        chance = np.exp(-expected)
        reached = chance.copy()
        found = np.zeros(len(expected), dtype=np.int64)
        for count in range(1, MOST_TOUCHES + 1):
            found += drawn > reached
            chance = chance * expected / count
            reached += chance
        return found
