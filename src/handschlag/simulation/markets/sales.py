"""What becomes of a lead handed over: a rep accepts it or not, wins it or not, and days pass until the house knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handschlag.simulation.markets.draws import Draws, Flags, Numbers, Whole
from handschlag.simulation.markets.market import Market


@dataclass(frozen=True)
class Luck:
    """What is decided by nobody: one row per lead, the same under every policy, so that policies differ by choice alone.

    ``skills`` is what each rep's skill and speed add to the logit; ``rep`` who would get the lead.
    """

    accepted: Numbers
    won: Numbers
    rep: Whole
    wait: Numbers
    skills: Numbers


@dataclass(frozen=True)
class Outcomes:
    """One row per lead handed over; ``known`` counts weeks since the beginning of the two years."""

    accepted: Flags
    won: Flags
    known: Numbers


def luck_of(market: Market, leads: int, draws: Draws) -> Luck:
    skills = market.skill * draws.normal(market.reps) + market.speed * draws.normal(market.reps)
    return Luck(
        accepted=draws.even(leads),
        won=draws.even(leads),
        rep=draws.one_of(leads, [1.0] * market.reps),
        wait=draws.normal(leads),
        skills=skills - skills.mean(),
    )


def chances(market: Market, luck: Luck, logits: Numbers) -> Numbers:
    """The probability that a lead with such a logit is accepted and won, whoever gets it: what the oracle knows."""
    by_rep = [_sigmoid(logits + skill) for skill in luck.skills]
    return np.asarray(acceptance(market, logits) * np.mean(by_rep, axis=0), dtype=np.float64)


def acceptance(market: Market, logits: Numbers) -> Numbers:
    """The probability that a rep takes the lead: what looks hopeless on the phone is returned."""
    at_base, slope = market.acceptance
    return _sigmoid(at_base + slope * (logits - market.base))


def outcomes(market: Market, luck: Luck, leads: Whole, logits: Numbers, week: Numbers) -> Outcomes:
    """What becomes of these leads, handed over with these logits at the end of these weeks. Nobody else ever has an outcome."""
    accepted = luck.accepted[leads] < acceptance(market, logits)
    won = accepted & (luck.won[leads] < _sigmoid(logits + luck.skills[luck.rep[leads]]))
    returned, lost, closed = market.days_until_known
    days = np.where(won, closed, np.where(accepted, lost, returned)) * np.exp(0.5 * luck.wait[leads])
    return Outcomes(accepted, won, week + days / 7)


def _sigmoid(logits: Numbers) -> Numbers:
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float64)
