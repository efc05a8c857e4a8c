"""A whole base compared with itself: which pairs of people are surely or doubtfully one, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.blocks import Numbers, pairs_of
from handschlag.people.core.matching.columns import Crowd
from handschlag.people.core.matching.comparison import compare
from handschlag.people.core.matching.judgement import Ground, Judgement, grounds, judge
from handschlag.people.core.matching.person import Person

AT_ONCE = 500_000
"""Pairs compared at once: some hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two people, by position, the smaller first; bits, judgement and grounds."""

    left: int
    right: int
    score: float
    judgement: Judgement
    grounds: tuple[Ground, ...]


def match_whole(
    people: Sequence[Person], keys: Numbers, owners: Numbers, base: Base
) -> Iterator[tuple[float, list[Found]]]:
    """Compare all who share a key (``keys[n]`` is a key of the person at ``owners[n]``); yields the share done (0–1) and what was found."""
    left, right = pairs_of(keys, owners)
    crowd = Crowd(people)
    for start in range(0, max(len(left), 1), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield min(1.0, (start + AT_ONCE) / max(len(left), 1)), _compared(crowd, left[part], right[part], base)


def _compared(crowd: Crowd, left: NDArray[np.int64], right: NDArray[np.int64], base: Base) -> list[Found]:
    compared = compare(crowd, left, right, base)
    judged = judge(compared)
    return [
        Found(
            int(left[pair]),
            int(right[pair]),
            float(compared.score[pair]),
            Judgement(int(judged[pair])),
            tuple(grounds(compared, pair)),
        )
        for pair in np.flatnonzero(judged).tolist()
    ]
