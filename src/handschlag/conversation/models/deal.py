"""A deal: an opportunity with a value, who worked on it, and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.people.models import Lead


class Deal(models.Model):
    """An opportunity from one lead. Value in the smallest unit of its currency; empty where unknown (imports)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="deals")
    name = models.CharField(_("name"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deals")
    value_minor = models.PositiveBigIntegerField(_("value"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["-happened_at", "-id"], name="deals_by_time")]

    def __str__(self) -> str:
        return self.name


class DealOutcome(models.TextChoices):
    """How a deal ended."""

    WON = "won", _("won")
    LOST = "lost", _("lost")
    NO_DECISION = "no_decision", _("no decision")


def deal_outcomes() -> list[tuple[str, str]]:
    return DealOutcome.choices


class DealClosing(models.Model):
    """The end of a deal; it closes the lead as well."""

    deal = models.OneToOneField(Deal, models.CASCADE, primary_key=True, related_name="closing")
    outcome = models.CharField(max_length=12, choices=deal_outcomes)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outcome", "happened_at"], name="closings_by_outcome")]


class DealRole(models.Model):
    """Somebody's part in a deal: sales development (``sdr``), sales rep (``sr``) …; by user, or by the key an import gave."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outside_key = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "role"], name="one_person_per_role_in_a_deal")]
