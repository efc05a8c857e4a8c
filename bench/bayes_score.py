"""Naive Bayes as Odoo's predictive lead scoring reckons it: see ``bayes_peer`` for its source."""

from __future__ import annotations

import numpy as np

BEGINS_AT = 0.1


def score(learned: list[np.ndarray], won: np.ndarray, asked: list[np.ndarray]) -> np.ndarray:
    """The logit of winning: fields are codes, -1 where nothing is known."""
    totals = [BEGINS_AT + won.sum(), BEGINS_AT + (~won).sum()]
    logit = np.full(len(asked[0]), np.log(totals[0] / totals[1]))
    for field, ours in zip(learned, asked, strict=True):
        size = max(field.max(initial=-1), ours.max(initial=-1)) + 2
        counts = [np.bincount(field[of] + 1, minlength=size) for of in (won, ~won)]
        seen = (counts[0] + counts[1] > 0) & (np.arange(size) > 0)
        says = np.log((counts[0] + BEGINS_AT) / totals[0]) - np.log((counts[1] + BEGINS_AT) / totals[1])
        logit += np.where(seen, says, 0.0)[ours + 1]
    return logit
