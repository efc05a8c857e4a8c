"""Columns as the numbers that models reckon with, the same way for a thousand leads as for one.

Learned once from the rows that teach, kept as plain data: a number knows its mean and spread, as it is and as its logarithm, the one
value that stands out (999 for "never", 0 for "none"), and whether it may be missing; a category its values, the rare ones together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from handschlag.learning.core.winning.columns import Column, Numbers, Table, Whole

FEW = 50
MOST_VALUES = 40
FEWEST_ROWS = 10
"""A value seen less often than that is one of the others."""

STANDS_OUT = 0.3
"""Share of rows with one and the same number from which on that number means something of its own."""

LEAST_SPREAD = 0.1
"""Rare values are not blown up to the size of the frequent ones."""


@dataclass(frozen=True)
class Number:
    """How a number is read. ``spread`` and ``log_spread`` are standard deviations; the logarithm keeps the sign: sign(x) · log(1+|x|)."""

    name: str
    mean: float
    spread: float
    log_mean: float
    log_spread: float
    standing_out: float | None
    may_be_missing: bool

    @property
    def features(self) -> list[str]:
        flags = ["missing"] * self.may_be_missing + ["standing out"] * (self.standing_out is not None)
        return ["value", "log", *flags]

    def codes(self, column: Column) -> Numbers:
        return column.astype(np.float64)

    def linear(self, codes: Numbers) -> Numbers:
        missing = np.isnan(codes)
        known = np.where(missing, self.mean, codes)
        logs = np.where(missing, self.log_mean, np.sign(known) * np.log1p(np.abs(known)))
        parts = [(known - self.mean) / self.spread, (logs - self.log_mean) / self.log_spread]
        if self.may_be_missing:
            parts.append(missing.astype(np.float64))
        if self.standing_out is not None:
            parts.append((codes == self.standing_out).astype(np.float64))
        return np.column_stack(parts)


@dataclass(frozen=True)
class Category:
    """How a text is read. Codes are places in ``values``, then one for all others, then one for nothing."""

    name: str
    values: tuple[str, ...]
    shares: tuple[float, ...]

    @property
    def features(self) -> list[str]:
        return [*self.values, "(others)", "(nothing)"]

    def codes(self, column: Column) -> Numbers:
        place = {value: number for number, value in enumerate(self.values)} | {"": len(self.values) + 1}
        others = len(self.values)
        if len(column) <= FEW:
            return np.array([place.get(value, others) for value in column], dtype=np.float64)
        coded = pa.array(column, pa.string()).dictionary_encode()
        found = np.array([place.get(value, others) for value in coded.dictionary.to_pylist()], dtype=np.float64)
        return np.asarray(found[coded.indices.to_numpy()])

    def linear(self, codes: Numbers) -> Numbers:
        shares = np.array(self.shares)
        spread = np.maximum(LEAST_SPREAD, np.sqrt(shares * (1 - shares)))
        held = codes[:, None] == np.arange(len(self.values) + 2)
        return np.asarray((held - shares) / spread, dtype=np.float64)


Encoded = Number | Category


@dataclass(frozen=True)
class Encoding:
    columns: tuple[Encoded, ...]

    @property
    def is_category(self) -> list[bool]:
        return [isinstance(column, Category) for column in self.columns]

    def codes(self, table: Table, rows: int) -> Numbers:
        """One column for each of ours, for trees; whatever the table lacks is missing."""
        return np.column_stack([column.codes(_of(table, column, rows)) for column in self.columns])

    def linear(self, codes: Numbers) -> Numbers:
        """Centred features on one scale, for the linear part."""
        return np.hstack([column.linear(codes[:, place]) for place, column in enumerate(self.columns)])

    def owners(self) -> Whole:
        """To which column each linear feature belongs."""
        return np.repeat(np.arange(len(self.columns)), [len(column.features) for column in self.columns])


def learned(table: Table, rows: Whole | None = None) -> Encoding:
    """From the rows that teach."""
    return Encoding(tuple(_learned(name, column if rows is None else column[rows]) for name, column in table.items()))


def _learned(name: str, column: Column) -> Encoded:
    if column.dtype == object:
        return _category(name, column)
    numbers = column.astype(np.float64)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        known = np.zeros(1)
    logs = np.sign(known) * np.log1p(np.abs(known))
    values, counts = np.unique(known, return_counts=True)
    most = int(counts.argmax())
    stands_out = len(values) > 2 and counts[most] >= STANDS_OUT * len(known)
    return Number(
        name,
        float(known.mean()),
        float(known.std()) or 1.0,
        float(logs.mean()),
        float(logs.std()) or 1.0,
        float(values[most]) if stands_out else None,
        bool(len(known) < len(numbers)),
    )


def _category(name: str, column: Column) -> Category:
    values, counts = np.unique(column.astype(str), return_counts=True)
    often = sorted(
        (-count, value) for value, count in zip(values, counts, strict=True) if value and count >= FEWEST_ROWS
    )
    kept = [str(value) for _count, value in often[:MOST_VALUES]]
    share = {str(value): count / len(column) for value, count in zip(values, counts, strict=True)}
    nothing = share.pop("", 0.0)
    shares = [share[value] for value in kept]
    return Category(name, tuple(kept), (*shares, max(0.0, 1 - nothing - sum(shares)), nothing))


def _of(table: Table, column: Encoded, rows: int) -> Column:
    found = table.get(column.name)
    if found is not None:
        return found
    return np.full(rows, "", dtype=object) if isinstance(column, Category) else np.full(rows, np.nan)


def one_row(values: Sequence[tuple[str, str | float | None]]) -> dict[str, Column]:
    """One lead as a table."""
    return {
        name: np.array([value], dtype=object)
        if isinstance(value, str)
        else np.array([np.nan if value is None else value], dtype=np.float64)
        for name, value in values
    }
