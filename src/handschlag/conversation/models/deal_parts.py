"""Who and what belongs to a deal: people of the house, people of the customer, products."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from handschlag.conversation.models.deal_words import Product
from handschlag.people.models import Contact


class DealRole(models.Model):
    """Somebody's part in a deal: sales development (``sdr``), sales rep (``sr``) …; by user, or by the key an import gave."""

    deal = models.ForeignKey("Deal", models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outside_key = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "role"], name="one_person_per_role_in_a_deal")]


class BuyingRole(models.TextChoices):
    """Whose part it is when a firm buys. Source: Webster and Wind, Organizational Buying Behavior (1972); champion and blocker are
    what salespeople add."""

    DECISION_MAKER = "decision_maker", gettext_lazy("decision maker")
    USER = "user", gettext_lazy("user")
    BUYER = "buyer", gettext_lazy("buyer")
    INFLUENCER = "influencer", gettext_lazy("influencer")
    GATEKEEPER = "gatekeeper", gettext_lazy("gatekeeper")
    CHAMPION = "champion", gettext_lazy("champion")
    BLOCKER = "blocker", gettext_lazy("blocker")


def buying_roles() -> list[tuple[str, Any]]:
    return BuyingRole.choices


class DealContact(models.Model):
    """A contact's part in the buying centre of a deal: one part for each, of the lead's own company or of another."""

    # That each has one part is kept by the verb: two contacts that turn out to be one person must not fail to merge over it.
    deal = models.ForeignKey("Deal", models.CASCADE, related_name="buying_centre")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="buying_roles")
    role = models.CharField(gettext_lazy("role"), max_length=20, choices=buying_roles)

    class Meta:
        ordering = ["id"]


class DealProduct(models.Model):
    """A product the deal is about; ``value_minor`` is its share of the deal's value, in the deal's currency, where somebody said so."""

    deal = models.ForeignKey("Deal", models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    value_minor = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["deal", "product"], name="a_product_once_per_deal")]
