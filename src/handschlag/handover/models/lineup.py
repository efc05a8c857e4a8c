"""Who was there when a lead was routed: the reps in their order, so that reasons can name each of them by a number."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import models


class Lineup(models.Model):
    """The sales reps routing chose among, by their ids in order. Its own id is made of theirs, so the same reps stand in one lineup for ever."""

    id = models.UUIDField(primary_key=True, editable=False)
    reps = models.JSONField()

    @classmethod
    def of(cls, reps: Iterable[UUID]) -> Lineup:
        """The lineup of these reps, in the caller's transaction; kept where it is new."""
        ids = [str(rep_id) for rep_id in sorted(reps)]
        lineup = Lineup(id=uuid5(NAMESPACE_OID, "\n".join(ids)), reps=ids)
        Lineup.objects.bulk_create([lineup], ignore_conflicts=True)
        return lineup

    @property
    def rep_ids(self) -> list[UUID]:
        return [UUID(rep_id) for rep_id in self.reps]
