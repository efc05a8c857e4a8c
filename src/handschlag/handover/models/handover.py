"""The handover of one lead to one rep."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from handschlag.agreement.models import Version
from handschlag.kernel.ids import new_id
from handschlag.market.models import Segment
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict


class Handover(models.Model):
    """A lead is given to a rep under the version in force, by which it is judged for ever.

    ``brief`` is frozen as it was shown (no personal data beyond references: names are read from ``people``);
    ``chosen_because`` says why this rep and not the others.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="handovers")
    verdict = models.ForeignKey(Verdict, models.RESTRICT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="handovers")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField()
    brief = models.JSONField(default=dict)
    chosen_because = models.JSONField(default=dict)
    is_open = models.BooleanField(
        default=True, help_text="True until returned, run out, reassigned, or the lead is closed; the database promises one open handover per lead."
    )

    class Meta:
        ordering = ["-handed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(is_open=True), name="one_open_handover_per_lead")]
        indexes = [
            models.Index(fields=["rep", "-handed_at"], name="handovers_of_a_rep"),
            models.Index(fields=["-handed_at", "-id"], name="handovers_by_time"),
            models.Index(fields=["rep"], condition=Q(is_open=True), name="open_handovers_of_a_rep"),
        ]
