"""How a handover was answered. Each answer is a row with who and when; a handover has at most one that ends it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Acceptance(models.Model):
    """Sales took the lead: ownership passes here."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="acceptance")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Return(models.Model):
    """Sales gave the lead back, with a reason from the agreement's list and a sentence."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="return_row")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    sentence = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["reason", "at"], name="returns_by_reason")]


class Timeout(models.Model):
    """Nobody answered in time: the handover ran out and the lead went back to the pool."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="timeout")
    at = models.DateTimeField()


class Reassignment(models.Model):
    """Somebody in charge gave the lead to another rep: this handover ended, ``successor`` took its place with clocks of its own."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="reassignment")
    successor = models.OneToOneField("Handover", models.CASCADE, related_name="reassigned_from")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
