"""From leads with outcomes to a win model: candidates, the choice among them, and calibration.

Candidates are logistic regressions of several penalties, boosted trees of two sizes, and the mean of the two best logits. Where the order of the
rows in time is known, the choice is made forward: learn from what came first, be measured by what came next, so that a candidate
that lives on what will pass is not chosen. Calibration (Platt 1999) is always learned over *shuffled* folds: over
unshuffled folds of rows in order of time a drifting rate inverts the ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from handschlag.learning.core.winning import linear
from handschlag.learning.core.winning.columns import Flags, Numbers, Table, Whole
from handschlag.learning.core.winning.encoding import Encoding, learned
from handschlag.learning.core.winning.few import TooFew, too_few
from handschlag.learning.core.winning.model import WinModel
from handschlag.learning.core.winning.trees import Trees, compiled, together

PENALTIES = (1.0, 10.0, 100.0, 1000.0)
TREES: dict[str, dict[str, float]] = {
    "trees": {
        "learning_rate": 0.04,
        "max_iter": 150,
        "max_leaf_nodes": 24,
        "min_samples_leaf": 60,
        "l2_regularization": 5,
        "max_features": 0.5,
    },
    "small trees": {
        "learning_rate": 0.05,
        "max_iter": 80,
        "max_leaf_nodes": 5,
        "min_samples_leaf": 40,
        "l2_regularization": 20,
    },
}
ENOUGH_FOR_LARGE, ENOUGH_FOR_SEVERAL = 500, 5_000
SEVERAL = {"trees": 3, "small trees": 1}
"""Of so many, each with a draw of its own of the columns it may ask, the mean is taken (a bag; Breiman 1996)."""

AGREED = "agreed"
BELIEVED, NEVER = 1.0, 1e12
MANY = 200_000
"""With fewer rows threads cost more than they bring: on a machine that has other work they wait for each other, a hundred times as long."""

FOLDS, FEW_FOLDS, ENOUGH_FOR_FEW_FOLDS = 5, 3, 20_000
FORWARD = (0.4, 0.6, 0.8)
"""Learn from so many of the first rows, be measured by the next fifth of all."""


@dataclass(frozen=True)
class Part:
    """One fitted part: linear weights, or trees."""

    intercept: float = 0.0
    weights: Numbers | None = None
    trees: Trees | None = None

    def logits(self, features: Numbers, codes: Numbers) -> Numbers:
        if self.trees is not None:
            return self.trees.logits(codes)
        assert self.weights is not None
        return np.asarray(self.intercept + features @ self.weights, dtype=np.float64)


@dataclass(frozen=True)
class Choice:
    """What was weighed: mean log loss of each candidate on rows it had not seen, whether those came later, and which is taken."""

    losses: dict[str, float]
    is_forward: bool
    best: str


@dataclass(frozen=True)
class Fitted:
    model: WinModel
    choice: Choice


def fit(
    table: Table,
    won: Flags,
    *,
    order: Numbers | None = None,
    agreed: frozenset[str] = frozenset(),
    calibrate: bool = True,
    seed: int = 1,
) -> Fitted | TooFew:
    """``table`` as ``columns.typed`` gives it, one row per lead with a known outcome; ``order`` says which came first, where that is known.

    ``agreed`` are columns that say what the agreement in force says. They are believed (hardly penalised), and a candidate of
    them alone is taken unless another one is better by more than a standard error: without evidence nothing departs from the agreement.
    """
    wins = int(won.sum())
    if few := too_few(wins, len(won) - wins):
        return few
    with threadpool_limits(limits=1 if len(won) < MANY else None):
        return _fitted(Task(table, won, agreed), order, seed, calibrate)


def _fitted(task: Task, order: Numbers | None, seed: int, calibrate: bool) -> Fitted:
    folds = forward(order) if order is not None else shuffled(task.won, seed, _folds(task))
    logits = _foretold(task, folds)
    tested = np.concatenate([testing for _teaching, testing in folds])
    losses = {name: np.logaddexp(0.0, logit) - task.won[tested] * logit for name, logit in logits.items()}
    best = _best(losses)
    slope, shift = 1.0, 0.0
    if calibrate:
        ready = (tested, logits[best]) if order is None else _again_shuffled(task, best, seed)
        slope, shift = _calibration(task.won, *ready)
    means = {name: float(found.mean()) for name, found in losses.items()}
    return Fitted(_whole(task, best, slope, shift), Choice(means, order is not None, best))


def _folds(task: Task) -> int:
    return FOLDS if len(task.won) < ENOUGH_FOR_FEW_FOLDS else FEW_FOLDS


@dataclass(frozen=True)
class Task:
    table: Table
    won: Flags
    agreed: frozenset[str]

    def read(self, teaching: Whole | None = None) -> Reading:
        encoding = learned(self.table, teaching)
        codes = encoding.codes(self.table, len(self.won))
        return Reading(encoding, codes, encoding.linear(codes))

    def names(self) -> list[str]:
        """Of few leads large trees say nothing that small ones do not."""
        trees = TREES if len(self.won) >= ENOUGH_FOR_LARGE else ["small trees"]
        return [*([AGREED] if self.agreed else []), *(f"linear {penalty:g}" for penalty in PENALTIES), *trees]

    def penalties(self, name: str, encoding: Encoding) -> Numbers:
        """One for each linear feature."""
        is_agreed = np.array([column.name in self.agreed for column in encoding.columns])[encoding.owners()]
        others = NEVER if name == AGREED else float(name.split()[1])
        return np.where(is_agreed, BELIEVED, others)


@dataclass(frozen=True)
class Reading:
    """All rows as one part of them has taught to read them."""

    encoding: Encoding
    codes: Numbers
    features: Numbers


def _best(losses: dict[str, Numbers]) -> str:
    best = min(losses, key=lambda name: float(losses[name].mean()))
    if AGREED not in losses:
        return best
    gained = losses[AGREED] - losses[best]
    return best if gained.mean() > gained.std() / np.sqrt(len(gained)) else AGREED


def _foretold(task: Task, folds: Sequence[tuple[Whole, Whole]]) -> dict[str, Numbers]:
    """Logits of each candidate for the rows it had not seen, fold after fold."""
    found: dict[str, list[Numbers]] = {}
    for teaching, testing in folds:
        reading = task.read(teaching)
        logits = {
            name: _part(name, task, reading, teaching).logits(reading.features[testing], reading.codes[testing])
            for name in task.names()
        }
        for one in [name for name in logits if name.startswith("linear")]:
            logits |= {f"{one} + {other}": (logits[one] + logits[other]) / 2 for other in TREES if other in logits}
        for name, logit in logits.items():
            found.setdefault(name, []).append(logit)
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _part(name: str, task: Task, reading: Reading, rows: Whole) -> Part:
    if name in TREES:
        several = SEVERAL[name] if len(rows) >= ENOUGH_FOR_SEVERAL else 1
        return Part(trees=together([_boosted(name, draw, task, reading, rows) for draw in range(several)]))
    penalties = task.penalties(name, reading.encoding)
    used = penalties < NEVER
    weights = np.zeros(len(penalties))
    intercept, weights[used] = linear.fitted(reading.features[rows][:, used], task.won[rows], penalties[used])
    return Part(intercept, weights)


def _boosted(name: str, draw: int, task: Task, reading: Reading, rows: Whole) -> Trees:
    model = HistGradientBoostingClassifier(
        categorical_features=reading.encoding.is_category, early_stopping=False, random_state=1 + draw, **TREES[name]
    )
    return compiled(model.fit(reading.codes[rows], task.won[rows]), reading.encoding.is_category)


def _whole(task: Task, chosen: str, slope: float, shift: float) -> WinModel:
    """The chosen candidate learned from all rows."""
    reading = task.read()
    every = np.arange(len(task.won))
    parts = [_part(name, task, reading, every) for name in chosen.split(" + ")]
    flat = next((part for part in parts if part.trees is None), None)
    return WinModel(
        encoding=reading.encoding,
        intercept=flat.intercept if flat else 0.0,
        weights=flat.weights if flat and flat.weights is not None else np.zeros(reading.features.shape[1]),
        trees=next((part.trees for part in parts if part.trees is not None), None),
        share=sum(part.trees is not None for part in parts) / len(parts),
        slope=slope,
        shift=shift,
        chosen=chosen,
        won=int(task.won.sum()),
        lost=int((~task.won).sum()),
    )


def _again_shuffled(task: Task, chosen: str, seed: int) -> tuple[Whole, Numbers]:
    """Rows, and what the chosen candidate says of them where it has not seen them; the order of time does not matter here."""
    rows, logits = [], []
    for teaching, testing in shuffled(task.won, seed, _folds(task)):
        reading = task.read(teaching)
        parts = [_part(name, task, reading, teaching) for name in chosen.split(" + ")]
        found = [part.logits(reading.features[testing], reading.codes[testing]) for part in parts]
        rows.append(testing)
        logits.append(np.mean(found, axis=0))
    return np.concatenate(rows), np.concatenate(logits)


def _calibration(won: Flags, rows: Whole, logits: Numbers) -> tuple[float, float]:
    """Slope and shift of the logit."""
    shift, slope = linear.fitted(logits[:, None], won[rows], 1e-6)
    return float(np.clip(slope[0], 0.2, 5.0)), shift


def forward(order: Numbers) -> list[tuple[Whole, Whole]]:
    rows = np.argsort(order, kind="stable")
    edges = [(int(share * len(rows)), int((share + 0.2) * len(rows) + 0.5)) for share in FORWARD]
    return [(rows[:begin], rows[begin:end]) for begin, end in edges]


def shuffled(won: Flags, seed: int, folds: int = FOLDS) -> list[tuple[Whole, Whole]]:
    """Folds with as many won leads each as can be."""
    random = np.random.default_rng(seed)
    fold = np.empty(len(won), dtype=np.int64)
    for kind in (won, ~won):
        rows = random.permutation(np.flatnonzero(kind))
        fold[rows] = np.arange(len(rows)) % folds
    return [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(folds)]
