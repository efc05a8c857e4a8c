"""What sales owes for a handover, by when; and the day on which a rep wants to be reminded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id


class Duty(models.TextChoices):
    """What sales owes for a handover, each by a deadline; and the moment at which the agreed attempts were in vain (nobody owes that)."""

    ACCEPT = "accept", _("Accept or return")
    FIRST_CONTACT = "first_contact", _("First contact")
    ATTEMPTS = "attempts", _("Attempts")
    RESULT = "result", _("Result")
    NO_ANSWER = "no_answer", _("Nobody reached")


class DeadlineEnd(models.TextChoices):
    """How a deadline ended: kept, missed, or lifted: the handover ended before, or somebody had done the duty for the lead already.

    What nobody owes came about.
    """

    MET = "met", _("met")
    MISSED = "missed", _("missed")
    LIFTED = "lifted", _("lifted")
    CAME = "came", _("came about")


def duties() -> list[tuple[str, Any]]:
    return Duty.choices


def ends() -> list[tuple[str, Any]]:
    return DeadlineEnd.choices


A_DAY = timedelta(days=1)

TRY_AGAIN_AFTER = timedelta(seconds=30)
"""How long a deadline that could not be fired is left alone, so that many of them hold up nobody."""


def owed(prefix: str = "") -> Q:
    """Not fulfilled yet, and not lifted either; ``prefix`` leads to the deadlines."""
    duties = [duty for duty in Duty if duty is not Duty.NO_ANSWER]
    named = {"done_at": None, "duty__in": duties, "closed_as__in": ["", DeadlineEnd.MISSED]}
    return Q(**{prefix + name: value for name, value in named.items()})


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def overdue(self, now: datetime) -> DeadlineQuerySet:
        """Open and past due. The due moment itself still counts as in time."""
        return self.filter(closed_at=None, due_at__lt=now)

    def to_warn_of(self, now: datetime) -> DeadlineQuerySet:
        """Open, not due yet, and so near that its rep is told; each once for each moment it is due at."""
        return self.filter(closed_at=None, warned_at=None, warn_at__lte=now, due_at__gte=now)

    def tried(self, now: datetime) -> DeadlineQuerySet:
        """Without those that failed a moment ago. A moment that lies ahead is of a clock that was set back since."""
        return self.filter(Q(failed_at=None) | Q(failed_at__lte=now - TRY_AGAIN_AFTER) | Q(failed_at__gt=now))

    def owed(self) -> DeadlineQuerySet:
        """Not fulfilled yet, whether in time or already late."""
        return self.filter(owed())

    def attempted(self, at: datetime, *, reached: bool) -> None:
        """A contact was attempted at ``at``. The agreed attempts are made with the last of them, or as soon as somebody is reached.

        In the caller's transaction, which holds the handover's lock.
        """
        for deadline in self.filter(duty=Duty.ATTEMPTS).exclude(closed_as=DeadlineEnd.LIFTED):
            deadline.count_attempt(at)
            deadline.save(update_fields=["attempts", "reckoned_with"])
            if reached or deadline.is_attempted_enough:
                self.fulfil([Duty.ATTEMPTS], at)
                self._give_time_to_call_back(deadline, at, reached=reached)

    def _give_time_to_call_back(self, attempts: Deadline, at: datetime, *, reached: bool) -> None:
        """All agreed attempts are made. Were they in vain, the lead goes when the time for them is over, and not within a day of the last."""
        if reached:
            self.filter(duty=Duty.NO_ANSWER).lift(at)
        elif not self.filter(duty=Duty.NO_ANSWER).exists():
            due_at = max(attempts.due_at, at + A_DAY)
            Deadline.objects.create(
                handover_id=attempts.handover_id,
                duty=Duty.NO_ANSWER,
                runs_from_at=at,
                due_at=due_at,
                warn_at=due_at - A_DAY / 4,
                reckoned_with={"within": {"days": 1}},
            )

    def fulfil(self, duties: Collection[Duty], at: datetime) -> None:
        """These duties are done at ``at``: met up to and including the due moment, missed afterwards. What was missed stays missed.

        In the caller's transaction, which holds the handover's lock.
        """
        for deadline in self.filter(duty__in=duties, done_at=None):
            if deadline.closed_as != DeadlineEnd.LIFTED:
                deadline.done_at = at
                if deadline.closed_at is None:
                    deadline.closed_at = at
                    deadline.closed_as = DeadlineEnd.MET if at <= deadline.due_at else DeadlineEnd.MISSED
                deadline.save(update_fields=["done_at", "closed_at", "closed_as"])

    def lift(self, at: datetime) -> int:
        """What is still open ends without being owed any more."""
        return self.filter(closed_at=None).update(closed_at=at, closed_as=DeadlineEnd.LIFTED)


class Deadline(models.Model):
    """A duty and the moment it is due: computed once in the rep's working hours, stored, frozen.

    ``reckoned_with`` keeps what it was computed with (calendar, time zone, amount, version of the time zone data).
    A sweep closes an overdue row by conditional update, in one transaction with what it sends; before that, at ``warn_at``, it warns.
    ``done_at`` is when the duty was fulfilled, in time or late; a missed deadline stays missed. ``attempts`` are those counted so far,
    where the duty is to make some. ``left`` is the time there was left when the clock stopped, in the way it counts (the rep's working
    time, or any). ``failed_at`` is when a sweep last failed at it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey("Handover", models.CASCADE, related_name="deadlines")
    duty = models.CharField(max_length=20, choices=duties)
    runs_from_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reckoned_with = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=8, blank=True, choices=ends)
    done_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    left = models.DurationField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "duty"], name="one_deadline_per_duty"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_as="") | Q(closed_at__isnull=False) & ~Q(closed_as=""),
                name="a_closed_deadline_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="open_deadlines"),
            models.Index(fields=["warn_at"], condition=Q(closed_at=None, warned_at=None), name="deadlines_to_warn_of"),
        ]

    @property
    def name(self) -> str:
        """The duty in the reader's language, with how often it was tried where that counts."""
        label = str(Duty(self.duty).label)
        return f"{label} ({self.attempts}/{self.at_least})" if self.duty == Duty.ATTEMPTS else label

    @property
    def at_least(self) -> int:
        """How many attempts are agreed; nought for any other duty."""
        return int(self.reckoned_with.get("at_least", 0))

    @property
    def is_attempted_enough(self) -> bool:
        """As often as agreed, and on as many different days."""
        days = self.reckoned_with.get("days", ())
        return self.attempts >= self.at_least and len(days) >= int(self.reckoned_with.get("on_days", 1))

    def count_attempt(self, at: datetime) -> None:
        """One more attempt, on the day it is where the rep works; not saved."""
        day = at.astimezone(ZoneInfo(self.reckoned_with.get("time_zone", "UTC"))).date().isoformat()
        self.attempts += 1
        self.reckoned_with = self.reckoned_with | {"days": sorted({day, *self.reckoned_with.get("days", ())})}


class FollowUp(models.Model):
    """The agreed next step of an accepted handover and its day (*Wiedervorlage*); the next conversation replaces it."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="follow_up")
    step = models.CharField(_("next step"), max_length=200, blank=True)
    on = models.DateField(_("day"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
