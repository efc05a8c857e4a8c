"""How our brand wants to be seen beside its competitors: the intended position, kept statement by statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.refusal import Refused
from handschlag.market.models.brand import Brand, Claim
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment
from handschlag.organisation.models import User

WEAKEST, STRONGEST = -2, 2
"""Ends of the scale on which a brand is placed; 0 is neither."""

Strengths = Mapping[tuple["PositionAttribute", Brand], int]


class PositionAttribute(Prepared):
    """Something customers compare brands by: quality, price, delivery time, service …"""

    noun = "position_attribute"

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    low = models.CharField(_("the weak end"), max_length=60, blank=True)
    high = models.CharField(_("the strong end"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("The lowest stands first."))

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class IntendedPosition(Prepared):
    """What our brand wants to stand for in a segment (none: in the whole market) from a day on, against what competitors are assumed to.

    Never changed: whoever thinks otherwise states it anew, and the earlier statement stays as history. Archived, it holds no more.
    """

    noun = "intended_position"

    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name=_("brand"), related_name="intended_positions")
    segment = models.ForeignKey(
        Segment, models.PROTECT, verbose_name=_("segment"), null=True, blank=True, related_name="intended_positions"
    )
    from_on = models.DateField(_("holds from"))
    sentence = models.CharField(_("in one sentence"), max_length=300)
    claims = models.ManyToManyField(
        Claim, verbose_name=_("claims that carry it"), blank=True, related_name="intended_positions"
    )
    stated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-from_on", "-stated_at"]

    def __str__(self) -> str:
        return self.sentence

    @classmethod
    def state(
        cls,
        brand: Brand,
        segment: Segment | None,
        from_on: date,
        sentence: str,
        strengths: Strengths,
        claims: Collection[Claim] = (),
        *,
        by: User,
        at: datetime,
    ) -> IntendedPosition:
        """Say how ``brand`` wants to be seen, attribute by attribute, and where its competitors are assumed to stand."""
        check_statement(brand, strengths, claims)
        stated = cls(brand=brand, segment=segment, from_on=from_on, sentence=sentence, stated_at=at)
        with transaction.atomic():
            stated.keep(by=by, at=at)
            stated.claims.set(claims)
            IntendedStrength.objects.bulk_create(
                IntendedStrength(stated=stated, attribute=attribute, brand=placed, strength=strength)
                for (attribute, placed), strength in strengths.items()
            )
        return stated

    @classmethod
    def in_force(cls, on: date) -> list[IntendedPosition]:
        """What holds on a day: for each brand and segment the latest statement that had begun, as far as it is not archived."""
        rows = cls.objects.filter(archived_at=None, from_on__lte=on).order_by("from_on", "stated_at", "pk")
        latest: dict[Any, IntendedPosition] = {}
        for row in rows.select_related("brand", "segment"):
            latest[row.brand_id, row.segment_id] = row
        return list(latest.values())

    def earlier_and_later(self) -> models.QuerySet[IntendedPosition]:
        """All statements about the same brand and segment, the latest first."""
        same = IntendedPosition.objects.filter(brand=self.brand_id, segment=self.segment_id)
        ordered: models.QuerySet[IntendedPosition] = same.order_by("-from_on", "-stated_at", "-pk")
        return ordered


class IntendedStrength(models.Model):
    """Where one brand stands on one attribute, from −2 (the weak end) to +2 (the strong end): intended for ours, assumed for others."""

    stated = models.ForeignKey(IntendedPosition, models.CASCADE, related_name="strengths")
    attribute = models.ForeignKey(PositionAttribute, models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    strength = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stated", "attribute", "brand"], name="one_strength_per_statement_attribute_and_brand"
            ),
            models.CheckConstraint(
                condition=Q(strength__gte=WEAKEST, strength__lte=STRONGEST), name="strength_on_its_scale"
            ),
        ]


def check_statement(brand: Brand, strengths: Strengths, claims: Collection[Claim]) -> None:
    """Refused, with what to do, where this cannot be stated."""
    if not brand.is_ours:
        raise Refused(gettext("Only a brand of our own has an intended position."))
    if not any(placed == brand for _attribute, placed in strengths):
        raise Refused(gettext("Say for one attribute at least how strong our own brand wants to be."))
    if not all(WEAKEST <= strength <= STRONGEST for strength in strengths.values()):
        raise Refused(gettext("Strengths lie between −2 and +2."))
    if any(claim.brand_id != brand.pk for claim in claims):
        raise Refused(gettext("A position is carried by claims of the same brand."))
