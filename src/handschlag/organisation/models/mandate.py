"""The two mandates to sign an agreement, one for each side, and a founder's declared one-person mode."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.organisation.models.user import User


class Side(models.TextChoices):
    """One of the two parties to the agreement."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")


def sides_to_choose() -> list[tuple[str, object]]:
    """By reference, as for roles."""
    return list(Side.choices)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def valid_on(self, day: date) -> MandateQuerySet:
        """Mandates one may sign with on ``day``; the last day counts."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Mandate(models.Model):
    """The power to sign for one side, from a day until a day (included) or until further notice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder = models.ForeignKey(User, models.PROTECT, related_name="mandates")
    side = models.CharField(max_length=10, choices=sides_to_choose)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")), name="mandate_ends_after_it_starts")]


class OnePersonMode(models.Model):
    """A founder alone declares to sign for both sides. Ends for good when a second person receives a mandate."""

    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(models.Value(1), name="one_person_mode_is_declared_once")]

    @classmethod
    def is_on(cls, at: datetime) -> bool:
        return cls.objects.filter(declared_at__lte=at).filter(Q(ended_at=None) | Q(ended_at__gt=at)).exists()
