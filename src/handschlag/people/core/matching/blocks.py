"""Which people are compared at all: those who share a key, in blocks that are not too large."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handschlag.people.core.matching.keys import MOST_IN_A_BLOCK

Numbers = NDArray[np.int64]


PEOPLE_BITS = 24
"""16.7 million people; the rest of the 64 bits holds the key, of which 40 bits are enough (a false meeting costs one comparison)."""


def pairs_of(keys: Numbers, people: Numbers, most: int = MOST_IN_A_BLOCK) -> tuple[Numbers, Numbers]:
    """All different pairs of people (smaller number first) who share a key; ``keys[n]`` is a key of ``people[n]``.

    Sorted once, then each person is paired with the next, the one after that … within the block: n log n, no block's square held.
    Raises ValueError beyond 2²⁴ people.
    """
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if int(people.max()) >> PEOPLE_BITS:
        raise ValueError("more people than can be compared at once")
    entries = keys >> PEOPLE_BITS << PEOPLE_BITS | people
    entries.sort()
    blocks, people = entries >> PEOPLE_BITS, entries & (1 << PEOPLE_BITS) - 1
    sizes = np.diff(np.append(np.flatnonzero(np.append(True, blocks[1:] != blocks[:-1])), len(blocks)))
    fits = np.repeat((sizes > 1) & (sizes <= most), sizes)
    blocks, people = blocks[fits], people[fits]
    found = [np.empty(0, np.int64)]
    for step in range(1, min(most, len(blocks))):
        is_same = blocks[step:] == blocks[:-step]
        found.append(people[:-step][is_same] << PEOPLE_BITS | people[step:][is_same])
    together = np.concatenate(found)
    together.sort()
    together = together[np.append(True, together[1:] != together[:-1])[: len(together)]]
    return together >> PEOPLE_BITS, together & (1 << PEOPLE_BITS) - 1
