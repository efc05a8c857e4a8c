"""Saying no, without a login: at once, for one purpose or for all, and as easy as it was to say yes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from handschlag.capture.models import OptIn, Suppression, between_walks
from handschlag.kernel.ids import new_id
from handschlag.ledger.models import record
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

        Twice changes nothing that counts. Somebody nobody knows is not made known by saying no: it is remembered by digest, and binds
        whoever comes with the address.
        """
        with transaction.atomic():
            between_walks()
            OptIn.untick(who.partition(":")[2], purposes)
            _remember([who], purposes, at)
            contact_id = Identifier.objects.filter(key=who).values_list("contact_id", flat=True).first()
            if contact_id is None or not purposes:
                return
            objection = cls.objects.create(id=new_id(at), contact_id=contact_id, purposes=list(purposes), made_at=at)
            Consent.keep([objection._statement(purpose, at, proof) for purpose in purposes], by=None, at=at)

    @classmethod
    def enter(cls, contact: Contact, *, by: User, at: datetime, proof: str = "") -> MarketingObjection:
        """Data protection enters that this person objected to all direct marketing, scoring included (GDPR 21 (2)). It holds at once."""
        purposes = list(Purpose.values)
        with transaction.atomic():
            between_walks()
            _remember(Identifier.objects.filter(contact=contact).values_list("key", flat=True), purposes, at, by)
            objection = cls.objects.create(id=new_id(at), contact=contact, purposes=purposes, made_at=at)
            Consent.keep([objection._statement(purpose, at, proof[:300]) for purpose in purposes], by=by.id, at=at)
        return objection

    @classmethod
    def recall(cls, said: Mapping[UUID, Mapping[str, datetime]], at: datetime) -> None:
        """These contacts came with keys with which somebody had objected to these purposes, since when; what is known of it stays.

        It counts from when it was said, so that their own consent since then stands. In the caller's transaction.
        """
        known: dict[tuple[UUID, str], datetime] = {}
        noes = Consent.objects.filter(contact__in=said, is_given=False).order_by("happened_at")
        for contact_id, purpose, happened_at in noes.values_list("contact_id", "purpose", "happened_at"):
            known[contact_id, purpose] = happened_at
        new: dict[tuple[UUID, datetime], list[str]] = defaultdict(list)
        for contact_id, purposes in said.items():
            for purpose, since in purposes.items():
                if (contact_id, purpose) not in known or known[contact_id, purpose] < since:
                    new[contact_id, since].append(purpose)
        rows = [
            MarketingObjection(id=new_id(at), contact_id=one, purposes=said, made_at=since)
            for (one, since), said in new.items()
        ]
        MarketingObjection.objects.bulk_create(rows)
        Consent.keep(
            [row._statement(purpose, at, "objected before we knew them") for row in rows for purpose in row.purposes],
            by=None,
            at=at,
        )

    @classmethod
    def to_heed(cls, limit: int) -> dict[UUID, UUID]:
        """Those after which leads were not judged yet: id → contact, the oldest first."""
        waiting = cls.objects.filter(heeded_at=None).order_by("made_at")
        return dict(waiting.values_list("id", "contact_id")[:limit])

    @classmethod
    def heeded(cls, ids: Iterable[UUID], at: datetime) -> None:
        cls.objects.filter(id__in=list(ids)).update(heeded_at=at)

    def _statement(self, purpose: str, known_at: datetime, proof: str) -> Consent:
        return Consent(
            contact_id=self.contact_id,
            purpose=purpose,
            is_given=False,
            basis="consent",
            proof=proof,
            happened_at=self.made_at,
            known_at=known_at,
            told_by=self.id,
        )


def _remember(keys: Iterable[str], purposes: Sequence[str], at: datetime, by: User | None = None) -> None:
    """By digest, beside what is kept of the contact: it outlives an import that is taken back."""
    if Suppression.remember_objection(keys, purposes, at):
        told = {"purposes": ", ".join(sorted(purposes))}
        record("objection_remembered", at=at, actor=by.id if by else None, subject=("house", "1"), payload=told)
