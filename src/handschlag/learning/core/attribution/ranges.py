"""How far the credit would have moved, had other journeys of the same kind been drawn: percentile bootstrap over groups of journeys.

Journeys are dealt into at most ``GROUPS`` groups in an order that has nothing to do with them, and groups are drawn with replacement
(Efron and Tibshirani 1993, "An introduction to the bootstrap", ch. 13; random groups: Wolter 2007, "Introduction to variance
estimation", ch. 2). With fewer journeys than groups each is a group of its own, and it is the ordinary bootstrap of journeys; with
more, one pass is enough for all drawings, however many journeys there are. A range tells of chance in the journeys, of nothing else:
not whether the touches did anything, nor of what was never tracked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handschlag.learning.core.attribution.arrays import Floats, Ints, Journeys
from handschlag.learning.core.attribution.chains import steps_of
from handschlag.learning.core.attribution.rules import RULES, shared_by_rule
from handschlag.learning.core.attribution.sharing import HALF_LIFE_DAYS, MODELS, ORDERS, by_removal

GROUPS = 500
DRAWINGS = 400
DRAWINGS_OF_CHAINS = 100
LEVEL = 0.9


@dataclass(frozen=True)
class Range:
    """The ``LEVEL`` interval of a model's credit: ``low`` and ``high``, each ``[count or value, player]``."""

    low: Floats
    high: Floats


def ranges(
    journeys: Journeys,
    models: Collection[str] = MODELS,
    half_life_days: float = HALF_LIFE_DAYS,
    seed: int = 1,
    threads: int = 1,
) -> dict[str, Range]:
    """The range of each model's credit; the same for the same seed on every machine."""
    groups = min(GROUPS, max(1, journeys.count))
    lot = np.random.default_rng(seed)
    group_of = (lot.permutation(journeys.count) % groups).astype(np.int64)
    weights = lot.multinomial(groups, np.full(groups, 1 / groups), size=DRAWINGS)
    by_group = shared_by_rule(journeys, half_life_days, group_of)
    drawn = np.einsum("dg,gmwp->mdwp", weights.astype(float), by_group)
    found = {rule: _range(drawn[place]) for place, rule in enumerate(RULES) if rule in models}
    totals = drawn[RULES.index("linear")].sum(axis=2)
    for model in [model for model in ORDERS if model in models]:
        found[model] = _range(_chains_drawn(journeys, ORDERS[model], group_of, weights, totals, threads))
    return found


def _chains_drawn(
    journeys: Journeys, order: int, group_of: Ints, weights: NDArray[np.int64], totals: Floats, threads: int
) -> Floats:
    """The steps counted anew for each drawing: cheaper than keeping those of every group."""
    return np.stack(
        [
            by_removal(steps_of(journeys, order, weights[drawing][group_of], threads), totals[drawing], threads)
            for drawing in range(DRAWINGS_OF_CHAINS)
        ]
    )


def _range(drawn: Floats) -> Range:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Range(low.clip(min=0), high.clip(min=0))  # rounding may leave less than nothing
