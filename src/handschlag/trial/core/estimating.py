"""Wins of leads whose outcome nobody knows: those sales never talked to under the rules of the time.

What is known comes from leads that were handed over, and they were chosen: whoever looked promising. The estimate takes new leads
to be like known ones that came equally far, and says so. Method: in each band of points the wins are binomial; their rate has a
Beta prior around the rate of all (worth ``PRIOR_WEIGHT`` leads), so that a band with few known leads is drawn towards it; wins to
come are drawn from the posterior predictive (Gelman et al., Bayesian Data Analysis, 3rd ed., § 2.4 and ch. 5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

PRIOR_WEIGHT = 4.0
DRAWS = 20_000
FEWEST = 20
"""With fewer known outcomes nothing is estimated."""

RAISED, FAR_OVER, OVER, JUST_OVER, BELOW = "raised", "far_over", "over", "just_over", "below"


@dataclass(frozen=True)
class Estimated:
    """Expected wins among ``leads`` leads, and the range that holds them with 90 %; from ``known`` outcomes."""

    leads: int
    known: int
    mean: float
    low: int
    high: int


def band(room: int | None, raised: int) -> str:
    """How far above the threshold a lead came, in hundredths of points; ``raised`` is the room of a raised hand."""
    if room is None or room < 0:
        return BELOW
    if room >= raised:
        return RAISED
    return FAR_OVER if room >= 2000 else OVER if room >= 1000 else JUST_OVER


def estimated_wins(of: Iterable[str], known: Iterable[tuple[str, bool]]) -> Estimated | None:
    """Wins among leads of these bands, from the bands and outcomes that are known; nothing where too few are. The same each time."""
    asked = Counter(of)
    tried, won = Counter[str](), Counter[str]()
    for name, is_won in known:
        tried[name] += 1
        won[name] += is_won
    total = tried.total()
    if total < FEWEST:
        return None
    overall = (won.total() + 1) / (total + 2)
    draws = sum(
        (_drawn(asked[name], won[name], tried[name], overall, seed) for seed, name in enumerate(sorted(asked))),
        np.zeros(DRAWS),
    )
    low, high = np.quantile(draws, [0.05, 0.95], method="inverted_cdf")
    return Estimated(asked.total(), total, round(float(draws.mean()), 1), int(low), int(high))


def _drawn(leads: int, won: int, tried: int, overall: float, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    before, against = PRIOR_WEIGHT * overall, PRIOR_WEIGHT * (1 - overall)
    rates = random.beta(won + before, tried - won + against, DRAWS)
    return random.binomial(leads, rates).astype(float)


def share_by(of: Mapping[int, str | None]) -> dict[str, int]:
    """How many of each; what has no name counts under ""."""
    return dict(sorted(Counter(name or "" for name in of.values()).items(), key=lambda pair: (-pair[1], pair[0])))
