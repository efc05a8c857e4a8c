"""Are the leads of today those the model learned from, and does it still keep what it promises?

Inputs: the population stability index of each column, Σ (p - q) · ln(p / q) over its groups (Siddiqi 2006: above 0.25 it has shifted).
Promises: wins that came against wins promised, in standard deviations of the promise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handschlag.learning.core.winning.columns import Flags, Numbers
from handschlag.learning.core.winning.encoding import Category, Encoded, Encoding

SHIFTED = 0.25
OFF = 3.0
SMOOTHED = 0.5
GROUPS = 10


@dataclass(frozen=True)
class Drift:
    """``columns`` are those that shifted with their index, the worst first; ``off`` is None without outcomes."""

    columns: dict[str, float]
    off: float | None

    @property
    def is_raised(self) -> bool:
        return bool(self.columns) or (self.off is not None and abs(self.off) > OFF)


def drift(
    encoding: Encoding, before: Numbers, now: Numbers, chances: Numbers | None = None, won: Flags | None = None
) -> Drift:
    """Between the codes that taught and those of now; with the outcomes of now also what was promised."""
    found = {
        column.name: stability_index(column, before[:, place], now[:, place])
        for place, column in enumerate(encoding.columns)
    }
    shifted = sorted(((name, index) for name, index in found.items() if index > SHIFTED), key=lambda one: -one[1])
    return Drift(dict(shifted), None if chances is None or won is None else off_by(chances, won))


def stability_index(column: Encoded, before: Numbers, now: Numbers) -> float:
    """Numbers in groups of equal size of the rows before; what is missing is a group of its own."""
    if isinstance(column, Category):
        groups = len(column.values) + 2
        places = before.astype(np.int64), now.astype(np.int64)
    else:
        known = before[~np.isnan(before)]
        edges = np.unique(np.quantile(known, np.linspace(0, 1, GROUPS + 1)[1:-1])) if len(known) else np.zeros(0)
        groups = len(edges) + 2
        places = _groups(before, edges), _groups(now, edges)
    p, q = ((np.bincount(of, minlength=groups) + SMOOTHED) / (len(of) + SMOOTHED * groups) for of in places)
    return float(np.sum((p - q) * np.log(p / q)))


def _groups(numbers: Numbers, edges: Numbers) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(edges, numbers, side="left")).astype(np.int64)


def off_by(chances: Numbers, won: Flags) -> float:
    """Wins beyond those promised, in standard deviations; below zero: fewer."""
    return float((won.sum() - chances.sum()) / max(1e-9, np.sqrt(np.sum(chances * (1 - chances)))))
