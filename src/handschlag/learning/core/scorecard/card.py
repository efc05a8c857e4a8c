"""A scorecard: whole points that people can add up in their head, as close to the best model as such a thing can be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from handschlag.kernel.canonical import sha256_hex
from handschlag.learning.core.winning.columns import Flags, Numbers, Table, Whole


@dataclass(frozen=True)
class Line:
    """``points`` where the column is one of ``values``, or a number from ``at_least`` on and below ``below`` (None: no bound); with
    ``each``, for each unit of the column. Lines of one column never overlap; where none holds, it gives nothing."""

    column: str
    points: int
    values: tuple[str, ...] = ()
    at_least: float | None = None
    below: float | None = None
    each: bool = False

    def units(self, table: Table) -> Numbers:
        """How often the line counts, row by row."""
        column = table[self.column]
        if self.values:
            return np.isin(column.astype(str), self.values).astype(np.float64)
        numbers = column.astype(np.float64)
        if self.each:
            return np.nan_to_num(numbers)
        return self._within(numbers).astype(np.float64)

    def _within(self, numbers: Numbers) -> Flags:
        low = numbers >= (-np.inf if self.at_least is None else self.at_least)
        return np.asarray(low & (numbers < (np.inf if self.below is None else self.below)))


@dataclass(frozen=True)
class Card:
    """The chance is sigmoid(``base`` + ``per_point`` · points): so many points more, so many times the odds."""

    lines: tuple[Line, ...]
    base: float
    per_point: float

    def points(self, table: Table) -> Whole:
        """Rounded half up where a line counts by the unit."""
        rows = len(next(iter(table.values())))
        total = np.zeros(rows)
        for line in self.lines:
            total += line.points * line.units(table)
        return np.floor(total + 0.5).astype(np.int64)

    def chances(self, table: Table) -> Numbers:
        return np.asarray(expit(self.base + self.per_point * self.points(table)), dtype=np.float64)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        lines = [{**asdict(line), "values": list(line.values)} for line in self.lines]
        return {"lines": lines, "base": self.base, "per_point": self.per_point}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Card:
        lines = tuple(Line(**{**said, "values": tuple(said["values"])}) for said in plain["lines"])
        return cls(lines, plain["base"], plain["per_point"])

    def fingerprint(self) -> str:
        return sha256_hex(self.plain())
