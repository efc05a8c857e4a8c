"""Everything known about a person as a file for them (GDPR 15, 20): made in the background, downloaded by data protection, gone after a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction

from handschlag.kernel.ids import new_id
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.contact import Contact

KEPT = timedelta(days=7)


class Disclosure(models.Model):
    """A copy was asked for. ``made_at`` is when its file was complete; the file goes at ``until_at``, or with the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="disclosures")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(made_at=None), name="disclosures_to_make")]

    @classmethod
    def ask(cls, contact: Contact, *, by: User, at: datetime) -> Disclosure:
        """The worker makes it; in the ledger stands who asked and of whom."""
        with transaction.atomic():
            asked = cls.objects.create(id=new_id(at), contact=contact, by=by, asked_at=at)
            record("disclosure_asked", at=at, actor=by.id, subject=("contact", contact.id))
        return asked

    @property
    def file(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "disclosures" / f"{self.id}.zip"

    @property
    def is_ready(self) -> bool:
        return self.made_at is not None and self.dropped_at is None

    def made(self, at: datetime) -> None:
        """The file is complete, for a week."""
        self.made_at, self.until_at = at, at + KEPT
        self.save(update_fields=["made_at", "until_at"])

    def drop(self, at: datetime) -> None:
        """The file goes."""
        self.file.unlink(missing_ok=True)
        self.dropped_at = at
        self.save(update_fields=["dropped_at"])

    @classmethod
    def drop_overdue(cls, now: datetime) -> int:
        """Chore of the worker."""
        over = list(cls.objects.filter(until_at__lte=now, dropped_at=None))
        for one in over:
            one.drop(now)
        return len(over)
