"""Channels, and campaigns with what they cost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.money import Money
from handschlag.kernel.refusal import Refused
from handschlag.market.core.spreading import spread
from handschlag.market.models.prepared import Prepared
from handschlag.organisation.models import User

LONGEST_SPREAD = 1100
MOST_MINOR = 10**15
"""A cost beyond this is a slip of the pen."""


class Channel(Prepared):
    """Where advertising material meets people: search, fair, webinar, newsletter …"""

    noun = "channel"

    key = models.CharField(
        _("key"), max_length=120, unique=True, help_text=_("As touches name it, for example utm_medium.")
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Campaign(Prepared):
    """An effort with a beginning, an end and a cost, in one main channel."""

    noun = "campaign"

    key = models.CharField(
        _("key"), max_length=120, unique=True, help_text=_("As touches name it, for example utm_campaign.")
    )
    name = models.CharField(_("name"), max_length=120)
    channel = models.ForeignKey(Channel, models.PROTECT, verbose_name=_("channel"), related_name="campaigns")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def spend(self, cost: Money, from_on: date, until_on: date, *, by: User, at: datetime) -> None:
        """Say what the days from ``from_on`` to ``until_on`` (both included) cost together, spread evenly over them.

        What stood there for these days in this currency is replaced; nothing at all takes it away.
        """
        days = (until_on - from_on).days + 1
        if not 1 <= days <= LONGEST_SPREAD:
            raise Refused(gettext("The last day comes after the first, within three years."))
        if not 0 <= cost.minor <= MOST_MINOR:
            raise Refused(gettext("A cost is not negative, and not beyond all measure."))
        with transaction.atomic():
            self.costs.filter(on__range=(from_on, until_on), currency=cost.currency).delete()
            CampaignCost.objects.bulk_create(
                CampaignCost(campaign=self, on=from_on + timedelta(days=day), amount_minor=part, currency=cost.currency)
                for day, part in enumerate(spread(cost.minor, days))
                if part
            )
            self._tell("cost_entered", by, at, {"amount": str(cost), "from_on": from_on, "until_on": until_on})


class CampaignCost(models.Model):
    """What a campaign cost on one day, in the smallest unit of its currency."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="costs")
    on = models.DateField(_("day"))
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "on", "currency"], name="one_cost_per_campaign_day_and_currency"
            )
        ]
