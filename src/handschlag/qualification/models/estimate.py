"""What a model estimated about a lead, and when."""

from __future__ import annotations

from django.db import models

from handschlag.people.models import Lead


class Estimate(models.Model):
    """The probability (0 to 1) that a lead will be won, as the model with this fingerprint saw it. Append-only, read as-of.

    ``at`` is the moment whose knowledge it rests on, ``known_at`` when it was written down; a backtest uses only what was
    estimated out of time, so whoever estimates for the past writes when it could have been known.
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="estimates")
    model = models.CharField(max_length=64)
    probability = models.FloatField()
    at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "model", "at"], name="one_estimate_of_a_model_at_a_moment"),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=1), name="an_estimate_is_a_probability"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.probability:.1%}"
