"""The pool: qualified leads that nobody could be given, each with the reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from handschlag.kernel.ids import new_id
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict


class PoolEntry(models.Model):
    """A qualified lead that could not be given to anybody, with the reason, until somebody is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="pool_entries")
    verdict = models.ForeignKey(Verdict, models.RESTRICT, related_name="+")
    since_at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since_at"]
        verbose_name_plural = "pool entries"
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(left_at=None), name="a_lead_waits_once")]
        indexes = [models.Index(fields=["since_at"], condition=Q(left_at=None), name="the_pool")]
