"""Logistic regression on features of one scale, penalised: the part of the model that survives drift best."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from handschlag.learning.core.winning.columns import Flags, Numbers

MOST_STEPS, ENOUGH = 60, 1e-7


def fitted(
    features: Numbers, won: Flags, penalty: Numbers | float, weights: Numbers | None = None
) -> tuple[float, Numbers]:
    """Intercept and weights that maximise Σ weight · log likelihood - ½ Σ penalty · weight², by Newton's method with halved steps.

    ``penalty`` is one number or one for each feature; the intercept has none.
    """
    rows, count = features.shape
    design = np.column_stack([np.ones(rows), features])
    ridge = np.concatenate([[1e-9], np.broadcast_to(np.asarray(penalty, dtype=np.float64), (count,))])
    weight = np.ones(rows) if weights is None else weights
    share = np.clip((weight @ won) / weight.sum(), 1e-6, 1 - 1e-6)
    found = np.zeros(count + 1)
    found[0] = np.log(share / (1 - share))
    loss = _loss(design, won, weight, ridge, found)
    for _step in range(MOST_STEPS):
        chance = expit(design @ found)
        slope = design.T @ (weight * (chance - won)) + ridge * found
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design
        curve[np.diag_indices(count + 1)] += ridge
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while (after := _loss(design, won, weight, ridge, found - size * step)) > loss and size > 1e-6:
            size /= 2
        found, gained, loss = found - size * step, loss - after, after
        if gained < ENOUGH * max(1.0, abs(loss)):
            break
    return float(found[0]), found[1:]


def _loss(design: Numbers, won: Flags, weight: Numbers, ridge: Numbers, found: Numbers) -> float:
    logit = design @ found
    return float(weight @ (np.logaddexp(0.0, logit) - won * logit) + 0.5 * ridge @ found**2)
