"""The firm this installation belongs to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class House(models.Model):
    """The installation's firm: one row, made at set-up (see :mod:`handschlag.organisation.models.founding`)."""

    name = models.CharField(_("name of the firm"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    founded_at = models.DateTimeField(editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(models.Value(1), name="there_is_one_house")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def the(cls) -> House | None:
        """The house, or nothing before set-up."""
        return cls.objects.first()
