"""Who comes: when, by which channel, what is so of them, and how earnest they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handschlag.simulation.markets.draws import Draws, Numbers, Whole
from handschlag.simulation.markets.market import WEEKS, WEEKS_A_YEAR, Channel, Market

START = 1_767_571_200_000_000
"""Monday, 5 January 2026, in microseconds since 1970, UTC."""

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH_WEEKS = WEEKS_A_YEAR / 12


@dataclass(frozen=True)
class Leads:
    """One row per lead, in the order in which they came. ``categories`` hold places in the values, ``quantities`` whole numbers.

    ``came`` counts weeks since the beginning; ``worn`` is how many doublings the lead's channel was over its room when it came.
    """

    came: Numbers
    channel: Whole
    worn: Numbers
    earnest: Numbers
    active_weeks: Numbers
    categories: dict[str, Whole]
    quantities: dict[str, Numbers]

    def __len__(self) -> int:
        return len(self.came)


def leads_of(market: Market, draws: Draws) -> Leads:
    count = 2 * market.leads_a_year
    came = _arrivals(market, draws, count)
    channel = _channels(market, draws, came)
    pull = np.array([one.earnest for one in market.channels])
    return Leads(
        came=came,
        channel=channel,
        worn=_worn(market, came, channel),
        earnest=draws.normal(count) + pull[channel],
        active_weeks=0.3 + draws.waits(count, market.interest_weeks),
        categories={
            one.name: draws.one_of(count, [share for share, _effect in one.values.values()])
            for one in market.categories
        },
        quantities={
            one.name: np.maximum(1.0, np.round(one.median * np.exp(one.spread * draws.normal(count))))
            for one in market.quantities
        },
    )


def month_of(weeks: Numbers) -> Whole:
    """0 to 11, whatever the year."""
    return np.asarray((weeks % WEEKS_A_YEAR // MONTH_WEEKS).clip(0, 11), dtype=np.int64)


def _arrivals(market: Market, draws: Draws, count: int) -> Numbers:
    """Weeks, sorted; months weigh as the market says, minutes are the smallest unit."""
    month = draws.one_of(count, list(market.months) * 2)
    weeks = (month + draws.even(count)) * MONTH_WEEKS
    return np.sort(np.floor(weeks * 10_080) / 10_080)


def _channels(market: Market, draws: Draws, came: Numbers) -> Whole:
    way = (came / WEEKS)[:, None]
    begins = np.array([one.share[0] for one in market.channels])
    ends = np.array([one.share[1] for one in market.channels])
    bounds = np.cumsum(begins + (ends - begins) * way, axis=1)
    drawn = draws.even(len(came)) * bounds[:, -1]
    return np.asarray((drawn[:, None] > bounds).sum(axis=1), dtype=np.int64)


def _worn(market: Market, came: Numbers, channel: Whole) -> Numbers:
    """By the leads its channel brought in the four weeks' block it came in."""
    block = (came // MONTH_WEEKS).astype(np.int64)
    worn = np.zeros(len(came))
    for place, one in enumerate(market.channels):
        of_channel = channel == place
        brought = np.bincount(block[of_channel], minlength=24)
        worn[of_channel] = _doublings(one, brought[block[of_channel]])
    return worn


def _doublings(channel: Channel, brought: Whole) -> Numbers:
    if channel.room is None:
        return np.zeros(len(brought))
    return np.maximum(0.0, np.log2(brought / channel.room))
