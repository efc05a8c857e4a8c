"""The credit account of a period: what every model gives to whom, how sure that is, and what sales put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from handschlag.agreement.core.terms import CreditModel
from handschlag.engine.records import arrow_from_rows
from handschlag.kernel.money import Money
from handschlag.learning.core.account import Level, folded, in_whole_units
from handschlag.learning.core.period import Period
from handschlag.learning.readings.gathering import Ended, SalesPart, costs_of, ended_within, sales_part, touches_of
from handschlag.learning.readings.hearsay import Hearsay, hearsay_of

if TYPE_CHECKING:
    from handschlag.learning.core.attribution.arrays import Journeys

MOST_PLAYERS = 50
"""Who is told apart by name: the most frequent; order 2 of Markov walks over pairs of them."""


@dataclass(frozen=True)
class Share:
    """What one model credits to one player: won deals with their range, and their known values, one amount per currency.

    ``low`` and ``high`` bound the deals in nine of ten drawings of other journeys like these. The values add up to all there are.
    """

    won: float = 0.0
    low: float = 0.0
    high: float = 0.0
    values: list[Money] = field(default_factory=list)


@dataclass(frozen=True)
class PlayerCredit:
    """One channel (campaign, material, department), "" where none is known, ``core.account.FOLDED`` for all who are not told apart.

    ``present``: deals in which it took part at all. ``costs``: what its campaigns cost in the period.
    """

    key: str
    shares: dict[CreditModel, Share]
    present: int
    costs: list[Money]

    def cost_per_won(self, model: CreditModel) -> list[Money]:
        """Cost divided by the deals ``model`` credits, rounded to the smallest unit; empty without cost or without credit."""
        won = self.shares[model].won
        return [Money(round(cost.minor / won), cost.currency) for cost in self.costs] if won > 0 else []

    def cost_per_won_between(self, model: CreditModel) -> list[tuple[Money, Money | None]]:
        """The cost per deal if the deals were as many, or as few, as their range says; no upper end where they may be none."""
        share = self.shares[model]
        return [
            (
                Money(round(cost.minor / share.high), cost.currency),
                Money(round(cost.minor / share.low), cost.currency) if share.low > 0 else None,
            )
            for cost in self.costs
            if share.high > 0
        ]


@dataclass(frozen=True)
class Credit:
    """The account: shares by every model, ``lost`` journeys that ended without a deal, ``folded`` players not told apart."""

    players: list[PlayerCredit]
    sales: SalesPart
    lost: int
    folded: int
    half_life_days: float
    hearsay: list[Hearsay]

    @property
    def won(self) -> int:
        return self.sales.won

    @property
    def values(self) -> list[Money]:
        return self.sales.values


def credit_of(
    period: Period, zone: ZoneInfo, level: Level = Level.CHANNEL, half_life_days: float | None = None
) -> Credit:
    """The deals won within ``period`` (days in ``zone``), shared among the players of ``level`` by every model there is."""
    from handschlag.learning.core.attribution.sharing import HALF_LIFE_DAYS

    half_life = half_life_days or HALF_LIFE_DAYS
    ended = ended_within(period, zone)
    touches, folded_players = folded(touches_of(ended, period, zone, level), MOST_PLAYERS)
    journeys = _coded(touches, ended)
    costs = costs_of(period, level)
    return Credit(
        players=_players(journeys, ended, half_life, costs),
        sales=sales_part(period, zone),
        lost=sum(1 for one in ended if not one.is_won),
        folded=folded_players,
        half_life_days=half_life,
        hearsay=hearsay_of(ended, _first_players(journeys, ended)) if level is Level.CHANNEL else [],
    )


def _coded(touches: Any, ended: Sequence[Ended]) -> Journeys:
    """Journeys worth nothing yet: values are put in one currency after the other."""
    from handschlag.learning.core.attribution.coding import OUTCOMES, coded

    rows = (
        (number, int(one.is_won), 0.0, int(not one.is_won), one.handed_at and one.handed_at.replace(tzinfo=None))
        for number, one in enumerate(ended)
    )
    return coded(touches.to_batches(), arrow_from_rows(OUTCOMES, rows))


def _players(
    journeys: Journeys, ended: Sequence[Ended], half_life: float, costs: Mapping[str, list[Money]]
) -> list[PlayerCredit]:
    """Every model for the deals, and once more for their value in each currency; who cost something is told, credited or not."""
    from handschlag.learning.core.attribution.ranges import ranges
    from handschlag.learning.core.attribution.sharing import shared

    found, between = shared(journeys, half_life_days=half_life), ranges(journeys, half_life_days=half_life)
    lines = _Lines(found.names, costs)
    alone = found.untouched[0]
    won = {model: lines.each(found.credit[model][0], alone) for model in CreditModel}
    low = {model: lines.each(between[model].low[0], alone) for model in CreditModel}
    high = {model: lines.each(between[model].high[0], alone) for model in CreditModel}
    values = _values(journeys, ended, half_life, lines)
    present = lines.each(found.present[0], alone)
    rows = [
        PlayerCredit(
            key=name,
            shares={
                model: Share(won[model][place], low[model][place], high[model][place], values[model][place])
                for model in CreditModel
            },
            present=round(present[place]),
            costs=costs.get(name, []),
        )
        for place, name in enumerate(lines.names)
    ]
    return [row for row in rows if row.present or row.costs or any(share.won for share in row.shares.values())]


class _Lines:
    """The lines of the account: whoever was touched, nobody known (""), and who only cost something."""

    def __init__(self, touched: Sequence[str], costs: Mapping[str, list[Money]]) -> None:
        self.names = [*touched, *sorted({"", *costs} - {*touched})]

    def each(self, amounts: Any, untouched: float) -> list[float]:
        """``amounts`` of the touched, for every line; what no touch led to belongs to nobody known."""
        found = [*amounts.tolist(), *[0.0] * (len(self.names) - len(amounts))]
        found[self.names.index("")] += float(untouched)
        return found


def _values(
    journeys: Journeys, ended: Sequence[Ended], half_life: float, lines: _Lines
) -> dict[CreditModel, list[list[Money]]]:
    """What each model gives to each line, in the smallest unit of each currency, adding up to all there is."""
    import numpy as np

    from handschlag.learning.core.attribution.sharing import shared

    found: dict[CreditModel, list[list[Money]]] = {model: [[] for _line in lines.names] for model in CreditModel}
    for currency in sorted({one.currency for one in ended if one.value_minor}):
        value = np.array([float(one.value_minor or 0) if one.currency == currency else 0.0 for one in ended])
        worth = shared(replace(journeys, value=value), half_life_days=half_life)
        for model in CreditModel:
            minors = in_whole_units(lines.each(worth.credit[model][1], worth.untouched[1]), round(value.sum()))
            for place, minor in enumerate(minors):
                if minor:
                    found[model][place].append(Money(minor, currency))
    return found


def _first_players(journeys: Journeys, ended: Sequence[Ended]) -> list[str]:
    """The player of the first touch of each won journey, "" where there was none."""
    starts, players = journeys.starts, journeys.players
    return [
        journeys.names[players[starts[number]]] if starts[number] < starts[number + 1] else ""
        for number, one in enumerate(ended)
        if one.is_won
    ]
