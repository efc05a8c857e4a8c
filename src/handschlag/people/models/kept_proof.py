"""Proofs of consent to calls outlive erasure where the law asks for it: sealed, and only for as long as it asks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from handschlag.capture.models import secret_for
from handschlag.kernel.ids import new_id
from handschlag.people.core.sealing import opened, sealed
from handschlag.people.models.consent import Consent, ConsentUse, Purpose
from handschlag.people.models.contact import Contact

FIVE_YEARS = timedelta(days=5 * 366)
"""UWG § 7a (2): from the consent and from each use of it."""


class KeptProof(models.Model):
    """That somebody had consented to calls, in which words, when, and when it was used; AES-256-GCM under the installation's secret.

    Kept because the law demands it (GDPR 17 (3) b), found and used for nothing else, deleted at ``until_at``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sealed = models.BinaryField()
    until_at = models.DateTimeField(db_index=True)

    @classmethod
    def keep(cls, contact: Contact, at: datetime) -> int:
        """Keep the contact's proofs that are still owed; returns how many. In the caller's transaction."""
        kept = 0
        for consent in Consent.objects.filter(contact=contact, purpose=Purpose.PHONE, is_given=True, basis="consent"):
            uses = list(ConsentUse.objects.filter(consent=consent).values_list("used_at", flat=True))
            until_at = max([consent.happened_at, *uses]) + FIVE_YEARS
            if until_at > at:
                text = json.dumps(_proof(contact, consent, uses))
                cls.objects.create(id=new_id(at), sealed=sealed(text, secret_for("proof")), until_at=until_at)
                kept += 1
        return kept

    @classmethod
    def forget(cls, now: datetime) -> int:
        """Delete what nobody may ask for any more."""
        return cls.objects.filter(until_at__lte=now).delete()[0]

    def opened(self) -> dict[str, Any]:
        """What it says, for whoever has to prove it."""
        found: dict[str, Any] = json.loads(opened(bytes(self.sealed), secret_for("proof")))
        return found


def _proof(contact: Contact, consent: Consent, uses: list[datetime]) -> dict[str, Any]:
    return {
        "phone": contact.phone,
        "wording": consent.wording,
        "proof": consent.proof,
        "evidence": consent.evidence,
        "happened_at": consent.happened_at.isoformat(),
        "uses": [used_at.isoformat() for used_at in uses],
    }
