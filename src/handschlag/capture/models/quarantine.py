"""Messages set aside: looked at, corrected and replayed, or discarded."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.messages import Reading, read
from handschlag.capture.models.count import IntakeCount, Outcome
from handschlag.capture.models.source import Source
from handschlag.capture.models.storing import Result, store
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class QuarantinedQuerySet(models.QuerySet["Quarantined"]):
    def open(self) -> QuarantinedQuerySet:
        """Neither replayed nor discarded yet."""
        return self.filter(replayed_at=None, discarded_at=None)


class Quarantined(models.Model):
    """A message that could be received but not understood, with the reason; it can be corrected and replayed.

    ``raw`` is the message as ASCII JSON, so that what no database could store as text is kept all the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="quarantined")
    received_at = models.DateTimeField()
    raw = models.TextField()
    reason = models.CharField(max_length=60)
    detail = models.CharField(max_length=300)
    replayed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = QuarantinedQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(replayed_at=None, discarded_at=None),
                name="open_quarantine",
            )
        ]

    def replay(self, text: str, *, by: User, at: datetime) -> Result:
        """Take the corrected message in. It was received long ago, so its place in the counts moves from quarantined to what it became.

        Refused while it still cannot be understood, and once it has been settled.
        """
        with transaction.atomic():
            self._claim("replayed_at", at)
            [result] = store(self.source, [_reading_of(text, at)], at)
            day = self.received_at.astimezone(UTC).date()
            moved = {(Outcome.QUARANTINED.value, self.reason): -1, (result.outcome.value, result.reason): 1}
            IntakeCount.add(self.source_id, day, moved)
            record("quarantine_replayed", at=at, actor=by.id, subject=("quarantined", self.id))
        return result

    def discard(self, *, by: User, at: datetime) -> None:
        """Nothing will come of it; it stays counted as quarantined, and its content is forgotten."""
        with transaction.atomic():
            self._claim("discarded_at", at)
            record("quarantine_discarded", at=at, actor=by.id, subject=("quarantined", self.id))

    @classmethod
    def forget_old(cls, now: datetime) -> int:
        """Forget the content of messages nobody settled in time; they stay counted as quarantined. Chore of the worker."""
        over = now - timedelta(days=settings.QUARANTINE_DAYS)
        return cls.objects.open().filter(received_at__lt=over).update(discarded_at=now, raw="")

    def _claim(self, settled: str, at: datetime) -> None:
        if not Quarantined.objects.open().filter(id=self.id).update(**{settled: at, "raw": ""}):
            raise Refused(_("This message has been settled already."))
        setattr(self, settled, at)


def _reading_of(text: str, at: datetime) -> Reading:
    try:
        return read(json.loads(text), at)
    except (ValueError, RecursionError):
        raise Refused(_("This is not JSON.")) from None
    except Dropped as dropped:
        raise Refused(_("Still not understood: {detail}").format(detail=dropped.detail)) from None
