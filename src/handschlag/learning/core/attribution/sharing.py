"""Every model by its name: what it credits to whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from handschlag.learning.core.attribution.arrays import Floats, Journeys
from handschlag.learning.core.attribution.chains import (
    Steps,
    of_order_one,
    removal_effects,
    steps_of,
)
from handschlag.learning.core.attribution.rules import PRESENT, RULES, shared_by_rule

ORDERS = {"markov_1": 1, "markov_2": 2}
MODELS = (*RULES, *ORDERS)
HALF_LIFE_DAYS = 7.0


@dataclass(frozen=True)
class Shared:
    """``credit[model][count or value, player]`` for the players in ``names``; ``present`` likewise: where they took part at all.

    Every model gives away all there is: its sum over the players is the total without ``untouched``, the conversions (count, value) of
    journeys without a touch.
    """

    names: tuple[str, ...]
    credit: dict[str, Floats]
    present: Floats
    untouched: Floats


def shared(
    journeys: Journeys,
    models: Collection[str] = MODELS,
    half_life_days: float = HALF_LIFE_DAYS,
    threads: int = 1,
) -> Shared:
    """Credit by each of ``models``, the rules in one pass and the chains in another."""
    by_rule = shared_by_rule(journeys, half_life_days, threads=threads)[0]
    credit = dict(zip((*RULES, PRESENT), by_rule, strict=True))
    present = credit.pop(PRESENT)
    total = credit["linear"].sum(axis=1)
    if asked := [model for model in ORDERS if model in models]:
        steps = steps_of(journeys, max(ORDERS[model] for model in asked), threads=threads)
        credit |= {model: by_removal(_of_order(steps, ORDERS[model]), total, threads) for model in asked}
    credit = {model: credit[model] for model in MODELS if model in models}
    alone = np.diff(journeys.starts) == 0
    untouched = np.array([journeys.won[alone].sum(), journeys.value[alone].sum()], dtype=float)
    return Shared(journeys.names, credit, present, untouched)


def _of_order(steps: Steps, order: int) -> Steps:
    return steps if (len(steps.counts) > 1) == (order == 2) else of_order_one(steps)


def by_removal(steps: Steps, total: Floats, threads: int = 1) -> Floats:
    """The total (count, value) in proportion to the removal effects."""
    effects = removal_effects(steps, threads)
    sums = effects.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(effects, sums, out=np.zeros_like(effects), where=sums > 0)
    return shares * total[:, None]
