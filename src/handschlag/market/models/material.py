"""Advertising material and its versions."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from handschlag.market.models.brand import Claim
from handschlag.market.models.campaign import Campaign
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment
from handschlag.organisation.models import User


class Material(Prepared):
    """Advertising material (*Werbemittel*): a landing page, a brochure, a webinar, a mail. A new version is a new row."""

    noun = "material"

    key = models.CharField(
        _("key"), max_length=120, help_text=_("As touches name it, for example a page or file name.")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    url = models.URLField(_("link"), blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), null=True, blank=True, related_name="materials"
    )
    segments = models.ManyToManyField(Segment, verbose_name=_("suits segments"), blank=True, related_name="materials")
    claims = models.ManyToManyField(Claim, verbose_name=_("claims it makes"), blank=True, related_name="materials")

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_row_per_material_version")]

    def __str__(self) -> str:
        return self.name

    def revise(self, *, by: User, at: datetime) -> Material:
        """The next version, a row of its own that begins as a copy of this one; this one is archived."""
        with transaction.atomic():
            latest = Material.objects.filter(key=self.key).aggregate(Max("version"))["version__max"]
            copied = ("key", "name", "kind", "url", "campaign")
            revised = Material(version=latest + 1, **{field: getattr(self, field) for field in copied})
            revised.keep(by=by, at=at)
            revised.segments.set(self.segments.all())
            revised.claims.set(self.claims.all())
            self.archive(by=by, at=at)
        return revised
