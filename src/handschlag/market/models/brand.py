"""Brands around us and our own, and what ours promises."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.market.models.prepared import Prepared


class Brand(Prepared):
    """A brand on the market: ours, or a competitor's."""

    noun = "brand"

    name = models.CharField(_("name"), max_length=120, unique=True)
    is_ours = models.BooleanField(_("our own brand"), default=False)

    class Meta:
        ordering = ["-is_ours", "name"]

    def __str__(self) -> str:
        return self.name


class Claim(Prepared):
    """What our brand promises, in one sentence."""

    noun = "claim"

    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name=_("brand"), related_name="claims")
    sentence = models.CharField(_("sentence"), max_length=200)

    class Meta:
        ordering = ["sentence"]

    def __str__(self) -> str:
        return self.sentence
