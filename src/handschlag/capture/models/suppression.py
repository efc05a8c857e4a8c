"""Identifiers nobody may score or write to, known by digest alone: they survive erasure, and work when the person comes again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.digests import digest
from handschlag.capture.core.keys import is_anonymous, kind_of

AT_ONCE = 5_000


class SuppressedBecause(models.TextChoices):
    """Why an identifier is suppressed."""

    OBJECTED = "objected", _("objected to advertising")
    ERASED = "erased", _("was erased")
    LISTED = "listed", _("stands on an uploaded list")


def becauses() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return SuppressedBecause.choices


class Suppression(models.Model):
    """An e-mail address, a number or an id of another system, as HMAC-SHA-256 under a secret of the installation.

    Browsers are never suppressed: they say nothing about who. ``kind`` is the kind of the key (``email``, ``phone``, …).
    """

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=10)
    because = models.CharField(max_length=20, choices=becauses)
    since_at = models.DateTimeField()

    class Meta:
        ordering = ["-since_at"]
        indexes = [models.Index(fields=["since_at"], name="suppressions_by_age")]

    @classmethod
    def add(cls, keys: Iterable[str], because: SuppressedBecause, at: datetime) -> int:
        """Suppress these keys from now on; returns how many were not yet. In the caller's transaction."""
        wanted = {digest_of(key): kind_of(key) for key in keys if not is_anonymous(key)}
        known = _known(wanted)
        new = [
            Suppression(digest=one, kind=kind, because=because.value, since_at=at)
            for one, kind in sorted(wanted.items())
            if one not in known
        ]
        Suppression.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        return len(new)

    @classmethod
    def among(cls, keys: Iterable[str]) -> dict[str, datetime]:
        """Those of these keys that are suppressed, since when."""
        digests = {digest_of(key): key for key in keys if not is_anonymous(key)}
        return {digests[one]: since for one, since in _known(digests).items()}

    @classmethod
    def lift(cls, keys: Iterable[str]) -> int:
        """These keys are suppressed no longer; returns how many were. In the caller's transaction."""
        return cls.objects.filter(digest__in=[digest_of(key) for key in keys]).delete()[0]


def digest_of(key: str) -> str:
    """The key as it is kept here. Changing the installation's secret makes every entry unrecognisable."""
    return digest(key, secret_for("suppression"))


def secret_for(use: str) -> bytes:
    """A secret of the installation for one use, derived from its privacy secret; 32 bytes."""
    return sha256(f"handschlag/{use}/{settings.PRIVACY_SECRET}".encode()).digest()


def _known(digests: Collection[str]) -> dict[str, datetime]:
    ordered = list(digests)
    found: dict[str, datetime] = {}
    for start in range(0, len(ordered), AT_ONCE):
        some = Suppression.objects.filter(digest__in=ordered[start : start + AT_ONCE])
        found.update(some.order_by().values_list("digest", "since_at"))
    return found
