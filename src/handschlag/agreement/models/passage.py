"""The rows that carry a version from draft into force, or out of the world: proposal, signatures, commencement, withdrawal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from handschlag.kernel.ids import new_id
from handschlag.organisation.models import Mandate, Side


class Proposal(models.Model):
    """The draft is frozen and put before both sides. ``from_at`` is the earliest moment it may come into force; empty means with the second signature."""

    version = models.OneToOneField("agreement.Version", models.CASCADE, primary_key=True, related_name="proposal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    from_at = models.DateTimeField(null=True)


class Withdrawal(models.Model):
    """A draft was thrown away, or a proposal taken back before both had signed. Final; the number stays used.

    ``answered_by`` is the counter-proposal that took its place, where one did.
    """

    version = models.OneToOneField("agreement.Version", models.CASCADE, primary_key=True, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answered_by = models.ForeignKey("agreement.Version", models.PROTECT, null=True, related_name="answered")


def sides() -> list[tuple[str, Any]]:
    """The two parties, for ``choices``: a callable, so that their labels are no migration."""
    return list(Side.choices)


class Signature(models.Model):
    """One side signed exactly this hash, after proving again who they are, with a mandate valid on that day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey("agreement.Version", models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=10, choices=sides)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    in_one_person_mode = models.BooleanField(default=False)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "side"], name="one_signature_per_side"),
            models.UniqueConstraint(
                fields=["version", "by"],
                condition=models.Q(in_one_person_mode=False),
                name="nobody_signs_for_both_sides",
            ),
        ]


class Commencement(models.Model):
    """Both sides have signed: in force from a moment, until the next version's commencement."""

    version = models.OneToOneField("agreement.Version", models.CASCADE, primary_key=True, related_name="commencement")
    from_at = models.DateTimeField(db_index=True)
