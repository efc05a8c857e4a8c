"""What leaving a channel out has changed, read from an experiment whose regions or weeks were drawn by lot.

The estimate is a ratio of ratios: how much more or less came where the channel was left out than before, against the same where it
went on (difference in differences on the scale of growth; Vaver and Koehler 2011, "Measuring ad effectiveness using geo experiments").
Weeks have no time before of their own and are compared as they are (a switchback: Bojinov, Simchi-Levi and Zhao 2023, "Design and
analysis of switchback experiments"). The interval is the set of effects a randomisation test does not reject: had another lot been
drawn, how often would the difference be as large by chance (Fisher 1935; Rosenbaum 2002, "Observational studies", ch. 2)? It assumes
nothing about how counts scatter, only that the lot decided; with few regions or weeks it is wide, and that is the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

LEVEL = 0.9
DRAWINGS = 1_999
LEAST_UNITS = 4
"""Regions or weeks on each side, below which there is no interval: of so few lots every difference is likely."""

LEAST, MOST = -0.999, 20.0


@dataclass(frozen=True)
class Unit:
    """A region or week: what came ``before`` (1 for weeks) and ``during``, and whether the channel was left out there."""

    before: float
    during: float
    is_without: bool


@dataclass(frozen=True)
class Effect:
    """The change where the channel was left out, as a share (−0.2: a fifth less came).

    ``low`` to ``high`` holds the true change in nine of ten such experiments; ``chance``: how often a lot alone makes such a difference.
    All three are missing where too little happened or too few units took part. ``missing``: so many fewer came in all (below 0: more).
    """

    change: float | None
    low: float | None
    high: float | None
    chance: float | None
    missing: float | None


def draw_by_lot(units: Sequence[str], seed: int) -> tuple[list[str], list[str]]:
    """Half of the units (rounded down) without the channel, and the others; the same for the same seed.

    >>> [len(side) for side in draw_by_lot(["a", "b", "c", "d", "e"], 1)]
    [2, 3]
    """
    drawn = Random(seed).sample(sorted(units), len(units) // 2)  # noqa: S311 – a lot, no secret
    return sorted(drawn), sorted(set(units) - set(drawn))


def effect_of(units: Sequence[Unit]) -> Effect:
    """The effect with its interval; see above."""
    import numpy as np

    before = np.array([unit.before for unit in units], dtype=float)
    during = np.array([unit.during for unit in units], dtype=float)
    without = np.array([unit.is_without for unit in units], dtype=bool)
    sums = [during[without].sum(), before[without].sum(), during[~without].sum(), before[~without].sum()]
    if min(sums[1:], default=0) <= 0:
        return Effect(None, None, None, None, None)
    expected = sums[1] * sums[2] / sums[3]
    change = sums[0] / expected - 1
    if min(without.sum(), (~without).sum()) < LEAST_UNITS or sums[0] == 0:
        return Effect(change, None, None, None, expected - sums[0])
    lots = np.random.default_rng(1).permuted(np.tile(without, (DRAWINGS, 1)), axis=1)

    def likely(supposed: float) -> float:
        """How often a lot makes as large a difference, were ``supposed`` the effect."""
        undone = np.where(without, during / (1 + supposed), during)
        differences = np.abs(_differences(lots, before, undone))
        own = np.abs(_differences(without[None, :], before, undone))[0]
        return float((1 + (differences >= own - 1e-12).sum()) / (1 + DRAWINGS))

    low, high = (_edge(likely, change, end) for end in (LEAST, MOST))
    return Effect(change, low, high, likely(0.0), expected - sums[0])


def _differences(lots: Any, before: Any, during: Any) -> Any:
    """The logarithm of the ratio of ratios for each lot; endless where nothing came on one side."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.log(lots @ during) - np.log(lots @ before)
        going_on = np.log(~lots @ during) - np.log(~lots @ before)
        return np.nan_to_num(without - going_on, nan=np.inf, posinf=np.inf, neginf=-np.inf)


def _edge(likely: Callable[[float], float], inside: float, outside: float) -> float | None:
    """Where the effects end that are not rejected, between one that is not and one that may be; missing where none is."""
    if likely(outside) > 1 - LEVEL:
        return None
    kept, gone = math.log1p(inside), math.log1p(outside)
    for _halving in range(25):
        middle = (kept + gone) / 2
        kept, gone = (middle, gone) if likely(math.expm1(middle)) > 1 - LEVEL else (kept, middle)
    return math.expm1(kept)
