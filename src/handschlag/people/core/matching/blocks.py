"""Which people are compared at all: those who share a key, in blocks that are not too large."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handschlag.people.core.matching.keys import MOST_IN_A_BLOCK

Numbers = NDArray[np.int64]


def pairs_of(keys: Numbers, people: Numbers, most: int = MOST_IN_A_BLOCK) -> tuple[Numbers, Numbers]:
    """All different pairs of people (smaller number first) who share a key; ``keys[n]`` is a key of ``people[n]``.

    Sorted once, then each person is paired with the next, the one after that … within the block: n log n, no block's square held.
    """
    order = np.lexsort((people, keys))
    keys, people = keys[order], people[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    fits = np.repeat((sizes > 1) & (sizes <= most), sizes)
    keys, people = keys[fits], people[fits]
    width = int(people.max()) + 1 if len(people) else 1
    found = []
    for step in range(1, most):
        is_same = keys[step:] == keys[:-step] if step < len(keys) else np.zeros(0, bool)
        if not is_same.any():
            break
        found.append(np.unique(people[:-step][is_same] * width + people[step:][is_same]))
    together = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return together // width, together % width
