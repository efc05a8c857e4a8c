"""What people do: touches, one after another, as long as their interest lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handschlag.simulation.markets.draws import Draws, Numbers, Whole
from handschlag.simulation.markets.leads import Leads
from handschlag.simulation.markets.market import WEEKS, Market

FIRST = -1
"""The touch by which somebody came: a page, by their channel. It is the sign of nothing."""

AFTERWARDS_BY_CHANNEL = 0.35
"""Share of later touches that come by some channel; the others come of themselves."""

MINUTES = 10_080


@dataclass(frozen=True)
class Touches:
    """One row per touch, by lead and moment. ``happened`` and ``known`` count weeks; ``sign`` is a place in the market's signs or FIRST;
    ``channel`` one in its channels, -1: none; ``quantity`` is the number it carries, nan: none."""

    lead: Whole
    sign: Whole
    channel: Whole
    happened: Numbers
    known: Numbers
    quantity: Numbers


def touches_of(market: Market, leads: Leads, draws: Draws) -> Touches:
    """The touch of arrival, then those of each sign: more at the beginning of the interest than at its end."""
    every = np.arange(len(leads))
    doing, signs, late = [every], [np.full(len(leads), FIRST)], [np.zeros(len(leads))]
    happened = [leads.came]
    for place, sign in enumerate(market.signs):
        eager = np.exp(sign.pull * leads.earnest - sign.pull**2 / 2)
        counts = draws.counts(sign.weekly * leads.active_weeks * eager)
        of_lead = np.repeat(every, counts)
        way = draws.even(len(of_lead)) ** 1.5
        happened.append(leads.came[of_lead] + leads.active_weeks[of_lead] * way)
        doing.append(of_lead)
        signs.append(np.full(len(of_lead), place))
        late.append(draws.waits(len(of_lead), sign.late_days / 7) if sign.late_days else np.zeros(len(of_lead)))
    return _in_order(market, leads, draws, doing, signs, happened, late)


def _in_order(
    market: Market,
    leads: Leads,
    draws: Draws,
    doing: list[Whole],
    signs: list[Whole],
    happened: list[Numbers],
    late: list[Numbers],
) -> Touches:
    """By lead and moment; what would happen after the two years is left out."""
    lead, sign = np.concatenate(doing), np.concatenate(signs)
    at = np.floor(np.concatenate(happened) * MINUTES) / MINUTES
    known = np.ceil((at + np.concatenate(late)) * MINUTES) / MINUTES
    channel = np.where(sign == FIRST, leads.channel[lead], _later_channel(market, draws, len(lead)))
    quantity = _quantities(market, draws, sign)
    order = np.lexsort((sign, at, lead))
    order = order[at[order] < WEEKS]
    return Touches(lead[order], sign[order], channel[order], at[order], known[order], quantity[order])


def _later_channel(market: Market, draws: Draws, count: int) -> Whole:
    some = draws.one_of(count, [one.share[0] for one in market.channels])
    return np.where(draws.even(count) < AFTERWARDS_BY_CHANNEL, some, -1)


def _quantities(market: Market, draws: Draws, sign: Whole) -> Numbers:
    numbers = np.full(len(sign), np.nan)
    for place, one in enumerate(market.signs):
        if one.quantity:
            carrying = sign == place
            numbers[carrying] = np.ceil(one.quantity[1] * np.exp(0.8 * draws.normal(int(carrying.sum()))))
    return numbers
