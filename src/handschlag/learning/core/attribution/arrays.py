"""Journeys as sorted, coded arrays: what every model counts over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Players = NDArray[np.uint16]
Counts = NDArray[np.int32]
Result = TypeVar("Result")

NEVER = np.iinfo(np.int64).min
"""The moment of what never happened."""


@dataclass(frozen=True)
class Journeys:
    """Journeys one behind the other; those of journey ``j`` lie in ``starts[j]:starts[j + 1]``, in the order of time.

    ``players`` are the touches, each the number of its name in ``names`` (sorted): a channel, a campaign, whatever shares the credit.
    ``moments`` are theirs, in microseconds since 1970, UTC. Of each journey: ``won`` conversions (0 where it was in vain, more where
    equal journeys are counted in one row) worth ``value`` in any one unit, and ``lost`` times that it led nowhere. ``turned_at`` is the
    moment of its handover (``NEVER`` where there was none).
    """

    names: tuple[str, ...]
    starts: Ints
    players: Players
    moments: Ints
    won: Counts
    value: Floats
    lost: Counts
    turned_at: Ints

    @property
    def count(self) -> int:
        return len(self.starts) - 1

    @property
    def total(self) -> Floats:
        """Conversions and their value, touched or not."""
        return np.array([self.won.sum(), self.value.sum()], dtype=float)


def pieces(count: int, size: int) -> list[tuple[int, int]]:
    """``count`` things in runs of ``size``: the same runs however many threads work on them, so that sums come out the same."""
    return [(begin, min(begin + size, count)) for begin in range(0, count, size)]


def side_by_side(work: Callable[[int, int], Result], runs: Sequence[tuple[int, int]], threads: int) -> Sequence[Result]:
    """``work`` done for every run, in the order of the runs; compiled loops let go of the interpreter meanwhile."""
    if threads == 1 or len(runs) == 1:
        return [work(*run) for run in runs]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda run: work(*run), runs))
