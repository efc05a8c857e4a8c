"""Sales reps: their team, territories, calendar, and how much they take on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.organisation.models.calendar import WorkingCalendar
from handschlag.organisation.models.kept import Kept
from handschlag.organisation.models.user import User


class Team(Kept):
    """Reps who work together, with the person an overdue handover is escalated to."""

    kind = "team"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    leader = models.ForeignKey(User, models.PROTECT, verbose_name=_("leader"), related_name="led_teams")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Territory(Kept):
    """A sales territory: countries, within them postal code prefixes, of them certain industries; and companies by name, wherever they are.

    No prefixes means the whole country, no industries all of them, no countries everywhere. ``accounts`` are domains or names of
    companies, as somebody wrote them; a territory may consist of nothing else.
    """

    kind = "territory"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    countries = models.JSONField(
        _("countries"), default=list, blank=True, help_text=_("Two-letter codes, such as DE, AT, CH.")
    )
    postal_prefixes = models.JSONField(_("postal code prefixes"), default=list, blank=True)
    industries = models.JSONField(_("industries"), default=list, blank=True)
    accounts = models.JSONField(_("companies by name"), default=list, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "territories"

    def __str__(self) -> str:
        return self.name


class Rep(Kept):
    """A user as sales rep: receives handovers within their territories, up to a capacity a week, in proportion to a weight.

    ``skills`` are names that rules of the agreement may ask for, ``languages`` two-letter codes (ISO 639-1).
    """

    kind = "rep"

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="rep", verbose_name=_("colleague"))
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("team"), related_name="reps")
    calendar = models.ForeignKey(
        WorkingCalendar, models.PROTECT, verbose_name=_("working calendar"), related_name="reps"
    )
    territories = models.ManyToManyField(Territory, verbose_name=_("territories"), related_name="reps", blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=100)
    capacity_per_week = models.PositiveSmallIntegerField(_("capacity per week"), default=25)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        ordering = ["user__name"]

    def __str__(self) -> str:
        return self.user.name
