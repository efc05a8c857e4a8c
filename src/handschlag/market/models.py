"""The nouns of marketing's preparation. Touches refer to channel, campaign and material by ``key``, as the outside world said it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id


class Segment(models.Model):
    """A part of the market with needs of its own. A company belongs to the first segment whose industries and size fit it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    industries = models.JSONField(_("industries"), default=list, blank=True)
    employees_from = models.PositiveIntegerField(_("employees from"), null=True, blank=True)
    employees_to = models.PositiveIntegerField(_("employees up to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("Where several segments fit a company, the lowest position wins."))
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """Where advertising material meets people: search, fair, webinar, newsletter …"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("key"), max_length=120, unique=True, help_text=_("As touches name it, for example utm_medium."))
    name = models.CharField(_("name"), max_length=120)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """A brand on the market: ours, or a competitor's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    is_ours = models.BooleanField(_("our own brand"), default=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-is_ours", "name"]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """What our brand promises, in one sentence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name=_("brand"), related_name="claims")
    sentence = models.CharField(_("sentence"), max_length=200)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["sentence"]

    def __str__(self) -> str:
        return self.sentence


class Campaign(models.Model):
    """An effort with a beginning, an end and a cost, in one main channel."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("key"), max_length=120, unique=True, help_text=_("As touches name it, for example utm_campaign."))
    name = models.CharField(_("name"), max_length=120)
    channel = models.ForeignKey(Channel, models.PROTECT, verbose_name=_("channel"), related_name="campaigns")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="campaign_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.name


class CampaignCost(models.Model):
    """What a campaign cost on one day, in the smallest unit of its currency."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="costs")
    on = models.DateField(_("day"))
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["campaign", "on", "currency"], name="one_cost_per_campaign_day_and_currency")]


class Material(models.Model):
    """Advertising material (*Werbemittel*): a landing page, a brochure, a webinar, a mail. A new version is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("key"), max_length=120, help_text=_("As touches name it, for example a page or file name."))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    url = models.URLField(_("link"), blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), null=True, blank=True, related_name="materials")
    segments = models.ManyToManyField(Segment, verbose_name=_("suits segments"), blank=True, related_name="materials")
    claims = models.ManyToManyField(Claim, verbose_name=_("claims it makes"), blank=True, related_name="materials")
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_row_per_material_version")]

    def __str__(self) -> str:
        return self.name
