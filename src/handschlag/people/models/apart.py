"""What was said of two records that look alike: that they are two, for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import models

from handschlag.organisation.models import User
from handschlag.people.models.pairs import Pair


class Apart(models.Model):
    """Somebody said that two records are two. Ids, not references: it holds on when one of them joins a third, and when that is undone."""

    one_id = models.UUIDField()
    other_id = models.UUIDField()
    said_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def say(cls, pairs: Iterable[Pair], *, by: User, at: datetime) -> None:
        """Remember these pairs; what was said before stays as it is."""
        cls._default_manager.bulk_create(
            [cls(one_id=one, other_id=other, said_at=at, by=by) for one, other in pairs], ignore_conflicts=True
        )

    @classmethod
    def among(cls, ids: Collection[UUID]) -> set[Pair]:
        """The pairs of these of which that was said."""
        said = cls._default_manager.filter(one_id__in=ids, other_id__in=ids)
        return set(said.values_list("one_id", "other_id"))


class TwoPeople(Apart):
    """Two contacts are two people."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one_id", "other_id"], name="two_people_once_a_pair")]
        indexes = [models.Index(fields=["other_id"], name="two_people_by_other")]


class TwoCompanies(Apart):
    """Two companies are two firms."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one_id", "other_id"], name="two_companies_once_a_pair")]
        indexes = [models.Index(fields=["other_id"], name="two_companies_by_other")]
