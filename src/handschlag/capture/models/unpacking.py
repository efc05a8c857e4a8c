"""Unpacking: what the door wrote down is read, stored, set aside and counted, each bundle exactly once."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import OperationalError, connection, transaction

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.messages import Reading, read
from handschlag.capture.core.parcels import Parcel
from handschlag.capture.core.portable import decode
from handschlag.capture.models.accepting import Looked, keep
from handschlag.capture.models.count import IntakeCount, Outcome
from handschlag.capture.models.inbox import LONGEST_KEPT, Bundle, Unpacked, is_separate

log = logging.getLogger(__name__)

MESSAGES = 1_000
"""So many are read in one transaction, and at least one bundle: short enough for pages to write in between."""

BUNDLES = 500

Rejected = Counter[tuple[UUID, date, str]]
"""Messages of which nothing is kept, by source, day (UTC) and reason."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle, and what is in it; ``problem`` where it cannot be opened: then all of it is rejected."""

    bundle: Bundle
    looked_at: Sequence[Looked]
    rejected: Rejected
    problem: str = ""


def unpack(now: datetime) -> int:
    """Read the oldest bundles of the inbox; returns how many messages they held. Chore of the worker.

    What bundles become and the marks that they were read are one transaction; then they are deleted. Whatever is killed in between,
    a marked bundle is only deleted, and one without a mark has had no effect yet.
    """
    opened = [_opened(bundle) for bundle in _next()]
    if not opened:
        return 0
    try:
        _keep(opened, now)
    except OperationalError:
        raise  # locked, full, gone: nothing has happened, and it is tried again
    except Exception:
        log.exception("Bundles could not be unpacked together; they are unpacked message by message.")
        for one in opened:
            _keep_one_by_one(one, now)
    _put_away(opened, now)
    return sum(one.bundle.count for one in opened)


def give_up(now: datetime) -> int:
    """Messages that could not be unpacked for a week are counted as rejected, reported, and deleted; returns how many. Chore of the worker."""
    old = list(Bundle.objects.filter(received_at__lt=now - LONGEST_KEPT)[:BUNDLES])
    lost = [one for one in old if one.set_aside_at is None]
    for bundle in lost:
        log.error("Bundle %s was not unpacked for a week; its %s messages are given up.", bundle.id, bundle.count)
    _keep([Opened(bundle, [], _all_rejected(bundle)) for bundle in lost], now)
    _delete(old)
    return sum(bundle.count for bundle in lost)


def _next() -> list[Bundle]:
    """The oldest bundles with about a thousand messages, always at least one."""
    chosen: list[UUID] = []
    amount = 0
    waiting = Bundle.objects.filter(set_aside_at=None).order_by("id")
    for bundle_id, count in waiting.values_list("id", "count")[:BUNDLES]:
        if chosen and amount + count > MESSAGES:
            break
        chosen.append(bundle_id)
        amount += count
    return list(Bundle.objects.filter(id__in=chosen).order_by("id")) if chosen else []


def _opened(bundle: Bundle) -> Opened:
    try:
        parcels = bundle.open()
    except ValueError as problem:
        log.error("Bundle %s cannot be opened and is set aside: %s", bundle.id, problem)
        return Opened(bundle, [], _all_rejected(bundle), str(problem)[:300])
    looked_at = [_look(parcel, raw) for parcel in parcels for raw in parcel.messages]
    rejected: Rejected = Counter()
    for parcel in parcels:
        for reason, amount in parcel.rejected.items():
            rejected[parcel.source_id, parcel.received_at.astimezone(UTC).date(), reason] += amount
    return Opened(bundle, looked_at, rejected)


def _all_rejected(bundle: Bundle) -> Rejected:
    return Counter({(*of, DropReason.NOT_STORABLE.value): amount for of, amount in bundle.tallied.items()})


def _look(parcel: Parcel, raw: bytes) -> Looked:
    try:
        seen: Reading | Dropped = _read(parcel, raw)
    except Dropped as dropped:
        seen = dropped
    except Exception as problem:
        # A message that our own code cannot bear holds up no other: it is kept for somebody to look at.
        log.exception("A message could not be read.")
        seen = Dropped(DropReason.NOT_STORABLE, repr(problem))
    return Looked(parcel.source_id, parcel.received_at, raw, seen)


def _read(parcel: Parcel, raw: bytes) -> Reading:
    message, is_portable = decode(raw)
    if isinstance(message, dict):
        if parcel.type:
            message["type"] = parcel.type
        if parcel.context and isinstance(own := message.get("context") or {}, dict):
            message["context"] = parcel.context | own
    return read(message, parcel.received_at, sent_at=parcel.sent_at, is_portable=is_portable, flags=parcel.flags)


def _keep(opened: Sequence[Opened], now: datetime) -> None:
    with transaction.atomic():
        unread = _mark(opened, now)
        keep([looked for one in unread for looked in one.looked_at], now)
        _count_rejected(one.rejected for one in unread)


def _keep_one_by_one(opened: Opened, now: datetime) -> None:
    with transaction.atomic():
        for one in _mark([opened], now):
            for looked in one.looked_at:
                _keep_alone(looked, now)
            _count_rejected([one.rejected])


def _keep_alone(looked: Looked, now: datetime) -> None:
    try:
        with transaction.atomic():
            keep([looked], now)
    except OperationalError:
        raise
    except Exception as problem:
        log.exception("A message could not be stored and is set aside.")
        keep([replace(looked, seen=Dropped(DropReason.NOT_STORABLE, repr(problem)))], now)


def _mark(opened: Sequence[Opened], now: datetime) -> list[Opened]:
    """Mark the bundles as read; returns those that were not marked before. Marks of bundles that have gone are taken off.

    On PostgreSQL another worker may be at the same bundles: what it holds is left to it.
    """
    ids = [one.bundle.id for one in opened]
    if connection.features.has_select_for_update_skip_locked and not is_separate():
        ids = list(Bundle.objects.filter(id__in=ids).select_for_update(skip_locked=True).values_list("id", flat=True))
    marks = dict(Unpacked.objects.values_list("bundle_id", "id"))
    unread = [one for one in opened if one.bundle.id in ids and one.bundle.id not in marks]
    still_there = set(Bundle.objects.filter(id__in=marks).values_list("id", flat=True))
    gone = sorted(number for bundle_id, number in marks.items() if bundle_id not in still_there)
    Unpacked.objects.filter(id__in=[number for number in gone if number != max(marks.values())]).delete()
    Unpacked.objects.bulk_create([Unpacked(bundle_id=one.bundle.id, at=now) for one in unread])
    return unread


def _count_rejected(parts: Iterable[Rejected]) -> None:
    days: dict[tuple[UUID, date], Counter[tuple[str, str]]] = defaultdict(Counter)
    for part in parts:
        for (source_id, on, reason), amount in part.items():
            days[source_id, on][Outcome.REJECTED.value, reason] += amount
    for (source_id, on), amounts in sorted(days.items()):
        IntakeCount.add(source_id, on, amounts)


def _put_away(opened: Sequence[Opened], now: datetime) -> None:
    """Delete what was read; what could not be opened stays a week for somebody to look at."""
    for one in opened:
        if one.problem:
            Bundle.objects.filter(id=one.bundle.id).update(set_aside_at=now, problem=one.problem)
    _delete([one.bundle for one in opened if not one.problem])


def _delete(bundles: Sequence[Bundle]) -> None:
    """Only what is marked: on PostgreSQL another worker may still be reading one of them."""
    marked = Unpacked.objects.filter(bundle_id__in=[bundle.id for bundle in bundles])
    Bundle.objects.filter(id__in=list(marked.values_list("bundle_id", flat=True))).delete()
