"""Measures over everything are kept for a while, so that a page of a big house answers like that of a small one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter
from typing import Generic, TypeVar

from django.core.cache import cache

from handschlag.capture.models import Touch, Waiting
from handschlag.ledger.models import head

LONGEST = timedelta(minutes=1)
"""How long a result may be kept while the records stay as they are: some figures change with the clock alone."""

SLOW_SECONDS = 1.0
REST = 60
"""A slow measure is kept, whatever is written meanwhile, for this many times as long as it took."""

A_DAY_SECONDS = 86_400

Result = TypeVar("Result")


@dataclass(frozen=True)
class Kept(Generic[Result]):
    """A result, the moment it is of (UTC), and how long it took to measure."""

    result: Result
    as_of: datetime
    seconds: float
    records: tuple[Hashable, ...]

    def is_good(self, records: tuple[Hashable, ...], at: datetime) -> bool:
        """Whether it may still be shown at ``at``, when the records are at ``records``."""
        age = at - self.as_of
        if age < timedelta(0):
            return False
        if self.seconds >= SLOW_SECONDS and age < timedelta(seconds=self.seconds * REST):
            return True
        return age < LONGEST and self.records == records


_one_at_a_time = Lock()


def kept(what: str, measure: Callable[[], Result], at: datetime) -> Kept[Result]:
    """The result of ``measure``, taken anew when something was written since, or from memory.

    Kept per process under the name ``what`` until the records change (ledger, touches, those waiting) or a minute is over.
    A measure that takes longer than a second is kept for sixty times as long as it took: a house of a million leads spends
    at most a sixtieth of its time counting them, and the page says of which moment its figures are. While one person waits
    for a slow measure, the others are shown the last one.
    """
    found: Kept[Result] | None = cache.get(what)
    if found and found.is_good(records_at(), at):
        return found
    if found and found.seconds >= SLOW_SECONDS and _one_at_a_time.locked():
        return found
    with _one_at_a_time:
        return _measured_once(what, measure, at)


def _measured_once(what: str, measure: Callable[[], Result], at: datetime) -> Kept[Result]:
    """Measure, unless whoever was waited for has done so: ten people opening the page cost one measure."""
    records, began = records_at(), perf_counter()
    found: Kept[Result] | None = cache.get(what)
    if found and found.is_good(records, at):
        return found
    result = measure()
    fresh = Kept(result, as_of=at, seconds=perf_counter() - began, records=records)
    cache.set(what, fresh, A_DAY_SECONDS)
    return fresh


def records_at() -> tuple[Hashable, ...]:
    """Where the records stand: the ledger's head, the newest touch, and how many wait to be walked."""
    newest = Touch.objects.order_by("-known_at").values_list("known_at", flat=True).first()
    return head().hash, newest, Waiting.objects.filter(set_aside_at=None).count()
