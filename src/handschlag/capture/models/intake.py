"""Where touches come from, what was set aside, and counts in which nothing is missing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id


class Source(models.Model):
    """A website, tracker or import that sends touches. Its write key is shown once and kept as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    key_digest = models.CharField(max_length=64, unique=True, null=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What became of a message. Received is the sum of all of them."""

    ACCEPTED = "accepted", _("accepted")
    DUPLICATE = "duplicate", _("duplicate")
    QUARANTINED = "quarantined", _("quarantined")
    REJECTED = "rejected", _("rejected")


def outcomes() -> list[tuple[str, str]]:
    """A callable, so that a new choice is no migration."""
    return list(Outcome.choices)


class IntakeCount(models.Model):
    """How many messages of a source had an outcome for a reason on one day (UTC), counted in the transaction that decided it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="counts")
    on = models.DateField()
    outcome = models.CharField(max_length=12, choices=outcomes)
    reason = models.CharField(max_length=60, blank=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "on", "outcome", "reason"], name="one_count_per_outcome_and_day")
        ]


class Quarantined(models.Model):
    """A message that could be received but not understood, with the reason; it can be corrected and replayed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="quarantined")
    received_at = models.DateTimeField()
    raw = models.TextField()
    reason = models.CharField(max_length=60)
    detail = models.CharField(max_length=300)
    replayed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(replayed_at=None, discarded_at=None),
                name="open_quarantine",
            )
        ]
