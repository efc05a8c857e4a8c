"""The emergency brake of either side: the version in force judges on, but nothing new is handed over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from handschlag.agreement.core.wording import visible
from handschlag.agreement.models.mandated import local_day, sides_held
from handschlag.agreement.models.messages import tell_lifted, tell_suspended
from handschlag.agreement.models.passage import sides
from handschlag.agreement.models.state import State
from handschlag.kernel.canonical import moment_text
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Side, User

if TYPE_CHECKING:
    from handschlag.agreement.models.version import Version

LONGEST_DAYS = 30
MOST_CHARACTERS = 500


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def running(self, at: datetime) -> SuspensionQuerySet:
        """Declared, not lifted and not run out at ``at``; whether the version is still in force is not asked."""
        not_lifted = Q(lifting=None) | Q(lifting__at__gt=at)
        return self.filter(not_lifted, at__lte=at, until_at__gt=at)

    def written(self, at: datetime) -> SuspensionQuerySet:
        """Not lifted, and not run out at ``at``; one that was declared a moment after ``at``, by another clock, included."""
        return self.filter(lifting=None, until_at__gt=at)


class Suspension(models.Model):
    """A side suspends the version in force, with a reason, to the end of a day at most 30 days ahead.

    It ends by itself at ``until_at`` (that moment excluded), when its side lifts it, and with its version when another comes into force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey("agreement.Version", models.CASCADE, related_name="suspensions")
    side = models.CharField(max_length=10, choices=sides)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=MOST_CHARACTERS)
    last_day = models.DateField()
    until_at = models.DateTimeField(db_index=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    @classmethod
    def declare(
        cls, version: Version, side: Side, *, reason: str, last_day: date, by: User, at: datetime
    ) -> Suspension:
        """Hand nothing new over under the version in force, from now to the end of ``last_day`` or until it is lifted.

        For holders of the mandate of ``side``; each side has one suspension at a time.
        """
        said = " ".join(visible(reason).split())
        with transaction.atomic():
            version.hold({State.IN_FORCE}, at, _("Only the version in force can be suspended."))
            _refuse(side, said, last_day, by, at)
            if cls.objects.running(at).filter(version=version, side=side).exists():
                raise Refused(_("Your side has suspended the agreement already. Lift that suspension first."))
            until_at = _end_of(last_day)
            made = cls.objects.create(
                id=new_id(at),
                version=version,
                side=side,
                by=by,
                at=at,
                reason=said,
                last_day=last_day,
                until_at=until_at,
            )
            ends = {"last_day": last_day, "until_at": moment_text(until_at)}
            version.record("agreement_suspended", by, at, side=str(side), suspension=str(made.id), **ends)
            tell_suspended(made, by, at)
        return made

    def lift(self, by: User, at: datetime) -> Lifting:
        """End it early. For whoever holds the mandate of the side that suspended."""
        with transaction.atomic():
            Suspension.objects.select_for_update().get(pk=self.pk)
            if self.side not in sides_held(by, at):
                raise Refused(_("Only the side that suspended the agreement lifts the suspension."))
            if not Suspension.objects.running(at).filter(pk=self.pk).exists():
                raise Refused(_("This suspension has ended already."))
            lifting = Lifting.objects.create(suspension=self, by=by, at=at)
            self.version.record("agreement_suspension_lifted", by, at, side=self.side, suspension=str(self.id))
            tell_lifted(self, by, at)
        return lifting


class Lifting(models.Model):
    """The side that suspended the agreement lets it work again before the last day."""

    suspension = models.OneToOneField(Suspension, models.CASCADE, primary_key=True, related_name="lifting")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


def _refuse(side: Side, reason: str, last_day: date, by: User, at: datetime) -> None:
    if side not in sides_held(by, at):
        raise Refused(_("You hold no mandate for this side today."))
    if not reason:
        raise Refused(_("Say why: the other side has to know."))
    if len(reason) > MOST_CHARACTERS:
        raise Refused(_("The reason is longer than 500 characters."))
    today = local_day(at)
    if not today <= last_day <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(_("The last day lies between today and 30 days ahead."))


def _end_of(day: date) -> datetime:
    """The midnight after ``day`` in the house's time zone."""
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
