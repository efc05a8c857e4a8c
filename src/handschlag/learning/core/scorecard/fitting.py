"""From outcomes to a card: bins, a sparse logistic regression over them, whole points.

Numbers are cut into groups of equal size, texts into their frequent values; a lasso (Tibshirani 1996) drops what says little, a ridge
refits what is left, weights are made monotone where that is demanded (pool adjacent violators), and rounded to points. Rounding drops more:
what gives less than half a point gives none. As in Ustun & Rudin 2019 in spirit, without its search.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from sklearn.isotonic import isotonic_regression
from sklearn.linear_model import LogisticRegression

from handschlag.learning.core.scorecard.card import Card, Line
from handschlag.learning.core.winning import linear
from handschlag.learning.core.winning.columns import Column, Flags, Numbers, Table
from handschlag.learning.core.winning.few import TooFew, too_few
from handschlag.learning.core.winning.fitting import shuffled
from handschlag.learning.core.winning.measuring import log_loss

GROUPS = 8
MOST_VALUES = 40
FEWEST_ROWS = 20
PENALTIES = (1.0, 10.0, 100.0)
LIGHTEST = 0.02
"""A point is at least so many logits: finer points would pretend to know more."""


@dataclass(frozen=True)
class Demands:
    """``most`` is the most points a line may give or take. ``rising`` and ``falling`` are columns whose points may only go up, or down, with
    the number (for those counted by the unit: give no less than nothing, or no more). ``by_unit`` columns count by the unit."""

    most: int = 30
    rising: Collection[str] = ()
    falling: Collection[str] = ()
    by_unit: Collection[str] = ()


def fit_card(table: Table, won: Flags, demands: Demands | None = None, seed: int = 1) -> Card | TooFew:
    """``table`` as ``columns.typed`` gives it. Lines for what is missing there are none: unknown gives nothing."""
    wins = int(won.sum())
    if few := too_few(wins, len(won) - wins):
        return few
    asked = demands or Demands()
    lines = [line for name, column in table.items() for line in _bins(name, column, asked)]
    units = np.column_stack([line.units(table) for line in lines])
    kept = _telling(units, won)
    lines, units = [lines[place] for place in kept], units[:, kept]
    penalty = _penalty(units, won, seed)
    _intercept, weights = linear.fitted(units, won, penalty)
    weights = _as_demanded(lines, weights, units.sum(axis=0), asked)
    per_point = max(LIGHTEST, float(np.abs(weights).max()) / asked.most)
    points = np.rint(weights / per_point).astype(int)
    rounded = [replace(line, points=int(given)) for line, given in zip(lines, points, strict=True) if given]
    return _calibrated(tuple(_merged(rounded)), table, won, per_point)


def _bins(name: str, column: Column, asked: Demands) -> list[Line]:
    if name in asked.by_unit:
        return [Line(name, 0, each=True)]
    if column.dtype == object:
        values, counts = np.unique(column.astype(str), return_counts=True)
        often = sorted(
            (-count, str(value)) for value, count in zip(values, counts, strict=True) if value and count >= FEWEST_ROWS
        )
        return [Line(name, 0, values=(value,)) for _count, value in often[:MOST_VALUES]]
    return _groups(name, column.astype(np.float64))


def _groups(name: str, numbers: Numbers) -> list[Line]:
    """Where few numbers occur, one line each; else groups of equal size."""
    known = numbers[~np.isnan(numbers)]
    distinct = np.unique(known)
    if len(distinct) > GROUPS:
        distinct = np.unique(np.quantile(known, np.linspace(0, 1, GROUPS + 1)[:-1], method="higher"))
    edges = [None, *(float(edge) for edge in distinct[1:]), None]
    return [Line(name, 0, at_least=low, below=high) for low, high in pairwise(edges)]


def _telling(units: Numbers, won: Flags) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Lines that a lasso keeps. Half of what pure noise would need to be dropped: with few leads, only the plain remains."""
    spread = np.maximum(units.std(axis=0), 0.05)
    noise = np.sqrt(won.mean() * (1 - won.mean()) * len(won) * np.log(max(2, units.shape[1])))
    strength = 2.0 / noise
    model = LogisticRegression(l1_ratio=1, C=strength, solver="liblinear", max_iter=300, random_state=1)
    found = np.flatnonzero(np.abs(model.fit(units / spread, won).coef_[0]) > 1e-9)
    return found if len(found) else np.arange(units.shape[1])


def _penalty(units: Numbers, won: Flags, seed: int) -> float:
    losses = np.zeros(len(PENALTIES))
    for teaching, testing in shuffled(won, seed):
        for place, penalty in enumerate(PENALTIES):
            intercept, weights = linear.fitted(units[teaching], won[teaching], penalty)
            losses[place] += log_loss(won[testing], 1 / (1 + np.exp(-intercept - units[testing] @ weights)))
    return PENALTIES[int(losses.argmin())]


def _as_demanded(lines: list[Line], weights: Numbers, counts: Numbers, asked: Demands) -> Numbers:
    """Lines of a column stand in the order of their bounds."""
    demanded = weights.copy()
    for name in {line.column for line in lines} & {*asked.rising, *asked.falling}:
        ours = [place for place, line in enumerate(lines) if line.column == name]
        rising = name in asked.rising
        if lines[ours[0]].each:
            demanded[ours] = np.maximum(weights[ours], 0) if rising else np.minimum(weights[ours], 0)
        else:
            demanded[ours] = isotonic_regression(weights[ours], sample_weight=counts[ours] + 1, increasing=rising)
    return demanded


def _merged(lines: list[Line]) -> list[Line]:
    """Neighbouring bounds and values of one column that give the same are one line."""
    merged: list[Line] = []
    for line in lines:
        same = next((one for one in merged if one.column == line.column and one.points == line.points), None)
        if line.values and same is not None:
            merged[merged.index(same)] = replace(same, values=same.values + line.values)
        elif same is not None and same is merged[-1] and same.below == line.at_least and not line.each:
            merged[-1] = replace(same, below=line.below)
        else:
            merged.append(line)
    return merged


def _calibrated(lines: tuple[Line, ...], table: Table, won: Flags, per_point: float) -> Card:
    """What a point is worth once points are whole."""
    card = Card(lines, 0.0, per_point)
    if not lines:
        share = float(won.mean())
        return replace(card, base=float(np.log(share / (1 - share))))
    base, slope = linear.fitted(card.points(table).astype(np.float64)[:, None], won, 1e-6)
    return replace(card, base=base, per_point=float(slope[0]))
