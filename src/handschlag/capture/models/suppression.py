"""Identifiers nobody may score or write to, known by digest alone: they survive erasure, and work when the person comes again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    ``objected`` is what somebody objected to, and since when (purpose → ISO moment): it binds whoever comes with the key as if they
    were known when they said it, and their own later consent counts. Every other entry stands above all that is said.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=10)
    because = models.CharField(max_length=20, choices=becauses)
    since_at = models.DateTimeField()
    objected = models.JSONField(default=dict)

    class Meta:
        ordering = ["-since_at"]
        indexes = [models.Index(fields=["since_at"], name="suppressions_by_age")]

    @property
    def is_whole(self) -> bool:
        """Whether nothing at all may be done, whatever the person says."""
        return self.because != SuppressedBecause.OBJECTED

    def objections(self) -> dict[str, datetime]:
        """Purposes objected to, since when; empty where it is whole."""
        return {purpose: datetime.fromisoformat(since) for purpose, since in self.objected.items()}

    @classmethod
    def add(cls, keys: Iterable[str], because: SuppressedBecause, at: datetime) -> int:
        """Suppress these keys altogether from now on; returns how many were not yet. In the caller's transaction."""
        wanted = {digest_of(key): kind_of(key) for key in keys if not is_anonymous(key)}
        return cls.add_digests(wanted, because, at)

    @classmethod
    def add_digests(cls, wanted: Mapping[str, str], because: SuppressedBecause, at: datetime) -> int:
        """As ``add``, by digest with its kind. What was objected to before is part of it from now on."""
        known = {one.digest: one for one in _known(wanted)}
        new = [
            Suppression(digest=one, kind=kind, because=because.value, since_at=at)
            for one, kind in sorted(wanted.items())
            if one not in known
        ]
        Suppression.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        widened = [one.digest for one in known.values() if not one.is_whole]
        for start in range(0, len(widened), AT_ONCE):
            some = cls.objects.filter(digest__in=widened[start : start + AT_ONCE])
            some.update(because=because.value, since_at=at, objected={})
        return len(new) + len(widened)

    @classmethod
    def remember_objection(cls, keys: Iterable[str], purposes: Iterable[str], at: datetime) -> int:
        """Whoever reads or answers at one of these keys objected to these purposes; returns how many entries say something new.

        In the caller's transaction, between walks (``capture.models.between_walks``).
        """
        wanted = {digest_of(key): kind_of(key) for key in keys if not is_anonymous(key)}
        said = dict.fromkeys(purposes, at.isoformat())
        known = {one.digest: one for one in _known(wanted)}
        changed = [
            Suppression(
                digest=one,
                kind=kind,
                because=SuppressedBecause.OBJECTED,
                since_at=known[one].since_at if one in known else at,
                objected=(known[one].objected if one in known else {}) | said,
            )
            for one, kind in sorted(wanted.items())
            if said and not (one in known and known[one].is_whole)
        ]
        Suppression.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["digest"], update_fields=["objected"], batch_size=500
        )
        return len(changed)

    @classmethod
    def among(cls, keys: Iterable[str]) -> dict[str, datetime]:
        """Those of these keys that are suppressed altogether, since when."""
        return {key: one.since_at for key, one in cls.of(keys).items() if one.is_whole}

    @classmethod
    def of(cls, keys: Iterable[str]) -> dict[str, Suppression]:
        """What is remembered of these keys, altogether or for some purposes."""
        digests = {digest_of(key): key for key in keys if not is_anonymous(key)}
        return {digests[one.digest]: one for one in _known(digests)}

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


def _known(digests: Collection[str]) -> list[Suppression]:
    ordered = list(digests)
    found: list[Suppression] = []
    for start in range(0, len(ordered), AT_ONCE):
        found += Suppression.objects.filter(digest__in=ordered[start : start + AT_ONCE]).order_by()
    return found
