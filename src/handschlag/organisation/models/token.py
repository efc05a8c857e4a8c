"""Keys for programs: shown once, kept as a hash, limited to scopes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.organisation.models.user import User


class ApiToken(models.Model):
    """A program's key. It may do what its owner may do, as far as its scopes reach (``read``, ``capture``, ``sales`` …)."""

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
