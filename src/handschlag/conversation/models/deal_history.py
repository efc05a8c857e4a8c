"""What a deal was before: stages it stood in, what was said of it and corrected, and ends that were taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from handschlag.conversation.models.deal_words import DealStage


class DealField(models.TextChoices):
    """What can be corrected about a deal."""

    NAME = "name", gettext_lazy("name")
    VALUE = "value", gettext_lazy("value")
    EXPECTED_ON = "expected_on", gettext_lazy("expected close")


def deal_fields() -> list[tuple[str, Any]]:
    return DealField.choices


class StageEntry(models.Model):
    """A deal came to stand in a stage: when, and who put it there."""

    deal = models.ForeignKey("Deal", models.CASCADE, related_name="stage_entries")
    stage = models.ForeignKey(DealStage, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "stage entries"


class DealChange(models.Model):
    """Something said of a deal was corrected. A value stands as ``8600000 EUR`` (smallest unit), a day as ``2026-12-24``; nothing as nothing."""

    deal = models.ForeignKey("Deal", models.CASCADE, related_name="changes")
    field = models.CharField(max_length=20, choices=deal_fields)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class DealReopening(models.Model):
    """The end of a deal was a mistake and was taken back: what it had been, when, and who took it back."""

    deal = models.ForeignKey("Deal", models.CASCADE, related_name="reopenings")
    outcome = models.CharField(max_length=12)
    closed_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
