"""On which lawful basis the house qualifies people by points who said nothing about it: declared once, kept by data protection."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models.user import User


class Basis(models.TextChoices):
    """What may be declared."""

    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest (GDPR art. 6 (1) f)")
    NONE = "none", _("none: only who consented is scored")


def bases() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return Basis.choices


class ScoringBasis(models.Model):
    """A declaration, with the balancing test it rests on. Append-only; the latest counts. Before the first there is no basis.

    ``balancing`` says why the house's interest outweighs the person's: GDPR asks for it in writing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    basis = models.CharField(_("basis"), max_length=30, choices=bases)
    balancing = models.TextField(_("balancing test"), blank=True)
    from_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["from_at", "id"]

    @classmethod
    def declare(cls, basis: str, balancing: str, *, by: User | None, at: datetime) -> ScoringBasis:
        """From now on. Refused for a legitimate interest that nobody balanced; the ledger keeps the text's hash.

        ``by=None`` is the set-up of an installation.
        """
        balancing = balancing.replace("\0", "").strip()
        if basis == Basis.LEGITIMATE_INTEREST and not balancing:
            raise Refused(gettext("Please write down why the interest of the house outweighs that of the people."))
        with transaction.atomic():
            declared = cls.objects.create(id=new_id(at), basis=Basis(basis), balancing=balancing, from_at=at, by=by)
            record(
                "scoring_basis_declared",
                at=at,
                actor=by.id if by else None,
                subject=("scoring_basis", declared.id),
                payload={"basis": declared.basis, "balancing_hash": sha256(balancing.encode()).hexdigest()},
            )
        return declared

    @classmethod
    def current(cls) -> ScoringBasis | None:
        """The one that counts now; nothing where none was declared yet."""
        return cls.objects.last()
