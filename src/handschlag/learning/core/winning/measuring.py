"""How good a probability is: what it ranks, what it promises, and how sure that is. Won is 1, lost 0; all in plain numbers.

AUC: Hanley & McNeil 1982; average precision: Davis & Goadrich 2006; calibration error over ten groups of equal size: Naeini et al. 2015.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from handschlag.learning.core.winning.columns import Flags, Numbers

GROUPS = 10
TINY = 1e-12


def auc(won: Flags, chances: Numbers) -> float:
    """How often a won lead is ranked above a lost one; ties count half. nan where there is only one kind."""
    wins = int(won.sum())
    losses = len(won) - wins
    if not wins or not losses:
        return float("nan")
    ranks = rankdata(chances)
    return float((ranks[won].sum() - wins * (wins + 1) / 2) / (wins * losses))


def precision(won: Flags, chances: Numbers) -> float:
    """Area under precision and recall, as average precision; leads of one chance come together."""
    order = np.argsort(-chances, kind="stable")
    hits, ranked = np.cumsum(won[order]), chances[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    recall = hits[last] / max(1, hits[-1])
    return float(np.sum(np.diff(recall, prepend=0.0) * hits[last] / (last + 1)))


def log_loss(won: Flags, chances: Numbers) -> float:
    """Mean surprise in nats."""
    sure = np.clip(chances, TINY, 1 - TINY)
    return float(-np.mean(np.where(won, np.log(sure), np.log1p(-sure))))


def brier(won: Flags, chances: Numbers) -> float:
    return float(np.mean((chances - won) ** 2))


@dataclass(frozen=True)
class Group:
    """Leads of about one chance: how many, what was promised, what came."""

    leads: int
    promised: float
    came: float


def curve(won: Flags, chances: Numbers, groups: int = GROUPS) -> list[Group]:
    """Promised against what came, over groups of equal size by chance."""
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, groups) if len(part)]
    return [Group(len(part), float(chances[part].mean()), float(won[part].mean())) for part in parts]


def calibration_error(won: Flags, chances: Numbers) -> float:
    """Mean distance between promised and came over ``curve``, by leads."""
    return sum(group.leads * abs(group.promised - group.came) for group in curve(won, chances)) / len(won)


def lift(won: Flags, chances: Numbers, share: float = 0.1) -> float:
    """How many times the average rate is won among the best ``share`` of leads."""
    best = np.argsort(-chances, kind="stable")[: max(1, round(share * len(won)))]
    return float(won[best].mean() / won.mean()) if won.any() else float("nan")


MEASURES: dict[str, Callable[[Flags, Numbers], float]] = {
    "auc": auc,
    "precision": precision,
    "log_loss": log_loss,
    "brier": brier,
    "calibration_error": calibration_error,
    "lift": lift,
}


def measured(won: Flags, chances: Numbers, draws: int = 200, seed: int = 1) -> dict[str, tuple[float, float, float]]:
    """Each measure with the range that holds it with 95 %, by drawing the leads anew (Efron 1979, percentiles)."""
    random = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _draw in range(draws):
        again = random.integers(0, len(won), len(won))
        for name, measure in MEASURES.items():
            drawn[name].append(measure(won[again], chances[again]))
    found = {}
    for name, measure in MEASURES.items():
        low, high = np.nanquantile(drawn[name], [0.025, 0.975])
        found[name] = (measure(won, chances), float(low), float(high))
    return found
