"""The whole base compared with itself at once: after an upgrade, after large imports, or when somebody wants to be sure."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.by_splink import api_of, weigh_by_splink
from handschlag.people.core.matching.columns import Crowd
from handschlag.people.core.matching.comparison import compare
from handschlag.people.core.matching.judgement import Judgement, grounds, judge
from handschlag.people.core.matching.keys import SMALL_BASE, broad_keys, match_keys
from handschlag.people.core.matching.person import Person, from_text
from handschlag.people.core.matching.whole import Found, match_whole
from handschlag.people.models.census import NameCensus, base_now
from handschlag.people.models.contact import Contact
from handschlag.people.models.duplicate import PossibleDuplicate
from handschlag.people.models.matching import Matched, Resemblance, settle
from handschlag.people.models.pairs import pair_of
from handschlag.people.models.portrait import Portrait, refresh_keys
from handschlag.people.models.turns import have_turn

DRAWN_AT_ONCE = 2_000
SETTLED_AT_ONCE = 500

Report = Callable[[float], None]
"""Told the share done (0–1)."""

Linker = Callable[[list[Person], Any, Any, Base], Iterator[tuple[float, list[Found]]]]


def match_all(now: datetime, linker: Linker = match_whole, report: Report = lambda share: None) -> Matched:
    """Compare all contacts with each other; merge what is sure, keep what is doubtful as questions, and drop questions that are none any more.

    Reads once, compares in memory (about a gigabyte for a million), and settles in short transactions, the likeliest first, so
    that everything else goes on beside it. Contacts merged here are compared once more by the worker, as who they are now.
    """
    draw_missing()
    NameCensus.take(now)
    ids, people, last = _all_portraits()
    found: list[Resemblance] = []
    for share, part in linker(people, *_all_keys(people), base_now(now)) if people else ():
        found += (
            Resemblance(pair_of(ids[one.left], ids[one.right]), one.score, one.judgement, one.grounds) for one in part
        )
        report(share)
    Portrait.objects.filter(number__lte=last, matched_at=None).update(matched_at=now)
    _drop_stale({one.pair for one in found})
    found.sort(key=lambda one: -one.score)
    done = Matched(compared=len(people))
    for start in range(0, len(found), SETTLED_AT_ONCE):
        with transaction.atomic():
            have_turn(wait=True)
            settled = settle(_still_there(found[start : start + SETTLED_AT_ONCE]), now)
        done.joined |= settled.joined
    done.asked = PossibleDuplicate.objects.count()
    gc.unfreeze()
    return done


def draw_missing() -> int:
    """Draw contacts that have no portrait yet (they are older than portraits are); returns how many."""
    missing = Contact.objects.filter(portrait=None).values_list("id", flat=True).iterator()
    number = 0
    while ids := list(islice(missing, DRAWN_AT_ONCE)):
        number += len(refresh_keys(ids))
    return number


def by_splink(backend: str) -> Linker:
    """Splink's weights, learned from the base, instead of ours; on ``duckdb`` or ``spark``. The gates and the reasons stay ours."""

    def link(people: list[Person], keys: Any, owners: Any, base: Base) -> Iterator[tuple[float, list[Found]]]:
        left, right, bits = weigh_by_splink(people, keys, owners, api_of(backend))
        compared = replace(compare(Crowd(people), left, right, base), score=bits)
        judged = judge(compared)
        yield (
            1.0,
            [
                Found(
                    int(left[pair]),
                    int(right[pair]),
                    float(bits[pair]),
                    Judgement(int(judged[pair])),
                    tuple(grounds(compared, pair)),
                )
                for pair in np.flatnonzero(judged).tolist()
            ],
        )

    return link


def _all_portraits() -> tuple[list[UUID], list[Person], int]:
    ids, people, last = [], [], 0
    gc.disable()  # what is read stays: looking for garbage among ever more of it finds none
    rows = Portrait.objects.order_by("number").values_list("number", "contact_id", "text")
    for number, contact, text in rows.iterator(chunk_size=10_000):
        last = number
        ids.append(contact)
        people.append(from_text(text))
    gc.freeze()  # nor is it looked through again until the end
    gc.enable()
    return ids, people, last


def _all_keys(people: list[Person]) -> tuple[Any, Any]:
    """Worked out anew: that is as quick as reading ten millions of them, and a small base has more."""
    is_small = len(people) <= SMALL_BASE
    sizes = np.empty(len(people), np.int64)

    def numbers() -> Iterator[int]:
        for place, person in enumerate(people):
            own = match_keys(person) | broad_keys(person) if is_small else match_keys(person)
            sizes[place] = len(own)
            yield from own

    keys = np.fromiter(numbers(), np.int64)
    return keys, np.repeat(np.arange(len(people)), sizes)


def _drop_stale(pairs: set[tuple[UUID, UUID]]) -> None:
    stale = [
        number
        for number, one, other in PossibleDuplicate.objects.values_list("id", "one_id", "other_id")
        if (one, other) not in pairs
    ]
    for start in range(0, len(stale), DRAWN_AT_ONCE):
        PossibleDuplicate.objects.filter(id__in=stale[start : start + DRAWN_AT_ONCE]).delete()


def _still_there(part: list[Resemblance]) -> list[Resemblance]:
    """Without those who have joined somebody or were erased meanwhile: the worker compares them as who they are now."""
    ids = {contact for one in part for contact in one.pair}
    there = set(Contact.objects.filter(id__in=ids).values_list("id", flat=True))
    return [one for one in part if there.issuperset(one.pair)]
