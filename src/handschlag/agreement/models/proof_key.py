"""The keys of the house that proofs are signed with: one at a time, and every one there was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handschlag.agreement.core.house_key import new_key, public_of, sign, vouching
from handschlag.capture.models import secret_for
from handschlag.kernel.canonical import moment_text
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.core.sealing import opened_bytes, sealed_bytes

USE = "proof keys"


class ProofKey(models.Model):
    """An Ed25519 key: ``public`` as 64 hex digits; the private half sealed under the installation's privacy secret, and gone once retired.

    ``vouched`` is the former key's signature for this one, so that whoever knows the former may trust it; "" for the first, and where
    the former could not be opened any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public = models.CharField(max_length=64, unique=True)
    wrapped = models.BinaryField()
    vouched = models.CharField(max_length=128, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["from_at", "id"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(until_at__isnull=True), name="the_house_signs_with_one_key"
            )
        ]

    @classmethod
    def current(cls, at: datetime) -> ProofKey:
        """The key proofs are signed with; made when it is first asked for."""
        try:
            return cls.objects.filter(until_at=None).first() or cls.renew(by=None, at=at, unless_there_is_one=True)
        except IntegrityError:  # somebody else asked first in the same moment
            return cls.objects.get(until_at=None)

    @classmethod
    def public_now(cls) -> str:
        """The public key proofs are signed with now; "" before the first is made."""
        return cls.objects.filter(until_at=None).values_list("public", flat=True).first() or ""

    @classmethod
    def renew(cls, *, by: User | None, at: datetime, unless_there_is_one: bool = False) -> ProofKey:
        """A new key takes the place of the present one, whose private half is destroyed; proofs signed with it can still be checked."""
        with transaction.atomic():
            former = cls.objects.select_for_update().filter(until_at=None).first()
            if former and unless_there_is_one:
                return former
            private = new_key()
            public = public_of(private)
            vouched = former._vouch_for(public, at) if former else ""
            if (
                not unless_there_is_one
            ):  # else one made in this moment by somebody else would be retired: it stays, and ours is refused
                cls.objects.filter(until_at=None).update(until_at=at, wrapped=b"")
            wrapped = sealed_bytes(private, secret_for(USE))
            made = cls.objects.create(id=new_id(at), public=public, wrapped=wrapped, vouched=vouched, from_at=at)
            actor = by.id if by else None
            record("proof_key_made", at=at, actor=actor, subject=("proof_key", made.id), payload={"public": public})
        return made

    def sign(self, content: dict[str, Any]) -> str:
        """The signature over the canonical JSON of ``content``. Refused where the private half cannot be opened."""
        try:
            return sign(content, opened_bytes(bytes(self.wrapped), secret_for(USE)))
        except (InvalidTag, ValueError):
            raise Refused(
                _("The house's key cannot be opened: the privacy secret is another one. Operations can make a new key.")
            ) from None

    def _vouch_for(self, public: str, at: datetime) -> str:
        try:
            return self.sign(vouching(public, moment_text(at)))
        except Refused:
            return ""
