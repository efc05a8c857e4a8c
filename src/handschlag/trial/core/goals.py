"""From what the house wants to earn to what each side has to do for it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

MONTHS = 12


@dataclass(frozen=True)
class Goal:
    """What is wanted in a year and what is taken to be so. ``revenue`` and ``deal_value`` in the same currency; rates in per cent:
    ``acceptance`` of the leads handed over that sales accepts, ``win`` of the accepted ones that are won."""

    revenue: float
    deal_value: float
    win: float
    acceptance: float
    reps: int
    weeks: int


@dataclass(frozen=True)
class Needed:
    """What the goal takes: whole wins, accepted leads and handovers in a year, handovers a month, a week, and a week for each rep."""

    wins: int
    accepted: int
    handovers: int
    a_month: int
    a_week: int
    a_week_per_rep: float

    def exceeds(self, capacity: int) -> bool:
        """Whether sales takes fewer a week than the goal needs."""
        return self.a_week > capacity


def needed(goal: Goal) -> Needed:
    """Rounded up wherever a part of a lead would be left: nobody wins half a customer. Rates and values are greater than nought.

    >>> needed(Goal(revenue=1_000_000, deal_value=40_000, win=20, acceptance=80, reps=3, weeks=44))
    Needed(wins=25, accepted=125, handovers=157, a_month=14, a_week=4, a_week_per_rep=1.2)
    """
    wins = _up(goal.revenue / goal.deal_value)
    accepted = _up(wins * 100 / goal.win)
    handovers = _up(accepted * 100 / goal.acceptance)
    a_rep = round(handovers / goal.weeks / goal.reps, 1)
    return Needed(wins, accepted, handovers, _up(handovers / MONTHS), _up(handovers / goal.weeks), a_rep)


def _up(value: float) -> int:
    """The next whole number, whatever the last digits of a division say.

    >>> _up(3 * 100 / 30), _up(10.01)
    (10, 11)
    """
    return ceil(round(value, 9))
