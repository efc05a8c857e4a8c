"""Where touches come from, and the keys they are sent with."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User

SHOWN = 9
"""So many characters of a key are kept to tell it from others; the rest stays unknown."""


class Source(models.Model):
    """A website, tracker or import that sends touches. It has any number of write keys; imports and forms have none.

    ``is_browser`` says that its messages come out of visitors' browsers, ``origins`` which pages' addresses may send (as in
    ``https://www.example.com``). ``consent_is_wired`` says that the website sends device ids only of visitors who agreed to that (TDDDG §25);
    until then they are taken off. Who said so and when stands in the ledger.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(gettext_lazy("name"), max_length=120, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    is_browser = models.BooleanField(default=False)
    origins = models.JSONField(default=list)
    consent_is_wired = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, name: str, *, by: User | None, at: datetime) -> tuple[Source, str]:
        """A new source and its write key, which is never shown again. Refused where the name is taken."""
        with transaction.atomic():
            if cls.objects.filter(name=name).exists():
                raise Refused(_("There is a source of that name already."))
            source = cls.objects.create(id=new_id(at), name=name, made_at=at)
            key = WriteKey.make(source, at)
            record("source_made", at=at, actor=by.id if by else None, subject=("source", source.id))
        return source, key

    def add_key(self, *, by: User, at: datetime) -> str:
        """A further write key, shown once; those there are stay as they are."""
        with transaction.atomic():
            self._refuse_if_closed()
            key = WriteKey.make(self, at)
            record("write_key_made", at=at, actor=by.id, subject=("source", self.id))
        return key

    def rotate(self, *, by: User, at: datetime, old_until: datetime | None = None) -> str:
        """A new write key, shown once; the old ones are void from ``old_until`` on, or at once."""
        with transaction.atomic():
            self._refuse_if_closed()
            self.keys.filter(WriteKey.valid_at(at)).update(valid_until=old_until or at)
            key = WriteKey.make(self, at)
            record("source_rotated", at=at, actor=by.id, subject=("source", self.id))
        return key

    def revoke(self, *, by: User, at: datetime) -> None:
        """Nothing is accepted with its keys any more; what it sent stays."""
        with transaction.atomic():
            self._refuse_if_closed()
            self.revoked_at = at
            self.save(update_fields=["revoked_at"])
            self.keys.filter(WriteKey.valid_at(at)).update(valid_until=at)
            record("source_revoked", at=at, actor=by.id, subject=("source", self.id))

    def allow(self, *, origins: Sequence[str], is_browser: bool, by: User, at: datetime) -> None:
        """From which pages it may send, and whether it lives in browsers at all."""
        with transaction.atomic():
            self._refuse_if_closed()
            self.origins, self.is_browser = sorted(set(origins)), is_browser
            self.save(update_fields=["origins", "is_browser"])
            record("source_origins_changed", at=at, actor=by.id, subject=("source", self.id))

    def wire_consent(self, *, is_wired: bool, by: User, at: datetime) -> None:
        """Somebody declares that the website asks before it sends device ids, or that it does not any more."""
        with transaction.atomic():
            self._refuse_if_closed()
            if self.consent_is_wired == is_wired:
                raise Refused(_("That is already so."))
            self.consent_is_wired = is_wired
            self.save(update_fields=["consent_is_wired"])
            fact = "source_consent_wired" if is_wired else "source_consent_unwired"
            record(fact, at=at, actor=by.id, subject=("source", self.id))

    def _refuse_if_closed(self) -> None:
        if self.revoked_at or not self.keys.exists():
            raise Refused(_("This source has no key that is in use."))


class WriteKey(models.Model):
    """A key with which a source sends. Shown once; ``digest`` is its hash, ``beginning`` its first characters, to tell it from others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    @classmethod
    def make(cls, source: Source, at: datetime) -> str:
        """A new key of this source, in the caller's transaction."""
        key = new_key()
        cls.objects.create(id=new_id(at), source=source, digest=digest_of(key), beginning=key[:SHOWN], made_at=at)
        return key

    @staticmethod
    def valid_at(at: datetime) -> Q:
        """Keys that may be used at this moment."""
        return Q(valid_until=None) | Q(valid_until__gt=at)

    def void(self, *, by: User, at: datetime) -> None:
        """It opens nothing any more; the source's other keys do."""
        with transaction.atomic():
            if not WriteKey.objects.filter(WriteKey.valid_at(at), id=self.id).update(valid_until=at):
                raise Refused(_("This key is void already."))
            record("write_key_voided", at=at, actor=by.id, subject=("source", self.source_id))


def source_of_key(key: str, at: datetime) -> UUID | None:
    """The source that may send with this key at this moment."""
    keys = WriteKey.objects.filter(WriteKey.valid_at(at), digest=digest_of(key), source__revoked_at=None)
    return keys.values_list("source_id", flat=True).first()


def new_key() -> str:
    """192 random bits, recognisable as a write key of this house."""
    return f"hsw_{secrets.token_urlsafe(24)}"


def digest_of(key: str) -> str:
    """How a key is kept: a plain hash is enough for a random key of this length."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
