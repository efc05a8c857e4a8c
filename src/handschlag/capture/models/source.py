"""Where touches come from."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class Source(models.Model):
    """A website, tracker or import that sends touches. Its write key is shown once and kept as a hash; imports have none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(gettext_lazy("name"), max_length=120, unique=True)
    key_digest = models.CharField(max_length=64, unique=True, null=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, name: str, *, by: User | None, at: datetime) -> tuple[Source, str]:
        """A new source and its write key, which is never shown again. Refused where the name is taken."""
        key = new_key()
        with transaction.atomic():
            if cls.objects.filter(name=name).exists():
                raise Refused(_("There is a source of that name already."))
            source = cls.objects.create(id=new_id(at), name=name, key_digest=digest_of(key), made_at=at)
            record("source_made", at=at, actor=by.id if by else None, subject=("source", source.id))
        return source, key

    @classmethod
    def with_key(cls, key: str) -> Source | None:
        """The source that may send with this write key."""
        return cls.objects.filter(key_digest=digest_of(key), revoked_at=None).first() if key else None

    def rotate(self, *, by: User, at: datetime) -> str:
        """A new write key, shown once; the old one is void from this moment."""
        self._refuse_if_it_has_no_key()
        key = new_key()
        with transaction.atomic():
            self.key_digest = digest_of(key)
            self.save(update_fields=["key_digest"])
            record("source_rotated", at=at, actor=by.id, subject=("source", self.id))
        return key

    def revoke(self, *, by: User, at: datetime) -> None:
        """Nothing is accepted with its key any more; what it sent stays."""
        self._refuse_if_it_has_no_key()
        with transaction.atomic():
            self.revoked_at = at
            self.save(update_fields=["revoked_at"])
            record("source_revoked", at=at, actor=by.id, subject=("source", self.id))

    def _refuse_if_it_has_no_key(self) -> None:
        if self.key_digest is None or self.revoked_at:
            raise Refused(_("This source has no key that is in use."))


def new_key() -> str:
    """192 random bits, recognisable as a write key of this house."""
    return f"hsw_{secrets.token_urlsafe(24)}"


def digest_of(key: str) -> str:
    """How a key is kept: a plain hash is enough for a random key of this length."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
