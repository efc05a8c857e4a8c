"""What operations keeps on a form: teams, territories, reps, working calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction

from handschlag.ledger.models import record
from handschlag.organisation.models.user import User


class Kept(models.Model):
    """A noun that is added once and changed now and then, each time with an entry in the ledger."""

    kind: ClassVar[str]

    class Meta:
        abstract = True

    def keep(self, *, by: User | None, at: datetime, changed: Iterable[str] = ()) -> None:
        """Store what stands in this object. ``changed`` names the fields, for the ledger; ``by=None`` is the set-up."""
        is_new = self._state.adding
        with transaction.atomic():
            self.save()
            record(
                f"{self.kind}_{'added' if is_new else 'changed'}",
                at=at,
                actor=by.id if by else None,
                subject=(self.kind, self.pk),
                payload={} if is_new else {"fields": sorted(changed)},
            )
