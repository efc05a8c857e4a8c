"""What sales owes for a handover, by when; and the day on which a rep wants to be reminded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id


class Duty(models.TextChoices):
    """What sales owes for a handover, each by a deadline."""

    ACCEPT = "accept", _("Accept or return")
    FIRST_CONTACT = "first_contact", _("First contact")
    RESULT = "result", _("Result")


class DeadlineEnd(models.TextChoices):
    """How a deadline ended: kept, missed, or lifted because the handover ended before."""

    MET = "met", _("met")
    MISSED = "missed", _("missed")
    LIFTED = "lifted", _("lifted")


def duties() -> list[tuple[str, Any]]:
    return Duty.choices


def ends() -> list[tuple[str, Any]]:
    return DeadlineEnd.choices


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def overdue(self, now: datetime) -> DeadlineQuerySet:
        """Open and past due. The due moment itself still counts as in time."""
        return self.filter(closed_at=None, due_at__lt=now)

    def owed(self) -> DeadlineQuerySet:
        """Not fulfilled yet, whether in time or already late."""
        return self.filter(done_at=None).exclude(closed_as=DeadlineEnd.LIFTED)

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
    A sweep closes an overdue row by conditional update, in one transaction with what it sends.
    ``done_at`` is when the duty was fulfilled, in time or late; a missed deadline stays missed.
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
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="open_deadlines")]


class FollowUp(models.Model):
    """The agreed next step of an accepted handover and its day (*Wiedervorlage*); the next conversation replaces it."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="follow_up")
    step = models.CharField(_("next step"), max_length=200, blank=True)
    on = models.DateField(_("day"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
