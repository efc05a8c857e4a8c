"""A handover, its answer, its deadlines, and the pool of what could not be assigned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.models import Version
from handschlag.kernel.ids import new_id
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict


class Handover(models.Model):
    """A lead is given to a rep under the version in force, by which it is judged for ever.

    ``brief`` is frozen as it was shown (no personal data beyond references: names are read from ``people``); ``chosen_because`` says why this rep and not the others.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="handovers")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="handovers")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers")
    handed_at = models.DateTimeField()
    brief = models.JSONField(default=dict)
    chosen_because = models.JSONField(default=dict)
    is_open = models.BooleanField(default=True, help_text="True until returned, run out, or the lead is closed; the database promises one open handover per lead.")

    class Meta:
        ordering = ["-handed_at"]
        constraints = [models.UniqueConstraint(fields=["lead"], condition=models.Q(is_open=True), name="one_open_handover_per_lead")]
        indexes = [
            models.Index(fields=["rep", "-handed_at"], name="handovers_of_a_rep"),
            models.Index(fields=["handed_at"], name="handovers_by_time"),
        ]


class Acceptance(models.Model):
    """Sales took the lead: ownership passes here."""

    handover = models.OneToOneField(Handover, models.CASCADE, primary_key=True, related_name="acceptance")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Return(models.Model):
    """Sales gave the lead back, with a reason from the agreement's list and a sentence."""

    handover = models.OneToOneField(Handover, models.CASCADE, primary_key=True, related_name="return_row")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    sentence = models.TextField(blank=True)


class Timeout(models.Model):
    """Nobody answered in time: the handover ran out and the lead went back to the pool."""

    handover = models.OneToOneField(Handover, models.CASCADE, primary_key=True, related_name="timeout")
    at = models.DateTimeField()


class Duty(models.TextChoices):
    """What sales owes for a handover, each by a deadline."""

    ACCEPT = "accept", _("Accept or return")
    FIRST_CONTACT = "first_contact", _("First contact")
    RESULT = "result", _("Result")


class Deadline(models.Model):
    """A duty and the moment it is due: computed once in the rep's working hours, stored, frozen.

    ``reckoned_with`` keeps what it was computed with (calendar, time zone, amount, version of the time zone data). ``closed_as`` is ``met``,
    ``missed`` or ``lifted``; a sweep claims an open row by conditional update, in one transaction with what it sends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="deadlines")
    duty = models.CharField(max_length=20, choices=lambda: Duty.choices)
    runs_from_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reckoned_with = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [models.UniqueConstraint(fields=["handover", "duty"], name="one_deadline_per_duty")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="open_deadlines")]


class PoolEntry(models.Model):
    """A qualified lead that could not be given to anybody, with the reason, until somebody is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="pool_entries")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since_at"]
        constraints = [models.UniqueConstraint(fields=["lead"], condition=models.Q(left_at=None), name="a_lead_waits_once")]
