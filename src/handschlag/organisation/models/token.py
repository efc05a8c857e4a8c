"""Keys for programs: shown once, kept as a hash, limited to scopes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models.user import User

PREFIX = "hs_"


class Scope(models.TextChoices):
    """How far a token reaches. It never reaches farther than its owner's roles."""

    READ = "read", _("Read")
    CAPTURE = "capture", _("Send touches and import")
    MARKET = "market", _("Keep the market")
    AGREEMENT = "agreement", _("Draft agreements")
    SALES = "sales", _("Answer handovers, log conversations and deals")
    ORGANISATION = "organisation", _("Enter absences")
    ON_BEHALF = "on_behalf", _("Act for the rep who is named")


class ApiToken(models.Model):
    """A program's key. It may do what its owner may do, as far as its scopes reach (``read``, ``capture``, ``sales`` …).

    One with the scope ``on_behalf``, which operations make, may name a rep with a call, and may then do what that rep may.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    @classmethod
    def make(cls, name: str, *, owner: User, scopes: Iterable[str], at: datetime) -> tuple[ApiToken, str]:
        """A new token and its secret; only the secret's hash is kept, so this is the one time it can be shown."""
        reach = sorted({Scope(scope).value for scope in scopes})
        if not reach:
            raise Refused(gettext("A token needs at least one scope."))
        if Scope.ON_BEHALF in reach and not owner.is_operations:
            raise Refused(gettext("Only operations make tokens that act for reps."))
        secret = PREFIX + secrets.token_urlsafe(32)
        with transaction.atomic():
            token = cls.objects.create(name=name, owner=owner, digest=digest_of(secret), scopes=reach, made_at=at)
            record(
                "token_made", at=at, actor=owner.id, subject=("token", token.id), payload={"scopes": ", ".join(reach)}
            )
        return token, secret

    @classmethod
    def of(cls, secret: str) -> ApiToken | None:
        """The token that belongs to ``secret``, if it is not revoked and its owner may log in."""
        tokens = cls.objects.select_related("owner").prefetch_related("owner__role_assignments")
        return tokens.filter(digest=digest_of(secret), revoked_at=None, owner__is_active=True).first()

    @property
    def scope_labels(self) -> list[str]:
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope]

    def was_used(self, at: datetime) -> None:
        """Remember the day (UTC) of the last use; written at most once a day."""
        if self.last_used_on != at.date():
            ApiToken.objects.filter(pk=self.pk).update(last_used_on=at.date())

    def revoke(self, *, by: User, at: datetime) -> None:
        """Nobody uses it any more, from this moment on; twice changes nothing."""
        with transaction.atomic():
            if ApiToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=at):
                record("token_revoked", at=at, actor=by.id, subject=("token", self.id))


def digest_of(secret: str) -> str:
    """SHA-256, in hex. The secret carries 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
