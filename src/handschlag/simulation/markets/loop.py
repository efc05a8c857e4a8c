"""The loop: week by week a policy ranks the open leads, sales take the best, and what becomes of them is known later.

Under every policy sales take the same number of leads a week, and nobody is handed over whom the agreement excludes. The first
year is the fixed agreement's, whoever rules in the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from handschlag.simulation.markets.draws import Flags, Numbers, Whole
from handschlag.simulation.markets.judged import NEVER, NOT_YET, QUALIFIED, RAISED, Judged
from handschlag.simulation.markets.market import WEEKS, WEEKS_A_YEAR, Market, Tiers
from handschlag.simulation.markets.sales import Outcomes, chances, outcomes
from handschlag.simulation.markets.years import TwoYears

YEAR_ONE, YEAR_TWO = range(WEEKS_A_YEAR), range(WEEKS_A_YEAR, WEEKS)


@dataclass(frozen=True)
class Known:
    """Outcomes known by now: one row per lead handed over that is accounted for. ``row`` is its row in ``Judged`` when handed over."""

    row: Whole
    accepted: Flags
    won: Flags


class Policy(Protocol):
    """Who ranks. It never sees an outcome before it is known, nor any of a lead that was not handed over."""

    def ranks(self, week: int, rows: Whole, known: Known) -> Numbers:
        """A number for each row of ``Judged``, the highest first; of equal ones the lead that came first."""
        ...


@dataclass
class Handed:
    """What was handed over so far: one entry per week."""

    rows: list[Whole] = field(default_factory=list)
    outcomes: list[Outcomes] = field(default_factory=list)

    def add(self, rows: Whole, came_of_it: Outcomes) -> None:
        self.rows.append(rows)
        self.outcomes.append(came_of_it)

    def copy(self) -> Handed:
        return Handed(list(self.rows), list(self.outcomes))

    def known_by(self, moment: float) -> Known:
        """Outcomes known at a moment in weeks since the beginning."""
        if not self.rows:
            nobody = np.zeros(0, dtype=bool)
            return Known(np.zeros(0, dtype=np.int64), nobody, nobody)
        by_now = np.concatenate([one.known for one in self.outcomes]) <= moment
        return Known(
            np.concatenate(self.rows)[by_now],
            np.concatenate([one.accepted for one in self.outcomes])[by_now],
            np.concatenate([one.won for one in self.outcomes])[by_now],
        )

    def wins(self, weeks: Sequence[int]) -> int:
        """Of leads handed over in these weeks, whenever they were won."""
        return int(sum(self.outcomes[week].won.sum() for week in weeks))


@dataclass(frozen=True)
class Truth:
    """The logit and the chance of every row. Only tests and benches may read them."""

    logits: Numbers
    chances: Numbers


def truth_of(years: TwoYears, rows: Judged) -> Truth:
    tiers = years.market.tiers
    logits = years.logits[rows.lead, rows.week] if tiers is None else _said_by_template(years.market, tiers, rows)
    return Truth(logits, chances(years.market, years.luck, logits))


def play(years: TwoYears, rows: Judged, truth: Truth, policy: Policy, weeks: Sequence[int], before: Handed) -> Handed:
    """What is handed over when ``policy`` chooses in these weeks, after what was handed over ``before``."""
    handed = before.copy()
    is_done = np.zeros(len(years.is_open), dtype=bool)
    for earlier in handed.rows:
        is_done[rows.lead[earlier]] = True
    for week in weeks:
        candidates = rows.rows_of(week)
        candidates = candidates[(rows.tier[candidates] != NEVER) & ~is_done[rows.lead[candidates]]]
        ranks = policy.ranks(week, candidates, handed.known_by(week + 1))
        chosen = candidates[np.argsort(-ranks, kind="stable")[: years.market.capacity]]
        is_done[rows.lead[chosen]] = True
        at = np.full(len(chosen), week + 1.0)
        handed.add(chosen, outcomes(years.market, years.luck, rows.lead[chosen], truth.logits[chosen], at))
    return handed


@dataclass(frozen=True)
class Fixed:
    """The agreement as it stands: raised hands, then the qualified, then the others, each by points."""

    judged: Judged

    def ranks(self, week: int, rows: Whole, known: Known) -> Numbers:
        return self.judged.tier[rows] * 10_000 + self.judged.points[rows]


@dataclass(frozen=True)
class Oracle:
    """Knows the chance of everybody, and no outcome."""

    truth: Truth

    def ranks(self, week: int, rows: Whole, known: Known) -> Numbers:
        return self.truth.chances[rows]


def _said_by_template(market: Market, tiers: Tiers, rows: Judged) -> Numbers:
    """Logits by which an average rep wins as the tier and the points say, whatever acceptance takes away."""
    way = np.clip(rows.points / tiers.points, 0.0, 1.0)
    chance = np.zeros(len(rows.lead))
    for tier, (low, high) in ((NOT_YET, tiers.others), (QUALIFIED, tiers.qualified), (RAISED, tiers.raised)):
        of_tier = rows.tier == tier
        chance[of_tier] = low + (high - low) * way[of_tier]
    chance = np.clip(chance, 1e-3, None)
    return np.asarray(np.log(chance / (1 - chance)), dtype=np.float64)
