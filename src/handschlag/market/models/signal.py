"""What research and our own eyes tell us about the market."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.market.models.brand import Brand
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment
from handschlag.organisation.models import User


class SignalKind(models.TextChoices):
    STUDY = "study", _("study")
    SURVEY = "survey", _("survey")
    TREND = "trend", _("trend")
    COMPETITOR = "competitor", _("a competitor's move")
    OBSERVATION = "observation", _("our own observation")


class Reliability(models.IntegerChoices):
    HEARSAY = 1, _("hearsay")
    PLAUSIBLE = 2, _("plausible")
    SOUND = 3, _("well founded")


def signal_kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in SignalKind]


def reliabilities() -> list[tuple[int, str]]:
    return [(level.value, str(level.label)) for level in Reliability]


class Signal(Prepared):
    """Something the market tells: a study, a survey, a trend, a competitor's move, an observation of our own; with its source."""

    noun = "signal"

    kind = models.CharField(_("kind"), max_length=20, choices=signal_kinds)
    says = models.CharField(_("what it says"), max_length=300, help_text=_("In one sentence."))
    published_on = models.DateField(_("published or observed on"))
    title = models.CharField(_("title of the source"), max_length=200, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    url = models.URLField(_("link"), blank=True, max_length=500)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example %, points, thousand euros."))
    reliability = models.PositiveSmallIntegerField(_("reliability"), choices=reliabilities, default=2)
    segments = models.ManyToManyField(Segment, verbose_name=_("segments"), blank=True, related_name="signals")
    brands = models.ManyToManyField(Brand, verbose_name=_("brands"), blank=True, related_name="signals")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["-published_on", "says"]

    def __str__(self) -> str:
        return self.says

    def is_valid_on(self, day: date) -> bool:
        return self.valid_until is None or day <= self.valid_until

    def chart(self, points: Sequence[tuple[date, Decimal]], *, by: User, at: datetime) -> None:
        """Keep the course of its value, one number a day; what was kept before is replaced. Nothing at all takes it away."""
        with transaction.atomic():
            self.points.all().delete()
            SignalPoint.objects.bulk_create(SignalPoint(signal=self, on=on, value=value) for on, value in points)
            self._tell("charted", by, at, {"points": len(points)})


class SignalPoint(models.Model):
    """The value of a signal on one day."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="points")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["signal", "on"], name="one_point_per_signal_and_day")]
