"""Received = accepted + duplicate + quarantined + rejected + waiting, for every source and day; read at one moment of two databases."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from handschlag.capture.models import Outcome, Source
from handschlag.capture.models.inbox import is_separate

ATTEMPTS = 50

RECEIVED = """SELECT 'received', CAST(source_id AS text), CAST("on" AS text), '', "count" FROM capture_receivedcount"""
BUNDLES = """SELECT 'bundle', CAST(id AS text), '', tally, 0 FROM capture_bundle"""
DECIDED = """SELECT outcome, CAST(source_id AS text), CAST("on" AS text), reason, "count" FROM capture_intakecount"""
MARKS = """SELECT 'mark', CAST(bundle_id AS text), '', '', id FROM capture_unpacked"""
"""Joined into one statement each is part of one look at its database: nobody can write in between."""

Row = tuple[str, str, str, str, int]
Place = tuple[UUID, date]


@dataclass
class Balance:
    """One source on one day (UTC), or several added up. ``received`` and the rest were counted by different hands."""

    received: int = 0
    waiting: int = 0
    by_outcome: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        return self.by_outcome[Outcome.ACCEPTED.value]

    @property
    def duplicate(self) -> int:
        return self.by_outcome[Outcome.DUPLICATE.value]

    @property
    def quarantined(self) -> int:
        return self.by_outcome[Outcome.QUARANTINED.value]

    @property
    def rejected(self) -> int:
        return self.by_outcome[Outcome.REJECTED.value]

    @property
    def adds_up(self) -> bool:
        """Whether nothing is missing and nothing counted twice."""
        return self.received == sum(self.by_outcome.values()) + self.waiting

    def plain(self) -> dict[str, int | bool]:
        """For JSON."""
        outcomes = {outcome.value: self.by_outcome[outcome.value] for outcome in Outcome}
        return {"received": self.received, **outcomes, "waiting": self.waiting, "adds_up": self.adds_up}


def balances(since: date | None = None) -> dict[tuple[str, date], Balance]:
    """By name of the source and day, the newest day first. Waiting are messages on disk that the worker has not read yet."""
    rows = _rows()
    marked = {UUID(bundle) for what, bundle, *_rest in rows if what == "mark"}
    found: dict[Place, Balance] = defaultdict(Balance)
    for what, of, on, text, amount in rows:
        if what == "bundle":
            for source, day, messages in json.loads(text) if UUID(of) not in marked else ():
                found[UUID(source), date.fromisoformat(day)].waiting += messages
        elif what != "mark":
            balance = found[UUID(of), date.fromisoformat(on)]
            if what == "received":
                balance.received += amount
            else:
                balance.by_outcome[what] += amount
    names = dict(Source.objects.values_list("id", "name"))
    named = {(names.get(of, str(of)), on): one for (of, on), one in found.items() if since is None or on > since}
    return dict(sorted(named.items(), key=lambda item: (-item[0][1].toordinal(), item[0][0])))


def total(of: dict[tuple[str, date], Balance]) -> Balance:
    """All of them added up."""
    return Balance(
        sum(one.received for one in of.values()),
        sum(one.waiting for one in of.values()),
        sum((one.by_outcome for one in of.values()), Counter()),
    )


def _rows() -> list[Row]:
    """Everything at one moment. Two databases have no moment in common: it is looked again while the worker unpacked in between."""
    if not is_separate():
        return list(_asked(DEFAULT_DB_ALIAS, RECEIVED, BUNDLES, DECIDED, MARKS))
    rows: list[Row] = []
    for _attempt in range(ATTEMPTS):
        before = _newest_mark(_asked(DEFAULT_DB_ALIAS, MARKS))
        rows = [*_asked(settings.INBOX, RECEIVED, BUNDLES), *_asked(DEFAULT_DB_ALIAS, RECEIVED, DECIDED, MARKS)]
        if _newest_mark(iter(rows)) == before:
            break
    return rows


def _newest_mark(rows: Iterator[Row]) -> int:
    return max((amount for what, *_rest, amount in rows if what == "mark"), default=0)


def _asked(using: str, *selects: str) -> Iterator[Row]:
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects))
        yield from cursor.fetchall()
