"""When somebody works: a working calendar with its days off, and absences."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.organisation.models.user import User


def office_hours() -> list[list[list[int]]]:
    """Monday to Friday 9–12 and 13–17 o'clock, as minutes of the local day."""
    return [[[540, 720], [780, 1020]]] * 5 + [[], []]


class WorkingCalendar(models.Model):
    """Weekly hours in a time zone, with the public holidays of a country or Bundesland and the house's own days off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    country = models.CharField(_("country"), max_length=2, default="DE")
    subdivision = models.CharField(_("Bundesland or region"), max_length=10, blank=True)
    week = models.JSONField(_("weekly hours"), default=office_hours)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DayOff(models.Model):
    """A day without work that no holiday feed knows: company holidays, 24 and 31 December, a local holiday."""

    calendar = models.ForeignKey(WorkingCalendar, models.CASCADE, related_name="days_off")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="one_day_off_per_day")]


class Absence(models.Model):
    """Somebody is away, half-open from a moment until a moment. The reason is nobody's business and is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["from_at"]
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="absence_ends_after_it_starts")]
