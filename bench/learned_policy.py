"""What the product learns, as a policy of the loop: a win model over what was known when each lead could have been handed over."""

from __future__ import annotations

import numpy as np

from handschlag.learning.core.features import known_at
from handschlag.learning.core.winning import TooFew, WinModel, fit, typed
from handschlag.learning.core.winning.columns import Column, Table
from handschlag.learning.core.winning.fitting import AGREED
from handschlag.simulation.markets.judged import Judged, agreement
from handschlag.simulation.markets.loop import Fixed, Known
from handschlag.simulation.markets.years import TwoYears

EVERY_WEEKS = 13
RIPE_WEEKS = 10
"""Of younger handovers it is mostly the losses that are known: they teach nothing yet."""

OF_AGREEMENT = frozenset({"agreement: tier", "agreement: points"})


class Learned:
    """Learns at the end of the first year and every quarter, from outcomes known by then of leads that were handed over."""

    def __init__(self, years: TwoYears, judged: Judged) -> None:
        self._judged, self._fixed = judged, Fixed(judged)
        self._table = features(years, judged)
        self._model: WinModel | None = None
        self.chosen: list[str] = []

    def ranks(self, week: int, rows: np.ndarray, known: Known) -> np.ndarray:
        if week % EVERY_WEEKS == 0:
            self._learn(week, known)
        if self._model is None or self._model.chosen == AGREED:
            return self._fixed.ranks(week, rows, known)
        return self._model.logits(self._model.encoding.codes(part(self._table, rows), len(rows)))

    def _learn(self, week: int, known: Known) -> None:
        ripe = self._judged.week[known.row] < week - RIPE_WEEKS
        rows, won = known.row[ripe], known.won[ripe]
        at = self._judged.week[rows].astype(float)
        found = fit(part(self._table, rows), won, order=at, agreed=OF_AGREEMENT, calibrate=False)
        self._model = None if isinstance(found, TooFew) else found.model
        self.chosen.append("too few" if isinstance(found, TooFew) else found.choice.best)


def features(years: TwoYears, judged: Judged) -> Table:
    """The rep is not among them, nor anything known later."""
    points = {one.key: float(getattr(one, "points", 1) or 1) for one in agreement(years.market).criteria()}
    units: dict[str, Column] = {f"criterion:{key}": hits / points[key] for key, hits in judged.hits.items()}
    table = known_at(judged.moments(), years.known, units)
    table["agreement: tier"] = np.array(["never", "others", "qualified", "raised"], dtype=object)[judged.tier + 1]
    table["agreement: points"] = judged.points
    return typed(table).table


def part(table: Table, rows: np.ndarray) -> Table:
    return {name: column[rows] for name, column in table.items()}
