"""A colleague's own calendar under a secret address, for the calendar program they use anyway."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models, transaction

from handschlag.ledger.models import record
from handschlag.organisation.models.token import digest_of
from handschlag.organisation.models.user import User


class CalendarFeed(models.Model):
    """Calendar programs cannot log in, so the address itself is the key: shown once, kept as a hash, renewed by whoever fears it is known."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    @classmethod
    def renew(cls, user: User, at: datetime) -> str:
        """A new secret for the address; the former one opens nothing any more. Returned once."""
        secret = secrets.token_urlsafe(32)
        with transaction.atomic():
            cls.objects.update_or_create(user=user, defaults={"digest": digest_of(secret), "made_at": at})
            record("calendar_feed_renewed", at=at, actor=user.id, subject=("user", user.id))
        return secret

    @classmethod
    def end(cls, user: User, at: datetime) -> None:
        """There is no such calendar any more; twice changes nothing."""
        with transaction.atomic():
            if cls.objects.filter(user=user).delete()[0]:
                record("calendar_feed_ended", at=at, actor=user.id, subject=("user", user.id))

    @classmethod
    def owner_of(cls, secret: str) -> User | None:
        """Whose calendar lies under this address, where they may still log in."""
        found = cls.objects.select_related("user").filter(digest=digest_of(secret), user__is_active=True).first()
        return found.user if found else None
