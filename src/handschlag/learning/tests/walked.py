"""Journeys for the tests of attribution, written as people would tell them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from handschlag.learning.core.attribution.arrays import Journeys
from handschlag.learning.core.attribution.coding import coded

DAY = 86_400_000_000
Told = tuple[str, int, float, int]
"""A journey: its channels one letter each, how often won, what it was worth, how often lost."""


def journeys(*told: Told, days: tuple[int, ...] = (), turned_on: int | None = None, threads: int = 1) -> Journeys:
    """Journeys with a touch a day, or on ``days``; all handed over on day ``turned_on``."""
    touches = [
        (number, channel, (days[place] if days else place) * DAY)
        for number, (path, *_outcome) in enumerate(told)
        for place, channel in enumerate(path)
    ]
    return coded([batch(touches)], outcomes(told, turned_on), threads)


def batch(touches: list[tuple[int, str | None, int]]) -> pa.RecordBatch:
    columns: dict[str, Any] = {
        "journey": pa.array([journey for journey, _player, _at in touches], pa.int64()),
        "player": pa.array([player for _journey, player, _at in touches], pa.string()),
        "happened_at": pa.array([at for _journey, _player, at in touches], pa.timestamp("us")),
    }
    return pa.record_batch(columns)


def outcomes(told: tuple[Told, ...], turned_on: int | None = None) -> pa.Table:
    turned_at = None if turned_on is None else turned_on * DAY
    return pa.table(
        {
            "journey": pa.array(range(len(told)), pa.int64()),
            "won": pa.array([won for _path, won, _value, _lost in told], pa.int64()),
            "value": pa.array([value for _path, _won, value, _lost in told], pa.float64()),
            "lost": pa.array([lost for _path, _won, _value, lost in told], pa.int64()),
            "turned_at": pa.array([turned_at] * len(told), pa.timestamp("us")),
        }
    )


drawn_journeys = st.lists(
    st.tuples(
        st.text(alphabet="abcd", max_size=7), st.integers(0, 3), st.integers(0, 900).map(float), st.integers(0, 4)
    ),
    min_size=1,
    max_size=12,
).map(lambda told: [(path, won, value if won else 0.0, lost) for path, won, value, lost in told])
