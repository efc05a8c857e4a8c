"""What was said of two companies that look alike: that they are two, for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import models

from handschlag.organisation.models import User
from handschlag.people.models.pairs import Pair


class TwoCompanies(models.Model):
    """Somebody said that two companies are two firms. Ids, not references: it holds on when one of them joins a third, and when that is undone."""

    one_id = models.UUIDField()
    other_id = models.UUIDField()
    said_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one_id", "other_id"], name="two_companies_once_a_pair")]
        indexes = [models.Index(fields=["other_id"], name="two_companies_by_other")]

    @classmethod
    def say(cls, pairs: Iterable[Pair], *, by: User, at: datetime) -> None:
        """Remember these pairs; what was said before stays as it is."""
        TwoCompanies.objects.bulk_create(
            [TwoCompanies(one_id=one, other_id=other, said_at=at, by=by) for one, other in pairs], ignore_conflicts=True
        )

    @classmethod
    def among(cls, ids: Collection[UUID]) -> set[Pair]:
        """The pairs of these of which that was said."""
        return set(cls.objects.filter(one_id__in=ids, other_id__in=ids).values_list("one_id", "other_id"))
