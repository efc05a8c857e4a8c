"""What all nouns of the market share: they are kept by marketing, and archived instead of deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models, transaction

from handschlag.kernel.ids import new_id
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class PreparedQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        """Those in use: not archived."""
        return self.filter(archived_at=None)


class Prepared(models.Model):
    """Something marketing prepares. Archived, it is offered no more; what referred to it still does."""

    noun: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PreparedQuerySet.as_manager()

    class Meta:
        abstract = True

    def keep(self, *, by: User, at: datetime, changed: Iterable[str] = ()) -> None:
        """Store what stands in this object, newly added or changed. ``changed`` names the fields, for the ledger."""
        is_new = self._state.adding
        with transaction.atomic():
            self.save()
            self._tell("added" if is_new else "changed", by, at, {} if is_new else {"fields": sorted(changed)})

    def archive(self, *, by: User, at: datetime) -> None:
        """Offer it no more; twice changes nothing."""
        with transaction.atomic():
            if self._rows().filter(archived_at=None).update(archived_at=at):
                self._tell("archived", by, at)
        self.archived_at = self.archived_at or at

    def restore(self, *, by: User, at: datetime) -> None:
        """Take it back into use."""
        with transaction.atomic():
            if self._rows().exclude(archived_at=None).update(archived_at=None):
                self._tell("restored", by, at)
        self.archived_at = None

    def _rows(self) -> models.QuerySet[Any]:
        return type(self)._default_manager.filter(pk=self.pk)

    def _tell(self, happened: str, by: User, at: datetime, payload: dict[str, object] | None = None) -> None:
        subject: tuple[str, UUID] = (self.noun, self.id)
        record(f"{self.noun}_{happened}", at=at, actor=by.id, subject=subject, payload=payload)
