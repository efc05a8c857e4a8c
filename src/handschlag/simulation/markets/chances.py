"""What is true, and what nobody but tests and benches may read: the chance of every lead in every week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handschlag.simulation.markets.doings import Touches
from handschlag.simulation.markets.draws import Draws, Flags, Numbers, Whole
from handschlag.simulation.markets.leads import Leads, month_of
from handschlag.simulation.markets.market import WEEKS, Market, Sign

MOMENTS = np.arange(1, WEEKS + 1, dtype=np.float64)
"""The end of each week: when sales choose."""


def with_jitter(market: Market, draws: Draws) -> Market:
    """The market of this seed: of the same kind, every effect a little otherwise."""

    def moved(effect: float) -> float:
        return effect + market.jitter * float(draws.normal(1)[0])

    return replace(
        market,
        categories=tuple(
            replace(one, values={value: (share, moved(effect)) for value, (share, effect) in one.values.items()})
            for one in market.categories
        ),
        quantities=tuple(
            replace(one, effects=tuple((value, moved(effect)) for value, effect in one.effects))
            for one in market.quantities
        ),
        channels=tuple(replace(one, effect=moved(one.effect)) for one in market.channels),
        signs=tuple(replace(one, effect=moved(one.effect)) for one in market.signs),
        together=tuple(replace(one, effect=moved(one.effect)) for one in market.together),
    )


def logits_of(market: Market, leads: Leads, touches: Touches) -> Numbers:
    """The logit of winning by an average rep: a row per lead, a column per week."""
    strengths = {sign.key: _strength(market, leads, touches, place) for place, sign in enumerate(market.signs)}
    logits = np.repeat(_lasting(market, leads)[:, None], WEEKS, axis=1)
    logits += np.array(market.moods)[month_of(MOMENTS - 1)]
    logits -= market.cooling * _silent_weeks(leads, touches)
    for sign in market.signs:
        logits += sign.effect * strengths[sign.key]
        if sign.quantity:
            logits += sign.quantity[2] * _largest(market, leads, touches, sign)
    for pair in market.together:
        logits += pair.effect * _term(market, leads, strengths, pair.one) * _term(market, leads, strengths, pair.other)
    for turn in market.turns:
        way = np.clip((MOMENTS - turn.from_week) / (turn.until_week - turn.from_week), 0.0, 1.0)
        logits += turn.by * way * _term(market, leads, strengths, turn.term)
    for rival in market.rivals:
        fights = (rival.from_week < MOMENTS) & (rival.until_week >= MOMENTS)
        logits += rival.effect * fights * _term(market, leads, strengths, rival.term)
    return logits


def _lasting(market: Market, leads: Leads) -> Numbers:
    """What does not change with time: attributes, the channel, and the earnestness nobody sees."""
    logits = market.base + market.earnestness * leads.earnest
    for one in market.categories:
        logits = logits + np.array([effect for _share, effect in one.values.values()])[leads.categories[one.name]]
    for number in market.quantities:
        at, effects = np.array(number.effects).T
        logits = logits + np.interp(np.log(leads.quantities[number.name]), np.log(at), effects)
    effect = np.array([one.effect for one in market.channels])[leads.channel]
    wear = np.array([one.wear for one in market.channels])[leads.channel]
    return np.asarray(logits + effect - wear * leads.worn, dtype=np.float64)


def _term(market: Market, leads: Leads, strengths: dict[str, Numbers], term: str) -> Numbers:
    """How much of a term holds: a row per lead, and a column per week or one for all."""
    name, _equals, value = term.partition("=")
    if not value:
        return strengths[name]
    return _is(market, leads, name, value).astype(np.float64)[:, None]


def _is(market: Market, leads: Leads, name: str, value: str) -> Flags:
    if name == "channel":
        return np.asarray(leads.channel == [one.name for one in market.channels].index(value))
    values = next(list(one.values) for one in market.categories if one.name == name)
    return np.asarray(leads.categories[name] == values.index(value))


def _strength(market: Market, leads: Leads, touches: Touches, place: int) -> Numbers:
    """1 - exp(-n), n being what is left at the end of each week of the touches so far."""
    keeps = 0.5 ** (1 / market.signs[place].half_life_weeks)
    left = _at_the_weeks_end(leads, touches, place, keeps)
    for week in range(1, WEEKS):
        left[:, week] += keeps * left[:, week - 1]
    return 1.0 - np.exp(-left)


def _at_the_weeks_end(leads: Leads, touches: Touches, place: int, keeps: float) -> Numbers:
    ours = touches.sign == place
    lead, week = touches.lead[ours], np.floor(touches.happened[ours]).astype(np.int64)
    fresh = keeps ** (week + 1 - touches.happened[ours])
    flat = np.bincount(lead * WEEKS + week, weights=fresh, minlength=len(leads) * WEEKS)
    return np.asarray(flat.reshape(len(leads), WEEKS), dtype=np.float64)


def _largest(market: Market, leads: Leads, touches: Touches, sign: Sign) -> Numbers:
    """Doublings of the largest number so far over its median, 0 before there is one."""
    assert sign.quantity is not None
    ours = touches.sign == market.signs.index(sign)
    week = np.floor(touches.happened[ours]).astype(np.int64)
    largest = np.zeros((len(leads), WEEKS))
    np.maximum.at(largest, (touches.lead[ours], week), touches.quantity[ours])
    largest = np.maximum.accumulate(largest, axis=1)
    return np.where(largest > 0, np.log2(np.maximum(largest, 1) / sign.quantity[1]), 0.0)


def _silent_weeks(leads: Leads, touches: Touches) -> Numbers:
    """Since the last touch, at the end of each week; 0 before the lead came."""
    return np.maximum(0.0, MOMENTS - last_touch(len(leads), touches.lead, touches.happened))


def last_touch(count: int, lead: Whole, at: Numbers) -> Numbers:
    """When the last touch of each lead so far was, at the end of each week; infinite before the first."""
    last = np.full((count, WEEKS), -np.inf)
    in_time = at < WEEKS
    np.maximum.at(last, (lead[in_time], np.floor(at[in_time]).astype(np.int64)), at[in_time])
    last = np.maximum.accumulate(last, axis=1)
    return np.where(np.isneginf(last), np.inf, last)
