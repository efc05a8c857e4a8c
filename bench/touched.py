"""Journeys nobody walked, for measuring: touches in the order of time, as they are captured, in one Parquet file; outcomes in another.

Journeys are numbered as they begin, which is how a database numbers them; each has one touch and four more on average (Poisson), days apart. Channels are unequally common (the n-th as one to n) and half the
touches follow the one before by habit, so that order 2 has something to find; one journey in twelve is won.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

YEAR_US, DAY_US = 365 * 86_400_000_000, 86_400_000_000
BEGIN_US = 1_735_689_600_000_000
"""The first of January 2025, in microseconds."""


@dataclass(frozen=True)
class Files:
    touches: Path
    outcomes: Path


def write(folder: Path, journeys: int, channels: int) -> Files:
    """The same files for the same numbers. ``touches``: journey, channel, happened_at; ``outcomes``: journey, won, value, lost, turned_at."""
    lot = np.random.default_rng(journeys + channels)
    length = 1 + lot.poisson(4, journeys)
    begun = np.sort(lot.integers(0, YEAR_US, journeys))
    journey = np.repeat(np.arange(journeys), length)
    begins = np.cumsum(length) - length
    channel = _channels(lot, journey, begins, channels)
    gap = lot.exponential(5 * DAY_US, len(journey)).astype(np.int64) + 1
    gap[begins] = begun
    walked = np.cumsum(gap)
    happened_at = BEGIN_US + walked - np.repeat(walked[begins] - gap[begins], length)
    files = Files(folder / f"touches-{journeys}-{channels}.parquet", folder / f"outcomes-{journeys}-{channels}.parquet")
    _write_outcomes(files.outcomes, lot, channel[begins], happened_at[begins], happened_at[begins + length - 1])
    order = np.argsort(happened_at, kind="stable")
    names = pa.array([f"channel {number:03}" for number in range(channels)])
    columns = {
        "journey": pa.array(journey[order]),
        "channel": pa.DictionaryArray.from_arrays(pa.array(channel[order].astype(np.int32)), names),
        "happened_at": pa.array(happened_at[order], pa.timestamp("us")),
    }
    pq.write_table(pa.table(columns), files.touches, row_group_size=1_000_000)
    return files


def _channels(lot: np.random.Generator, journey: np.ndarray, begins: np.ndarray, channels: int) -> np.ndarray:
    common = 1 / np.arange(1, channels + 1)
    drawn = lot.choice(channels, size=len(journey), p=common / common.sum())
    for back in (1, 2):  # habit: where it led before, it leads again, by the one before and by the one before that
        before = np.roll(drawn, back)
        habit = lot.random(len(drawn)) < 0.25
        habit[begins] = False
        drawn = np.where(habit & (np.roll(journey, back) == journey), (before * 7 + back) % channels, drawn)
    return drawn


def _write_outcomes(
    path: Path, lot: np.random.Generator, first: np.ndarray, from_at: np.ndarray, to_at: np.ndarray
) -> None:
    won = lot.random(len(first)) < np.where(first % 3 == 0, 0.15, 0.05)
    turned = pa.array((from_at + to_at) // 2, pa.timestamp("us"), mask=~won)
    columns = {
        "journey": np.arange(len(first)),
        "won": won.astype(np.int64),
        "value": np.where(won, lot.integers(500, 50_000, len(first)), 0).astype(float),
        "lost": (~won).astype(np.int64),
        "turned_at": turned,
    }
    pq.write_table(pa.table(columns), path)
