"""What a person allowed, per purpose, with proof; withdrawal is a row like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handschlag.capture.models import insert
from handschlag.ledger.models import Draft, record_many
from handschlag.people.models.contact import Contact


class Purpose(models.TextChoices):
    """What data may be used for. Consent to one never unlocks another: e-mail consent does not open the phone."""

    SCORING = "scoring", _("Qualification by points")
    EMAIL = "email", _("Advertising by e-mail")
    PHONE = "phone", _("Advertising by phone")


def purposes() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return Purpose.choices


class Consent(models.Model):
    """A statement by or about a person on one purpose: given (with its lawful basis) or withdrawn. The latest known statement counts,
    of two at the same moment the withdrawal.

    ``proof`` is the id of the message or the place where it was said, ``evidence`` what else shows it (version and language of the
    text, when and from where it was ticked and confirmed, by which mail); ``told_by`` the touch, imported row or colleague.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=20, choices=purposes)
    is_given = models.BooleanField()
    basis = models.CharField(
        max_length=40, help_text=_("consent, legitimate_interest, presumed_consent, contract, existing_customer")
    )
    wording = models.TextField(blank=True)
    proof = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    told_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "purpose", "happened_at"], name="consents_of_a_contact")]

    @classmethod
    def keep(cls, consents: Sequence[Consent], *, by: UUID | None, at: datetime, is_own: bool = True) -> None:
        """Store statements and record each; one transaction. What no person said themselves never overrides a withdrawal.

        ``is_own=False``: not even a consent is the person's own word, as in a table that does not say when it was given.
        """
        with transaction.atomic():
            consents = _heeding_withdrawals(consents, is_own=is_own)
            if not consents:
                return
            insert(consents)
            record_many(
                Draft(
                    "consent_recorded",
                    at,
                    by,
                    ("contact", consent.contact_id),
                    {"purpose": consent.purpose, "given": consent.is_given},
                )
                for consent in consents
            )


class ConsentUse(models.Model):
    """A consent to advertising by phone was used: its proof has to be kept for five years from each use (UWG § 7a)."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="uses")
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-used_at"]

    @classmethod
    def note(cls, contact_id: UUID, purpose: Purpose, at: datetime) -> None:
        """Advertising took place at ``at``: note it on the consent it rested on, where it rested on one."""
        said = Consent.objects.filter(contact=contact_id, purpose=purpose, known_at__lte=at)
        latest = said.order_by("-happened_at", "is_given").first()
        if latest and latest.is_given and latest.basis == "consent":
            cls.objects.create(consent=latest, used_at=at)


def _heeding_withdrawals(consents: Sequence[Consent], *, is_own: bool) -> list[Consent]:
    """Without those that rest on anything but the person's own consent where the person has withdrawn or objected before.

    Whoever fills in a form with somebody else's address, or imports an old table, must not undo an objection.
    """
    weak = {(one.contact_id, one.purpose) for one in consents if _is_weak(one, is_own)}
    if not weak:
        return list(consents)
    said = Consent.objects.filter(contact__in={contact for contact, _purpose in weak}).order_by("happened_at", "id")
    latest = {
        (contact, purpose): given for contact, purpose, given in said.values_list("contact_id", "purpose", "is_given")
    }
    return [
        one for one in consents if not (_is_weak(one, is_own) and latest.get((one.contact_id, one.purpose)) is False)
    ]


def _is_weak(one: Consent, is_own: bool) -> bool:
    return one.is_given and not (is_own and one.basis == "consent")
