"""Sources with their keys, and what was turned away for lack of consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Sum

from handschlag.capture.core.dropping import DropReason
from handschlag.capture.models import IntakeCount, Source, WriteKey

MOST = 200
DAYS = 14


@dataclass(frozen=True)
class Shown:
    """A source, the keys that open something at this moment, and how many messages lately had nothing but a device id to go by."""

    source: Source
    keys: list[WriteKey]
    without_consent: int

    @property
    def is_open(self) -> bool:
        """Whether anything can be sent."""
        return self.source.revoked_at is None and bool(self.keys)


def every(now: datetime) -> list[Shown]:
    """All sources by name."""
    valid = Prefetch("keys", WriteKey.objects.filter(WriteKey.valid_at(now)), to_attr="valid_keys")
    turned_away = _without_consent(now)
    found = Source.objects.prefetch_related(valid)[:MOST]
    return [Shown(one, one.valid_keys, turned_away.get(one.id, 0)) for one in found]


def one(source: Source, now: datetime) -> Shown:
    """This source."""
    return Shown(source, list(source.keys.filter(WriteKey.valid_at(now))), _without_consent(now).get(source.id, 0))


def _without_consent(now: datetime) -> dict[UUID, int]:
    lately = IntakeCount.objects.filter(reason=DropReason.NO_CONSENT.value, on__gt=now.date() - timedelta(days=DAYS))
    return dict(lately.values_list("source_id").annotate(total=Sum("count")).order_by())
