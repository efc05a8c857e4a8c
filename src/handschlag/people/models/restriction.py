"""Blocks: a person whose data may only be kept (GDPR 18), or one whose address is suppressed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.contact import Contact
from handschlag.people.models.lead import stir


class Restriction(models.Model):
    """Processing is restricted: the data are kept, and nothing else is done with them, until somebody lifts it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="restrictions")
    reason = models.TextField(blank=True)
    from_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-from_at", "-id"]
        indexes = [
            models.Index(fields=["contact"], condition=models.Q(lifted_at=None), name="restrictions_in_force"),
        ]

    @classmethod
    def impose(cls, contact: Contact, reason: str, *, by: User, at: datetime) -> Restriction:
        """From now on. Refused where it is restricted already; recipients are told."""
        with transaction.atomic():
            Contact.objects.select_for_update(of=("self",)).get(id=contact.id)
            if cls.objects.filter(contact=contact, lifted_at=None).exists():
                raise Refused(_("The processing is restricted already."))
            restriction = cls.objects.create(
                id=new_id(at), contact=contact, reason=reason.replace("\0", "").strip(), from_at=at, by=by
            )
            record("processing_restricted", at=at, actor=by.id, subject=("contact", contact.id))
            stir([contact.id], at)
        return restriction

    def lift(self, *, by: User, at: datetime) -> None:
        """The data may be used again, as far as consent and objections allow. Refused a second time."""
        with transaction.atomic():
            if not Restriction.objects.filter(id=self.id, lifted_at=None).update(lifted_at=at, lifted_by=by):
                raise Refused(_("The restriction has been lifted already."))
            record("restriction_lifted", at=at, actor=by.id, subject=("contact", self.contact_id))
            stir([self.contact_id], at)
        self.lifted_at, self.lifted_by = at, by


class SuppressedContact(models.Model):
    """The mark that one of a contact's identifiers is suppressed: asked by contact, without computing a digest."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="suppressed", db_index=False)
    since_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "since_at"], name="suppressions_of_a_contact")]

    @classmethod
    def mark(cls, contact_ids: Iterable[UUID], at: datetime) -> set[UUID]:
        """Mark those that are not marked yet; returns them. In the caller's transaction."""
        wanted = set(contact_ids)
        new = wanted - set(cls.objects.filter(contact__in=wanted).values_list("contact_id", flat=True))
        marks = [SuppressedContact(contact_id=contact_id, since_at=at) for contact_id in sorted(new)]
        SuppressedContact.objects.bulk_create(marks, batch_size=500)
        stir(new, at)
        return new
