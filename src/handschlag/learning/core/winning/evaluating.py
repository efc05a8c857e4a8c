"""How good a model of this table would be: learned from a part, measured on the rest, several times or once forward in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from handschlag.learning.core.winning.columns import Flags, Numbers, Table, Whole
from handschlag.learning.core.winning.drift import Drift, drift
from handschlag.learning.core.winning.encoding import learned
from handschlag.learning.core.winning.few import TooFew
from handschlag.learning.core.winning.fitting import fit, shuffled
from handschlag.learning.core.winning.measuring import Group, curve, measured

LEARNED_FROM = 0.75
"""Forward in time: so many of the first rows teach, the others are foretold."""

Range = tuple[float, float, float]


@dataclass(frozen=True)
class Evaluation:
    """``figures`` with their ranges, over ``leads`` foretold; ``choices`` are the candidates chosen, one for each time something was learned."""

    is_forward: bool
    leads: int
    rate: float
    figures: dict[str, Range]
    curve: list[Group]
    choices: list[str]
    losses: dict[str, float]
    drift: Drift | None
    chances: Numbers
    rows: Whole

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "forward_in_time": self.is_forward,
            "leads": self.leads,
            "rate": self.rate,
            "figures": {name: list(found) for name, found in self.figures.items()},
            "calibration": [asdict(group) for group in self.curve],
            "chosen": self.choices,
            "candidates": self.losses,
            "drift": None
            if self.drift is None
            else {"raised": self.drift.is_raised, "columns": self.drift.columns, "off": self.drift.off},
        }


def evaluate(
    table: Table,
    won: Flags,
    order: Numbers | None = None,
    *,
    seed: int = 1,
    progress: Callable[[], object] = lambda: None,
) -> Evaluation | TooFew:
    """Five shuffled folds; with ``order``, once forward in time, which is what a house would live through."""
    folds = shuffled(won, seed) if order is None else [_first_and_last(order)]
    chances, choices, losses = np.full(len(won), np.nan), [], list[dict[str, float]]()
    for teaching, testing in folds:
        found = fit(
            {name: column[teaching] for name, column in table.items()},
            won[teaching],
            order=None if order is None else order[teaching],
            seed=seed,
        )
        if isinstance(found, TooFew):
            return found
        chances[testing] = found.model.chances({name: column[testing] for name, column in table.items()})
        choices.append(found.choice.best)
        losses.append(found.choice.losses)
        progress()
    rows = np.flatnonzero(~np.isnan(chances))
    foretold, came = chances[rows], won[rows]
    return Evaluation(
        is_forward=order is not None,
        leads=len(rows),
        rate=float(came.mean()),
        figures=measured(came, foretold),
        curve=curve(came, foretold),
        choices=choices,
        losses={name: float(np.mean([one[name] for one in losses])) for name in losses[0]},
        drift=None if order is None else _drift(table, won, chances, *folds[0]),
        chances=foretold,
        rows=rows,
    )


def _first_and_last(order: Numbers) -> tuple[Whole, Whole]:
    rows = np.argsort(order, kind="stable")
    until = int(LEARNED_FROM * len(rows))
    return rows[:until], rows[until:]


def _drift(table: Table, won: Flags, chances: Numbers, teaching: Whole, testing: Whole) -> Drift:
    encoding = learned(table, teaching)
    codes = encoding.codes(table, len(won))
    return drift(encoding, codes[teaching], codes[testing], chances[testing], won[testing])
