"""A whole base matched without any label: seconds of processor from plain attributes to judged pairs, and how good they are.

One in ten people of the invented base (``crowd.py``) is somebody a second time, with one to three slips of the pen. Precision and
shares are of pairs; truth is known because the people are invented.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from random import Random
from time import process_time

import numpy as np

from crowd import Known, again, invent
from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.judgement import Judgement
from handschlag.people.core.matching.keys import match_keys
from handschlag.people.core.matching.person import Person, person_of
from handschlag.people.core.matching.whole import match_whole
from report import show

GOAL_SECONDS = 60.0


def whole_base(count: int) -> bool:
    """Match ``count`` people; whether the goal of a million in 60 seconds holds (scaled where there are fewer)."""
    known, truth = doubled(count)
    clock = [process_time()]
    gc.disable()  # as the house does it: what is read stays
    people = [person(one) for one in known]
    clock.append(process_time())
    gc.freeze()
    gc.enable()
    sizes = np.empty(count, np.int64)
    entries = np.fromiter(keys_of(people, sizes), np.int64)
    owners = np.repeat(np.arange(count), sizes)
    clock.append(process_time())
    found = [one for _share, part in match_whole(people, entries, owners, Base.of(people)) for one in part]
    clock.append(process_time())
    drawing, keying, matching = np.diff(clock)
    right = [truth[one.left] == truth[one.right] for one in found]
    sure = [is_right for one, is_right in zip(found, right, strict=True) if one.judgement is Judgement.SURE]
    true_pairs = sum(np.bincount(truth)[truth] - 1) // 2
    seconds = float(clock[-1] - clock[0])
    show(
        f"Whole base of {count:,}",
        {
            "making comparable": f"{drawing:.1f} s",
            "keys": f"{keying:.1f} s, {len(entries) / count:.1f} each",
            "pairing and comparing": f"{matching:.1f} s",
            "processor in all": f"{seconds:.1f} s  (goal ≤ {GOAL_SECONDS:g} s for 1,000,000)",
            "automatic": f"{len(sure):,}, precision {sum(sure) / len(sure):.5f}, {sum(sure) / true_pairs:.3f} of all true pairs",
            "automatic or in the queue": f"{sum(right) / true_pairs:.4f} of all true pairs",
            "queue": f"{len(found) - len(sure):,}, {(sum(right) - sum(sure)) / (len(found) - len(sure)):.0%} of them true",
        },
    )
    return seconds / count <= GOAL_SECONDS / 1_000_000


def keys_of(people: list[Person], sizes: np.ndarray) -> Iterator[int]:
    """The keys of all, one after the other; how many each has is written into ``sizes``."""
    for place, one in enumerate(people):
        own = match_keys(one)
        sizes[place] = len(own)
        yield from own


def doubled(count: int) -> tuple[list[Known], np.ndarray]:
    """People, and the number of the true person of each."""
    rng = Random(7)
    first = list(invent(count * 9 // 10))
    seconds = rng.sample(range(len(first)), count - len(first))
    return [*first, *(again(first[one], rng) for one in seconds)], np.array([*range(len(first)), *seconds])


def person(known: Known) -> Person:
    return person_of(known, [known["email"]], [known["phone"]] if "phone" in known else [])
