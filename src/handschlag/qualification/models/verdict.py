"""What was decided about a lead, and when it has to be looked at again."""

from __future__ import annotations

from django.db import models

from handschlag.agreement.models import Version
from handschlag.kernel.ids import new_id
from handschlag.people.models import Lead


class Verdict(models.Model):
    """The agreement's judgement on a lead at a moment, with its reasons. Append-only; a new row only where something changed.

    ``at`` is the moment judged and the moment up to which facts were known (UTC). Points are in the agreement's points.
    ``reasons`` is the plain form of ``kernel.verdict.Reason``: criterion, kind, points, evidence (ids of touches, or an attribute's value).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="verdicts")
    version = models.ForeignKey(Version, models.PROTECT, related_name="verdicts")
    at = models.DateTimeField()
    decision = models.CharField(max_length=12)
    fit = models.FloatField()
    interest = models.FloatField()
    points = models.FloatField()
    threshold = models.FloatField()
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]
        get_latest_by = ["at", "id"]
        indexes = [
            models.Index(fields=["lead", "-at"], name="verdicts_of_a_lead"),
            models.Index(fields=["decision", "-at"], name="verdicts_by_decision"),
        ]


class Standing(models.Model):
    """Where a lead stands: its latest verdict, and the moment at which time alone may change the decision (a window ends, points fade).

    ``verdict`` is empty while no agreement has ever been in force; ``version`` is the one the lead was last looked at with,
    empty once the lead is closed. ``look_again_at`` is empty where time alone changes nothing.
    """

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True, related_name="standing")
    verdict = models.ForeignKey(Verdict, models.CASCADE, null=True, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    look_again_at = models.DateTimeField(null=True, db_index=True)
