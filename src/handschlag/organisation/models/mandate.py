"""The two mandates to sign an agreement, one for each side, and a founder's declared one-person mode."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models.calendar import local_day
from handschlag.organisation.models.user import Role, User


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

    def overlapping(self, from_on: date, until_on: date | None) -> MandateQuerySet:
        """Mandates valid on at least one day from ``from_on`` to ``until_on`` (included; None is without end)."""
        begun = self if until_on is None else self.filter(from_on__lte=until_on)
        return begun.filter(Q(until_on=None) | Q(until_on__gte=from_on))


class Mandate(models.Model):
    """The power to sign for one side, from a day until a day (included) or until further notice.

    A deputy is a second holder of the same side, as a rule for some days. ``ended_by`` and ``ended_at`` tell who gave it an earlier last
    day than it was given with, and when.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder = models.ForeignKey(User, models.PROTECT, related_name="mandates", verbose_name=_("holder"))
    side = models.CharField(_("side"), max_length=10, choices=sides_to_choose)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("last day"), null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["side", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")), name="mandate_ends_after_it_starts"
            )
        ]

    @classmethod
    def give(
        cls, holder: User, side: Side, *, from_on: date, by: User | None, at: datetime, until_on: date | None = None
    ) -> Mandate:
        """Give ``holder`` the power to sign for ``side``. Whoever else has signed for both ends doing so, for good.

        Refused where the holder may not log in, lacks the role of that side, has this mandate already, or has the other side's
        in the same days, save for the founder in one-person mode.
        """
        with transaction.atomic():
            User.objects.select_for_update().get(pk=holder.pk)
            OnePersonMode.objects.select_for_update().first()  # whoever signs alone in this moment is waited for
            _refuse_unfit(holder, side, from_on, until_on, at)
            mandate = cls.objects.create(
                holder=holder, side=side, from_on=from_on, until_on=until_on, given_by=by, given_at=at
            )
            record(
                "mandate_given",
                at=at,
                actor=by.id if by else None,
                subject=("user", holder.id),
                payload={"side": str(side), "from_on": from_on, "until_on": until_on, "mandate": str(mandate.id)},
            )
            OnePersonMode.end_where_somebody_joins(holder, by=by, at=at)
        return mandate

    def end(self, last_day: date, *, by: User, at: datetime) -> None:
        """Let the mandate end after ``last_day``, today at the earliest: what was signed stays signed. It never becomes longer by this."""
        with transaction.atomic():
            until_on = Mandate.objects.select_for_update().values_list("until_on", flat=True).get(pk=self.pk)
            if last_day < max(local_day(at), self.from_on):
                raise Refused(gettext("The last day of a mandate cannot lie in the past, nor before its first."))
            if until_on is not None and last_day > until_on:
                raise Refused(gettext("The mandate ends earlier already. To let it last longer, give a new one."))
            self.until_on, self.ended_by, self.ended_at = last_day, by, at
            self.save(update_fields=["until_on", "ended_by", "ended_at"])
            record(
                "mandate_ended",
                at=at,
                actor=by.id,
                subject=("user", self.holder_id),
                payload={"side": self.side, "last_day": last_day, "mandate": str(self.id)},
            )


def _refuse_unfit(holder: User, side: Side, from_on: date, until_on: date | None, at: datetime) -> None:
    name = {"name": holder.name, "side": Side(side).label}
    if until_on is not None and until_on < from_on:
        raise Refused(gettext("The last day of a mandate cannot lie in the past, nor before its first."))
    if not holder.is_active:
        raise Refused(gettext("%(name)s may not log in. Let them in again first.") % name)
    if Role(str(side)) not in holder.roles:
        raise Refused(gettext("%(name)s does not have the role %(side)s. Give that role first.") % name)
    held = {mandate.side for mandate in holder.mandates.overlapping(from_on, until_on)}
    if side in held:
        raise Refused(gettext("%(name)s holds this mandate in these days already.") % name)
    if held and not OnePersonMode.covers(holder, at):
        raise Refused(gettext("%(name)s signs for the other side in these days. Nobody signs for both.") % name)


class OnePersonMode(models.Model):
    """A founder alone declares to sign for both sides. Ends for good when a second person receives a mandate."""

    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(models.Value(1), name="one_person_mode_is_declared_once")]

    @classmethod
    def is_on(cls, at: datetime) -> bool:
        return cls._running(at).exists()

    @classmethod
    def covers(cls, user: User, at: datetime) -> bool:
        """Whether ``user`` is the founder who declared it, and it has not ended at ``at``."""
        return cls._running(at).filter(declared_by=user).exists()

    @classmethod
    def still_covers(cls, user: User, at: datetime) -> bool:
        """Whether ``user`` declared it and nobody has ended it by now, whatever the clocks say; nobody does before the caller's
        transaction is over."""
        declared = cls.objects.select_for_update().filter(declared_by=user, declared_at__lte=at, ended_at=None)
        return bool(declared)

    @classmethod
    def declare(cls, *, by: User, at: datetime) -> None:
        """Once, at set-up; the database refuses a second declaration."""
        with transaction.atomic():
            cls.objects.create(declared_by=by, declared_at=at)
            record("one_person_mode_declared", at=at, actor=by.id, subject=("user", by.id))

    @classmethod
    def end_where_somebody_joins(cls, holder: User, *, by: User | None, at: datetime) -> None:
        """End it, for good, where ``holder`` is not the one who declared it."""
        if cls.objects.filter(ended_at=None).exclude(declared_by=holder).update(ended_at=at):
            record("one_person_mode_ended", at=at, actor=by.id if by else None, subject=("user", holder.id))

    @classmethod
    def _running(cls, at: datetime) -> models.QuerySet[OnePersonMode]:
        return cls.objects.filter(declared_at__lte=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))
