"""Surveys in which people rated brands: a second source beside what customers say in conversations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.survey import Rated
from handschlag.market.models.brand import Brand
from handschlag.market.models.position import STRONGEST, WEAKEST, PositionAttribute
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment
from handschlag.organisation.models import User


class Survey(Prepared):
    """People rated brands by attributes on a scale. Kept are number, mean and spread; who answered is never kept."""

    noun = "survey"

    name = models.CharField(_("name"), max_length=120, unique=True)
    held_on = models.DateField(_("held on"))
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    url = models.URLField(_("link"), blank=True, max_length=500)
    segment = models.ForeignKey(
        Segment, models.PROTECT, verbose_name=_("segment"), null=True, blank=True, related_name="surveys"
    )
    worst = models.SmallIntegerField(_("worst rating"), default=1)
    best = models.SmallIntegerField(_("best rating"), default=5, help_text=_("May be the smaller number: grades."))

    class Meta:
        ordering = ["-held_on", "name"]
        constraints = [models.CheckConstraint(condition=~Q(worst=F("best")), name="survey_scale_has_two_ends")]

    def __str__(self) -> str:
        return self.name

    def rate(
        self, ratings: Iterable[tuple[Brand, PositionAttribute, Rated]], *, by: User, at: datetime
    ) -> list[SurveyRating]:
        """Keep what was answered; what was kept before is replaced."""
        with transaction.atomic():
            self.ratings.all().delete()
            kept = SurveyRating.objects.bulk_create(
                SurveyRating(
                    survey=self,
                    brand=brand,
                    attribute=attribute,
                    respondents=rated.respondents,
                    mean=rated.mean,
                    deviation=rated.deviation,
                )
                for brand, attribute, rated in ratings
            )
            self._tell("rated", by, at, {"ratings": len(kept)})
        return kept


class SurveyRating(models.Model):
    """How a survey's respondents rated one brand on one attribute: how many, their mean on the survey's scale, its standard deviation."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="ratings")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    attribute = models.ForeignKey(PositionAttribute, models.PROTECT, related_name="+")
    respondents = models.PositiveIntegerField()
    mean = models.FloatField()
    deviation = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "brand", "attribute"], name="one_rating_per_survey_brand_and_attribute"
            ),
            models.CheckConstraint(condition=Q(respondents__gte=1), name="rating_of_somebody"),
        ]

    @property
    def strength(self) -> float:
        """The mean on the scale of intended positions, −2 to +2. Reads the survey."""
        share = (self.mean - self.survey.worst) / (self.survey.best - self.survey.worst)
        return WEAKEST + share * (STRONGEST - WEAKEST)
