"""A win model: plain data that says how likely a lead is won, and why. No library's object, no pickle; its hash is its name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from handschlag.kernel.canonical import sha256_hex
from handschlag.learning.core.winning.columns import Numbers, Table
from handschlag.learning.core.winning.encoding import Category, Encoding, Number
from handschlag.learning.core.winning.trees import Trees

FORMAT = 1


@dataclass(frozen=True)
class WinModel:
    """The logit is (1 - ``share``) · (``intercept`` + ``weights`` · features) + ``share`` · trees; calibrated: ``slope`` · logit + ``shift``.

    ``chosen`` is the candidate's name, ``won`` and ``lost`` the outcomes it learned from.
    """

    encoding: Encoding
    intercept: float
    weights: Numbers
    trees: Trees | None
    share: float
    slope: float
    shift: float
    chosen: str
    won: int
    lost: int

    def chances(self, table: Table, rows: int | None = None) -> Numbers:
        """The probability that each lead is won. Columns the table lacks count as unknown, those the model does not know are not read."""
        return self.of_codes(self.encoding.codes(table, _rows(table) if rows is None else rows))

    def of_codes(self, codes: Numbers) -> Numbers:
        return np.asarray(expit(self.slope * self.logits(codes) + self.shift), dtype=np.float64)

    def logits(self, codes: Numbers) -> Numbers:
        """Before calibration; in parts, so that a million leads need no more memory than a hundred thousand."""
        found = np.empty(len(codes))
        for begin in range(0, len(codes), 100_000):
            part = codes[begin : begin + 100_000]
            logit = np.zeros(len(part))
            if self.share < 1:
                logit += (1 - self.share) * (self.intercept + self._linear(part))
            if self.trees is not None:
                logit += self.share * self.trees.logits(part)
            found[begin : begin + 100_000] = logit
        return found

    def reasons(self, table: Table) -> dict[str, float]:
        """What each column moves one lead's logit by, against the leads that taught; the largest first."""
        codes = self.encoding.codes(table, 1)
        moved = np.zeros(len(self.encoding.columns))
        if self.share < 1:
            features = self.encoding.linear(codes)[0] * self.weights
            moved += (1 - self.share) * np.bincount(self.encoding.owners(), features, len(moved))
        if self.trees is not None:
            moved += self.share * self.trees.shares(codes)
        order = np.argsort(-np.abs(moved), kind="stable")
        return {self.encoding.columns[place].name: float(self.slope * moved[place]) for place in order}

    def _linear(self, codes: Numbers) -> Numbers:
        """Without making the features of categories: their weight is looked up."""
        logit = np.zeros(len(codes))
        begin = 0
        for place, column in enumerate(self.encoding.columns):
            weights = self.weights[begin : begin + len(column.features)]
            begin += len(column.features)
            if isinstance(column, Category):
                every = column.linear(np.arange(len(weights), dtype=np.float64)) @ weights
                logit += every[codes[:, place].astype(np.int64)]
            else:
                logit += column.linear(codes[:, place]) @ weights
        return logit

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        kinds = {Number: "number", Category: "category"}
        return {
            "format": FORMAT,
            "columns": [{"kind": kinds[type(column)], **asdict(column)} for column in self.encoding.columns],
            "intercept": self.intercept,
            "weights": self.weights.tolist(),
            "trees": None if self.trees is None else self.trees.plain(),
            **{name: getattr(self, name) for name in ("share", "slope", "shift", "chosen", "won", "lost")},
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> WinModel:
        """From JSON. ValueError for a format that is not ours."""
        if plain.get("format") != FORMAT:
            raise ValueError(f"a win model of format {FORMAT} is read, not {plain.get('format')!r}")
        columns: list[Number | Category] = []
        for said in plain["columns"]:
            fields = {name: value for name, value in said.items() if name != "kind"}
            if said["kind"] == "number":
                columns.append(Number(**fields))
            else:
                columns.append(Category(fields["name"], tuple(fields["values"]), tuple(fields["shares"])))
        return cls(
            encoding=Encoding(tuple(columns)),
            weights=np.array(plain["weights"], dtype=np.float64),
            trees=None if plain["trees"] is None else Trees.of(plain["trees"]),
            **{name: plain[name] for name in ("intercept", "share", "slope", "shift", "chosen", "won", "lost")},
        )

    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON, 64 hex digits: what terms pin."""
        return sha256_hex(self.plain())


def _rows(table: Table) -> int:
    return len(next(iter(table.values())))
