"""Counts in which nothing is missing: received is the sum of all outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from handschlag.capture.models.source import Source


class Outcome(models.TextChoices):
    """What became of a message. Received is the sum of all of them and of what waits in the inbox."""

    ACCEPTED = "accepted", _("accepted")
    DUPLICATE = "duplicate", _("duplicate")
    QUARANTINED = "quarantined", _("quarantined")
    REJECTED = "rejected", _("rejected")


def outcomes() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return Outcome.choices


class IntakeCount(models.Model):
    """How many messages of a source had an outcome for a reason on one day (UTC), counted in the transaction that decided it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="counts", db_index=False)
    on = models.DateField()
    outcome = models.CharField(max_length=12, choices=outcomes)
    reason = models.CharField(max_length=60, blank=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "on", "outcome", "reason"], name="one_count_per_outcome_and_day")
        ]

    @classmethod
    def add(cls, source_id: UUID, on: date, amounts: Mapping[tuple[str, str], int]) -> None:
        """Add to the day's counts, by outcome and reason; in the caller's transaction. A negative amount takes back."""
        for (outcome, reason), amount in sorted(Counter(amounts).items()):
            day = cls.objects.filter(source_id=source_id, on=on, outcome=outcome, reason=reason)
            if not day.update(count=F("count") + amount):
                IntakeCount.objects.bulk_create(
                    [IntakeCount(source_id=source_id, on=on, outcome=outcome, reason=reason)], ignore_conflicts=True
                )
                day.update(count=F("count") + amount)
