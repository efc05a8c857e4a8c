"""What came in: counts by source and day, what waits, what was set aside, and what nobody has described yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from handschlag.capture.models import Bundle, IntakeCount, Outcome, Quarantined, SeenKey, Touch, Waiting
from handschlag.capture.models.wording import FLAG_NAMES, Sentence, message_reason
from handschlag.capture.readings.balance import Balance, balances
from handschlag.capture.readings.paging import Slice, slice_after
from handschlag.market.models import Campaign, Channel, Material, MaterialVariant

DAYS = 14
MOST_COUNTED = 10_000
MOST_KEYS = 12
INDEXED = ("kind", "channel", "campaign", "material", "page")


@dataclass(frozen=True)
class Day:
    """One source on one day (UTC)."""

    source: str
    on: date
    balance: Balance


@dataclass(frozen=True)
class Backlog:
    """What is still to be done: messages on disk that are ``unread``, and touches not yet walked.

    ``count`` stops at 10,000 (``is_more``); ``stuck`` could not be walked and need a look.
    """

    unread: int
    count: int
    is_more: bool
    oldest_at: datetime | None
    stuck: int


@dataclass(frozen=True)
class Undescribed:
    """Keys that touches used and marketing has not described: of what, the shelf to describe them on, the first few, whether there are more."""

    of: str
    shelf: str
    keys: list[str]
    is_more: bool


def days(now: datetime) -> list[Day]:
    """The last two weeks, the newest day first."""
    since = now.date() - timedelta(days=DAYS)
    return [Day(source, on, one) for (source, on), one in balances(since).items()]


def reasons(now: datetime) -> list[tuple[str, Sentence, int]]:
    """Why messages of the last two weeks were not simply accepted: outcome, reason, how many; the most frequent first."""
    since = now.date() - timedelta(days=DAYS)
    rows = IntakeCount.objects.filter(on__gt=since, count__gt=0).exclude(reason="")
    sums = rows.values_list("outcome", "reason").annotate(total=Sum("count")).order_by("-total")
    return [(str(Outcome(outcome).label), message_reason(reason), total) for outcome, reason, total in sums]


def backlog() -> Backlog:
    """How much waits to be read and to be walked, and since when."""
    waiting = Waiting.objects.filter(set_aside_at=None)
    count = waiting[: MOST_COUNTED + 1].count()
    oldest = waiting.order_by("known_at").values_list("known_at", flat=True).first()
    stuck = Waiting.objects.exclude(set_aside_at=None)[:MOST_COUNTED].count()
    unread = Bundle.objects.filter(set_aside_at=None).aggregate(amount=Sum("count"))["amount"] or 0
    return Backlog(unread, min(count, MOST_COUNTED), count > MOST_COUNTED, oldest, stuck)


def undescribed() -> list[Undescribed]:
    """What touches name and the market does not know."""
    shelves: list[tuple[str, str, type[Model]]] = [
        ("channel", "channels", Channel),
        ("campaign", "campaigns", Campaign),
        ("material", "materials", Material),
    ]
    found = []
    for of, shelf, model in shelves:
        known = model._default_manager.filter(key=OuterRef("key"))
        seen = SeenKey.objects.filter(~Exists(known), of=of).order_by("-first_known_at", "key")
        if model is Material:
            seen = seen.filter(~Exists(MaterialVariant.objects.filter(key=OuterRef("key"))))
        keys = list(seen.values_list("key", flat=True)[: MOST_KEYS + 1])
        if keys:
            found.append(Undescribed(of, shelf, keys[:MOST_KEYS], len(keys) > MOST_KEYS))
    return found


def touches(filters: dict[str, str], after: str) -> Slice[Touch]:
    """Touches, the newest arrival first; by kind, channel, campaign, material as they said it, page where they named none, and mark."""
    chosen = {name: value for name, value in filters.items() if value and name in INDEXED}
    rows: QuerySet[Touch] = Touch.objects.filter(**chosen).select_related("source", "mark")
    if "page" in chosen:
        rows = rows.filter(material="")
    for name in chosen.keys() - {"kind"}:
        rows = rows.exclude(**{name: ""})  # says nothing new, but only so does SQLite see that the index serves
    if flag := filters.get("flag"):
        rows = rows.annotate(flags_text=Cast("flags", TextField())).filter(
            Q(flags_text__contains=f'"{flag}"') | Q(mark__flag=flag)
        )
    return slice_after(rows, "known_at", after, newest_first=True)


def marks_of(touch: Touch) -> list[Sentence]:
    """What a touch is marked with, on itself or beside it."""
    beside = [touch.mark.flag] if hasattr(touch, "mark") else []
    return [FLAG_NAMES.get(flag, flag) for flag in [*touch.flags, *beside]]


def quarantine(after: str) -> Slice[Quarantined]:
    """Open quarantine, the newest first."""
    return slice_after(Quarantined.objects.open().select_related("source"), "received_at", after, newest_first=True)


def seen(of: str) -> list[str]:
    """Keys of channels or campaigns that touches have named, for a filter."""
    return list(SeenKey.objects.filter(of=of).order_by("key").values_list("key", flat=True)[:200])
