"""Erasing a person (GDPR 17): every room does its part, an entry by digest stays, and restored backups can be brought in line."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.capture.core.keys import is_anonymous, kind_of, value_of
from handschlag.capture.models import Bundle, SuppressedBecause, Suppression, between_walks, unpack
from handschlag.capture.models.suppression import digest_of
from handschlag.kernel.canonical import moment_text
from handschlag.kernel.erasing import Person, erasers
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.consent import Consent
from handschlag.people.models.contact import Contact, Identifier
from handschlag.people.models.data_key import DataKey
from handschlag.people.models.employment import Employment
from handschlag.people.models.kept_proof import KeptProof
from handschlag.people.models.lead import ClosedBecause, Ending, Lead, LeadOpening, close_leads

SHORTEST_ID = 4
"""Shorter ids of other systems are no words to look for: they stand in every text."""


class ErasedBecause(models.TextChoices):
    """Why somebody was erased."""

    REQUEST = "request", gettext_lazy("the person asked for it")
    PERIOD = "period", gettext_lazy("the period of keeping is over")
    RESTORED = "restored", gettext_lazy("erased before, and brought back by a backup")


def reasons() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return ErasedBecause.choices


class Erasure(models.Model):
    """Somebody was erased: when, by whom, why, and how many rows of which table. Nothing about who it was.

    ``scrubbed_at`` is when the files of the database were cleaned of what erasing leaves in them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact_id = models.UUIDField(unique=True)
    reason = models.CharField(max_length=20, choices=reasons)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    scrubbed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(scrubbed_at=None), name="erasures_to_scrub"),
        ]


def erase(contact: Contact, *, by: User | None, at: datetime, reason: str = ErasedBecause.REQUEST) -> Erasure:
    """Erase a person in all rooms, in one transaction. What stays is an empty contact under its leads, for the figures.

    The inbox is read first, so that nothing of the person waits in it. Refused a second time, and while a table that names the
    person is being imported. Recipients are told; the addresses are suppressed, so that nobody writes to them again.
    """
    while Bundle.objects.filter(set_aside_at=None).exists() and unpack(at):
        pass
    with transaction.atomic():
        between_walks()
        contact = Contact.objects.select_for_update(of=("self",)).get(id=contact.id)
        if contact.erased_at:
            raise Refused(_("This person has been erased already."))
        person = person_of(contact)
        KeptProof.keep(contact, at)
        DataKey.destroy(contact.id)
        close_leads([Ending(lead, ClosedBecause.ERASED, at) for lead in person.leads], at, by.id if by else None)
        counts: Counter[str] = Counter()
        for eraser in erasers():
            counts.update(eraser.erase(person, at))
        Suppression.add(person.keys, SuppressedBecause.ERASED, at)
        erasure = Erasure.objects.create(
            id=new_id(at),
            contact_id=contact.id,
            reason=ErasedBecause(reason),
            by=by,
            at=at,
            counts={table: count for table, count in sorted(counts.items()) if count},
        )
        actor = by.id if by else None
        record("person_erased", at=at, actor=actor, subject=("contact", contact.id), payload={"reason": erasure.reason})
        _write_down(contact.id, person.keys, at)
    return erasure


def person_of(contact: Contact) -> Person:
    """All by which the person is found in any room."""
    identifiers = dict(Identifier.objects.filter(contact=contact).values_list("key", "told_by"))
    said = AttributeValue.objects.filter(contact=contact)
    texts = [(name, text) for name, text in said.values_list("name", "text")]
    addresses = {text for name, text in texts if name in ("email", "phone")} | {contact.email, contact.phone}
    words = {value_of(key) for key in identifiers if not is_anonymous(key)} | addresses
    told_by: set[UUID | None] = set(identifiers.values())
    for model in (AttributeValue, Employment, Consent):
        rows: Any = model._default_manager.filter(contact=contact)
        told_by |= set(rows.values_list("told_by", flat=True))
    told_by |= set(LeadOpening.objects.filter(lead__contact=contact).values_list("told_by", flat=True))
    given, family = ([text for name, text in texts if name == which] for which in ("given_name", "family_name"))
    return Person(
        contact_id=contact.id,
        leads=frozenset(Lead.objects.filter(contact=contact).values_list("id", flat=True)),
        keys=frozenset(identifiers),
        words=frozenset(spelling for word in words for spelling in _spellings(word.strip().lower())),
        names=frozenset(_names([*given, contact.given_name], [*family, contact.family_name])),
        told_by=frozenset(one for one in told_by if one),
    )


def reapply(at: datetime) -> int:
    """After a backup was restored: erase again whom the list outside the database names; returns how many came back by it.

    Whoever became known anew after their erasure stays; their address is suppressed as before.
    """
    again = 0
    for entry in _written_down():
        digests, erased_at = set(entry["digests"]), datetime.fromisoformat(entry["at"])
        with transaction.atomic():
            between_walks()
            Suppression.add_digests(entry["digests"], SuppressedBecause.ERASED, erased_at)
        for contact in _brought_back(UUID(entry["contact"]), digests, erased_at):
            erase(contact, by=None, at=at, reason=ErasedBecause.RESTORED)
            again += 1
    return again


def _brought_back(contact_id: UUID, digests: Collection[str], erased_at: datetime) -> list[Contact]:
    owners = {
        contact
        for key, contact in Identifier.objects.filter(known_at__lte=erased_at).values_list("key", "contact_id")
        if digest_of(key) in digests
    }
    return list(Contact.objects.filter(id__in={contact_id, *owners}, erased_at=None, made_at__lte=erased_at))


def _spellings(word: str) -> Iterator[str]:
    """As somebody may have written an address, number or id; a number also with its national prefix."""
    if len(word) < SHORTEST_ID:
        return
    yield word
    if word.startswith("+49"):
        yield f"0{word[3:]}"


def _names(given: Collection[str], family: Collection[str]) -> Iterator[tuple[str, str]]:
    for first in {name.strip().lower() for name in given}:
        for last in {name.strip().lower() for name in family}:
            if len(first) > 1 and len(last) > 1:
                yield first, last


def _write_down(contact_id: UUID, keys: Collection[str], at: datetime) -> None:
    """One line outside the database, on disk before the erasure counts: digests and ids, never who."""
    digests = {digest_of(key): kind_of(key) for key in sorted(keys) if not is_anonymous(key)}
    line = json.dumps({"at": moment_text(at), "contact": str(contact_id), "digests": digests})
    file = Path(settings.ERASURES_LOG)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
        log.flush()
        os.fsync(log.fileno())


def _written_down() -> Iterator[dict[str, Any]]:
    file = Path(settings.ERASURES_LOG)
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)
