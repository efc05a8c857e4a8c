"""What the house knows of the leads, in the tables of the measure (``qualification.core.tables``)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from handschlag.qualification.core.tables import ATTRIBUTES, BASES, PROPERTIES, TOUCHES
from handschlag.simulation.markets.doings import FIRST, Touches
from handschlag.simulation.markets.draws import Draws, Numbers, Whole
from handschlag.simulation.markets.leads import START, WEEK, Leads
from handschlag.simulation.markets.market import Market

RECORDED_WRONGLY, SET_RIGHT_DAYS = 0.05, 14.0
OBJECTING, CONSENTING, NOT_BY_PHONE = 0.01, 0.6, 0.05
"""Shares of leads that object to being scored, allow mails, and do not want to be called."""

OF_COMPETITORS = 0.02


def known(market: Market, leads: Leads, touches: Touches, draws: Draws) -> dict[str, pa.Table]:
    """``touches``, ``properties``, ``attributes`` and ``bases``."""
    return {
        "touches": _touches(market, touches),
        "properties": _properties(market, touches),
        "attributes": _attributes(market, leads, draws),
        "bases": _bases(leads, draws),
    }


def moment(weeks: Numbers) -> Whole:
    """Microseconds since 1970, UTC, to the minute."""
    return START + np.round(weeks * 10_080).astype(np.int64) * (WEEK // 10_080)


def _touches(market: Market, touches: Touches) -> pa.Table:
    signs = [*market.signs]
    quarter = np.floor(touches.happened / 13).astype(np.int64)
    channels = [one.name for one in market.channels]
    by = _words(touches.channel, [*channels, ""])
    campaigns = [f"{name}-{number + 1}" for name in channels for number in range(8)]
    campaign = np.where(touches.channel < 0, -1, touches.channel * 8 + quarter)
    columns = {
        "lead": touches.lead,
        "touch_id": pa.array(np.arange(len(touches.lead))).cast(pa.string()),
        "kind": _words(touches.sign, [*(sign.kind for sign in signs), "page_viewed"]),
        "channel": by,
        "campaign": _words(campaign, [*campaigns, ""]),
        "material": _words(touches.sign, [*(sign.material for sign in signs), ""]),
        "page": _words(touches.sign, [*(sign.page for sign in signs), "/"]),
        "happened_at": moment(touches.happened),
        "known_at": moment(touches.known),
    }
    return pa.table(columns, TOUCHES.to_pyarrow())


def _properties(market: Market, touches: Touches) -> pa.Table:
    names = [sign.quantity[0] if sign.quantity else "" for sign in market.signs]
    carrying = np.flatnonzero(~np.isnan(touches.quantity) & (touches.sign != FIRST))
    numbers = touches.quantity[carrying]
    columns = {
        "touch_id": pa.array(carrying).cast(pa.string()),
        "name": _words(touches.sign[carrying], [*names, ""]),
        "text": pa.array(numbers.astype(np.int64)).cast(pa.string()),
        "number": numbers,
    }
    return pa.table(columns, PROPERTIES.to_pyarrow())


def _words(chosen: Whole, words: list[str]) -> pa.Array:
    """The last word stands for -1."""
    places = np.where(chosen < 0, len(words) - 1, chosen).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(words)).cast(pa.string())


def _attributes(market: Market, leads: Leads, draws: Draws) -> pa.Table:
    parts = []
    for one in market.categories:
        parts += _texts(one.name, list(one.values), leads, leads.categories[one.name], one.known, one.late_days, draws)
    for number in market.quantities:
        who, at = _learned(leads, number.known, number.late_days, draws)
        values = leads.quantities[number.name][who]
        texts = pa.array(values.astype(np.int64)).cast(pa.string())
        parts.append(_attribute(number.name, who, texts, pa.array(values), leads.came[who], at))
    parts.append(_domains(market, leads, draws))
    return pa.concat_tables(parts)


def _texts(
    name: str, values: list[str], leads: Leads, true: Whole, share: float, late_days: float, draws: Draws
) -> list[pa.Table]:
    """What is recorded, and where that was wrong what it is set right to."""
    who, at = _learned(leads, share, late_days, draws)
    wrong = draws.even(len(who)) < RECORDED_WRONGLY
    recorded = np.where(wrong, draws.one_of(len(who), [1.0] * len(values)), true[who])
    first = _attribute(name, who, _words(recorded, values), None, leads.came[who], at)
    again, later = who[wrong], at[wrong] + draws.waits(int(wrong.sum()), SET_RIGHT_DAYS / 7)
    return [first, _attribute(name, again, _words(true[again], values), None, later, later)]


def _learned(leads: Leads, share: float, late_days: float, draws: Draws) -> tuple[Whole, Numbers]:
    """Of whom it ever becomes known, and when; of half of them at once."""
    who = np.flatnonzero(draws.even(len(leads)) < share)
    late = draws.waits(len(who), 2 * late_days / 7) * (draws.even(len(who)) < 0.5)
    return who, leads.came[who] + late


def _domains(market: Market, leads: Leads, draws: Draws) -> pa.Table:
    rivals = list(market.competitor_domains)
    of_rival = draws.even(len(leads)) < OF_COMPETITORS
    own = np.arange(len(leads)) % 5000
    chosen = np.where(of_rival, draws.one_of(len(leads), [1.0] * len(rivals)), len(rivals) + own)
    texts = _words(chosen, [*rivals, *(f"firma-{number}.example" for number in range(5000)), ""])
    return _attribute("company_domain", np.arange(len(leads)), texts, None, leads.came, leads.came)


def _attribute(
    name: str, who: Whole, texts: pa.Array, numbers: pa.Array | None, happened: Numbers, learned: Numbers
) -> pa.Table:
    columns = {
        "lead": who,
        "name": pa.array([name] * len(who), pa.string()),
        "text": texts,
        "number": pa.nulls(len(who), pa.float64()) if numbers is None else numbers,
        "happened_at": moment(happened),
        "known_at": moment(learned),
    }
    return pa.table(columns, ATTRIBUTES.to_pyarrow())


def _bases(leads: Leads, draws: Draws) -> pa.Table:
    said = [("scoring", OBJECTING, False), ("email", CONSENTING, True), ("phone", NOT_BY_PHONE, False)]
    parts = []
    for purpose, share, is_given in said:
        who = np.flatnonzero(draws.even(len(leads)) < share)
        at = moment(leads.came[who])
        columns = {
            "lead": who,
            "purpose": pa.array([purpose] * len(who), pa.string()),
            "is_given": np.full(len(who), is_given),
            "happened_at": at,
            "known_at": at,
        }
        parts.append(pa.table(columns, BASES.to_pyarrow()))
    return pa.concat_tables(parts)
