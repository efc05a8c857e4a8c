"""A rate and how far it can be trusted."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: a two-sided 95 % interval."""


class Interval(NamedTuple):
    """Both ends of an interval of shares, 0 to 1."""

    low: float
    high: float


def wilson(successes: int, trials: int, z: float = Z_95) -> Interval | None:
    """The score interval for a share (E. B. Wilson, JASA 22, 1927); nothing can be said without trials.

    >>> wilson(0, 10)
    Interval(low=0.0, high=0.27753279986288...)
    """
    if trials <= 0:
        return None
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
