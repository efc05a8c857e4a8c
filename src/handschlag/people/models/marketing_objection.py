"""Saying no, without a login: at once, for one purpose or for all, and as easy as it was to say yes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from handschlag.capture.models import OptIn
from handschlag.kernel.ids import new_id
from handschlag.organisation.models import User
from handschlag.people.models.consent import Consent, Purpose
from handschlag.people.models.contact import Contact, Identifier


class MarketingObjection(models.Model):
    """A person withdrew consent, or objected, for some purposes. It holds from this moment; ``heeded_at`` is when their leads were judged anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="marketing_objections")
    purposes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    heeded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["made_at"], condition=models.Q(heeded_at=None), name="objections_to_heed")]

    @classmethod
    def make(cls, who: str, purposes: Sequence[str], *, proof: str, at: datetime) -> None:
        """Whoever reads the mail of ``who`` (``email:…``) says no, whether or not anybody knows them; what waited for confirmation is dropped.

        Twice changes nothing that counts. Somebody nobody knows is not made known by saying no.
        """
        with transaction.atomic():
            OptIn.untick(who.partition(":")[2], purposes)
            contact_id = Identifier.objects.filter(key=who).values_list("contact_id", flat=True).first()
            if contact_id is None or not purposes:
                return
            objection = cls.objects.create(id=new_id(at), contact_id=contact_id, purposes=list(purposes), made_at=at)
            Consent.keep([objection._statement(purpose, proof) for purpose in purposes], by=None, at=at)

    @classmethod
    def enter(cls, contact: Contact, *, by: User, at: datetime, proof: str = "") -> MarketingObjection:
        """Data protection enters that this person objected to all direct marketing, scoring included (GDPR 21 (2)). It holds at once."""
        purposes = list(Purpose.values)
        with transaction.atomic():
            objection = cls.objects.create(id=new_id(at), contact=contact, purposes=purposes, made_at=at)
            Consent.keep([objection._statement(purpose, proof[:300]) for purpose in purposes], by=by.id, at=at)
        return objection

    @classmethod
    def to_heed(cls, limit: int) -> dict[UUID, UUID]:
        """Those after which leads were not judged yet: id → contact, the oldest first."""
        waiting = cls.objects.filter(heeded_at=None).order_by("made_at")
        return dict(waiting.values_list("id", "contact_id")[:limit])

    @classmethod
    def heeded(cls, ids: Iterable[UUID], at: datetime) -> None:
        cls.objects.filter(id__in=list(ids)).update(heeded_at=at)

    def _statement(self, purpose: str, proof: str) -> Consent:
        return Consent(
            contact_id=self.contact_id,
            purpose=purpose,
            is_given=False,
            basis="consent",
            proof=proof,
            happened_at=self.made_at,
            known_at=self.made_at,
            told_by=self.id,
        )
